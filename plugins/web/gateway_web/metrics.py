"""How it goes, for machines: alive, ready, and Prometheus' text format."""

from __future__ import annotations

import asyncio
import resource
import shutil
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from gateway_web.api.door import token_of
from gateway_web.meter import head

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway_web.site import Site

_ENOUGH: Final = 100_000_000
"""Bytes that have to be free for the next turns."""


async def healthy(request: Request) -> Response:
    """The process answers."""
    site: Site = request.app.state.site
    return JSONResponse({"ok": True, "streams": site.platform.rooms.streams()})


async def ready(request: Request) -> Response:
    """It can take events: the database answers, the data root is there and has room."""
    site: Site = request.app.state.site
    try:
        async with asyncio.timeout(5):
            await site.inbox.office.next_call()
    except Exception:
        raise HTTPException(503, "The database does not answer.", {"Retry-After": "5"}) from None
    root = site.platform.options.root
    free = await asyncio.to_thread(lambda: shutil.disk_usage(root).free if root.is_dir() else 0)
    if free < _ENOUGH:
        raise HTTPException(503, "There is no room where the sessions are.", {"Retry-After": "60"})
    return JSONResponse({"ok": True})


async def metrics(request: Request) -> Response:
    """Prometheus' text format; where others reach the page it takes a token to read them."""
    site: Site = request.app.state.site
    if not site.platform.keys.open:
        await token_of(site, request)
    health = await site.inbox.office.health()
    told = site.meter.lines()
    for name, value in health.items():
        told += [*head(f"tapeway_{name}", "gauge", name.replace("_", " ").capitalize() + ".")]
        told.append(f"tapeway_{name} {value}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    for name, kind, what, amount in (
        ("tapeway_streams", "gauge", "Open event streams.",
         site.platform.rooms.streams() + site.platform.bells.count),
        ("process_cpu_seconds_total", "counter", "CPU seconds.", used.ru_utime + used.ru_stime),
        ("process_start_time_seconds", "gauge", "When it began.", site.meter.began),
        ("process_resident_memory_bytes", "gauge", "Memory.", await asyncio.to_thread(_resident)),
    ):  # fmt: skip
        told += [*head(name, kind, what), f"{name} {amount:.6f}".rstrip("0").rstrip(".")]
    return Response("\n".join([*told, ""]), media_type="text/plain; version=0.0.4; charset=utf-8")


def _resident() -> int:
    try:
        with open("/proc/self/statm") as file:  # noqa: PTH123 - no file of anybody's
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
