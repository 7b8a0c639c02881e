"""Two hundred open pages and fifty people who play: how long from a click to the first word."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psutil

from bench import tables
from bench.house import BriskStory

STREAMS, PLAYERS = 200, 50
PATIENCE = 240.0
"""Seconds after which a word that did not come is a failure of the bench."""

PAUSE = 10.0
"""Seconds that people read before they click again: together five clicks a second."""


async def main() -> None:
    """Print the table."""
    turns = 3 if tables.quick(__doc__ or "") else 8
    print(tables.machine())
    with tempfile.TemporaryDirectory() as folder:
        async with gateway(Path(folder) / "root") as (address, server):
            process = psutil.Process(server)
            before = process.memory_info().rss / 1e6
            used = sum(process.cpu_times()[:2])
            waits, watching = await measure(address, turns)
            cost = (sum(process.cpu_times()[:2]) - used) / len(waits) * 1e3
            after = process.memory_info().rss / 1e6
    tables.show(
        f"the page: {STREAMS} event streams, {PLAYERS} of them playing {turns} turns each",
        ("", "p50 ms", "p99 ms", "worst ms"),
        [
            ("click to first word, the one who clicked", *tables.milliseconds(waits)),
            ("click to first word, whoever watches", *tables.milliseconds(watching)),
        ],
        f"{len(waits)} turns at {cost:.0f} ms of CPU each, waiting and all pages told included; "
        f"the gateway's RSS {before:.0f} MB before, {after:.0f} MB after. The story costs nothing: "
        "this is the gateway, its journal and the page.",
    )


@asynccontextmanager
async def gateway(root: Path) -> AsyncIterator[tuple[str, int]]:
    """A gateway with a page in a process of its own; its address and process id."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", str(root), stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        yield (await server.stdout.readline()).decode().strip(), server.pid
    finally:
        server.terminate()
        await server.wait()


async def measure(address: str, turns: int) -> tuple[list[float], list[float]]:
    """Seconds to the first word, for players and for watchers."""
    async with AsyncExitStack() as stack:
        pages = [Page(await stack.enter_async_context(_browser(address))) for _ in range(STREAMS)]
        for number, page in enumerate(pages):
            stack.push_async_callback(page.close)
            await page.open(pages[number - PLAYERS].room if number >= PLAYERS else "")
        async with asyncio.timeout(PATIENCE):
            crowds = [pages[number::PLAYERS] for number in range(PLAYERS)]
            told = await asyncio.gather(
                *(play(crowd, turns, number) for number, crowd in enumerate(crowds))
            )
        times = [pair for room in told for pair in room]
        return [first for first, _ in times], [last for _, last in times]


async def play(crowd: list[Page], turns: int, number: int) -> list[tuple[float, float]]:
    """One room: the first of the crowd plays, the others watch; seconds to each one's words."""
    times = []
    await asyncio.sleep(PAUSE * number / PLAYERS)  # nobody plays in step
    for turn in range(turns):
        clicked = time.perf_counter()
        await crowd[0].act("start" if turn == 0 else "choose", "" if turn == 0 else "left")
        first = await crowd[0].words() - clicked
        last = max([await page.words() - clicked for page in crowd[1:]])
        times.append((first, last))
        await asyncio.sleep(PAUSE)
    return times


class Page:
    """A browser's event stream."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.room = ""
        self._heard: asyncio.Queue[float] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None

    async def open(self, room: str) -> None:
        """Come into a room, a new one if none is named, and listen from its newest entry on."""
        await self._http.get("/r/default")
        if not room:
            room = (await self._http.post("/rooms", json={})).json()["link"].removeprefix("/r/")
        self.room = room
        seed = (await self._http.get(f"/r/{room}/state")).json()
        listening = asyncio.Event()
        self._reading = asyncio.create_task(self._read(seed["id"], listening))
        await listening.wait()

    async def _read(self, last: str, listening: asyncio.Event) -> None:
        path = f"/r/{self.room}/events"
        async with self._http.stream("GET", path, headers={"Last-Event-ID": last}) as stream:
            async for line in stream.aiter_lines():
                listening.set()
                if line.startswith("data: ") and json.loads(line[6:])["kind"] == "words":
                    self._heard.put_nowait(time.perf_counter())

    async def act(self, verb: str, argument: str) -> None:
        """Click."""
        body = {"id": uuid4().hex, "verb": verb, "argument": argument}
        answer = await self._http.post(f"/r/{self.room}/act", json=body)
        assert answer.status_code == 202, answer.text

    async def words(self) -> float:
        """When the next words came."""
        return await self._heard.get()

    async def close(self) -> None:
        """Hang up."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])


def _browser(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=PATIENCE)


async def serve(root: Path) -> None:
    """The gateway itself."""
    import gateway_web
    from gateway_web.platform import WebPlatform

    from gateway.testing import playing

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    page = {"enabled": True, "port": 0, "announce": False}
    story = BriskStory(turns=1000)
    async with playing(
        root, story, gateway_web, plugins={"web": page}, play={"film": False}, poll=0.1
    ) as gateway:
        (platform,) = (p for p in gateway.platforms if isinstance(p, WebPlatform))
        print(platform.address, flush=True)
        await gateway.run()


if __name__ == "__main__":
    if "--serve" in sys.argv:
        asyncio.run(serve(Path(sys.argv[-1])))
    else:
        asyncio.run(main())
