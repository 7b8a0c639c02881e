"""What a camcorder's tape does to a picture: colors that run, lines, a torn foot, lost specks."""

from __future__ import annotations

import numpy as np
import skia
from PIL import Image

from gateway_studio.scenery.paint import HEIGHT, WIDTH, Layer, Pixels
from gateway_studio.scenery.styles.fields import Tones, leaning, opened, recolored

GAIN, FULLNESS = 0.35, 1.1
"""How far it opens, and how full its colors are."""
RUN = 16
"""Pixels in a row that share a color."""
LATE = 5
"""Pixels by which color comes after the light it belongs to."""
FOOT = 11
"""Rows at the foot in which the heads switch."""
LINE = 3
"""Rows of the picture to one line of the tape."""


def dress(layers: list[Layer], mood: float) -> list[Layer]:
    """All sheets as a camcorder sees them: it opens up where there is little light."""
    tones, colors = Tones.of(layers, 0.4 + 0.06 * mood), leaning(mood, FULLNESS)
    return [
        layer if layer.soft else recolored(layer, opened(layer.image, tones, GAIN, colors))
        for layer in layers
    ]


def torn(pixels: Pixels, number: int) -> None:
    """Shift the rows at the foot, each further than the one above it, as the heads switch."""
    chance = np.random.Generator(np.random.PCG64(900 + number))
    jitter = chance.integers(0, 9, FOOT)
    for row in range(FOOT):
        shift = int(6 + (row * row) // 2 + jitter[row])
        pixels[HEIGHT - FOOT + row] = np.roll(pixels[HEIGHT - FOOT + row], shift, axis=0)


def smeared(plane: Pixels) -> Pixels:
    """A plane of color as the tape keeps it: a sixteenth as sharp along the line, and late."""
    height, width = plane.shape
    across = RUN * width // WIDTH
    late = np.roll(plane, LATE * width // WIDTH, axis=1)
    late[:, : LATE * width // WIDTH] = plane[:, :1]
    small = Image.fromarray(late).reduce((across, 1))
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR))


def worn(pixels: Pixels) -> Pixels:
    """A still with its colors as the tape keeps them; a film does the same to its planes."""
    image = Image.frombuffer("RGB", (WIDTH, HEIGHT), pixels, "raw", "BGRX", 0, 1)
    luma, blue, red = image.convert("YCbCr").split()
    planes = [Image.fromarray(smeared(np.asarray(plane))) for plane in (blue, red)]
    rgba = Image.merge("YCbCr", [luma, *planes]).convert("RGB").convert("RGBA")
    return np.asarray(rgba)[..., [2, 1, 0, 3]]


def lines(canvas: skia.Canvas) -> None:
    """The dark between the lines of the tape."""
    for row in range(LINE - 1, HEIGHT, LINE):
        canvas.drawRect(skia.Rect.MakeXYWH(0, row, WIDTH, 1), skia.Paint(Color=0x24000000))


def specks(canvas: skia.Canvas, number: int) -> None:
    """Where the coating is gone: white dashes now and then, and noise where the heads switch."""
    chance = np.random.Generator(np.random.PCG64(40 + number))
    for _ in range(26):
        _dash(canvas, chance, HEIGHT - int(chance.integers(1, FOOT)), 26, 0x70)
    if number % 3 == 1:
        row = int(chance.integers(40, HEIGHT - 60)) // LINE * LINE
        for _ in range(int(chance.integers(2, 5))):
            _dash(canvas, chance, row, 70, 0xA0)


def _dash(
    canvas: skia.Canvas, chance: np.random.Generator, row: int, most: int, alpha: int
) -> None:
    x, long = chance.uniform(0, WIDTH), chance.uniform(6, most)
    ends = [skia.Point(x, row), skia.Point(x + long, row)]
    shades = [skia.ColorSetARGB(alpha, 235, 240, 238), skia.ColorSetARGB(0, 235, 240, 238)]
    paint = skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, shades))
    canvas.drawRect(skia.Rect.MakeXYWH(x, row, long, 2), paint)
