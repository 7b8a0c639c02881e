"""What is there to look at: media, the gallery, the story as a page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from gateway_web.shelf import MEDIA_TYPES
from gateway_web.site import Site
from gateway_web.small import WIDTHS, smaller

if TYPE_CHECKING:
    from starlette.requests import Request

_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
"""A file of a session is written once under its name, and its address names the session's life."""


async def media(request: Request) -> Response:
    """A picture, segment, tape or film of the room; parts of it where a part is asked for."""
    site: Site = request.app.state.site
    session = site.session(request, site.known(request))
    path = await asyncio.to_thread(site.platform.shelf(session).find, request.path_params["path"])
    if path is None:
        raise HTTPException(404, "There is nothing of that name in this room.")
    width = request.query_params.get("w")
    if width is not None and path.suffix == ".png":
        if width not in WIDTHS:
            raise HTTPException(400, f"`w` is one of {', '.join(WIDTHS)}.")
        folder = site.platform.rooms.folder(session) / "small"
        if small := await smaller(path, folder, int(width), turn=site.shrinking):
            return FileResponse(small, media_type="image/webp", headers=_FOR_EVER)
    download = "download" in request.query_params
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[path.suffix],
        headers=_FOR_EVER,
        filename=path.name if download else None,
    )


async def gallery(request: Request) -> Response:
    """The room's tapes and films, to play and to take home."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    session = site.session(request, visitor)
    room = await site.platform.rooms.get(session)
    reels = await asyncio.to_thread(site.platform.shelf(session).reels)
    response = site.html("gallery.html", room=request.path_params["room"], reels=reels,
                         life=room.life)  # fmt: skip
    site.remember(response, visitor)
    return response


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
                         turns=turns, life=room.life)  # fmt: skip
    site.remember(response, visitor)
    return response
