"""Bells: whoever waits for news of a session is woken when there is some."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from gateway import SessionId


class Bell:
    """One who waits; hung up until its `with` block is over. `over` says that nothing will come."""

    def __init__(self, bells: Bells, session: SessionId) -> None:
        self._bells = bells
        self._rung = asyncio.Event()
        self.session = session
        self.over = False

    def ring(self) -> None:
        """There may be news."""
        self._rung.set()

    def quiet(self) -> None:
        """Whatever rang until now is about to be looked at."""
        self._rung.clear()

    async def wait(self) -> None:
        """Until it rings."""
        await self._rung.wait()

    def __enter__(self) -> None:
        self._bells.add(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bells.remove(self)


class Bells:
    """All who wait."""

    def __init__(self) -> None:
        self._hung: dict[SessionId, set[Bell]] = {}

    @property
    def count(self) -> int:
        """How many wait."""
        return sum(map(len, self._hung.values()))

    def hang(self, session: SessionId) -> Bell:
        """A bell for a session's news."""
        return Bell(self, session)

    def add(self, bell: Bell) -> None:
        """Ring this one, too."""
        self._hung.setdefault(bell.session, set()).add(bell)

    def remove(self, bell: Bell) -> None:
        """Ring this one no more."""
        hung = self._hung.get(bell.session, set())
        hung.discard(bell)
        if not hung:
            self._hung.pop(bell.session, None)

    def ring(self, session: SessionId) -> None:
        """There may be news of a session."""
        for bell in list(self._hung.get(session, ())):
            bell.ring()

    def hang_up(self) -> None:
        """Nothing will come any more."""
        for hung in self._hung.values():
            for bell in hung:
                bell.over = True
                bell.ring()
