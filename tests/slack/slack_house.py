"""The house that Slack's tests play in: a real gateway, the real SDK, a Slack in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from gateway_slack.options import Options, bots
from gateway_slack.platform import SlackPlatform
from slack_wire import BOT_USER, TEAM, Shown, Slack

from gateway import Attachment, Delivery, Pacer, Part, SessionId
from gateway.app import Gateway
from gateway.testing import FakeStory

ANN = SessionId.of("slack", TEAM, "D1")
ROOM = "C2147483705"
NAME = f"<@{BOT_USER}>"

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class House:
    """An open gateway whose bot is on the line."""

    gateway: Gateway
    platform: SlackPlatform
    slack: Slack
    running: asyncio.Task[None]

    def session(self, *parts: str) -> SessionId:
        return SessionId.of("slack", TEAM, *(parts or ("D1",)))

    def folder(self, *parts: str) -> Path:
        return self.gateway.store.folders.path(self.session(*parts))

    async def said(self, text: str, *, channel: str = "D1", thread: str | None = None) -> Shown:
        """The first message there that has these words."""

        def found() -> Shown | None:
            shown = self.slack.shown(channel, thread)
            return next((message for message in shown if text in message.reads), None)

        return await self.slack.until(found)

    async def pictured(self, text: str, *, channel: str = "D1", thread: str | None = None) -> Shown:
        """The same, once its picture is there."""
        await self.slack.until(
            lambda: [m for m in self.slack.shown(channel, thread) if text in m.reads and m.picture]
        )
        return await self.said(text, channel=channel, thread=thread)

    async def whispered(self, text: str, *, person: str = "U1") -> Shown:
        """The first word to one person alone that says so."""

        def found() -> Shown | None:
            told = (m for m in self.slack.whispers if m.to == person and text in m.reads)
            return next(told, None)

        return await self.slack.until(found)


def options_of(slack: Slack, root: Path, **bot: Any) -> Options:  # noqa: ANN401 - as settings
    """A bot's settings, with its secrets where they belong."""
    section = {"enabled": True, "api": f"{slack.base}/api", **bot}
    secrets = {
        "TAPEWAY_SLACK_TOKEN": slack.token,
        "TAPEWAY_SLACK_APP_TOKEN": slack.app_token,
        "TAPEWAY_SLACK_SIGNING_SECRET": slack.secret,
    }
    (options,) = bots({"root": str(root), "plugins": {"slack": section}}, secrets)
    return options


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
    given = {"session": ANN, "part": Part.WORDS, **more}
    return Delivery(key=key, text=text, **given)  # type: ignore[arg-type]


def picture(
    bot: SlackPlatform, data: bytes = b"a picture", name: str = "frame_0.png"
) -> Attachment:
    path = bot.options.root / str(ANN) / "images" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    kind = {"png": "image/png", "gif": "image/gif", "mp4": "video/mp4"}[name[-3:]]
    return Attachment(
        session=ANN, path=f"images/{name}", size=len(data), media_type=kind, alt="A door, shut"
    )
