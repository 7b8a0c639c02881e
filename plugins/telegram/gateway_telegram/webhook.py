"""Where Telegram brings updates to, if it is not asked for them."""

from __future__ import annotations

import hmac
import json
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway import StorageFull, listen_on

if TYPE_CHECKING:
    from gateway_telegram.options import Options

_HEADER: Final = "x-telegram-bot-api-secret-token"
_LARGEST: Final = 1_000_000

Take = Callable[[dict[str, Any]], Awaitable[object]]
"""Stores one update, or raises."""


def door(secret: str, take: Take) -> Starlette:
    """The application that lets in whoever knows the secret; answers once an update is stored."""

    async def update(request: Request) -> Response:
        shown = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            return Response(status_code=403)
        if int(request.headers.get("content-length") or _LARGEST + 1) > _LARGEST:
            return Response(status_code=413)
        try:
            read = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(read, dict):
            return Response(status_code=400)
        try:
            await take(read)
        except StorageFull:
            return Response(status_code=503)  # it is brought again
        return Response()

    return Starlette(routes=[Route("/{path:path}", update, methods=["POST"])])


def bound(options: Options) -> socket.socket:
    """The address of the door.

    :raises SettingsError: somebody else has it.
    """
    return listen_on(*options.address, setting="plugins.telegram.listen")
