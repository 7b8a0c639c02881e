"""One gateway, every platform at once: the same run on each, and nothing of it on another."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from marked import MarkedStory, at_once, picture

from gateway import SessionId, Verb
from gateway.app import Gateway
from gateway.testing.conformance import Service, Shown

TURNS = 8


async def test_the_same_run_on_every_platform_at_once(root: Path, services: Mapping[str, Service]):
    platforms = [service.platform() for service in services.values()]
    async with at_once(root, platforms, MarkedStory(turns=TURNS)) as gateway:
        chats = {name: service.chats[0] for name, service in services.items()}
        told = await asyncio.gather(
            *(play(service, chats[name]) for name, service in services.items())
        )
        await gateway.rest()
        for name, service in services.items():
            only_its_own(gateway, service.session(chats[name]), service.shown(chats[name]))
    assert len(set(map(tuple, told))) == 1, "the story is another one somewhere"
    assert folders(root) == sorted(services), "somebody else has a folder"
    side_by_side(dict(zip(services, told, strict=True)))


def folders(root: Path) -> list[str]:
    """The platforms of the sessions there are."""
    return sorted(p.name.split(".")[0] for p in root.iterdir() if not p.name.startswith("."))


async def play(service: Service, chat: str) -> list[str]:
    """A run to its end, by words and buttons, with tape and film; the turns as they were told."""
    await service.ask(chat, Verb.START, "plain 7")
    for number in range(TURNS - 1):
        shown = await turn(service, chat, number)
        if number == 3:
            await service.say(chat, "I look into the well")
        else:
            await service.press(shown, shown.buttons[number % 2])
    await service.until(lambda: files(service, chat, b"\x89PNG", TURNS))
    await service.ask(chat, Verb.FILM)
    await service.until(lambda: files(service, chat, b"film ", 1))
    return turns(service.shown(chat))


async def turn(service: Service, chat: str, number: int) -> Shown:
    def found() -> Shown | None:
        told = (m for m in service.shown(chat) if f"Turn {number}: " in m.text and m.buttons)
        return next(told, None)

    await service.until(found)
    shown = found()
    assert shown
    return shown


def files(service: Service, chat: str, begins: bytes, many: int) -> bool:
    shown = [file for message in service.shown(chat) for file in message.files]
    return len([file for file in shown if file.startswith(begins)]) >= many


def turns(shown: Sequence[Shown]) -> list[str]:
    """The first line of each turn's words."""
    text = "\n".join(message.text for message in shown)
    return re.findall(r"^(?:> )?(Turn \d+: .*)$", text, re.MULTILINE)


def only_its_own(gateway: Gateway, session: SessionId, shown: Sequence[Shown]) -> None:
    """All that its folder holds and its conversation shows is of the session itself."""
    folder = gateway.store.folders.path(session)
    frames = sorted((folder / "images").iterdir(), key=lambda p: int(p.stem.split("_")[1]))
    assert [p.read_bytes() for p in frames] == [picture(session, n) for n in range(TURNS)]
    (tape,) = (folder / "tapes").iterdir()
    assert tape.read_bytes() == b"".join(picture(session, n) for n in range(TURNS))
    assert len(list((folder / "films" / "segments").iterdir())) == TURNS - 1
    assert len(list((folder / "films" / "final").iterdir())) == 1
    here = {p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert {file for message in shown for file in message.files} <= here


def side_by_side(told: Mapping[str, Sequence[str]]) -> None:
    names = list(told)
    print(f"\n| turn | {' | '.join(names)} |\n|{' --- |' * (len(names) + 1)}")
    for number, row in enumerate(zip(*told.values(), strict=True)):
        print(f"| {number} | {' | '.join(line.partition(': ')[2] for line in row)} |")
