"""The page: play in the browser, a platform like the others.

`import gateway_web` costs nothing but this page; Starlette, uvicorn and Jinja2 are loaded when a
platform is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from gateway import Finding, Part, hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gateway import JSON, Check, Delivery, Ending, Film, Platform, SessionId, Tape, Turn
    from gateway_web.platform import WebPlatform

_OFFERED: Final[WeakSet[WebPlatform]] = WeakSet()
"""A hook is told of a session, not of a platform: these are the ones that may have its room."""


@hookimpl
def provide_platform(settings: Mapping[str, JSON]) -> Platform | None:
    """The page, where `settings["plugins"]["web"]` has `enabled = true`."""
    from gateway_web.options import Options

    options = Options.found_in(settings)
    if options is None:
        return None
    from gateway_web.platform import WebPlatform

    platform = WebPlatform(options)
    _OFFERED.add(platform)
    return platform


@hookimpl
def provide_checks(settings: Mapping[str, JSON]) -> Mapping[str, Check] | None:
    """Whether the page could be opened as it is set; what is wrong with that is raised here."""
    from gateway_web.options import Options

    options = Options.found_in(settings)
    if options is None:
        return None

    async def check() -> Sequence[Finding]:
        return [Finding(text=f"The page is set to listen on {options.host}:{options.port}.")]

    return {"web": check}


@hookimpl
def link_share(code: str) -> str | None:
    """The public page of a share, where the settings say that others reach it."""
    bases = (platform.options.public_url for platform in _running())
    return next((f"{base}/s/{code}" for base in bases if base), None)


@hookimpl
async def link_media(session: SessionId, path: str) -> str | None:
    """Where a browser sees a tape or film, where others reach the page.

    The page of its share, if it is shared: that goes when the share goes. Else a link that is
    signed, good for a week, and says nothing of whose it is.
    """
    for platform in _running():
        if platform.options.public_url:
            return await platform.link_to(session, path)
    return None


@hookimpl
async def turn_started(session: SessionId, turn: Turn) -> None:
    """Everybody in the room sees who did what, before the story answers."""
    for platform in _of(session):
        await platform.act_begins(turn)


@hookimpl
async def turn_failed(session: SessionId, turn: Turn) -> None:
    """Nobody in the room waits any longer for what will not come."""
    for platform in _of(session):
        await platform.act_fails(turn)


@hookimpl
async def run_ended(session: SessionId, run: int, ending: Ending) -> None:
    """The room knows that the run is over, and so do the webhooks."""
    for platform in _of(session):
        await platform.run_ends(session, run, ending)
    for platform in _running():
        await platform.caller.run_ended(session, run, ending)


@hookimpl
async def tape_cut(session: SessionId, tape: Tape, path: Path) -> None:
    """The webhooks know of a tape."""
    for platform in _running():
        await platform.caller.made("tape_cut", session, path, tape.size)


@hookimpl
async def film_stitched(session: SessionId, film: Film, path: Path) -> None:
    """The webhooks know of a film."""
    for platform in _running():
        await platform.caller.made("film_stitched", session, path, film.size)


@hookimpl
async def delivery_sent(session: SessionId, delivery: Delivery) -> None:
    """Whoever follows the session looks again; a picture that was answered is not needed again."""
    for platform in _running():
        platform.bells.ring(session)
        if delivery.part is Part.NOTICE:
            await platform.uploads.answered(session, delivery.key)


@hookimpl
async def delivery_failed(session: SessionId, delivery: Delivery) -> None:
    """The same."""
    await delivery_sent(session, delivery)


@hookimpl
async def session_forgotten(session: SessionId) -> None:
    """The room forgets what it was told, and pictures that were sent and not yet fetched."""
    for platform in _of(session):
        await platform.forget(session)
    for platform in _running():
        await platform.uploads.forget(session)


def _of(session: SessionId) -> list[WebPlatform]:
    return [platform for platform in _running() if platform.name == session.platform]


def _running() -> list[WebPlatform]:
    return [platform for platform in _OFFERED if not platform.closed]
