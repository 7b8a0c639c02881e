"""`tapeway doctor` looks at everything, says what it found, and changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gateway import JSON, Check, Finding, SettingsError
from gateway.app import Store
from gateway.doctor import examine
from gateway.settings import load
from gateway.testing import plugin_of

Command = Callable[..., Any]


def findings(out: str) -> dict[str, tuple[str, str]]:
    """Each check's name, whether it is well, and what it says."""
    lines = [line for line in out.splitlines() if line.startswith(("ok", "WRONG"))]
    split = [(line.split(None, 1)[0], *line.split(None, 1)[1].split(": ", 1)) for line in lines]
    return {name: (state, text) for state, name, text in split}


def test_where_all_is_well_it_says_so_also_beside_a_gateway(tapeway: Command, played: Path):
    running = Store.open(load(root=played, disabled_plugins=["studio"]))
    try:
        done = tapeway("doctor", root=played)
    finally:
        running.close()
    assert done.code == 0, done.out
    assert done.out.endswith("All is well.\n")
    found = findings(done.out)
    assert found["data root"] == ("ok", f"{played} is ours and can be written to.")
    assert found["database"] == ("ok", "It answers (sqlite).")
    assert found["codecs"][0] == found["disk"][0] == "ok"


def test_before_the_first_start_there_is_nothing_wrong_and_nothing_is_made(
    tapeway: Command, tmp_path: Path
):
    nowhere = tmp_path / "nowhere"
    done = tapeway("doctor", root=nowhere)
    assert done.code == 0, done.out
    assert "the first start makes it" in findings(done.out)["data root"][1]
    assert not nowhere.exists()


def test_a_root_without_its_marker_is_wrong(tapeway: Command, played: Path):
    (played / ".tapeway-root").unlink()
    done = tapeway("doctor", root=played)
    assert done.code == 1
    state, text = findings(done.out)["data root"]
    assert (state, "a disk is not mounted" in text) == ("WRONG", True)
    assert done.out.endswith("1 to mend.\n")


def test_a_database_that_cannot_be_read_or_is_newer_is_wrong(tapeway: Command, played: Path):
    with sqlite3.connect(played / ".tapeway.sqlite") as rows:
        rows.execute("UPDATE tapeway_version SET version_num = '9999'")
    rows.close()
    assert (
        "by a later release (9999)" in findings(tapeway("doctor", root=played).out)["database"][1]
    )
    (played / ".tapeway.sqlite").write_bytes(b"no database at all, but a letter")
    state, text = findings(tapeway("doctor", root=played).out)["database"]
    assert state == "WRONG"
    assert "not a database" in text


def test_a_plugin_that_is_set_wrong_is_a_finding(tapeway: Command, played: Path, tmp_path: Path):
    (tmp_path / "tapeway.toml").write_text("[plugins.telegram]\nenabled = true\n")
    done = tapeway("doctor", root=played)
    assert done.code == 1
    state, text = findings(done.out)["plugins"]
    assert state == "WRONG"
    assert "@BotFather" in text


def test_a_page_that_is_set_wrong_is_a_finding(tapeway: Command, played: Path, tmp_path: Path):
    page = tmp_path / "tapeway.toml"
    page.write_text("[plugins.web]\nenabled = true\nport = 8011\n")
    done = tapeway("doctor", root=played)
    assert findings(done.out)["web"] == ("ok", "The page is set to listen on 127.0.0.1:8011.")
    page.write_text("[plugins.web]\nenabled = true\nprot = 8011\n")
    done = tapeway("doctor", root=played)
    assert done.code == 1
    assert "plugins.web has no 'prot'" in findings(done.out)["plugins"][1]


async def test_what_plugins_look_at_is_told_and_one_that_breaks_breaks_no_other(tmp_path: Path):
    async def well() -> list[Finding]:
        return [Finding(text="It is there.")]

    async def refused() -> list[Finding]:
        raise SettingsError("Get another token.")

    async def broken() -> list[Finding]:
        raise ZeroDivisionError("inside")

    def provide_checks(settings: Mapping[str, JSON]) -> Mapping[str, Check]:
        assert settings["root"] == str(tmp_path)
        return {"one": well, "two": refused, "three": broken}

    plugin = plugin_of("looks", provide_checks=provide_checks)
    found = await examine(load(root=tmp_path), extra=[plugin])
    assert [(name, one.ok, one.text) for name, one in found[-3:]] == [
        ("one", True, "It is there."),
        ("two", False, "Get another token."),
        ("three", False, "It could not be looked at: ZeroDivisionError('inside')"),
    ]
