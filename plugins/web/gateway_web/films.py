"""What is there to look at: media, the gallery, the story as a page."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from gateway import InvalidSessionId, SessionId
from gateway_web.inbound import Unreadable, text_of
from gateway_web.shelf import MEDIA_TYPES
from gateway_web.site import Site, object_of
from gateway_web.small import WIDTHS, smaller
from gateway_web.tracks import KINDS, read_track

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
"""A file of a session is written once under its name, and its ticket names the session's life."""


async def media(request: Request) -> Response:
    """A picture, segment, tape or film of the room; parts of it where a part is asked for."""
    site: Site = request.app.state.site
    session = site.session(request, site.known(request))
    site.check_ticket(request, await site.platform.rooms.get(session))
    path = await asyncio.to_thread(site.platform.shelf(session).find, request.path_params["path"])
    if path is None:
        raise HTTPException(404, "There is nothing of that name in this room.")
    asked = request.query_params
    if "track" in asked and path.suffix == ".mp4":
        return await _track(path, asked["track"])
    if "w" in asked and path.suffix == ".png":
        small = await _small(site, session, path, asked["w"])
        if small is not None:
            return FileResponse(small, media_type="image/webp", headers=_FOR_EVER)
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[path.suffix],
        headers=_FOR_EVER,
        filename=path.name if "download" in asked else None,
    )


async def linked(request: Request) -> Response:
    """A file of any session by a signed link, until that runs out."""
    site: Site = request.app.state.site
    asked = request.path_params
    try:
        session = SessionId.parse(asked["session"])
    except InvalidSessionId:
        raise HTTPException(404, "There is nothing at this address.") from None
    if not site.platform.keys.allows(asked["leave"], session, asked["path"], now=time.time()):
        raise HTTPException(403, "That link is not good any more. Ask for a new one.")
    path = await asyncio.to_thread(site.platform.shelf(session).find, asked["path"])
    if path is None:
        raise HTTPException(410, "That is not there any more.")
    hour = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"}
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers=hour)


async def _small(site: Site, session: SessionId, path: Path, width: str) -> Path | None:
    if width not in WIDTHS:
        raise HTTPException(400, f"`w` is one of {', '.join(WIDTHS)}.")
    folder = site.platform.rooms.folder(session) / "small"
    return await smaller(path, folder, int(width), turn=site.shrinking)


async def _track(film: Path, kind: str) -> Response:
    if kind not in KINDS:
        raise HTTPException(400, f"`track` is one of {', '.join(KINDS)}.")
    try:
        text = await asyncio.to_thread(read_track, film, kind)
    except OSError:
        raise HTTPException(404, "That film cannot be read.") from None
    return Response(text, media_type="text/vtt", headers=_FOR_EVER)


async def gallery(request: Request) -> Response:
    """The room's tapes and films, to play, to take home, and to delete."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    session = site.session(request, visitor)
    room = await site.platform.rooms.get(session)
    shelf = site.platform.shelf(session)
    reels = await asyncio.to_thread(shelf.reels)
    owns = visitor.person == (await asyncio.to_thread(shelf.state)).get("owner")
    response = site.html("gallery.html", room=request.path_params["room"], reels=reels,
                         ticket=site.ticket(room), may_delete=owns or visitor.host)  # fmt: skip
    site.remember(response, visitor)
    return response


async def delete(request: Request) -> Response:
    """Delete one tape or film for good; the host may, and whoever began the story."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    session = site.session(request, visitor)
    try:
        path = text_of(await object_of(request), "path", 200)
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None
    site.slow_down(site.by_person, visitor.id)
    shelf = site.platform.shelf(session)
    owner = (await asyncio.to_thread(shelf.state)).get("owner")
    if not visitor.host and visitor.person != owner:
        raise HTTPException(403, "Only the host and whoever began the story delete here.")
    if not await asyncio.to_thread(shelf.delete, path):
        raise HTTPException(404, "There is no tape or film of that name in this room.")
    await site.platform.reel_deleted(session, path)
    return JSONResponse({"deleted": path})


async def story(request: Request) -> Response:
    """One run to read from its beginning, with its pictures."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    session = site.session(request, visitor)
    room = await site.platform.rooms.get(session)
    history = await asyncio.to_thread(site.platform.shelf(session).history)
    runs = sorted({int(str(t["run"])) for t in history if type(t["run"]) is int})
    asked = request.query_params.get("run", "")
    run = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None
    shown = run if run in runs else (runs[-1] if runs else 0)
    turns = [turn for turn in history if turn["run"] == shown]
    response = site.html("story.html", room=request.path_params["room"], runs=runs, run=shown,
                         turns=turns, ticket=site.ticket(room))  # fmt: skip
    site.remember(response, visitor)
    return response
