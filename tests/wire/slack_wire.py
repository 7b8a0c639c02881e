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
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
import slack_api
from aiohttp import web
from slack_chat import Fault, File, Shown

TOKEN = "xoxb-1111-2222-a-token-that-nobody-may-ever-see-in-a-log"
APP_TOKEN = "xapp-1-A111-2222-another-one-that-stays-unseen"
SECRET = "8f742231b10e8888abcd9900011185a5"
TEAM, BOT_USER, BOT_ID, APP = "T024BE7LH", "U0TAPEBOT", "B0TAPEBOT", "A0TAPEWAY"
BEGIN = 1_780_000_000


class Slack:
    """Use it as an async context manager; `base` is where the Web API is."""

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
        self._files: dict[str, File] = {}
        self._responses: dict[str, tuple[float, int, str, str]] = {}
        self._numbers, self._ids = count(1), count(1)
        self._changed = asyncio.Condition()
        self._posts: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**30)
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond/{id}", self._respond)
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

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # ------------------------------------------------------------------------------------- people

    async def write(
        self, text: str, *, channel: str = "D1", person: str = "U1", thread: str | None = None,
        **more: Any,  # noqa: ANN401
    ) -> str:  # fmt: skip
        """A person writes; `D…` is the bot alone. Naming the bot comes twice, as on Slack."""
        event = {
            "type": "message",
            "user": person,
            "text": text,
            "ts": self._ts(),
            "channel": channel,
            "channel_type": "im" if channel.startswith("D") else "channel",
            **({"thread_ts": thread} if thread else {}),
            **more,
        }
        if f"<@{BOT_USER}>" in text and not channel.startswith("D"):
            await self.event({**event, "type": "app_mention"})
        await self.event(event)
        return str(event["ts"])

    async def event(self, event: Mapping[str, Any]) -> str:
        """Something happens in the workspace."""
        return await self.bring(
            "events_api",
            {
                "type": "event_callback",
                "team_id": self.team,
                "api_app_id": APP,
                "event": dict(event),
                "event_id": f"Ev{next(self._ids):08}",
                "event_time": int(self.now),
                "authorizations": [{"team_id": self.team, "user_id": BOT_USER, "is_bot": True}],
            },
        )

    async def command(self, text: str, *, channel: str = "D1", person: str = "U1") -> str:
        """A person says `/tapeway …`."""
        return await self.bring(
            "slash_commands",
            {
                "team_id": self.team,
                "team_domain": "story",
                "channel_id": channel,
                "channel_name": "directmessage" if channel.startswith("D") else channel.lower(),
                "user_id": person,
                "user_name": f"person_{person.lower()}",
                "command": "/tapeway",
                "text": text,
                "api_app_id": APP,
                "response_url": self._response(channel, person),
                "trigger_id": self._trigger(),
            },
        )

    async def press(self, label: str, shown: Shown, *, person: str = "U1") -> str:
        """A person presses a button of a message."""
        text, action, value = next(b for b in shown.buttons if label in b[0])
        thread = {"thread_ts": shown.thread} if shown.thread else {}
        return await self.bring(
            "interactive",
            {
                **self._interaction("block_actions", person),
                "container": {
                    "type": "message",
                    "message_ts": shown.ts,
                    "channel_id": shown.channel,
                    **thread,
                },
                "channel": {"id": shown.channel, "name": shown.channel.lower()},
                "message": {"type": "message", "ts": shown.ts, "text": shown.text, **thread},
                "response_url": self._response(shown.channel, person),
                "actions": [self._action(text, action, value)],
            },
        )

    async def press_home(self, label: str, *, person: str = "U1") -> str:
        """A person presses a button of their Home tab."""
        view = self.homes[person]
        rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
        button = next(one for row in rows for one in row if label in one["text"]["text"])
        return await self.bring(
            "interactive",
            {
                **self._interaction("block_actions", person),
                "container": {"type": "view", "view_id": "V0"},
                "view": {"id": "V0", **view},
                "actions": [self._action(label, button["action_id"], button["value"])],
            },
        )

    async def fill(self, view: str, words: str, *, person: str = "U1") -> str:
        """A person writes into a form and sends it."""
        filled = self.forms[view]
        (block,) = filled["blocks"]
        name = block["element"]["action_id"]
        value = {"type": "plain_text_input", "value": words}
        return await self.bring(
            "interactive",
            {
                **self._interaction("view_submission", person),
                "view": {
                    "id": view,
                    **filled,
                    "hash": f"{next(self._ids)}.x",
                    "state": {"values": {block["block_id"]: {name: value}}},
                },
            },
        )

    async def look_home(self, *, person: str = "U1") -> str:
        """A person opens the app's Home tab."""
        return await self.event(
            {
                "type": "app_home_opened",
                "user": person,
                "channel": "D1",
                "tab": "home",
                "event_ts": self._ts(),
            }
        )

    def _interaction(self, kind: str, person: str) -> dict[str, Any]:
        name = f"person_{person.lower()}"
        return {
            "type": kind,
            "user": {"id": person, "username": name, "name": name, "team_id": self.team},
            "team": {"id": self.team, "domain": "story"},
            "api_app_id": APP,
            "trigger_id": self._trigger(),
        }

    def _action(self, label: str, name: str, value: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": label, "emoji": False}
        sent = {"value": value} if value else {}
        return {
            "type": "button",
            "block_id": "b1",
            "action_id": name,
            "text": text,
            **sent,
            "action_ts": self._ts(),
        }

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

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

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

    # ---------------------------------------------------------------------------------- the Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields = await _fields(request)
        token = self.app_token if method == "apps.connections.open" else self.token
        if request.headers.get("Authorization") != f"Bearer {token}":
            self.refused += 1
            await self._tell()
            return _answer({"ok": False, "error": "invalid_auth"})
        self.wrongs += slack_api.wrongs(method, fields)
        fault = self._fault(method, str(fields.get("channel") or fields.get("channel_id") or ""))
        if fault and fault.drop == "before":
            return _hang_up(request)
        if fault and not fault.drop:
            return _failed(fault)
        self.calls.append((method, fields))
        answer = self._do(method, fields)
        await self._tell()
        return _hang_up(request) if fault else answer

    def _fault(self, method: str, channel: str = "") -> Fault | None:
        """The first that fits; a line and its address fail only where that is said."""
        named = (
            (method,) if method in ("socket", "apps.connections.open", "upload") else ("", method)
        )
        for fault in self.faults:
            if fault.method in named and fault.channel in ("", channel):
                self.faults.remove(fault)
                return fault
        return None

    def _do(self, method: str, fields: dict[str, Any]) -> web.Response:
        if method == "auth.test":
            known = {"team_id": self.team, "user_id": BOT_USER, "bot_id": BOT_ID}
            answer = _answer({"ok": True, "user": "tapeway", "team": "Story", **known})
            answer.headers["x-oauth-scopes"] = ",".join(self.scopes)
            return answer
        if method == "apps.connections.open":
            url = f"ws://127.0.0.1:{self._port}/socket?ticket={next(self._ids)}"
            return _answer({"ok": True, "url": url})
        if method == "files.getUploadURLExternal":
            return self._take_file(fields)
        if method == "files.completeUploadExternal":
            return self._complete(fields)
        if method == "views.open":
            return self._open_form(fields)
        if method == "views.publish":
            self.homes[fields["user_id"]] = fields["view"]
            return _answer({"ok": True, "view": fields["view"]})
        if fields["channel"] in self.closed:
            return _answer({"ok": False, "error": "channel_not_found"})
        return self._in_channel(method, fields)

    def _in_channel(self, method: str, fields: dict[str, Any]) -> web.Response:
        picture, error = self._picture(fields)
        if error:
            return error
        if method == "chat.postEphemeral" and not self.alone:
            return _answer({"ok": False, "error": "user_not_in_channel"})
        if method == "chat.postEphemeral":
            self.whispers.append(self._message(fields, picture, to=fields["user"]))
            return _answer({"ok": True, "message_ts": self._ts()})
        if method == "chat.postMessage":
            return self._put(self._message(fields, picture))
        known = self.messages.get((fields["channel"], fields["ts"]))
        if known is None:
            return _answer({"ok": False, "error": "message_not_found"})
        if method == "chat.delete":
            self.deleted.append(self.messages.pop((known.channel, known.ts)))
            return _answer({"ok": True, "channel": known.channel, "ts": known.ts})
        blocks = tuple(fields.get("blocks", ()))
        return self._put(replace(known, text=fields["text"], blocks=blocks, picture=picture))

    def _picture(self, fields: dict[str, Any]) -> tuple[File | None, web.Response | None]:
        """The picture that a message shows, once Slack has looked at it."""
        images = [block for block in fields.get("blocks", ()) if block["type"] == "image"]
        if not images:
            return None, None
        file = self._files.get(images[0]["slack_file"]["id"])
        if file is None or not file.data or self.unseen > 0:
            self.unseen -= 1
            says = "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
            messages = {"response_metadata": {"messages": [says]}}
            return None, _answer({"ok": False, "error": "invalid_blocks", **messages})
        return file, None

    def _message(self, fields: dict[str, Any], picture: File | None, *, to: str = "") -> Shown:
        return Shown(
            ts=self._ts(),
            channel=fields["channel"],
            thread=fields.get("thread_ts"),
            text=fields.get("text", ""),
            blocks=tuple(fields.get("blocks", ())),
            picture=picture,
            to=to,
            fields=fields,
        )

    def _put(self, shown: Shown) -> web.Response:
        self.messages[shown.channel, shown.ts] = shown
        return _answer({"ok": True, "channel": shown.channel, "ts": shown.ts, "message": {}})

    def _take_file(self, fields: dict[str, Any]) -> web.Response:
        file = File(f"F{next(self._numbers):06}", fields["filename"], fields.get("alt_txt", ""))
        self._files[file.id] = file
        url = f"{self.base}/upload/{file.id}"
        return _answer({"ok": True, "upload_url": url, "file_id": file.id})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        fault = self._fault("upload")
        if fault and fault.drop:
            await request.content.read(100)
            return _hang_up(request)
        data = await request.read()
        if fault:
            return web.Response(status=fault.status, text="no")
        file = self._files[request.match_info["file"]]
        self._files[file.id] = replace(file, data=data)
        return web.Response(text=f"OK - {len(data)}")

    def _complete(self, fields: dict[str, Any]) -> web.Response:
        (told,) = fields["files"]
        file = self._files.get(told["id"])
        if file is None or not file.data:
            return _answer({"ok": False, "error": "file_not_found"})
        self._files[file.id] = file = replace(file, title=told.get("title", ""))
        channel = fields.get("channel_id")
        if channel in self.closed:
            return _answer({"ok": False, "error": "channel_not_found"})
        if channel:
            shown = self._message({"channel": channel, **fields}, None)
            self.messages[shown.channel, shown.ts] = replace(shown, files=(file,))
        return _answer({"ok": True, "files": [{"id": file.id, "title": file.title}]})

    def _open_form(self, fields: dict[str, Any]) -> web.Response:
        id_ = f"V{next(self._numbers):06}"
        self.forms[id_] = fields["view"]
        return _answer({"ok": True, "view": {"id": id_, **fields["view"]}})

    async def _respond(self, request: web.Request) -> web.Response:
        """An answer to one press or command: five at most, for half an hour."""
        id_ = request.match_info["id"]
        until, left, channel, person = self._responses.get(id_, (0.0, 0, "", ""))
        fields = await request.json()
        if self.now > until or not left:
            return web.Response(status=404, text="expired_url" if left else "used_url")
        self._responses[id_] = (until, left - 1, channel, person)
        self.wrongs += slack_api.wrongs(
            "chat.postEphemeral",
            {
                "channel": channel,
                "user": person,
                **{name: fields[name] for name in ("text", "blocks") if name in fields},
            },
        )
        assert fields["response_type"] == "ephemeral"
        self.whispers.append(self._message({"channel": channel, **fields}, None, to=person))
        await self._tell()
        return web.Response(text="ok")

    # ------------------------------------------------------------------------------- small things

    def _response(self, channel: str, person: str) -> str:
        id_ = f"r{next(self._ids)}"
        self._responses[id_] = (self.now + 30 * 60, 5, channel, person)
        return f"{self.base}/respond/{id_}"

    def _trigger(self) -> str:
        return f"13345224609.{next(self._ids)}.8088930838d88f008e0"

    def _ts(self) -> str:
        return f"{int(self.now)}.{next(self._numbers):06}"


async def _fields(request: web.Request) -> dict[str, Any]:
    """The arguments of a call, however they are sent."""
    if request.content_type == "application/json":
        return dict(await request.json())
    told = {**request.query, **await request.post()}
    told.pop("token", None)
    fields: dict[str, Any] = {name: str(value) for name, value in told.items()}
    for name in ("blocks", "files", "view"):
        if name in fields:
            fields[name] = json.loads(fields[name])
    if "length" in fields:
        fields["length"] = int(fields["length"])
    return fields


def _answer(content: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.json_response(dict(content), status=status)


def _failed(fault: Fault) -> web.Response:
    content: dict[str, Any] = {"ok": False, "error": fault.error or "ratelimited"}
    if fault.says:
        content["response_metadata"] = {"messages": [fault.says]}
    if fault.retry_after:
        headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response(content, status=429, headers=headers)
    if fault.status >= 500:
        return web.Response(status=fault.status, text="<html>away</html>", content_type="text/html")
    return web.json_response(content, status=fault.status)


def _hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()
