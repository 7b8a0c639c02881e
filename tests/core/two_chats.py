"""Two platforms in memory, and a gateway between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gateway import Limits
from gateway.testing import FakePlatform, FakeStory, Table, offering, playing


@asynccontextmanager
async def chats(
    root: Path,
    *plugins: object,
    near: Limits | None = None,
    far: Limits | FakePlatform | None = None,
    story: FakeStory | None = None,
    **how: Any,  # noqa: ANN401 - as `playing`
) -> AsyncIterator[tuple[Table, Table]]:
    """A table on each of two platforms, `near` and `far`."""
    here = FakePlatform("near", limits=near)
    there = far if isinstance(far, FakePlatform) else FakePlatform("far", limits=far)
    told = story or FakeStory()
    async with playing(root, told, offering(here, there), *plugins, **how) as gateway:
        yield Table.at(gateway, here, "attic"), Table.at(gateway, there, "cellar")
