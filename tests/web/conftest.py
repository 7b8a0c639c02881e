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
import pytest_asyncio

sys.path.append(str(Path(__file__).parent))  # the house that all tests play in

import gateway_web
from gateway_web.platform import WebPlatform
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright
from web_house import CHROMIUM, CHROMIUM_WORDS, PATIENCE, Build, Come, Guest, House, Visit

from gateway.testing import FakeStory, playing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever shares a browser shares its loop."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and item.get_closest_marker("asyncio"):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest.fixture
def house(root: Path) -> Build:
    @asynccontextmanager
    async def build(
        *plugins: object, story: FakeStory | None = None, web: dict[str, Any] | None = None
    ) -> AsyncIterator[House]:
        section = {"enabled": True, "port": 0, "announce": False, **(web or {})}
        told = story or FakeStory()
        async with playing(root, told, *plugins, gateway_web, plugins={"web": section}) as gateway:
            (platform,) = [p for p in gateway.platforms if isinstance(p, WebPlatform)]
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, else the one that `playwright install chromium` brings; one a file."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_WORDS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Somebody at a browser of their own; whatever their console complains of fails the test."""
    complaints: list[str] = []
    opened: list[BrowserContext] = []

    async def come(house: House, path: str = "/", *, width: int = 1280, height: int = 800) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        opened.append(context)
        page = await context.new_page()
        page.on("console", lambda m: complaints.append(_told(m)) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: _ours(r.url, house, complaints))
        await page.goto(house.address + path)
        return page

    yield come
    for context in opened:
        await context.close()
    # A stream that was cut by a restart and a page that was refused are reported by the browser,
    # and so are the tracks of a film that is none: a fake story's.
    known = (
        "ERR_CONNECTION",
        "ERR_INCOMPLETE",
        "status of 403",
        "status of 410",
        "/nowhere",
        "track=",
    )
    assert [c for c in complaints if not any(word in c for word in known)] == []


def _told(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location['url']}"


def _ours(url: str, house: House, complaints: list[str]) -> None:
    if not url.startswith(house.address):
        complaints.append(f"asked for {url}")
