"""Time for tests: it stands still, or goes on without anybody waiting."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

BEGIN: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime = BEGIN) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def advance(self, seconds: float) -> None:
        """Let time pass; tell the engine to `look_at_the_clock` afterwards."""
        self.at += timedelta(seconds=seconds)


class PacerClock:
    """Seconds that go on whenever somebody waits for them: the clock and the sleep of a `Pacer`."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds be over."""
        self.now += seconds
        await asyncio.sleep(0)


class Naps:
    """Sleeps no time, and remembers how long it would have been."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Remember it."""
        self.taken.append(seconds)
        await asyncio.sleep(0)
