"""One gateway with every platform, each on the line to a service of its own."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

sys.path += [
    str(Path(__file__).parents[1] / name)
    for name in ("together", "wire", "discord", "slack", "telegram", "web")
]

from discord_service import DiscordService
from discord_wire import Discord
from slack_service import SlackService
from slack_wire import Slack
from telegram_service import TelegramService
from telegram_wire import Telegram
from web_service import WebService

from gateway.testing.conformance import Service


@pytest.fixture
async def services(root: Path) -> AsyncIterator[dict[str, Service]]:
    """The services by the name of their platform."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(Discord())
        slack = await stack.enter_async_context(Slack())
        telegram = await stack.enter_async_context(Telegram())
        page = WebService(root)
        stack.push_async_callback(page.close)
        yield {
            "discord": DiscordService(discord, root),
            "slack": SlackService(slack, root),
            "telegram": TelegramService(telegram, root),
            "web": page,
        }
        assert not (wrongs := [*discord.wrongs, *slack.wrongs, *telegram.wrongs]), "\n".join(wrongs)
