"""All routes, and what stands before each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway_web import door, films, play
from gateway_web.guard import Guard
from gateway_web.site import ASSETS, SQUEEZED, Site

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway import Inbox
    from gateway_web.platform import WebPlatform

_KINDS: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


def application(platform: WebPlatform, inbox: Inbox) -> Starlette:
    """The page as an ASGI application."""
    site = Site(platform, inbox)
    routes = [
        Route("/", door.home),
        Route("/enter", door.enter, methods=["GET", "POST"]),
        Route("/rooms", door.make_room, methods=["POST"]),
        Route("/healthz", _healthy),
        Route("/static/{version}/{name}", _asset),
        Route("/r/{room}", play.page),
        Route("/r/{room}/state", play.state),
        Route("/r/{room}/events", play.events),
        Route("/r/{room}/act", play.act, methods=["POST"]),
        Route("/r/{room}/name", play.rename, methods=["POST"]),
        Route("/r/{room}/gallery", films.gallery),
        Route("/r/{room}/delete", films.delete, methods=["POST"]),
        Route("/r/{room}/story", films.story),
        Route("/r/{room}/m/{path:path}", films.media),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, loopback=platform.options.loopback)],
        exception_handlers={HTTPException: _refused},
    )
    app.state.site = site
    return app


async def _healthy(request: Request) -> Response:
    site: Site = request.app.state.site
    return JSONResponse({"ok": True, "streams": site.platform.rooms.streams()})


async def _asset(request: Request) -> Response:
    """A script or a sheet; the version in its address is its content's, so it never changes."""
    name = request.path_params["name"]
    data = ASSETS.get(name)
    if data is None:
        raise HTTPException(404, "There is no such file.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and name in SQUEEZED:
        data, headers["Content-Encoding"] = SQUEEZED[name], "gzip"
    return Response(data, media_type=_KINDS[name[name.rindex(".") :]], headers=headers)


async def _refused(request: Request, error: Exception) -> Response:
    """A refusal is a sentence: on a page for people, as JSON for the page's own calls."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    site: Site = request.app.state.site
    headers = dict(error.headers or {})
    if "text/html" in request.headers.get("accept", ""):
        return site.html("refused.html", status=error.status_code, headers=headers,
                         code=error.status_code, why=error.detail)  # fmt: skip
    return JSONResponse({"error": error.detail}, error.status_code, headers)
