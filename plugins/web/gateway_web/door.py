"""Coming in: the front door, the secret, and rooms by a link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from gateway_web.keys import DEFAULT
from gateway_web.site import Site, body_of, object_of

if TYPE_CHECKING:
    from starlette.requests import Request


async def home(request: Request) -> Response:
    """The newcomer's room; before it the door, where there is one."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    return RedirectResponse(f"/r/{DEFAULT}" if visitor.host else "/enter", 303)


async def enter(request: Request) -> Response:
    """Show the secret and come in."""
    site: Site = request.app.state.site
    visitor = site.visitor(request)
    if visitor.host:
        return RedirectResponse(f"/r/{DEFAULT}", 303)
    if request.method != "POST":
        return site.html("enter.html", why="")
    site.slow_down(site.by_address, site.address_of(request))
    try:
        said = parse_qs((await body_of(request)).decode(), max_num_fields=4)
    except ValueError:
        raise HTTPException(400, "That is no form of ours.") from None
    if not site.platform.keys.opens(said.get("secret", [""])[0].strip()):
        return site.html("enter.html", status=403, why="That is not the secret.")
    response = RedirectResponse(f"/r/{DEFAULT}", 303)
    site.remember(response, replace(visitor, host=True))
    return response


async def make_room(request: Request) -> Response:
    """A link to a new room that nobody can guess."""
    site: Site = request.app.state.site
    visitor = site.known(request)
    if not visitor.host:
        raise HTTPException(403, "Only the host makes rooms here.")
    await object_of(request)
    site.slow_down(site.by_person, visitor.id)
    return JSONResponse({"link": f"/r/{site.platform.keys.new_room()}"}, 201)
