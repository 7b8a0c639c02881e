"""A disk that is really full under a gateway: it says so, and the turn waits for room."""

from __future__ import annotations

import asyncio
import logging
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway import Frame, Part, Turn, Verb, hookimpl
from gateway.core.errors import StorageFull
from gateway.testing import FakePlatform, FakeStory, Table, offering, playing


@pytest.fixture
def disk(tmp_path: Path, template: Path) -> Iterator[Path]:
    """A data root on a disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tapeway", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no disk of our own can be mounted here: {error}")
    try:
        shutil.copytree(template, place, dirs_exist_ok=True)
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(ballast: Path) -> None:
    """Leave not one byte."""
    with ballast.open("ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


class Waiting(logging.Handler):
    """Notices that the log says that something waits."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.noticed = asyncio.Event()
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        if "waits: " in record.getMessage():
            self.said = record.getMessage()
            self.noticed.set()


class Filling(FakeStory):
    """Finds the disk full as it draws the second frame, the first time."""

    def __init__(self, ballast: Path) -> None:
        super().__init__()
        self.ballast = ballast
        self.drawn: list[int] = []

    @hookimpl
    async def render_frame(self, turn: Turn, path: Path) -> Frame:
        self.drawn.append(turn.index)
        if self.drawn == [0, 1]:
            await asyncio.to_thread(fill, self.ballast)
        return await super().render_frame(turn, path)


async def say_more_than_fits(table: Table) -> None:
    for _ in range(50):  # the database has a page or two left
        await table.gateway.engine.hear(table.platform.event(Verb.SAY, "unheard " * 900))


async def test_a_turn_waits_for_room_and_is_then_played(disk: Path):
    platform, story, waiting = FakePlatform(), Filling(disk / "ballast"), Waiting()
    log = logging.getLogger("gateway.durable")
    log.addHandler(waiting)
    try:
        async with playing(disk, story, offering(platform)) as gateway:
            table = Table.at(gateway, platform)
            await table.do(Verb.START)
            await gateway.engine.hear(platform.event(Verb.CHOOSE, "1"))
            async with asyncio.timeout(20):
                await waiting.noticed.wait()
            assert "free some space" in waiting.said
            with pytest.raises(StorageFull, match="make room"):
                await say_more_than_fits(table)

            story.ballast.unlink()
            await platform.until(lambda: len(platform.of(Part.PICTURE)) >= 2)
            assert platform.of(Part.WORDS)[1].text == "Turn 1: choose Go left"
            assert story.drawn[:3] == [0, 1, 1], "the turn waited, and drew once more"
            await gateway.rest()
            assert table.history()[:2] == [0, 1]
            assert "go on" in await table.say("go on")
    finally:
        log.removeHandler(waiting)
    assert not list(disk.rglob("*.part"))  # noqa: ASYNC240
