"""The words that a finished film carries: its title, its chapters, its subtitles."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.media.texts import Cue

if TYPE_CHECKING:
    from av.container import InputContainer


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """As `join.Plan` has them."""

    title: str = ""
    chapters: tuple[Cue, ...] = ()
    subtitles: tuple[Cue, ...] = ()


def spoken(film: Path) -> Spoken:
    """What a film says; nothing where it cannot be read, for a film is more than its words."""
    import av

    try:
        with av.open(str(film)) as container:
            return Spoken(
                title=container.metadata.get("title", ""),
                chapters=tuple(_chapters(container)),
                subtitles=tuple(_subtitles(container)),
            )
    except (av.error.FFmpegError, ValueError, struct.error):
        return Spoken()


def _chapters(film: InputContainer) -> Iterator[Cue]:
    for chapter in film.chapters():
        base = chapter["time_base"] or 1
        title = chapter["metadata"].get("title", "")
        yield Cue(float(chapter["start"] * base), float(chapter["end"] * base), title)


def _subtitles(film: InputContainer) -> Iterator[Cue]:
    """Of 3GPP timed text: two bytes for the length, and the text (TS 26.245, 5.17)."""
    if not film.streams.subtitles:
        return
    for packet in film.demux(film.streams.subtitles[0]):
        data = bytes(packet)
        if packet.pts is None or packet.time_base is None or len(data) < 2:
            continue
        (length,) = struct.unpack_from(">H", data)
        if text := data[2 : 2 + length].decode("utf-8", "replace"):
            start = packet.pts * packet.time_base
            end = start + (packet.duration or 0) * packet.time_base
            yield Cue(float(start), float(end), text)
