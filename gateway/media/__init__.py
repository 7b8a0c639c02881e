"""Frames, tapes and films: everything that touches pixels, in worker processes."""
