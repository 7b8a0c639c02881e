"""Films: a run's segments as one MP4, with title, credits, chapters and the narration."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gateway.core.errors import LimitTooSmall, MediaError
from gateway.core.types import Film, Progress, Reel
from gateway.media import codecs, encode, join, safety
from gateway.media.cutting import Cutting, Replaced, pace_of
from gateway.media.encode import Target
from gateway.media.files import whole
from gateway.media.join import Plan
from gateway.media.spoken import spoken
from gateway.media.tracks import read_clip

FOLDER: Final = "clips"

_SCALES: Final = (1.0, 0.75, 0.5, 0.375, 0.25, 0.125)
_BITS_A_PIXEL: Final = 0.03
"""Below this, smaller pictures look better than the same size."""

_SHARES: Final = (0.95, 0.75)
_LEAST_RATE: Final = 6_000
_SOUND_SHARE: Final = 0.15
_SOUND_RATES: Final = (16_000, 128_000)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stitched:
    """A film, and what could not be used for it."""

    film: Film
    replaced: tuple[Replaced, ...] = ()


async def stitch(reel: Reel, path: Path, *, limit: int | None, progress: Progress) -> Stitched:
    """Write the film of a reel to `path`, at most `limit` bytes.

    Segments that are alike are joined as they are; one that differs is coded anew, alone and once.
    A shot without a (whole) segment is shown as a still. It, the title and the credits have the
    sound of the segment next to them, where that has one.

    :raises LimitTooSmall: not even the smallest film would fit.
    :raises MediaError: the reel has no shot.
    :raises StorageFull: there was no room for it.
    """
    bounds = safety.Bounds(
        what="The film",
        seconds=180 + 30 * len(reel.shots),
        memory=1536 * safety.MEBIBYTE,
    )
    stitched = await safety.run_reporting(bounds, progress, stitch_here, reel, path, limit)
    for lost in stitched.replaced:
        logger.warning(
            "%s shows a still for turn %d, its segment is broken: %s",
            path.name,
            lost.index,
            lost.reason,
        )
    return stitched


def stitch_here(report: safety.Report, reel: Reel, path: Path, limit: int | None) -> Stitched:
    """As `stitch`, in this process."""
    if not reel.shots:
        raise MediaError("There is no shot to make a film of yet: play a turn first.")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tapeway-")))
        cutting = Cutting(reel, (reel.cache or scratch) / FOLDER, report)
        plan = cutting.plan()
        report(0.85, "SPLICING")
        film = _write(plan, path) if limit is None else _fit(plan, path, limit, scratch, report)
    return Stitched(film=film, replaced=tuple(cutting.replaced))


def _write(plan: Plan, path: Path) -> Film:
    with whole(path) as part:
        with part.open("w+b") as file:
            seconds = join.write(plan, file)
        size = part.stat().st_size
    picture = codecs.picture_of(plan.clips[0].video)
    return Film(duration=seconds, width=picture.width, height=picture.height, size=size)


def _fit(plan: Plan, path: Path, limit: int, scratch: Path, report: safety.Report) -> Film:
    """The film as it is if that fits, else coded anew, smaller and coarser.

    :raises LimitTooSmall: not even the smallest film would fit.
    """
    if join.size(plan) <= limit:
        return _write(plan, path)
    joined = scratch / "joined.mp4"
    _write(plan, joined)
    return shrink(plan, joined, path, limit, scratch, report)


def as_plan(film: Path) -> Plan:
    """A film that was made, as all that a film is made of.

    :raises MediaError: it is no film, or a broken one.
    """
    try:
        clip = read_clip(film)
        sound = codecs.sound_of(clip.audio) if clip.audio else Target().sound
    except MediaError as error:
        raise MediaError(f"{film.name} cannot be made smaller: {error}.") from error
    words = spoken(film)
    return Plan(
        clips=[clip],
        sound=sound,
        title=words.title,
        chapters=words.chapters,
        subtitles=words.subtitles,
    )


def shrink(
    plan: Plan, joined: Path, path: Path, limit: int, scratch: Path, report: safety.Report
) -> Film:
    """The film of a plan coded anew, smaller and coarser, from the one clip it is in at `joined`.

    :raises LimitTooSmall: not even the smallest film would fit.
    """
    smaller = scratch / "smaller.mp4"
    for number, target in enumerate(_targets(plan, limit)):
        report(min(0.97, 0.86 + 0.02 * number), "SQUEEZING")
        encode.conform(joined, smaller, target)
        fitted = replace(plan, clips=[read_clip(smaller)])
        if join.size(fitted) <= limit:
            return _write(fitted, path)
    raise LimitTooSmall(
        f"{_seconds(plan):.0f} seconds of film do not fit into {limit:,} bytes: share it as a "
        "link, or ask for the tape instead."
    )


def _targets(plan: Plan, limit: int) -> Iterator[Target]:
    """What to try, best first: each size twice, the second time with room to spare."""
    index = join.size(plan) - sum(clip.high - clip.low for clip in plan.clips)
    budget = (limit - index) * 8 / _seconds(plan)
    sound = round(min(_SOUND_RATES[1], max(_SOUND_RATES[0], budget * _SOUND_SHARE)))
    picture = codecs.picture_of(plan.clips[0].video)
    pace = pace_of(picture)
    for scale in _SCALES:
        width, height = (max(16, round(side * scale / 2) * 2) for side in _size(picture))
        if budget - sound < _BITS_A_PIXEL * width * height * pace and scale != _SCALES[-1]:
            continue
        for share in _SHARES:
            rate = round(budget * share) - sound
            if rate >= _LEAST_RATE:
                yield Target(
                    width=width,
                    height=height,
                    pace=pace,
                    sound=plan.sound,
                    rate=rate,
                    sound_rate=sound,
                )


def _seconds(plan: Plan) -> float:
    return sum(clip.video.seconds for clip in plan.clips)


def _size(picture: codecs.Picture) -> tuple[int, int]:
    return picture.width, picture.height
