"""`state.json` says where the story stands, also where no turn brought it there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gateway import Verb
from gateway.app import Gateway
from gateway.settings import load
from gateway.testing import FakeDarkroom, FakePlatform, FakeStory, offering


async def stands_after(root: Path, *said: tuple[Verb, str]) -> dict[str, Any]:
    chat = FakePlatform()
    settings = load(root=root, poll=0.02, disabled_plugins=["studio"])
    plugins = [FakeStory(), offering(chat)]
    async with Gateway(settings, plugins=plugins, darkroom=FakeDarkroom()) as gateway:
        for verb, argument in said:
            await gateway.engine.hear(chat.event(verb, argument))
        await gateway.rest()
    state: dict[str, Any] = json.loads((root / "fake.room" / "state.json").read_bytes())
    return state


async def test_an_ejected_run_is_not_running(tmp_path: Path) -> None:
    state = await stands_after(tmp_path, (Verb.START, ""), (Verb.SAY, "go"), (Verb.EJECT, ""))
    assert (state["running"], state["turn"]) == (False, 1)


async def test_after_a_rewind_it_stands_at_the_turn_that_was_named(tmp_path: Path) -> None:
    said = (Verb.START, ""), (Verb.SAY, "go"), (Verb.SAY, "on"), (Verb.REWIND, "1")
    state = await stands_after(tmp_path, *said)
    assert (state["running"], state["turn"], state["image"]) == (True, 1, "images/frame_1.png")


async def test_a_setting_is_in_it_at_once(tmp_path: Path) -> None:
    said = (Verb.START, ""), (Verb.SAY, "go"), (Verb.SETTINGS, "look clean")
    assert (await stands_after(tmp_path, *said))["settings"]["look"] == "clean"
