"""The description, for programs and for people."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from starlette.responses import Response

from gateway_web.api.spec import ROOT, describe
from gateway_web.api.table import OPERATIONS

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway_web.site import Site


async def description(request: Request) -> Response:
    """OpenAPI 3.1; nobody needs a token to read it."""
    site: Site = request.app.state.site
    told = describe(OPERATIONS, server=site.base(request), version=version("tapeway"))
    return Response(json.dumps(told), media_type="application/json",
                    headers={"Cache-Control": "no-cache"})  # fmt: skip


async def page(request: Request) -> Response:
    """The same as a page to read."""
    site: Site = request.app.state.site
    told = describe(OPERATIONS, server=site.base(request), version=version("tapeway"))
    return site.html("api.html", api=told, root=ROOT, base=site.base(request))
