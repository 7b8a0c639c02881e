"""Looking at sessions, taking them out, bringing them in, forgetting them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def test_the_list_says_where_every_story_stands(tapeway: Command, played: Path) -> None:
    done = tapeway("sessions", "list", root=played)
    assert done.code == 0, done.err
    assert [line.split() for line in done.out.splitlines()] == [
        ["session", "world", "run", "turn", "state"],
        ["fake.room", "plain", "1", "2", "ended"],
    ]


def test_one_session_shows_its_tape_and_film(tapeway: Command, played: Path) -> None:
    shown = tapeway("sessions", "show", "fake.room", root=played).out
    assert f"fake.room in {played / 'fake.room'}" in shown
    assert "run 1 in plain, turn 2, not playing; cost $0.00" in shown
    assert "tape: tapes/tape_20260102_030407.gif" in shown
    assert "film: films/final/HD_tape_20260102_030408.mp4" in shown


def test_an_exported_session_comes_back_whole_under_another_id(
    tapeway: Command, played: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "room.zip"
    out = tapeway("sessions", "export", "fake.room", archive, root=played)
    assert out.code == 0, out.err
    assert "images/frame_2.png" in zipfile.ZipFile(archive).namelist()
    elsewhere = tmp_path / "elsewhere"
    back = tapeway("sessions", "import", archive, "--as", "web.copy", root=elsewhere)
    assert back.out == "web.copy: 3 turns\n"
    old, new = played / "fake.room", elsewhere / "web.copy"
    assert (old / "history.json").read_bytes() == (new / "history.json").read_bytes()
    assert (old / "tapes").joinpath("tape_20260102_030407.gif").read_bytes() == (
        new / "tapes" / "tape_20260102_030407.gif"
    ).read_bytes()
    listed = tapeway("sessions", "list", root=elsewhere).out.splitlines()
    assert listed[1].split() == ["web.copy", "plain", "1", "2", "ended"]


def test_importing_over_a_session_that_is_there_is_refused(
    tapeway: Command, played: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "room.zip"
    tapeway("sessions", "export", "fake.room", archive, root=played)
    again = tapeway("sessions", "import", archive, root=played)
    assert again.code == 1
    assert again.err.startswith("tapeway: ")
    assert "fake.room" in again.err


def test_what_is_no_archive_of_ours_is_refused(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    done = tapeway("sessions", "import", tmp_path / "x.zip", root=tmp_path / "r")
    assert done.code == 1
    assert done.err.startswith("tapeway: x.zip is broken")


def test_forgetting_asks_and_then_leaves_nothing(tapeway: Command, played: Path) -> None:
    assert tapeway("sessions", "forget", "fake.room", root=played, typed="n\n").code == 1
    assert (played / "fake.room").is_dir()
    done = tapeway("sessions", "forget", "fake.room", "--yes", root=played)
    assert done.out == "fake.room is forgotten.\n"
    assert not (played / "fake.room").exists()
    gone = tapeway("sessions", "show", "fake.room", root=played)
    assert gone.err == (
        "tapeway: There is no session fake.room here. `tapeway sessions list` shows them.\n"
    )


@pytest.mark.parametrize("name", ["", "nodot", "Web.x", "../etc", "web.~zz", "web." + "a" * 200])
def test_a_word_that_is_no_session_id_is_refused(
    tapeway: Command, tmp_path: Path, name: str
) -> None:
    done = tapeway("sessions", "show", name, root=tmp_path / "r")
    assert done.code == 1
    assert "`tapeway sessions list` shows them." in done.err
    assert "Traceback" not in done.err


def test_the_older_layout_becomes_a_session_that_can_be_looked_at(
    tapeway: Command, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    (old / "images").mkdir(parents=True)
    (old / "tapes").mkdir()
    (old / "images" / "frame_0.png").write_bytes(b"png")
    (old / "tapes" / "tape_20241224_200000.gif").write_bytes(b"gif")
    (old / "notes.txt").write_text("mine")
    (old / "history.json").write_text(json.dumps([{"role": "assistant", "content": "Once."}]))
    root = tmp_path / "new"
    done = tapeway("import", old, root=root)
    assert done.code == 0, done.err
    assert done.out.startswith("web.default: 1 turns, ")
    assert "left alone: notes.txt" in done.out
    assert (root / "web.default/tapes/tape_20241224_200000.gif").read_bytes() == b"gif"
    assert (
        "tape: tapes/tape_20241224_200000.gif"
        in tapeway("sessions", "show", "web.default", root=root).out
    )


def test_a_folder_without_a_story_is_refused(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = tapeway("import", tmp_path / "empty", root=tmp_path / "r")
    assert done.code == 1
    assert "There is no story in" in done.err
