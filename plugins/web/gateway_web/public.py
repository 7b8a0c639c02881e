"""What anybody may see who has a code: a page of their own, and nothing of whose it is.

A code that never was, has expired or was taken back is answered in the same way: gone.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from gateway import NotNow, NotUnderstood, Share
from gateway_web.films import track
from gateway_web.inbound import Unreadable, text_of
from gateway_web.shelf import MEDIA_TYPES
from gateway_web.site import Site, object_of
from gateway_web.small import smaller

if TYPE_CHECKING:
    from starlette.requests import Request

_HEADERS: Final = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-cache"}
"""Asked anew each time, so that what is taken back is gone; unchanged, it is not sent again."""

_FRAME: Final = re.compile(r"frame-(\d{1,6})\.webp", re.ASCII)
_STILL: Final = "still.jpg"
_WIDTH: Final = 1280
_WAIT: Final = "60"


async def look_up(request: Request, code: str) -> Share:
    """What is shared by a code.

    :raises HTTPException: nothing is, or too many codes were wrong.
    """
    site: Site = request.app.state.site
    who = f"address:{site.address_of(request)}"
    try:
        return await site.inbox.lobby.look_up(code, who=who)
    except NotUnderstood as error:
        raise HTTPException(410, str(error), {"X-Robots-Tag": "noindex"}) from None
    except NotNow as error:
        raise HTTPException(429, str(error), {"Retry-After": _WAIT}) from None


async def page(request: Request) -> Response:
    """The page of a share."""
    site: Site = request.app.state.site
    asked = str(request.path_params["code"])
    share = await look_up(request, asked)
    if asked != share.code:
        return RedirectResponse(f"/s/{share.code}", 308, {"X-Robots-Tag": "noindex"})
    told = await site.readings.of(site.inbox.lobby, share)
    response = site.html("share.html", share=told, base=site.base(request), names=NAMES)
    response.headers.update(_HEADERS)
    return response


NAMES: Final = {
    "tape.gif": "GIF",
    "tape.mp4": "MP4, no sound",
    "tape-small.gif": "Small GIF",
    "film.mp4": "MP4",
    "film-small.mp4": "Small MP4",
}


async def media(request: Request) -> Response:
    """The tape or film in one of its sizes, its last still, or the picture beside a page."""
    share = await look_up(request, str(request.path_params["code"]))
    name = str(request.path_params["file"])
    if name == _STILL:
        return await _picture(request, share, None)
    if found := _FRAME.fullmatch(name):
        return await _picture(request, share, int(found[1]))
    return await _reel(request, share, name)


async def _reel(request: Request, share: Share, name: str) -> Response:
    site: Site = request.app.state.site
    path = await site.inbox.lobby.file(share, name)
    if path is None:
        raise HTTPException(404, "It cannot be had as that.")
    site.readings.made(share, name)
    if "track" in request.query_params and path.suffix == ".mp4":
        return await track(path, request.query_params["track"])
    if _begins(request):
        await site.inbox.lobby.watched(share)
    download = "download" in request.query_params
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[path.suffix],
        headers=_HEADERS,
        filename=f"{_plain(share.title)}.{name}" if download else None,
    )


def _begins(request: Request) -> bool:
    """Whether somebody begins to watch: a player asks for the rest in pieces."""
    parts = request.headers.get("range", "")
    known = "if-none-match" in request.headers
    return request.method == "GET" and not known and (not parts or parts.startswith("bytes=0-"))


def _plain(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower() or "tapeway"


async def _picture(request: Request, share: Share, number: int | None) -> Response:
    site: Site = request.app.state.site
    told = await site.readings.of(site.inbox.lobby, share)
    there = [page for page in told.pages if page.framed and number in (None, page.number)]
    frame = await site.inbox.lobby.still(share, there[-1]) if there else None
    small = await _small(site, share, frame, "webp" if "frame" in request.url.path else "jpg")
    if small is None:
        raise HTTPException(404, "There is no such picture.")
    kind = "image/webp" if small.suffix == ".webp" else "image/jpeg"
    return FileResponse(small, media_type=kind, headers=_HEADERS)


async def _small(site: Site, share: Share, frame: Path | None, ending: str) -> Path | None:
    if frame is None:
        return None
    folder = site.platform.rooms.folder(share.session) / "small"
    return await smaller(frame, folder, _WIDTH, turn=site.shrinking, ending=ending)


# --------------------------------------------------------------------------- from a room's gallery


async def share(request: Request) -> Response:
    """Share a tape or film of the room: where it can be seen."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    session = site.session(request, visitor)
    path = await _path(request)
    site.slow_down(site.by_person, visitor.id)
    shared = await site.inbox.lobby.share(
        session, path, visitor.person, operator=site.platform.keys.open and visitor.host
    )
    return site.json({"code": shared.code, "link": f"{site.base(request)}/s/{shared.code}"}, 201)


async def unshare(request: Request) -> Response:
    """Take back whatever codes there are for a tape or film of the room."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    session = site.session(request, visitor)
    path = await _path(request)
    site.slow_down(site.by_person, visitor.id)
    done = await site.inbox.lobby.unshare(session, path, visitor.person, operator=visitor.host)
    if not done:
        raise HTTPException(404, "Nothing of that is shared, or it is not yours to take back.")
    return site.json({"done": True})


async def _path(request: Request) -> str:
    try:
        return text_of(await object_of(request), "path", 200)
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None


# ------------------------------------------------------------------------------- somebody's tapes

_MINE: Final = 24


async def mine(request: Request) -> Response:
    """The tapes and films of runs that somebody took part in, on every platform they linked."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    before = _before(request.query_params.get("before", ""))
    found = list(await site.inbox.lobby.mine(visitor.person, before=before, most=_MINE + 1))
    worlds = {world.name: world.title for world in site.worlds()}
    cards = []
    for credit in found[:_MINE]:
        scene = await site.inbox.lobby.scene(credit)
        cards.append({"credit": credit, "scene": scene and scene.scene,
                      "world": worlds.get(credit.world, credit.world)})  # fmt: skip
    last = found[_MINE - 1] if len(found) > _MINE else None
    after = f"{last.at.isoformat()}~{last.key}" if last else ""
    response = site.html("mine.html", cards=cards, after=after)
    site.remember(response, visitor)
    return response


def _before(text: str) -> tuple[datetime, str] | None:
    moment, _, key = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, key) if at.tzinfo else None


async def my_media(request: Request) -> Response:
    """One of somebody's own, or its last still."""
    site: Site = request.app.state.site
    person, name = site.known(request).person, str(request.path_params["file"])
    key, _, ending = name.partition(".")
    if ending == "webp":
        frame = await site.inbox.lobby.my_frame(person, key)
        folder = site.platform.folder / "mine" / key
        small = frame and await smaller(frame, folder, 960, turn=site.shrinking)
        if small:
            return FileResponse(small, media_type="image/webp", headers=_HEADERS)
    path = await site.inbox.lobby.my_file(person, key)
    if path is None or path.suffix != f".{ending}":
        raise HTTPException(404, "That is none of yours.")
    if "track" in request.query_params and ending == "mp4":
        return await track(path, request.query_params["track"])
    name = path.name if "download" in request.query_params else ""
    kind = MEDIA_TYPES[path.suffix]
    return FileResponse(path, media_type=kind, headers=_HEADERS, filename=name or None)
