"""`tapeway worlds`: list them, begin one, check it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import hookimpl, stage
from gateway.plugins import load
from gateway.settings import load as settings

Command = Callable[..., Any]


def test_a_world_that_was_begun_is_listed_beside_the_others(tapeway: Command) -> None:
    done = tapeway("worlds", "new", "salt-pans")
    assert (done.code, done.err) == (0, "")
    assert "worlds/salt-pans.toml is a world that can be played" in done.out
    assert "salt-pans" in tapeway("worlds").out


def test_a_world_of_that_name_is_not_written_over(tapeway: Command, tmp_path: Path) -> None:
    tapeway("worlds", "new", "mine")
    (tmp_path / "worlds" / "mine.toml").write_text("my work")
    done = tapeway("worlds", "new", "mine")
    assert (done.code, (tmp_path / "worlds" / "mine.toml").read_text()) == (1, "my work")
    assert "is there already: take another name." in done.err


@pytest.mark.parametrize("name", ["Big", "a b", "../up", "9th"])
def test_a_name_that_is_none_is_refused(tapeway: Command, tmp_path: Path, name: str) -> None:
    done = tapeway("worlds", "new", name)
    assert done.code == 1
    assert "cannot be a world's name: use small letters" in done.err
    assert [*tmp_path.iterdir()] == []


def test_a_world_with_something_to_mend_is_not_passed(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('name = "bad"\nrain = 1\n')
    done = tapeway("worlds", "check", "bad.toml")
    assert done.code == 1
    assert "bad.toml, line 2: `rain`: nobody knows this key" in done.out
    assert done.out.rstrip().endswith(" to mend.")


def test_a_file_that_nobody_reads_as_a_world_is_named(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a world, perhaps")
    done = tapeway("worlds", "check", "notes.txt")
    assert done.code == 1
    assert "No plugin knows notes.txt for a world" in done.err


def test_a_plugin_checks_and_drafts_worlds_of_its_own_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Scrolls:
        @hookimpl
        def draft_world(self, world: str) -> str:
            return f"Once, in {world}."

        @hookimpl
        def check_world(self, path: Path) -> list[str] | None:
            return ["Say more."] if path.suffix == ".scroll" else None

    manager = load(extra=[Scrolls()])
    monkeypatch.setattr("gateway.plugins.load", lambda disabled: manager)
    stage.write_world(settings(), "ur", tmp_path / "ur.scroll")
    assert (tmp_path / "ur.scroll").read_text() == "Once, in ur."
    assert stage.check_world(settings(), tmp_path / "ur.scroll") == ["Say more."]
