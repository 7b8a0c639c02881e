"""A real gateway with a page on a real socket, and people with browsers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

sys.path.append(str(Path(__file__).parent))  # the house that all tests play in

import gateway_web
from gateway_web.platform import WebPlatform
from web_house import PATIENCE, Build, Come, Guest, House

from gateway.testing import FakeStory, playing


@pytest.fixture
def house(root: Path) -> Build:
    @asynccontextmanager
    async def build(
        *plugins: object, story: FakeStory | None = None, web: dict[str, Any] | None = None
    ) -> AsyncIterator[House]:
        section = {"enabled": True, "port": 0, "announce": False, **(web or {})}
        told = story or FakeStory()
        async with playing(root, told, *plugins, gateway_web, plugins={"web": section}) as gateway:
            platform = gateway.platforms[0]
            assert isinstance(platform, WebPlatform)
            running = asyncio.create_task(gateway.run())
            try:
                yield House(gateway, platform)
            finally:
                gateway.stop()
                await running

    return build


@pytest.fixture
async def guest() -> AsyncIterator[Come]:
    opened: list[httpx.AsyncClient] = []

    async def come(house: House, room: str = "default", cookie: Guest | None = None) -> Guest:
        cookies = cookie.http.cookies if cookie else None
        http = httpx.AsyncClient(base_url=house.address, cookies=cookies, timeout=PATIENCE)
        opened.append(http)
        return await Guest(http, room).open()

    yield come
    for http in opened:
        await http.aclose()
