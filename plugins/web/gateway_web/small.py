"""Pictures in the sizes a page asks for, made once."""

from __future__ import annotations

import asyncio
import logging
from io import BytesIO
from pathlib import Path
from typing import Final

log = logging.getLogger("gateway.web")

WIDTHS: Final = ("320", "640", "960", "1280")
_LARGEST: Final = 50_000_000
"""Pixels; frames were checked when they came in, a folder may have been edited since."""


async def smaller(
    picture: Path, folder: Path, width: int, *, turn: asyncio.Lock, ending: str = "webp"
) -> Path | None:
    """The picture no wider than `width`, as WebP or JPEG; `None` where it cannot be made.

    Whoever makes one holds `turn`: a filmstrip of a hundred frames must not take the story's
    processors.
    """
    target = folder / f"{picture.stem}.{width}.{ending}"
    if await asyncio.to_thread(_is_newer, target, picture):
        return target
    async with turn:
        return await asyncio.to_thread(_make, picture, target, width)


def _is_newer(target: Path, picture: Path) -> bool:
    try:
        return target.stat().st_mtime_ns >= picture.stat().st_mtime_ns
    except OSError:
        return False


def _make(picture: Path, target: Path, width: int) -> Path | None:
    part = target.with_suffix(f"{target.suffix}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _shrink(picture, part, width, "WEBP" if target.suffix == ".webp" else "JPEG"):
            return None
        part.replace(target)
    except (OSError, ValueError, SyntaxError) as error:
        log.warning("%s was not made smaller: %s", picture.name, error)
        return None
    return target


async def squeezed(picture: Path, width: int, *, turn: asyncio.Lock) -> bytes | None:
    """The same of a picture that may be taken away, so that nothing of it stays anywhere."""
    made = BytesIO()
    try:
        async with turn:
            done = await asyncio.to_thread(_shrink, picture, made, width, "WEBP")
    except (OSError, ValueError, SyntaxError) as error:
        log.warning("%s was not made smaller: %s", picture.name, error)
        return None
    return made.getvalue() if done else None


def _shrink(picture: Path, into: Path | BytesIO, width: int, kind: str) -> bool:
    from PIL import Image

    with Image.open(picture, formats=("PNG",)) as image:
        if image.width * image.height > _LARGEST:
            return False
        image.thumbnail((width, width * 4), Image.Resampling.LANCZOS)
        image.convert("RGB").save(into, kind, quality=82, method=2)
    return True
