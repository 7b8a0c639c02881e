"""The house that Discord's tests play in: a real gateway, the real SDK, a Discord in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from discord_wire import ALONE, GUILD, Discord, Shown
from gateway_discord.platform import DiscordPlatform

from gateway import Attachment, Delivery, Pacer, Part, SessionId
from gateway.app import Gateway
from gateway.testing import FakeStory

ANN = SessionId.of("discord", "dm", str(ALONE + 1))

Sleep = Callable[[float], Awaitable[None]]


def session_of(channel: int) -> SessionId:
    """The session of a channel, whatever kind it is."""
    place = "dm" if channel >= ALONE else str(GUILD)
    return SessionId.of("discord", place, str(channel))


@dataclass
class House:
    """An open gateway whose bot is on the line."""

    gateway: Gateway
    platform: DiscordPlatform
    discord: Discord

    def folder(self, channel: int = ALONE + 1) -> Path:
        return self.gateway.store.folders.path(session_of(channel))

    async def said(self, text: str, *, channel: int = ALONE + 1, person: int = 1) -> Shown:
        """The first message that the person sees there with these words."""

        def found() -> Shown | None:
            shown = self.discord.read_by(person, channel)
            return next((message for message in shown if text in message.text), None)

        return await self.discord.until(found)

    async def pictured(self, text: str, *, channel: int = ALONE + 1) -> Shown:
        """The same, once its picture is there."""
        await self.discord.until(
            lambda: [m for m in self.discord.shown(channel) if text in m.text and m.pictured]
        )
        return await self.said(text, channel=channel)

    async def choose(self, label: str, shown: Shown, *, person: int = 1) -> dict[str, Any]:
        """Press the button that says so."""
        custom_id = next(custom_id for text, custom_id in shown.buttons if label in text)
        return await self.discord.press(shown, custom_id, person=person)


class Build(Protocol):
    """Opens a gateway with a story and a bot."""

    def __call__(
        self,
        *plugins: object,
        story: FakeStory | None = None,
        bot: dict[str, Any] | None = None,
        sleep_of_bot: Sleep = asyncio.sleep,
        pacer: Pacer | None = None,
        clock_of_bot: Callable[[], datetime] | None = None,
        **how: Any,  # noqa: ANN401 - as `playing`
    ) -> AbstractAsyncContextManager[House]: ...


def words(text: str = "A door.", key: str = "k:words", **more: object) -> Delivery:
    session = more.pop("session", ANN)
    return Delivery(key=key, session=session, part=Part.WORDS, text=text, **more)  # type: ignore[arg-type]


def picture(
    bot: DiscordPlatform, data: bytes = b"a picture", name: str = "frame_0.png"
) -> Attachment:
    path = bot.options.root / str(ANN) / "images" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    kind = {"png": "image/png", "gif": "image/gif", "mp4": "video/mp4"}[name[-3:]]
    return Attachment(
        session=ANN, path=f"images/{name}", size=len(data), media_type=kind, alt="A door, shut"
    )
