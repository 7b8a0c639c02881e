"""A picture of who is played: sent by a page or a program, and looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from gateway import PICTURE_BYTES, Event, StorageFull, TapewayError, TryLater
from gateway_web.inbound import Unreadable, to_event
from gateway_web.shelf import Shelf
from gateway_web.site import Site
from gateway_web.small import WIDTHS, squeezed

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway_web.limits import Limiter
    from gateway_web.uploads import Upload

KINDS: Final = ("image/png", "image/jpeg", "image/webp")

_TOO_LARGE: Final = f"A picture has at most {PICTURE_BYTES // 1_000_000} MB. Send a smaller one."


async def send(request: Request) -> Response:
    """Somebody in a room sends one. Once this is answered it is kept, and happens once."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    session = site.session(request, visitor)
    asked: dict[str, object] = {"id": request.query_params.get("id", ""), "verb": "hero"}
    try:
        event = to_event(asked, session=session, visitor=visitor, at=datetime.now(UTC))
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None
    async with picture_of(request, site.senders, visitor.id) as upload:
        site.slow_down(site.by_room, str(session))
        return JSONResponse({"heard": await hear(site, event, upload)}, 202)


@asynccontextmanager
async def picture_of(request: Request, limiter: Limiter, who: str) -> AsyncIterator[Upload]:
    """The picture that is a request's body, on the disk for as long as the block takes.

    :raises HTTPException: it is none, or too large, or comes too fast, or cannot be kept.
    """
    site: Site = request.app.state.site
    _check(request)
    site.slow_down(limiter, who)
    site.slow_down(site.sending_addresses, site.address_of(request))
    try:
        async with site.platform.uploads.receiving(_chunks(request)) as upload:
            yield upload
    except StorageFull as error:
        raise HTTPException(507, str(error)) from None
    except TryLater as error:
        raise HTTPException(503, str(error), {"Retry-After": "10"}) from None
    except ClientDisconnect:
        raise HTTPException(400, "It broke off half way. Send it once more.") from None
    except TimeoutError:
        raise HTTPException(408, "That took too long. Send it once more.") from None


def _check(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise HTTPException(415, f"Send a picture, as {', '.join(KINDS[:-1])} or {KINDS[-1]}.")
    size = request.headers.get("content-length", "")
    if size.isdecimal() and int(size) > PICTURE_BYTES:
        raise HTTPException(413, _TOO_LARGE)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > PICTURE_BYTES:
            raise HTTPException(413, _TOO_LARGE)
        yield chunk
    if not size:
        raise HTTPException(400, "There is nothing in that picture.")


async def hear(site: Site, event: Event, upload: Upload) -> bool:
    """Keep a picture, then the event that it came with; False where that was known already.

    :raises TapewayError: neither is kept.
    """
    platform = site.platform
    name = await platform.uploads.keep(upload, event)
    picture = {"platform": platform.name, "upload": name}
    try:
        heard = await site.inbox.hear(replace(event, picture=picture))
    except TapewayError:
        await _let_go(site, event)
        raise
    if not heard:
        await _let_go(site, event)
    return heard


async def _let_go(site: Site, event: Event) -> None:
    """Nobody fetches the picture, unless the same event came before and still waits."""
    became = await site.inbox.office.action(event.session, event.id)
    if became is None or became["state"] == "done":
        await site.platform.uploads.answered(event.session, f"{event.session}:{event.id}:notice")


async def picture(request: Request, shelf: Shelf, path: Path) -> Response:
    """Who is played now. It is asked for each time: another one may stand under its name."""
    version, width = await asyncio.to_thread(shelf.hero), request.query_params.get("w", "")
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{version}-{width}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if width not in ("", *WIDTHS):
        raise HTTPException(400, f"`w` is one of {', '.join(WIDTHS)}.")
    site: Site = request.app.state.site
    small = await squeezed(path, int(width), turn=site.shrinking) if width else None
    if small is not None:
        return Response(small, media_type="image/webp", headers=headers)
    try:
        whole = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise HTTPException(404, "There is no picture of who is played there.") from None
    return Response(whole, media_type="image/png", headers=headers)
