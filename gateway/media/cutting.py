"""Which clip stands for which shot, and what all of them are to look like."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway.core.errors import MediaError
from gateway.core.types import Reel, Shot
from gateway.media import cards, codecs, encode, frames
from gateway.media.bed import Bed, bed_of
from gateway.media.boxes import PeculiarError
from gateway.media.codecs import Picture, Sound
from gateway.media.encode import Target
from gateway.media.files import fingerprint
from gateway.media.join import Plan
from gateway.media.subtitles import captions
from gateway.media.texts import Cue
from gateway.media.tracks import Clip, read_clip
from gateway.media.words import plain

if TYPE_CHECKING:
    from PIL.Image import Image

    from gateway.media.safety import Report

_VERSION: Final = 2
_STILL_SECONDS: Final = (3.0, 7.0)
_READ: Final = 18
"""Letters a person reads in a second."""

_SET_IDS: Final = range(7, 32)
_FASTEST_CLOCK: Final = 60_000_000
"""Ticks a second; the tables count up to half a minute in 32 bits."""

_PACES: Final = (1, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What lies where a shot's segment should: a clip to join, an odd or a broken one, nothing."""

    shot: Shot
    clip: Clip | None = None
    picture: Picture | None = None
    sound: Sound | None = None
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A turn (`Shot.index`) whose segment is broken, and how: its still is shown instead."""

    index: int
    reason: str


@dataclass(slots=True)
class Group:
    """Clips that can be one film as they are."""

    members: list[Found] = field(default_factory=list)
    sets: dict[tuple[int, int], bytes] = field(default_factory=dict)
    clock: int = 1

    def take(self, found: Found) -> bool:
        """Take a clip in if it is like the others."""
        clip, picture = found.clip, found.picture
        if clip is None or picture is None or not _usable(picture):
            return False
        clock = math.lcm(self.clock, clip.video.timescale)
        clash = any(self.sets.get(key, unit) != unit for key, unit in picture.sets)
        first = self.members[0].picture if self.members else picture
        if clash or clock > _FASTEST_CLOCK or first is None or not first.like(picture):
            return False
        self.members.append(found)
        self.sets |= dict(picture.sets)
        self.clock = clock
        return True

    @property
    def seconds(self) -> float:
        """How much of the film it would be."""
        return sum(found.clip.video.seconds for found in self.members if found.clip)

    def sound(self) -> Sound:
        """The sound most of it has."""
        seconds: Counter[Sound] = Counter()
        for found in self.members:
            if found.sound and found.clip:
                seconds[found.sound] += round(1000 * found.clip.video.seconds) + 1
        return seconds.most_common(1)[0][0] if seconds else Target().sound

    def target(self) -> Target:
        """What our own clips have to be to go with it."""
        picture = self.members[0].picture if self.members else None
        if picture is None:
            return Target()
        taken = {number for _, number in self.sets}
        return Target(
            width=picture.width,
            height=picture.height,
            pace=pace_of(picture),
            sound=self.sound(),
            set_id=next(number for number in _SET_IDS if number not in taken),
        )


def pace_of(picture: Picture) -> Fraction:
    """Pictures a second."""
    return Fraction(picture.frames, picture.ticks).limit_denominator(1001)


def _usable(picture: Picture) -> bool:
    even = picture.width % 2 == 0 == picture.height % 2
    small = min(picture.width, picture.height) >= 16
    return even and small and _PACES[0] <= pace_of(picture) <= _PACES[1]


def look_at(shot: Shot) -> Found:
    """What lies where the shot's segment should."""
    if shot.segment is None:
        return Found(shot=shot)
    try:
        clip = read_clip(shot.segment)
        return Found(
            shot=shot,
            clip=clip,
            picture=codecs.picture_of(clip.video),
            sound=codecs.sound_of(clip.audio) if clip.audio else None,
        )
    except PeculiarError:
        return Found(shot=shot)
    except MediaError as error:
        return Found(shot=shot, broken=str(error))


def largest_group(founds: Sequence[Found]) -> Group:
    """The clips of which most of the film can be made without coding anything anew."""
    groups: list[Group] = []
    for found in founds:
        if found.clip is not None and not any(group.take(found) for group in groups):
            fresh = Group()
            if fresh.take(found):
                groups.append(fresh)
    return max(groups, key=lambda group: group.seconds, default=Group())


class Cutting:
    """The clips of one film; those that are made are kept in `folder`.

    `replaced` says which segments turned out to be broken.
    """

    def __init__(self, reel: Reel, folder: Path, report: Report) -> None:
        self._reel = reel
        self._folder = folder
        self._report = report
        self._target = Target()
        self.replaced: list[Replaced] = []

    def plan(self) -> Plan:
        """Everything the film needs, in order.

        :raises StorageFull: there was no room for a clip that had to be made.
        """
        reel = self._reel
        founds = [look_at(shot) for shot in reel.shots]
        group = largest_group(founds)
        self._target = group.target()
        sound = self._target.sound
        good = {id(found) for found in group.members if found.sound in {None, sound}}
        audible = [found.shot.segment if found.sound else None for found in founds]
        beds = [bed_of(audible, index) for index in range(len(founds))]
        clips = [self._title(beds[0])]
        for number, found in enumerate(founds):
            self._report(0.05 + 0.8 * number / len(founds), "DEVELOPING")
            as_it_is = found.clip if id(found) in good else None
            clips.append(as_it_is or self._made(found, beds[number]))
        clips.append(self._credits(beds[-1]))
        starts = _starts(clips)
        return Plan(
            clips=clips,
            sound=sound,
            title=plain(reel.title, 200),
            chapters=_chapters(reel, starts),
            subtitles=[
                cue
                for shot, start, end in zip(reel.shots, starts[1:], starts[2:], strict=False)
                for cue in captions(shot.text, start, end)
            ],
        )

    def _made(self, found: Found, bed: Bed | None) -> Clip:
        """A clip of ours for a shot whose own cannot be joined."""
        shot = found.shot
        if shot.segment is not None and not found.broken:
            try:
                return self._conformed(shot.segment)
            except MediaError as error:
                self.replaced.append(Replaced(shot.index, str(error)))
        elif found.broken:
            self.replaced.append(Replaced(shot.index, found.broken))
        return self._still(shot, bed)

    def _conformed(self, segment: Path) -> Clip:
        target = self._target
        return self._kept(
            "seg", fingerprint(segment), lambda path: encode.conform(segment, path, target)
        )

    def _still(self, shot: Shot, bed: Bed | None) -> Clip:
        seconds = min(_STILL_SECONDS[1], max(_STILL_SECONDS[0], len(shot.text) / _READ))
        target = self._target
        return self._kept(
            "still",
            (_mark(shot.frame), round(seconds, 2), bed),
            lambda path: encode.encode(
                cards.still(self._picture(shot), seconds, target),
                path,
                target,
                sound=bed.heard("still", seconds, target) if bed else None,
            ),
        )

    def _title(self, bed: Bed | None) -> Clip:
        lines = cards.title_lines(self._reel)
        return self._card("title", lines, self._reel.shots[0], cards.TITLE_SECONDS, bed)

    def _credits(self, bed: Bed | None) -> Clip:
        lines = cards.credit_lines(self._reel)
        return self._card("credits", lines, self._reel.shots[-1], cards.CREDITS_SECONDS, bed)

    def _card(
        self, kind: str, lines: list[cards.Line], shot: Shot, seconds: float, bed: Bed | None
    ) -> Clip:
        target = self._target
        return self._kept(
            kind,
            (lines, _mark(shot.frame), seconds, bed),
            lambda path: encode.encode(
                cards.card(lines, self._picture(shot), seconds, target),
                path,
                target,
                sound=bed.heard(kind, seconds, target) if bed else None,
            ),
        )

    def _picture(self, shot: Shot) -> Image:
        try:
            return frames.open_picture(shot.frame)
        except MediaError:
            return cards.night((self._target.width, self._target.height))

    def _kept(self, kind: str, made_of: object, make: Callable[[Path], None]) -> Clip:
        """A clip from the cache, or made and put there."""
        name = repr((_VERSION, kind, self._target, made_of)).encode("utf-8", "replace")
        path = self._folder / f"{kind}-{blake2b(name, digest_size=12).hexdigest()}.mp4"
        try:
            return read_clip(path)
        except MediaError:
            make(path)
            return read_clip(path)


def _mark(frame: Path) -> str:
    try:
        return fingerprint(frame)
    except OSError:
        return "missing"


def _starts(clips: Sequence[Clip]) -> list[float]:
    """When each clip begins, and when the last ends."""
    starts = [0.0]
    for clip in clips:
        starts.append(starts[-1] + clip.video.seconds)
    return starts


def _chapters(reel: Reel, starts: Sequence[float]) -> list[Cue]:
    """A chapter a turn; the title belongs to the first, the credits to the last."""
    count = len(reel.shots)
    begins = [0.0, *starts[2 : count + 1]]
    ends = [*begins[1:], starts[-1]]
    return [
        Cue(begin, end, _named(shot, number))
        for number, (shot, begin, end) in enumerate(
            zip(reel.shots, begins, ends, strict=True), start=1
        )
    ]


def _named(shot: Shot, number: int) -> str:
    return plain(shot.title, 80) or plain(shot.action, 80) or f"Turn {number}"
