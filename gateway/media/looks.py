"""How a tape looks: `clean` shows the frames as drawn, `vhs` as an old recorder kept them.

A look gives the same pixels for the same picture and stamp, so that what was made of a frame
once can be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.core.looks import Stamp
from gateway.media.fonts import pixels
from gateway.media.words import plain

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from PIL.Image import Image

    Plane = NDArray[float32]

_WHITE = (236, 240, 232)
_RED = (236, 40, 36)
_SHADE = (16, 16, 20)


def clean(image: Image, stamp: Stamp) -> Image:
    """The picture as it was drawn."""
    return image


def vhs(image: Image, stamp: Stamp) -> Image:
    """The picture from a worn cassette: bleeding colours, scan lines, a stamp of the recorder."""
    return _tape(_with_stamp(image, stamp), stamp.index)


# --------------------------------------------------------------------------------- the cassette


def _tape(image: Image, index: int) -> Image:
    """Luma a little soft and ringing, chroma smeared to the right, lines, noise, a torn foot."""
    import numpy as np
    from PIL import Image

    luma, blue, red = (
        np.asarray(band, dtype=np.float32) for band in image.convert("YCbCr").split()
    )
    scale = image.height / 480
    luma = _luma(luma, scale, index)
    blue, red = _chroma(blue, 7 * scale), _chroma(red, 5 * scale)
    planes = [_torn(plane, scale, index) for plane in (luma, blue, red)]
    bands = [np.clip(plane + 0.5, 0, 255).astype(np.uint8) for plane in planes]
    return Image.merge("YCbCr", [Image.fromarray(band) for band in bands]).convert("RGB")


def _luma(luma: Plane, scale: float, index: int) -> Plane:
    import numpy as np

    height, width = luma.shape
    soft = _smear(luma, max(1, round(1.6 * scale)))
    echo = _late(luma, max(1, round(3 * scale)))
    sharp = luma + 0.45 * (luma - soft) + 0.06 * (luma - echo)
    dice = np.random.default_rng(index)
    grain = dice.normal(0, 2.2, (height, max(1, width // 3))).astype(np.float32)
    grain = np.repeat(grain, 4, axis=1)[:, :width]
    lifted = 14 + sharp * 0.93
    return np.asarray(lifted * _scanlines(height) + grain, dtype=np.float32)


def _scanlines(height: int) -> Plane:
    """A factor a row: dark gaps, about as many as a television had, whole pixels high."""
    import numpy as np

    period = max(2, round(height / 240))
    rows = np.ones((height, 1), dtype=np.float32)
    rows[period - 1 :: period] = 0.86
    return rows


def _chroma(plane: Plane, reach: float) -> Plane:
    """Colour has a tenth of the sharpness and comes late."""
    import numpy as np

    reach_px = max(1, round(reach))
    smeared = _smear(_smear(plane, reach_px), max(1, reach_px // 2))
    return np.asarray(128 + (_late(smeared, reach_px // 2) - 128) * 1.12, np.float32)


def _late(plane: Plane, by: int) -> Plane:
    """The same, `by` pixels further to the right; the left edge is drawn out."""
    import numpy as np

    return np.pad(plane, ((0, 0), (by, 0)), mode="edge")[:, : plane.shape[1]]


def _smear(plane: Plane, reach: int) -> Plane:
    """The mean of `2 * reach + 1` neighbours in the row."""
    import numpy as np

    padded = np.pad(plane, ((0, 0), (reach + 1, reach)), mode="edge")
    sums = np.cumsum(padded, axis=1, dtype=np.float64)
    window = 2 * reach + 1
    return np.asarray((sums[:, window:] - sums[:, :-window]) / window, dtype=np.float32)


def _torn(plane: Plane, scale: float, index: int) -> Plane:
    """The head switches at the foot of the picture, and one band of rows has slipped."""
    import numpy as np

    torn = plane.copy()
    height = plane.shape[0]
    dice = np.random.default_rng(index + 7919)
    foot = max(2, round(9 * scale))
    for row in range(foot):
        shift = round((foot - row) * 1.5 + float(dice.uniform(0, 6)) * scale)
        torn[height - 1 - row] = np.roll(plane[height - 1 - row], -shift)
    start = int(dice.integers(0, max(1, height - foot)))
    depth = max(1, round(5 * scale))
    band = np.roll(plane[start : start + depth], round(5 * scale), axis=1)
    torn[start : start + depth] = band
    return torn


# ------------------------------------------------------------------------------------ the stamp


def _with_stamp(image: Image, stamp: Stamp) -> Image:
    """Write what a recorder writes: REC (blinking), the counter, the title, the date."""
    picture = image.copy()
    width, height = picture.size
    scale = round(height / 190)
    if scale < 1 or width < height / 2:
        return picture  # too small to read; a smudge would be all there is
    margin, line = round(height / 15), 11 * scale
    _write(picture, (margin, margin), "  REC", scale)
    if stamp.index % 2 == 0:
        _dot(picture, (margin, margin), scale)
    _write(picture, (width - margin, margin), _counter(stamp), scale, right=True)
    moment = stamp.at.strftime("%b. %d %Y %H:%M").upper()
    foot = height - margin - line
    _write(picture, (width - margin, foot), moment, scale, right=True)
    columns = (width - 2 * margin) // (6 * scale) - len(moment) - 2
    if columns >= 6:
        title = plain(stamp.title, columns).upper()
        _write(picture, (margin, foot), title, scale, most=columns * 6 * scale)
    return picture


def _counter(stamp: Stamp) -> str:
    return f"SP {stamp.index // 60:d}:{stamp.index % 60:02d}:{stamp.at.second:02d}"


def _dot(picture: Image, at: tuple[int, int], scale: int) -> None:
    from PIL import ImageDraw

    x, y, size = at[0], at[1] + 2 * scale, 7 * scale
    draw = ImageDraw.Draw(picture)
    draw.ellipse((x + 1, y + 1, x + size + 1, y + size + 1), fill=_SHADE)
    draw.ellipse((x, y, x + size, y + size), fill=_RED)


def _write(
    picture: Image,
    at: tuple[int, int],
    text: str,
    scale: int,
    *,
    right: bool = False,
    most: int | None = None,
) -> None:
    """Square letters with a hard shadow, so that they read on snow and at night."""
    mask = pixels(text, scale)
    if most is not None and mask.width > most:
        mask = mask.crop((0, 0, most, mask.height))
    x = at[0] - mask.width if right else at[0]
    picture.paste(_SHADE, (x + scale, at[1] + scale), mask)
    picture.paste(_WHITE, (x, at[1]), mask)
