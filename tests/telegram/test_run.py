"""A whole run on Telegram: eight turns, their tape, their film; and a kill in the middle of it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

from telegram_house import Build
from telegram_wire import Shown, Telegram

from gateway.testing import FakeStory

TURNS = 8


async def test_a_run_of_eight_turns_ends_with_its_tape_and_its_film(
    house: Build, telegram: Telegram
):
    async with house(story=FakeStory(turns=TURNS)) as home:
        await telegram.write("/start")
        for number in range(TURNS - 1):
            shown = await home.pictured(f"Turn {number}\n")
            await home.choose("left" if number % 2 else "right", shown)
        last = await home.pictured(f"Turn {TURNS - 1}\n")
        assert "— The far side —" in last.text
        tape = await telegram.until(lambda: of_kind(telegram, "animation"))
        folder = home.folder()
        # Telegram shows a tape better as MP4.
        (made,) = (folder / "videos").glob("tape_*.mp4")
        assert tape[0].file == made.read_bytes()
        await home.choose("Watch the film", last)
        film = await telegram.until(
            lambda: [m for m in of_kind(telegram, "video") if "The film of" in m.text]
        )
        (made,) = (folder / "films" / "final").glob("*.mp4")
        assert film[0].file == made.read_bytes()
        await home.gateway.rest()
        frames = [m.file for m in of_kind(telegram, "photo")]
        assert frames == [(folder / "images" / f"frame_{n}.png").read_bytes() for n in range(TURNS)]
        segments = [m for m in of_kind(telegram, "video") if "filmed" in m.text]
        assert len(segments) == TURNS - 1
        assert all(m.fields["disable_notification"] == "true" for m in segments)
        assert not [m for m in telegram.shown() if "EJECTING" in m.text], "no bar is left behind"


def of_kind(telegram: Telegram, kind: str) -> list[Shown]:
    return [message for message in telegram.shown() if message.kind == kind]


async def test_buttons_are_alive_after_a_restart_and_what_was_said_meanwhile_is_played(
    house: Build, telegram: Telegram
):
    async with house() as home:
        await telegram.write("/start")
        shown = await home.pictured("Turn 0")
    await telegram.write("I wait for you")
    async with house() as home:
        await home.pictured("Turn 1: say I wait for you")
        press = await home.choose("left", shown)
        await telegram.until(lambda: "passed" in telegram.alerts.get(press, ""))
        later = await home.pictured("Turn 1: say")
        await home.choose("right", later)
        await home.pictured("Turn 2: choose Look right")


async def test_killed_in_the_middle_again_and_again_nothing_is_lost_or_double(
    root: Path, telegram: Telegram
):
    """Every kill is a SIGKILL to the gateway's own process, at another place of a turn."""
    places = ("getUpdates", "sendMessage", "editMessageMedia", "sendVideo", "sendAnimation")
    await telegram.write("/start")
    for number, place in enumerate(places):
        gateway = await _start(root, telegram)
        seen = len(telegram.called(place))
        await telegram.write(f"step {number}")
        if place == "sendAnimation":
            await telegram.write("/tape")
        await telegram.until(lambda: len(telegram.called(place)) > seen)  # noqa: B023
        gateway.send_signal(signal.SIGKILL)
        await gateway.wait()
    gateway = await _start(root, telegram)
    await telegram.write("the end")
    await telegram.until(lambda: [m for m in telegram.shown() if "say the end" in m.text])
    await telegram.until(lambda: not telegram.waiting)
    gateway.send_signal(signal.SIGTERM)
    await gateway.wait()
    told = [m.text for m in telegram.shown() if re.search(r"^Turn \d+: ", m.text, re.MULTILINE)]
    turns = [re.search(r"^Turn (\d+): (.*)$", text, re.MULTILINE) for text in told]
    said = {int(turn[1]): turn[2] for turn in turns if turn}
    wanted = ["start", *(f"say step {n}" for n in range(len(places))), "say the end"]
    assert said == dict(enumerate(wanted)), "each once, in the order they were said"
    twice = [text for text in told if "Sent again" in text]
    assert len(told) - len(wanted) <= len(twice), "what came twice says so"


async def _start(root: Path, telegram: Telegram) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "TAPEWAY_TELEGRAM_TOKEN": telegram.token,
        "BOT_API": telegram.base,
        "DATA_ROOT": str(root),
    }
    script = Path(__file__).parent / "one_gateway.py"
    return await asyncio.create_subprocess_exec(sys.executable, str(script), env=environment)
