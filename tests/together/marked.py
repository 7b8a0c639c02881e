"""A story each of whose frames says whose it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from gateway import Frame, Platform, SessionId, Turn, hookimpl
from gateway.app import Gateway
from gateway.testing import FakeStory, offering, playing
from gateway.testing.fakes import png


class MarkedStory(FakeStory):
    """Draws every frame of every session unlike all others."""

    @hookimpl
    def render_frame(self, turn: Turn, path: Path) -> Frame:
        """A picture that is this turn's alone."""
        path.write_bytes(picture(turn.session, turn.index))
        return Frame(width=1, height=1)


def picture(session: SessionId, turn: int) -> bytes:
    """What a turn's frame holds; the mark stands behind the picture's end."""
    return png(turn % 256) + sha256(f"{session}/{turn}".encode()).digest()


@asynccontextmanager
async def at_once(
    root: Path,
    platforms: Sequence[Platform],
    story: FakeStory,
    *plugins: object,
    **how: Any,  # noqa: ANN401
) -> AsyncIterator[Gateway]:
    """A gateway that listens to all of them."""
    async with playing(root, story, *plugins, offering(*platforms), **how) as gateway:
        running = asyncio.create_task(gateway.run())
        try:
            yield gateway
        finally:
            gateway.stop()
            await running
