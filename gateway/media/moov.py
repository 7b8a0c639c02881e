"""The index of a film: what is where in it, and when it is due."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from gateway.media.boxes import MATRIX, box, full, rows
from gateway.media.tracks import Track

FTYP: Final = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
UNDETERMINED: Final = 0x55C4
"""The language `und`, five bits a letter."""

_HERE: Final = box(b"dinf", full(b"dref", struct.pack(">I", 1), full(b"url ", flags=1)))
_GMHD: Final = box(
    b"gmhd",
    full(b"gmin", struct.pack(">HHHHHH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0)),
    box(b"text", struct.pack(">HIIIIIIII", 1, 0, 0, 0, 1, 0, 0, 0, 0x4000) + b"\0\0"),
)
_MEDIA: Final = {
    b"vide": full(b"vmhd", bytes(8), flags=1),
    b"soun": full(b"smhd", bytes(4)),
    b"sbtl": full(b"nmhd"),
    b"text": _GMHD,
}


@dataclass(slots=True)
class Samples:
    """A track of the film as it grows; offsets count from the start of the media data.

    Runs as in `Track`; no `keys` means that every sample is one.
    """

    sizes: array[int] = field(default_factory=lambda: array("I"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    durations: list[tuple[int, int]] = field(default_factory=list)
    shifts: list[tuple[int, int]] = field(default_factory=list)
    keys: array[int] = field(default_factory=lambda: array("I"))

    def add(self, track: Track, count: int, by: int) -> None:
        """The first `count` samples of a track whose media moves by so many bytes."""
        self.sizes.extend(track.sizes[:count])
        self.offsets.extend(offset + by for offset in islice(track.offsets, count))

    def lay(self, sizes: Sequence[int], offset: int) -> None:
        """Samples of those sizes, one behind the other from `offset` on."""
        for size in sizes:
            self.sizes.append(size)
            self.offsets.append(offset)
            offset += size


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One track of the film.

    `ticks` of its `timescale` is how long it is; the first `start` are not shown. `enabled` tracks
    play unasked. `chapters` is the number of the track that names this one's chapters.
    """

    number: int
    handler: bytes
    timescale: int
    ticks: int
    entry: bytes
    samples: Samples
    start: int = 0
    size: tuple[int, int] = (0, 0)
    enabled: bool = True
    chapters: int = 0


def movie(
    parts: Sequence[Part], *, clock: int, length: int, base: int, far: bool, title: bytes
) -> bytes:
    """The `moov` box of a film that lasts `length` ticks of `clock`, its media data at `base`.

    :param far: there may be more than 4 GB of it; the box's length depends on this, not on `base`.
    """
    header = struct.pack(">QQIQ", 0, 0, clock, length)
    header += struct.pack(">IHH8x", 0x10000, 0x100, 0) + MATRIX + bytes(24)
    header += struct.pack(">I", len(parts) + 1)
    tracks = (_trak(part, length, base, far=far) for part in parts)
    return box(b"moov", full(b"mvhd", header, version=1), *tracks, _titled(title))


def _trak(part: Part, length: int, base: int, *, far: bool) -> bytes:
    group = {b"vide": 0, b"soun": 1}.get(part.handler, 2)
    volume = 0x100 if part.handler == b"soun" else 0
    width, height = part.size
    head = struct.pack(">QQIIQ8x", 0, 0, part.number, 0, length)
    head += struct.pack(">HHHH", 0, group, volume, 0) + MATRIX
    head += struct.pack(">II", width << 16, height << 16)
    edit = struct.pack(">IQqI", 1, length, part.start, 0x10000)
    chapters = box(b"tref", box(b"chap", struct.pack(">I", part.chapters)))
    return box(
        b"trak",
        full(b"tkhd", head, version=1, flags=3 if part.enabled else 2),
        box(b"edts", full(b"elst", edit, version=1)),
        chapters if part.chapters else b"",
        _mdia(part, base, far=far),
    )


def _mdia(part: Part, base: int, *, far: bool) -> bytes:
    clock = struct.pack(">QQIQHH", 0, 0, part.timescale, part.ticks, UNDETERMINED, 0)
    handler = struct.pack(">I4s12x", 0, part.handler) + b"Tapeway\0"
    return box(
        b"mdia",
        full(b"mdhd", clock, version=1),
        full(b"hdlr", handler),
        box(b"minf", _MEDIA[part.handler], _HERE, _stbl(part, base, far=far)),
    )


def _stbl(part: Part, base: int, *, far: bool) -> bytes:
    samples = part.samples
    count = len(samples.sizes)
    chunks = list(_chunks(samples))
    shifted = any(shift for _, shift in samples.shifts)
    below = min((shift for _, shift in samples.shifts), default=0) < 0
    shifts = rows(b"ctts", _merged(samples.shifts), "Ii")
    if below:
        shifts = shifts[:8] + b"\1" + shifts[9:]  # version 1 has signs
    offsets = ((base + offset,) for offset, _ in chunks)
    return box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), part.entry),
        rows(b"stts", _merged(samples.durations), "II"),
        rows(b"stss", ((key + 1,) for key in samples.keys), "I") if samples.keys else b"",
        shifts if shifted else b"",
        rows(b"stsc", _stsc(chunks), "III"),
        full(b"stsz", struct.pack(">II", 0, count), _big_endian(samples.sizes)),
        rows(b"co64", offsets, "Q") if far else rows(b"stco", offsets, "I"),
        _preroll(count) if part.handler == b"soun" else b"",
    )


def _preroll(count: int) -> bytes:
    """Whoever jumps into AAC has to decode one packet ahead."""
    return full(b"sgpd", b"roll" + struct.pack(">IIh", 2, 1, -1), version=1) + full(
        b"sbgp", b"roll" + struct.pack(">III", 1, count, 1)
    )


def _chunks(samples: Samples) -> Iterator[tuple[int, int]]:
    """(offset, count) of each run of samples that lie one behind the other."""
    begin = end = count = 0
    for offset, size in zip(samples.offsets, samples.sizes, strict=True):
        if count and offset == end:
            count += 1
        else:
            if count:
                yield begin, count
            begin, count = offset, 1
        end = offset + size
    if count:
        yield begin, count


def _stsc(chunks: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    last = 0
    for number, (_, count) in enumerate(chunks, start=1):
        if count != last:
            yield number, count, 1
            last = count


def _merged(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same runs with equal neighbours joined."""
    total, current = 0, 0
    for count, value in runs:
        if total and value != current:
            yield total, current
            total = 0
        total, current = total + count, value
    if total:
        yield total, current


def _big_endian(numbers: array[int]) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


def _titled(title: bytes) -> bytes:
    if not title:
        return b""
    name = box(b"\xa9nam", box(b"data", struct.pack(">II", 1, 0), title))
    handler = full(b"hdlr", struct.pack(">I4s4s9x", 0, b"mdir", b"appl"))
    return box(b"udta", full(b"meta", handler, box(b"ilst", name)))
