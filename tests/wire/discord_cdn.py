"""Where Discord keeps what people send: behind addresses that are signed, each good for a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from discord_chat import Fault
from discord_forms import refused

DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Kept:
    """A file that somebody sent."""

    id: int
    name: str
    kind: str
    data: bytes


class Cdn:
    """Use it as the route of `/attachments/`.

    :param now: the time there.
    :param number: a new id.
    """

    def __init__(self, now: Callable[[], float], number: Callable[[], int]) -> None:
        self.now, self.number = now, number
        self.files: dict[int, Kept] = {}
        self.faults: list[Fault] = []
        self.asked: list[Mapping[str, str]] = []
        """The headers of all that was asked for."""
        self.host = ""

    def keep(self, data: bytes, name: str = "me.jpg", kind: str = "image/jpeg") -> dict[str, Any]:
        """Somebody sends it; how their message has it."""
        file = Kept(self.number(), name, kind, data)
        self.files[file.id] = file
        return self._as_told(file)

    def renewed(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The message with addresses that are good from now on."""
        files = [self.files.get(int(one["id"])) for one in message["attachments"]]
        told = [self._as_told(file) for file in files if file]
        return {**message, "attachments": told}

    def _as_told(self, file: Kept) -> dict[str, Any]:
        until, since = int(self.now()) + DAY, int(self.now())
        signed = f"ex={until:x}&is={since:x}&hm={file.id:064x}&"
        url = f"http://{self.host}/attachments/{file.id}/{file.name}?{signed}"
        return {"id": str(file.id), "filename": file.name, "size": len(file.data), "url": url,
                "proxy_url": url, "content_type": file.kind, "width": 1, "height": 1}  # fmt: skip

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers)
        fault = next((f for f in self.faults if f.fits("GET", request.path)), None)
        if fault:
            self.faults.remove(fault)
            if fault.status == 302:
                return web.Response(status=302, headers={"Location": fault.says})
            if not fault.drop:
                return refused(fault)
        file = self.files.get(int(request.match_info["file"]))
        if file is None or self.now() > int(request.query["ex"], 16):
            return web.Response(status=404, text="This content is no longer available.")
        if not fault:
            return web.Response(body=file.data, content_type=file.kind)
        answer = web.StreamResponse(headers={"Content-Length": str(len(file.data))})
        await answer.prepare(request)
        await answer.write(file.data[:1])
        assert request.transport
        request.transport.abort()
        return answer
