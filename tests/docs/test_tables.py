"""The tables of the documentation say what the code says."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest
from docs_pages import ROOT, read, table
from gateway_discord.commands import COMMANDS as SLASHED
from gateway_discord.options import Written as DiscordOptions
from gateway_gemini import errors
from gateway_gemini.options import Options as GeminiOptions
from gateway_slack.commands import COMMANDS as SAID
from gateway_slack.options import Written as SlackOptions
from gateway_telegram.options import Written as TelegramOptions
from gateway_terminal.options import Options
from pydantic import BaseModel

from gateway import Action, Picture, Scene, SessionId, SessionSettings, Verb
from gateway.core.folder import element, state
from gateway.core.hookspecs import __doc__ as protocol
from gateway.core.ports import Played, Standing
from gateway.settings import Settings

DISCORD, TELEGRAM = read("docs/discord.md"), read("docs/telegram.md")
SLACK = read("docs/slack.md")
GEMINI = read("docs/gemini.md")
RUNNING, FOLDER = read("docs/running.md"), read("docs/session-folder.md")
STORY, HOOKS = read("docs/first-story.md"), read("docs/hooks.md")


@pytest.fixture
def generator() -> ModuleType:
    """`docs/generate_hooks.py`, which is no package."""
    spec = importlib.util.spec_from_file_location("hooks", ROOT / "docs" / "generate_hooks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_setting_is_documented_with_its_default() -> None:
    documented = table(RUNNING, "## Settings", "setting | default | meaning")
    defaults = {name: row[0].strip("`") for name, row in documented.items()}
    assert defaults == dict(_settings(Settings))
    assert all(row[1] for row in documented.values())


def test_every_option_of_the_terminal_is_documented_with_its_default() -> None:
    documented = table(RUNNING, "### The terminal", "setting | default | meaning")
    options = {f.name: _spell(f.default) for f in dataclasses.fields(Options)}
    assert {n: row[0].strip("`") for n, row in documented.items()} == {"enabled": "false"} | options


def test_every_option_of_telegram_is_documented_with_its_default() -> None:
    documented = table(TELEGRAM, "## Settings", "setting | default | meaning")
    options = {
        name: _spell(field.get_default(call_default_factory=True))
        for name, field in TelegramOptions.model_fields.items()
    }
    assert {n: row[0].strip("`") for n, row in documented.items()} == {"enabled": "false"} | options


def test_every_option_of_gemini_is_documented_with_its_default() -> None:
    documented = table(GEMINI, "## Settings", "setting | default | meaning")
    options = {
        name: _spell(field.get_default(call_default_factory=True))
        for name, field in GeminiOptions.model_fields.items()
        if not field.exclude
    }
    assert {n: row[0].strip("`") for n, row in documented.items()} == {"enabled": "false"} | options


def test_what_gemini_s_page_says_a_player_reads_is_said() -> None:
    rows = table(GEMINI, "## What players see", "a player reads | because")
    constants = {name: value for name, value in vars(errors).items() if name.isupper()}
    said = {value for value in constants.values() if isinstance(value, str)}
    assert len(rows) >= 18
    assert rows.keys() == said


def test_what_telegram_s_page_says_one_reads_is_said() -> None:
    section = TELEGRAM.split("## When something is wrong")[1]
    rows = re.findall(r"^\| `(.*?)` \|", section, re.MULTILINE)
    source = "".join(p.read_text() for p in (ROOT / "plugins/telegram").rglob("*.py"))
    source = re.sub(r'"\s+f?"', "", source)
    assert len(rows) >= 8
    for row in rows:
        for piece in filter(None, re.split(r"…|\(|\)", row)):
            assert piece.strip(" .") in source, row


def test_every_option_of_discord_is_documented_with_its_default() -> None:
    documented = table(DISCORD, "## Settings", "setting | default | meaning")
    options = {
        name: _spell(field.get_default(call_default_factory=True))
        for name, field in DiscordOptions.model_fields.items()
    }
    assert {n: row[0].strip("`") for n, row in documented.items()} == {"enabled": "false"} | options


def test_every_command_of_discord_is_documented_as_discord_is_told() -> None:
    heading = "### What there is to say"
    documented = table(DISCORD, heading, "command | what it asks for | what it does")
    told = {
        f"/{command.group} {command.name}": [
            ", ".join(f"`{ask.name}`" for ask in command.asks) or "nothing",
            command.description,
        ]
        for command in SLASHED.values()
    }
    assert {name: list(row) for name, row in documented.items()} == told


def test_what_discord_s_page_says_one_reads_is_said() -> None:
    section = DISCORD.split("## When something is wrong")[1]
    rows = re.findall(r"^\| `(.*?)` \| (?!Discord)", section, re.MULTILINE)
    source = "".join(p.read_text() for p in (ROOT / "plugins/discord").rglob("*.py"))
    source = re.sub(r'"\s+f?"', "", source)
    assert len(rows) >= 8
    for row in rows:
        for piece in filter(None, re.split(r"…|\(|\)", row)):
            assert piece.strip(" .") in source, row


def test_every_option_of_slack_is_documented_with_its_default() -> None:
    documented = table(SLACK, "## Settings", "setting | default | meaning")
    options = {
        name: _spell(field.get_default(call_default_factory=True))
        for name, field in SlackOptions.model_fields.items()
    }
    assert {n: row[0].strip("`") for n, row in documented.items()} == {"enabled": "false"} | options


def test_every_command_of_slack_is_documented() -> None:
    documented = table(SLACK, "### What there is to say", "command | what it does")
    told = {
        f"/tapeway {verb.value} {argument}".strip(): [meaning]
        for verb, (argument, meaning) in SAID.items()
    }
    assert {name: list(row) for name, row in documented.items()} == told


def test_the_manifest_on_slack_s_page_is_the_one_that_is_shipped() -> None:
    shipped = read("plugins/slack/gateway_slack/manifest.yml").partition("\n")[2]
    shown = re.search(r"   ```yaml\n(.*?)   ```\n", SLACK, re.DOTALL)
    assert shown
    assert re.sub(r"^   ", "", shown[1], flags=re.MULTILINE) == shipped


def test_what_slack_s_page_says_one_reads_is_said() -> None:
    section = SLACK.split("## When something is wrong")[1]
    rows = re.findall(r"^\| `(.*?)` \|", section, re.MULTILINE)
    places = (ROOT / "plugins/slack", ROOT / "gateway")
    source = "".join(p.read_text() for place in places for p in place.rglob("*.py"))
    source = re.sub(r'"\s+f?"', "", source)
    assert len(rows) >= 8
    for row in rows:
        for piece in filter(None, re.split(r"…|\(|\)", row)):
            assert piece.strip(" .,") in source, row


def test_every_setting_of_a_session_is_documented_with_its_values() -> None:
    documented = table(STORY, "## How a story is played", "setting | values | meaning")
    fields = dataclasses.fields(SessionSettings)
    assert list(documented) == [field.name for field in fields]
    for field in fields:
        if isinstance(field.default, StrEnum):
            values = ", ".join(f"`{value}`" for value in type(field.default))
            assert documented[field.name][0] == values


def test_every_command_of_a_player_is_documented() -> None:
    documented = table(STORY, "## Play", "command | what it does")
    words = {row.split()[0].removeprefix("/") for row in documented}
    assert words == {verb.value for verb in set(Verb) - {Verb.SILENCE}} | {"quit"}


def test_the_fields_of_the_state_are_documented() -> None:
    documented = table(FOLDER, "## state.json", "field | what it says")
    assert list(documented) == list(state(_standing(), _played()))


def test_the_fields_of_the_history_are_documented() -> None:
    documented = table(FOLDER, "## history.json", "field | what it says")
    assert list(documented) == list(element(_played()))


def test_the_page_of_hooks_is_what_the_specs_say(generator: ModuleType) -> None:
    assert generator.render() == HOOKS, "run `python docs/generate_hooks.py`"


def test_every_hook_has_a_heading_and_a_sentence(generator: ModuleType) -> None:
    names = generator.names()
    assert {"provide_worlds", "write_scene", "tape_cut"} <= set(names)
    for name in names:
        told = HOOKS.split(f"\n### {name}\n")[1].split("\n#")[0]
        assert told.rpartition("```")[2].strip(), name


def test_the_protocol_of_a_turn_stands_on_the_page_of_hooks() -> None:
    for line in (protocol or "").splitlines():
        assert line.strip() in HOOKS


def _settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _settings(kind, f"{prefix}{name}.")
        else:
            yield prefix + name, _spell(field.get_default(call_default_factory=True))


def _spell(value: object) -> str:
    """A value as TOML writes it."""
    if value is None:
        return "none"
    return json.dumps(str(value) if isinstance(value, (Path, StrEnum)) else value)


def _standing() -> Standing:
    return Standing(session=SessionId.of("terminal", "play"), settings=SessionSettings())


def _played() -> Played:
    return Played(
        index=0,
        run=1,
        parent=None,
        number=1,
        at=datetime(2026, 1, 2, tzinfo=UTC),
        action=Action(verb=Verb.START),
        scene=Scene(text="A door.", picture=Picture(alt="A door.")),
    )
