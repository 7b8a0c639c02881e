"""What every request meets first and every answer carries.

Plain ASGI, because it must not touch a stream.
"""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway_web import problems
from gateway_web.meter import Meter

_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that a browser says of our own form, too, that it came from nowhere.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """Refuses what a page of ours would never send; adds the headers that keep a page its own.

    On loopback only the machine's own names are answered: a foreign page whose name was made to
    point here is turned away.
    """

    def __init__(self, app: ASGIApp, *, loopback: bool, meter: Meter) -> None:
        self._app = app
        self._meter = meter
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        began = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = time.perf_counter() - began
                self._meter.count(scope["method"], scope["path"], message["status"], took)
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        why = self._refusal(scope["method"], Headers(scope=scope))
        if why:
            await problems.response(HTTPException(403, why))(scope, receive, answer)
        else:
            await self._app(scope, receive, answer)

    def _refusal(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if self._loopback and _name(host) not in _LOCAL:
            return "This page answers to this machine's own names only."
        if method in ("GET", "HEAD"):
            return ""
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return "That came from another page."
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "That came from another page."
        return ""


def _name(host: str) -> str:
    """A host without its port; nothing where it is none.

    >>> _name("localhost:8010"), _name("[::1]:8010"), _name("[")
    ('localhost', '::1', '')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
