"""What hangs between the eye and the place: fog, dust, rain, the frame's own dark and grain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
import skia

from gateway_studio.scenery.falling import falling
from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    HEIGHT,
    LINEAR,
    WIDTH,
    Array,
    Layer,
    Pixels,
    blank,
    cropped,
    image_of,
    noise,
    ramp,
    tone,
    veil,
)
from gateway_studio.teller import dice

THIN = 0.15
"""Less mist or dust than this is not worth a sheet of its own."""
SHIFT = 48
"""Pixels by which the sheet of grain is larger than a frame on each side."""


def weather_sheets(
    weather: Mapping[str, float], light: Array, horizon: float, seed: int
) -> Iterator[Layer]:
    """All that hangs and falls in the open air, the farthest first."""
    dust, mist = float(weather["dust"]), float(weather.get("fog", 0))
    yield fog(light * 1.3, horizon + 10, 0.3 + 0.55 * dust + 0.3 * mist, seed, 0.5)
    if mist > THIN:
        yield fog(light * 1.5, horizon + 120, 0.75 * mist, seed + 31, 0.9)
    if dust > THIN:
        yield fog(light * 1.2, horizon + 190, 0.6 * dust, seed + 57, 1.1, pace=9.0)
    yield from falling(weather, light, seed)


def fog(
    color: Array, horizon: float, strength: float, seed: int, depth: float, *, pace: float = 1.0
) -> Layer:
    """A bank of haze about the horizon that drifts."""
    height, width = FULL_H // 4, FULL_W // 4
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    shape = noise(x / width * 0.7 + seed % 89 / 89, y / height * 0.9 + depth)
    level = (y * 4 - horizon) / FULL_H
    band = np.exp(-((level / 0.16) ** 2))
    alpha = np.clip(band * ramp(0.25, 0.9, shape) * strength, 0, 0.9).astype(np.float32)
    rgb = np.broadcast_to(tone(color), (height, width, 3))
    return veil(rgb, alpha, depth, drift=(14.0 * depth + 3) * pace, soft=True)


def motes(color: Array, amount: float, seed: int) -> Layer:
    """Dust in the lamp's light."""
    pixels, surface = blank()
    canvas = surface.getCanvas()
    chance = dice("motes", seed)
    r, g, b = (int(part * 255) for part in tone(color))
    for _ in range(int(160 * amount)):
        x, y = chance.uniform(0, FULL_W), chance.uniform(0, FULL_H)
        size = chance.uniform(0.5, 2.4) ** 1.4
        middle = np.exp(-(((x - FULL_W / 2) / 420) ** 2) - ((y - FULL_H * 0.55) / 280) ** 2)
        paint = skia.Paint(
            AntiAlias=True,
            Color=skia.ColorSetARGB(int((20 + 150 * float(middle)) * chance.random()), r, g, b),
        )
        if size > 2:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.5))
        canvas.drawCircle(x, y, size, paint)
    return cropped(pixels, 1.1, drift=9.0, soft=True)


def bolt(horizon: float, seed: int) -> Layer:
    """Lightning over the ridge, with its glow."""
    pixels, surface = blank()
    canvas = surface.getCanvas()
    chance = dice("bolt", seed)
    x, y = chance.uniform(0.2, 0.8) * FULL_W, 0.0
    path = skia.Path()
    path.moveTo(x, y)
    while y < horizon - 8:
        y += chance.uniform(10, 34)
        x += chance.uniform(-24, 24)
        path.lineTo(x, min(y, horizon - 6))
    for width, alpha, blur in ((46, 26, 26.0), (12, 70, 7.0), (2.4, 250, 0.0)):
        paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width)
        paint.setColor(skia.ColorSetARGB(alpha, 214, 214, 255))
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        canvas.drawPath(path, paint)
    return cropped(pixels, 0.02, flicker=1.0, soft=True)


def vignette(hurt: int) -> skia.Image:
    """The dark at the edge of the frame; red comes into it as tenths of health are lost."""
    y, x = np.mgrid[0 : HEIGHT // 4, 0 : WIDTH // 4].astype(np.float32)
    across, down = x / (WIDTH / 4) * 2 - 1, y / (HEIGHT / 4) * 2 - 1
    far = np.sqrt(across**2 * 0.8 + down**2 * 0.72)
    alpha = ramp(0.62, 1.28, far) * np.float32(0.72 + 0.02 * hurt)
    pixels = np.zeros((*alpha.shape, 4), np.uint8)
    pixels[..., 2] = np.clip(alpha * hurt * 6, 0, 255)
    pixels[..., 3] = np.clip(alpha * 255, 0, 255)
    sheet, surface = blank(WIDTH, HEIGHT)
    small = image_of(pixels, skia.kPremul_AlphaType)
    surface.getCanvas().drawImageRect(small, skia.Rect.MakeWH(WIDTH, HEIGHT), LINEAR)
    return image_of(sheet, skia.kPremul_AlphaType)


@lru_cache(maxsize=1)
def _grains() -> skia.Image:
    """Specks of light and dark, larger than a pixel, on more than a frame."""
    height, width = HEIGHT + 2 * SHIFT, WIDTH + 2 * SHIFT
    chance = np.random.Generator(np.random.PCG64(100))
    coarse = chance.standard_normal((height // 2, width // 2), np.float32) * np.float32(0.7)
    field = coarse.repeat(2, 0).repeat(2, 1)
    field += chance.standard_normal((height, width), np.float32) * np.float32(0.5)
    alpha = np.clip(np.abs(field) * 7, 0, 34).astype(np.uint8)
    pixels: Pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = np.where(field > 0, alpha, 0)[..., None]
    pixels[..., 3] = alpha
    return image_of(pixels, skia.kPremul_AlphaType)


def lay_grain(canvas: skia.Canvas, number: int) -> None:
    """The grain of the tape, elsewhere on its sheet for each number."""
    x, y = number * 37 % (2 * SHIFT), number * 53 % (2 * SHIFT)
    canvas.drawImage(_grains(), -x, -y)
