"""A tape and a film made on each platform are watched on each; printed as a table."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from marked import MarkedStory, at_once, picture

from gateway import SessionId, Verb
from gateway.testing.conformance import Service

TURNS: Final = 3
CODE: Final = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
FILM: Final = b"film "


async def test_what_is_made_on_one_platform_plays_on_every_other(
    root: Path, services: Mapping[str, Service]
):
    platforms = {name: service.platform() for name, service in services.items()}
    table: dict[tuple[str, str], str] = {}
    async with at_once(root, list(platforms.values()), MarkedStory(turns=TURNS)):
        shared = await asyncio.gather(*map(make_and_share, services.values()))
        codes = dict(zip(services, shared, strict=True))
        for maker, (tape, film) in codes.items():
            session = services[maker].session(services[maker].chats[0])
            seen = await asyncio.gather(
                *(watch(service, session, tape, film) for service in services.values())
            )
            for watcher, sizes in zip(services, seen, strict=True):
                room = platforms[watcher].limits.upload
                assert room is None or max(sizes) <= room
                table[maker, watcher] = "tape and film"
        for maker, service in services.items():
            await ask(service, service.chats[0], Verb.UNSHARE, "all", "Taken back")
            for other in services.values():
                await ask(other, other.chats[1], Verb.WATCH, codes[maker][0], "nothing to see")
    print(f"\n| made on | {' | '.join(services)} |\n|{' --- |' * (len(services) + 1)}")
    for maker in services:
        print(f"| {maker} | {' | '.join(table[maker, watcher] for watcher in services)} |")


async def make_and_share(service: Service) -> tuple[str, str]:
    """Play a run to its end, make its tape and film, share both; their codes."""
    chat = service.chats[0]
    await ask(service, chat, Verb.START, "plain", "Turn 0: start")
    for number in range(1, TURNS):
        await ask(service, chat, Verb.SAY, f"step {number}", f"Turn {number}: say step {number}")
    await service.until(lambda: [f for f in files(service, chat) if f.count(b"\x89PNG") == TURNS])
    await service.ask(chat, Verb.FILM)
    await service.until(lambda: [f for f in files(service, chat) if f.startswith(FILM)])
    tape = await share(service, chat, "tape")
    return tape, await share(service, chat, "film")


async def share(service: Service, chat: str, what: str) -> str:
    before = set(CODE.findall(read(service, chat)))
    await service.ask(chat, Verb.SHARE, what)
    await service.until(lambda: set(CODE.findall(read(service, chat))) - before)
    (code,) = set(CODE.findall(read(service, chat))) - before
    return str(code)


async def watch(service: Service, made: SessionId, tape: str, film: str) -> list[int]:
    """Watch both somewhere else; their sizes."""
    chat, frames = service.chats[1], b"".join(picture(made, number) for number in range(TURNS))
    await service.ask(chat, Verb.WATCH, tape)
    await service.until(lambda: [f for f in files(service, chat) if f.endswith(frames)])
    before = len([f for f in files(service, chat) if f.startswith(FILM)])
    await service.ask(chat, Verb.WATCH, film.lower().replace("-", " "))
    await service.until(
        lambda: len([f for f in files(service, chat) if f.startswith(FILM)]) > before
    )
    shown = read(service, chat)
    assert str(made) not in shown, "whose it is is nobody's business"
    assert not [part for part in made.parts if len(part) > 3 and part in shown]
    return [len(file) for file in files(service, chat)]


async def ask(service: Service, chat: str, verb: Verb, argument: str, wanted: str) -> None:
    before = read(service, chat).count(wanted)
    await service.ask(chat, verb, argument)
    await service.until(lambda: read(service, chat).count(wanted) > before)


def read(service: Service, chat: str) -> str:
    """All that Ann reads there, without the marks of the platform."""
    return re.sub(r"[*_`]", "", "\n".join(service.read_by("ann", chat)))


def files(service: Service, chat: str) -> list[bytes]:
    return [file for message in service.shown(chat) for file in message.files]
