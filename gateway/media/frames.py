"""Frames come as bytes nobody vouches for, and leave as one plain PNG of the working size."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway.core.errors import MediaError, UnsafeMedia
from gateway.core.types import Frame
from gateway.media import safety
from gateway.media.files import whole

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = ("PNG", "JPEG", "WEBP")
SIZE: Final = (1280, 720)
"""The working size, unless the operator wants another."""

MOST_PIXELS: Final = 40_000_000
MOST_SIDE: Final = 16_384
MOST_BYTES: Final = 64 * safety.MEBIBYTE

_SENT: Final = 1024
"""Pixels on the longer side of a picture that a person sent: as much as painters look at."""

_CROP: Final = 1.2
"""Shapes that differ by less lose their edges; others keep everything, on a blurred backdrop."""

_BOUNDS: Final = safety.Bounds(what="The picture", seconds=30, memory=768 * safety.MEBIBYTE)


async def admit_frame(source: Path, path: Path, *, size: tuple[int, int] = SIZE) -> Frame:
    """Check whatever a plugin wrote to `source` and write it to `path` as PNG of exactly `size`.

    The same bytes give the same bytes. Metadata does not survive. `source` may be `path`.

    :raises UnsafeMedia: it is no picture, a broken one, or larger than we decode.
    :raises StorageFull: there was no room for it.
    """
    return await safety.run(_BOUNDS, admit, source, path, size)


async def admit_picture(source: Path, path: Path) -> Frame:
    """Check a picture that a person sent and write it to `path` as PNG, whole, in a modest size.

    :raises UnsafeMedia: it is no picture, a broken one, or larger than we decode.
    :raises StorageFull: there was no room for it.
    """
    return await safety.run(_BOUNDS, _admit_whole, source, path)


def _admit_whole(source: Path, path: Path) -> Frame:
    image = open_picture(source, most=(_SENT, _SENT), called="it", mend="send another one")
    image.thumbnail((_SENT, _SENT))
    write_frame(image, path)
    return Frame(width=image.width, height=image.height)


def admit(source: Path, path: Path, size: tuple[int, int] = SIZE) -> Frame:
    """As `admit_frame`, in this process.

    :raises UnsafeMedia: as there.
    """
    write_frame(fit(open_picture(source, most=size), size), path)
    return Frame(width=size[0], height=size[1])


def write_frame(image: Image, path: Path) -> None:
    """Write a PNG without metadata; level 4 costs a third of 6 for a few per cent of the size.

    :raises StorageFull: there was no room for it.
    """
    with whole(path) as part:
        image.save(part, "PNG", compress_level=4)


def open_picture(
    source: Path,
    *,
    most: tuple[int, int] | None = None,
    called: str = "",
    mend: str = "draw it again",
) -> Image:
    """The first picture of a file, upright, RGB, transparent parts black.

    :param most: lets a large JPEG be decoded at a fraction of its size, never below this.
    :param called: what to call it in an error, where not by the name of the file.
    :param mend: what to do then.
    :raises UnsafeMedia: it is no picture, a broken one, or larger than we decode.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    called = called or source.name
    if not source.is_file():
        raise UnsafeMedia(f"There is no picture {called}: {mend}.")
    length = source.stat().st_size
    if not 0 < length <= MOST_BYTES:
        raise UnsafeMedia(
            f"{called} has {length:,} bytes; a picture has between 1 and {MOST_BYTES:,}: {mend}."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bomb warning; ours is an error
            with Image.open(source, formats=FORMATS) as image:
                if most is not None and max(image.size) <= MOST_SIDE:
                    image.draft("RGB", most)
                _check_size(called, *image.size)
                image.load()
                return _flatten(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise UnsafeMedia(
            f"{called} is far more than the {MOST_PIXELS:,} pixels that are opened: use a "
            "smaller one."
        ) from error
    except UnidentifiedImageError as error:
        raise UnsafeMedia(
            f"{called} is no {' or '.join(FORMATS)} picture that we open: {mend}."
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise UnsafeMedia(f"{called} is damaged ({error}): {mend}.") from error


def _check_size(called: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE or min(width, height) < 1:
        raise UnsafeMedia(
            f"{called} is {width}x{height} pixels; at most {MOST_PIXELS:,} in all and "
            f"{MOST_SIDE:,} a side are opened: use a smaller one."
        )


def _flatten(image: Image) -> Image:
    from PIL import Image

    if image.mode.startswith("I"):  # 16-bit grey: Pillow would clip it, not scale it
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (0, 0, 0, 255))
        image = Image.alpha_composite(ground, layer)
    plain = image.convert("RGB")
    plain.info = {}  # or profiles and comments would be written again
    return plain


def fit(image: Image, size: tuple[int, int]) -> Image:
    """The picture at exactly `size`: cropped a little, or whole on a blurred backdrop."""
    from PIL import Image, ImageOps

    if image.size == size:
        return image
    shape, wanted = image.width / image.height, size[0] / size[1]
    if 1 / _CROP <= shape / wanted <= _CROP:
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    scale = min(size[0] / image.width, size[1] / image.height)
    whole_size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    inner = image.resize(whole_size, Image.Resampling.LANCZOS)
    canvas = _backdrop(image, size)
    canvas.paste(inner, ((size[0] - inner.width) // 2, (size[1] - inner.height) // 2))
    return canvas


def _backdrop(image: Image, size: tuple[int, int]) -> Image:
    """The picture itself, out of focus and dark, as wide as the frame."""
    from PIL import Image, ImageEnhance, ImageFilter, ImageOps

    small = (max(1, size[0] // 8), max(1, size[1] // 8))
    blurred = ImageOps.fit(image, small, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(6))
    return ImageEnhance.Brightness(blurred.resize(size, Image.Resampling.BICUBIC)).enhance(0.45)


def open_frame(path: Path, number: int) -> Image:
    """A frame of a reel; `number` counts from 1 and is what people are told.

    :raises MediaError: it is missing or damaged, with its name.
    """
    try:
        return open_picture(path)
    except MediaError as error:
        raise MediaError(
            f"Frame {number} ({path.name}) cannot be read, so the tape would have a hole: draw "
            f"that turn again or rewind before it. {error}"
        ) from error
