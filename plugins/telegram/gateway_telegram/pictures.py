"""What Telegram wants to know of a film or tape before it has it: its size, its first picture."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway_telegram.limits import THUMBNAIL

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger("gateway.telegram")

_QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class Facts:
    """All `None` where the file cannot be read: Telegram then looks for itself."""

    width: int | None = None
    height: int | None = None
    duration: int | None = None
    thumbnail: bytes | None = None


def facts(path: Path, media_type: str) -> Facts:
    """The facts of a tape, segment or film; reads the file."""
    try:
        return _of_video(path) if media_type.startswith("video/") else _of_image(path)
    except Exception as error:
        log.debug("%s goes out without its size: %s", path.name, error)
        return Facts()


def _of_image(path: Path) -> Facts:
    from PIL import Image

    with Image.open(path) as image:
        width, height = image.size
        return Facts(width, height, None, _thumbnail(image.convert("RGB")))


def _of_video(path: Path) -> Facts:
    import av

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        duration = round((container.duration or 0) / av.time_base)
        first: Image = next(container.decode(stream)).to_image()  # type: ignore[no-untyped-call]
        return Facts(stream.width, stream.height, duration or None, _thumbnail(first))


def _thumbnail(image: Image) -> bytes:
    image.thumbnail(THUMBNAIL)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
