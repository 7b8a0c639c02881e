from __future__ import annotations

import doctest
import importlib
import subprocess
import sys

import pytest
from gateway_terminal import provide_platform
from gateway_terminal.demo import DemoPlatform
from gateway_terminal.platform import TerminalPlatform

from gateway import JSON, SessionId, SettingsError


def offered(**section: JSON):
    return provide_platform({"plugins": {"terminal": section}})


def test_nobody_gets_a_terminal_who_did_not_ask_for_one():
    assert provide_platform({}) is None
    assert provide_platform({"plugins": {}}) is None
    assert offered() is None
    assert offered(enabled=False, session="play") is None


def test_a_terminal_is_for_one_session():
    platform = offered(enabled=True, session="My Game", world="dead-channel")
    assert isinstance(platform, TerminalPlatform)
    assert platform.name == "terminal"
    assert platform.session == SessionId.of("terminal", "My Game")


def test_a_demo_is_asked_for_by_its_mode():
    assert isinstance(offered(enabled=True, mode="demo"), DemoPlatform)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"mode": "film"}, "play or demo"),
        ({"sesion": "play"}, "sesion"),
        ({"session": ""}, "session"),
        ({"session": "x" * 200}, "session"),
        ({"turns": "dozen"}, "turns"),
        ({"turns": True}, "turns"),
        ({"turns": 0}, "turns"),
        ({"at": "yesterday"}, "2025-12-19T19:30:00Z"),
    ],
)
def test_a_setting_that_is_wrong_is_named_with_what_to_write(section: dict[str, JSON], said: str):
    with pytest.raises(SettingsError, match=said):
        offered(enabled=True, **section)


def test_a_variable_of_the_environment_can_switch_it_on() -> None:
    section = {"enabled": "true", "turns": "3", "mode": "demo"}
    assert isinstance(provide_platform({"plugins": {"terminal": section}}), DemoPlatform)


def test_a_section_that_is_no_table_is_an_error():
    with pytest.raises(SettingsError, match="terminal"):
        provide_platform({"plugins": {"terminal": "yes"}})


def test_words_are_never_edited_and_hold_whatever_there_is_to_say():
    limits = offered(enabled=True).limits
    assert not limits.edits
    assert limits.text >= 10_000
    assert limits.buttons >= 10


def test_importing_the_plugin_loads_nothing_heavy_and_takes_no_time():
    code = (
        "import sys, time, gateway\n"
        "known, before = set(sys.modules), time.perf_counter()\n"
        "import gateway_terminal\n"
        "took = time.perf_counter() - before\n"
        "print(took, {'rich', 'PIL', 'numpy', 'asyncio'} & sys.modules.keys() - known)"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"],
            capture_output=True, check=True, text=True,
        ).stdout.split(maxsplit=1)
        for _ in range(3)
    ]  # fmt: skip
    assert {loaded.strip() for _, loaded in answers} == {"set()"}
    assert min(float(took) for took, _ in answers) < 0.020


@pytest.mark.parametrize("name", ["plain", "outbound", "halfblocks", "editor"])
def test_the_examples_in_the_docstrings_hold(name: str):
    results = doctest.testmod(importlib.import_module(f"gateway_terminal.{name}"))
    assert results.attempted
    assert not results.failed
