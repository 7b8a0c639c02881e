"""Many people in many conversations at once, and the weather between them and the gateway."""

from __future__ import annotations

import random
from typing import Any, Final, Protocol

from discord_house import session_of
from discord_service import DiscordService
from discord_wire import ALONE, BOT_ID
from discord_wire import Fault as DiscordFault
from gateway_slack import inbound as slack_inbound
from slack_house import NAME
from slack_service import SlackService
from slack_wire import Fault as SlackFault
from telegram_service import TelegramService
from telegram_wire import Fault as TelegramFault

from gateway import Platform, SessionId

GROUPS: Final = 3
"""Every so-manieth chat is a channel or a group; in all others somebody is alone with the bot."""


class Crowd(Protocol):
    """The people of one platform; a chat is a number from 1."""

    def platform(self) -> Platform:
        """The adapter on the line to them."""
        ...

    def session(self, chat: int) -> SessionId:
        """Whose story a chat is."""
        ...

    async def start(self, chat: int) -> object:
        """Begin a story; answers what `again` takes."""
        ...

    async def say(self, chat: int, text: str) -> object:
        """Say something in it; answers what `again` takes."""
        ...

    async def again(self, event: Any) -> None:  # noqa: ANN401 - its own
        """Bring something once more."""
        ...

    def told(self) -> dict[int, str]:
        """All that each chat shows."""
        ...

    async def storm(self, dice: random.Random, chat: int) -> None:
        """Let something go wrong: a busy service, a lost answer, a line that breaks."""
        ...


class DiscordCrowd:
    def __init__(self, service: DiscordService) -> None:
        self.service = service
        self.discord = service.discord

    def platform(self) -> Platform:
        return self.service.platform()

    def _channel(self, chat: int) -> int:
        return 500_000 + chat if chat % GROUPS == 0 else ALONE + chat

    def session(self, chat: int) -> SessionId:
        return session_of(self._channel(chat))

    async def start(self, chat: int) -> object:
        await self.discord.online(self.service.lives)
        return await self.discord.command(
            "story", "start", channel=self._channel(chat), person=chat
        )

    async def say(self, chat: int, text: str) -> object:
        return await self.discord.write(
            f"<@{BOT_ID}> {text}", channel=self._channel(chat), person=chat
        )

    async def again(self, event: Any) -> None:  # noqa: ANN401
        await self.discord.again(event)

    def told(self) -> dict[int, str]:
        numbers: dict[int, str] = {}
        for message in sorted(self.discord.messages.values(), key=lambda m: m.number):
            chat = message.channel - (ALONE if message.channel >= ALONE else 500_000)
            if message.reader is None and not message.thinks:
                numbers[chat] = f"{numbers.get(chat, '')}\n{message.text}"
        return numbers

    async def storm(self, dice: random.Random, chat: int) -> None:
        place = f"/channels/{self._channel(chat)}"
        weather = [
            DiscordFault("POST", place, status=429, retry_after=1),
            DiscordFault("PATCH", place, status=429, retry_after=1),
            DiscordFault("POST", place, drop="before"),
            DiscordFault("POST", place, drop="after"),
            DiscordFault("PATCH", place, drop="upload"),
            DiscordFault("PATCH", place, drop="after"),
            DiscordFault("PATCH", place, status=502),
            None,
        ]
        if fault := dice.choice(weather):
            self.discord.faults.append(fault)
        else:
            await self.discord.gateway.drop()


class SlackCrowd:
    def __init__(self, service: SlackService) -> None:
        self.service = service
        self.slack = service.slack

    def platform(self) -> Platform:
        return self.service.platform()

    def _channel(self, chat: int) -> str:
        return f"C{chat:06}" if chat % GROUPS == 0 else f"D{chat:06}"

    def session(self, chat: int) -> SessionId:
        return slack_inbound.session_of("slack", self.slack.team, self._channel(chat), None)

    async def start(self, chat: int) -> object:
        await self.slack.command("start", channel=self._channel(chat), person=f"U{chat}")
        return self.slack.sent

    async def say(self, chat: int, text: str) -> object:
        named = f"{NAME} {text}" if chat % GROUPS == 0 else text
        await self.slack.write(named, channel=self._channel(chat), person=f"U{chat}")
        return self.slack.sent

    async def again(self, event: Any) -> None:  # noqa: ANN401
        await self.slack.again(event)

    def told(self) -> dict[int, str]:
        told: dict[int, str] = {}
        for message in sorted(self.slack.messages.values(), key=lambda m: m.ts):
            chat = int(message.channel[1:])
            told[chat] = f"{told.get(chat, '')}\n{message.reads}"
        return told

    async def storm(self, dice: random.Random, chat: int) -> None:
        place = self._channel(chat)
        weather = [
            SlackFault("chat.postMessage", retry_after=1, channel=place),
            SlackFault("chat.update", retry_after=1, channel=place),
            SlackFault("chat.postMessage", channel=place, drop="before"),
            SlackFault("chat.postMessage", channel=place, drop="after"),
            SlackFault("chat.update", channel=place, drop="after"),
            SlackFault("chat.update", channel=place, status=502),
            SlackFault("upload", drop="upload"),
            None,
        ]
        if fault := dice.choice(weather):
            self.slack.faults.append(fault)
        else:
            await dice.choice([self.slack.hang_up, self.slack.renew])()


class TelegramCrowd:
    def __init__(self, service: TelegramService) -> None:
        self.service = service
        self.telegram = service.telegram

    def platform(self) -> Platform:
        return self.service.platform()

    def _number(self, chat: int) -> int:
        return -chat if chat % GROUPS == 0 else chat

    def session(self, chat: int) -> SessionId:
        return SessionId.of("telegram", str(self._number(chat)))

    async def start(self, chat: int) -> object:
        return await self._write(chat, "/start@tape_bot")

    async def say(self, chat: int, text: str) -> object:
        return await self._write(chat, f"/say@tape_bot {text}")

    async def _write(self, chat: int, text: str) -> object:
        return await self.telegram.write(text, chat=self._number(chat), person=chat)

    async def again(self, event: Any) -> None:  # noqa: ANN401
        await self.telegram.again(event)

    def told(self) -> dict[int, str]:
        told: dict[int, str] = {}
        for (number, _), message in sorted(self.telegram.messages.items()):
            told[abs(number)] = f"{told.get(abs(number), '')}\n{message.text}"
        return told

    async def storm(self, dice: random.Random, chat: int) -> None:
        number = self._number(chat)
        weather = [
            TelegramFault("sendMessage", chat=number, code=429, says="busy", retry_after=1),
            TelegramFault("editMessageMedia", chat=number, code=429, says="busy", retry_after=1),
            TelegramFault("sendMessage", chat=number, drop="before"),
            TelegramFault("sendMessage", chat=number, drop="after"),
            TelegramFault("editMessageMedia", chat=number, drop="upload"),
            TelegramFault("editMessageMedia", chat=number, drop="after"),
            TelegramFault("editMessageMedia", chat=number, code=502, says="Bad Gateway"),
            TelegramFault("getUpdates", drop="before"),
            TelegramFault("getUpdates", drop="after"),
        ]
        self.telegram.faults.append(dice.choice(weather))
