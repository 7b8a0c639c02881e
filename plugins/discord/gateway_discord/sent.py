"""A picture that somebody sent: found in what Discord says of it, fetched from where it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from gateway import JSON, Refused, TryLater, Uncertain, save_picture

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp
    import yarl

    from gateway_discord.options import Options
    from gateway_discord.voice import Voice

GONE: Final = "it is gone from Discord: send it once more."
ELSEWHERE: Final = "Discord does not keep it itself: upload the picture."

_STORES: Final = ("https://cdn.discordapp.com", "https://media.discordapp.net")
"""Where Discord keeps what people send (API "Image Formatting", "Signed Attachment CDN URLs")."""

_GONE: Final = (403, 404, 410)
_PATIENCE: Final = 60.0
"""Seconds until a picture is there."""


class _Gone(Refused):
    """There is nothing at that address, or not any more."""


def sent(raw: Mapping[str, Any], *, asked: bool) -> Mapping[str, JSON] | None:
    """The picture of a message, by what it takes to fetch it.

    :param asked: they say that it is one; else what is plainly something else is none.
    """
    files = [one for one in raw.get("attachments") or () if isinstance(one, Mapping)]
    pictures = [f for f in files if str(f.get("content_type") or "image/").startswith("image/")]
    for file in pictures or (files if asked else []):
        where = {"channel": str(int(raw["channel_id"])), "message": str(int(raw["id"]))}
        return {**address_of(file), **where}
    return None


def address_of(file: Mapping[str, Any]) -> Mapping[str, JSON]:
    """A file that came along, also with a command, which cannot be read once more."""
    return {"attachment": str(int(file["id"])), "url": str(file["url"])}


async def fetch(picture: Mapping[str, JSON], path: Path, *, voice: Voice, options: Options) -> None:
    """Write it to `path`.

    :raises TryLater: Discord is away, or asks to wait.
    :raises Refused: it is no longer there, too large, or plainly something else.
    """
    try:
        await _load(str(picture["url"]), path, options)
    except _Gone:
        # An address is good for a day; its message has a new one.
        await _load(await _renewed(picture, voice), path, options)


async def _renewed(picture: Mapping[str, JSON], voice: Voice) -> str:
    if "message" not in picture:
        raise Refused(GONE)
    try:
        message = await voice.message(int(str(picture["channel"])), int(str(picture["message"])))
    except Uncertain as error:
        raise TryLater(str(error)) from error  # to be asked twice is no harm
    except Refused as error:
        raise Refused(GONE) from error
    for file in message.get("attachments") or ():
        if str(file["id"]) == picture["attachment"]:
            return str(file["url"])
    raise Refused(GONE)


async def _load(url: str, path: Path, options: Options) -> None:
    """The SDK would hold it in memory, whatever its size, and follow wherever it leads."""
    import aiohttp

    from gateway_discord.wire import proxy

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE)) as line,
            line.get(kept(url, options), allow_redirects=False, proxy=proxy(url)) as answer,
        ):
            _look_at(answer)
            pieces = answer.content.iter_any()
            size, kind = answer.content_length, answer.content_type
            await save_picture(pieces, path, size=size, media_type=kind)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TryLater(f"Discord does not give it now ({type(error).__name__}).") from error


def kept(url: str, options: Options) -> yarl.URL:
    """The address, if it is one of Discord's own, or of whatever stands in its place."""
    import yarl

    places = [yarl.URL(place).origin() for place in (*_STORES, options.api)]
    with suppress(ValueError):  # it is no address, or leads nowhere
        address = yarl.URL(url)
        if address.origin() in places:
            return address
    raise Refused(ELSEWHERE)


def _look_at(answer: aiohttp.ClientResponse) -> None:
    """Raise what an answer says that is not the picture."""
    if answer.status in _GONE:
        raise _Gone(GONE)
    if answer.status == 429 or answer.status >= 500:
        wait = answer.headers.get("Retry-After", "")
        raise TryLater(
            f"Discord does not give it now ({answer.status}).",
            retry_after=float(wait) if wait.isdecimal() else 1.0,
        )
    if answer.status != 200:
        raise Refused(f"Discord does not give it ({answer.status}): send it once more.")
