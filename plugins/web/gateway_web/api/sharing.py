"""Sharing: codes, made, listed and taken back."""

from __future__ import annotations

from datetime import datetime

from starlette.exceptions import HTTPException

from gateway import Share
from gateway_web.api import models as m
from gateway_web.api.looking import known, session_of
from gateway_web.api.pages import cursor, read
from gateway_web.api.spec import Ask

_ALL = 1000


async def list_shares(ask: Ask) -> m.Shares:
    """Everything that is shared."""
    query: m.Paging = ask.query
    after = read(query.after, str, str)
    before = (_time(str(after[0])), str(after[1])) if after else None
    found = await ask.site.inbox.office.shares(before=before, most=query.limit + 1)
    page = found[: query.limit]
    more = len(found) > query.limit
    following = cursor(page[-1].at.isoformat(), page[-1].digest) if more else None
    return m.Shares(items=[_told(ask, share) for share in page], next=following)


async def list_session_shares(ask: Ask) -> m.Shares:
    """What is shared of one session."""
    await known(ask)
    found = await ask.site.inbox.office.shares(session=session_of(ask), before=None, most=_ALL)
    return m.Shares(items=[_told(ask, share) for share in found], next=None)


async def make_share(ask: Ask) -> m.ShareTold:
    """A code for a tape or film, the one there is if this token made one before."""
    await known(ask)
    body: m.NewShare = ask.body
    share = await ask.site.inbox.lobby.share(
        session_of(ask),
        body.path,
        f"api:{ask.token.id}",
        operator="admin" in ask.token.scopes,
    )
    return _told(ask, share)


async def revoke_share(ask: Ask) -> None:
    """Let nobody see anything by a code any more."""
    if not await ask.site.inbox.office.revoke_share(ask.path("code")):
        raise HTTPException(404, "Nothing is shared by that code.")


def _told(ask: Ask, share: Share) -> m.ShareTold:
    return m.ShareTold(
        code=share.code,
        link=f"{ask.site.base(ask.request)}/s/{share.code}",
        session=str(share.session),
        path=share.path,
        kind=share.kind.value,
        run=share.run,
        title=share.title,
        at=share.at.isoformat(),
        expires=share.expires.isoformat() if share.expires else None,
        views=share.views,
    )


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise HTTPException(404, "There is no page like that: begin at the first.")
    return at
