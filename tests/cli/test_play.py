"""What `tapeway play` and `tapeway terminal` switch on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway import stage
from gateway.settings import Settings

NAMED = {"lantern": {"enabled": True}, "web": {"port": 9000, "open_browser": False}}


def test_playing_has_the_page_beside_whatever_the_settings_name() -> None:
    settings = stage.with_page(Settings(plugins=NAMED), world="", port=None, open_browser=None)
    assert settings.plugins["lantern"] == {"enabled": True}
    page = settings.plugins["web"]
    assert page == {"enabled": True, "port": 9000, "open_browser": False, "world": ""}


def test_what_is_said_at_the_command_outranks_the_settings() -> None:
    page = stage.with_page(Settings(plugins=NAMED), port=0, open_browser=True).plugins["web"]
    assert (page["port"], page["open_browser"]) == (0, True)


def test_a_newcomer_without_settings_gets_a_browser() -> None:
    assert stage.with_page(Settings(), open_browser=None).plugins == {
        "web": {"enabled": True, "open_browser": True}
    }


def test_the_terminal_plays_alone() -> None:
    assert set(stage.with_terminal(Settings(plugins=NAMED), mode="play").plugins) == {"terminal"}


def test_a_world_that_is_not_there_is_refused_and_those_that_are_are_named(
    tapeway: Callable[..., Any],
) -> None:
    done = tapeway("play", "--no-browser", "--port", "0", "--world", "nowhere")
    assert done.code == 1
    assert done.err.startswith("tapeway: There is no world 'nowhere'. There are: dead-channel, ")


def test_the_page_says_where_it_is_and_stops_at_ctrl_c(tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("TAPEWAY_")}
    playing = subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "play", "--no-browser", "--port", "0"],
        cwd=tmp_path,
        env=clean,
        stderr=subprocess.PIPE,
        text=True,
    )
    with playing:
        assert playing.stderr is not None
        said = playing.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        with urllib.request.urlopen(address[0]) as page:  # noqa: S310 - our own address
            assert b"Tapeway" in page.read()
        playing.send_signal(signal.SIGINT)
        rest = playing.stderr.read()
    assert playing.returncode == 0
    assert rest == "Stopping: what is under way is finished first.\n"


SLOW = """
import asyncio, sys
from datetime import UTC, datetime
from gateway import Event, Limits, Person, Receipt, SessionId, Verb, hookimpl

class Chat:
    name, limits = "slow", Limits()
    async def open(self): pass
    async def close(self): pass
    async def deliver(self, delivery): return Receipt()
    async def listen(self, inbox):
        ann, room, now = Person(id="slow:ann"), SessionId.of("slow", "room"), datetime.now(UTC)
        await inbox.hear(Event(id="1", session=room, person=ann, verb=Verb.START, at=now))
        await asyncio.Event().wait()

@hookimpl
def provide_platform(): return Chat()

@hookimpl
async def write_scene():
    print("under way", file=sys.stderr, flush=True)
    await asyncio.Event().wait()
"""


def test_a_second_ctrl_c_leaves_at_once_what_would_be_waited_for(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    about = tmp_path / "slow-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: slow\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[gateway.plugins]\nslow = slow\n")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("TAPEWAY_")}
    with subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "run"],
        cwd=tmp_path,
        env={**clean, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        lines = iter(running.stderr.readline, "")
        next(line for line in lines if "under way" in line)
        running.send_signal(signal.SIGINT)
        hint = next(line for line in lines if "Ctrl-C" in line)
        assert hint == (
            "Waiting up to 30 seconds for what is under way. Ctrl-C leaves at once; nothing is "
            "lost.\n"
        )
        running.send_signal(signal.SIGINT)
    assert running.returncode == 130
