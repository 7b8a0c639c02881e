"""The few facts about H.264 and AAC that say whether two clips can be one."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from gateway.core.errors import UnsafeMedia
from gateway.media.boxes import PeculiarError, box, child, children, full, untrusted
from gateway.media.tracks import Track

_VISUAL_HEAD = 78
_SOUND_HEAD = 28
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_LOW_COMPLEXITY = 2
_WITH_CHROMA = {100, 110, 122, 244, 44, 83, 86, 118, 128}
"""Profiles whose sequence parameters say how colour is sampled; the others are always 4:2:0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How pictures are coded; `sets` are the parameter sets by (kind, id)."""

    width: int
    height: int
    frames: int
    ticks: int
    sets: tuple[tuple[tuple[int, int], bytes], ...]

    def like(self, other: Picture) -> bool:
        """They can follow each other in one track: no two parameter sets claim one id."""
        ours, theirs = dict(self.sets), dict(other.sets)
        same_shape = (self.width, self.height) == (other.width, other.height)
        same_pace = abs(self.frames * other.ticks - other.frames * self.ticks) * 200 <= (
            self.frames * other.ticks
        )
        agree = all(ours[key] == theirs[key] for key in ours.keys() & theirs.keys())
        return same_shape and same_pace and agree


@dataclass(frozen=True, slots=True)
class Sound:
    """How sound is coded: AAC-LC at `rate` with so many `channels`."""

    rate: int
    channels: int


@untrusted()
def picture_of(track: Track) -> Picture:
    """What an H.264 track's entry says.

    :raises PeculiarError: it is another codec, or no 8-bit 4:2:0.
    """
    if track.kind != b"avc1":
        raise PeculiarError(f"its picture is {track.kind.decode('ascii', 'replace')}, not H.264")
    width, height = struct.unpack_from(">HH", track.entry, 24)
    config = dict(children(track.entry[_VISUAL_HEAD:])).get(b"avcC")
    if config is None or len(config) < 7 or config[4] & 3 != 3:
        raise PeculiarError("its H.264 parameters are missing")
    # Ticks a second times the frames, over all ticks, would be the pace; kept whole to compare.
    return Picture(
        width=width,
        height=height,
        frames=len(track.sizes) * track.timescale,
        ticks=max(1, track.ticks),
        sets=tuple(sorted(_sets(config).items())),
    )


@untrusted()
def sound_of(track: Track) -> Sound:
    """What an AAC track's entry says.

    :raises PeculiarError: it is another codec, a rarer kind of AAC, or oddly framed.
    """
    (version,) = struct.unpack_from(">H", track.entry, 8)
    esds = child(track.entry[_SOUND_HEAD + {0: 0, 1: 16}.get(version, 36) :], b"esds")
    if track.kind != b"mp4a" or esds is None:
        raise PeculiarError("its sound is not AAC")
    config = _audio_config(esds[4:])
    kind, rate, channels = (
        config[0] >> 3,
        (config[0] & 7) << 1 | config[1] >> 7,
        config[1] >> 3 & 15,
    )
    if kind != _LOW_COMPLEXITY or rate >= len(_RATES) or channels not in {1, 2} or config[1] & 4:
        raise PeculiarError("its sound is a rarer kind of AAC")
    if any(delta != 1024 for _, delta in track.durations[:-1]) or (track.timescale != _RATES[rate]):
        raise PeculiarError("its sound is oddly framed")
    return Sound(_RATES[rate], channels)


def _audio_config(descriptors: bytes) -> bytes:
    """The AudioSpecificConfig: tag 5 within tag 4 within tag 3."""
    at = 0
    heads = {3: 3, 4: 13}
    while at + 2 <= len(descriptors):
        tag, at = descriptors[at], at + 1
        size = 0
        while True:
            byte, at = descriptors[at], at + 1
            size = size << 7 | byte & 127
            if byte < 128:
                break
        if tag == 5 and size >= 2:
            return descriptors[at : at + size]
        at += heads.get(tag, size)
    raise UnsafeMedia("its sound has no parameters")


def _sets(config: bytes) -> dict[tuple[int, int], bytes]:
    """The parameter sets of an `avcC`, by (7 for sequence, 8 for picture; id)."""
    found: dict[tuple[int, int], bytes] = {}
    at = 5
    for kind, mask in ((7, 31), (8, 255)):
        count, at = config[at] & mask, at + 1
        for _ in range(count):
            (size,) = struct.unpack_from(">H", config, at)
            unit = config[at + 2 : at + 2 + size]
            at += 2 + size
            found[kind, _set_id(unit, kind)] = unit
    return found


def _set_id(unit: bytes, kind: int) -> int:
    bits = _Bits(unit.replace(b"\0\0\3", b"\0\0"), start=4 if kind == 7 else 1)
    number = bits.golomb()
    if (
        kind == 7
        and unit[1] in _WITH_CHROMA
        and (bits.golomb(), bits.golomb(), bits.golomb())
        != (
            1,
            0,
            0,
        )
    ):
        raise PeculiarError("its colours are not 8-bit 4:2:0")
    return number


class _Bits:
    """Exp-Golomb numbers out of bytes."""

    def __init__(self, data: bytes, *, start: int) -> None:
        self._bits = "".join(f"{byte:08b}" for byte in data[start : start + 32])
        self._at = 0

    def golomb(self) -> int:
        one = self._bits.find("1", self._at)
        if one < 0 or one - self._at > 31:
            raise UnsafeMedia("its H.264 parameters are damaged")
        zeros = one - self._at
        self._at = one + zeros + 1
        return int(self._bits[one : self._at] or "1", 2) - 1


def visual_entry(first: Track, sets: dict[tuple[int, int], bytes]) -> bytes:
    """The sample entry of `first`, with all these parameter sets."""
    head, rest = first.entry[:_VISUAL_HEAD], first.entry[_VISUAL_HEAD:]
    inner = [
        box(kind, _config(body, sets) if kind == b"avcC" else body)
        for kind, body in children(rest)
        if kind != b"btrt"
    ]
    return box(b"avc1", head, *inner)


def _config(old: bytes, sets: dict[tuple[int, int], bytes]) -> bytes:
    """An `avcC` with those sets, good for the highest level among them."""
    sequences = [unit for (kind, _), unit in sorted(sets.items()) if kind == 7]
    pictures = [unit for (kind, _), unit in sorted(sets.items()) if kind == 8]
    profile = max(unit[1] for unit in sequences)
    level = max(unit[3] for unit in sequences)
    parts = [bytes([1, profile, old[2], level, 0xFF, 0xE0 | len(sequences)])]
    parts += [struct.pack(">H", len(unit)) + unit for unit in sequences]
    parts += [bytes([len(pictures)])]
    parts += [struct.pack(">H", len(unit)) + unit for unit in pictures]
    if profile in _WITH_CHROMA:
        parts += [b"\xfd\xf8\xf8\x00"]
    return b"".join(parts)


def sound_entry(track: Track) -> bytes:
    """The sample entry of a sound track."""
    return box(track.kind, track.entry)


def silent_entry(sound: Sound) -> bytes:
    """The sample entry of a track of AAC-LC that holds nothing yet."""
    number = _LOW_COMPLEXITY << 11 | _RATES.index(sound.rate) << 7 | sound.channels << 3
    decoder = b"\x40\x15" + bytes(11) + struct.pack(">BBH", 5, 2, number)
    stream = b"\0\1\0" + bytes([4, len(decoder)]) + decoder + b"\6\1\2"
    rate = sound.rate << 16 if sound.rate < 1 << 16 else 0  # faster ones stand in the descriptor
    head = bytes(6) + b"\0\1" + struct.pack(">8xHHII", sound.channels, 16, 0, rate)
    return box(b"mp4a", head, full(b"esds", bytes([3, len(stream)]) + stream))
