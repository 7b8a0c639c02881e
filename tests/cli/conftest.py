"""A data root that a gateway has played in, and the command to look at it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway import Part, Verb
from gateway.app import Gateway
from gateway.cli import main
from gateway.settings import load
from gateway.testing import FakeDarkroom, FakePlatform, FakeStory, offering


class Done(NamedTuple):
    """What the command left."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
async def played(tmp_path: Path) -> Path:
    """A root with one run of three turns in `fake.room`, ended, taped and filmed."""
    root = tmp_path / "root"
    platform = FakePlatform()
    plugins = [FakeStory(turns=3), offering(platform)]
    async with Gateway(
        load(root=root, poll=0.02, disabled_plugins=["studio"]),
        plugins=plugins,
        darkroom=FakeDarkroom(),
    ) as g:
        for verb, argument in (
            (Verb.START, ""),
            (Verb.SAY, "hello"),
            (Verb.CHOOSE, "left"),
            (Verb.FILM, ""),
        ):
            await g.engine.hear(platform.event(verb, argument))
        await platform.until(lambda: platform.of(Part.FILM))
        await g.rest()
    return root


@pytest.fixture
def tapeway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command, run in this process in an empty folder of its own."""
    for name in [name for name in os.environ if name.startswith("TAPEWAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*words: object, root: Path | None = None, typed: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        if root is not None:
            monkeypatch.setenv("TAPEWAY_ROOT", str(root))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(map(str, words)))
        out, err = capsys.readouterr()
        return Done(int(left.value.code or 0), out, err)

    return run
