"""A tape as a film without sound, and a film that is smaller: for chats with other limits."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway.core.errors import LimitTooSmall, MediaError
from gateway.core.looks import Look, Stamp
from gateway.core.types import Progress, Reel
from gateway.media import encode, films, frames, safety
from gateway.media.encode import Target
from gateway.media.tapes import SECONDS_A_FRAME, SECONDS_AT_THE_END

if TYPE_CHECKING:
    from gateway.media.encode import Pixels

_PACE: Final = 5
"""Pictures a second; nothing moves on a tape between two frames."""

_SIDES: Final = (960, 720, 480, 320, 200, 120)
_RATE_SHARE: Final = 0.8
"""How much of the room the pictures may take at a rate, which an encoder keeps to only roughly."""

_LEAST_RATE: Final = 8_000


async def film_tape(
    reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
) -> None:
    """Write every frame of a reel as an MP4 that moves like its tape.

    :raises LimitTooSmall: not even the smallest would fit.
    :raises MediaError: a frame is missing or damaged, or there is none.
    """
    bounds = safety.Bounds(
        what="The tape", seconds=120 + 6 * len(reel.shots), memory=1024 * safety.MEBIBYTE
    )
    await safety.run_reporting(bounds, progress, film_tape_here, reel, look, path, limit)


def film_tape_here(
    report: safety.Report, reel: Reel, look: Look, path: Path, limit: int | None
) -> None:
    """As `film_tape`, in this process."""
    if not reel.shots:
        raise MediaError("There is no frame to show yet: play a turn first.")
    for number, target in enumerate(_targets(reel, limit)):
        report(min(0.9, 0.1 * number), "DEVELOPING")
        encode.encode(_pictures(reel, look, target), path, target, faststart=True)
        if limit is None or path.stat().st_size <= limit:
            return
    path.unlink(missing_ok=True)
    raise LimitTooSmall(f"{len(reel.shots)} frames do not fit into {limit:,} bytes as a film.")


def _targets(reel: Reel, limit: int | None) -> Iterator[Target]:
    """What to try: a steady quality, then what the room allows, smaller and smaller."""
    shape = frames.open_frame(reel.shots[0].frame, 1).size
    seconds = SECONDS_A_FRAME * (len(reel.shots) - 1) + SECONDS_AT_THE_END
    for side in _SIDES:
        scale = min(1.0, side / max(shape))
        width, height = (max(16, round(length * scale / 2) * 2) for length in shape)
        yield Target(width=width, height=height, pace=Fraction(_PACE))
        rate = round((limit or 0) * 8 * _RATE_SHARE / seconds)
        if rate >= _LEAST_RATE:
            yield Target(width=width, height=height, pace=Fraction(_PACE), rate=rate)


def _pictures(reel: Reel, look: Look, target: Target) -> Iterator[Pixels]:
    """Each frame as often as it takes to look at it."""
    import numpy as np

    last = len(reel.shots) - 1
    for position, shot in enumerate(reel.shots):
        picture = frames.open_frame(shot.frame, position + 1)
        stamp = Stamp(title=reel.title, at=shot.at, index=position, count=position + 1)
        seen = look(frames.fit(picture, (target.width, target.height)), stamp)
        pixels = np.asarray(seen.convert("RGB"))
        seconds = SECONDS_AT_THE_END if position == last else SECONDS_A_FRAME
        for _ in range(round(seconds * _PACE)):
            yield pixels


async def squeeze(film: Path, path: Path, *, limit: int | None, progress: Progress) -> None:
    """Write a film once more, coarser, in at most `limit` bytes.

    :raises LimitTooSmall: not even the smallest would fit.
    :raises MediaError: it is no film, or a broken one.
    """
    bounds = safety.Bounds(what="The film", seconds=1800, memory=1536 * safety.MEBIBYTE)
    await safety.run_reporting(bounds, progress, squeeze_here, film, path, limit)


def squeeze_here(report: safety.Report, film: Path, path: Path, limit: int | None) -> None:
    """As `squeeze`, in this process."""
    if limit is None or film.stat().st_size <= limit:
        shutil.copyfile(film, path)
        return
    with tempfile.TemporaryDirectory(prefix="tapeway-") as scratch:
        films.shrink(films.as_plan(film), film, path, limit, Path(scratch), report)
