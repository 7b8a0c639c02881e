"""Tokens: shown once, kept by their digest, listed, revoked; beside a gateway that runs, too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.app import Store
from gateway.settings import load

Command = Callable[..., Any]


def test_a_token_is_shown_once_and_is_nowhere_in_the_data_root(
    tapeway: Command, played: Path
) -> None:
    made = tapeway("token", "new", "--scope", "read", "--scope", "play", "--name", "my bot",
                   root=played)  # fmt: skip
    token = made.out.strip()
    assert token.startswith("tapeway_")
    assert len(token) > 40
    assert "is not shown again" in made.err
    with sqlite3.connect(played / ".tapeway.sqlite") as rows:
        kept = rows.execute("SELECT digest FROM tokens").fetchall()
    rows.close()
    assert len(kept) == 1
    for file in played.glob(".tapeway.sqlite*"):
        assert token.encode() not in file.read_bytes()


def test_a_token_is_listed_until_it_is_revoked_while_a_gateway_has_the_root(
    tapeway: Command, played: Path
) -> None:
    running = Store.open(load(root=played, disabled_plugins=["studio"]))
    try:
        tapeway("token", "new", "--scope", "admin", "--name", "Ann", root=played)
        row = tapeway("token", "list", root=played).out.splitlines()[1].split()
        assert row[1:3] == ["Ann", "admin"]
        assert row[-1] == "never"
        assert tapeway("token", "revoke", row[0], root=played).code == 0
        assert len(tapeway("token", "list", root=played).out.splitlines()) == 1
        again = tapeway("token", "revoke", row[0], root=played)
        assert again.code == 1
        assert again.err.startswith(f"tapeway: There is no token {row[0]}.")
    finally:
        running.close()


def test_no_data_root_is_made_for_a_token(tapeway: Command, tmp_path: Path) -> None:
    made = tapeway("token", "new", "--scope", "read", root=tmp_path / "nowhere")
    assert made.code == 1
    assert "There is no data root" in made.err
    assert not (tmp_path / "nowhere").exists()
