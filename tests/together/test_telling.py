"""Words that are still being written, on every platform: they are seen, and give way."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from marked import MarkedStory, at_once

from gateway import Scene, SessionId, Told, Turn, Verb, hookimpl
from gateway.testing import FakeStory
from gateway.testing.conformance import Service


class Halting(MarkedStory):
    """Has begun, and waits with the rest until its conversation is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on: dict[SessionId, asyncio.Event] = defaultdict(asyncio.Event)

    @hookimpl
    async def write_scene(self, turn: Turn, told: Told) -> Scene:  # type: ignore[override]
        await told("It was a dark")
        await self.go_on[turn.session].wait()
        return await FakeStory.write_scene(self, turn)


async def test_the_whole_words_take_the_place_of_the_first(
    root: Path, services: Mapping[str, Service]
):
    story = Halting()
    platforms = [service.platform() for service in services.values()]
    async with at_once(root, platforms, story):
        await asyncio.gather(*(give_way(service, story) for service in services.values()))


async def give_way(service: Service, story: Halting) -> None:
    """A first turn alone with the bot."""
    chat = service.chats[0]
    await service.ask(chat, Verb.START, "plain 7")
    await service.until(lambda: seen(service, chat) == [("It was a dark …", 0)])
    story.go_on[service.session(chat)].set()
    await service.until(lambda: any(buttons for _, buttons in seen(service, chat)))
    ((text, buttons),) = seen(service, chat)
    assert "Turn 0: start" in text
    assert "dark" not in text
    assert buttons == 2


def seen(service: Service, chat: str) -> list[tuple[str, int]]:
    """What is told in a chat, and how many buttons it has."""
    told = [(message.text, len(message.buttons)) for message in service.shown(chat)]
    return [(text, buttons) for text, buttons in told if "dark" in text or "Turn" in text]
