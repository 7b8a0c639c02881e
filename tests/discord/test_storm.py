"""Many conversations in bad weather: every event one turn, none lost, none double, none strayed.

`DISCORD_STORM=200` makes it a storm of so many conversations.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from typing import Any

from discord_house import Build
from discord_wire import ALONE, BOT_ID, ROOM, Discord, Fault

CHATS, STEPS = int(os.environ.get("DISCORD_STORM", "14")), 3
WEATHER = [
    Fault("POST", "/messages", status=429, retry_after=1),
    Fault("PATCH", "/messages", status=429, retry_after=1),
    Fault("PATCH", "/channels/", drop="upload"),
    Fault("PATCH", "/messages", status=502),
    Fault("PATCH", "/messages", drop="after"),
    Fault("POST", "/messages", drop="before"),
    Fault("POST", "/messages", drop="after"),
    Fault("POST", "/messages", status=500),
]


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


async def act(discord: Discord, step: int, chat: int) -> dict[str, Any]:
    """What somebody does there: by command, by mention, or alone with the bot."""
    person = chat - ALONE if chat > ALONE else 1 + chat % 50
    if not step:
        return await discord.command("story", "start", channel=chat, person=person)
    words = f"{chat} does {step}"
    if chat % 2:
        return await discord.command("story", "say", channel=chat, person=person, words=words)
    return await discord.write(f"<@{BOT_ID}> {words}", channel=chat, person=person)


async def blow(discord: Discord, dice: random.Random, step: int, chats: list[int]) -> None:
    """A step in every conversation, in any order, some of them twice."""
    dice.shuffle(chats)
    for number, chat in enumerate(chats):
        event = await act(discord, step, chat)
        if dice.random() < 0.4:
            await discord.again(event)
        if dice.random() < 0.4:
            discord.faults.append(dice.choice(WEATHER))
        if number == len(chats) // 2:
            await discord.gateway.drop()


def told(discord: Discord, step: int, chats: list[int]) -> bool:
    """Every conversation has come that far; one look at all messages, for there are many."""
    turn = f"Turn {step}: "
    seen = {
        message.channel
        for message in discord.messages.values()
        if any(turn in embed.get("description", "") for embed in message.embeds)
    }
    return seen >= set(chats)


async def test_in_a_storm_every_event_is_one_turn_in_its_own_folder(house: Build, discord: Discord):
    dice = random.Random(7)
    alone = [ALONE + number for number in range(1, CHATS // 2 + 1)]
    chats = alone + [ROOM + number for number in range(CHATS - len(alone))]
    async with house(sleep=_no_time, sleep_of_bot=_no_time, play={"film": "off"}) as home:
        for step in range(STEPS):
            await blow(discord, dice, step, chats)
            await discord.until(lambda: told(discord, step, chats), seconds=60 + CHATS)  # noqa: B023
        await home.gateway.rest()
        for chat in chats:
            wanted = ["start", *(f"say {chat} does {step}" for step in range(1, STEPS))]
            shown = "\n".join(m.text for m in discord.shown(chat))
            assert re.findall(r"^Turn \d+: (.*)$", shown, re.MULTILINE) == wanted, chat
            frames = sorted(frame.name for frame in (home.folder(chat) / "images").iterdir())
            assert frames == [f"frame_{n}.png" for n in range(STEPS)]
        assert len({home.folder(chat) for chat in chats}) == CHATS
        assert len(discord.gateway.resumed) >= STEPS
