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

LONG = (
    "web/test_whole_runs.py",
    "durable/test_kills.py",
    "test_demo.py",
    "web/test_browser.py",
    "test_clone.py",
    "web/test_routes.py",
    "gemini/test_play.py",
    "core/test_survive.py",
    "docs/test_examples.py",
    "telegram/test_run.py",
    "studio/test_every_world.py",
    "studio/test_styles.py",
    "studio/test_segments.py",
    "together/test_storm.py",
    "gemini/test_takeover.py",
    "gemini/test_kills.py",
    "media/test_films.py",
    "web/test_sharing_browser.py",
    "web/test_schema.py",
)
"""Files that take longest; begun last, one of them would be waited for alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path, len(LONG)))


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
