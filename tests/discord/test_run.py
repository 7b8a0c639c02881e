"""A whole run on Discord: eight turns, their tape, their film; and a kill in the middle of it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

from discord_house import Build
from discord_wire import BOT_ID, ROOM, Discord, Shown

from gateway.testing import FakeStory

TURNS = 8
SILENT = 1 << 12


def filed(discord: Discord, channel: int, kind: str) -> list[Shown]:
    return [m for m in discord.shown(channel) if m.files and m.files[0][0].endswith(kind)]


async def test_a_run_of_eight_turns_ends_with_its_tape_and_its_film(house: Build, discord: Discord):
    async with house(story=FakeStory(turns=TURNS)) as home:
        await discord.command("story", "start", channel=ROOM)
        for number in range(TURNS - 1):
            shown = await home.pictured(f"Turn {number}\n", channel=ROOM)
            await home.choose("left" if number % 2 else "right", shown)
        last = await home.pictured(f"Turn {TURNS - 1}\n", channel=ROOM)
        assert "— The far side —" in last.text
        (tape,) = await discord.until(lambda: filed(discord, ROOM, ".gif"))
        folder = home.folder(ROOM)
        (made,) = (folder / "tapes").glob("*.gif")
        assert tape.files[0][1] == made.read_bytes()
        await home.choose("Watch the film", last)
        await home.said("The film of run 1", channel=ROOM)
        await home.gateway.rest()
        (made,) = (folder / "films" / "final").glob("*.mp4")
        assert (made.name, made.read_bytes()) in [m.files[0] for m in filed(discord, ROOM, "mp4")]
        frames = [m.files[0][1] for m in filed(discord, ROOM, ".png")]
        assert frames == [(folder / "images" / f"frame_{n}.png").read_bytes() for n in range(TURNS)]
        segments = [m for m in discord.shown(ROOM) if "filmed" in m.text]
        assert len(segments) == TURNS - 1
        assert all(m.flags & SILENT for m in segments)
        assert not [m for m in discord.shown(ROOM) if "EJECTING" in m.text or m.thinks]


async def test_buttons_are_alive_after_a_restart_and_what_was_said_meanwhile_is_played(
    house: Build, discord: Discord
):
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
    await discord.write(f"<@{BOT_ID}> I wait for you", channel=ROOM)
    await discord.write("and nobody hears this", channel=ROOM)
    async with house() as home:
        later = await home.pictured("Turn 1: say I wait for you", channel=ROOM)
        await home.choose("left", shown)
        await home.said("That moment has passed", channel=ROOM)
        await home.choose("right", later)
        await home.pictured("Turn 2: choose Look right", channel=ROOM)
        await home.gateway.rest()
        assert len([m for m in discord.shown(ROOM) if "say I wait" in m.text]) == 1


async def test_killed_in_the_middle_again_and_again_nothing_is_lost_or_double(
    root: Path, discord: Discord
):
    """Every kill is a SIGKILL to the gateway's own process, at another place of a turn."""
    places = (
        ("POST", "/callback"),
        ("POST", "/messages"),
        ("PATCH", "/messages/"),
    )
    for number, (method, path) in enumerate(places):
        gateway = await _start(root, discord)
        seen = len(discord.called(method, path))
        if number:
            await discord.write(f"step {number}")
        else:
            await discord.command("story", "start")
        await discord.until(lambda: len(discord.called(method, path)) > seen, seconds=30)  # noqa: B023
        gateway.send_signal(signal.SIGKILL)
        await gateway.wait()
    await discord.write("the end")
    gateway = await _start(root, discord)
    await discord.until(lambda: [m for m in discord.shown() if "say the end" in m.text], seconds=30)
    gateway.send_signal(signal.SIGTERM)
    await gateway.wait()
    told = [m.text for m in discord.shown() if re.search(r"^Turn \d+: ", m.text, re.MULTILINE)]
    turns = [re.search(r"^Turn (\d+): (.*)$", text, re.MULTILINE) for text in told]
    said = {int(turn[1]): turn[2] for turn in turns if turn}
    wanted = ["start", *(f"say step {n}" for n in range(1, len(places))), "say the end"]
    assert said == dict(enumerate(wanted)), "each once, in the order they were said"
    twice = [text for text in told if "Sent again" in text]
    assert len(told) - len(wanted) <= len(twice), "what came twice says so"


async def _start(root: Path, discord: Discord) -> asyncio.subprocess.Process:
    """A gateway of its own, once its bot is online."""
    environment = {
        **os.environ,
        "TAPEWAY_DISCORD_TOKEN": discord.token,
        "DISCORD_API": discord.base,
        "DATA_ROOT": str(root),
    }
    script, lives = Path(__file__).parent / "one_gateway.py", len(discord.gateway.identified)
    started = await asyncio.create_subprocess_exec(sys.executable, str(script), env=environment)
    await discord.until(lambda: len(discord.gateway.identified) > lives, seconds=30)
    return started
