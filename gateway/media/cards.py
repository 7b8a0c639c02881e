"""What moviepy composes: the title card, the credits, and stills that breathe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gateway.core.types import Reel
from gateway.media import fonts
from gateway.media.encode import Target
from gateway.media.words import plain

if TYPE_CHECKING:
    from moviepy import VideoClip
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    from gateway.media.encode import Pixels

    Font = FreeTypeFont | ImageFont

TITLE_SECONDS: Final = 2.0
CREDITS_SECONDS: Final = 3.0

_FADE: Final = 0.45
_ZOOM: Final = 0.08
_INK: Final = (240, 236, 226)
_FAINT: Final = (178, 172, 160)
_ACCENT: Final = (224, 84, 60)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card; `size` in heights of the picture, `gap` above it likewise."""

    text: str
    size: float
    colour: tuple[int, int, int] = _INK
    gap: float = 0.02
    rows: int = 1


def title_lines(reel: Reel) -> list[Line]:
    """What the title card says."""
    return [
        Line(plain(reel.title, 120) or "Untitled", 0.105, rows=2),
        Line(f"{reel.started:%d %B %Y}".lstrip("0"), 0.038, _FAINT, gap=0.075),
    ]


def credit_lines(reel: Reel) -> list[Line]:
    """What the credits say: how it ended, what it was, how long it took."""
    ending = reel.ending
    head = plain(ending.title, 80) if ending and ending.title else "The End"
    lines = [Line(head, 0.085, rows=2)]
    if ending and ending.text:
        lines.append(Line(plain(ending.text, 220), 0.04, _FAINT, gap=0.075, rows=3))
    turns = len(reel.shots)
    lines.append(Line(plain(reel.title, 120) or "Untitled", 0.045, gap=0.085))
    told = f"{turns} {'turn' if turns == 1 else 'turns'} on tape"
    lines.append(Line(f"{told}  ·  run {reel.run}", 0.034, _FAINT))
    return lines


def card(
    lines: Sequence[Line], backdrop: Image, seconds: float, target: Target
) -> Iterator[Pixels]:
    """The pictures of a card: words come up over a dim, slowly nearing backdrop, both fade."""
    size = (target.width, target.height)
    words = _written(lines, size)
    spot = words.getbbox() or (0, 0, 1, 1)
    words = words.crop(spot)

    def written(picture: Image, time: float) -> Image:
        picture.paste(words, spot[:2], _faded(words.getchannel("A"), time / (_FADE * 1.6)))
        return _faded(picture, min(time, seconds - time) / _FADE)

    clip = _drifting(_dimmed(backdrop, size), seconds, size, closer=True, finish=written)
    yield from clip.iter_frames(fps=float(target.pace), dtype="uint8")


def still(picture: Image, seconds: float, target: Target) -> Iterator[Pixels]:
    """A frame for those seconds: it recedes a little and comes to rest as it was drawn."""
    from gateway.media.frames import fit

    size = (target.width, target.height)
    clip = _drifting(fit(picture, size), seconds, size, closer=False)
    yield from clip.iter_frames(fps=float(target.pace), dtype="uint8")


def _drifting(
    picture: Image,
    seconds: float,
    size: tuple[int, int],
    *,
    closer: bool,
    finish: Callable[[Image, float], Image] = lambda picture, time: picture,
) -> VideoClip:
    import numpy as np
    from moviepy import VideoClip
    from PIL import Image

    def at(time: float) -> Pixels:
        share = min(1.0, time / max(0.001, seconds - 0.05))
        eased = share * share * (3 - 2 * share)
        near = 1 + _ZOOM * (eased if closer else 1 - eased)
        width, height = size[0] / near, size[1] / near
        left, top = (size[0] - width) / 2, (size[1] - height) / 2
        box = (left, top, left + width, top + height)
        moved = picture.resize(size, Image.Resampling.BILINEAR, box=box)
        return np.asarray(finish(moved, time))

    return VideoClip(at, duration=seconds)


def _faded(picture: Image, share: float) -> Image:
    """That share of the picture's light, in whole bytes: moviepy's effects take four times that."""
    return picture if share >= 1 else picture.point(lambda value: value * share)


def _dimmed(picture: Image, size: tuple[int, int]) -> Image:
    """The picture out of focus, dark towards the edges."""
    import numpy as np
    from PIL import Image, ImageFilter, ImageOps

    small = (max(16, size[0] // 6), max(16, size[1] // 6))
    soft = ImageOps.fit(picture, small).filter(ImageFilter.GaussianBlur(5))
    pixels = np.asarray(soft.resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
    across = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :, None]
    down = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None, None]
    light = 0.52 - 0.3 * np.clip(across**2 * 0.8 + down**2 * 0.7, 0, 1)
    grey = pixels.mean(axis=2, keepdims=True)
    toned = (pixels * 0.75 + grey * 0.25) * light
    return Image.fromarray(np.clip(toned, 0, 255).astype(np.uint8))


def _written(lines: Sequence[Line], size: tuple[int, int]) -> Image:
    """The lines in the middle of a clear picture, with a soft shadow."""
    from PIL import Image, ImageDraw, ImageFilter

    unit = min(size[1], size[0] * 0.7)
    letters = "".join(sorted({char for line in lines for char in line.text}))
    blocks = [(line, *_set(line, letters, unit, size[0] * 0.84)) for line in lines]
    total = sum(line.gap * unit + len(rows) * height for line, _, rows, height in blocks)
    ink = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(ink)
    y = (size[1] - total) / 2
    for number, (line, font, rows, height) in enumerate(blocks):
        y += line.gap * unit
        if number == 1:
            _rule(draw, size[0] / 2, y - line.gap * unit * 0.55, unit)
        for row in rows:
            draw.text((size[0] / 2, y), row, font=font, fill=(*line.colour, 255), anchor="ma")
            y += height
    shadow = Image.new("RGBA", size, (0, 0, 0, 0))
    shadow.putalpha(ink.getchannel("A").filter(ImageFilter.GaussianBlur(unit / 100)))
    return Image.alpha_composite(shadow, ink)


def _rule(draw: ImageDraw, middle: float, y: float, unit: float) -> None:
    half, thick = unit * 0.05, max(1, round(unit / 240))
    draw.rectangle((middle - half, y, middle + half, y + thick), fill=(*_ACCENT, 255))


def _set(line: Line, letters: str, unit: float, width: float) -> tuple[Font, list[str], float]:
    """The line broken into rows that fit, smaller where it would take too many.

    :param letters: all that is on the card, so that it is set in one font.
    """
    text = fonts.legible(line.text) or "-"
    size = max(8, round(line.size * unit))
    while True:
        font = fonts.sans(letters, size)
        rows = _broken(text, font, width)
        if len(rows) <= line.rows or size <= max(8, line.size * unit * 0.55):
            break
        size -= max(1, size // 12)
    if len(rows) > line.rows:
        rows = [*rows[: line.rows - 1], rows[line.rows - 1].rstrip() + "…"]
    else:
        rows = _balanced(text, rows, font, width)
    return font, rows, size * 1.28


def _balanced(text: str, rows: list[str], font: Font, width: float) -> list[str]:
    """As many rows of about one length, instead of a full one and a rest."""
    for share in range(50, 100, 5):
        narrower = _broken(text, font, width * share / 100)
        if len(narrower) == len(rows):
            return narrower
    return rows


def _broken(text: str, font: Font, width: float) -> list[str]:
    """Rows of whole words; a word wider than a row is broken where it must."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            rows[-1] = longer
            continue
        while font.getlength(word) > width:
            fits = next(n for n in range(len(word), 0, -1) if font.getlength(word[:n]) <= width)
            rows.append(word[:fits])
            word = word[fits:]
        rows.append(word)
    return [row for row in rows if row] or ["-"]


def night(size: tuple[int, int]) -> Image:
    """What is shown where a frame cannot be: a dark evening sky."""
    from PIL import Image

    return (
        Image.linear_gradient("L").resize(size).point(lambda value: 18 + value // 6).convert("RGB")
    )
