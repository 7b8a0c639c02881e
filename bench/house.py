"""A real gateway on SQLite in a folder of its own, with a story that costs nothing."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from gateway.app import Gateway
from gateway.core.hooks import hookimpl
from gateway.core.ids import SessionId
from gateway.core.types import Event, Frame, Scene, Turn, Verb
from gateway.settings import load
from gateway.testing import FakeDarkroom, FakePlatform, FakeStory, offering


@dataclass
class BriskStory(FakeStory):
    """FakeStory without a memory, which notes when turns begin and end."""

    began: dict[SessionId, asyncio.Queue[float]] = field(
        default_factory=lambda: defaultdict(asyncio.Queue)
    )
    finished: asyncio.Queue[float] = field(default_factory=asyncio.Queue)

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        """The same every turn."""
        self.began[turn.session].put_nowait(time.perf_counter())
        await self.think(turn)
        scene = await super().write_scene(turn)
        return Scene(
            text=scene.text, picture=scene.picture, choices=scene.choices, place=scene.place
        )

    async def think(self, turn: Turn) -> None:
        """For the benches that want a slow or a curious writer."""

    @hookimpl
    def turn_finished(self) -> None:
        """Committed, and in its folder."""
        self.finished.put_nowait(time.perf_counter())

    @hookimpl
    async def render_frame(self, turn: Turn, path: Path) -> Frame:
        """One pixel."""
        return await super().render_frame(turn, path)


@asynccontextmanager
async def opened(story: FakeStory, root: Path | None = None) -> AsyncIterator[House]:
    """A gateway in a fresh root, or in the one that is named."""
    with tempfile.TemporaryDirectory() as folder:
        platform = FakePlatform()
        settings = load(root=root or Path(folder) / "root", play={"film": False})
        plugins = [story, offering(platform)]
        async with Gateway(settings, plugins=plugins, darkroom=FakeDarkroom()) as gateway:
            yield House(gateway, platform)


@dataclass(frozen=True)
class House:
    """An open gateway and its one platform."""

    gateway: Gateway
    platform: FakePlatform

    def session(self, name: str) -> SessionId:
        """A conversation."""
        return self.platform.session(name)

    def event(self, name: str, verb: Verb, argument: str = "") -> Event:
        """Something said in a conversation; its id is new in an old root too."""
        event = self.platform.event(verb, argument, session=self.session(name))
        return replace(event, id=f"{event.id}-{time.time_ns()}")

    async def hear(self, name: str, verb: Verb, argument: str = "") -> float:
        """Let it be heard; when that began."""
        begun = time.perf_counter()
        await self.gateway.engine.hear(self.event(name, verb, argument))
        return begun

    async def begin(self, *names: str) -> None:
        """Start a run in each conversation, and wait until all have."""
        for name in names:
            await self.hear(name, Verb.START)
        await self.gateway.rest()
