"""Where the mountains fall away: a bridge of ropes, a waterfall."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

import skia

from gateway_studio.scenery.growth import ROCK, SNOW, stone
from gateway_studio.scenery.paint import Color, tone_color
from gateway_studio.scenery.pen import Draw
from gateway_studio.scenery.stand import Stand, stand

WOOD: Color = (0.17, 0.1, 0.055)
ROPE: Color = (0.3, 0.23, 0.13)


def _gulf(s: Stand, near: float, far: float) -> None:
    """A gorge across the whole view, its depth in mist."""
    chance = s.chance
    edge = [(x * 1.5, near + chance.uniform(-0.25, 0.25)) for x in range(-14, 15)]
    rim = [(x * 2.5, far + chance.uniform(-0.5, 0.9)) for x in range(14, -15, -1)]
    path = skia.Path()
    path.addPoly([skia.Point(*s.spot(x, 0, z)) for x, z in [*edge, *rim]], close=True)
    haze = tone_color([*(s.pen.light.haze * 0.5 + s.pen.light.ambient * 0.2)])
    deep = s.lit(0, -4, near, (0, 0.2, -1), (0.05, 0.06, 0.08))
    paint = skia.Paint(AntiAlias=True)
    ends = [skia.Point(*s.spot(0, 0, far)), skia.Point(*s.spot(0, 0, near))]
    paint.setShader(skia.GradientShader.MakeLinear(ends, [deep, haze, deep], [0.0, 0.3, 1.0]))
    s.pen.canvas.drawPath(path, paint)
    wall = skia.Path()
    foot = [(x, z + chance.uniform(0.2, 0.8)) for x, z in rim]
    spots = [s.spot(x, 0, z) for x, z in rim]
    lower = [s.spot(x, -chance.uniform(1.6, 3.2), z) for x, z in reversed(foot)]
    wall.addPoly([skia.Point(*spot) for spot in [*spots, *lower]], close=True)
    s.pen.canvas.save()
    s.pen.canvas.clipPath(path, skia.ClipOp.kIntersect, doAntiAlias=True)
    s.fill(wall, s.lit(0, 0, far, (0, 0.2, -1), ROCK))
    s.pen.canvas.restore()


def _bridge(s: Stand) -> None:
    """A rope bridge that leads away over nothing: it sags, its boards are few."""
    long, sag = 16.0, 1.3
    _gulf(s, 0.5, long)
    rows = 44
    heights = [-sag * sin(pi * n / rows) for n in range(rows + 1)]
    for number in reversed(range(rows)):
        if s.chance.random() < 0.09:
            continue
        z, y = number * long / rows, heights[number]
        tilt = s.chance.uniform(-0.05, 0.05)
        corners = [
            (-0.62, y + tilt, z),
            (-0.62, y + tilt, z + 0.26),
            (0.62, y - tilt, z + 0.26),
            (0.62, y - tilt, z),
        ]
        s.face(corners, (0, 1, 0), SNOW if s.pen.snow and number % 3 else (0.24, 0.17, 0.1))
    for side in (-0.78, 0.78):
        for high in (0.0, 0.95):
            for n in reversed(range(rows)):
                s.bar(
                    (side, heights[n] + high, n * long / rows),
                    (side, heights[n + 1] + high, (n + 1) * long / rows),
                    0.045,
                    ROPE,
                )
        for n in range(0, rows, 3):
            s.bar(
                (side, heights[n], n * long / rows),
                (side, heights[n] + 0.95, n * long / rows),
                0.025,
                ROPE,
            )
        s.bar((side * 1.05, -0.1, 0.0), (side * 1.05, 1.35, 0.0), 0.2, WOOD)


def _waterfall(s: Stand) -> None:
    """Water over a rock face into a pool, with its spray."""
    cliff = [
        (-3.9, 0), (-3.7, 1.6), (-3.2, 3.0), (-3.0, 4.6), (-2.2, 5.9), (-1.4, 5.5), (-0.9, 5.7),
        (0.9, 5.6), (1.5, 6.3), (2.3, 5.8), (3.0, 4.2), (3.4, 2.2), (3.9, 0),
    ]  # fmt: skip
    s.outline(0, 0, 0.6, cliff, (0.15, 0.145, 0.135))
    for x, wide, high in ((-2.7, 1.0, 4.4), (2.5, 1.0, 4.9), (-1.6, 0.7, 4.0), (1.55, 0.75, 4.3)):
        stone(s, x, 0.4, wide, high)
    wet = [
        (-1.2, 0), (-0.95, 1.7), (-1.1, 3.1), (-0.85, 5.5), (0.85, 5.45), (1.0, 3.6),
        (0.9, 2.0), (1.2, 0),
    ]  # fmt: skip
    s.outline(0, 0, 0.3, wet, (0.06, 0.065, 0.075))
    for color, count, wide in (
        ((0.3, 0.42, 0.5), 30, 0.12),
        ((0.62, 0.72, 0.8), 40, 0.06),
        ((0.9, 0.94, 0.98), 34, 0.03),
    ):
        _strands(s, color, count, wide)
    for x, wide, high in ((-1.7, 0.8, 0.9), (1.7, 0.9, 0.75), (-2.9, 0.7, 0.6), (2.9, 0.6, 0.5)):
        stone(s, x, -0.3, wide, high)
    _basin(s)
    mist = s.lit(0, 0.5, -0.4, (0, 0.8, -0.6), (0.8, 0.86, 0.92))
    for _ in range(16):
        cx, cy = s.spot(s.chance.gauss(0, 0.9), s.chance.uniform(0.0, 0.7), -0.4)
        r = s.chance.uniform(0.3, 0.8) * s.scale()
        paint = skia.Paint(AntiAlias=True, Color=skia.ColorSetA(mist, 42))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, r * 0.5))
        s.pen.canvas.drawCircle(cx, cy, r, paint)


def _strands(s: Stand, color: Color, count: int, wide: float) -> None:
    chance, path = s.chance, skia.Path()
    for _ in range(count):
        x = chance.uniform(-0.72, 0.72)
        foot = chance.uniform(0.0, 1.8) if chance.random() < 0.6 else chance.uniform(2.0, 4.4)
        path.moveTo(*s.spot(x * 0.9, 5.4 - 0.1 * abs(x), 0.1))
        bend = s.spot(x, 5.3, 0.0)
        path.quadTo(*bend, *s.spot(x * 1.08 + chance.uniform(-0.06, 0.06), foot, -0.1))
    s.stroke(path, s.lit(0, 2, 0, (0, 0.5, -0.9), color), wide)


def _basin(s: Stand) -> None:
    """The pool that the water falls into."""
    rim = [(2.6 * cos(pi * n / 12), -0.9 + 1.0 * sin(pi * n / 12)) for n in range(24)]
    rim = [(x * (1 + 0.05 * sin(5 * x)), z) for x, z in rim]
    path = skia.Path()
    path.addPoly([skia.Point(*s.spot(x, 0.01, z)) for x, z in rim], close=True)
    paint = skia.Paint(AntiAlias=True)
    ends = [skia.Point(*s.spot(0, 0, 0.1)), skia.Point(*s.spot(0, 0, -1.9))]
    up = (0.0, 0.9, -0.4)
    shades = [s.lit(0, 0, -1, up, (0.55, 0.7, 0.78)), s.lit(0, 0, -1, up, (0.05, 0.16, 0.2))]
    paint.setShader(skia.GradientShader.MakeLinear(ends, shades))
    s.pen.canvas.drawPath(path, paint)
    rings = skia.Path()
    for n in range(4):
        half = 0.6 + 0.42 * n
        rings.moveTo(*s.spot(-half, 0.01, -0.5 - 0.2 * n))
        rings.quadTo(*s.spot(0, 0.01, -0.75 - 0.36 * n), *s.spot(half, 0.01, -0.5 - 0.2 * n))
    s.stroke(rings, skia.ColorSetA(s.lit(0, 0, -1, up, SNOW), 110), 0.03)


GORGE: Mapping[str, Draw] = {
    "bridge": stand(_bridge),
    "waterfall": stand(_waterfall),
}
