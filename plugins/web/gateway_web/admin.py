"""The operator's page: what is played, what it costs, what is shared, and forgetting."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from gateway import Event, InvalidSessionId, Person, SessionId, Verb
from gateway_web import charts
from gateway_web.logins import Login, matches
from gateway_web.site import Site, body_of

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "tapeway_admin"
_DAYS: Final = 30
_PAGE: Final = 50


# --------------------------------------------------------------------------------------- the door


async def page(request: Request) -> Response:
    """All there is to see at a glance; before it the door, where there is one."""
    site: Site = request.app.state.site
    found = site.logins.find(request.cookies.get(COOKIE, ""))
    if found is None and site.platform.keys.open:
        cookie = site.logins.begin()
        found = site.logins.find(cookie)
    if found is None:
        return site.html("admin_door.html", why="")
    login, cookie = found
    response = site.html("admin.html", form=login.form, **await _seen(site, request))
    _remember(site, response, cookie)
    return response


async def enter(request: Request) -> Response:
    """Log in, with the page's secret or a token with the scope admin."""
    site: Site = request.app.state.site
    site.slow_down(site.by_address, site.address_of(request))
    said = await _form(request)
    secret = said.get("secret", "").strip()
    if not await _may_enter(site, secret):
        return site.html("admin_door.html", status=403, why="That opens nothing here.")
    response = RedirectResponse("/admin", 303)
    _remember(site, response, site.logins.begin())
    return response


async def _may_enter(site: Site, secret: str) -> bool:
    if site.platform.keys.open or site.platform.keys.opens(secret):
        return True
    digest = hashlib.sha256(secret.encode(errors="replace")).hexdigest()
    token = await site.inbox.office.token(digest)
    return token is not None and "admin" in token.scopes


async def leave(request: Request) -> Response:
    """Log out."""
    site: Site = request.app.state.site
    await _posted(site, request)
    site.logins.end(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/admin", 303)
    response.delete_cookie(COOKIE, path="/admin")
    return response


def _remember(site: Site, response: Response, cookie: str) -> None:
    response.set_cookie(
        COOKIE, cookie, path="/admin", httponly=True, samesite="strict", secure=site.secure
    )


def _login(site: Site, request: Request) -> Login:
    found = site.logins.find(request.cookies.get(COOKIE, ""))
    if found is None:
        raise HTTPException(401, "Log in at /admin first.")
    return found[0]


async def _posted(site: Site, request: Request) -> dict[str, str]:
    """What a form of ours sent.

    :raises HTTPException: nobody is logged in, or it is no form of theirs.
    """
    login = _login(site, request)
    said = await _form(request)
    if not matches(said.get("form", ""), login):
        raise HTTPException(403, "That form is not good any more. Open the page again.")
    return said


async def _form(request: Request) -> dict[str, str]:
    try:
        said = parse_qs((await body_of(request)).decode(), max_num_fields=8)
    except ValueError:
        raise HTTPException(400, "That is no form of ours.") from None
    return {name: values[0] for name, values in said.items()}


# --------------------------------------------------------------------------------------- the page


async def _seen(site: Site, request: Request) -> dict[str, Any]:
    office, now = site.inbox.office, datetime.now(UTC)
    after = request.query_params.get("after", "")[:200]
    sessions = list(await office.sessions(after=after, most=_PAGE + 1))
    spent = await office.spend(since=_midnight(now) - timedelta(days=_DAYS - 1))
    models = charts.by_model(spent)
    table = charts.by_day(spent, now.date(), _DAYS)
    return {
        "now": now,
        "health": await office.health(),
        "streams": site.platform.rooms.streams() + site.platform.bells.count,
        "free": await asyncio.to_thread(_free, site),
        "sessions": sessions[:_PAGE],
        "next": sessions[_PAGE - 1]["session"] if len(sessions) > _PAGE else None,
        "shares": await office.shares(before=None, most=_PAGE),
        "models": models,
        "total": sum(models.values()),
        "table": table,
        "chart": charts.bars(table, list(models)) if models else "",
        "dollars": charts.dollars,
    }


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _free(site: Site) -> int:
    """Bytes that are left where the sessions are kept."""
    return shutil.disk_usage(site.platform.options.root).free


# ------------------------------------------------------------------------------------- forgetting


async def sure(request: Request) -> Response:
    """Ask once more before a session is forgotten."""
    site: Site = request.app.state.site
    login = _login(site, request)
    card = await site.inbox.office.session(_session(request.query_params.get("session", "")))
    if card is None:
        raise HTTPException(404, "There is no such session.")
    return site.html("admin_forget.html", form=login.form, session=card["session"], why="")


async def forget(request: Request) -> Response:
    """Forget a session for good, where its name was typed as well."""
    site: Site = request.app.state.site
    said = await _posted(site, request)
    session = _session(said.get("session", ""))
    card = await site.inbox.office.session(session)
    if card is None:
        raise HTTPException(404, "There is no such session.")
    if said.get("typed", "").strip() != str(session):
        return site.html("admin_forget.html", status=422, form=said["form"], session=str(session),
                         why="That is not its name.")  # fmt: skip
    now = datetime.now(UTC)
    owner = Person(id=str(card["owner"] or "gateway:operator"), name="The operator")
    await site.inbox.hear(
        Event(
            id=f"admin:{now.isoformat()}",
            session=session,
            person=owner,
            verb=Verb.FORGET,
            argument="yes",
            at=now,
        )
    )
    return RedirectResponse("/admin", 303)


async def unshare(request: Request) -> Response:
    """Take a share back, by what its code is looked up by."""
    site: Site = request.app.state.site
    said = await _posted(site, request)
    found = await site.inbox.office.shares(before=None, most=_PAGE)
    code = next((share.code for share in found if share.digest == said.get("share")), "")
    if not await site.inbox.office.revoke_share(code):
        raise HTTPException(404, "That is not shared any more.")
    return RedirectResponse("/admin", 303)


def _session(text: str) -> SessionId:
    try:
        return SessionId.parse(text)
    except InvalidSessionId:
        raise HTTPException(404, "There is no such session.") from None
