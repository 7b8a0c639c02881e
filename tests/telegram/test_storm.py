"""Many conversations in bad weather: every event one turn, none lost, none double, none strayed."""

from __future__ import annotations

import asyncio
import os
import random
import re

from telegram_house import Build
from telegram_wire import Fault, Telegram

CHATS, STEPS = int(os.environ.get("TELEGRAM_STORM", "24")), 4
WEATHER = [
    Fault("sendMessage", code=429, says="Too Many Requests", retry_after=1),
    Fault("editMessageMedia", code=429, says="Too Many Requests", retry_after=1),
    Fault("editMessageMedia", drop="upload"),
    Fault("editMessageMedia", code=502, says="Bad Gateway"),
    Fault("editMessageMedia", drop="after"),
    Fault("getUpdates", drop="before"),
    Fault("getUpdates", drop="after"),
]


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


async def test_in_a_storm_every_event_is_one_turn_in_its_own_folder(
    house: Build, telegram: Telegram
):
    dice = random.Random(7)

    def told(step: int) -> bool:
        return all(any(f"Turn {step}: " in m.text for m in telegram.shown(chat)) for chat in chats)

    async with house(sleep=_no_time, sleep_of_bot=_no_time, play={"film": False}) as home:
        chats = [*range(1, CHATS // 2 + 1), *range(-CHATS // 2, 0)]
        for step in range(STEPS):
            dice.shuffle(chats)
            for chat in dice.sample(chats, CHATS // 5):
                # Once a message: what nobody knows twice the gateway gives up, and says so.
                drop = dice.choice(["before", "after"])
                telegram.faults.append(Fault("sendMessage", chat=chat, drop=drop))
            for chat in chats:
                text = "/start@tape_bot" if not step else f"/say@tape_bot {chat} does {step}"
                update = await telegram.write(text, chat=chat, person=abs(chat))
                if dice.random() < 0.4:
                    await telegram.again(update)
                if dice.random() < 0.2:
                    telegram.faults.append(dice.choice(WEATHER))
            await telegram.until(lambda: told(step))  # noqa: B023 - at once
        await telegram.until(lambda: not telegram.waiting)
        await home.gateway.rest()
        pictures = set()
        for chat in chats:
            wanted = ["start", *(f"say {chat} does {step}" for step in range(1, STEPS))]
            shown = "\n".join(m.text for m in telegram.shown(chat))
            turns = dict(re.findall(r"^Turn (\d+): (.*)$", shown, re.MULTILINE))
            assert list(turns.values()) == wanted, chat
            history = home.gateway.store.folders.read_history(home.session(chat))
            assert [str(turn["text"]) for turn in history] == [
                f"Turn {n}: {text}" for n, text in enumerate(wanted)
            ]
            frames = sorted((home.folder(chat) / "images").iterdir())
            assert [frame.name for frame in frames] == [f"frame_{n}.png" for n in range(STEPS)]
            pictures.add(tuple(frames))
        assert len(pictures) == CHATS
