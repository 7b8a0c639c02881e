"""Where Slack brings payloads to over HTTP, each with a signature that Bolt looks at."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway import listen_on
from gateway_slack import limits

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from gateway_slack.options import Options


def door(app: AsyncApp) -> Starlette:
    """The application that lets in what Slack signed in the last five minutes."""
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler

    handler = AsyncSlackRequestHandler(app)

    async def brought(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > limits.REQUEST:
            return Response(status_code=413)
        if not request.headers.get("x-slack-request-timestamp", "").isdecimal():
            return Response(status_code=401)
        return await handler.handle(request)

    return Starlette(routes=[Route("/{path:path}", brought, methods=["POST"])])


def bound(options: Options) -> socket.socket:
    """The address of the door.

    :raises SettingsError: somebody else has it.
    """
    return listen_on(*options.address, setting=f"{options.place}.listen")
