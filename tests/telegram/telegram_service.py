"""People on a Telegram in memory, as the suites that play on every platform know them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway_telegram import inbound, limits
from gateway_telegram.options import VARIABLE, bots
from gateway_telegram.platform import TelegramPlatform
from telegram_wire import BOT, Telegram
from telegram_wire import Fault as WireFault

from gateway import Pacer, Platform, SessionId, Verb
from gateway.testing import PacerClock
from gateway.testing.conformance import Fault, Promise, Shown

CHATS: dict[str, tuple[int, int | None]] = {
    "alone": (1, None),
    "group": (-1001, None),
    "topic": (-1001, 7),
}
ME = inbound.Me(platform="telegram", id=BOT["id"], username=BOT["username"])
PEOPLE = {"ann": 1, "ben": 2}
FAULTS = {
    Fault.BUSY: WireFault("sendMessage", code=429, says="Too Many Requests", retry_after=7),
    Fault.TOO_LARGE: WireFault("editMessageMedia", code=413, says="Request Entity Too Large"),
    Fault.CUT: WireFault("editMessageMedia", drop="upload"),
}

OLD_PRESS = WireFault(
    "answerCallbackQuery", code=400, says="Bad Request: query is too old and query ID is invalid"
)


async def nap(seconds: float) -> None:
    """No time at all; but a press waits for what the story says of it."""
    await (asyncio.Event().wait() if seconds == limits.ANSWER_WITHIN else asyncio.sleep(0))


class TelegramService:
    """People on a Telegram in memory."""

    chats: Sequence[str] = tuple(CHATS)
    mention = "@person_2"
    lacks: Mapping[Promise, str] = {}

    def __init__(self, telegram: Telegram, root: Path) -> None:
        self.telegram = telegram
        self.root = root
        self.last: dict[str, Any] = {}
        self.presses: dict[str, str] = {}

    def platform(self) -> Platform:
        section = {"enabled": True, "api": self.telegram.base}
        settings = {"root": str(self.root), "plugins": {"telegram": section}}
        (options,) = bots(settings, {VARIABLE: self.telegram.token})
        clock = PacerClock()
        pacer = Pacer(chat=limits.rates, bot=limits.BOT, clock=clock, sleep=clock.sleep)
        return TelegramPlatform(options, pacer=pacer, sleep=nap)

    def session(self, chat: str) -> SessionId:
        number, thread = CHATS[chat]
        message = {"chat": {"id": number}, "message_thread_id": thread, "is_topic_message": True}
        return inbound.session_of(message, ME)

    async def say(self, chat: str, text: str, *, person: str = "ann") -> None:
        reply = {} if chat == "alone" else {"reply_to_message": {"from": BOT, "message_id": 1}}
        await self._write(chat, text, person, **reply)

    async def ask(self, chat: str, verb: Verb, argument: str = "", *, person: str = "ann") -> None:
        await self._write(chat, f"/{verb.value}@tape_bot {argument}".strip(), person)

    async def _write(self, chat: str, text: str, person: str, **more: object) -> None:
        number, thread = CHATS[chat]
        topic = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        self.last = await self.telegram.write(
            text, chat=number, person=PEOPLE[person], **topic, **more
        )

    async def send(
        self, chat: str, picture: bytes, words: str = "", *, person: str = "ann"
    ) -> None:
        reply = {} if chat == "alone" else {"reply_to_message": {"from": BOT, "message_id": 1}}
        photo = self.telegram.sent(picture)
        await self._write(chat, "", person, caption=words, photo=photo, **reply)

    async def press(self, shown: Shown, button: str, *, person: str = "ann") -> None:
        message = self.telegram.messages[shown.handle]
        data = dict(message.buttons)[button]
        self.last = await self.telegram.press(
            data, number=message.number, chat=message.chat, person=PEOPLE[person]
        )
        self.presses[self.last["callback_query"]["id"]] = person

    async def repeat(self) -> None:
        await self.telegram.again(self.last)

    async def echo(self, chat: str, text: str) -> None:
        number, _ = CHATS[chat]
        sent = {"message_id": 999, "date": 1, "text": text, "from": BOT}
        await self.telegram.bring({"message": {**sent, "chat": self.telegram.chats[number]}})

    def waiting(self) -> int:
        return len(self.telegram.waiting)

    def shown(self, chat: str) -> Sequence[Shown]:
        return [
            Shown(
                text=message.text,
                buttons=tuple(label for label, _ in message.buttons),
                files=(message.file,) if message.file else (),
                mentions=tuple(message.mentions),
                handle=(message.chat, message.number),
            )
            for message in self.telegram.shown(*CHATS[chat])
        ]

    def read_by(self, person: str, chat: str) -> Sequence[str]:
        told = [text for press, text in self.telegram.alerts.items()
                if self.presses.get(press) == person]  # fmt: skip
        return [*told, *(message.text for message in self.shown(chat))]

    async def fail(self, fault: Fault) -> None:
        self.telegram.faults.append(FAULTS[fault])

    async def late(self) -> None:
        self.telegram.faults += [OLD_PRESS] * 2

    async def until(self, found: Callable[[], object], *, seconds: float = 60.0) -> None:
        await self.telegram.until(found, seconds=seconds)
