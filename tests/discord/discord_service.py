"""People on a Discord in memory, as the suites that play on every platform know them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from discord_house import session_of
from discord_wire import ALONE, BOT, BOT_ID, ROOM, THREAD, Discord
from discord_wire import Fault as WireFault
from gateway_discord import limits
from gateway_discord.commands import COMMANDS, INTEGER, Command
from gateway_discord.options import VARIABLE, bots
from gateway_discord.platform import DiscordPlatform

from gateway import Pacer, Platform, SessionId, Verb
from gateway.testing import PacerClock
from gateway.testing.conformance import Fault, Promise, Shown

CHATS = {"alone": ALONE + 1, "room": ROOM, "thread": THREAD}
PEOPLE = {"ann": 1, "ben": 2}
FAULTS = {
    Fault.BUSY: WireFault("PATCH", "/messages/@original", status=429, retry_after=7),
    Fault.TOO_LARGE: WireFault("PATCH", "/channels/", status=413, code=40005, says="too large"),
    Fault.CUT: WireFault("PATCH", "/channels/", drop="upload"),
}


async def nap(seconds: float) -> None:
    """No time at all."""
    await asyncio.sleep(0)


class DiscordService:
    """People on a Discord in memory."""

    chats: Sequence[str] = tuple(CHATS)
    mention = "<@2>"
    lacks: Mapping[Promise, str] = {}

    def __init__(self, discord: Discord, root: Path) -> None:
        self.discord = discord
        self.root = root
        self.last: dict[str, Any] = {}
        self.lives = 0

    def platform(self) -> Platform:
        section = {"enabled": True, "api": self.discord.base}
        settings = {"root": str(self.root), "plugins": {"discord": section}}
        (options,) = bots(settings, {VARIABLE: self.discord.token})
        clock = PacerClock()
        pacer = Pacer(chat=limits.rates, bot=limits.BOT, clock=clock, sleep=clock.sleep)
        self.lives = len(self.discord.gateway.identified) + 1
        return DiscordPlatform(options, pacer=pacer, sleep=nap)

    def session(self, chat: str) -> SessionId:
        return session_of(CHATS[chat])

    async def say(self, chat: str, text: str, *, person: str = "ann") -> None:
        await self.discord.online(self.lives)
        named = "" if chat == "alone" else f"<@{BOT_ID}> "
        self.last = await self.discord.write(
            named + text, channel=CHATS[chat], person=PEOPLE[person]
        )

    async def ask(self, chat: str, verb: Verb, argument: str = "", *, person: str = "ann") -> None:
        await self.discord.online(self.lives)
        command = COMMANDS[verb]
        self.last = await self.discord.command(
            command.group,
            command.name,
            channel=CHATS[chat],
            person=PEOPLE[person],
            **asked(command, argument),
        )

    async def send(
        self, chat: str, picture: bytes, words: str = "", *, person: str = "ann"
    ) -> None:
        await self.discord.online(self.lives)
        named = "" if chat == "alone" else f"<@{BOT_ID}> "
        file = self.discord.cdn.keep(picture)
        self.last = await self.discord.write(
            named + words, channel=CHATS[chat], person=PEOPLE[person], attachments=[file]
        )

    async def press(self, shown: Shown, button: str, *, person: str = "ann") -> None:
        await self.discord.online(self.lives)
        message = self.discord.messages[shown.handle]
        custom_id = dict(message.buttons)[button]
        self.last = await self.discord.press(message, custom_id, person=PEOPLE[person])

    async def repeat(self) -> None:
        await self.discord.again(self.last)

    async def echo(self, chat: str, text: str) -> None:
        await self.discord.write(text, channel=CHATS[chat], person=BOT_ID, author=BOT)

    async def late(self) -> None:
        self.discord.advance(15 * 60 + 1)

    def waiting(self) -> int:
        return len(self.discord.unacknowledged)

    def shown(self, chat: str) -> Sequence[Shown]:
        return [
            Shown(
                text=message.text,
                buttons=tuple(label for label, id_ in message.buttons if id_ != ":say"),
                files=tuple(data for _, data in message.files),
                mentions=message.mentions,
                handle=message.number,
            )
            for message in self.discord.shown(CHATS[chat])
            if not message.thinks
        ]

    def read_by(self, person: str, chat: str) -> Sequence[str]:
        return [m.text for m in self.discord.read_by(PEOPLE[person], CHATS[chat])]

    async def fail(self, fault: Fault) -> None:
        self.discord.faults.append(FAULTS[fault])

    async def until(self, found: Callable[[], object], *, seconds: float = 60.0) -> None:
        await self.discord.until(found, seconds=seconds)


def asked(command: Command, argument: str) -> dict[str, str | int]:
    """What a person fills in, who would have typed the argument elsewhere."""
    words = argument.split(maxsplit=len(command.asks) - 1) if len(command.asks) > 1 else [argument]
    filled = zip(command.asks, filter(None, words), strict=False)
    return {ask.name: int(word) if ask.kind == INTEGER else word for ask, word in filled}
