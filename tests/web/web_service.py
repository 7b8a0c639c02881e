"""People with browsers, as the suites that play on every platform know them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from gateway_web.keys import Keys
from gateway_web.options import Options
from gateway_web.platform import WebPlatform

from gateway import Platform, SessionId, Verb
from gateway.testing.conformance import Fault, Promise, Shown

SHOWN = ("telling", "words", "notice", "picture", "segment", "tape", "film")


class Page:
    """A person's browser in a room: it reads the stream, and fetches what is to be seen."""

    def __init__(self, base: str, room: str, cookies: httpx.Cookies | None) -> None:
        self.http = httpx.AsyncClient(base_url=base, cookies=cookies, timeout=20)
        self.room = room
        self.entries: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}

    async def open(self) -> None:
        page = await self.http.get(f"/r/{self.room}")
        seed = json.loads(page.text.partition('id="seed">')[2].partition("</script>")[0])
        self.ticket, self.last = seed["ticket"], seed["id"]
        for entry in seed["entries"]:
            await self._see(entry)

    async def read(self, changed: Callable[[], Any]) -> None:
        """Read until the house closes."""
        path, headers = f"/r/{self.room}/events", {"Last-Event-ID": self.last}
        with suppress(httpx.HTTPError):
            async with self.http.stream("GET", path, headers=headers) as stream:
                async for line in stream.aiter_lines():
                    if line.startswith("data: "):
                        await self._see(json.loads(line[6:]))
                        await changed()

    async def _see(self, entry: dict[str, Any]) -> None:
        if path := entry.get("path"):
            file = await self.http.get(f"/r/{self.room}/m/{path}", params={"t": self.ticket})
            assert file.status_code == 200, file.text
            self.files[path] = file.content
        if entry["kind"] in SHOWN:
            self.entries.append(entry)


class WebService:
    """People with browsers."""

    mention = "@ben"
    lacks: Mapping[Promise, str] = {
        Promise.BUSY: "a page is read when its reader has time",
        Promise.TOO_LARGE: "a page fetches its files itself, whatever their size",
        Promise.CUT: "nothing is sent to a page: it fetches, and resumes",
        Promise.ECHO: "what the page shows never comes back in",
        Promise.MENTION: "a page calls nobody",
    }

    def __init__(self, root: Path) -> None:
        (root / ".web").mkdir(exist_ok=True)
        keys = Keys.load(root / ".web" / "key", "")
        self.root = root
        self.chats: Sequence[str] = [keys.new_room() for _ in range(3)]
        self._adapter: WebPlatform | None = None
        self._pages: dict[tuple[str, str], Page] = {}
        self._cookies: dict[str, httpx.Cookies] = {}
        self._opened: list[Page] = []
        self._reading: set[asyncio.Task[None]] = set()
        self._last: tuple[Page, str, dict[str, Any]] | None = None
        self._unheard: set[str] = set()
        self._changed = asyncio.Condition()

    def platform(self) -> Platform:
        self._pages.clear()
        self._adapter = WebPlatform(Options(port=0, announce=False, root=self.root))
        return self._adapter

    def session(self, chat: str) -> SessionId:
        return SessionId.of("web", chat)

    async def say(self, chat: str, text: str, *, person: str = "ann") -> None:
        await self._act(chat, person, verb="say", argument=text)

    async def ask(self, chat: str, verb: Verb, argument: str = "", *, person: str = "ann") -> None:
        await self._act(chat, person, verb=verb.value, argument=argument)

    async def press(self, shown: Shown, button: str, *, person: str = "ann") -> None:
        chat, buttons = shown.handle
        await self._act(chat, person, verb="choose", button=buttons[button])

    async def send(
        self, chat: str, picture: bytes, words: str = "", *, person: str = "ann"
    ) -> None:
        assert words in ("", Verb.HERO), "there is one place for pictures on the page"
        page, click = await self._page(person, chat), uuid4().hex
        body = {"content": picture, "headers": {"Content-Type": "image/jpeg"}}
        self._last = page, click, {"url": f"/r/{chat}/hero?id={click}", **body}
        await self._post()

    async def _act(self, chat: str, person: str, **click: str) -> None:
        page, identity = await self._page(person, chat), uuid4().hex
        body = {"url": f"/r/{chat}/act", "json": {"id": identity, **click}}
        self._last = page, identity, body
        await self._post()

    async def _post(self) -> None:
        """Click; what is not stored the page knows it has to send again."""
        assert self._last
        page, click, body = self._last
        answer = await page.http.post(**body)
        if answer.status_code == 429:  # they take a breath, as asked, and do it again
            await asyncio.sleep(float(answer.headers["Retry-After"]))
            return await self._post()
        (self._unheard.discard if answer.status_code == 202 else self._unheard.add)(click)
        return await self._tell()

    async def repeat(self) -> None:
        await self._post()

    async def echo(self, chat: str, text: str) -> None:
        raise NotImplementedError("see `lacks`")

    async def fail(self, fault: Fault) -> None:
        raise NotImplementedError("see `lacks`")

    def waiting(self) -> int:
        return len(self._unheard)

    def shown(self, chat: str) -> Sequence[Shown]:
        page = self._pages.get(("ann", chat))
        if page is None:
            return []
        entries = [entry for entry in page.entries if "to" not in entry]
        # Words that are whole take the place of what was seen of them before.
        whole = {entry["turn"] for entry in entries if entry["kind"] == "words"}
        entries = [e for e in entries if e["kind"] != "telling" or e["turn"] not in whole]
        return [_shown(entry, page) for entry in entries]

    def read_by(self, person: str, chat: str) -> Sequence[str]:
        page = self._pages.get((person, chat))
        return [str(entry.get("text", "")) for entry in page.entries] if page else []

    async def late(self) -> None:
        """A page gives nothing to answer with."""

    async def until(self, found: Callable[[], object], *, seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds), self._changed:
            while not found():
                await self._changed.wait()

    async def close(self) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)
        for page in self._opened:
            await page.http.aclose()

    async def _page(self, person: str, chat: str) -> Page:
        assert self._adapter
        page = self._pages.get((person, chat))
        if page is None:
            page = Page(self._adapter.address, chat, self._cookies.get(person))
            self._pages[person, chat] = page
            self._opened.append(page)
            await page.open()
            self._cookies[person] = page.http.cookies
            task = asyncio.create_task(page.read(self._tell))
            self._reading.add(task)
        return page

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _shown(entry: dict[str, Any], page: Page) -> Shown:
    buttons = {button["label"]: button["id"] for button in entry.get("buttons", [])}
    return Shown(
        text=entry.get("text", ""),
        buttons=tuple(buttons),
        files=(page.files[entry["path"]],) if "path" in entry else (),
        handle=(page.room, buttons),
    )
