"""Clips become one film without touching what is in them: tables merged, media data copied."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from gateway.core.errors import UnsafeMedia
from gateway.media import codecs, moov, texts
from gateway.media.codecs import Sound
from gateway.media.moov import Part, Samples
from gateway.media.texts import Cue
from gateway.media.tracks import AAC_FRAME, Clip

_COPY: Final = 1 << 20
_NEAR: Final = 0xF000_0000
"""Media data up to this size, and the index before it, can be counted in 32 bits."""
_VIDEO, _AUDIO, _SUBTITLES, _CHAPTERS = 1, 2, 3, 4


SILENCE: Final = {1: bytes.fromhex("01182007"), 2: bytes.fromhex("211004608c1c")}
"""A packet of AAC-LC in which nothing is heard, by channels; the same at every rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All a film is made of; the clips must be alike (`Picture.like`, one `Sound` or none)."""

    clips: Sequence[Clip]
    sound: Sound
    title: str = ""
    chapters: Sequence[Cue] = ()
    subtitles: Sequence[Cue] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where everything will lie; `fillers` is the silence behind each clip."""

    clock: int
    length: int
    words: bytes
    parts: tuple[Part, ...]
    fillers: tuple[bytes, ...]
    size: int


def write(plan: Plan, file: BinaryIO) -> float:
    """Write the film; gives its length in seconds.

    The index comes first, so that it plays while it loads. Sound is placed by whole packets: at
    most half of one (11 ms) from where it belongs, at every join anew, so nothing adds up.
    """
    layout = _lay_out(plan)
    head = struct.pack(">I4sQ", 1, b"mdat", 16 + layout.size)
    base = len(moov.FTYP) + len(_index(plan, layout, 0)) + len(head)
    file.write(moov.FTYP + _index(plan, layout, base) + head + layout.words)
    for clip, filler in zip(plan.clips, layout.fillers, strict=True):
        _copy(clip, file)
        file.write(filler)
    return layout.length / layout.clock


def size(plan: Plan) -> int:
    """How many bytes the film will have."""
    layout = _lay_out(plan)
    return len(moov.FTYP) + len(_index(plan, layout, 0)) + 16 + layout.size


def _index(plan: Plan, layout: _Layout, base: int) -> bytes:
    title = plan.title.encode("utf-8", "ignore")[: texts.LONGEST]
    return moov.movie(
        layout.parts,
        clock=layout.clock,
        length=layout.length,
        base=base,
        far=layout.size > _NEAR,
        title=title,
    )


def _lay_out(plan: Plan) -> _Layout:
    clock = math.lcm(*(clip.video.timescale for clip in plan.clips))
    lengths = [clip.video.ticks * (clock // clip.video.timescale) for clip in plan.clips]
    length = sum(lengths)
    words, text_parts = _words(plan, clock, length)
    video, audio = Samples(), Samples()
    start = max(clip.video.start * (clock // clip.video.timescale) for clip in plan.clips)
    priming = _priming(plan)
    silence, fillers, at = SILENCE[plan.sound.channels], [], len(words)
    counts = _packets(plan, lengths, clock, priming)
    for clip, count in zip(plan.clips, counts, strict=True):
        _add_video(video, clip, clock, start, at)
        own = min(count, len(clip.audio.sizes)) if clip.audio else 0
        if clip.audio:
            audio.add(clip.audio, own, at - clip.low)
        at += clip.high - clip.low
        audio.lay([len(silence)] * (count - own), at)
        fillers.append(silence * (count - own))
        at += len(fillers[-1])
    audio.durations = [(len(audio.sizes), AAC_FRAME)]
    main = (
        _video_part(plan, video, clock, length, start),
        _audio_part(plan, audio, priming),
    )
    return _Layout(
        clock=clock,
        length=length,
        words=words,
        parts=(*main, *text_parts),
        fillers=tuple(fillers),
        size=at,
    )


def _add_video(video: Samples, clip: Clip, clock: int, start: int, at: int) -> None:
    track = clip.video
    factor = clock // track.timescale
    later = start - track.start * factor  # one clip reorders more pictures ahead than another
    first = len(video.sizes)
    keys = range(len(track.sizes)) if track.keys is None else track.keys
    video.keys.extend(first + key for key in keys)
    video.add(track, len(track.sizes), at - clip.low)
    video.durations += [(count, delta * factor) for count, delta in track.durations]
    video.shifts += [(count, shift * factor + later) for count, shift in track.shifts]


def _priming(plan: Plan) -> int:
    """Samples that the film's decoder swallows: what the first clip with sound says."""
    return next((clip.audio.start for clip in plan.clips if clip.audio), AAC_FRAME)


def _packets(plan: Plan, lengths: list[int], clock: int, priming: int) -> list[int]:
    """How many packets of sound each clip takes up, on one grid for the whole film."""
    rate = plan.sound.rate
    begins, now = [], 0
    for clip, length in zip(plan.clips, lengths, strict=True):
        own = clip.audio.start if clip.audio else priming
        begins.append(round((now * rate / clock + priming - own) / AAC_FRAME))
        now += length
    begins[0] = 0
    ends = [*begins[1:], math.ceil((now * rate / clock + priming) / AAC_FRAME)]
    return [max(0, end - begin) for begin, end in zip(begins, ends, strict=True)]


def _video_part(plan: Plan, samples: Samples, clock: int, length: int, start: int) -> Part:
    first = plan.clips[0].video
    pictures = [codecs.picture_of(clip.video) for clip in plan.clips]
    sets = {key: unit for picture in pictures for key, unit in picture.sets}
    return Part(
        number=_VIDEO,
        handler=b"vide",
        timescale=clock,
        ticks=length,
        entry=codecs.visual_entry(first, sets),
        samples=samples,
        start=start,
        size=(pictures[0].width, pictures[0].height),
        chapters=_CHAPTERS if plan.chapters else 0,
    )


def _audio_part(plan: Plan, samples: Samples, priming: int) -> Part:
    entries = (codecs.sound_entry(clip.audio) for clip in plan.clips if clip.audio)
    return Part(
        number=_AUDIO,
        handler=b"soun",
        timescale=plan.sound.rate,
        ticks=len(samples.sizes) * AAC_FRAME,
        entry=next(entries, codecs.silent_entry(plan.sound)),
        samples=samples,
        start=priming,
    )


def _words(plan: Plan, clock: int, length: int) -> tuple[bytes, list[Part]]:
    """The samples of the text tracks, which lie in front of all others, and the tracks."""
    words, parts = b"", []
    for number, handler, cues, entry in (
        (_SUBTITLES, b"sbtl", plan.subtitles, texts.SUBTITLE_ENTRY),
        (_CHAPTERS, b"text", plan.chapters, texts.CHAPTER_ENTRY),
    ):
        if not cues:
            continue
        laid = texts.lay(cues, clock=clock, length=length, chapters=handler == b"text")
        samples = Samples(durations=[(1, ticks) for _, ticks in laid])
        samples.lay([len(sample) for sample, _ in laid], len(words))
        words += b"".join(sample for sample, _ in laid)
        parts.append(
            Part(
                number=number,
                handler=handler,
                timescale=clock,
                ticks=length,
                entry=entry,
                samples=samples,
                enabled=handler == b"sbtl",
            )
        )
    return words, parts


def _copy(clip: Clip, file: BinaryIO) -> None:
    """Copy a clip's media data; measured, `copy_file_range` is no faster than this."""
    left = clip.high - clip.low
    with clip.path.open("rb", buffering=0) as source:
        source.seek(clip.low)
        while left:
            data = source.read(min(_COPY, left))
            if not data:
                raise UnsafeMedia(f"{clip.path.name} became shorter while it was copied.")
            file.write(data)
            left -= len(data)
