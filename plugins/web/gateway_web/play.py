"""A room: its page, its stream of events, and what people do in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from gateway import JSON, StorageFull, TapewayError, Verb
from gateway_web.inbound import Unreadable, text_of, to_event
from gateway_web.keys import clean_name
from gateway_web.rooms import Listener, Room
from gateway_web.site import Site, object_of
from gateway_web.view import snapshot

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway_web.keys import Visitor

_HEARTBEAT: Final = 15.0
_MOST_STREAMS: Final = 2000
_MOST_IN_ROOM: Final = 500


async def page(request: Request) -> Response:
    """The room's page, with everything in it to be drawn at once."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    session = site.session(request, visitor)
    room = str(request.path_params["room"])
    shown = await _snapshot(site, request, visitor)
    response = site.html("room.html", room=room, session=str(session), seed=_embedded(shown))
    site.remember(response, visitor)
    return response


async def state(request: Request) -> Response:
    """The same once more, for a page that lost the thread."""
    site: Site = request.app.state.site
    shown = await _snapshot(site, request, site.known(request))
    return Response(_plain(shown), media_type="application/json",
                    headers={"Cache-Control": "no-store"})  # fmt: skip


async def _snapshot(site: Site, request: Request, visitor: Visitor) -> dict[str, JSON]:
    session = site.session(request, visitor)
    await site.platform.notice_deletion(session)
    room = await site.platform.rooms.get(session)
    ticket, worlds = site.ticket(room), site.worlds()
    return await asyncio.to_thread(
        snapshot, room, site.platform.shelf(session), visitor, ticket=ticket, worlds=worlds
    )


async def events(request: Request) -> Response:
    """Everything that happens, from where the page left off: no gap, no repeat."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    room = await site.platform.rooms.get(site.session(request, visitor))
    if len(room.listeners) >= _MOST_IN_ROOM or site.platform.rooms.streams() >= _MOST_STREAMS:
        raise HTTPException(503, "It is full here. Try again in a while.", {"Retry-After": "30"})
    if request.method == "HEAD":
        return Response(media_type="text/event-stream")
    last = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return StreamingResponse(
        _stream(room, Listener(visitor.person, visitor.name), last),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(room: Room, listener: Listener, last: str) -> AsyncIterator[str]:
    with room.listening(listener):
        # Nothing is awaited between looking back and listening, so nothing falls in between.
        missed = room.since(last, listener.person)
        yield "retry: 1000\n\n"
        if missed is None:
            yield _message("", {"kind": "reset"})
            return
        for identity, entry in missed:
            yield _message(identity, entry)
        if room.telling is not None:
            yield _message("", room.telling)
        while True:
            sent = None
            try:
                sent = await asyncio.wait_for(listener.queue.get(), _HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if sent is None:
                return
            yield _message(*sent)


async def act(request: Request) -> Response:
    """Somebody does something. Once this is answered it is kept, and happens once."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    session = site.session(request, visitor)
    read = await object_of(request)
    site.slow_down(site.by_person, visitor.id)
    site.slow_down(site.by_room, str(session))
    try:
        event = to_event(read, session=session, visitor=visitor, at=datetime.now(UTC))
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None
    site.platform.clicked(event)
    try:
        heard = await site.inbox.hear(event)
    except StorageFull as error:
        raise HTTPException(507, str(error)) from None
    except TapewayError as error:
        raise HTTPException(409, str(error)) from None
    if event.verb is Verb.SETTINGS and event.argument:
        await site.platform.tell_settings(session)
    return JSONResponse({"heard": heard}, 202)


async def rename(request: Request) -> Response:
    """What somebody is called from now on."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    site.session(request, visitor)
    site.slow_down(site.by_person, visitor.id)
    try:
        name = clean_name(text_of(await object_of(request), "name", 200))
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None
    if not name:
        raise HTTPException(400, "A name has at least one letter.")
    response = JSONResponse({"name": name})
    site.remember(response, replace(visitor, name=name))
    return response


def _message(identity: str, entry: dict[str, JSON]) -> str:
    head = f"id: {identity}\n" if identity else ""
    return f"{head}data: {_plain(entry)}\n\n"


def _plain(value: object) -> str:
    # ASCII: no line end and no half surrogate pair can break a message.
    return json.dumps(value, separators=(",", ":"))


def _embedded(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return _plain(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
