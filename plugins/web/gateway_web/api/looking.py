"""Looking: sessions, runs, turns, tapes and films, and their files."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from gateway import Card, InvalidSessionId, SessionId
from gateway_web import heroes
from gateway_web.api import models as m
from gateway_web.api.pages import read, split
from gateway_web.api.spec import Ask
from gateway_web.shelf import HERO, MEDIA_TYPES

_HOUR: Final = 3600


def session_of(ask: Ask) -> SessionId:
    """The session in the address.

    :raises HTTPException: no session can have that id.
    """
    try:
        return SessionId.parse(ask.path("session"))
    except InvalidSessionId:
        raise HTTPException(404, "There is no session like that.") from None


async def known(ask: Ask) -> Card:
    """The card of the session in the address.

    :raises HTTPException: there is none.
    """
    card = await ask.site.inbox.office.session(session_of(ask))
    if card is None:
        raise HTTPException(404, "There is no such session.")
    return card


async def get_me(ask: Ask) -> m.Me:
    """Whose token this is."""
    return m.Me(id=ask.token.id, name=ask.token.name, scopes=list(ask.token.scopes))


async def list_worlds(ask: Ask) -> m.Worlds:
    """Where a story can be set."""
    return m.Worlds(
        items=[
            m.World(name=w.name, title=w.title, summary=w.summary, language=w.language)
            for w in ask.site.worlds()
        ]
    )


async def list_sessions(ask: Ask) -> m.Sessions:
    """Sessions by id."""
    query: m.SessionPaging = ask.query
    after = read(query.after, str)
    found = await ask.site.inbox.office.sessions(
        after=str(after[0]) if after else "", most=query.limit + 1, platform=query.platform
    )
    page, following = split(found, query.limit, lambda card: (card["session"],))
    return m.Sessions(items=[m.Session.model_validate(c) for c in page], next=following)


async def get_session(ask: Ask) -> m.SessionNow:
    """Where one session stands."""
    return m.SessionNow.model_validate(await known(ask))


async def list_runs(ask: Ask) -> m.Runs:
    """A session's runs."""
    await known(ask)
    query: m.Paging = ask.query
    before = read(query.after, int)
    found = await ask.site.inbox.office.runs(
        session_of(ask), before=_int(before[0]) if before else 2**31, most=query.limit + 1
    )
    page, following = split(found, query.limit, lambda card: (card["run"],))
    return m.Runs(items=[m.Run.model_validate(c) for c in page], next=following)


async def list_turns(ask: Ask) -> m.Turns:
    """A session's turns."""
    await known(ask)
    query: m.TurnPaging = ask.query
    after = read(query.after, int)
    found = await ask.site.inbox.office.turns(
        session_of(ask),
        after=_int(after[0]) if after else -1,
        most=query.limit + 1,
        run=query.run,
    )
    page, following = split(found, query.limit, lambda card: (card["turn"],))
    return m.Turns(items=[m.Turn.model_validate(c) for c in page], next=following)


async def list_session_reels(ask: Ask) -> m.Reels:
    """A session's tapes and films."""
    await known(ask)
    return await _reels(ask, session_of(ask))


async def list_reels(ask: Ask) -> m.Reels:
    """All tapes and films."""
    return await _reels(ask, None)


async def _reels(ask: Ask, session: SessionId | None) -> m.Reels:
    query: m.ReelPaging = ask.query
    after = read(query.after, int, str, str)
    found = await ask.site.inbox.office.reels(
        session=session,
        kind=query.kind,
        before=(_int(after[0]), str(after[1]), str(after[2])) if after else None,
        most=query.limit + 1,
    )
    page, following = split(found, query.limit, lambda c: (c["moment"], c["session"], c["path"]))
    return m.Reels(items=_linked(ask, page), next=following)


def _linked(ask: Ask, page: Sequence[Card]) -> list[m.Reel]:
    def link(session: SessionId, path: object) -> str | None:
        return ask.site.link(ask.request, session, str(path), until=until) if path else None

    until = int(time.time()) + _HOUR
    reels = []
    for card in page:
        session = SessionId.parse(str(card["session"]))
        links = {"link": link(session, card["path"]), "still": link(session, card["still"])}
        reels.append(m.Reel.model_validate({**card, **links}))
    return reels


async def get_media(ask: Ask) -> Response:
    """A frame, a segment, a tape or a film; a part of it where a part is asked for."""
    shelf = ask.site.platform.shelf(session_of(ask))
    path = await asyncio.to_thread(shelf.find, ask.path("path"))
    if path is None:
        raise HTTPException(404, "There is no file of that name in that session.")
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix])


async def get_hero(ask: Ask) -> Response:
    """Who is played, where somebody sent a picture."""
    shelf = ask.site.platform.shelf(session_of(ask))
    path = await asyncio.to_thread(shelf.find, HERO)
    if path is None:
        raise HTTPException(404, "There is no picture of who is played there.")
    return await heroes.picture(ask.request, shelf, path)


def _int(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101 - the cursor was read as one
    return value
