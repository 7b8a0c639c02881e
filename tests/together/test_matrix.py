"""Every verb on every platform works or is refused politely; printed as a table."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from marked import MarkedStory, at_once

from gateway import VERBS, Verb
from gateway.testing.conformance import Service

Row = tuple[Verb, str, str, str]

A_TAPE, A_FILM, A_PICTURE = "a tape", "a film", "a picture"
ME = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00 a picture of Ann"

ROWS: Final[list[Row]] = [
    (Verb.STATUS, "", "No story is running here", "refused before a story"),
    (Verb.TAPE, "", "nothing to put on a tape", "refused before a story"),
    (Verb.EJECT, "", "No story is running here", "refused before a story"),
    (Verb.START, "nowhere", "There is no world 'nowhere'", "refused: no such world"),
    (Verb.START, "plain", "Turn 0: start", "works"),
    (Verb.SAY, "I wave", "Turn 1: say I wave", "works"),
    (Verb.CHOOSE, "right", "Turn 2: choose Look right", "works"),
    (Verb.CHOOSE, "9", "There is no choice '9'", "refused: no such way"),
    (Verb.STATUS, "", "turn 2 (3 in this run)", "works"),
    (Verb.SETTINGS, "", "players: anyone", "works"),
    (Verb.SETTINGS, "look clean", "From now on: look clean.", "works"),
    (Verb.SETTINGS, "look blurred", "look cannot be 'blurred'", "refused: no such look"),
    (Verb.HERO, "", "There is no picture of who you play", "refused: none was sent"),
    (Verb.HERO, A_PICTURE, "This is who you play now", "works"),
    (Verb.HERO, "off", "Taken away: how you look", "works"),
    (Verb.TAPE, "", A_TAPE, "works"),
    (Verb.FILM, "", A_FILM, "works"),
    (Verb.REWIND, "0", "Rewound to turn 0", "works"),
    (Verb.REWIND, "99", "There is no turn '99'", "refused: no such turn"),
    (Verb.SAY, "I go on", "Turn 3: say I go on", "works"),
    (Verb.SHARE, "tape", "Anybody who has this code can watch", "works"),
    (Verb.SHARES, "", "To take one back", "works"),
    (Verb.WATCH, "0000-0000-0000-0000", "nothing to see by that code", "refused: no such code"),
    (Verb.UNSHARE, "all", "Taken back", "works"),
    (Verb.TAPES, "", "Your tapes and films", "works"),
    (Verb.FOLLOW, "", "Whoever has this address", "works"),
    (Verb.UNFOLLOW, "", "Nothing is followed here any more", "works"),
    (Verb.LINK, "", "Your code is", "works"),
    (Verb.UNLINK, "", "This account is joined to no other", "refused: it stands alone"),
    (Verb.EJECT, "", A_TAPE, "works"),
    (Verb.HELP, "", "Talk to play", "works"),
    (Verb.FORGET, "", "This deletes the story here", "asks once more"),
]


async def test_every_verb_is_answered_on_every_platform(
    root: Path, services: Mapping[str, Service]
):
    platforms = [service.platform() for service in services.values()]
    async with at_once(root, platforms, MarkedStory()) as gateway:
        told = await asyncio.gather(*(_ask_all(*one) for one in services.items()))
        await gateway.rest()
    assert {verb for verb, *_ in ROWS} == set(VERBS.values()), "a verb is missing"
    print(f"\n| verb | {' | '.join(services)} |\n|{' --- |' * (len(services) + 1)}")
    for row, cells in zip(ROWS, zip(*told, strict=True), strict=True):
        print(f"| {row[0]} {row[1]} | {' | '.join(cells)} |".replace("  ", " "))


async def _ask_all(name: str, service: Service) -> list[str]:
    """What comes of each row there."""
    chat, cells = service.chats[0], []
    for verb, argument, wanted, how in ROWS:
        before = _seen(service, chat, wanted)
        if argument == A_PICTURE:
            await service.send(chat, ME, verb)
        else:
            await service.ask(chat, verb, argument)
        try:
            await service.until(lambda: _seen(service, chat, wanted) > before)  # noqa: B023
        except TimeoutError:
            raise AssertionError(f"{name}: {verb} {argument}\n{_read(service, chat)}") from None
        cells.append(how)
    return cells


def _seen(service: Service, chat: str, wanted: str) -> int:
    """How often it stands there, as a sentence or as a file."""
    files = [file for message in service.shown(chat) for file in message.files]
    if wanted == A_TAPE:  # the frames of two turns and more
        return len([file for file in files if file.count(b"\x89PNG") > 1])
    if wanted == A_FILM:
        return len([file for file in files if file.startswith(b"film ")])
    return _read(service, chat).count(wanted)


def _read(service: Service, chat: str) -> str:
    """All that Ann reads there, without the marks of the platform."""
    return re.sub(r"[*_`]", "", "\n".join(service.read_by("ann", chat)))
