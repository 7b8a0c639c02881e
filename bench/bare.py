"""The engine with nothing below it: ports that keep no journal, write no row, draw nothing."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import pluggy

from gateway.core import hookspecs
from gateway.core.courier import Courier
from gateway.core.engine import Engine
from gateway.core.hooks import Hooks
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.lines import Lines
from gateway.core.ports import Darkroom, Folders, Kept, Records, Work
from gateway.core.types import Event, Person, SessionSettings, Verb

T = TypeVar("T")

Handler = Callable[[SessionId, int], Awaitable[None]]

ANN = Person(id="bench:ann", name="Ann")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class BareRecords:
    """Counts places; every event is new."""

    def __init__(self) -> None:
        self._places: defaultdict[SessionId, int] = defaultdict(int)

    def keep(self, event: Event, *, queued: bool, defaults: SessionSettings) -> Kept:
        """The next place in the session's line."""
        place = self._places[event.session]
        self._places[event.session] = place + 1
        return Kept(place=place, opened=place == 0, queued=queued)


class BareStore:
    """One transaction is one call."""

    def __init__(self) -> None:
        self._records = cast("Records", BareRecords())

    async def write(self, change: Callable[[Records], T]) -> T:
        """Call it."""
        return change(self._records)

    async def read(self, query: Callable[[Records], T]) -> T:
        """Call it."""
        return query(self._records)


class BareDurable:
    """A strict line for every session, in memory, by the engine's own `Lines`."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._lines = Lines()
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, session: SessionId, place: int) -> None:
        """Begin as soon as the session's line lets it."""
        task = asyncio.create_task(self._run(session, place))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, session: SessionId, place: int) -> None:
        async with self._lines.hold(session):
            await self._handler(session, place)

    async def rest(self) -> None:
        """Wait until every line is empty."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def start(self, *, line: Work, side: Work) -> None:
        """Nothing waits from before."""

    async def stop(self, *, drain: float) -> None:
        """Drop what still waits."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def submit_side(self, session: SessionId, place: int, turn: int) -> None:
        """Nothing is shot here."""

    async def cancel(self, session: SessionId) -> None:
        """Nothing is shot here."""

    async def status(self) -> Mapping[str, int]:
        """How many wait or run."""
        return {"running": len(self._tasks)}


def hooks(*plugins: object) -> Hooks:
    """Hooks with these plugins and no other."""
    manager = pluggy.PluginManager("gateway")
    manager.add_hookspecs(hookspecs)
    for plugin in plugins:
        manager.register(plugin)
    return Hooks(manager)


def engine(durable: BareDurable, plugins: Iterable[object] = ()) -> Engine:
    """The real engine over ports that do nothing."""
    store, called = BareStore(), hooks(*plugins)
    unused: Any = None
    return Engine(
        Kit(
            hooks=called,
            store=store,
            durable=durable,
            folders=cast("Folders", unused),
            darkroom=cast("Darkroom", unused),
            courier=Courier(store, called),
            clock=lambda: NOON,
            worlds={},
            looks={},
        )
    )


def says(session: SessionId, number: int) -> Event:
    """Something Ann says."""
    return Event(id=str(number), session=session, person=ANN, verb=Verb.SAY, argument="on", at=NOON)
