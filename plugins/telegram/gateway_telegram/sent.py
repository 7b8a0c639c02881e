"""A picture that somebody sent: found in what Telegram says of a message, fetched by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from gateway import JSON, PICTURE_BYTES, Refused, TryLater, Uncertain

if TYPE_CHECKING:
    from pathlib import Path

    from gateway_telegram.voice import Voice

GONE: Final = "it is gone from Telegram: send it once more."
LARGE: Final = f"it is larger than {PICTURE_BYTES // 1_000_000} MB: send a smaller one."
"""Telegram hands no bot a larger file (API getFile)."""


def sent(message: Mapping[str, Any]) -> Mapping[str, JSON] | None:
    """The picture of a message, by what it takes to fetch it: a photo, or a file that is one."""
    photos = message.get("photo")
    if isinstance(photos, list) and photos:
        return _named(photos[-1])  # the largest (API Message)
    document = message.get("document")
    if isinstance(document, Mapping) and str(document.get("mime_type")).startswith("image/"):
        return _named(document)
    return None


def _named(raw: Mapping[str, Any]) -> Mapping[str, JSON]:
    return {"file": str(raw["file_id"]), "size": int(raw.get("file_size") or 0)}


async def fetch(voice: Voice, picture: Mapping[str, JSON], path: Path) -> None:
    """Write it to `path`.

    :raises TryLater: Telegram is away, or asks to wait.
    :raises Refused: it is too large, or no longer there.
    """
    from telegram.error import BadRequest, InvalidToken

    if int(str(picture["size"])) > PICTURE_BYTES:
        raise Refused(LARGE)
    try:
        file = await voice.call(None, lambda: voice.bot.get_file(str(picture["file"])))
        if (file.file_size or 0) > PICTURE_BYTES:
            raise Refused(LARGE)  # from a server of one's own; the SDK would hold it in memory

        async def load() -> None:
            try:
                await file.download_to_drive(path)
            except InvalidToken as error:  # what the SDK makes of a 404, of whatever
                raise BadRequest("Not Found") from error

        await voice.call(None, load)
    except TryLater:
        raise
    except Uncertain as error:
        raise TryLater(str(error)) from error  # to be asked twice is no harm
    except Refused as error:
        large = str(error) == LARGE or "too big" in str(error)
        raise Refused(LARGE if large else GONE) from error
