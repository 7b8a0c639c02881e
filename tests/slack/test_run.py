"""A whole run on Slack: eight turns, their tape, their film; and a kill in the middle of it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

from slack_house import ROOM, Build
from slack_wire import Shown, Slack

from gateway.testing import FakeStory

TURNS = 8


async def test_a_run_of_eight_turns_ends_with_its_tape_and_its_film(house: Build, slack: Slack):
    async with house(story=FakeStory(turns=TURNS)) as home:
        await slack.command("start", channel=ROOM)
        for number in range(TURNS - 1):
            shown = await home.pictured(f"Turn {number}\n", channel=ROOM)
            await slack.press("left" if number % 2 else "right", shown)
        last = await home.pictured(f"Turn {TURNS - 1}\n", channel=ROOM)
        assert "— The far side —" in last.reads
        assert [label for label, *_ in last.buttons] == ["🎞 Watch the film", "▶ Play again"]
        tape = await slack.until(lambda: of_kind(slack, "gif"))
        folder = home.folder(ROOM)
        (made,) = (folder / "tapes").glob("*.gif")
        assert tape[0].files[0].data == made.read_bytes()
        assert tape[0].files[0].alt == "The tape of run 1"
        await slack.press("Watch the film", last)
        film = await slack.until(
            lambda: [m for m in of_kind(slack, "mp4") if "The film of" in m.reads]
        )
        (made,) = (folder / "films" / "final").glob("*.mp4")
        assert film[0].files[0].data == made.read_bytes()
        await home.gateway.rest()
        frames = [m.picture.data for m in slack.shown(ROOM) if m.picture]
        assert frames == [(folder / "images" / f"frame_{n}.png").read_bytes() for n in range(TURNS)]
        assert len([m for m in of_kind(slack, "mp4") if "filmed" in m.reads]) == TURNS - 1
        assert not [m for m in slack.shown(ROOM) if "EJECTING" in m.reads], "no bar is left behind"


def of_kind(slack: Slack, kind: str) -> list[Shown]:
    return [m for m in slack.shown(ROOM) if any(file.name.endswith(kind) for file in m.files)]


async def test_buttons_are_alive_after_a_restart_and_what_was_said_meanwhile_is_played(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("start")
        shown = await home.pictured("Turn 0")
    await slack.write("I wait for you")
    async with house() as home:
        await home.pictured("Turn 1: say I wait for you")
        await slack.press("left", shown)
        await home.said("passed")
        later = await home.pictured("Turn 1: say")
        await slack.press("right", later)
        await home.pictured("Turn 2: choose Look right")


async def test_killed_in_the_middle_again_and_again_nothing_is_lost_or_double(
    root: Path, slack: Slack
):
    """Every kill is a SIGKILL to the gateway's own process, at another place of a turn."""
    places = ("chat.postMessage", "chat.update", "files.completeUploadExternal")
    await slack.command("start")
    for number, place in enumerate(places):
        seen = len(slack.called(place))
        gateway = await _start(root, slack)
        await slack.until(lambda: slack.lines)
        await slack.write(f"step {number}")
        await slack.until(lambda: len(slack.called(place)) > seen)  # noqa: B023
        gateway.send_signal(signal.SIGKILL)
        await gateway.wait()
        await slack.until(lambda: not slack.lines)
    gateway = await _start(root, slack)
    await slack.write("the end")
    await slack.until(lambda: [m for m in slack.shown() if "say the end" in m.reads])
    await slack.until(lambda: not slack.unanswered)
    gateway.send_signal(signal.SIGTERM)
    await gateway.wait()
    told = [m.reads for m in slack.shown() if re.search(r"^Turn \d+: ", m.reads, re.MULTILINE)]
    turns = [re.search(r"^Turn (\d+): (.*)$", text, re.MULTILINE) for text in told]
    said = {int(turn[1]): turn[2] for turn in turns if turn}
    wanted = ["start", *(f"say step {n}" for n in range(len(places))), "say the end"]
    assert said == dict(enumerate(wanted)), "each once, in the order they were said"
    twice = [text for text in told if "Sent again" in text]
    assert len(told) - len(wanted) <= len(twice), "what came twice says so"


async def _start(root: Path, slack: Slack) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "TAPEWAY_SLACK_TOKEN": slack.token,
        "TAPEWAY_SLACK_APP_TOKEN": slack.app_token,
        "WEB_API": f"{slack.base}/api",
        "DATA_ROOT": str(root),
    }
    script = Path(__file__).parent / "one_gateway.py"
    return await asyncio.create_subprocess_exec(sys.executable, str(script), env=environment)
