"""What a workspace on Slack knows: who said what where, and what the app gave it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from aiohttp import web
from slack_chat import Fault, File, Shown
from slack_files import Store

TOKEN = "xoxb-1111-2222-a-token-that-nobody-may-ever-see-in-a-log"
APP_TOKEN = "xapp-1-A111-2222-another-one-that-stays-unseen"
SECRET = "8f742231b10e8888abcd9900011185a5"
TEAM, BOT_USER, BOT_ID, APP = "T024BE7LH", "U0TAPEBOT", "B0TAPEBOT", "A0TAPEWAY"
BEGIN = 1_780_000_000


class Workspace:
    """One workspace with one app in it."""

    def __init__(self, team: str = TEAM) -> None:
        self.team = team
        self.token, self.app_token, self.secret = TOKEN, APP_TOKEN, SECRET
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.wrongs: list[str] = []
        self.messages: dict[tuple[str, str], Shown] = {}
        self.whispers: list[Shown] = []
        self.deleted: list[Shown] = []
        self.forms: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.closed: set[str] = set()
        """Channels that the bot is not in."""
        self.visited: set[str] = set()
        """Public channels that it may write in, and is no member of."""
        self.alone = True
        """Whether anybody can still be told something alone."""
        self.scopes: set[str] = set()
        """What the app may do, as far as Slack says so."""
        self.unseen = 0
        """How often a picture is asked for until Slack has looked at it."""
        self.now = float(BEGIN)
        self.hook = ""
        """Where requests go; empty for Socket Mode."""
        self.lines: list[web.WebSocketResponse] = []
        self.unanswered: dict[str, dict[str, Any]] = {}
        self.last = ""
        self.greetings = 0
        self.brought = 0
        self.refused = 0
        """Calls with a token that is none."""
        self.answered = ""
        """What the last request over HTTP was answered with."""
        self.store = Store(lambda: self.base, lambda: self.token)
        self._files: dict[str, File] = {}
        self._responses: dict[str, tuple[float, int, str, str]] = {}
        self._numbers, self._ids = count(1), count(1)
        self._changed = asyncio.Condition()
        self._port = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # ------------------------------------------------------------------------------------ looking

    def shown(self, channel: str = "D1", thread: str | None = None) -> list[Shown]:
        """What a channel, or a thread of it, shows everybody now, oldest first."""
        found = [m for m in self.messages.values() if (m.channel, m.thread) == (channel, thread)]
        return sorted(found, key=lambda message: message.ts)

    def called(self, *methods: str) -> list[dict[str, Any]]:
        return [fields for method, fields in self.calls if method in methods]

    async def until(self, found: Callable[[], Any], *, seconds: float = 60.0) -> Any:  # noqa: ANN401
        """Wait until something is so; what it is."""
        async with asyncio.timeout(seconds), self._changed:
            while not (it := found()):
                # An app that does not answer changes nothing here: look now and then.
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self._changed.wait()
            return it

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # ------------------------------------------------------------------------------- small things

    def _response(self, channel: str, person: str) -> str:
        id_ = f"r{next(self._ids)}"
        self._responses[id_] = (self.now + 30 * 60, 5, channel, person)
        return f"{self.base}/respond/{id_}"

    def _trigger(self) -> str:
        return f"13345224609.{next(self._ids)}.8088930838d88f008e0"

    def _ts(self) -> str:
        return f"{int(self.now)}.{next(self._numbers):06}"
