"""Durable turns on SQLite: how many, how soon, in which order, and beside which neighbours."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.house import BriskStory, House, opened
from bench.tables import PEERS, milliseconds, quick, show
from gateway.core.types import Turn, Verb

SIDE_BY_SIDE = 30
BUSY_TURNS = 50


# -------------------------------------------------------------------------------- turns a second


async def rate(turns: int) -> tuple[float, float]:
    """Turns a second, and milliseconds of CPU a turn, `SIDE_BY_SIDE` sessions at once."""
    names = [f"room-{number}" for number in range(SIDE_BY_SIDE)]
    story = BriskStory()
    async with opened(story) as house:
        await house.begin(*names)
        story.finished = asyncio.Queue()
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(turns // SIDE_BY_SIDE):
            await asyncio.gather(*(house.hear(name, Verb.SAY, "on") for name in names))
        for _ in range(turns):
            last = await asyncio.wait_for(story.finished.get(), 20)
        cpu = time.process_time() - cpu
        house.gateway.settings.drain = 0
    return turns / (last - wall), cpu / turns * 1e3


# --------------------------------------------------------------------------------------- latency


async def start_latencies(house: House, story: BriskStory, name: str, probes: int) -> list[float]:
    """Seconds from an event to `write_scene`, in a session that idles in between."""
    waits: list[float] = []
    began = story.began[house.session(name)] = asyncio.Queue()
    for number in range(probes):
        begun = asyncio.create_task(began.get())
        heard = await house.hear(name, Verb.SAY, "on")
        waits.append(await asyncio.wait_for(begun, 10) - heard)
        await asyncio.sleep(0.15 + number % 10 / 100)
    return waits


async def idle(probes: int) -> list[float]:
    story = BriskStory()
    async with opened(story) as house:
        await house.begin("calm")
        return await start_latencies(house, story, "calm", probes)


async def neighbour(probes: int) -> list[float]:
    """The same while another session has 50 turns of a second in its line."""
    story = SlowStory()
    async with opened(story) as house:
        await house.begin("calm", "busy")
        for _ in range(BUSY_TURNS):
            await house.hear("busy", Verb.SAY, "slow")
        await asyncio.sleep(0.5)
        waits = await start_latencies(house, story, "calm", probes)
        house.gateway.settings.drain = 0
        return waits


@dataclass
class SlowStory(BriskStory):
    """Takes a second where it is asked to."""

    async def think(self, turn: Turn) -> None:
        """Think for a second."""
        if turn.action.text == "slow":
            await asyncio.sleep(1)


# ------------------------------------------------------------------------------------- one burst


@dataclass
class Counting(BriskStory):
    """Reads a shared number, waits, writes it: a turn that runs twice or beside another shows."""

    number: int = 0
    heard: list[str] = field(default_factory=list)

    async def think(self, turn: Turn) -> None:
        """Read, wait, write."""
        read = self.number
        for _ in range(3):
            await asyncio.sleep(0)
        self.number = read + 1
        self.heard.append(turn.action.text)


async def burst(events: int) -> tuple[int, int, float]:
    """How many were kept, how many out of order, and the seconds it took."""
    story = Counting()
    async with opened(story) as house:
        await house.begin("room")
        story.number, story.heard = 0, []
        begun = time.perf_counter()
        await asyncio.gather(*(house.hear("room", Verb.SAY, str(n)) for n in range(events)))
        await house.gateway.rest()
        return story.number, out_of_order(story.heard), time.perf_counter() - begun


def out_of_order(heard: Sequence[str]) -> int:
    numbers = list(map(int, heard))
    return sum(before > after for before, after in itertools.pairwise(numbers))


def main() -> None:
    few = quick(__doc__ or "")
    turns, probes, events = (300, 20, 100) if few else (1500, 60, 500)
    speed, cpu = asyncio.run(rate(turns))
    show(
        "Durable turns with no-op steps on SQLite, 30 sessions side by side (reach >= 60 a second)",
        ("", "a second", "CPU ms a turn"),
        [(f"{turns} turns", f"{speed:.0f}", f"{cpu:.1f}")],
    )
    show(
        "From hear to write_scene, ms (reach p50 < 70 idle, < 150 beside a busy neighbour)",
        ("", "p50", "p99", "max", PEERS),
        [
            (f"idle session, {probes} probes", *milliseconds(asyncio.run(idle(probes))), ""),
            (
                "another has 50 turns of 1 s",
                *milliseconds(asyncio.run(neighbour(probes))),
                "NoneBot2 54, AstrBot 56, Errbot 5,000 without a journal",
            ),
        ],
    )
    kept, wrong, seconds = asyncio.run(burst(events))
    show(
        f"{events} events in one burst to one session: read, wait, write (reach all, 0)",
        ("", "kept", "out of order", "seconds", "turns/s", PEERS),
        [
            (
                "durable",
                f"{kept} of {events}",
                str(wrong),
                f"{seconds:.1f}",
                f"{events / seconds:.0f}",
                "of 500: NoneBot2 42, Errbot 52, AstrBot 248, opsdroid 1, Hermes 3, Vercel Chat 2",
            )
        ],
    )


if __name__ == "__main__":
    main()
