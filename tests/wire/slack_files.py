"""Where Slack keeps what people send: shown to whoever has the token, else there is a login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_chat import Fault

LOGIN = "<html><title>Sign in | Slack</title></html>"


@dataclass(frozen=True)
class Kept:
    """A file that somebody sent."""

    id: str
    name: str
    kind: str
    data: bytes


class Store:
    """Use it as the routes of `/files-pri/` and `/login`.

    :param base: where that is.
    :param bearer: the token that opens it.
    """

    def __init__(self, base: Callable[[], str], bearer: Callable[[], str]) -> None:
        self.base, self.bearer = base, bearer
        self.files: dict[str, Kept] = {}
        self.elsewhere: dict[str, str] = {}
        """Addresses of files that others keep, by id."""
        self.readable = True
        """Whether the app has the scope for it."""
        self.faults: list[Fault] = []
        self.asked: list[Mapping[str, str]] = []
        self.logins: list[Mapping[str, str]] = []
        """The headers of all that was asked for, there and at the login."""

    def keep(self, data: bytes, name: str = "me.jpg", kind: str = "image/jpeg") -> dict[str, Any]:
        """Somebody sends it; how the event of their message has it."""
        file = Kept(f"F{len(self.files) + 7:08}", name, kind, data)
        self.files[file.id] = file
        return self.told(file.id)

    def told(self, id_: str) -> dict[str, Any]:
        """What Slack says of a file."""
        file = self.files[id_]
        url = self.elsewhere.get(id_, f"{self.base()}/files-pri/T1-{id_}/download/{file.name}")
        return {"id": id_, "name": file.name, "mimetype": file.kind, "size": len(file.data),
                "mode": "hosted", "is_external": False, "url_private": url,
                "url_private_download": url}  # fmt: skip

    def info(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of `files.info`."""
        if not self.readable:
            return {"ok": False, "error": "missing_scope", "needed": "files:read"}
        if fields["file"] not in self.files:
            return {"ok": False, "error": "file_deleted"}
        return {"ok": True, "file": self.told(fields["file"]), "comments": []}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers)
        fault = self.faults.pop(0) if self.faults else None
        if fault and not fault.drop:
            wait = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
            return web.Response(status=429 if wait else fault.status, headers=wait)
        if request.headers.get("Authorization") != f"Bearer {self.bearer()}":
            return web.Response(status=302, headers={"Location": f"{self.base()}/login"})
        file = self.files[request.match_info["file"].partition("-")[2]]
        if not fault:
            return web.Response(body=file.data, content_type=file.kind)
        answer = web.StreamResponse(headers={"Content-Length": str(len(file.data))})
        await answer.prepare(request)
        await answer.write(file.data[:1])
        assert request.transport
        request.transport.abort()
        return answer

    async def login(self, request: web.Request) -> web.Response:
        self.logins.append(request.headers)
        return web.Response(text=LOGIN, content_type="text/html")
