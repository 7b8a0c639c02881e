"""What people say and press comes in; each is stored before it is acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from gateway import DeliveryError, OperatorError, Refused
from gateway_discord import limits
from gateway_discord.errors import connection_refused, intent_refused, token_refused
from gateway_discord.inbound import Me, Raw
from gateway_discord.wire import hearer

if TYPE_CHECKING:
    from gateway_discord.marks import Marks
    from gateway_discord.options import Options
    from gateway_discord.voice import Voice

log = logging.getLogger("gateway.discord")

Take = Callable[[Raw, Me], Awaitable[bool]]
"""Stores what a payload means, or raises; whether it meant anything."""

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_TRIES: Final = 3


@dataclass
class Hearing:
    """One bot's ears.

    :param arrived: called with who we are, each time a connection begins.
    """

    voice: Voice
    options: Options
    marks: Marks
    take: Take
    arrived: Callable[[int], None]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _me: Me | None = None
    _pause: float = _FIRST_PAUSE
    _lines: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _chores: set[asyncio.Task[None]] = field(default_factory=set)

    async def listen(self) -> None:
        """Bring in what happens until cancelled; a lost connection comes back by itself.

        :raises SettingsError: the token or an intent is refused.
        """
        await asyncio.to_thread(self.marks.load)
        try:
            while True:
                await self._live()
                await self._rest()
        finally:
            for chore in self._chores:
                chore.cancel()
            await self.marks.write()

    async def _live(self) -> None:
        """One life of the SDK's client.

        It resumes by itself; a payload that its models cannot read ends it.
        """
        import discord

        client = hearer(self.options, self._hear)
        try:
            async with client:
                await client.start(self.options.token.get_secret_value())
        except discord.LoginFailure as error:
            raise token_refused(self.options.setting) from error
        except discord.PrivilegedIntentsRequired as error:
            raise intent_refused(self.options.place) from error
        except discord.ConnectionClosed as error:
            wrong = connection_refused(error.code, self.options.place, self.options.setting)
            if wrong is not None:
                raise wrong from error
            log.warning("%s lost its connection: %s", self.options.name, error)
        except Exception as error:
            log.warning("%s connects anew: %r", self.options.name, error)

    async def _rest(self) -> None:
        await self.sleep(self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    # ------------------------------------------------------------------------------------ events

    async def _hear(self, kind: str, raw: dict[str, Any]) -> None:
        if kind == "READY":
            self._begin(raw)
        elif self._me is None:
            return
        elif kind == "MESSAGE_CREATE":
            await self._message(raw, self._me)
        elif kind == "INTERACTION_CREATE":
            await self._interaction(raw, self._me)

    def _begin(self, ready: Raw) -> None:
        """A connection that resumes no other: what was said before it was not brought."""
        self._pause = _FIRST_PAUSE
        self._me = Me(
            platform=self.options.name,
            id=int(ready["user"]["id"]),
            everything=self.options.message_content,
        )
        self.arrived(int(ready["application"]["id"]))
        for channel, guild, last in self.marks:
            self._spawn(self._catch_up(channel, guild, last, self._me))

    async def _interaction(self, raw: Raw, me: Me) -> None:
        """Nobody brings it again: whoever sees that it failed does it once more."""
        try:
            if await self.take(raw, me):
                await self.marks.see(raw, played=True)
        except Exception as error:
            log.error("interaction %s is not acknowledged: %s", raw.get("id"), error)

    async def _message(self, raw: Raw, me: Me) -> None:
        """A message in its place in the line of its channel."""
        async with self._line(int(raw["channel_id"])):
            await self._store(raw, me)

    async def _store(self, raw: Raw, me: Me) -> None:
        """Store a message, however long that takes; those behind it wait.

        One that fails for another reason than the disk is passed over in the end.
        """
        pause, failed = _FIRST_PAUSE, 0
        while True:
            try:
                meant = await self.take(raw, me)
            except Exception as error:
                failed += 1
                if not self._again(error, failed):
                    log.exception("message %s cannot be kept and is passed over", raw.get("id"))
                    return
                log.error("message %s waits: %s", raw.get("id"), error)
                await self.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                await self.marks.see(raw, played=meant)
                return

    def _again(self, error: Exception, failed: int) -> bool:
        return isinstance(error, OperatorError) or failed < _TRIES

    async def _catch_up(self, channel: int, guild: str, last: int, me: Me) -> None:
        """Hear what was said while nobody listened, before what is said now."""
        place = {"guild_id": guild} if guild else {}
        async with self._line(channel):
            try:
                for _ in range(limits.MISSED // limits.PAGE):
                    page = await self.voice.history(channel, last)
                    for raw in page:
                        await self._store({**raw, **place}, me)
                        last = int(raw["id"])
                    if len(page) < limits.PAGE:
                        return
            except Refused as error:
                log.info("what was said in channel %s cannot be read: %s", channel, error)
                self.marks.drop(channel)
            except DeliveryError as error:
                log.warning("what was said in channel %s may be missed: %s", channel, error)

    def _line(self, channel: int) -> asyncio.Lock:
        line = self._lines.get(channel)
        if line is None:
            line = self._lines[channel] = asyncio.Lock()
        return line

    def _spawn(self, chore: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
