"""Discord in memory, on a real socket: REST, and the Gateway beside it.

It stores what the bot says as channels show it, finds mentions as Discord does, lets tokens of
interactions die after fifteen minutes of its own clock, and fails when it is told to. What people
do is in `discord_people`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import discord_api
from aiohttp import web
from discord_chat import EPHEMERAL, LOADING, Fault, Shown, called, invalid, pressable
from discord_forms import form_of, json_of, refused
from discord_gateway import MESSAGE_CONTENT, until_closed
from discord_people import ALONE as ALONE
from discord_people import APPLICATION as APPLICATION
from discord_people import BOT as BOT
from discord_people import BOT_ID as BOT_ID
from discord_people import GUILD as GUILD
from discord_people import HALL as HALL
from discord_people import MAY as MAY
from discord_people import ROOM as ROOM
from discord_people import THREAD as THREAD
from discord_people import Interaction, People


class Discord(People):
    """Use it as an async context manager; `base` is where the API is."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, str, Any]] = []
        self.wrongs: list[str] = []
        self.commands: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self.typed: list[int] = []
        self.closed: set[int] = set()
        """Channels that the bot may not speak in."""
        self.remaining = 4
        """How many calls more the headers of an answer allow in its bucket."""
        self.portal: dict[str, Any] = {"flags": 0}
        self.servers: list[dict[str, Any]] = [{"id": str(GUILD)}]
        """What the portal says of the bot, and where it is."""
        self._nonces: dict[tuple[int, str], int] = {}
        self.base = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**28)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_get("/attachments/{file}/{name}", self.cdn.serve)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.host = self.cdn.host = f"{host}:{port}"
        self.base = f"http://{self.host}/api/v10"
        return self

    async def __aexit__(self, *error: object) -> None:
        await until_closed(self.gateway)
        await self._runner.cleanup()

    async def online(self, times: int = 1) -> None:
        """Wait until the bot has its commands, and a connection for the so-manieth time."""
        await self.until(
            lambda: self.commands and len(self.gateway.identified) >= times and self.gateway.live
        )

    def called(self, method: str, path: str) -> list[Any]:
        """The fields of all such calls."""
        pattern = re.compile(path)
        return [f for verb, where, f in self.calls if verb == method and pattern.search(where)]

    # ----------------------------------------------------------------------------------------- REST

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method, path = request.method, f"/{request.match_info['path']}"
        fault = next((f for f in self.faults if f.fits(method, path)), None)
        uploads = request.content_type.startswith("multipart/")
        if fault and fault.drop == "upload" and not uploads:
            fault = None
        if fault:
            self.faults.remove(fault)
        if fault and fault.drop in ("before", "upload"):
            return await self._hang_up(request)
        fields, files = await form_of(request)
        if fault and not fault.drop:
            answer = refused(fault)
        else:
            answer = await self._answer(method, path, request, fields, files)
        async with self._changed:
            self._changed.notify_all()
        return await self._hang_up(request) if fault and fault.drop == "after" else answer

    async def _hang_up(self, request: web.Request) -> web.Response:
        if request.can_read_body:
            await request.content.readany()
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _answer(
        self,
        method: str,
        path: str,
        request: web.Request,
        fields: Any,  # noqa: ANN401
        files: dict[str, bytes],
    ) -> web.Response:
        self.calls.append((method, path, fields))
        self.wrongs += discord_api.wrongs(method, path, fields)
        by_token = path.startswith(("/webhooks/", "/interactions/"))
        if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return json_of({"message": "401: Unauthorized", "code": 0}, 401)
        parts = path.strip("/").split("/")
        if parts[0] == "channels":
            return self._channel(method, parts, request, fields, files)
        if parts[0] == "interactions":
            return self._callback(int(parts[1]), parts[2], fields)
        if parts[0] == "webhooks":
            return self._webhook(method, parts, fields, files)
        if path == f"/applications/{APPLICATION}/commands":
            self.commands = [{**c, "id": str(20 + n), "application_id": str(APPLICATION)}
                             for n, c in enumerate(fields)]  # fmt: skip
            return json_of(self.commands)
        return self._about_us(path)

    def _about_us(self, path: str) -> web.Response:
        if path == "/users/@me":
            return json_of({**BOT, "mfa_enabled": False, "verified": True})
        if path == "/oauth2/applications/@me":
            return json_of({"id": str(APPLICATION), "name": "tape", "description": "", "icon": None,
                          "bot_public": True, "bot_require_code_grant": False, "flags": 0,
                          "verify_key": "x", "owner": self._user(1), "team": None})  # fmt: skip
        if path == "/applications/@me":
            return json_of({"id": str(APPLICATION), "name": "Tape", **self.portal})
        if path == "/users/@me/guilds":
            return json_of(self.servers)
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        return json_of({"url": f"ws://{self.host}/", "shards": 2, "session_start_limit": limit})

    def _channel(
        self,
        method: str,
        parts: list[str],
        request: web.Request,
        fields: Any,  # noqa: ANN401
        files: dict[str, bytes],
    ) -> web.Response:
        channel = int(parts[1])
        if channel in self.closed:
            return json_of({"message": "Missing Permissions", "code": 50013}, 403)
        if parts[2] == "typing":
            self.typed.append(channel)
            return web.Response(status=204)
        if method == "GET" and len(parts) == 4:
            return self._message(channel, parts[3])
        if method == "GET":
            return self._history(channel, request.query)
        if method == "PATCH":
            return self._edited(int(parts[3]), fields, files)
        nonce = (channel, str(fields.get("nonce")))
        if fields.get("enforce_nonce") and nonce in self._nonces:
            return json_of(self.messages[self._nonces[nonce]].raw(BOT))
        answer = self._put(Shown(self.number(), channel), fields, files)
        if answer.status == 200:
            self._nonces[nonce] = max(self.messages)
        return answer

    def _message(self, channel: int, number: str) -> web.Response:
        found = [m for m in self.said.get(channel, []) if m["id"] == number]
        if not found:
            return json_of({"message": "Unknown Message", "code": 10008}, 404)
        return json_of(self.cdn.renewed(found[0]))

    def _history(self, channel: int, query: Mapping[str, str]) -> web.Response:
        after, most = int(query.get("after", 0)), int(query.get("limit", 50))
        found = [m for m in self.said.get(channel, []) if int(m["id"]) > after][:most]
        bare = [{k: v for k, v in self.cdn.renewed(m).items() if k not in ("guild_id", "member")}
                for m in found]  # fmt: skip
        intents = MESSAGE_CONTENT if self.gateway.privileged else 0
        return json_of([self._as_seen("MESSAGE_CREATE", m, intents) for m in reversed(bare)])

    def _callback(self, number: int, token: str, fields: dict[str, Any]) -> web.Response:
        it = self.interactions.get(number)
        if it is None or it.token != token or self.now() - it.at > 3:
            return json_of({"message": "Unknown interaction", "code": 10062}, 404)
        if it.callback is not None:
            says = "Interaction has already been acknowledged."
            return json_of({"message": says, "code": 40060}, 400)
        if why := self._unfit(it, fields):
            return json_of({"message": f"Invalid Form Body: {why}", "code": 50035}, 400)
        it.callback, it.after = fields, self.now() - it.at
        data = fields.get("data") or {}
        if fields["type"] in (4, 5):
            it.original = self.number()
            flags = data.get("flags", 0) | (LOADING if fields["type"] == 5 else 0)
            shown = Shown(it.original, it.channel, flags=flags,
                          reader=it.person if flags & EPHEMERAL else None)  # fmt: skip
            self.messages[it.original] = shown
            if fields["type"] == 4:
                self._put(shown, data, {})
        return web.Response(status=204)

    def _unfit(self, it: Interaction, fields: Mapping[str, Any]) -> str:
        """Which ways of answering a deed allows (API "Interaction Callback Type")."""
        allowed = {2: (4, 5, 9), 3: (4, 5, 6, 7, 9), 4: (8,), 5: (4, 5, 6, 7)}[it.kind]
        return "" if fields["type"] in allowed else f"type: {fields['type']} is not for {it.kind}"

    def _webhook(
        self,
        method: str,
        parts: list[str],
        fields: Any,  # noqa: ANN401
        files: dict[str, bytes],
    ) -> web.Response:
        it = next((it for it in self.interactions.values() if it.token == parts[2]), None)
        if it is None or it.callback is None:
            return json_of({"message": "Unknown Webhook", "code": 10015}, 404)
        if self.now() - it.at > 15 * 60:
            return json_of({"message": "Invalid Webhook Token", "code": 50027}, 401)
        if method == "POST":
            return self._follow(it, fields, files)
        which = parts[4]
        number = it.original if which == "@original" else int(which)
        if number not in self.messages:
            return json_of({"message": "Unknown Message", "code": 10008}, 404)
        if method == "DELETE":
            del self.messages[number]
            return web.Response(status=204)
        if method == "GET":
            return json_of(self.messages[number].raw(BOT))
        return self._edited(number, fields, files)

    def _follow(
        self, it: Interaction, fields: dict[str, Any], files: dict[str, bytes]
    ) -> web.Response:
        """A message after a deed; right after a promise it is what was promised, as it was."""
        original = self.messages.get(it.original or 0)
        if original is not None and original.thinks:
            return self._edited(original.number, fields, files)
        private = fields.get("flags", 0) & EPHEMERAL
        shown = Shown(self.number(), it.channel, reader=it.person if private else None)
        return self._put(shown, fields, files)

    def _edited(self, number: int, fields: dict[str, Any], files: dict[str, bytes]) -> web.Response:
        old = self.messages.get(number)
        if old is None:
            return json_of({"message": "Unknown Message", "code": 10008}, 404)
        return self._put(replace(old, flags=old.flags & ~LOADING), fields, files, new=False)

    def _put(
        self, shown: Shown, fields: dict[str, Any], files: dict[str, bytes], *, new: bool = True
    ) -> web.Response:
        if any(len(data) > self.largest for data in files.values()):
            return json_of({"message": "Request entity too large", "code": 40005}, 413)
        if why := invalid(fields, files):
            return json_of({"message": f"Invalid Form Body\n{why}", "code": 50035}, 400)
        now = replace(shown, **_changes(shown, fields, files, new=new))
        if not (now.content or now.embeds or now.files):
            return json_of({"message": "Cannot send an empty message", "code": 50006}, 400)
        self.messages[now.number] = now
        left = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": str(self.remaining),
                "X-RateLimit-Reset-After": "1.0", "X-RateLimit-Bucket": "b1",
                "X-RateLimit-Reset": str(time.time() + 1)}  # fmt: skip
        return json_of(now.raw(BOT), headers=left)


def _changes(
    shown: Shown, fields: dict[str, Any], files: dict[str, bytes], *, new: bool
) -> dict[str, Any]:
    """What is otherwise in a message now; an edit calls nobody."""
    changes: dict[str, Any] = {}
    if "content" in fields:
        changes["content"] = fields["content"] or ""
        found = called(changes["content"], fields.get("allowed_mentions"))
        changes["mentions"] = found if new else ()
    if "embeds" in fields:
        changes["embeds"] = tuple(fields["embeds"] or ())
    if "components" in fields:
        rows = fields["components"] or []
        changes["buttons"] = pressable(rows)
        changes["rows"] = tuple(len(row["components"]) for row in rows)
    if "attachments" in fields:
        about = fields["attachments"]
        changes["files"] = tuple((one["filename"], files[f"files[{one['id']}]"]) for one in about)
        changes["alts"] = tuple(one.get("description", "") for one in about)
    if new:
        changes["flags"] = shown.flags | fields.get("flags", 0)
        reference = fields.get("message_reference") or {}
        changes["reply"] = int(reference["message_id"]) if reference else None
    return changes
