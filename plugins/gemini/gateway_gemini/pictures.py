"""Pictures of a session's folder, small enough to be sent along."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from google.genai.types import Part

    from gateway import SessionId

TOKENS: Final = 1120
"""What a picture that goes in counts as, at most."""

MIME: Final = "image/jpeg"
SMALL: Final = 768
"""Pixels on the longer side of a picture that is only looked at."""
LARGE: Final = 1280
"""The same of one that a clip begins or ends on."""


def frame(root: Path, session: SessionId, turn: int) -> Path:
    """Where the picture of a turn lies."""
    return root / str(session) / "images" / f"frame_{turn}.png"


def hero(root: Path, session: SessionId) -> Path | None:
    """The picture of who is played, where somebody sent one."""
    path = root / str(session) / "images" / "hero.png"
    return path if path.is_file() else None


async def read(path: Path, side: int = SMALL) -> bytes | None:
    """The picture as JPEG, `None` where there is none that can be read."""
    return await asyncio.to_thread(_read, path, side)


async def part(path: Path) -> Part | None:
    """The picture as a part of what a model is asked."""
    from google.genai.types import Part

    data = await read(path)
    return Part.from_bytes(data=data, mime_type=MIME) if data else None


def _read(path: Path, side: int) -> bytes | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
            small = image.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    small.thumbnail((side, side))
    written = io.BytesIO()
    small.save(written, "JPEG", quality=88)
    return written.getvalue()
