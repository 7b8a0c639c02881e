"""The command itself: its help, its errors, the root it may use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

HEAVY = {
    "av",
    "dbos",
    "discord",
    "google.genai",
    "moviepy",
    "skia",
    "slack_bolt",
    "sqlalchemy",
    "telegram",
}


@pytest.mark.parametrize("code", ["import gateway", "import gateway.cli"])
def test_importing_loads_no_sdk(code: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not HEAVY & set(asked.stdout.split())


def test_help_lists_every_command(tapeway: Command) -> None:
    help_ = tapeway("--help").out
    for command in [
        "play",
        "terminal",
        "demo",
        "run",
        "tape",
        "film",
        "worlds",
        "plugins",
        "import",
        "spend",
        "sessions",
    ]:
        assert f"\n  {command} " in help_, command


def test_the_worlds_and_plugins_that_come_along_are_listed(tapeway: Command) -> None:
    assert "dead-channel" in tapeway("worlds").out
    listed = tapeway("plugins").out
    for plugin in ("media", "studio", "terminal"):
        assert plugin in listed


def test_a_folder_full_of_other_things_is_not_taken_for_a_root(
    tapeway: Command, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.doc").write_text("mine")
    done = tapeway("run", root=tmp_path / "home")
    assert done.code == 1
    assert "holds things that are no sessions (thesis.doc" in done.err
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["thesis.doc"]


def test_a_wrong_setting_is_named(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "tapeway.toml").write_text("poll = 'often'\n")
    done = tapeway("sessions", "list")
    assert done.code == 1
    assert done.err.startswith("tapeway: The setting poll is wrong:")
    assert "TAPEWAY_POLL" in done.err


def test_an_unknown_setting_is_named(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "tapeway.toml").write_text("colour = 'red'\n")
    assert "There is no setting colour. Mend it in tapeway.toml" in tapeway("sessions", "list").err


def test_a_table_of_a_plugin_that_is_not_there_is_named(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "tapeway.toml").write_text("[plugins.telegramm]\nenabled = true\n")
    done = tapeway("run")
    assert done.code == 1
    assert done.err.startswith("tapeway: There is no plugin telegramm, which the settings name:")


def test_the_list_of_commands_says_each_in_a_whole_sentence(tapeway: Command) -> None:
    for words in ((), ("sessions",), ("worlds",)):
        assert "..." not in tapeway(*words, "--help").out.split("Commands:")[1]


def test_a_file_that_is_no_toml_is_refused(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "tapeway.toml").write_text("= nonsense")
    done = tapeway("sessions", "list")
    assert done.code == 1
    assert done.err.startswith("tapeway: The settings cannot be read:")


@pytest.mark.parametrize("command", [("sessions", "list"), ("tape", "web.x"), ("spend",)])
def test_a_root_where_nothing_was_played_is_named_and_not_made(
    tapeway: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = tapeway(*command, root=tmp_path / "typo")
    assert done.code == 1
    assert f"There is no data root at {tmp_path / 'typo'}: nothing was played there." in done.err
    assert not (tmp_path / "typo").exists()


def test_a_database_that_does_not_answer_is_named(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "tapeway.toml").write_text("database = 'postgresql://127.0.0.1:1/nobody'\n")
    done = tapeway("run")
    assert done.code == 1
    assert done.err.startswith("tapeway: The database does not answer:")


def test_the_version_is_told(tapeway: Command) -> None:
    assert tapeway("--version").out == "0.1.0\n"


def test_a_database_of_no_known_kind_is_refused(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "tapeway.toml").write_text("database = 'mysql://somewhere/x'\n")
    done = tapeway("run")
    assert done.code == 1
    assert "is neither sqlite:///… nor postgresql://…" in done.err


def test_running_without_a_platform_says_how_to_name_one(tapeway: Command, tmp_path: Path) -> None:
    done = tapeway("run", root=tmp_path / "r")
    assert done.code == 1
    assert done.err.startswith("tapeway: No platform is switched on:")


def test_a_tape_of_a_session_that_never_played_is_refused(tapeway: Command, tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    done = tapeway("tape", "web.nobody", root=tmp_path / "r")
    assert done.code == 1
    assert done.err.startswith("tapeway: web.nobody has nothing to put on a tape yet.")


def test_the_most_talkative_log_waits_for_its_root(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "gateway.cli", "run"],
        cwd=tmp_path,
        env={**os.environ, "TAPEWAY_LOG": "debug"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No platform is switched on" in asked.stderr
    assert "Traceback" not in asked.stderr
    assert (tmp_path / "sessions" / ".tapeway.log").is_file()
