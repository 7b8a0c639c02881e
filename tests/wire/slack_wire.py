"""Slack in memory, on a real socket: people who write and press, the Web API, Socket Mode, HTTP.

It stores what apps send as channels show it, brings what people do over a socket or as signed
requests until that is acknowledged, calls people as Slack does, and fails when it is told to.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_chat import Fault as Fault
from slack_chat import Shown as Shown
from slack_people import People
from slack_state import APP
from slack_state import APP_TOKEN as APP_TOKEN
from slack_state import BOT_ID as BOT_ID
from slack_state import BOT_USER as BOT_USER
from slack_state import TEAM as TEAM
from slack_state import TOKEN as TOKEN
from slack_web import WebApi


class Slack(People, WebApi):
    """Use it as an async context manager; `base` is where the Web API is."""

    def __init__(self, team: str = TEAM) -> None:
        super().__init__(team)
        self._posts: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**30)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_get("/files-pri/{file}/download/{name}", self.store.serve)
        app.router.add_get("/login", self.store.login)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._open()
        return self

    async def __aexit__(self, *error: object) -> None:
        for line in list(self.lines):
            await line.close()
        for post in self._posts:
            post.cancel()
        await asyncio.gather(*self._posts, return_exceptions=True)
        await self._runner.cleanup()

    async def _open(self, port: int = 0) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", port)
        await self._site.start()
        self._port = self._site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def go_away(self) -> None:
        """Nobody answers any more."""
        await self._site.stop()
        for line in list(self.lines):
            await line.close()

    async def come_back(self) -> None:
        await self._open(self._port)

    # ----------------------------------------------------------------------------------- bringing

    async def bring(self, kind: str, payload: Mapping[str, Any]) -> str:
        """Bring something to the app; the number by which it may be brought again."""
        envelope = {
            "type": kind,
            "envelope_id": f"e{next(self._ids)}",
            "payload": dict(payload),
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        self.last = str(envelope["envelope_id"])
        self.unanswered[self.last] = envelope
        self._sent = envelope
        self.brought += 1
        await self._send(envelope)
        return self.last

    async def again(self, envelope: Mapping[str, Any] | None = None) -> None:
        """Bring the last thing, or one that was not acknowledged, once more."""
        sent = dict(envelope or self._sent)
        if sent["type"] == "events_api":
            sent |= {"retry_attempt": sent["retry_attempt"] + 1, "retry_reason": "timeout"}
        self.unanswered[sent["envelope_id"]] = sent
        await self._send(sent)

    async def again_all(self) -> None:
        """Bring everything that was not acknowledged once more."""
        for envelope in list(self.unanswered.values()):
            await self.again(envelope)

    @property
    def sent(self) -> dict[str, Any]:
        """The last thing that was brought."""
        return self._sent

    async def _send(self, envelope: dict[str, Any]) -> None:
        if self.hook:
            post = asyncio.create_task(self._post_and_see(envelope))
            self._posts.add(post)
            post.add_done_callback(self._posts.discard)
        elif self.lines:
            # Any of them; the newest is the one that is there to stay.
            with suppress(ConnectionError):
                await self.lines[-1].send_json(envelope)

    async def _post_and_see(self, envelope: dict[str, Any]) -> None:
        if await self.post(envelope) == 200:
            await self._answered(envelope["envelope_id"])

    async def post(
        self, envelope: Mapping[str, Any], *, secret: str = "", late: float = 0.0,
        timestamp: str = "",
    ) -> int:  # fmt: skip
        """Bring it as a signed request; the answer's status."""
        payload, headers = envelope["payload"], {}
        if envelope["type"] == "events_api":
            body, kind = json.dumps(payload), "application/json"
            if envelope["retry_attempt"]:
                headers = {
                    "X-Slack-Retry-Num": str(envelope["retry_attempt"]),
                    "X-Slack-Retry-Reason": "http_timeout",
                }
        else:
            commanded = envelope["type"] == "slash_commands"
            fields = payload if commanded else {"payload": json.dumps(payload)}
            body, kind = urlencode(fields), "application/x-www-form-urlencoded"
        at = timestamp or str(int(time.time() - late))
        signed = hmac.new(
            (secret or self.secret).encode(), f"v0:{at}:{body}".encode(), hashlib.sha256
        )
        headers |= {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        }
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
            http.post(self.hook, data=body.encode(), headers=headers) as answer,
        ):
            self.answered = await answer.text()
            return answer.status

    async def reaches(self, envelope: Mapping[str, Any]) -> bool:
        """Whether anybody answers a request."""
        try:
            return bool(await self.post(envelope))
        except aiohttp.ClientError:
            return False

    async def _answered(self, envelope: str) -> None:
        self.unanswered.pop(envelope, None)
        await self._tell()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        if self._fault("socket"):
            await line.close()
            return line
        self.lines.append(line)
        self.greetings += 1
        await line.send_json(
            {
                "type": "hello",
                "num_connections": len(self.lines),
                "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP},
            }
        )
        await self.again_all()
        await self._tell()
        try:
            async for message in line:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._answered(json.loads(message.data)["envelope_id"])
        finally:
            self.lines.remove(line)
            await self._tell()
        return line

    async def renew(self, reason: str = "warning") -> None:
        """Ask the app to take a new line."""
        for line in list(self.lines):
            with suppress(ConnectionError):
                await line.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def hang_up(self) -> None:
        """Break every line without a word."""
        for line in list(self.lines):
            transport = line._req.transport if line._req else None
            if transport:
                transport.abort()
