"""Heavy or hostile work runs in a worker process with limits: it costs one error, never more."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import anyio
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process
from anyio.lowlevel import RunVar

from gateway.core.errors import MediaError, TapewayError, UnsafeMedia
from gateway.core.types import Progress
from gateway.media.files import room

P = ParamSpec("P")
T = TypeVar("T")

Report = Callable[[float, str], None]
"""Called in a worker with the share done, 0 to 1, and a word about it."""

MEBIBYTE: Final = 1 << 20
WORKERS: Final = max(1, min(4, os.cpu_count() or 1))
"""At most so many at once, whatever is asked for; the others wait their turn."""

_POLL: Final = 0.2
_NICENESS: Final = 5
_places: RunVar[CapacityLimiter] = RunVar("gateway.media.safety.places")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one piece of work may use at most: `seconds` of wall time, `memory` on top of Python.

    `what` names the work in an error: "The picture".
    """

    what: str
    seconds: float
    memory: int


async def run(bounds: Bounds, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do `work` in a worker process; cancelling kills it.

    `work` and what it takes and gives must pickle.

    :raises UnsafeMedia: it took too long, too much memory, or took its process down.
    :raises MediaError: it failed in another way; the note holds the worker's traceback.
    """
    async with _limiter():
        with anyio.move_on_after(bounds.seconds):
            try:
                # Ours is the limiter that counts: waiting for a place must not use up the time.
                return await to_process.run_sync(
                    _bounded, bounds, work, args, kwargs, cancellable=True, limiter=_unlimited()
                )
            except BrokenWorkerProcess as error:
                raise UnsafeMedia(
                    f"{bounds.what} brought its decoder down and was refused: use another file."
                ) from error
    raise UnsafeMedia(
        f"{bounds.what} took longer than {bounds.seconds:.0f} seconds and was given up: use a "
        "smaller or shorter one, or try again when the machine is less busy."
    )


async def run_reporting(
    bounds: Bounds,
    progress: Progress,
    work: Callable[Concatenate[Report, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As `run`, for work that reports how far it is; an error of `progress` stops the work.

    :raises UnsafeMedia: as `run`.
    :raises MediaError: as `run`.
    """
    with tempfile.TemporaryDirectory(prefix="tapeway-") as folder:
        note = Path(folder) / "progress"
        done = anyio.Event()
        failed: list[Exception] = []

        async def watch(scope: anyio.CancelScope) -> None:
            try:
                await _follow(note, progress, done)
            except Exception as error:
                failed.append(error)
                scope.cancel()

        async with anyio.create_task_group() as group:
            group.start_soon(watch, group.cancel_scope)
            try:
                result = await run(bounds, work, NoteReport(str(note)), *args, **kwargs)
            except Exception as error:
                failed.append(error)
            finally:
                done.set()
        if failed:
            raise failed[0]
        return result


async def _follow(note: Path, progress: Progress, done: anyio.Event) -> None:
    """Hand on what the worker notes down until it is done."""
    last = ""
    while not done.is_set():
        with anyio.move_on_after(_POLL):
            await done.wait()
        text = _read(note)
        if text != last:
            share, _, word = text.partition(" ")
            last = text
            await progress(float(share), word)


def _read(note: Path) -> str:
    try:
        return note.read_text("utf-8")
    except OSError:  # nothing reported yet
        return ""


class NoteReport:
    """A `Report` that crosses from worker to gateway as one short line in a file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._last = 0.0

    def __call__(self, share: float, word: str) -> None:
        """Note it down, at most a few times a second."""
        now = time.monotonic()
        if now - self._last < _POLL / 2:
            return
        self._last = now
        fresh = Path(f"{self._path}.new")
        with suppress(OSError):  # nobody loses anything but a number on a screen
            fresh.write_text(f"{min(1.0, max(0.0, share)):.3f} {word}", "utf-8")
            fresh.replace(self._path)


def _limiter() -> CapacityLimiter:
    try:
        return _places.get()
    except LookupError:
        _places.set(limiter := CapacityLimiter(WORKERS))
        return limiter


def _unlimited() -> CapacityLimiter:
    return CapacityLimiter(1)


def _bounded(
    bounds: Bounds, work: Callable[P, T], args: tuple[object, ...], kwargs: dict[str, object]
) -> T:
    """Run in the worker: set the limits, do the work, make every failure one that can travel."""
    _settle_in()
    _limit_memory(bounds.memory)
    try:
        with room(Path(bounds.what)):
            return work(*args, **kwargs)  # type: ignore[arg-type]
    except TapewayError:
        raise
    except MemoryError as error:
        raise UnsafeMedia(
            f"{bounds.what} needs more than {bounds.memory // MEBIBYTE} MB to open and was "
            "refused: use a smaller one."
        ) from _plain(error)
    except Exception as error:
        failure = MediaError(f"{bounds.what} cannot be made: {type(error).__name__}: {error}")
        failure.add_note(traceback.format_exc())
        raise failure from None
    finally:
        _limit_memory(None)


def _plain(error: BaseException) -> BaseException:
    return type(error)()


_settled = False


def _settle_in() -> None:
    """Once a process: step back behind the event loop, keep libraries' chatter out of the pipe."""
    global _settled
    if _settled:
        return
    _settled = True
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    os.close(quiet)


def _limit_memory(size: int | None) -> None:
    """Let this process take `size` bytes on top of what it has; `None` lifts the limit.

    Counts private writable memory (`RLIMIT_DATA`): address space would also count what threads
    reserve and never touch. Where the system has no such limit, time alone bounds the work.
    """
    if sys.platform != "linux":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    soft = hard if size is None else _data_in_use() + size
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data_in_use() -> int:
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
