"""The people on a Discord in memory: what they type, press and write, and what they see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from discord_cdn import Cdn
from discord_chat import Shown
from discord_gateway import MESSAGE_CONTENT, Gateway, Session

TOKEN = "MTA5OTUxMTYyNzc3Ng.GaBcDe.a-token-that-nobody-may-ever-see-in-a-log"
BOT_ID, APPLICATION = 1_099_511_627_776, 1_099_511_627_777
BOT = {"id": str(BOT_ID), "username": "tape", "discriminator": "0001", "avatar": None, "bot": True,
       "global_name": None, "public_flags": 0}  # fmt: skip
GUILD, ROOM, HALL, THREAD = 81384788765712384, 175928847299117063, 175928847299117064, 1759288473
ALONE = 900_000_000_000_000_000
"""A direct message of a person is this and their number."""

TEN_MIB, EPOCH = 10 * 1024 * 1024, 1_420_070_400_000
MAY = sum(1 << bit for bit in (10, 11, 14, 15, 16, 38))


@dataclass
class Interaction:
    """What a person did, and what the bot made of it; `at` is when, on Discord's clock."""

    id: int
    token: str
    kind: int
    person: int
    channel: int
    at: float
    callback: dict[str, Any] | None = None
    after: float = 0.0
    """Seconds from the deed to its acknowledgement."""
    original: int | None = None


class People:
    """What people do is brought to the bot over its Gateway."""

    def __init__(self) -> None:
        self.messages: dict[int, Shown] = {}
        self.said: dict[int, list[dict[str, Any]]] = {}
        """What people wrote, by channel."""
        self.interactions: dict[int, Interaction] = {}
        self.token = TOKEN
        self.may = MAY
        """What the bot may in channels of servers."""
        self.largest = TEN_MIB
        self.odd = False
        """The next channel has too little for the SDK's own model of it."""
        self.host = ""
        self._ahead = 0.0
        self._numbers = count(1)
        self._changed = asyncio.Condition()
        self.gateway = Gateway(self._ready, lambda token: token == self.token)
        self.cdn = Cdn(self.now, self.number)

    # ------------------------------------------------------------------------------------ the clock

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass here; nobody waits for it."""
        self._ahead += seconds

    def number(self) -> int:
        """A new id, which says when it was made."""
        return (int(self.now() * 1000) - EPOCH) << 22 | next(self._numbers)

    # --------------------------------------------------------------------------------------- people

    async def write(
        self,
        text: str,
        *,
        channel: int = 0,
        person: int = 1,
        **more: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """A person writes, in their direct message unless a channel is named."""
        channel = channel or ALONE + person
        mentioned = [BOT] if f"<@{BOT_ID}>" in text else []
        message = {
            **Shown(self.number(), channel, text).raw(self._user(person)),
            "mentions": mentioned,
            **self._place(channel, person),
            **more,
        }
        del message["flags"]
        self.said.setdefault(channel, []).append(message)
        await self.bring("MESSAGE_CREATE", message)
        return {"MESSAGE_CREATE": message}

    async def command(
        self,
        group: str,
        name: str,
        /,
        *,
        channel: int = 0,
        person: int = 1,
        typing: str = "",
        **asked: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """A person uses a command; with `typing` they are still at what it asks for there.

        What is asked for may be a file, as the CDN keeps it.
        """
        files = {one["id"]: one for one in asked.values() if isinstance(one, dict)}
        options = [
            {
                "type": {int: 4, dict: 11}.get(type(value), 3),
                "name": ask,
                "value": value["id"] if isinstance(value, dict) else value,
                **({"focused": True} if ask == typing else {}),
            }
            for ask, value in asked.items()
        ]
        data = {
            "id": "10",
            "name": group,
            "type": 1,
            "options": [{"type": 1, "name": name, "options": options}],
            **({"resolved": {"attachments": files}} if files else {}),
        }
        return await self._interact(4 if typing else 2, data, channel or ALONE + person, person)

    async def press(self, shown: Shown, custom_id: str, *, person: int = 1) -> dict[str, Any]:
        """A person presses a button of a message."""
        data = {"custom_id": custom_id, "component_type": 2, "id": 3}
        message = {**shown.raw(BOT), "components": shown.components}
        return await self._interact(3, data, shown.channel, person, message=message)

    async def submit(
        self, words: str, *, channel: int = 0, person: int = 1, custom_id: str = ":say"
    ) -> dict[str, Any]:
        """A person sends off a modal."""
        field = {"type": 4, "id": 2, "custom_id": "words", "value": words}
        data = {"custom_id": custom_id, "components": [{"type": 18, "id": 1, "component": field}]}
        return await self._interact(5, data, channel or ALONE + person, person)

    async def _interact(
        self,
        kind: int,
        data: dict[str, Any],
        channel: int,
        person: int,
        **more: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        number = self.number()
        it = Interaction(number, f"aW50ZXJ{number}", kind, person, channel, self.now())
        self.interactions[number] = it
        place = self._place(channel, person)
        owners = {"0": str(GUILD)} if "guild_id" in place else {"1": str(person)}
        raw = {
            "id": str(number),
            "application_id": str(APPLICATION),
            "type": kind,
            "token": it.token,
            "version": 1,
            "data": data,
            "locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": 0 if "guild_id" in place else 1,
            "app_permissions": str(self.may),
            "attachment_size_limit": self.largest,
            "channel": self._about(channel, person),
            **place,
            **more,
        }
        if "guild_id" in place:
            raw["guild"] = {"id": str(GUILD), "locale": "en-US", "features": []}
            raw["member"] = {**raw["member"], "user": self._user(person), "permissions": "0"}
        else:
            raw["user"] = self._user(person)
        await self.bring("INTERACTION_CREATE", raw)
        return {"INTERACTION_CREATE": raw}

    async def bring(self, name: str, raw: dict[str, Any]) -> None:
        """An event, to the bot as its intents show it."""
        guild = int(raw["guild_id"]) if raw.get("guild_id") else None
        for session in self.gateway.sessions.values():
            number, shards = session.shard
            if number == ((guild or 0) >> 22) % shards:
                await session.dispatch(name, self._as_seen(name, raw, session.intents))

    async def again(self, event: dict[str, Any]) -> None:
        """The same once more, as after a line that broke."""
        ((name, raw),) = event.items()
        await self.bring(name, raw)

    # -------------------------------------------------------------------------------------- looking

    def shown(self, channel: int = 0, *, person: int = 1) -> list[Shown]:
        """What a channel shows to all, oldest first: what the bot said."""
        channel = channel or ALONE + person
        found = [m for m in self.messages.values() if m.channel == channel and m.reader is None]
        return sorted(found, key=lambda message: message.number)

    def read_by(self, person: int, channel: int = 0) -> list[Shown]:
        """What a person sees there, also what only they see."""
        channel = channel or ALONE + person
        return [
            m for m in self.messages.values() if m.channel == channel and m.reader in (None, person)
        ]

    @property
    def unacknowledged(self) -> list[Interaction]:
        return [it for it in self.interactions.values() if it.callback is None]

    async def until(self, found: Callable[[], Any], *, seconds: float = 60.0) -> Any:  # noqa: ANN401
        """Wait until something is so; what it is."""
        async with asyncio.timeout(seconds), self._changed:
            while not (it := found()):
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await self._changed.wait()
            return it

    # --------------------------------------------------------------------------------- small things

    def _ready(self, session: Session) -> dict[str, Any]:
        return {
            "v": 10,
            "user": BOT,
            "guilds": [{"id": str(GUILD), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": f"ws://{self.host}/",
            "application": {"id": str(APPLICATION), "flags": 0},
            "shard": list(session.shard),
        }

    def _as_seen(self, name: str, raw: dict[str, Any], intents: int) -> dict[str, Any]:
        """A message as the intents show it: its words only where they are meant for the bot."""
        if name != "MESSAGE_CREATE" or intents & MESSAGE_CONTENT:
            return raw
        own = raw["author"]["id"] == str(BOT_ID)
        alone = int(raw["channel_id"]) >= ALONE
        return raw if raw["mentions"] or own or alone else {**raw, "content": "", "attachments": []}

    def _place(self, channel: int, person: int) -> dict[str, Any]:
        if channel >= ALONE:
            return {"channel_id": str(channel)}
        member = {"roles": [str(7000 + person)], "joined_at": "2026-01-01T00:00:00+00:00",
                  "deaf": False, "mute": False, "flags": 0, "nick": None, "avatar": None,
                  "premium_since": None, "pending": False}  # fmt: skip
        return {"channel_id": str(channel), "guild_id": str(GUILD), "member": member}

    def _about(self, channel: int, person: int) -> dict[str, Any]:
        """A channel as an interaction has it."""
        if channel >= ALONE:
            return {"id": str(channel), "type": 1, "recipients": [self._user(person)], "flags": 0}
        place = {"id": str(channel), "guild_id": str(GUILD), "name": "story", "flags": 0,
                 "permissions": str(self.may)}  # fmt: skip
        if self.odd:
            self.odd = False
            return {**place, "type": 0}
        if channel != THREAD:
            return {**place, "type": 0, "position": 0, "parent_id": None, "nsfw": False}
        metadata = {"archived": False, "auto_archive_duration": 1440, "locked": False,
                    "archive_timestamp": "2026-01-01T00:00:00+00:00"}  # fmt: skip
        return {**place, "type": 11, "parent_id": str(ROOM), "owner_id": "1", "message_count": 1,
                "member_count": 1, "thread_metadata": metadata}  # fmt: skip

    def _user(self, person: int) -> dict[str, Any]:
        name = f"person_{person}"
        return {"id": str(person), "username": name, "discriminator": "0", "avatar": None,
                "global_name": f"Person {person}", "public_flags": 0}  # fmt: skip
