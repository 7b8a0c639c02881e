"""A real gateway whose bot talks to a Discord in memory, over real sockets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "wire")]

from discord_house import Build, House, Sleep
from discord_wire import Discord
from gateway_discord.options import VARIABLE, bots
from gateway_discord.platform import DiscordPlatform

from gateway import Pacer
from gateway.testing import FakeStory, offering, playing


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with Discord() as discord:
        yield discord
        assert not discord.wrongs, "\n".join(discord.wrongs)


@pytest.fixture
def house(root: Path, discord: Discord) -> Build:
    @asynccontextmanager
    async def build(
        *plugins: object,
        story: FakeStory | None = None,
        bot: dict[str, Any] | None = None,
        sleep_of_bot: Sleep = asyncio.sleep,
        pacer: Pacer | None = None,
        clock_of_bot: Callable[[], datetime] | None = None,
        **how: Any,  # noqa: ANN401 - as `playing`
    ) -> AsyncIterator[House]:
        section = {"enabled": True, "api": discord.base, **(bot or {})}
        settings = {"root": str(root), "plugins": {"discord": section}}
        (options,) = bots(settings, {VARIABLE: discord.token})
        # As fast as it goes: how fast that may be is the pacer's test.
        platform = DiscordPlatform(
            options,
            pacer=pacer or Pacer(),
            sleep=sleep_of_bot,
            clock=clock_of_bot or (lambda: datetime.now(UTC)),
        )
        told, before = story or FakeStory(), len(discord.gateway.identified)
        async with playing(root, told, *plugins, offering(platform), **how) as gateway:
            running = asyncio.create_task(gateway.run())
            try:
                await _first(running, discord.online(before + 1))
                yield House(gateway, platform, discord)
            finally:
                gateway.stop()
                await running

    return build


async def _first(running: asyncio.Task[None], online: Coroutine[None, None, None]) -> None:
    """Wait until the bot is online, unless it gives up."""
    arriving = asyncio.create_task(online)
    await asyncio.wait({running, arriving}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        arriving.cancel()
        await running
    await arriving


@pytest.fixture
async def bot(discord: Discord, tmp_path: Path) -> AsyncIterator[DiscordPlatform]:
    """A platform that is open, and does not listen."""
    settings = {
        "root": str(tmp_path),
        "plugins": {"discord": {"enabled": True, "api": discord.base}},
    }
    (options,) = bots(settings, {VARIABLE: discord.token})
    platform = DiscordPlatform(options, pacer=Pacer())
    await platform.open()
    yield platform
    await platform.close()
    await platform.close()
