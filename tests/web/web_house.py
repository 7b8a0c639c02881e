"""The house that the page's tests play in, and the guests that come."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import httpx
from axe_playwright_python.async_playwright import Axe
from gateway_web.platform import WebPlatform
from playwright.async_api import Page

from gateway import SessionId
from gateway.app import Gateway
from gateway.testing import FakeStory
from gateway.tokens import make

PATIENCE = 20.0

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
"""Debian's Chromium, else `None`: the one that `playwright install chromium` brings."""

CHROMIUM_WORDS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]


@dataclass
class House:
    """An open gateway with its page."""

    gateway: Gateway
    platform: WebPlatform

    @property
    def address(self) -> str:
        return self.platform.address

    def token(self, *scopes: str, name: str = "a program") -> str:
        """A token for programs, as `tapeway token new` makes it beside a gateway that runs."""
        return make(self.gateway.settings, name, scopes)

    def program(self, *scopes: str) -> httpx.AsyncClient:
        """A program with such a token."""
        return httpx.AsyncClient(
            base_url=f"{self.address}/api/v1",
            headers={"Authorization": f"Bearer {self.token(*scopes)}"},
            timeout=PATIENCE,
        )

    def session(self, room: str = "default") -> SessionId:
        return SessionId.of("web", room)

    def folder(self, room: str = "default") -> Path:
        return self.gateway.store.folders.path(self.session(room))


@dataclass
class Guest:
    """Somebody with a cookie, who reads a room's stream and clicks."""

    http: httpx.AsyncClient
    room: str = "default"
    seed: dict[str, Any] = field(default_factory=dict)
    last: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def open(self) -> Guest:
        page = await self.http.get(f"/r/{self.room}")
        assert page.status_code == 200, page.text
        raw = page.text.partition('id="seed">')[2].partition("</script>")[0]
        self.seed = json.loads(raw)
        self.last = self.seed["id"]
        return self

    def media(self, path: str) -> str:
        """Where a picture, segment, tape or film of the room is shown."""
        return f"/r/{self.room}/m/{path}?t={self.seed['ticket']}"

    async def act(self, verb: str, argument: str = "", **more: str) -> httpx.Response:
        body = {"id": uuid4().hex, "verb": verb, "argument": argument, **more}
        return await self.http.post(f"/r/{self.room}/act", json=body)

    async def read_until(self, found: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Read the stream from where this guest left off until an entry is found."""
        async with asyncio.timeout(PATIENCE):
            headers = {"Last-Event-ID": self.last}
            path = f"/r/{self.room}/events"
            async with self.http.stream("GET", path, headers=headers) as stream:
                assert stream.status_code == 200
                async for line in stream.aiter_lines():
                    if line.startswith("id: "):
                        self.last = line[4:]
                    if line.startswith("data: "):
                        entry = json.loads(line[6:])
                        self.seen.append(entry)
                        if found(entry):
                            return entry
        raise AssertionError("the stream ended first")

    async def until(self, kind: str, **what: object) -> dict[str, Any]:
        return await self.read_until(
            lambda e: e["kind"] == kind and all(e.get(k) == v for k, v in what.items())
        )


class Build(Protocol):
    """Opens a gateway with a story and a page."""

    def __call__(
        self, *plugins: object, story: FakeStory | None = None, web: dict[str, Any] | None = None
    ) -> AbstractAsyncContextManager[House]: ...


class Come(Protocol):
    """Lets somebody open a room's page, as the person another one is if that is given."""

    async def __call__(
        self, house: House, room: str = "default", cookie: Guest | None = None
    ) -> Guest: ...


Visit = Callable[..., Awaitable[Page]]


async def is_clean(page: Page, where: str) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"
