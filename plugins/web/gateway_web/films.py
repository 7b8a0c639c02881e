"""What is there to look at: media, the gallery, the story as a page."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from gateway import InvalidSessionId, SessionId
from gateway_web import elsewhere, heroes
from gateway_web.inbound import Unreadable, text_of
from gateway_web.shelf import HERO, MEDIA_TYPES
from gateway_web.site import Site, object_of
from gateway_web.small import WIDTHS, smaller
from gateway_web.tracks import KINDS, read_track

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
"""A file of a session is written once under its name, and its ticket names the session's life."""

_ASKED_ANEW: Final = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
"""What can be taken back is asked for each time; unchanged, it is not sent again."""


async def media(request: Request) -> Response:
    """A picture, segment, tape or film of the room; parts of it where a part is asked for."""
    site: Site = request.app.state.site
    session = site.session(request, site.known(request))
    site.check_ticket(request, await site.platform.rooms.get(session))
    name = str(request.path_params["path"])
    if name.startswith("watched/"):
        return await _elsewhere(request, session, name)
    shelf = site.platform.shelf(session)
    path = await asyncio.to_thread(shelf.find, name)
    if path is None:
        raise HTTPException(404, "There is nothing of that name in this room.")
    if name == HERO:
        return await heroes.picture(request, shelf, path)
    asked = request.query_params
    if "track" in asked and path.suffix == ".mp4":
        return await track(path, asked["track"])
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


async def _elsewhere(request: Request, room: SessionId, name: str) -> Response:
    """What the room was shown of another session, for as long as it may be seen."""
    site: Site = request.app.state.site
    key, _, ending = name.removeprefix("watched/").partition(".")
    path = await site.inbox.lobby.shown_file(key, site.known(request).person)
    if path is None:
        folder = site.platform.rooms.folder(room)
        found = await asyncio.to_thread(elsewhere.find, folder, name)
        path = await site.inbox.lobby.followed_file(room, *found) if found else None
    if path is None or path.suffix != f".{ending}":
        raise HTTPException(410, "That was taken back, or is not there any more.")
    if "track" in request.query_params and ending == "mp4":
        return await track(path, request.query_params["track"])
    name = f"watched{path.suffix}" if "download" in request.query_params else ""
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers=_ASKED_ANEW,
                        filename=name or None)  # fmt: skip


async def keyed(request: Request) -> Response:
    """A tape or film by a signed link that says nothing of whose it is."""
    site: Site = request.app.state.site
    name, leave = str(request.path_params["file"]), str(request.path_params["leave"])
    if not site.platform.keys.allows(leave, name, now=time.time()):
        raise HTTPException(403, "That link is not good any more. Ask for a new one.")
    found = await site.inbox.office.keyed(name.partition(".")[0])
    path = None
    if found is not None:
        path = await asyncio.to_thread(site.platform.shelf(found[0]).find, found[1])
    if path is None:
        raise HTTPException(410, "That is not there any more.")
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers=_ASKED_ANEW)


async def linked(request: Request) -> Response:
    """A file of any session by a signed link, until that runs out."""
    site: Site = request.app.state.site
    asked = request.path_params
    try:
        session = SessionId.parse(asked["session"])
    except InvalidSessionId:
        raise HTTPException(404, "There is nothing at this address.") from None
    if not site.platform.keys.allows(asked["leave"], f"{session}/{asked['path']}", now=time.time()):
        raise HTTPException(403, "That link is not good any more. Ask for a new one.")
    path = await asyncio.to_thread(site.platform.shelf(session).find, asked["path"])
    if path is None:
        raise HTTPException(410, "That is not there any more.")
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers=_ASKED_ANEW)


async def _small(site: Site, session: SessionId, path: Path, width: str) -> Path | None:
    if width not in WIDTHS:
        raise HTTPException(400, f"`w` is one of {', '.join(WIDTHS)}.")
    folder = site.platform.rooms.folder(session) / "small"
    return await smaller(path, folder, int(width), turn=site.shrinking)


async def track(film: Path, kind: str) -> Response:
    """A film's chapters or subtitles."""
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
    may = owns or visitor.host
    response = site.html(
        "gallery.html",
        room=request.path_params["room"],
        reels=reels,
        worlds=await _worlds(site, session),
        shared=await _codes(site, session) if may else {},
        base=site.base(request),
        ticket=site.ticket(room),
        may_delete=may,
    )
    site.remember(response, visitor)
    return response


async def _codes(site: Site, session: SessionId) -> dict[str, str]:
    """The code of each thing that is shared."""
    found = await site.inbox.office.shares(session=session, before=None, most=1000)
    return {share.path: share.code for share in found}


async def _worlds(site: Site, session: SessionId) -> dict[int, str]:
    """Where each run was set."""
    titles = {world.name: world.title for world in site.worlds()}
    runs = await site.inbox.office.runs(session, before=2**31, most=1000)
    return {int(str(run["run"])): titles.get(str(run["world"]), str(run["world"])) for run in runs}


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
    await site.inbox.lobby.unshare(session, path, visitor.person, operator=True)
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
