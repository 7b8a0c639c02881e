"""Updates come in, by asking for them or by webhook; each is stored before it is acknowledged."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gateway import OperatorError, TryLater, serve
from gateway_telegram import limits
from gateway_telegram.errors import token_refused, told
from gateway_telegram.inbound import Me, Raw, message_of, moved, part
from gateway_telegram.menus import menus

if TYPE_CHECKING:
    from gateway_telegram.options import Options
    from gateway_telegram.voice import Voice

log = logging.getLogger("gateway.telegram")

Take = Callable[[Raw, Me], Awaitable[None]]
"""Stores one update, or raises."""

_WANTED: Final = ["message", "callback_query"]
_GET_UPDATES: Final = "get_Updates"
"""Spelt as the SDK has no method of its own for: that one reads every update into objects, and one
that it cannot read would come back for ever and keep all others out."""

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_TRIES: Final = 3


@dataclass
class Hearing:
    """One bot's ears."""

    voice: Voice
    options: Options
    moved: Mapping[int, int]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _pause: float = _FIRST_PAUSE
    _failed: dict[int, int] = field(default_factory=dict)

    async def listen(self, take: Take) -> None:
        """Bring in updates until cancelled.

        :raises SettingsError: the token is refused, or the webhook's address is taken.
        """
        if self.options.webhook:
            await self._serve(take)
        else:
            await self._poll(take)

    async def _poll(self, take: Take) -> None:
        """Ask for updates, store them, and only then let the offset advance.

        The SDK's own updater acknowledges what its handlers have not finished.
        """
        bot = self.voice.bot
        me = await self._insist(lambda: self._arrive(bot.delete_webhook))
        offset: int | None = None
        while True:
            updates = await self._insist(
                lambda: bot.do_api_request(
                    _GET_UPDATES,
                    {
                        "offset": offset,  # noqa: B023 - called before it changes
                        "timeout": limits.POLL,
                        "allowed_updates": _WANTED,
                    },
                    read_timeout=limits.POLL + 10,
                )
            )
            lost = await self._store(updates, me, take)
            if lost is not None:
                offset = lost
                await self._rest()
            elif updates:
                offset = updates[-1]["update_id"] + 1

    async def _serve(self, take: Take) -> None:
        from gateway_telegram.webhook import bound, door

        at, secret = bound(self.options), secrets.token_urlsafe(32)
        with at:
            me = await self._insist(lambda: self._arrive(lambda: self._invite(secret)))
            await serve(door(secret, lambda update: take(update, me)), at)

    async def _invite(self, secret: str) -> object:
        return await self.voice.bot.set_webhook(
            self.options.webhook,
            secret_token=secret,
            allowed_updates=_WANTED,
            max_connections=1,  # one after another is the order of play
        )

    async def _arrive(self, ready: Callable[[], Awaitable[object]]) -> Me:
        """Who we are to Telegram, once it knows our commands and how we listen."""
        from telegram import BotCommandScope

        bot = self.voice.bot
        await bot.initialize()
        for scope, language, commands in menus():
            await bot.set_my_commands(
                commands, scope=BotCommandScope(scope), language_code=language or None
            )
        await ready()
        return Me(
            platform=self.options.name,
            id=bot.id,
            username=bot.username,
            everything=self.options.hears == "everything",
            moved=self.moved,
        )

    async def _insist(self, call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - its own
        """What a call answers, tried for as long as Telegram is away.

        :raises SettingsError: the token is refused.
        """
        from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError

        while True:
            try:
                answer = await call()
            except (InvalidToken, EndPointNotFound) as error:  # no bot, so none of its methods
                raise token_refused(self.options.setting) from error
            except Conflict as error:
                log.error(
                    "Something else listens with the token of %s: stop it, or make a bot of its "
                    "own for it. (%s)",
                    self.options.name,
                    error,
                )
                await self._rest()
            except TelegramError as error:
                why = told(error, self.options.setting)
                log.warning("%s does not hear: %s", self.options.name, why)
                await self._rest(why.retry_after if isinstance(why, TryLater) else 0.0)
            else:
                self._pause = _FIRST_PAUSE
                return answer

    async def _rest(self, at_least: float = 0.0) -> None:
        await self.sleep(max(at_least, self._pause))
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _store(self, updates: Sequence[Raw], me: Me, take: Take) -> int | None:
        """Store updates, in order in a chat, side by side across chats; the first that was not."""
        moves = [update for update in updates if moved(update)]
        chats: dict[object, list[Raw]] = defaultdict(list)
        for update in updates:
            if update not in moves:
                chats[_chat(update)].append(update)
        # Where a group moved to is known before anything that was said there.
        lost = [await self._store_all(moves, me, take)]
        lost += await asyncio.gather(*(self._store_all(one, me, take) for one in chats.values()))
        return min((number for number in lost if number is not None), default=None)

    async def _store_all(self, updates: Sequence[Raw], me: Me, take: Take) -> int | None:
        for update in updates:
            number = update["update_id"]
            try:
                await take(update, me)
            except Exception as error:
                if isinstance(error, OperatorError) or self._again(number):
                    log.error("update %s waits: %s", number, error)
                    return int(number)
                log.exception("update %s cannot be kept and is passed over", number)
            self._failed.pop(number, None)
        return None

    def _again(self, number: int) -> bool:
        """Whether something that failed is worth another attempt."""
        self._failed[number] = self._failed.get(number, 0) + 1
        return self._failed[number] < _TRIES


def _chat(update: Raw) -> object:
    return part(message_of(update), "chat").get("id", update["update_id"])
