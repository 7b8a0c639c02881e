"""Many conversations on three platforms in bad weather: every event is one turn, in its own place.

`TAPEWAY_STORM=1000 pytest tests/together/test_storm.py -s` is the whole of it.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from crowds import Crowd, DiscordCrowd, SlackCrowd, TelegramCrowd
from discord_service import DiscordService
from marked import MarkedStory, at_once, picture
from slack_service import SlackService
from telegram_service import TelegramService

from gateway import Event, Turn, hookimpl
from gateway.app import Gateway
from gateway.testing.conformance import Service

CONVERSATIONS: Final = int(os.environ.get("TAPEWAY_STORM", "36"))
STEPS: Final = 4


class Ears:
    """Hears what comes in, and how often, and what was played."""

    def __init__(self) -> None:
        self.heard: Counter[str] = Counter()
        self.played = 0
        self._changed = asyncio.Condition()

    @hookimpl
    def admit_event(self, event: Event) -> None:
        self.heard[event.id] += 1

    @hookimpl
    async def turn_finished(self, turn: Turn) -> None:
        self.played += 1
        async with self._changed:
            self._changed.notify_all()

    async def until(self, turns: int) -> None:
        """Wait until so many turns were played."""
        async with asyncio.timeout(600), self._changed:
            await self._changed.wait_for(lambda: self.played >= turns)


async def test_in_a_storm_every_event_is_one_turn_in_its_own_folder(
    root: Path, services: Mapping[str, Service]
):
    discord, slack, telegram = (services[name] for name in ("discord", "slack", "telegram"))
    assert isinstance(discord, DiscordService)
    assert isinstance(slack, SlackService)
    assert isinstance(telegram, TelegramService)
    crowds: list[Crowd] = [DiscordCrowd(discord), SlackCrowd(slack), TelegramCrowd(telegram)]
    ears, dice = Ears(), random.Random(7)
    platforms = [crowd.platform() for crowd in crowds]
    how = {"sleep": _no_time, "play": {"film": "off"}}
    async with at_once(root, platforms, MarkedStory(), ears, **how) as gateway:
        chats = [(crowd, n) for crowd in crowds for n in range(1, CONVERSATIONS // 3 + 1)]
        for step in range(STEPS):
            await _one_step(step, chats, dice)
            await ears.until((step + 1) * len(chats))
            await gateway.rest()
        for crowd in crowds:
            told = crowd.told()
            for chat in (chat for whose, chat in chats if whose is crowd):
                _one_turn_an_event(gateway, crowd, chat, told[chat])
    assert ears.played == len(ears.heard) == STEPS * len(chats), "somebody heard what nobody said"
    again = sum(ears.heard.values()) - len(ears.heard)
    assert again, "nothing came twice"
    print(f"\n{len(chats)} conversations, {len(ears.heard)} events, {again} more came again")


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


async def _one_step(step: int, chats: list[tuple[Crowd, int]], dice: random.Random) -> None:
    """Everybody does something, in any order; some of it comes again, at once or much later."""
    dice.shuffle(chats)
    late: list[tuple[Crowd, object]] = []
    for crowd, chat in chats:
        if dice.random() < 0.3:
            await crowd.storm(dice, chat)
        event = await (crowd.say(chat, f"{chat} does {step}") if step else crowd.start(chat))
        if dice.random() < 0.2:
            await crowd.again(event)
        if dice.random() < 0.2:
            late.append((crowd, event))
    dice.shuffle(late)
    for crowd, event in late:
        await crowd.again(event)


def _one_turn_an_event(gateway: Gateway, crowd: Crowd, chat: int, told: str) -> None:
    """Each once, in order, in words and in the folder; nothing of anybody else's."""
    session, folders = crowd.session(chat), gateway.store.folders
    wanted = ["start", *(f"say {chat} does {step}" for step in range(1, STEPS))]
    turns = re.findall(r"^(?:> )?Turn (\d+): (.*)$", told, re.MULTILINE)
    assert list(dict(turns).values()) == wanted, f"{session}: {told}"
    assert len(turns) - len(wanted) <= told.lower().count("sent again"), f"{session}: {told}"
    history = folders.read_history(session)
    assert [str(turn["text"]) for turn in history] == [
        f"Turn {number}: {text}" for number, text in enumerate(wanted)
    ]
    frames = {p.name: p.read_bytes() for p in (folders.path(session) / "images").iterdir()}
    assert frames == {f"frame_{n}.png": picture(session, n) for n in range(STEPS)}
