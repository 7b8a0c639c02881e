from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path

import anyio
import pytest

from gateway import MediaError, StorageFull, UnsafeMedia
from gateway.media import safety

QUICK = safety.Bounds(what="The picture", seconds=20, memory=64 * safety.MEBIBYTE)


def add(first: int, second: int) -> int:
    return first + second


def process() -> int:
    return os.getpid()


def hang() -> None:
    threading.Event().wait()


def gorge() -> int:
    return len(bytearray(512 * safety.MEBIBYTE))


def crash() -> None:
    os.abort()


def fill_up() -> None:
    raise OSError(errno.ENOSPC, "no room")


def stumble() -> None:
    raise KeyError("what")


def count(report: safety.Report, gate: str) -> int:
    report(0.5, "half")
    while Path(gate).exists():
        threading.Event().wait(0.01)
    return 7


async def test_work_runs_in_another_process_and_its_answer_comes_back() -> None:
    assert await safety.run(QUICK, add, 2, second=3) == 5
    assert await safety.run(QUICK, process) != os.getpid()


async def test_work_that_takes_too_long_is_killed_and_the_next_goes_on() -> None:
    bounds = safety.Bounds(what="The clip", seconds=0.5, memory=64 * safety.MEBIBYTE)
    with pytest.raises(UnsafeMedia, match="The clip took longer"):
        await safety.run(bounds, hang)
    assert await safety.run(QUICK, add, 1, 1) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's data")
async def test_work_that_takes_too_much_memory_is_refused_and_its_worker_lives_on() -> None:
    before = await safety.run(QUICK, process)
    with pytest.raises(UnsafeMedia, match="more than 64 MB"):
        await safety.run(QUICK, gorge)
    assert await safety.run(QUICK, process) == before


async def test_work_that_takes_its_process_down_is_one_error() -> None:
    with pytest.raises(UnsafeMedia, match="brought its decoder down"):
        await safety.run(QUICK, crash)
    assert await safety.run(QUICK, add, 1, 1) == 2


async def test_a_full_disk_in_a_worker_is_called_what_it_is() -> None:
    with pytest.raises(StorageFull, match="free some space"):
        await safety.run(QUICK, fill_up)


async def test_an_unforeseen_error_keeps_the_traceback_of_its_worker() -> None:
    with pytest.raises(MediaError, match="KeyError") as caught:
        await safety.run(QUICK, stumble)
    assert "stumble" in caught.value.__notes__[0]


async def test_cancelling_kills_the_work() -> None:
    with anyio.move_on_after(0.5) as scope:
        await safety.run(QUICK, hang)
    assert scope.cancelled_caught


async def test_progress_of_a_worker_reaches_the_gateway_while_it_works(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    heard: list[tuple[float, str]] = []

    async def hear(share: float, word: str) -> None:
        heard.append((share, word))
        gate.unlink(missing_ok=True)

    assert await safety.run_reporting(QUICK, hear, count, str(gate)) == 7
    assert heard == [(0.5, "half")]


async def test_an_error_of_whoever_hears_the_progress_stops_the_work(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gate.touch()

    async def deaf(share: float, word: str) -> None:
        raise RuntimeError("nobody there")

    with pytest.raises(RuntimeError, match="nobody there"):
        await safety.run_reporting(QUICK, deaf, count, str(gate))


async def test_no_more_run_at_once_than_there_are_places(tmp_path: Path) -> None:
    pids: set[int] = set()

    async def one() -> None:
        pids.add(await safety.run(QUICK, process))

    async with anyio.create_task_group() as group:
        for _ in range(3 * safety.WORKERS):
            group.start_soon(one)
    assert len(pids) <= safety.WORKERS
