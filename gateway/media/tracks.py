"""What one MP4 holds: its picture and its sound as tables of samples, nothing decoded."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from gateway.core.errors import UnsafeMedia
from gateway.media import boxes
from gateway.media.boxes import PeculiarError, child, children

AAC_FRAME: Final = 1024
"""Samples of sound in one packet of AAC."""

_MOST_SAMPLES: Final = 20_000_000
_SLACK: Final = 1 << 16
_LONGEST: Final = 30
"""Seconds that one sample may last or wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One track, a row a sample; times in ticks of which `timescale` are a second.

    `durations` and `shifts` are runs of (how many samples, value); `keys` are the numbers of key
    frames from 0, or `None` where all are; `start` is the tick that is shown first.
    """

    timescale: int
    entry: bytes
    kind: bytes
    sizes: array[int]
    offsets: array[int]
    durations: list[tuple[int, int]]
    shifts: list[tuple[int, int]]
    keys: list[int] | None
    start: int

    @property
    def ticks(self) -> int:
        """How long it is."""
        return sum(count * delta for count, delta in self.durations)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.ticks / self.timescale


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A file with one picture track and at most one of sound; media lies from `low` to `high`."""

    path: Path
    video: Track
    audio: Track | None
    low: int
    high: int


def read_clip(path: Path) -> Clip:
    """Read the tables of an MP4 and check that all they name is there.

    :raises UnsafeMedia: it is empty, cut off, no MP4, or has no picture; the sentence starts in
        the middle, for the caller knows which clip it is.
    :raises PeculiarError: it is whole, but has to be coded anew before it can be joined.
    """
    with boxes.untrusted():
        moov, size = boxes.index(path)
        found = dict(_tracks(moov))
    video, audio = found.get(b"vide"), found.get(b"soun")
    if video is None or not len(video.sizes):
        raise UnsafeMedia("it has no picture")
    if audio is not None and not len(audio.sizes):
        audio = None
    tracks = [track for track in (video, audio) if track is not None]
    low = min(min(track.offsets) for track in tracks)
    high = max(_end(track) for track in tracks)
    if high > size:
        raise UnsafeMedia("it is cut off")
    if high - low > _SLACK + 2 * sum(sum(track.sizes) for track in tracks):
        raise UnsafeMedia("it is mostly holes")
    return Clip(path=path, video=video, audio=audio, low=low, high=high)


def _end(track: Track) -> int:
    return max(map(int.__add__, track.offsets, track.sizes))


def _tracks(moov: bytes) -> Iterator[tuple[bytes, Track]]:
    (movie_scale,) = struct.unpack_from(">I", child(moov, b"mvhd") or b"", 12)
    seen: set[bytes] = set()
    for kind, body in children(moov):
        if kind != b"trak":
            continue
        handler = (child(body, b"mdia", b"hdlr") or b"")[8:12]
        if handler in {b"vide", b"soun"} and handler not in seen:
            seen.add(handler)
            yield handler, _track(body, movie_scale)


def _track(trak: bytes, movie_scale: int) -> Track:
    header = child(trak, b"tkhd") or b""
    if header[-44:-8] != boxes.MATRIX and header[-44:-8].strip(b"\0"):
        raise PeculiarError("its picture is turned")
    timescale = _timescale(child(trak, b"mdia", b"mdhd") or b"")
    stbl = child(trak, b"mdia", b"minf", b"stbl") or b""
    descriptions = child(stbl, b"stsd") or b""
    entries = list(children(descriptions[8:]))
    if len(entries) != 1:
        raise PeculiarError("its parameters change on the way")
    sizes = _sizes(child(stbl, b"stsz"))
    durations = [(count, delta) for count, delta in boxes.table(child(stbl, b"stts"), 2)]
    shifts = _shifts(child(stbl, b"ctts"), len(sizes))
    keys = _keys(child(stbl, b"stss"))
    last = max(keys or [0], default=0)
    if sum(count for count, _ in durations) != len(sizes) or (sizes and last >= len(sizes)):
        raise UnsafeMedia("its tables do not agree")
    if any(abs(ticks) > _LONGEST * timescale for _, ticks in (*durations, *shifts)):
        raise UnsafeMedia("one of its pictures lasts for ever")
    natural = _earliest(durations, shifts)
    ticks = sum(count * delta for count, delta in durations)
    return Track(
        timescale=timescale,
        kind=entries[0][0],
        entry=entries[0][1],
        sizes=sizes,
        offsets=_offsets(stbl, sizes),
        durations=durations,
        shifts=shifts,
        keys=keys,
        start=_start(trak, natural, ticks * movie_scale / timescale, movie_scale / timescale),
    )


def _timescale(mdhd: bytes) -> int:
    (timescale,) = struct.unpack_from(">I", mdhd, 20 if mdhd[0] == 1 else 12)
    if not timescale:
        raise UnsafeMedia("its clock stands still")
    return int(timescale)


def _sizes(stsz: bytes | None) -> array[int]:
    if stsz is None:
        raise UnsafeMedia("a table is missing")
    same: int
    count: int
    same, count = struct.unpack_from(">II", stsz, 4)
    if count > _MOST_SAMPLES:
        raise UnsafeMedia("it has more samples than any film")
    if same:
        return array("I", [same]) * count
    return array("I", (size for (size,) in boxes.table(stsz, 1, head=12)))


def _keys(stss: bytes | None) -> list[int] | None:
    return None if stss is None else [max(0, row[0] - 1) for row in boxes.table(stss, 1)]


def _shifts(ctts: bytes | None, count: int) -> list[tuple[int, int]]:
    """How much later than it is decoded each sample is shown; may be negative."""
    if ctts is None:
        return [(count, 0)]
    runs = [(run, by - (1 << 32) if by >> 31 else by) for run, by in boxes.table(ctts, 2)]
    if sum(run for run, _ in runs) != count:
        raise UnsafeMedia("its tables do not agree")
    return runs


def _offsets(stbl: bytes, sizes: array[int]) -> array[int]:
    """Where each sample lies in the file."""
    wide = child(stbl, b"co64")
    if wide is not None:
        chunks = [high << 32 | low for high, low in boxes.table(wide, 2)]
    else:
        chunks = [offset for (offset,) in boxes.table(child(stbl, b"stco"), 1)]
    offsets = array("Q")
    left = iter(sizes)
    for offset, count in zip(chunks, _counts(boxes.table(child(stbl, b"stsc"), 3)), strict=False):
        for size in islice(left, count):
            offsets.append(offset)
            offset += size
    if len(offsets) != len(sizes):
        raise UnsafeMedia("its tables do not agree")
    return offsets


def _counts(stsc: list[tuple[int, ...]]) -> Iterator[int]:
    """How many samples each chunk has; the last row holds for ever."""
    for row, following in pairwise(stsc):
        for _ in range(following[0] - row[0]):
            yield row[1]
    while stsc:
        yield stsc[-1][1]


def _start(trak: bytes, natural: int, whole: float, scale: float) -> int:
    """The tick that is shown first, by the edit list or by the samples themselves.

    :param whole: how long the track is on the movie's clock, of which `scale` ticks are one here.
    :raises PeculiarError: the edit list does more than leave out a beginning.
    """
    edits = child(trak, b"edts", b"elst")
    if edits is None:
        return natural
    body = edits[8:]
    if len(body) != (20 if edits[0] == 1 else 12):
        raise PeculiarError("it has been edited without being cut")
    start: int
    shown, start, _ = struct.unpack(">qqi" if edits[0] == 1 else ">Iii", body)
    if start < 0 or shown < (whole - max(0, start - natural) * scale) * 0.98 - 2:
        raise PeculiarError("it has been edited without being cut")
    return max(natural, start)


def _earliest(durations: list[tuple[int, int]], shifts: list[tuple[int, int]]) -> int:
    """When the first picture is due: among the first few decoded, whatever their order."""
    deltas = (delta for count, delta in durations for _ in range(count))
    delays = (by for count, by in shifts for _ in range(count))
    earliest, now = None, 0
    for delta, delay in islice(zip(deltas, delays, strict=False), 64):
        due = now + delay
        earliest = due if earliest is None else min(earliest, due)
        now += delta
    return earliest or 0
