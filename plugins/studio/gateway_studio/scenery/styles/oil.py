"""Paint: every sheet laid on in strokes that follow its forms, large ones first."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import skia

from gateway_studio.scenery.paint import LINEAR, Array, Layer, Pixels, blank, image_of, noise
from gateway_studio.scenery.styles.fields import (
    LUMA,
    Tones,
    leaning,
    opened,
    recolored,
    resized,
)

BRISTLES = (96, 24)
"""Size of the brush as it is kept."""
VARIANTS = 4
OPENED = 0.6
"""How far the picture is brought to use all tones there are."""
FULLNESS = 1.35
"""How much further from gray its colors are."""
QUARTER = 4
CALM = 14.0
"""How strong an edge must be to turn the strokes from where they would wander."""


class Pass(NamedTuple):
    """One going over the sheet with one brush."""

    spacing: int
    length: float
    least: float
    """How much must be going on under a stroke for it to be made."""


class Ground(NamedTuple):
    """What strokes are guided by, at a quarter of the sheet's size."""

    small: Pixels
    turn: Array
    """Which way a stroke runs, as an angle."""
    busy: Array
    """How much is going on there."""


DRAWN = 110
"""How much of the drawing shows through the paint of what stands there: faces have none else."""
LEAST = 2
"""Pixels either way that have a slope at all: a sheet may be a speck."""
BROAD = Pass(22, 88.0, 0.0)
PASSES = (Pass(11, 42.0, 5.0), Pass(7, 18.0, 16.0))


def dress(layers: list[Layer], mood: float) -> list[Layer]:
    """All sheets painted over with brushes."""
    tones = Tones.of(layers, 0.4 + 0.06 * mood, follow=0.5)
    return [layer if layer.soft else _painted(layer, tones, mood) for layer in layers]


def _painted(layer: Layer, tones: Tones, mood: float) -> Layer:
    pixels = opened(layer.image, tones, OPENED, leaning(mood, FULLNESS))
    height, width = pixels.shape[:2]
    small = resized(pixels, max(LEAST, width // QUARTER), max(LEAST, height // QUARTER))
    ground = Ground(small, *_flow(small, layer))
    image = image_of(pixels, skia.kPremul_AlphaType)
    sheet, surface = blank(width, height)
    canvas = surface.getCanvas()
    canvas.drawImageRect(_broad(image, ground), skia.Rect.MakeWH(width, height), LINEAR)
    for number, brush in enumerate(PASSES):
        _strokes(canvas, ground, brush, number)
    if not layer.image.isOpaque():
        canvas.drawImage(image, 0, 0, skia.SamplingOptions(), skia.Paint(Alpha=DRAWN))
        keep = skia.Paint(BlendMode=skia.BlendMode.kDstIn)
        canvas.drawImage(image, 0, 0, skia.SamplingOptions(), keep)
    return recolored(layer, sheet)


def _broad(image: skia.Image, ground: Ground) -> skia.Image:
    """The sheet under its widest strokes, at half the size: they have no fine edges."""
    width, height = max(1, image.width() // 2), max(1, image.height() // 2)
    sheet, surface = blank(width, height)
    canvas = surface.getCanvas()
    canvas.drawImageRect(image, skia.Rect.MakeWH(width, height), LINEAR)
    canvas.scale(0.5, 0.5)
    _strokes(canvas, ground, BROAD, 9)
    return image_of(sheet, skia.kPremul_AlphaType)


def _flow(small: Pixels, layer: Layer) -> tuple[Array, Array]:
    """Which way a stroke runs at each point, as an angle, and how much is going on there."""
    luma = small[..., :3] @ LUMA + small[..., 3] * 0.4
    gx = np.gradient(luma, axis=1)
    gy = np.gradient(luma, axis=0)
    height, width = luma.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wander = (noise((x + layer.left / 4) / 500, (y + layer.top / 4) / 260) - 0.5) * 2.4
    xx, yy, xy = (_blurred(part) for part in (gx * gx, gy * gy, gx * gy))
    twice = 2 * wander + np.pi
    wide, high = xx - yy + CALM * np.cos(twice), 2 * xy + CALM * np.sin(twice)
    return 0.5 * np.arctan2(high, wide) + np.pi / 2, np.sqrt(xx + yy)


def _blurred(field: Array) -> Array:
    """Each value as the mean of five by five."""
    padded = np.pad(field, 2, mode="edge").astype(np.float32)
    height, width = field.shape
    rows = np.stack([padded[shift : shift + height] for shift in range(5)]).mean(0)
    blurred: Array = np.stack([rows[:, shift : shift + width] for shift in range(5)]).mean(0)
    return blurred


def _strokes(canvas: skia.Canvas, ground: Ground, brush: Pass, number: int) -> None:
    """Go over the sheet with one brush, in no order that can be seen."""
    height, width = ground.small.shape[:2]
    chance = np.random.Generator(np.random.PCG64(number * 4096 + width))
    rows, columns = height * QUARTER // brush.spacing, width * QUARTER // brush.spacing
    spots = np.mgrid[0:rows, 0:columns].reshape(2, -1) * float(brush.spacing)
    spots += chance.uniform(0, brush.spacing, spots.shape)
    spots = chance.permutation(spots, axis=1)
    at = np.minimum(spots / QUARTER, [[height - 1], [width - 1]]).astype(int)
    at_all = (ground.busy[*at] >= brush.least) & (ground.small[..., 3][*at] > 40)
    spots, at = spots[:, at_all], at[:, at_all]
    count = spots.shape[1]
    size = chance.uniform(0.75, 1.25, count) * brush.length / BRISTLES[0]
    angle = ground.turn[*at] + chance.normal(0, 0.16, count)
    cos, sin = np.cos(angle) * size, np.sin(angle) * size
    half_w, half_h = BRISTLES[0] / 2, BRISTLES[1] / 2
    left = spots[1] - cos * half_w + sin * half_h
    top = spots[0] - sin * half_w - cos * half_h
    forms = map(skia.RSXform, *(part.tolist() for part in (cos, sin, left, top)))
    rects = [_RECTS[kind] for kind in chance.integers(0, VARIANTS, (count,))]
    colors = _mixed(ground.small[*at], chance)
    plain = skia.SamplingOptions()
    mode = skia.BlendMode.kModulate
    canvas.drawAtlas(bristles(), list(forms), rects, colors, mode, plain, None, skia.Paint())


_RECTS = [skia.Rect.MakeXYWH(0, BRISTLES[1] * n, *BRISTLES) for n in range(VARIANTS)]


def _mixed(colors: Pixels, chance: np.random.Generator) -> list[int]:
    """What each stroke is painted with: no two from quite the same place on the palette."""
    alpha = np.maximum(colors[:, 3:4], 1).astype(np.float32)
    straight = colors[:, :3] * (255 / alpha)
    straight *= 1 + chance.normal(0, 0.07, (len(colors), 1))
    straight += chance.normal(0, 3.5, straight.shape)
    parts = np.clip(straight, 0, 255).astype(np.uint32)
    packed = 0xFF000000 | parts[:, 2] << 16 | parts[:, 1] << 8 | parts[:, 0]
    colors_of: list[int] = packed.tolist()
    return colors_of


@lru_cache(maxsize=1)
def bristles() -> skia.Image:
    """The marks a flat brush leaves, one below the other: hairs, a wet start, a dry end."""
    width, height = BRISTLES
    sheet = np.zeros((height * VARIANTS, width, 4), np.uint8)
    chance = np.random.Generator(np.random.PCG64(5))
    x = np.linspace(0, 1, width, dtype=np.float32)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    for number in range(VARIANTS):
        hairs = np.convolve(chance.uniform(0, 1, height + 2), (0.25, 0.5, 0.25), "valid")[:, None]
        ends = 0.7 + 0.3 * chance.uniform(0, 1, (height, 1))
        starts = 0.1 * chance.uniform(0, 1, (height, 1))
        alpha = np.clip((x - starts) * 16, 0, 1) * np.clip((ends - x) * 7, 0, 1)
        alpha = alpha * np.clip((1 - np.abs(y)) * 4, 0, 1)
        alpha = alpha * np.clip(1.15 - (x * 0.9) * (1 - hairs), 0.15, 1)
        shade = 1 - 0.2 * (1 - hairs) - 0.1 * np.clip(y, 0, 1) ** 2 + 0 * x
        part = sheet[number * height : (number + 1) * height]
        part[..., :3] = np.clip(255 * alpha * shade, 0, 255)[..., None]
        part[..., 3] = np.clip(255 * alpha, 0, 255)
    return image_of(sheet, skia.kPremul_AlphaType)
