"""Renditions: a tape or film once more, so that it fits a platform it was not made for.

Each is made once for a set of limits and kept in the folder of the session whose it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from gateway.core import layout
from gateway.core.errors import WAIT, MediaError
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.plain import from_plain
from gateway.core.platform import Attachment, Limits
from gateway.core.ports import Media, Played, Records, Standing
from gateway.core.strips import reel_of
from gateway.core.types import JSON, Kind, Progress, Reel

log = logging.getLogger("gateway.engine")

MEDIA_TYPES = {".gif": "image/gif", ".mp4": "video/mp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A file of a session that a platform takes, or, with `fits` false, that it does not."""

    path: str
    size: int
    fits: bool = True

    @property
    def media_type(self) -> str:
        """What it is."""
        return MEDIA_TYPES[self.path[-4:]]


def limits_of(kit: Kit, session: SessionId) -> Limits:
    """What the platform of a session takes; anything, where it is not open."""
    platform = kit.courier.platform(session)
    return platform.limits if platform else Limits()


async def linked(kit: Kit, session: SessionId, path: str) -> str:
    """Where a file can be seen in a browser; empty where it cannot."""
    answer = await kit.hooks.ask("link_media", str, session=session, path=path)
    return answer.value or ""


def ready(kit: Kit, session: SessionId, media: Media, limits: Limits) -> Rendition | None:
    """What fits already, without making anything; looks at the disk."""
    paths = [_wanted(media, limits)]
    if not _video(media, limits):
        paths.insert(0, media.path)
    for path in paths:
        size = _size(kit, session, path)
        if size is not None and _fits(size, limits):
            return Rendition(path=path, size=size)
    return None


async def render(
    kit: Kit, session: SessionId, media: Media, limits: Limits, progress: Progress
) -> Rendition | None:
    """What fits, made now if need be; else what there is. `None` where there is nothing.

    :raises StorageFull: there is no room to make it.
    """
    if found := await asyncio.to_thread(ready, kit, session, media, limits):
        return found
    if not await asyncio.to_thread(kit.folders.exists, session):
        return None  # somebody deleted the session: nothing makes it a folder again
    path = _wanted(media, limits)
    try:
        await _make(kit, session, media, path, limits, progress)
    except WAIT:
        raise
    except MediaError as error:
        log.warning("%s of %s cannot be made smaller: %s", media.path, session, error)
        path = media.path
    except Exception:
        log.exception("%s of %s could not be made smaller", media.path, session)
        path = media.path
    size = await asyncio.to_thread(_size, kit, session, path)
    return Rendition(path=path, size=size, fits=_fits(size, limits)) if size else None


async def shown(
    kit: Kit, session: SessionId, media: Media, limits: Limits, progress: Progress
) -> JSON:
    """As `render`, as plain data; with a `link` where it can be seen, if it does not fit."""
    rendition = await render(kit, session, media, limits, progress)
    if rendition is None:
        return None
    link = "" if rendition.fits else await linked(kit, session, media.path)
    return {"path": rendition.path, "size": rendition.size, "fits": rendition.fits, "link": link}


async def lighten(kit: Kit, file: Attachment, limit: int | None) -> Attachment:
    """The file in at most so many bytes, or the same one with where it can be seen."""
    media = await kit.store.read(lambda r: _made_from(r, file))
    if media is None:
        return file
    if limit == 0:
        return replace(file, link=await linked(kit, file.session, media.path))
    limits = Limits(upload=limit, tapes_as_video=file.media_type == "video/mp4")
    made = cast("Mapping[str, Any] | None", await shown(kit, file.session, media, limits, _unseen))
    if made is None:
        return file
    if not made["fits"]:
        return replace(file, link=made["link"])
    rendition = from_plain(Rendition, made)
    name = file.name and f"{file.name[:-4]}{rendition.path[-4:]}"
    return replace(
        file,
        path=rendition.path,
        size=rendition.size,
        media_type=rendition.media_type,
        name=name,
    )


def _made_from(records: Records, file: Attachment) -> Media | None:
    """The tape or film that a file is, or is a rendition of."""
    return next(
        (
            media
            for media in records.media(file.session)
            if media.path == file.path or layout.is_rendition(file.path, media.path)
        ),
        None,
    )


async def _unseen(share: float, text: str) -> None:
    """Nobody looks on as it is made."""


async def _make(
    kit: Kit, session: SessionId, media: Media, path: str, limits: Limits, progress: Progress
) -> None:
    with kit.folders.receiving(session, path) as part:
        if media.kind is Kind.FILM:
            film = kit.folders.resolve(session, media.path)
            await kit.darkroom.squeeze(film, part, limit=limits.upload, progress=progress)
            return
        reel, look = await _reel(kit, session, media), kit.looks.get(media.look)
        if look is None:
            raise MediaError(f"There is no look {media.look!r} any more.")
        darkroom = kit.darkroom
        make = darkroom.film_tape if _video(media, limits) else darkroom.recut_tape
        await make(reel, look, part, limit=limits.upload, progress=progress)


async def _reel(kit: Kit, session: SessionId, media: Media) -> Reel:
    def look_up(records: Records) -> tuple[Standing | None, list[Played]]:
        return records.standing(session), list(records.branch(session, media.head))

    standing, branch = await kit.store.read(look_up)
    if standing is None or not branch:
        raise MediaError("The frames of this tape are not there any more.")
    return await reel_of(kit, standing, branch, None)


def _video(media: Media, limits: Limits) -> bool:
    return media.kind is Kind.TAPE and limits.tapes_as_video


def _wanted(media: Media, limits: Limits) -> str:
    """Where the rendition for these limits lies."""
    film = media.kind is Kind.FILM or _video(media, limits)
    return layout.rendition(media.path, limits.upload, "mp4" if film else "gif")


def _fits(size: int, limits: Limits) -> bool:
    return limits.upload is None or size <= limits.upload


def _size(kit: Kit, session: SessionId, path: str) -> int | None:
    try:
        return kit.folders.resolve(session, path).stat().st_size or None
    except OSError:
        return None
