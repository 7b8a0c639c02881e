"""All routes, and what stands before each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from gateway import PlayerError
from gateway_web import admin, door, films, heroes, metrics, play, problems, public
from gateway_web.api import door as programs
from gateway_web.api import manual
from gateway_web.api.table import OPERATIONS
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
        Route("/healthz", metrics.healthy),
        Route("/readyz", metrics.ready),
        Route("/metrics", metrics.metrics),
        Route("/admin", admin.page),
        Route("/admin/enter", admin.enter, methods=["POST"]),
        Route("/admin/leave", admin.leave, methods=["POST"]),
        Route("/admin/unshare", admin.unshare, methods=["POST"]),
        Route("/admin/forget", admin.sure),
        Route("/admin/forget", admin.forget, methods=["POST"]),
        Route("/static/{version}/{name}", _asset),
        Route("/r/{room}", play.page),
        Route("/r/{room}/state", play.state),
        Route("/r/{room}/events", play.events),
        Route("/r/{room}/act", play.act, methods=["POST"]),
        Route("/r/{room}/hero", heroes.send, methods=["POST"]),
        Route("/r/{room}/name", play.rename, methods=["POST"]),
        Route("/r/{room}/gallery", films.gallery),
        Route("/r/{room}/delete", films.delete, methods=["POST"]),
        Route("/r/{room}/story", films.story),
        Route("/r/{room}/m/{path:path}", films.media),
        Route("/r/{room}/share", public.share, methods=["POST"]),
        Route("/r/{room}/unshare", public.unshare, methods=["POST"]),
        Route("/s/{code}", public.page),
        Route("/s/{code}/{file}", public.media),
        Route("/tapes", public.mine),
        Route("/tapes/{file}", public.my_media),
        Route("/f/{leave}/{file}", films.keyed),
        Route("/f/{leave}/{session}/{path:path}", films.linked),
        Route("/api/v1", manual.page),
        Route("/api/v1/openapi.json", manual.description),
        *programs.routes(OPERATIONS),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, loopback=platform.options.loopback, meter=site.meter)],
        exception_handlers={
            HTTPException: _refused,
            PlayerError: _not_now,
            Exception: _broken,
        },
    )
    app.state.site = site
    return app


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
    """A refusal is a sentence: on a page for people, as a problem for programs and scripts."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    site: Site = request.app.state.site
    browsed = "text/html" in request.headers.get("accept", "")
    if browsed and not request.url.path.startswith("/api/"):
        return site.html("refused.html", status=error.status_code, headers=error.headers or {},
                         code=error.status_code, why=problems.sentence(error))  # fmt: skip
    return problems.response(error)


async def _not_now(request: Request, error: Exception) -> Response:
    """What the story refuses."""
    return await _refused(request, HTTPException(409, str(error)))


async def _broken(request: Request, error: Exception) -> Response:
    """What broke is in the log; whoever asked reads that it was not their fault."""
    return problems.response(HTTPException(500, "Something broke here. Try it once more."))
