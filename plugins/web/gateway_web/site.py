"""What every route shares: who is asking, which room, how a page is made."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from gateway_web.inbound import Unreadable, read_object
from gateway_web.keys import DEFAULT, Visitor
from gateway_web.limits import Limiter
from gateway_web.logins import Logins
from gateway_web.meter import Meter
from gateway_web.readings import Readings

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway import Inbox, SessionId, World
    from gateway_web.platform import WebPlatform
    from gateway_web.rooms import Room

_HERE: Final = Path(__file__).parent
ASSETS: Final = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir()}
SQUEEZED: Final = {
    name: gzip.compress(data, mtime=0)
    for name, data in ASSETS.items()
    if not name.endswith(".woff2")
}
VERSION: Final = hashlib.sha256(b"".join(ASSETS[n] for n in sorted(ASSETS))).hexdigest()[:12]

COOKIE: Final = "tapeway"
_YEAR: Final = 365 * 24 * 3600
_LARGEST: Final = 65_536
"""Bytes of a request's body; the longest words a person may say fit in."""


class Site:
    """The platform, the inbox, the templates, and how much anybody may ask for."""

    def __init__(self, platform: WebPlatform, inbox: Inbox) -> None:
        self.platform = platform
        self.inbox = inbox
        self.by_person = Limiter(burst=12, rate=2)
        self.by_room = Limiter(burst=60, rate=10)
        self.by_address = Limiter(burst=5, rate=0.1)
        self.senders = Limiter(burst=6, rate=0.1)
        self.sending_addresses = Limiter(burst=30, rate=0.5)
        rate = platform.options.api_rate
        self.sending_tokens = Limiter(burst=rate, rate=rate / 20)
        self.strangers = Limiter(burst=rate, rate=rate / 100)
        self.api_by_token = Limiter(burst=rate * 5, rate=rate)
        self.api_by_address = Limiter(burst=rate * 20, rate=rate * 4)
        self.shrinking = asyncio.Lock()
        self.logins = Logins()
        self.readings = Readings()
        self.meter = Meter()
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def html(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page; nobody keeps a copy of it."""
        text = self._templates.get_template(template).render(version=VERSION, **values)
        return HTMLResponse(text, status, {"Cache-Control": "no-store", **(headers or {})})

    def json(self, told: Mapping[str, object], status: int = 200) -> JSONResponse:
        """Something for a script of the page's."""
        return JSONResponse(told, status)

    # --------------------------------------------------------------------------- who and where

    def visitor(self, request: Request) -> Visitor:
        """Whoever asks; somebody new where no cookie says who."""
        known = self.platform.keys.visitor(request.cookies.get(COOKIE, ""))
        return known or self.platform.keys.new_visitor()

    def remember(self, response: Response, visitor: Visitor) -> None:
        """Send the cookie that says who they are."""
        response.set_cookie(
            COOKIE,
            self.platform.keys.cookie(visitor),
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )

    @property
    def secure(self) -> bool:
        """Whether cookies may go over TLS only."""
        return self.platform.options.public_url.startswith("https:")

    def address_of(self, request: Request) -> str:
        """Where a request comes from: the last hop's word for it, where the settings trust one."""
        if self.platform.options.behind_proxy:
            hops = request.headers.get("x-forwarded-for", "").split(",")
            if hops[-1].strip():
                return hops[-1].strip()[:60]
        return request.client.host if request.client else ""

    def base(self, request: Request) -> str:
        """The beginning of links that leave the page."""
        return self.platform.options.public_url or str(request.base_url).rstrip("/")

    def link(self, request: Request, session: SessionId, path: str, *, until: int) -> str:
        """A link to one file that is good until then, for everybody who has it."""
        leave = self.platform.keys.leave(f"{session}/{path}", until=until)
        return f"{self.base(request)}/f/{leave}/{session}/{path}"

    def session(self, request: Request, visitor: Visitor) -> SessionId:
        """The session of the room that is asked for.

        :raises HTTPException: there is none, or it is not open to them.
        """
        room = str(request.path_params["room"])
        session = self.platform.keys.session(room)
        if session is None:
            raise HTTPException(404, "There is no such room. Ask for its link once more.")
        if room == DEFAULT and not visitor.host:
            raise HTTPException(403, "This room is its host's. Enter with the secret first.")
        return session

    def known(self, request: Request) -> Visitor:
        """Whoever asks, by the cookie that a page of ours gave them.

        :raises HTTPException: they bring none.
        """
        visitor = self.platform.keys.visitor(request.cookies.get(COOKIE, ""))
        if visitor is None:
            raise HTTPException(401, "Nobody knows you here yet: open the room's page first.")
        return visitor

    # ------------------------------------------------------------------------- what is to see

    def worlds(self) -> list[World]:
        """The worlds on the shelf; the one that the settings name stands first."""
        return sorted(self.inbox.worlds, key=lambda w: w.name != self.platform.options.world)

    def ticket(self, room: Room) -> str:
        """What links to this room's media carry."""
        return self.platform.keys.ticket(room.session, room.life, now=time.time())

    def check_ticket(self, request: Request, room: Room) -> None:
        """Let nobody look at what they were not given the link to.

        :raises HTTPException: the link's ticket is wrong, or has run out.
        """
        ticket = request.query_params.get("t", "")
        if not self.platform.keys.admits(ticket, room.session, room.life, now=time.time()):
            raise HTTPException(403, "That link is not good any more. Open the room again.")

    # ------------------------------------------------------------------------------ what comes

    def slow_down(self, limiter: Limiter, key: str) -> None:
        """Refuse what comes too fast.

        :raises HTTPException: it does.
        """
        if wait := limiter.take(key):
            after = {"Retry-After": str(max(1, round(wait)))}
            raise HTTPException(429, "That was a little fast. Take a breath.", after)


async def body_of(request: Request) -> bytes:
    """The body, if it has a size we take.

    :raises HTTPException: it is larger.
    """
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LARGEST:
            raise HTTPException(413, f"That is more than {_LARGEST:,} bytes at once.")
    return data


async def object_of(request: Request) -> dict[str, object]:
    """The JSON object a page of ours sent.

    :raises HTTPException: it is none.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        raise HTTPException(415, "Send JSON, as application/json.")
    try:
        return read_object(await body_of(request))
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None
