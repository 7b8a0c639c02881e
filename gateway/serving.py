"""An address of this machine where a platform brings what it has, for plugins that need one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from gateway.core.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_GRACE: Final = 5
"""Seconds that requests under way have to finish."""


def listen_on(host: str, port: int, *, setting: str) -> socket.socket:
    """The address, taken; close it when it is not served any more.

    :param setting: where it stands, for whoever has to change it.
    :raises SettingsError: somebody else has it, or it is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    at = socket.socket(family, socket.SOCK_STREAM)
    at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        at.bind((host, port))
        at.listen(128)
    except OSError as error:
        at.close()
        raise SettingsError(
            f"{setting} cannot be listened on ({host}:{port}): {error.strerror}. Set {setting} to "
            "another address."
        ) from error
    at.settimeout(0)
    return at


async def serve(application: ASGIApp, at: socket.socket) -> None:
    """Answer until cancelled; what is under way is finished."""
    import uvicorn

    class Server(uvicorn.Server):
        """Signals are the gateway's."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[at]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving
