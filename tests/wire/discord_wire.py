"""Discord in memory, on a real socket: people who type, press and write, REST and the Gateway.

It stores what the bot says as channels show it, brings what people do, finds mentions as Discord
does, lets tokens of interactions die after fifteen minutes of its own clock, and fails when it is
told to.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Self

import discord_api
from aiohttp import web
from discord_chat import EPHEMERAL, LOADING, Fault, Shown, called, invalid, pressable
from discord_gateway import MESSAGE_CONTENT, Gateway, Session, until_closed

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


class Discord:
    """Use it as an async context manager; `base` is where the API is."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.wrongs: list[str] = []
        self.messages: dict[int, Shown] = {}
        self.said: dict[int, list[dict[str, Any]]] = {}
        """What people wrote, by channel."""
        self.commands: list[dict[str, Any]] = []
        self.interactions: dict[int, Interaction] = {}
        self.faults: list[Fault] = []
        self.typed: list[int] = []
        self.token = TOKEN
        self.may = MAY
        """What the bot may in channels of servers."""
        self.largest = TEN_MIB
        self.closed: set[int] = set()
        """Channels that the bot may not speak in."""
        self.remaining = 4
        """How many calls more the headers of an answer allow in its bucket."""
        self.portal: dict[str, Any] = {"flags": 0}
        self.servers: list[dict[str, Any]] = [{"id": str(GUILD)}]
        """What the portal says of the bot, and where it is."""
        self.odd = False
        """The next channel has too little for the SDK's own model of it."""
        self._ahead = 0.0
        self._numbers = count(1)
        self._nonces: dict[tuple[int, str], int] = {}
        self._changed = asyncio.Condition()
        self.gateway = Gateway(self._ready, lambda token: token == self.token)
        self.base = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**28)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.host = f"{host}:{port}"
        self.base = f"http://{self.host}/api/v10"
        return self

    async def __aexit__(self, *error: object) -> None:
        await until_closed(self.gateway)
        await self._runner.cleanup()

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
        """A person uses a command; with `typing` they are still at what it asks for there."""
        options = [
            {
                "type": 4 if isinstance(value, int) else 3,
                "name": ask,
                "value": value,
                **({"focused": True} if ask == typing else {}),
            }
            for ask, value in asked.items()
        ]
        data = {
            "id": "10",
            "name": group,
            "type": 1,
            "options": [{"type": 1, "name": name, "options": options}],
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

    async def online(self, times: int = 1) -> None:
        """Wait until the bot has its commands, and a connection for the so-manieth time."""
        await self.until(
            lambda: self.commands and len(self.gateway.identified) >= times and self.gateway.live
        )

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

    def called(self, method: str, path: str) -> list[Any]:
        """The fields of all such calls."""
        pattern = re.compile(path)
        return [f for verb, where, f in self.calls if verb == method and pattern.search(where)]

    @property
    def unacknowledged(self) -> list[Interaction]:
        return [it for it in self.interactions.values() if it.callback is None]

    async def until(self, found: Callable[[], Any], *, seconds: float = 8.0) -> Any:  # noqa: ANN401
        """Wait until something is so; what it is."""
        async with asyncio.timeout(seconds), self._changed:
            while not (it := found()):
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await self._changed.wait()
            return it

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
        fields, files = await _form(request)
        if fault and not fault.drop:
            answer = _refused(fault)
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
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
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
            return _json(self.commands)
        return self._about_us(path)

    def _about_us(self, path: str) -> web.Response:
        if path == "/users/@me":
            return _json({**BOT, "mfa_enabled": False, "verified": True})
        if path == "/oauth2/applications/@me":
            return _json({"id": str(APPLICATION), "name": "tape", "description": "", "icon": None,
                          "bot_public": True, "bot_require_code_grant": False, "flags": 0,
                          "verify_key": "x", "owner": self._user(1), "team": None})  # fmt: skip
        if path == "/applications/@me":
            return _json({"id": str(APPLICATION), "name": "Tape", **self.portal})
        if path == "/users/@me/guilds":
            return _json(self.servers)
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        return _json({"url": f"ws://{self.host}/", "shards": 2, "session_start_limit": limit})

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
            return _json({"message": "Missing Permissions", "code": 50013}, 403)
        if parts[2] == "typing":
            self.typed.append(channel)
            return web.Response(status=204)
        if method == "GET":
            return self._history(channel, request.query)
        if method == "PATCH":
            return self._edited(int(parts[3]), fields, files)
        nonce = (channel, str(fields.get("nonce")))
        if fields.get("enforce_nonce") and nonce in self._nonces:
            return _json(self.messages[self._nonces[nonce]].raw(BOT))
        answer = self._put(Shown(self.number(), channel), fields, files)
        if answer.status == 200:
            self._nonces[nonce] = max(self.messages)
        return answer

    def _history(self, channel: int, query: Mapping[str, str]) -> web.Response:
        after, most = int(query.get("after", 0)), int(query.get("limit", 50))
        found = [m for m in self.said.get(channel, []) if int(m["id"]) > after][:most]
        bare = [{k: v for k, v in m.items() if k not in ("guild_id", "member")} for m in found]
        intents = MESSAGE_CONTENT if self.gateway.privileged else 0
        return _json([self._as_seen("MESSAGE_CREATE", m, intents) for m in reversed(bare)])

    def _callback(self, number: int, token: str, fields: dict[str, Any]) -> web.Response:
        it = self.interactions.get(number)
        if it is None or it.token != token or self.now() - it.at > 3:
            return _json({"message": "Unknown interaction", "code": 10062}, 404)
        if it.callback is not None:
            says = "Interaction has already been acknowledged."
            return _json({"message": says, "code": 40060}, 400)
        if why := self._unfit(it, fields):
            return _json({"message": f"Invalid Form Body: {why}", "code": 50035}, 400)
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
            return _json({"message": "Unknown Webhook", "code": 10015}, 404)
        if self.now() - it.at > 15 * 60:
            return _json({"message": "Invalid Webhook Token", "code": 50027}, 401)
        if method == "POST":
            return self._follow(it, fields, files)
        which = parts[4]
        number = it.original if which == "@original" else int(which)
        if number not in self.messages:
            return _json({"message": "Unknown Message", "code": 10008}, 404)
        if method == "DELETE":
            del self.messages[number]
            return web.Response(status=204)
        if method == "GET":
            return _json(self.messages[number].raw(BOT))
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
            return _json({"message": "Unknown Message", "code": 10008}, 404)
        return self._put(replace(old, flags=old.flags & ~LOADING), fields, files, new=False)

    def _put(
        self, shown: Shown, fields: dict[str, Any], files: dict[str, bytes], *, new: bool = True
    ) -> web.Response:
        if any(len(data) > self.largest for data in files.values()):
            return _json({"message": "Request entity too large", "code": 40005}, 413)
        if why := invalid(fields, files):
            return _json({"message": f"Invalid Form Body\n{why}", "code": 50035}, 400)
        now = replace(shown, **_changes(shown, fields, files, new=new))
        if not (now.content or now.embeds or now.files):
            return _json({"message": "Cannot send an empty message", "code": 50006}, 400)
        self.messages[now.number] = now
        left = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": str(self.remaining),
                "X-RateLimit-Reset-After": "1.0", "X-RateLimit-Bucket": "b1",
                "X-RateLimit-Reset": str(time.time() + 1)}  # fmt: skip
        return _json(now.raw(BOT), headers=left)

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
        return raw if raw["mentions"] or own or alone else {**raw, "content": ""}

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


async def _form(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The fields, and the files by their names."""
    if not request.content_type.startswith("multipart/"):
        body = await request.read()
        return (json.loads(body) if body else None), {}
    fields, files = None, {}
    for name, value in (await request.post()).items():
        if name == "payload_json":
            fields = json.loads(str(value))
        else:
            assert isinstance(value, web.FileField)
            files[name] = value.file.read()
            value.file.close()
    return fields, files


def _json(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    # The SDK takes it for JSON only where nothing else is said, such as a charset.
    body = json.dumps(content).encode()
    kind = {"Content-Type": "application/json", "Via": "1.1 google"}
    return web.Response(body=body, status=status, headers={**kind, **(headers or {})})


def _refused(fault: Fault) -> web.Response:
    if fault.status == 429:
        told = {"message": "You are being rate limited.", "retry_after": fault.retry_after,
                "global": fault.everywhere}  # fmt: skip
        answer = _json(told, 429, {"Retry-After": str(fault.retry_after)})
        if not fault.via:
            del answer.headers["Via"]
        return answer
    return _json({"message": fault.says, "code": fault.code}, fault.status)
