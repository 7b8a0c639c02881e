"""The journal of one piece of work: what was answered once is never asked again.

Answers are kept by name in our own `checkpoints`, not by position in the library's: a commit and
its checkpoint are then one transaction, and a release may add a step without harming turns that an
older one began.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, TypeVar

from gateway.core.errors import WAIT
from gateway.core.types import JSON
from gateway.durable.gate import Gate
from gateway.store.database import Database
from gateway.store.records import SqlRecords

log = logging.getLogger("gateway.durable")

T = TypeVar("T")

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0


class RecordedSteps:
    """Steps and commits of the work `id`, recorded in the database.

    Where there is no room left they wait until there is; nothing is lost meanwhile.
    """

    def __init__(
        self, work: str, database: Database, gate: Gate, clock: Callable[[], datetime]
    ) -> None:
        self.id = work
        self._database = database
        self._gate = gate
        self._clock = clock
        self._answers: dict[str, JSON] | None = None

    async def step(self, name: str, call: Callable[[], Awaitable[JSON]]) -> JSON:
        """Run `call` and record its answer; a kill in between runs it again."""
        known = await self._known()
        if name in known:
            return known[name]
        async with self._gate.passing():
            answer = await self.patiently(call)
            await self.patiently(
                lambda: self._database.write(lambda r: self._record(r, name, answer))
            )
        known[name] = answer
        return answer

    async def commit(self, name: str, change: Callable[[SqlRecords], JSON]) -> JSON:
        """Run `change` and record its answer in one transaction: exactly once."""
        known = await self._known()
        if name in known:
            return known[name]

        def both(records: SqlRecords) -> JSON:
            answer = change(records)
            self._record(records, name, answer)
            return answer

        async with self._gate.passing():
            answer = await self.patiently(lambda: self._database.write(both))
        known[name] = answer
        return answer

    def _record(self, records: SqlRecords, name: str, answer: JSON) -> None:
        records.record(self.id, name, answer, self._clock())

    async def _known(self) -> dict[str, JSON]:
        if self._answers is None:
            self._answers = dict(await self._database.read(lambda r: r.answers(self.id)))
        return self._answers

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """What `call` answers, tried again for as long as there is no room left."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return await call()
            except WAIT as error:
                if self._gate.shut:
                    raise asyncio.CancelledError("the gateway drains") from error
                log.error("%s waits: %s", self.id, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
