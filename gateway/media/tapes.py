"""Tapes: every frame of a run as a GIF that fits, written a block at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from gateway.core.errors import LimitTooSmall, MediaError
from gateway.core.looks import Look
from gateway.core.types import Progress, Reel, Tape
from gateway.media import blocks, gif, safety
from gateway.media.blocks import LADDER, Rung, Strip
from gateway.media.files import whole
from gateway.media.words import plain

SECONDS_A_FRAME: Final = 1.6
SECONDS_AT_THE_END: Final = 3.2

_SAMPLES: Final = 6
_PROBE: Final = Rung(240, 256)
_HOPE: Final = 1.3
"""How far over the limit a first guess may be and still be tried."""


async def prepare_blocks(reel: Reel, look: Look) -> None:
    """Encode the frames of a reel that are not encoded yet, so that its tape is mostly copying.

    To be called as a turn ends, with the run as it stands; does nothing without `reel.cache`.

    :raises MediaError: a frame is missing or damaged, with its number.
    """
    if reel.cache is not None and reel.shots:
        bounds = _bounds(reel)
        await safety.run(bounds, prepare, reel, look)


def prepare(reel: Reel, look: Look) -> None:
    """As `prepare_blocks`, in this process."""
    if reel.cache is None:
        return
    strip = blocks.lay_out(reel, look, reel.cache / blocks.FOLDER)
    for position in range(len(strip.shots)):
        blocks.make(strip, position)


def _bounds(reel: Reel) -> safety.Bounds:
    return safety.Bounds(
        what="The tape", seconds=60 + 4 * len(reel.shots), memory=512 * safety.MEBIBYTE
    )


async def cut(reel: Reel, path: Path, *, limit: int | None, look: Look, progress: Progress) -> Tape:
    """Write the tape of a reel to `path`: every frame, at most `limit` bytes.

    :raises LimitTooSmall: not even the smallest tape would fit.
    :raises MediaError: a frame is missing or damaged, or there is none.
    :raises StorageFull: there was no room for it.
    """
    from anyio import to_thread

    if reel.cache is not None:
        copied = await to_thread.run_sync(copy_prepared, reel, path, limit, look)
        if copied is not None:
            return copied
    return await safety.run_reporting(_bounds(reel), progress, cut_here, reel, path, limit, look)


def copy_prepared(reel: Reel, path: Path, limit: int | None, look: Look) -> Tape | None:
    """The tape from kept blocks alone, or `None` where one is missing: nothing is decoded.

    :raises MediaError: a frame is missing, or there is none.
    """
    if reel.cache is None:
        return None
    strip = blocks.lay_out(_not_empty(reel), look, reel.cache / blocks.FOLDER)
    for rung in LADDER:
        total = _total(strip, rung)
        if total is None:
            return None
        if limit is None or total <= limit:
            return _write(strip, rung, path)
    return None


def cut_here(report: safety.Report, reel: Reel, path: Path, limit: int | None, look: Look) -> Tape:
    """As `cut`, in this process."""
    with ExitStack() as stack:
        if reel.cache is not None:
            folder = reel.cache / blocks.FOLDER
        else:
            scratch = tempfile.TemporaryDirectory(prefix="tapeway-")
            folder = Path(stack.enter_context(scratch))
        report(0.0, "REWINDING")
        strip = blocks.lay_out(_not_empty(reel), look, folder)
        for rung in _candidates(strip, limit):
            if _complete(strip, rung, limit, report):
                report(0.98, "EJECTING")
                if (tape := _write(strip, rung, path)) is not None:
                    return tape
    raise LimitTooSmall(
        f"{len(reel.shots)} frames do not fit into {limit:,} bytes, not even as small as they get: "
        "share the tape as a link, or play shorter runs."
    )


def _not_empty(reel: Reel) -> Reel:
    if not reel.shots:
        raise MediaError("There is no frame to put on a tape yet: play a turn first.")
    return reel


def _candidates(strip: Strip, limit: int | None) -> Iterator[Rung]:
    """The rungs worth trying, best first, judged by a few frames of the reel."""
    if limit is None:
        yield LADDER[0]
        return
    guess = _expected(strip, _PROBE)
    for rung in LADDER:
        scaled = guess * (rung.side / _PROBE.side) ** 1.7
        if scaled > limit * _HOPE and rung is not LADDER[-1]:
            continue  # far too large: not even worth a sample
        if rung is LADDER[-1] or _expected(strip, rung) <= limit * 1.02:
            yield rung


def _expected(strip: Strip, rung: Rung) -> float:
    """About how many bytes the tape would have on that rung, from frames spread over the reel."""
    count = len(strip.shots)
    spread = {position * count // _SAMPLES for position in range(_SAMPLES)}
    sizes = [_made(strip, position, rung) for position in sorted(spread)]
    return _overhead(strip) + count * sum(sizes) / len(sizes)


def _made(strip: Strip, position: int, rung: Rung) -> int:
    """The size of a block, which is made if it is missing."""
    size = strip.size(position, rung)
    if size is None:
        blocks.make(strip, position, (rung,))
        size = strip.size(position, rung)
    assert size is not None  # noqa: S101
    return size


def _complete(strip: Strip, rung: Rung, limit: int | None, report: safety.Report) -> bool:
    """Make what is missing on a rung; False as soon as it is too large."""
    total, count = _overhead(strip), len(strip.shots)
    for position in range(count):
        if blocks.read(strip, position, rung) is None:
            blocks.make(strip, position, (rung,))
        total += _made(strip, position, rung)
        if limit is not None and total > limit:
            return False
        report(0.02 + 0.95 * (position + 1) / count, "REWINDING")
    return True


def _overhead(strip: Strip) -> int:
    """What a tape has besides its blocks; the screen's size never changes that."""
    return len(_header(strip, LADDER[0])) + len(strip.shots) * gif.CONTROL_SIZE + len(gif.TRAILER)


def _header(strip: Strip, rung: Rung) -> bytes:
    return gif.header(rung.size(strip.shape), plain(strip.title, 120))


def _total(strip: Strip, rung: Rung) -> int | None:
    """The tape's exact size on that rung, or `None` where a block is missing."""
    total = _overhead(strip)
    for position in range(len(strip.shots)):
        size = strip.size(position, rung)
        if size is None:
            return None
        total += size
    return total


def _write(strip: Strip, rung: Rung, path: Path) -> Tape | None:
    """Copy the blocks; `None` and no file where one of them is torn, which is then gone."""
    width, height = rung.size(strip.shape)
    last = len(strip.shots) - 1
    try:
        with whole(path) as part:
            with part.open("wb") as file:
                file.write(_header(strip, rung))
                for position in range(last + 1):
                    seconds = SECONDS_AT_THE_END if position == last else SECONDS_A_FRAME
                    file.write(gif.control(seconds))
                    file.write(_sound(strip, position, rung))
                file.write(gif.TRAILER)
            size = part.stat().st_size
    except _TornError:
        return None
    return Tape(frames=last + 1, width=width, height=height, size=size)


class _TornError(Exception):
    """A kept block is not what was written."""


def _sound(strip: Strip, position: int, rung: Rung) -> bytes:
    body = blocks.read(strip, position, rung)
    if body is None:
        raise _TornError
    return body
