"""A data root that a story was played in, and the command to look at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway import Verb
from gateway.app import Gateway
from gateway.settings import load
from gateway.testing import FakeDarkroom, FakePlatform, FakeStory, offering

sys.path.append(str(Path(__file__).parent))  # how a page is taken apart

Command = Callable[..., subprocess.CompletedProcess[str]]


class QuickHands:
    """Draws, films and cuts at once; the studio writes."""

    render_frame = FakeStory.render_frame
    shoot_segment = FakeStory.shoot_segment
    cut_tape = FakeStory.cut_tape
    stitch_film = FakeStory.stitch_film


@pytest.fixture
async def played(tmp_path: Path) -> Path:
    """A folder as a player's: `sessions/terminal.play` with two turns, `older/` of the old bot."""
    platform = FakePlatform("terminal")
    settings = load(root=tmp_path / "sessions", poll=0.02)
    plugins = [QuickHands(), offering(platform)]
    async with Gateway(settings, plugins=plugins, darkroom=FakeDarkroom()) as gateway:
        for verb, argument in ((Verb.START, "7"), (Verb.CHOOSE, "1")):
            await gateway.engine.hear(
                platform.event(verb, argument, session=platform.session("play"))
            )
        await gateway.rest()
    older = tmp_path / "older"
    (older / "images").mkdir(parents=True)
    for index in range(2):
        (older / "images" / f"frame_{index}.png").write_bytes(b"a picture")
    (older / "history.json").write_text('[{"scene": "A door."}, {"scene": "A room."}]')
    (older / "notes.txt").write_text("mine")
    return tmp_path


@pytest.fixture
def run() -> Command:
    """Our own command, in a folder, as a person runs it."""

    def command(*words: str, cwd: Path, path: Path | None = None, patience: float = 60) -> object:
        environment = {key: value for key, value in os.environ.items() if "TAPEWAY" not in key}
        if path is not None:
            environment["PYTHONPATH"] = str(path)
        return subprocess.run(
            [sys.executable, *words],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    return command  # type: ignore[return-value]
