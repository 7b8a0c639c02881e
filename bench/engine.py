"""What the engine costs by itself: from `hear` to the handler, without the journal."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bench.bare import BareDurable, engine, hooks, says
from bench.tables import PEERS, milliseconds, quick, show
from gateway.core.hooks import Hooks, hookimpl
from gateway.core.ids import SessionId
from gateway.core.types import Event

WAITING = 1000
BUSY_TURNS = 50
REPEATS = 5


def sessions(number: int) -> list[SessionId]:
    return [SessionId.of("bench", str(index)) for index in range(number)]


@contextmanager
def cpu(into: list[float], each: int) -> Iterator[None]:
    """Add the microseconds of CPU that one of `each` took."""
    begun = time.process_time()
    yield
    into.append((time.process_time() - begun) / each * 1e6)


# ------------------------------------------------------------------------------------ dispatch


async def dispatch(events: list[Event]) -> float:
    """Microseconds an event, each handled before the next is heard."""
    heard: list[int] = []
    spent: list[float] = []

    async def handler(session: SessionId, place: int) -> None:
        heard.append(place)

    durable = BareDurable(handler)
    machine = engine(durable)
    with cpu(spent, len(events)):
        for event in events:
            await machine.hear(event)
            await durable.rest()
    assert len(heard) == len(events)
    return spent[0]


async def pile(events: list[Event]) -> float:
    """Microseconds an event, all of one session, all waiting behind the first."""
    gate, heard = asyncio.Event(), list[int]()
    spent: list[float] = []

    async def handler(session: SessionId, place: int) -> None:
        await gate.wait()
        heard.append(place)

    durable = BareDurable(handler)
    machine = engine(durable)
    with cpu(spent, len(events)):
        for event in events:
            await machine.hear(event)
        await asyncio.sleep(0)
        gate.set()
        await durable.rest()
    assert heard == sorted(heard)
    assert len(heard) == len(events)
    return spent[0]


async def plain_queues(events: list[Event]) -> float:
    """The least that keeps order: an `asyncio.Queue` and a task a session; no hooks, no rows."""
    queues: dict[SessionId, asyncio.Queue[Event]] = {}
    tasks: list[asyncio.Task[None]] = []
    spent: list[float] = []

    async def worker(queue: asyncio.Queue[Event]) -> None:
        while True:
            await queue.get()
            queue.task_done()

    with cpu(spent, len(events)):
        for event in events:
            if event.session not in queues:
                queues[event.session] = asyncio.Queue()
                tasks.append(asyncio.create_task(worker(queues[event.session])))
            queues[event.session].put_nowait(event)
            await queues[event.session].join()
    for task in tasks:
        task.cancel()
    return spent[0]


def measure_dispatch(events: int) -> None:
    one, many = sessions(1), sessions(1000)
    alone = [says(one[0], number) for number in range(events)]
    spread = [says(many[number % len(many)], number) for number in range(events)]
    piled = alone[:WAITING]
    cases: list[tuple[str, Callable[[list[Event]], Awaitable[float]], list[Event]]] = [
        ("1 session", dispatch, alone),
        ("1,000 sessions", dispatch, spread),
        ("1 session, 1,000 waiting", pile, piled),
        ("asyncio.Queue and task, 1 session", plain_queues, alone),
        ("asyncio.Queue and task, 1,000 sessions", plain_queues, spread),
    ]
    times: dict[str, list[float]] = {name: [] for name, _, _ in cases}
    for _ in range(REPEATS):
        for name, run, heard in cases:
            times[name].append(asyncio.run(_awaited(run(heard))))
    base = statistics.median(times["1 session"])
    peers = {
        "1 session": "Errbot 13, opsdroid 56, Hermes 194, NoneBot2 1,400",
        "1 session, 1,000 waiting": "NoneBot2 540,000",
    }
    show(
        f"Engine dispatch, hear to handler, CPU µs an event ({events} events, reach < 100, flat)",
        ("", "µs", "to 1 session", PEERS),
        [
            (
                name,
                f"{(us := statistics.median(took)):.1f}",
                f"{us / base:.2f}",
                peers.get(name, ""),
            )
            for name, took in times.items()
        ],
    )


async def _awaited(work: Awaitable[float]) -> float:
    return await work


# --------------------------------------------------------------------------------------- hooks


class Silent:
    """Implements one ask and one tell, and answers nothing."""

    @hookimpl
    async def admit_event(self, event: Event) -> None:
        """No opinion."""

    @hookimpl
    async def session_resumed(self, session: SessionId) -> None:
        """Heard."""


async def _ask(called: Hooks, event: Event) -> None:
    await called.ask("admit_event", bool, event=event)


async def _tell(called: Hooks, event: Event) -> None:
    await called.tell("session_resumed", session=event.session)


def measure_hooks(calls: int) -> None:
    event = says(sessions(1)[0], 0)

    async def spend(call: Callable[[Hooks, Event], Awaitable[None]], plugins: int) -> float:
        called, spent = hooks(*(Silent() for _ in range(plugins))), list[float]()
        for _ in range(REPEATS):
            with cpu(spent, calls):
                for _ in range(calls):
                    await call(called, event)
        return statistics.median(spent)

    rows = []
    for name, call in (("ask", _ask), ("tell", _tell)):
        took = [asyncio.run(spend(call, plugins)) for plugins in (0, 1, 10)]
        each = (took[2] - took[0]) / 10
        rows.append((name, *(f"{us:.2f}" for us in took), f"{each:.2f}"))
    show(
        "A hook, CPU µs a call, every implementation async and without an answer",
        ("", "0 implement it", "1", "10", "each"),
        rows,
        "A synchronous pluggy call: 1.4 and 0.33 each (from the design notes).",
    )


# ----------------------------------------------------------------------------------- neighbours


async def neighbour(probes: int) -> list[float]:
    """Seconds from hear to handler for another session, while one has 50 turns of a second."""
    busy, calm = SessionId.of("bench", "busy"), SessionId.of("bench", "calm")
    began = asyncio.Queue[float]()

    async def handler(session: SessionId, place: int) -> None:
        if session == busy:
            await asyncio.sleep(1)
        else:
            began.put_nowait(time.perf_counter())

    durable = BareDurable(handler)
    machine = engine(durable)
    waits = []
    for number in range(BUSY_TURNS):
        await machine.hear(says(busy, number))
    for number in range(probes):
        heard = time.perf_counter()
        await machine.hear(says(calm, BUSY_TURNS + number))
        waits.append(await began.get() - heard)
        await asyncio.sleep(0.01)
    await durable.stop(drain=0)
    return waits


def measure_neighbour(probes: int) -> None:
    show(
        "Another session's wait behind 50 one-second turns, in the engine, ms (reach < 10)",
        ("", "p50", "p99", "max", PEERS),
        [
            (
                f"{probes} probes",
                *milliseconds(asyncio.run(neighbour(probes))),
                "NoneBot2 54, AstrBot 56, Errbot 5,000, in order: 50,000",
            )
        ],
    )


def main() -> None:
    few = quick(__doc__ or "")
    measure_dispatch(2000 if few else 10_000)
    measure_hooks(2000 if few else 20_000)
    measure_neighbour(50 if few else 200)


if __name__ == "__main__":
    main()
