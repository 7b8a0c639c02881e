"""A stranger clones, says `make play`, and plays a first turn, through a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest

CHECKOUT = Path(__file__).parent.parent
PATIENCE = 300
"""Seconds for the slowest line at the index; the test says how long it really took."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git would hand over, and nothing that somebody installed or left lying about."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, tmp_path / name)
    return tmp_path


def test_a_stranger_plays_a_first_turn_with_one_command(clone: Path) -> None:
    keep = ("PATH", "HOME", "LANG", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    environment = {key: value for key, value in os.environ.items() if key in keep}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    make = pexpect.spawn(
        "make",
        ["play"],
        cwd=str(clone),
        env=environment,  # type: ignore[arg-type] # pexpect's hint names os.environ's own class
        encoding="utf-8",
        dimensions=(50, 100),
        timeout=PATIENCE,
    )
    make.expect("turn 0")
    make.expect("▀")  # the frame, in half-blocks
    make.expect("your own words")
    make.sendline("1")
    make.expect("turn 1")
    make.expect("▀")
    make.expect("your own words")
    make.sendline("/quit")
    make.expect(pexpect.EOF)
    make.close()
    assert make.exitstatus == 0
    session = clone / "sessions" / "terminal.play"
    told = json.loads((session / "history.json").read_text(encoding="utf-8"))
    assert [turn["turn"] for turn in told] == [0, 1]
    assert (session / "images" / "frame_1.png").read_bytes().startswith(b"\x89PNG")
