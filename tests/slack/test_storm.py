"""Many conversations in bad weather: every event one turn, none lost, none double, none strayed.

`SLACK_STORM=400` makes it that many; so do it before a release.
"""

from __future__ import annotations

import asyncio
import os
import random
import re

from slack_chat import Fault
from slack_house import NAME, ROOM, Build
from slack_wire import Slack

CHATS, STEPS = int(os.environ.get("SLACK_STORM", "15")), 4
WEATHER = [
    Fault("chat.postMessage", retry_after=1),
    Fault("chat.update", retry_after=1),
    Fault("chat.update", status=502),
    Fault("chat.update", drop="after"),
    Fault("chat.update", drop="before"),
    Fault("upload", drop="upload"),
    Fault("files.getUploadURLExternal", drop="after"),
    Fault("files.completeUploadExternal", error="internal_error"),
    Fault("apps.connections.open", drop="before"),
]


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


def _places() -> list[tuple[str, str | None]]:
    """Channels, threads of one channel, people alone with it."""
    third = CHATS // 3
    return [
        *((f"C{number}", None) for number in range(third)),
        *((ROOM, f"17189000{number:02}.000001") for number in range(third)),
        *((f"D{number}", None) for number in range(CHATS - 2 * third)),
    ]


async def _weather(slack: Slack, dice: random.Random, channel: str) -> None:
    if dice.random() < 0.2:
        slack.faults.append(dice.choice(WEATHER))
    if dice.random() < 0.1:
        drop = dice.choice(["before", "after"])
        slack.faults.append(Fault("chat.postMessage", channel=channel, drop=drop))
    if dice.random() < 0.05:
        await dice.choice([slack.hang_up, slack.renew])()


async def test_in_a_storm_every_event_is_one_turn_in_its_own_folder(house: Build, slack: Slack):
    dice, places = random.Random(7), _places()

    def told(step: int) -> bool:
        return all(any(f"Turn {step}: " in m.reads for m in slack.shown(*at)) for at in places)

    async with house(sleep=_no_time, sleep_of_bot=_no_time, play={"film": False}) as home:
        await slack.until(lambda: slack.lines)
        for step in range(STEPS):
            dice.shuffle(places)
            for channel, thread in places:
                asked = "start" if not step else f"say {channel} {thread} does {step}"
                await slack.write(f"{NAME} {asked}", channel=channel, thread=thread)
                sent = slack.sent
                if dice.random() < 0.4:
                    await slack.again(sent)
                await _weather(slack, dice, channel)
            await slack.again_all()
            await slack.until(lambda: told(step))  # noqa: B023 - at once
        await slack.again_all()
        await slack.until(lambda: not slack.unanswered)
        await home.gateway.rest()
        pictures = set()
        for channel, thread in places:
            wanted = ["start", *(f"say {channel} {thread} does {n}" for n in range(1, STEPS))]
            shown = "\n".join(m.reads for m in slack.shown(channel, thread))
            turns = dict(re.findall(r"^Turn (\d+): (.*)$", shown, re.MULTILINE))
            assert list(turns.values()) == wanted, (channel, thread)
            parts = (channel, *([thread] if thread else []))
            history = home.gateway.store.folders.read_history(home.session(*parts))
            assert [str(turn["text"]) for turn in history] == [
                f"Turn {n}: {text}" for n, text in enumerate(wanted)
            ]
            frames = sorted((home.folder(*parts) / "images").iterdir())
            assert [frame.name for frame in frames] == [f"frame_{n}.png" for n in range(STEPS)]
            pictures.add(tuple(frames))
        assert len(pictures) == CHATS
