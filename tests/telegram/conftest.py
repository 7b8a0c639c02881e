"""A real gateway whose bot talks to a Telegram in memory, over a real socket."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "wire")]

from gateway_telegram.options import VARIABLE, bots
from gateway_telegram.platform import TelegramPlatform
from telegram_house import Build, House, Sleep
from telegram_wire import Telegram

from gateway import Pacer
from gateway.testing import FakeStory, offering, playing


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram() as telegram:
        yield telegram
        assert not telegram.wrongs, "\n".join(telegram.wrongs)


@pytest.fixture
def house(root: Path, telegram: Telegram) -> Build:
    @asynccontextmanager
    async def build(
        *plugins: object,
        story: FakeStory | None = None,
        bot: dict[str, Any] | None = None,
        sleep_of_bot: Sleep = asyncio.sleep,
        pacer: Pacer | None = None,
        **how: Any,  # noqa: ANN401 - as `playing`
    ) -> AsyncIterator[House]:
        section = {"enabled": True, "api": telegram.base, **(bot or {})}
        settings = {"root": str(root), "plugins": {"telegram": section}}
        (options,) = bots(settings, {VARIABLE: telegram.token})
        # As fast as it goes: how fast that may be is the pacer's test.
        platform = TelegramPlatform(options, pacer=pacer or Pacer(), sleep=sleep_of_bot)
        told = story or FakeStory()
        async with playing(root, told, *plugins, offering(platform), **how) as gateway:
            running = asyncio.create_task(gateway.run())
            try:
                yield House(gateway, platform, telegram)
            finally:
                gateway.stop()
                await running

    return build


@pytest.fixture
async def bot(telegram: Telegram, tmp_path: Path) -> AsyncIterator[TelegramPlatform]:
    """A platform that is open, in a chat that knows it."""
    settings = {
        "root": str(tmp_path),
        "plugins": {"telegram": {"enabled": True, "api": telegram.base}},
    }
    (options,) = bots(settings, {"TAPEWAY_TELEGRAM_TOKEN": telegram.token})
    platform = TelegramPlatform(options, pacer=Pacer())
    await platform.open()
    await telegram.write("hello")
    yield platform
    await platform.close()
    await platform.close()
