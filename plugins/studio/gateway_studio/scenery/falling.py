"""What falls or blows through the air, on sheets that repeat without a seam as they go by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple, TypeAlias

import numpy as np
import skia

from gateway_studio.scenery.paint import FULL_H, FULL_W, Array, Color, Layer, blank, image_of, tone
from gateway_studio.teller import dice


class Fall(NamedTuple):
    """One sheet of a kind of weather."""

    kind: str
    many: int
    size: tuple[float, float]
    """Pixels, from and to."""
    depth: float
    fall: float
    """Sheets a second."""
    drift: float
    """Pixels a second sideways, in still air and, ten times that, in a gale."""
    blur: float = 0.0


FALLS = (
    Fall("rain", 640, (9, 22), 0.2, 1.2, -12),
    Fall("rain", 190, (38, 84), 1.0, 2.1, -26),
    Fall("snow", 1500, (1.1, 2.3), 0.3, 0.1, 6),
    Fall("snow", 420, (2.4, 4.6), 0.8, 0.17, 12),
    Fall("snow", 46, (6.0, 14.0), 1.5, 0.3, 24, 3.0),
    Fall("petals", 240, (2.6, 4.8), 0.4, 0.08, 14),
    Fall("petals", 66, (6.5, 10.5), 0.9, 0.13, 22),
    Fall("petals", 10, (17.0, 27.0), 1.5, 0.21, 36, 2.6),
    Fall("ash", 640, (0.9, 2.4), 0.4, 0.06, 9),
    Fall("ash", 170, (2.2, 4.6), 0.9, 0.1, 16),
    Fall("ash", 18, (6.0, 12.0), 1.5, 0.16, 26, 3.4),
)
EMBERS = 0.07
Mark: TypeAlias = Callable[[skia.Canvas, float, skia.Paint], None]
"""Draws one of what falls, of a size, about the origin."""


def falling(weather: Mapping[str, float], light: Array, seed: int) -> Iterator[Layer]:
    """All sheets of what comes down in a weather, the farthest first."""
    for number, fall in enumerate(FALLS):
        strength = float(weather.get(fall.kind, 0))
        if strength > 0:
            yield _sheet(fall, strength, float(weather.get("wind", 0.2)), light, seed + number)


def _sheet(fall: Fall, strength: float, wind: float, light: Array, seed: int) -> Layer:
    pixels, surface = blank()
    canvas, chance = surface.getCanvas(), dice(fall.kind, seed)
    for _ in range(max(1, round(fall.many * strength))):
        size = chance.uniform(*fall.size)
        paint = skia.Paint(AntiAlias=True, Color=_color(fall, chance, light))
        if fall.blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, fall.blur))
        x, y = chance.uniform(0, FULL_W), chance.uniform(0, FULL_H)
        turn = chance.uniform(0, 360)
        for left, top in _copies(x, y, size * 2):
            canvas.save()
            canvas.translate(left, top)
            canvas.rotate(9 if fall.kind == "rain" else turn)
            MARKS[fall.kind](canvas, size, paint)
            canvas.restore()
    image = image_of(pixels, skia.kPremul_AlphaType)
    drift = fall.drift * (0.4 + 3.0 * wind)
    return Layer(image, fall.depth, drift=drift, fall=fall.fall, soft=True)


def _copies(x: float, y: float, reach: float) -> Iterator[tuple[float, float]]:
    """Where a mark is drawn so that what is cut off at one edge goes on at the other."""
    for left in (x, x - FULL_W, x + FULL_W):
        for top in (y, y - FULL_H, y + FULL_H):
            if -reach < left < FULL_W + reach and -reach < top < FULL_H + reach:
                yield left, top


def _color(fall: Fall, chance: Random, light: Array) -> int:
    """Its own color in the light there is; an ember among the ash now and then."""
    if fall.kind == "ash" and chance.random() < EMBERS:
        return int(skia.ColorSetARGB(230, 255, 122, 40))
    seen = (tone(light * 2.4 + 0.03) * 0.8 + 0.2) * np.array(TINTS[fall.kind], np.float32)
    near = 0.5 if fall.blur > 2 else min(1.0, 0.45 + 0.5 * fall.depth)
    alpha = near * chance.uniform(0.6, 1.0) * (0.3 if fall.kind == "rain" else 0.85)
    red, green, blue = (min(255, round(255 * float(part))) for part in seen)
    return int(skia.ColorSetARGB(round(255 * alpha), red, green, blue))


def _streak(canvas: skia.Canvas, size: float, paint: skia.Paint) -> None:
    paint.setStrokeWidth(0.7 + size / 60)
    canvas.drawLine(0, 0, 0, size, paint)


def _flake(canvas: skia.Canvas, size: float, paint: skia.Paint) -> None:
    canvas.drawOval(skia.Rect.MakeLTRB(-size, -size * 0.86, size, size * 0.86), paint)


def _petal(canvas: skia.Canvas, size: float, paint: skia.Paint) -> None:
    path = skia.Path()
    path.moveTo(-size, 0)
    path.cubicTo(-size * 0.4, -size * 0.9, size * 0.7, -size * 0.6, size, -size * 0.12)
    path.lineTo(size * 0.8, 0.04 * size)
    path.cubicTo(size * 0.7, size * 0.5, -size * 0.4, size * 0.55, -size, 0)
    canvas.drawPath(path, paint)


def _cinder(canvas: skia.Canvas, size: float, paint: skia.Paint) -> None:
    path = skia.Path()
    corners = ((-1, -0.2), (-0.2, -0.8), (0.9, -0.3), (0.5, 0.5), (-0.5, 0.6))
    path.addPoly([skia.Point(x * size, y * size) for x, y in corners], close=True)
    canvas.drawPath(path, paint)


MARKS: dict[str, Mark] = {
    "rain": _streak,
    "snow": _flake,
    "petals": _petal,
    "ash": _cinder,
}
TINTS: dict[str, Color] = {
    "rain": (0.85, 0.92, 1.0),
    "snow": (1.0, 1.0, 1.0),
    "petals": (1.0, 0.76, 0.82),
    "ash": (0.5, 0.48, 0.47),
}
