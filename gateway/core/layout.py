"""Where things lie in a session's folder; every name is made here."""

from __future__ import annotations

from datetime import UTC, datetime

STATE = "state.json"
HISTORY = "history.json"
FOLDERS = ("images", "tapes", "films/segments", "films/final", "videos")


def frame(index: int) -> str:
    """The still of a turn."""
    return f"images/frame_{index}.png"


def segment(first: int, last: int) -> str:
    """The way from one turn's still to another's."""
    return f"films/segments/seg_{first}_{last}.mp4"


def tape(at: datetime) -> str:
    """A tape that was asked for at a time."""
    return f"tapes/tape_{_stamp(at)}.gif"


def film(at: datetime) -> str:
    """A film that was asked for at a time."""
    return f"films/final/HD_tape_{_stamp(at)}.mp4"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%d_%H%M%S")
