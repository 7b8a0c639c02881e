"""A gateway with a bot, as a process of its own that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from gateway_discord.options import bots
from gateway_discord.platform import DiscordPlatform

from gateway import Pacer
from gateway.testing import FakeStory, offering, playing


async def play() -> None:
    root = Path(os.environ["DATA_ROOT"])
    section = {"enabled": True, "api": os.environ["DISCORD_API"]}
    (options,) = bots({"root": str(root), "plugins": {"discord": section}})
    platform = DiscordPlatform(options, pacer=Pacer())
    async with playing(root, FakeStory(), offering(platform)) as gateway:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, gateway.stop)
        await gateway.run()


asyncio.run(play())
