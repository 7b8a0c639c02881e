"""The story's machine: stdlib and pluggy only; no SDK, no clock of its own, no network."""
