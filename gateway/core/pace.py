"""How fast a platform may be spoken to: every call of an adapter waits for its turn here."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from gateway.core.lines import Lines

_MOST: Final = 4096
"""Chats remembered at once; those whose last call is long past are forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` calls in any `seconds`.

    >>> Rate(20, 60).seconds
    60
    """

    count: int
    seconds: float


class _Bucket:
    """One bucket: when its next call may be made, by all its rates."""

    def __init__(self, rates: Sequence[Rate]) -> None:
        self._calls = [(rate, deque[float](maxlen=rate.count)) for rate in rates]
        self.held_until = 0.0
        self.last = 0.0

    def pause(self, now: float) -> float:
        """Seconds until the next call may be made."""
        free = [calls[0] + rate.seconds for rate, calls in self._calls if len(calls) == rate.count]
        return max(self.held_until - now, *(at - now for at in free), 0.0)

    def call(self, now: float) -> None:
        """A call is made now."""
        self.last = now
        for _, calls in self._calls:
            calls.append(now)

    def idle(self, now: float) -> bool:
        """Nothing it remembers matters any more."""
        longest = max((rate.seconds for rate, _ in self._calls), default=0.0)
        return now >= max(self.held_until, self.last + longest)


class Pacer:
    """Keeps one bot's calls within the rates of its platform; make one for each bot.

    Never more calls than a rate allows in any window of it, in a chat and of the bot as a whole.
    Calls in a chat, or a line of it, are made one after another, in the order they asked. A chat
    that waits, or is held, holds up nobody else.

    :param chat: the rates in a chat; called with the chat, where they differ.
    :param bot: the rates of all calls together.
    :param clock: seconds that only go up.
    :param sleep: waits that many of them.
    """

    def __init__(
        self,
        *,
        chat: Sequence[Rate] | Callable[[Hashable], Sequence[Rate]] = (),
        bot: Sequence[Rate] = (),
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rates = chat if callable(chat) else lambda _: chat
        self._bot = _Bucket(bot)
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._chats: dict[Hashable, _Bucket] = {}
        self._lines = Lines()
        self._gate = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, chat: Hashable = None, *, line: Hashable = None) -> AsyncIterator[None]:
        """Wait until one call may be made and keep the line until it has been.

        :param chat: where it is made; `None` for a call that belongs to none.
        :param line: what is strictly one after another there, such as a topic of the chat; by
            default the chat.
        """
        if chat is None:
            await self._pass(None)
            yield
            return
        async with self._lines.hold(chat if line is None else line):
            await self._pass(chat)
            yield

    def wait(self, chat: Hashable = None) -> float:
        """Seconds until a call may be made, for all that is known now."""
        now = self._clock()
        return max(self._of(chat).pause(now), self._bot.pause(now))

    def ready(self, chat: Hashable, *, line: Hashable = None) -> bool:
        """A call could be made at once: so what is not worth waiting for may be left out."""
        busy = self._lines.busy(chat if line is None else line)
        return not (self.wait(chat) or busy or self._gate.locked())

    def hold(self, seconds: float, chat: Hashable = None) -> None:
        """Make no call for that long: the platform said so. Without a chat, in none."""
        bucket = self._of(chat)
        bucket.held_until = max(bucket.held_until, self._clock() + seconds)

    async def _pass(self, chat: Hashable) -> None:
        """Wait for the chat alone, then in line with all others for the bot."""
        while True:
            await self._until_free(chat)
            async with self._gate:
                await self._until_free(None)
                now = self._clock()
                # A chat that was held meanwhile must not hold up those behind it.
                if not self._of(chat).pause(now):
                    self._bot.call(now)
                    if chat is not None:
                        self._of(chat).call(now)
                    return

    async def _until_free(self, chat: Hashable) -> None:
        while pause := self._of(chat).pause(self._clock()):
            await self._sleep(pause)

    def _of(self, chat: Hashable) -> _Bucket:
        if chat is None:
            return self._bot
        if chat not in self._chats:
            if len(self._chats) >= _MOST:
                now = self._clock()
                self._chats = {key: it for key, it in self._chats.items() if not it.idle(now)}
            self._chats[chat] = _Bucket(self._rates(chat))
        return self._chats[chat]
