"""Fonts without font files: Pillow's own, and the system's where those lack a letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont, ImageFont

_SYSTEM: Final = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "Arial Unicode.ttf",
    "arial.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "msyh.ttc",
    "PingFang.ttc",
)
"""Looked for by name where each system keeps its fonts."""

_PLAINER: Final = str.maketrans({"—": "-", "–": "-", "…": ".", "’": "'", "“": '"', "”": '"'})
"""What keeps a title in the recorder's own letters."""


def sans(text: str, size: int) -> FreeTypeFont | ImageFont:
    """A smooth font at `size` pixels that has most of the letters of `text`."""
    return _load(_best(text), max(1, size))


def legible(text: str) -> str:
    """The text without what no font here can draw; an accent goes before its letter does."""
    if text.isascii():
        return text
    name = _best(text)
    drawn = "".join(char if _has(name, char) else _bare(name, char) for char in text)
    return " ".join(drawn.split())


def _bare(name: str | None, char: str) -> str:
    folded = unicodedata.normalize("NFKD", char)
    return "".join(part for part in folded if _has(name, part))


@lru_cache(maxsize=256)
def _best(text: str) -> str | None:
    """The name of the font that lacks the fewest letters; `None` is Pillow's own."""
    if text.isascii():
        return None
    letters = set(text)
    return max(_names(), key=lambda name: sum(_has(name, char) for char in letters))


@lru_cache(maxsize=1)
def _names() -> tuple[str | None, ...]:
    from PIL import ImageFont

    found: list[str | None] = []
    for name in _SYSTEM:
        try:
            ImageFont.truetype(name, 16)
        except OSError:
            continue
        found.append(name)
    return (*found, None)


@lru_cache(maxsize=64)
def _load(name: str | None, size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size) if name is None else ImageFont.truetype(name, size)


@lru_cache(maxsize=4096)
def _has(name: str | None, char: str) -> bool:
    """Not drawn as the box that stands for a missing letter."""
    if char.isascii() or char.isspace():
        return True
    font = _load(name, 16)
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffe"))


@lru_cache(maxsize=256)
def pixels(text: str, scale: int) -> Image:
    """The text as a mask of square pixels `scale` wide, as recorders and teletext draw it."""
    from PIL import Image, ImageDraw, ImageFont

    text = text.translate(_PLAINER)
    latin = all(ord(char) < 256 for char in text)
    text = (text if latin else legible(text)) or "-"
    font = ImageFont.load_default_imagefont() if latin else sans(text, 10)
    left, _, right, bottom = (round(edge) for edge in font.getbbox(text))
    mask = Image.new("1", (max(1, right - min(0, left)), 12))
    drop = 0 if latin else 10 - bottom if bottom > 10 else 0
    ImageDraw.Draw(mask).text((-min(0, left), drop), text, font=font, fill=1)
    return mask.convert("L").resize((mask.width * scale, 12 * scale), Image.Resampling.NEAREST)
