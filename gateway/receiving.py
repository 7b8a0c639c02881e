"""A picture that comes in over a line, for plugins that fetch one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Final

from gateway.core.errors import Refused
from gateway.core.platform import PICTURE_BYTES

_LARGE: Final = f"it is larger than {PICTURE_BYTES // 1_000_000} MB: send a smaller one."
_OTHER: Final = "it is no picture: send a PNG, a JPEG or a WEBP."
_OTHERS: Final = ("audio/", "text/", "video/")


async def save_picture(
    pieces: AsyncIterable[bytes], path: Path, *, size: int | None = None, media_type: str = ""
) -> None:
    """Write a picture that somebody sent to `path`, as it comes.

    :param size: the bytes it is said to have.
    :param media_type: what it is said to be; what it is the gateway looks at by itself.
    :raises Refused: it has more than `PICTURE_BYTES`, or is plainly something else.
    """
    if media_type.startswith(_OTHERS):
        raise Refused(_OTHER)
    if size is not None and size > PICTURE_BYTES:
        raise Refused(_LARGE)
    left = PICTURE_BYTES
    with await asyncio.to_thread(path.open, "wb") as file:
        async for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise Refused(_LARGE)
            await asyncio.to_thread(file.write, piece)
