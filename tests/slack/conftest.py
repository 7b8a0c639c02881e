"""A real gateway whose bot talks to a Slack in memory, over a real socket."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "wire")]

from gateway_slack.platform import SlackPlatform
from slack_house import Build, House, Sleep, options_of
from slack_wire import Slack

from gateway import Pacer
from gateway.testing import FakeStory, offering, playing


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as slack:
        yield slack
        assert not slack.wrongs, "\n".join(slack.wrongs)


@pytest.fixture
def house(root: Path, slack: Slack) -> Build:
    @asynccontextmanager
    async def build(
        *plugins: object,
        story: FakeStory | None = None,
        bot: dict[str, Any] | None = None,
        sleep_of_bot: Sleep = asyncio.sleep,
        pacer: Pacer | None = None,
        **how: Any,  # noqa: ANN401 - as `playing`
    ) -> AsyncIterator[House]:
        options = options_of(slack, root, **(bot or {}))
        # As fast as it goes: how fast that may be is the pacer's test.
        platform = SlackPlatform(
            options, pacer=pacer or Pacer(), sleep=sleep_of_bot, now=lambda: slack.now
        )
        told = story or FakeStory()
        async with playing(root, told, *plugins, offering(platform), **how) as gateway:
            running = asyncio.create_task(gateway.run())
            try:
                yield House(gateway, platform, slack, running)
            finally:
                gateway.stop()
                await running

    return build


@pytest.fixture
async def bot(slack: Slack, tmp_path: Path) -> AsyncIterator[SlackPlatform]:
    """A platform that is open."""
    platform = SlackPlatform(options_of(slack, tmp_path), pacer=Pacer(), now=lambda: slack.now)
    await platform.open()
    yield platform
    await platform.close()
    await platform.close()
