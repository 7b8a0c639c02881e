"""Subtitles and chapters: tracks whose samples are words."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.media.boxes import box

LONGEST: Final = 4000
"""Bytes of one subtitle or one chapter's title."""

_FONT: Final = box(b"ftab", struct.pack(">HHB", 1, 1, 5) + b"Arial")
SUBTITLE_ENTRY: Final = box(
    b"tx3g",
    bytes(6) + b"\0\1",
    struct.pack(">IbbI", 0, 1, -1, 0xFF),  # at the foot, in the middle, on black
    bytes(8),
    struct.pack(">HHHBB4s", 0, 0, 1, 0, 18, b"\xff\xff\xff\xff"),
    _FONT,
)
CHAPTER_ENTRY: Final = box(
    b"text",
    bytes(6) + b"\0\1",
    struct.pack(">IHI", 1, 0, 0),
    bytes(8),
    struct.pack(">HHHHI", 0, 0, 1, 0, 0),
    box(b"ftab", struct.pack(">HHB", 1, 1, 0)),
)
_UTF8: Final = struct.pack(">I4sI", 12, b"encd", 0x100)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words from `start` to `end`, seconds into the film."""

    start: float
    end: float
    text: str


def lay(cues: Sequence[Cue], *, clock: int, length: int, chapters: bool) -> list[tuple[bytes, int]]:
    """(sample, ticks) without a gap from 0 to `length`; where nothing is said, an empty sample."""
    tail = _UTF8 if chapters else b""
    return [
        (_sample(text) + (tail if text else b""), ticks)
        for text, ticks in _spans(cues, clock, length)
        if ticks > 0
    ]


def _spans(cues: Sequence[Cue], clock: int, length: int) -> Iterator[tuple[str, int]]:
    now = 0
    for cue in cues:
        start = min(length, max(now, round(cue.start * clock)))
        end = min(length, max(start, round(cue.end * clock)))
        yield "", start - now
        yield cue.text, end - start
        now = end
    yield "", length - now


def _sample(text: str) -> bytes:
    words = text.encode("utf-8", "ignore")[:LONGEST].decode("utf-8", "ignore").encode()
    return struct.pack(">H", len(words)) + words
