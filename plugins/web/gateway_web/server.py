"""The socket side: uvicorn in the gateway's own loop, ended in good order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import uvicorn

from gateway_web.app import application

if TYPE_CHECKING:
    import socket

    from gateway import Inbox
    from gateway_web.platform import WebPlatform

_GRACE: Final = 5
"""Seconds that requests under way have when the gateway stops."""


class _Server(uvicorn.Server):
    """Signals are the gateway's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(platform: WebPlatform, inbox: Inbox, bound: socket.socket) -> None:
    """Answer requests until cancelled."""
    config = uvicorn.Config(
        application(platform, inbox),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=32_768,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=20,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        platform.hang_up()
        await serving
