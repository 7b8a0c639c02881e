"""A film's chapters and subtitles as a browser reads them: WebVTT, out of the film itself."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from av.container import InputContainer

KINDS: Final = ("chapters", "subtitles")

Cue: TypeAlias = tuple[float, float, str]
"""From, to (seconds into the film), and the words."""


def read_track(film: Path, kind: str) -> str:
    """One of the film's tracks; without a cue where the film has none.

    :raises OSError: that is no film.
    """
    import av

    try:
        with av.open(str(film)) as container:
            return to_vtt(_chapters(container) if kind == "chapters" else _subtitles(container))
    except av.FFmpegError as error:
        raise OSError(f"{film.name} cannot be read: {error.strerror}.") from error


def to_vtt(cues: Iterable[Cue]) -> str:
    r"""Cues as WebVTT.

    >>> to_vtt([(1, 62.5, "A <door>\n\n& more")])
    'WEBVTT\n\n00:00:01.000 --> 00:01:02.500\nA &lt;door&gt;\n&amp; more\n'
    """
    blocks = [f"{_clock(start)} --> {_clock(end)}\n{_words(text)}\n" for start, end, text in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _chapters(container: InputContainer) -> Iterator[Cue]:
    for chapter in container.chapters():
        unit = float(chapter["time_base"] or 0)
        yield chapter["start"] * unit, chapter["end"] * unit, chapter["metadata"].get("title", "")


def _subtitles(container: InputContainer) -> Iterator[Cue]:
    for stream in container.streams.subtitles[:1]:
        for packet in container.demux(stream):
            words = _sample(bytes(packet))
            if words and packet.pts is not None and packet.duration:
                unit = float(packet.time_base)
                yield packet.pts * unit, (packet.pts + packet.duration) * unit, words


def _sample(data: bytes) -> str:
    """The words of one sample: two bytes say how long they are."""
    return data[2 : 2 + int.from_bytes(data[:2], "big")].decode("utf-8", "replace")


def _words(text: str) -> str:
    lines = (html.escape(line.strip(), quote=False) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _clock(seconds: float) -> str:
    thousandths = max(0, round(seconds * 1000))
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
