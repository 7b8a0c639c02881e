"""What `docs/index.md` promises, seen from outside; the details have tests of their own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import MediaError, Part, Price, Scene, Turn, Verb, hookimpl
from gateway.app import Gateway
from gateway.settings import load
from gateway.testing import FakeDarkroom, FakePlatform, FakeStory, offering

Run = Callable[..., subprocess.CompletedProcess[str]]

SAID = [str(number) for number in range(6)]
KILLED = 9


@pytest.fixture
def chat() -> FakePlatform:
    return FakePlatform()


def gateway(root: Path, chat: FakePlatform, *plugins: object, **settings: Any) -> Gateway:  # noqa: ANN401
    """One without the studio, on a root that may have been played in."""
    known = {"root": root, "poll": 0.02, "disabled_plugins": ["studio"], **settings}
    more = [FakeStory(), *plugins, offering(chat)]
    return Gateway(load(**known), plugins=more, darkroom=FakeDarkroom())


async def test_two_conversations_at_once_share_nothing(tmp_path: Path, chat: FakePlatform) -> None:
    rooms = [chat.session("red"), chat.session("blue")]
    async with gateway(tmp_path, chat) as g:
        for verb, argument in ((Verb.START, ""), (Verb.SAY, "look"), (Verb.TAPE, "")):
            await asyncio.gather(
                *(g.engine.hear(chat.event(verb, argument, session=room)) for room in rooms)
            )
        await g.rest()
    for room in rooms:
        files = {path.name for path in (tmp_path / str(room)).rglob("*.*") if path.is_file()}
        assert {"frame_0.png", "frame_1.png"} < files
        (tape,) = (tmp_path / str(room) / "tapes").iterdir()
        frames = [tmp_path / str(room) / "images" / f"frame_{n}.png" for n in (0, 1)]
        assert tape.read_bytes() == b"".join(frame.read_bytes() for frame in frames)
        attached = [file for shown in chat.of(session=room) for file in shown.attachments]
        assert attached
        assert {file.session for file in attached} == {room}


async def test_a_double_click_runs_once(tmp_path: Path, chat: FakePlatform) -> None:
    async with gateway(tmp_path, chat) as g:
        await g.engine.hear(chat.event(Verb.START))
        await chat.until(lambda: chat.of(Part.WORDS))
        button = chat.of(Part.WORDS)[0].buttons[0].id
        click = chat.event(Verb.CHOOSE, button=button)
        assert await g.engine.hear(click)
        assert not await g.engine.hear(click)  # the platform repeats itself
        await g.engine.hear(chat.event(Verb.CHOOSE, button=button))  # the finger does
        await g.rest()
        turns = await g.store.database.read(lambda r: r.turns(chat.session()))
    assert [turn.index for turn in turns] == [0, 1]


async def test_a_restart_loses_nothing(tmp_path: Path, chat: FakePlatform, run: Run) -> None:
    assert run(__file__, "say", str(tmp_path), cwd=tmp_path).returncode == KILLED
    async with gateway(tmp_path, chat) as g:
        await g.rest()
        turns = await g.store.database.read(lambda r: r.turns(chat.session()))
    assert [turn.action.text for turn in turns] == ["", *SAID]


class TornTape:
    """Cuts no tape."""

    @hookimpl
    def cut_tape(self) -> None:
        raise MediaError("the tape tore.")


async def test_a_tape_never_fails_in_silence(tmp_path: Path, chat: FakePlatform) -> None:
    off = ["studio", "media"]
    story = FakeStory()
    story.cut_tape = None  # type: ignore[assignment] # nobody else cuts one
    async with Gateway(
        load(root=tmp_path, poll=0.02, disabled_plugins=off),
        plugins=[story, TornTape(), offering(chat)],
        darkroom=FakeDarkroom(),
    ) as g:
        await g.engine.hear(chat.event(Verb.START))
        await g.engine.hear(chat.event(Verb.EJECT))
        await g.rest()
    assert "The tape could not be made: the tape tore." in [d.text for d in chat.of(Part.NOTICE)]


class DearWriter:
    """Charges ten cents and never comes to an end."""

    def __init__(self) -> None:
        self.called = asyncio.Event()

    @hookimpl
    def quote(self, kind: str) -> Price | None:
        return Price(amount=100_000, model="dear") if kind == "scene" else None

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        self.called.set()
        await asyncio.Event().wait()
        raise AssertionError(turn)


async def test_nothing_is_paid_twice(tmp_path: Path, chat: FakePlatform, run: Run) -> None:
    assert run(__file__, "pay", str(tmp_path), cwd=tmp_path).returncode == KILLED
    writer = DearWriter()
    async with gateway(tmp_path, chat, writer, drain=0) as g, asyncio.timeout(20):
        await g.rest()
        ledger = await g.store.database.read(lambda r: r.ledger())
    assert not writer.called.is_set()
    assert [(line.model, line.state, line.settled) for line in ledger] == [
        ("dear", "unknown", 100_000)
    ]
    assert "Turn 0: start" in chat.of(Part.WORDS)[0].text  # told all the same, by who is free


async def _be_killed(what: str, root: Path) -> None:
    """Play in a process of its own, and die without a word."""
    chat, writer = FakePlatform(), DearWriter()
    async with gateway(root, chat, *([writer] if what == "pay" else [])) as g:
        await g.engine.hear(chat.event(Verb.START))
        if what == "pay":
            await writer.called.wait()
        else:
            for words in SAID:
                await g.engine.hear(chat.event(Verb.SAY, words))
        os._exit(KILLED)


if __name__ == "__main__":
    asyncio.run(_be_killed(sys.argv[1], Path(sys.argv[2])))
