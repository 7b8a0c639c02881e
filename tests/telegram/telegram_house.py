"""The house that Telegram's tests play in: a real gateway, the real SDK, a Telegram in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from gateway_telegram.platform import TelegramPlatform
from telegram_wire import Shown, Telegram

from gateway import Attachment, Delivery, Pacer, Part, SessionId
from gateway.app import Gateway
from gateway.testing import FakeStory

ANN = SessionId.of("telegram", "1")

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class House:
    """An open gateway whose bot is on the line."""

    gateway: Gateway
    platform: TelegramPlatform
    telegram: Telegram

    def session(self, *parts: int) -> SessionId:
        return SessionId.of("telegram", *map(str, parts or (1,)))

    def folder(self, *parts: int) -> Path:
        return self.gateway.store.folders.path(self.session(*parts))

    async def said(self, text: str, *, chat: int = 1, thread: int | None = None) -> Shown:
        """The first message there that has these words."""

        def found() -> Shown | None:
            shown = self.telegram.shown(chat, thread)
            return next((message for message in shown if text in message.text), None)

        return await self.telegram.until(found)

    async def pictured(self, text: str, *, chat: int = 1, thread: int | None = None) -> Shown:
        """The same, once its picture is there."""
        await self.telegram.until(
            lambda: [
                m for m in self.telegram.shown(chat, thread) if text in m.text and m.kind == "photo"
            ]
        )
        return await self.said(text, chat=chat, thread=thread)

    async def choose(self, label: str, shown: Shown, *, person: int | None = None) -> str:
        """Press the button that says so; the id of that press."""
        data = next(data for text, data in shown.buttons if label in text)
        update = await self.telegram.press(
            data, number=shown.number, chat=shown.chat, person=person
        )
        return str(update["callback_query"]["id"])


class Build(Protocol):
    """Opens a gateway with a story and a bot."""

    def __call__(
        self,
        *plugins: object,
        story: FakeStory | None = None,
        bot: dict[str, Any] | None = None,
        sleep_of_bot: Sleep = asyncio.sleep,
        pacer: Pacer | None = None,
        **how: Any,  # noqa: ANN401 - as `playing`
    ) -> AbstractAsyncContextManager[House]: ...


def words(text: str = "A door.", key: str = "k:words", **more: object) -> Delivery:
    return Delivery(key=key, session=ANN, part=Part.WORDS, text=text, **more)  # type: ignore[arg-type]


def picture(
    bot: TelegramPlatform, data: bytes = b"a picture", name: str = "frame_0.png"
) -> Attachment:
    path = bot.options.root / str(ANN) / "images" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    kind = {"png": "image/png", "gif": "image/gif", "mp4": "video/mp4"}[name[-3:]]
    return Attachment(
        session=ANN, path=f"images/{name}", size=len(data), media_type=kind, alt="A door, shut"
    )
