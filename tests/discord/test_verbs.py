"""Every verb on Discord: works, or is refused politely; printed as a table."""

from __future__ import annotations

from typing import Any

from discord_house import Build
from discord_wire import Discord
from gateway_discord.commands import COMMANDS

from gateway import Verb

ROWS: list[tuple[Verb, dict[str, Any], str, str]] = [
    (Verb.STATUS, {}, "No story is running here", "refused before a story, to them alone"),
    (Verb.TAPE, {}, "nothing to put on a tape", "refused before a story, to them alone"),
    (Verb.EJECT, {}, "No story is running here", "refused before a story, to them alone"),
    (Verb.START, {"world": "nowhere"}, "There is no world 'nowhere'", "refused: no such world"),
    (Verb.START, {"world": "plain", "seed": 7}, "Turn 0: start", "works; worlds are suggested"),
    (Verb.SAY, {"words": "I wave"}, "Turn 1: say I wave", "works; also by form, mention, reply"),
    (Verb.CHOOSE, {"way": "right"}, "Turn 2: choose Look right", "works; also by button"),
    (Verb.CHOOSE, {"way": "9"}, "There is no choice '9'", "refused: no such way"),
    (Verb.STATUS, {}, "turn 2 (3 in this run)", "works"),
    (Verb.SETTINGS, {}, "players: anyone", "works"),
    (Verb.SETTINGS, {"name": "look", "value": "clean"}, "From now on: look clean.",
     "works; values are suggested"),
    (Verb.SETTINGS, {"name": "look", "value": "blurred"}, "look cannot be 'blurred'",
     "refused: no such look"),
    (Verb.HERO, {}, "There is no picture of who you play. Send one together with the word",
     "refused: none was sent"),
    (Verb.HERO, {"switch": "off"}, "There is no picture of who you play", "refused: none there"),
    (Verb.REWIND, {"turn": 0}, "Rewound to turn 0", "works"),
    (Verb.REWIND, {"turn": 99}, "There is no turn '99'", "refused: no such turn"),
    (Verb.TAPE, {}, "The tape of run 1", "works; its bar becomes the tape"),
    (Verb.FILM, {}, "The film of run 1", "works"),
    (Verb.EJECT, {}, "The tape of run 1", "works"),
    (Verb.SHARE, {}, "Anybody who has this code", "works"),
    (Verb.SHARES, {}, "a tape of The Plain", "works"),
    (Verb.UNSHARE, {"code": "all"}, "Taken back", "works"),
    (Verb.WATCH, {"code": "the-tape-1"}, "That is no code", "refused: no code"),
    (Verb.TAPES, {}, "Your tapes and films", "works"),
    (Verb.FOLLOW, {}, "Whoever has this address", "works"),
    (Verb.UNFOLLOW, {}, "Nothing is followed here any more", "works"),
    (Verb.LINK, {}, "Your code is", "works"),
    (Verb.UNLINK, {}, "joined to no other", "refused: joined to none"),
    (Verb.HELP, {}, "/story start [WORLD] [SEED]", "works, for whoever asked"),
    (Verb.FORGET, {}, "This deletes the story here", "asks once more"),
]  # fmt: skip


async def test_every_verb_is_answered(house: Build, discord: Discord):
    async with house() as home:
        for verb, asked, wanted, _ in ROWS:
            seen = {message.number for message in discord.read_by(1)}
            command = COMMANDS[verb]
            await discord.command(command.group, command.name, **asked)
            await discord.until(
                lambda: [m for m in discord.read_by(1) if m.number not in seen and wanted in m.text]  # noqa: B023
            )
            await home.gateway.rest()
        forget = discord.shown()[-1]
        await home.choose("Delete it all", forget)
        await home.said("Forgotten")
        await home.gateway.rest()
        assert not home.folder().exists()
    assert {verb for verb, *_ in ROWS} == set(Verb) - {Verb.SILENCE}
    print("\n| verb | command on Discord | what comes of it |\n| --- | --- | --- |")
    for verb, asked, _, how in ROWS:
        told = " ".join(f"{name}:{value}" for name, value in asked.items())
        command = COMMANDS[verb]
        print(f"| {verb} | `/{command.group} {command.name} {told}` | {how} |".replace(" `", "`"))
