"""A data root that is migrated already, so that every test opens its gateway in a moment."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.testing import FakePlatform, FakeStory, Seat, Table, offering, playing


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "sessions"

    async def open_once() -> None:
        async with playing(root):
            pass

    asyncio.run(open_once())
    return root


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a test kills processes, but pulls no plug."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def root(template: Path, room: Path) -> Path:
    return Path(shutil.copytree(template, room / "sessions"))


@pytest.fixture
def seat(root: Path) -> Seat:
    @asynccontextmanager
    async def sit(
        *plugins: object,
        story: FakeStory | None = None,
        platform: FakePlatform | None = None,
        **how: Any,  # noqa: ANN401 - as `playing`
    ) -> AsyncIterator[Table]:
        platform = platform or FakePlatform()
        told = story or FakeStory()
        async with playing(root, told, offering(platform), *plugins, **how) as gateway:
            yield Table.at(gateway, platform)

    return sit
