"""What a session's conversation is shown, as it is shown: no gap, no repeat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from gateway import Card, Office, SessionId
from gateway_web.api import models as m
from gateway_web.api.looking import known, session_of
from gateway_web.api.spec import Ask
from gateway_web.bells import Bell

_HEARTBEAT: Final = 15.0
_PAGE: Final = 100
_MOST: Final = 500


async def follow_events(ask: Ask) -> Response:
    """Server-sent events from where the reader left off: `Last-Event-ID`, or `after`."""
    await known(ask)
    if ask.request.method == "HEAD":
        return Response(media_type="text/event-stream")
    session, bells = session_of(ask), ask.site.platform.bells
    if bells.count >= _MOST:
        raise HTTPException(503, "It is full here. Try again in a while.", {"Retry-After": "30"})
    office = ask.site.inbox.office
    after = _last(ask)
    bell = bells.hang(session)
    if after is None:
        after = await office.newest_shown(session)
    return StreamingResponse(
        _stream(office, session, bell, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _last(ask: Ask) -> int | None:
    query: m.Since = ask.query
    said = ask.request.headers.get("last-event-id", "")
    if said.isascii() and said.isdigit() and len(said) < 17:
        return int(said)
    return query.after


async def _stream(office: Office, session: SessionId, bell: Bell, after: int) -> AsyncIterator[str]:
    with bell:
        # Whoever is cut off before the first event goes on from here, too.
        yield f"retry: 1000\nid: {after}\n\n"
        while not bell.over:
            bell.quiet()
            page = await office.shown(session, after=after, most=_PAGE)
            for card in page:
                after = int(str(card["number"]))
                if not card["private"]:
                    yield _message(card)
            if len(page) < _PAGE and not await _rung(bell):
                yield ": still here\n\n"


async def _rung(bell: Bell) -> bool:
    try:
        async with asyncio.timeout(_HEARTBEAT):
            await bell.wait()
    except TimeoutError:
        return False
    return True


def _message(card: Card) -> str:
    told = {key: value for key, value in card.items() if key != "private"}
    data = json.dumps(told, separators=(",", ":"))
    return f"id: {card['number']}\nevent: {card['part']}\ndata: {data}\n\n"
