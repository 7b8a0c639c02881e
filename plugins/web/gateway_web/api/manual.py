"""The description, for programs and for people."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from gateway_web.api.spec import ROOT, describe
from gateway_web.api.table import OPERATIONS

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway_web.site import Site


async def description(request: Request) -> Response:
    """OpenAPI 3.1; nobody needs a token to read it."""
    site: Site = request.app.state.site
    return Response(json.dumps(_told(site.base(request))), media_type="application/json",
                    headers={"Cache-Control": "no-cache"})  # fmt: skip


async def page(request: Request) -> Response:
    """The same as a page to read."""
    site: Site = request.app.state.site
    base = site.base(request)
    return site.html("api.html", api=_told(base), root=ROOT, base=base)


def _told(base: str) -> dict[str, Any]:
    """The description as it is told to whoever asks at that address."""
    return {**_described(), "servers": [{"url": base + ROOT}]}


@cache
def _described() -> dict[str, Any]:
    """Made once: it costs a tenth of a second, and anybody may ask."""
    return describe(OPERATIONS, version=version("tapeway"))
