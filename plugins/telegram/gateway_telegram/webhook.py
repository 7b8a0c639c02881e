"""Where Telegram brings updates to, if it is not asked for them."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway import SettingsError, StorageFull

if TYPE_CHECKING:
    from gateway_telegram.options import Options

_HEADER: Final = "x-telegram-bot-api-secret-token"
_LARGEST: Final = 1_000_000
_GRACE: Final = 5

Take = Callable[[dict[str, Any]], Awaitable[object]]
"""Stores one update, or raises."""


class _Server(uvicorn.Server):
    """Signals are the gateway's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


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
    host, port = options.address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    at = socket.socket(family, socket.SOCK_STREAM)
    at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        at.bind((host, port))
        at.listen(128)
    except OSError as error:
        at.close()
        raise SettingsError(
            f"The webhook of {options.name} cannot listen on {options.listen}: {error.strerror}. "
            "Set plugins.telegram.listen to another address."
        ) from error
    at.settimeout(0)
    return at


async def serve(application: Starlette, at: socket.socket) -> None:
    """Answer until cancelled; what is under way is finished."""
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[at]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving
