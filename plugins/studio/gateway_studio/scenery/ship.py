"""What belongs to ships, of the sea and of the sky, and what is seen from them."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

import numpy as np
import skia

from gateway_studio.scenery.light import LAMPS
from gateway_studio.scenery.paint import Color, Pixels, image_of, noise, ramp, tone
from gateway_studio.scenery.panes import draw_beyond, premultiplied
from gateway_studio.scenery.pen import DARK, STEEL, Draw
from gateway_studio.scenery.stand import Stand, stand

PAINT: Color = (0.5, 0.52, 0.53)
ICE: Color = (0.55, 0.8, 1.0)


def _planet(s: Stand) -> None:
    """A world with weather and a ring, lit from one side; ten metres wide at its size."""
    chance = s.chance
    pixels = _globe(
        chance.uniform(0, 1),
        chance.choice(((0.1, 0.24, 0.42), (0.5, 0.26, 0.12), (0.2, 0.34, 0.3))),
    )
    cx, cy = s.spot(0, 5.0)
    r = 5.0 * s.scale()
    tilt = chance.uniform(-0.5, -0.2)
    _ring(s, (cx, cy, r, tilt), front=False)
    area = skia.Rect.MakeLTRB(cx - r * 1.12, cy - r * 1.12, cx + r * 1.12, cy + r * 1.12)
    options = skia.SamplingOptions(skia.FilterMode.kLinear)
    s.pen.canvas.drawImageRect(image_of(pixels, skia.kPremul_AlphaType), area, options)
    _ring(s, (cx, cy, r, tilt), front=True)


def _globe(shift: float, color: Color) -> Pixels:
    size = 300
    x, y = np.meshgrid(np.linspace(-1.12, 1.12, size), np.linspace(1.12, -1.12, size))
    x, y = x.astype(np.float32), y.astype(np.float32)
    far = np.hypot(x, y)
    z = np.sqrt(np.maximum(1 - far**2, 0))
    u, v = np.arctan2(x, z + 0.2) / np.pi + shift, y * 0.5
    bands = 0.5 + 0.5 * np.sin(y * 13 + 3.4 * noise(u * 0.8, v * 0.8))
    land = ramp(0.48, 0.6, noise(u * 0.9 + 0.3, v * 1.1))
    cloud = ramp(0.52, 0.8, noise(u * 1.7 + 0.2 * noise(u * 0.6, v), v * 3.6))
    base = np.array(color, np.float32) * (0.65 + 0.5 * bands)[..., None]
    base = base * (1 - 0.5 * land)[..., None] + (land * 0.12)[..., None] * np.array([1.0, 0.8, 0.6])
    base = base * (1 - cloud[..., None] * 0.7) + cloud[..., None] * 0.5
    sun = np.maximum(0.62 * x + 0.42 * y + 0.66 * z, 0)
    lit = base * (sun * 1.7 + 0.004)[..., None]
    rim = np.exp(-(((far - 1.0) / 0.035) ** 2)) * ramp(-0.4, 0.7, 0.7 * x + 0.5 * y)
    lit = lit + rim[..., None] * np.array([0.3, 0.55, 0.9], np.float32)
    halo = np.exp(-np.maximum(far - 1, 0) * 26) * ramp(-0.3, 0.8, 0.7 * x + 0.5 * y) * 0.5
    alpha = np.maximum(ramp(1.004, 0.992, far), halo * (far > 0.99))
    return premultiplied(tone(lit), alpha)


def _ring(s: Stand, place: tuple[float, float, float, float], *, front: bool) -> None:
    cx, cy, r, tilt = place
    canvas = s.pen.canvas
    canvas.save()
    canvas.translate(cx, cy)
    canvas.rotate(tilt * 57.3)
    side = skia.Rect.MakeLTRB(-3 * r, 0 if front else -3 * r, 3 * r, 3 * r if front else 0)
    canvas.clipRect(side)
    for reach, wide, alpha in (
        (1.42, 0.1, 90),
        (1.58, 0.14, 130),
        (1.76, 0.08, 70),
        (1.88, 0.03, 90),
    ):
        paint = skia.Paint(
            AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=wide * r * 0.32
        )
        paint.setColor(skia.ColorSetARGB(alpha, 226, 208, 178))
        rx, ry = reach * r, reach * r * 0.2
        canvas.drawOval(skia.Rect.MakeLTRB(-rx, -ry, rx, ry), paint)
    canvas.restore()


def _sun_disc(s: Stand) -> None:
    """A sun without air around it: white, with a corona; ten metres wide at its size."""
    cx, cy = s.spot(0, 5.0)
    r = 5.0 * s.scale()
    paint = skia.Paint(AntiAlias=True)
    colors = [0xFFFFF6DC, 0xB0FFD890, 0x40FF9A40, 0x00FF7A20]
    paint.setShader(
        skia.GradientShader.MakeRadial(skia.Point(cx, cy), r * 3.2, colors, [0.28, 0.34, 0.52, 1])
    )
    s.pen.canvas.drawCircle(cx, cy, r * 3.2, paint)
    rays = skia.Path()
    for n in range(26):
        a, long = 2 * pi * n / 26 + s.chance.uniform(-0.08, 0.08), r * s.chance.uniform(1.1, 1.9)
        for side in (-0.03, 0.03):
            rays.moveTo(cx + r * cos(a + side), cy + r * sin(a + side))
            rays.lineTo(cx + long * cos(a), cy + long * sin(a))
    ray = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=r * 0.05, Color=0x30FFE0A0
    )
    ray.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(1.0, r * 0.05)))
    s.pen.canvas.drawPath(rays, ray)
    paint.setShader(
        skia.GradientShader.MakeRadial(
            skia.Point(cx, cy), r, [0xFFFFFFFF, 0xFFFFFBEA, 0xFFFFE6A8], [0, 0.75, 1]
        )
    )
    s.pen.canvas.drawCircle(cx, cy, r, paint)


def _porthole(s: Stand) -> None:
    """A round window with the world's outside in it; y is its lower edge."""
    cx, cy = s.spot(0, 0.5, -0.02)
    r = 0.5 * s.scale()
    s.pen.canvas.drawCircle(
        cx, cy, r * 1.28, s.pen.round(s.at(0, 0.5, -0.02), r * 1.28, (0.42, 0.34, 0.2))
    )
    s.pen.canvas.drawCircle(cx, cy, r * 1.06, skia.Paint(AntiAlias=True, Color=0xFF0A0A0C))
    path = skia.Path()
    path.addCircle(cx, cy, r)
    s.pen.canvas.save()
    s.pen.canvas.clipPath(path, skia.ClipOp.kIntersect, doAntiAlias=True)
    draw_beyond(s.pen, skia.Rect.MakeLTRB(cx - r, cy - r, cx + r, cy + r))
    s.pen.canvas.restore()
    gleam = skia.Path()
    gleam.addArc(
        skia.Rect.MakeLTRB(cx - r * 0.86, cy - r * 0.86, cx + r * 0.86, cy + r * 0.86), 200, 60
    )
    s.stroke(gleam, 0x50FFFFFF, 0.035)
    for n in range(8):
        a = 2 * pi * n / 8
        s.ball(0.585 * cos(a), 0.5 + 0.585 * sin(a), -0.04, 0.045, (0.55, 0.46, 0.28))


def _rail(s: Stand) -> None:
    """A ship's rail across the view: white stanchions and three wires under teak."""
    for n in range(-6, 7):
        s.bar((n * 1.1, 0, 0), (n * 1.1, 1.08, 0), 0.07, (0.7, 0.7, 0.68))
    for y in (0.3, 0.55, 0.8):
        s.bar((-6.8, y, 0), (6.8, y, 0), 0.03, (0.6, 0.6, 0.6))
    s.bar((-6.9, 1.1, 0), (6.9, 1.1, 0), 0.12, (0.36, 0.2, 0.1))
    ring = s.spot(-2.2, 0.62, -0.06)
    r = 0.36 * s.scale()
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=r * 0.42)
    for n in range(8):
        color = (0.72, 0.7, 0.66) if n % 2 else (0.6, 0.1, 0.05)
        a = -pi * (n * 45 + 22) / 180
        paint.setColor(s.lit(-2.2, 0.62, -0.06, (cos(a) * 0.5, 0.3 + 0.3 * sin(-a), -0.8), color))
        oval = skia.Rect.MakeLTRB(ring[0] - r, ring[1] - r, ring[0] + r, ring[1] + r)
        s.pen.canvas.drawArc(oval, n * 45, 46, False, paint)  # noqa: FBT003


def _hatch_round(s: Stand) -> None:
    """A round pressure door with its wheel, in a wall that faces you."""
    s.plate(0, -0.05, -0.01, 2.4, 2.4, (0.3, 0.31, 0.32))
    cx, cy = s.spot(0, 1.1, -0.04)
    for reach, color in ((1.06, (0.16, 0.165, 0.17)), (0.96, PAINT), (0.78, (0.4, 0.42, 0.44))):
        half = reach * s.scale()
        s.pen.canvas.drawCircle(cx, cy, half, s.pen.round(s.at(0, 1.1, -0.04), half, color))
    for n in range(16):
        a = 2 * pi * n / 16
        s.ball(1.01 * cos(a), 1.1 + 1.01 * sin(a), -0.06, 0.035, STEEL)
    for n in range(6):
        a = 2 * pi * n / 6 + 0.26
        s.bar((0, 1.1, -0.16), (0.36 * cos(a), 1.1 + 0.36 * sin(a), -0.16), 0.05, (0.5, 0.1, 0.05))
    wheel = skia.Path()
    wheel.addCircle(*s.spot(0, 1.1, -0.16), 0.36 * s.scale())
    s.stroke(wheel, s.lit(0, 1.3, -0.16, (0, 0.4, -0.9), (0.56, 0.12, 0.06)), 0.07)
    s.ball(0, 1.1, -0.2, 0.09, (0.5, 0.1, 0.05))
    for n in range(9):
        left = -1.15 + n * 0.26
        s.face(
            [
                (left, -0.05, -0.05),
                (left + 0.1, 0.05, -0.05),
                (left + 0.23, 0.05, -0.05),
                (left + 0.13, -0.05, -0.05),
            ],
            (0, 0, -1),
            (0.6, 0.45, 0.06),
        )
    s.shine(1.35, 1.2, -0.05, 0.12, 0.2, LAMPS["exit"], 0.9)
    s.glow(1.35, 1.3, -0.1, LAMPS["exit"], 0.6, 0.5)


def _screen_wall(s: Stand) -> None:
    """A bank of screens: maps, curves, columns of words; it lights the room."""
    chance = s.chance
    s.box(0, 0.5, 0.1, (4.4, 2.0, 0.2), DARK)
    for column in range(4):
        for row in range(2):
            x, y = -1.62 + column * 1.08, 0.6 + row * 0.93
            color = chance.choice(
                ((0.04, 0.22, 0.3), (0.05, 0.26, 0.16), (0.26, 0.13, 0.04), (0.06, 0.1, 0.26))
            )
            s.shine(x, y, -0.01, 1.0, 0.82, color, 0.7)
            _readout(s, x, y, chance.randrange(3), (color[0] * 3.6, color[1] * 3.6, color[2] * 3.6))
    s.glow(0, 1.5, -0.2, (0.3, 0.7, 0.9), 3.4, 0.32)
    s.box(0, 0, -0.5, (4.2, 0.74, 0.7), (0.2, 0.21, 0.22))
    for n in range(30):
        lamp = chance.choice((ICE, LAMPS["exit"], LAMPS["sodium"]))
        s.glow(-1.9 + n * 0.13, 0.78, -0.75, lamp, 0.07, 0.8)


def _readout(s: Stand, x: float, y: float, kind: int, color: Color) -> None:
    chance, path = s.chance, skia.Path()
    if kind == 0:
        for n in range(24):
            high = y + 0.4 + 0.24 * sin(n * 0.7) * chance.random()
            point = s.spot(x - 0.44 + n * 0.038, high, -0.02)
            path.lineTo(*point) if n else path.moveTo(*point)
    elif kind == 1:
        for line in range(8):
            path.moveTo(*s.spot(x - 0.43, y + 0.72 - line * 0.085, -0.02))
            path.lineTo(
                *s.spot(x - 0.43 + chance.uniform(0.2, 0.84), y + 0.72 - line * 0.085, -0.02)
            )
    else:
        for ring in (0.12, 0.22, 0.33):
            path.addCircle(*s.spot(x, y + 0.41, -0.02), ring * s.scale())
        a = chance.uniform(0, 6)
        path.moveTo(*s.spot(x, y + 0.41, -0.02))
        path.lineTo(*s.spot(x + 0.33 * cos(a), y + 0.41 + 0.33 * sin(a), -0.02))
    shown = tone(np.array(color, np.float32)) * 255
    s.stroke(path, skia.ColorSetARGB(220, *(int(part) for part in shown)), 0.014)


SHIP: Mapping[str, Draw] = {
    "hatch-round": stand(_hatch_round),
    "planet": stand(_planet),
    "porthole": stand(_porthole),
    "rail": stand(_rail),
    "screen-wall": stand(_screen_wall),
    "sun-disc": stand(_sun_disc),
}
