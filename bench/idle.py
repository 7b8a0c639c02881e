"""What sessions cost while nobody plays: memory, opening one more, the gateway's own pulse."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Iterable

import psutil

from bench.house import BriskStory, House, opened
from bench.tables import quick, show
from gateway.core.types import Verb

PROBES = 30
AT_A_TIME = 50


def resident() -> float:
    """Megabytes of this process that are in memory."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


async def open_sessions(house: House, verb: Verb, numbers: range) -> None:
    """Let each be heard of, some at a time, and rest in between."""
    for begin in range(numbers.start, numbers.stop, AT_A_TIME):
        some = range(begin, min(begin + AT_A_TIME, numbers.stop))
        await asyncio.gather(*(house.hear(f"room-{number}", verb) for number in some))
        await house.gateway.rest()
        house.platform.shown.clear()


async def cost(house: House, numbers: Iterable[int]) -> tuple[float, float]:
    """Median milliseconds of CPU and of waiting to open one more session."""
    cpu, wall = [], []
    for number in numbers:
        begun, at = time.process_time(), time.perf_counter()
        await house.hear(f"room-{number}", Verb.HELP)
        await house.gateway.engine.kit.courier.rest()
        cpu.append(time.process_time() - begun)
        wall.append(time.perf_counter() - at)
    return statistics.median(cpu) * 1e3, statistics.median(wall) * 1e3


async def measure(playing: int, many: int, seconds: float) -> None:
    async with opened(BriskStory()) as house:
        await cost(house, range(PROBES))  # what every later one finds warm
        first = await cost(house, range(PROBES, 2 * PROBES))
        await open_sessions(house, Verb.START, range(100, 300))
        before = resident()
        await open_sessions(house, Verb.START, range(300, 300 + playing))
        played = resident() - before
        await open_sessions(house, Verb.HELP, range(300 + playing, many))
        last = await cost(house, range(many, many + PROBES))
        pulse = await idle_cpu(seconds)
    show(
        "Idle sessions (reach < 1 MB for 1,000; opening the 10,000th as the first)",
        ("", "measured"),
        [
            (f"RSS of {playing:,} sessions that were played and idle, MB", f"{played:.2f}"),
            ("the same for 1,000, MB", f"{played * 1000 / playing:.2f}"),
            ("opening the first, CPU ms / wall ms", f"{first[0]:.1f} / {first[1]:.1f}"),
            (f"opening the {many:,}th, CPU ms / wall ms", f"{last[0]:.1f} / {last[1]:.1f}"),
            (f"an open gateway with nothing to do, {seconds:.0f} s, % of a core", f"{pulse:.1f}"),
        ],
    )


async def idle_cpu(seconds: float) -> float:
    """Per cent of a core while nothing is heard."""
    await asyncio.sleep(1)
    begun = time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - begun) / seconds * 100


def main() -> None:
    few = quick(__doc__ or "")
    asyncio.run(measure(100, 1000, 3) if few else measure(1000, 10_000, 10))


if __name__ == "__main__":
    main()
