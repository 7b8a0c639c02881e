"""Every command that is shown can be given, and the quick ones print what the page says."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from docs_pages import PAGES, ROOT, Command, commands, read
from typer.testing import CliRunner

from gateway.cli import app

SHOWN = [command for page in PAGES for command in commands(page)]
OURS = [command for command in SHOWN if command.words[0] == "tapeway"]
SLOW = {"play", "terminal", "demo", "run", "tape", "film"}
"""Commands that play, draw or wait: their `--help` has to do."""


@pytest.mark.parametrize("command", OURS, ids=lambda command: " ".join(command.words))
def test_a_command_exists_with_its_options(command: Command) -> None:
    depth = 3 if command.words[1] in ("sessions", "worlds", "token") else 2
    asked = CliRunner().invoke(app, [*command.words[1:depth], "--help"])
    assert asked.exit_code == 0, asked.output
    for word in command.words[depth:]:
        if word.startswith("--"):
            assert re.search(rf"{word}\b", asked.output), f"{word} is no option"


def test_every_command_is_shown_somewhere() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output.split("Commands:")[1]
    there = {line.split()[0] for line in listed.splitlines() if re.match(r"  \w", line)}
    assert there == {command.words[1] for command in OURS}


def test_every_make_target_is_there() -> None:
    targets = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    shown = {command.words[1] for command in SHOWN if command.words[0] == "make"}
    assert shown
    assert shown | set(re.findall(r"`make (\w+)`", read("CONTRIBUTING.md"))) == targets | shown
    assert shown <= targets


def test_quick_commands_print_what_the_pages_say(
    played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(played)
    monkeypatch.delenv("TAPEWAY_ROOT", raising=False)
    pages = [ROOT / "docs" / name for name in ("running.md", "first-story.md")]
    quick = [c for c in chain(*map(commands, pages)) if c.words[0] == "tapeway"]
    quick = [command for command in quick if command.words[1] not in SLOW]
    assert len(quick) > 10
    for command in quick:
        done = CliRunner().invoke(app, command.words[1:])
        assert done.exit_code == 0, f"{command.words}: {done.exception}"
        assert _matches(command.output, done.output), f"{command.words} prints\n{done.output}"


def _matches(shown: str, printed: str) -> bool:
    """As in doctest, where an ellipsis stands for anything; white space is white space."""
    pattern = r"\s+".join(re.escape(word) for word in shown.split()).replace("…", ".*")
    return not shown.strip() or bool(re.fullmatch(pattern, printed.strip(), re.DOTALL))
