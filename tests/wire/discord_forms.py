"""Requests and answers of Discord's REST as they go over the line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from discord_chat import Fault


async def form_of(request: web.Request) -> tuple[Any, dict[str, bytes]]:
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


def json_of(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    # The SDK takes it for JSON only where nothing else is said, such as a charset.
    body = json.dumps(content).encode()
    kind = {"Content-Type": "application/json", "Via": "1.1 google"}
    return web.Response(body=body, status=status, headers={**kind, **(headers or {})})


def refused(fault: Fault) -> web.Response:
    if fault.status == 429:
        told = {"message": "You are being rate limited.", "retry_after": fault.retry_after,
                "global": fault.everywhere}  # fmt: skip
        answer = json_of(told, 429, {"Retry-After": str(fault.retry_after)})
        if not fault.via:
            del answer.headers["Via"]
        return answer
    return json_of({"message": fault.says, "code": fault.code}, fault.status)
