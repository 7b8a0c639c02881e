"""Slack's Web API, as far as the app uses it; each request is checked against its description."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import slack_api
from aiohttp import web
from slack_chat import Fault, File, Shown
from slack_state import BOT_ID, BOT_USER, Workspace


class WebApi(Workspace):
    """What the app may call."""

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
        others: dict[str, Callable[[dict[str, Any]], web.Response]] = {
            "auth.test": self._who,
            "apps.connections.open": self._address,
            "files.completeUploadExternal": self._complete,
            "files.getUploadURLExternal": self._take_file,
            "files.info": lambda fields: _answer(self.store.info(fields)),
            "users.info": self._person,
            "views.open": self._open_form,
            "views.publish": self._publish,
        }
        if method in others:
            return others[method](fields)
        if fields["channel"] in self.closed:
            return _answer({"ok": False, "error": "channel_not_found"})
        return self._in_channel(method, fields)

    def _who(self, fields: dict[str, Any]) -> web.Response:
        known = {"team_id": self.team, "user_id": BOT_USER, "bot_id": BOT_ID}
        answer = _answer({"ok": True, "user": "tapeway", "team": "Story", **known})
        answer.headers["x-oauth-scopes"] = ",".join(self.scopes)
        return answer

    def _address(self, fields: dict[str, Any]) -> web.Response:
        url = f"ws://127.0.0.1:{self._port}/socket?ticket={next(self._ids)}"
        return _answer({"ok": True, "url": url})

    def _person(self, fields: dict[str, Any]) -> web.Response:
        user = fields["user"]
        profile = {"display_name": f"person_{user.lower()}"}
        return _answer({"ok": True, "user": {"id": user, "name": "x", "profile": profile}})

    def _publish(self, fields: dict[str, Any]) -> web.Response:
        self.homes[fields["user_id"]] = fields["view"]
        return _answer({"ok": True, "view": fields["view"]})

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
        if channel in self.visited:
            return _answer({"ok": False, "error": "not_in_channel"})
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
