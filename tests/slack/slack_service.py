"""People on a Slack in memory, as the suites that play on every platform know them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gateway_slack import inbound, limits, views
from gateway_slack.platform import SlackPlatform
from slack_house import NAME, ROOM, options_of
from slack_wire import BOT_ID, BOT_USER, Slack
from slack_wire import Fault as WireFault
from slack_wire import Shown as WireShown

from gateway import Pacer, Platform, SessionId, Verb
from gateway.testing import PacerClock
from gateway.testing.conformance import Fault, Promise, Shown

CHATS: dict[str, tuple[str, str | None]] = {
    "alone": ("D1", None),
    "channel": (ROOM, None),
    "thread": (ROOM, "1718900000.123456"),
}
PEOPLE = {"ann": "U1", "ben": "U2"}
FAULTS = {
    Fault.BUSY: WireFault("chat.postMessage", retry_after=7),
    Fault.TOO_LARGE: WireFault("upload", status=413),
    Fault.CUT: WireFault("upload", drop="upload"),
}


async def nap(seconds: float) -> None:
    """No time at all."""
    await asyncio.sleep(0)


class SlackService:
    """People on a Slack in memory."""

    chats: Sequence[str] = tuple(CHATS)
    mention = "<@U2> <!channel>"
    lacks: Mapping[Promise, str] = {}

    def __init__(self, slack: Slack, root: Path) -> None:
        self.slack = slack
        self.root = root

    def platform(self) -> Platform:
        clock = PacerClock()
        pacer = Pacer(chat=limits.rates, bot=limits.BOT, clock=clock, sleep=clock.sleep)
        options = options_of(self.slack, self.root)
        return SlackPlatform(options, pacer=pacer, sleep=nap, now=lambda: self.slack.now)

    def session(self, chat: str) -> SessionId:
        return inbound.session_of("slack", self.slack.team, *CHATS[chat])

    async def say(self, chat: str, text: str, *, person: str = "ann") -> None:
        channel, thread = CHATS[chat]
        # In a channel the bot is named; alone with it, and in a thread that plays, it need not be.
        named = f"{NAME} {text}" if chat == "channel" else text
        await self.slack.write(named, channel=channel, thread=thread, person=PEOPLE[person])

    async def ask(self, chat: str, verb: Verb, argument: str = "", *, person: str = "ann") -> None:
        channel, thread = CHATS[chat]
        asked, who = f"{verb.value} {argument}".strip(), PEOPLE[person]
        if thread:  # Slack has no commands in threads
            await self.slack.write(f"{NAME} {asked}", channel=channel, thread=thread, person=who)
        else:
            await self.slack.command(asked, channel=channel, person=who)

    async def send(
        self, chat: str, picture: bytes, words: str = "", *, person: str = "ann"
    ) -> None:
        channel, thread = CHATS[chat]
        await self.slack.write(
            words if chat == "alone" else f"{NAME} {words}",
            channel=channel,
            thread=thread,
            person=PEOPLE[person],
            subtype="file_share",
            files=[self.slack.store.keep(picture)],
        )

    async def press(self, shown: Shown, button: str, *, person: str = "ann") -> None:
        message = self.slack.messages[shown.handle]
        await self.slack.press(button, message, person=PEOPLE[person])

    async def repeat(self) -> None:
        await self.slack.again()

    async def echo(self, chat: str, text: str) -> None:
        channel, thread = CHATS[chat]
        await self.slack.write(text, channel=channel, thread=thread, person=BOT_USER, bot_id=BOT_ID)

    def waiting(self) -> int:
        return len(self.slack.unanswered)

    def shown(self, chat: str) -> Sequence[Shown]:
        return [_as_seen(message) for message in self.slack.shown(*CHATS[chat])]

    def read_by(self, person: str, chat: str) -> Sequence[str]:
        channel, _ = CHATS[chat]
        told = [message.reads for message in self.slack.whispers
                if (message.to, message.channel) == (PEOPLE[person], channel)]  # fmt: skip
        return [*told, *(message.text for message in self.shown(chat))]

    async def fail(self, fault: Fault) -> None:
        self.slack.faults.append(FAULTS[fault])

    async def late(self) -> None:
        self.slack.now += limits.RESPOND_FOR + 1

    async def until(self, found: Callable[[], object], *, seconds: float = 60.0) -> None:
        await self.slack.until(found, seconds=seconds)


def _as_seen(message: WireShown) -> Shown:
    files = [*message.files, *([message.picture] if message.picture else [])]
    alts = [block["alt_text"] for block in message.blocks if block["type"] == "image"]
    return Shown(
        text="\n".join([message.reads, *(alt for alt in alts if not message.picture)]),
        # The one for one's own words is Slack's idiom and no way on of the story's.
        buttons=tuple(label for label, name, _ in message.buttons if name != views.SAY),
        files=tuple(file.data for file in files),
        mentions=tuple(message.mentions),
        handle=(message.channel, message.ts),
    )
