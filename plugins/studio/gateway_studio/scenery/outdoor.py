"""Landmarks that stand outdoors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, pi, sin

import skia

from gateway_studio.scenery.glow import shine
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import Pen
from gateway_studio.teller import dice

STEEL: Color = (0.3, 0.31, 0.33)
RUST: Color = (0.3, 0.15, 0.08)
DARK: Color = (0.03, 0.03, 0.035)
Draw = Callable[[Pen, float, float, float, float], None]


def _fence(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    for side in (-1, 1):
        for number in range(9):
            px = side * (2.6 + number * 2.6)
            pen.bar((px, 0, z), (px, 3.1, z), 0.07, STEEL)
            pen.bar((px, 3.1, z), (px + 0.25, 3.5, z - 0.25), 0.05, STEEL)
        _mesh(pen, side * 2.6, side * 23.4, z, 3.0)
        for strand in (3.2, 3.33, 3.46):
            pen.bar((side * 2.6, strand, z - 0.1), (side * 23.4, strand, z - 0.1), 0.012, STEEL)


def _mesh(pen: Pen, start: float, end: float, z: float, high: float) -> None:
    """Chain link: two families of slanting wires, in one stroke."""
    low, top = min(start, end), max(start, end)
    path = skia.Path()
    for index in range(int((top - low + high) / 0.16)):
        a = low - high + index * 0.16
        x0, x1 = max(a, low), min(a + high, top)
        if x1 <= x0:
            continue
        for left, right in ((x0, x1), (low + top - x0, low + top - x1)):
            path.moveTo(*pen.eye.spot(left, x0 - a, z))
            path.lineTo(*pen.eye.spot(right, x1 - a, z))
    wire = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.9)
    lit = [pen.lit((x, 1.5, z), (0, 0, -1), (0.3, 0.31, 0.33)) for x in (low, top)]
    ends = [skia.Point(*pen.eye.spot(x, 1.5, z)) for x in (low, top)]
    wire.setShader(skia.GradientShader.MakeLinear(ends, lit))
    pen.canvas.drawPath(path, wire)


def _gate(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    for side in (-1, 1):
        pen.bar((side * 2.6, 0, z), (side * 2.6, 3.5, z), 0.13, STEEL)
        for high in (0.15, 1.55, 3.0):
            pen.bar((side * 2.5, high, z - 0.05), (side * 0.06, high, z - 0.05), 0.06, STEEL)
        pen.bar((side * 0.06, 0.15, z - 0.05), (side * 0.06, 3.0, z - 0.05), 0.06, STEEL)
        pen.bar((side * 2.5, 0.15, z - 0.05), (side * 0.06, 3.0, z - 0.05), 0.04, STEEL)
        _mesh(pen, side * 0.06, side * 2.5, z - 0.03, 2.9)
    for link in range(6):
        pen.disc(-0.12 + link * 0.05, 1.42 - 0.03 * sin(link / 5 * pi), z - 0.1, 0.035, STEEL)
    pen.box(0.02, 1.25, z - 0.14, (0.1, 0.13, 0.05), (0.5, 0.36, 0.12))


def _gate_open(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """Both wings swung in, seen from their edge."""
    for side in (-1, 1):
        pen.bar((side * 2.6, 0, z), (side * 2.6, 3.5, z), 0.13, STEEL)
        for high in (0.15, 1.55, 3.0):
            pen.bar((side * 2.5, high, z), (side * 2.1, high, z + 2.5), 0.06, STEEL)
        pen.bar((side * 2.1, 0.15, z + 2.5), (side * 2.1, 3.0, z + 2.5), 0.06, STEEL)
        pen.bar((side * 2.5, 0.15, z), (side * 2.1, 3.0, z + 2.5), 0.04, STEEL)


def _camcorder(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """On a post, still rolling."""
    black: Color = (0.05, 0.05, 0.055)
    pen.shadow(x, z, 0.6, 0.5, 0.7)
    pen.bar((x, 0, z), (x, 1.12, z), 0.13, (0.2, 0.15, 0.1))
    pen.box(x, 1.18, z - 0.1, (0.2, 0.24, 0.42), black)
    pen.box(x, 1.42, z - 0.02, (0.06, 0.07, 0.26), black)
    pen.disc(x - 0.14, 1.36, z - 0.1, 0.045, black)
    pen.disc(x, 1.3, z - 0.11, 0.075, (0.09, 0.09, 0.1))
    pen.bar((x + 0.1, 1.2, z - 0.1), (x + 0.2, 0.9, z - 0.1), 0.025, black)
    pen.glow((x + 0.08, 1.4, z - 0.12), (1.0, 0.08, 0.05), 0.2, 1.0)


def _tracks(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """Where a van has just gone."""
    for side in (-0.8, 0.8):
        for step in range(40):
            px, pz = x + side, 2.5 + step * 0.34
            pen.bar((px - 0.12, 0.01, pz), (px + 0.12, 0.01, pz + 0.1), 0.02, (0.05, 0.04, 0.03))


def _booth(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z + 0.6, 3.4, 2.6, 0.7)
    pen.box(x, 0, z, (2.3, 2.5, 2.0), (0.34, 0.32, 0.26))
    pen.box(x, 2.5, z - 0.25, (2.9, 0.16, 2.6), (0.2, 0.19, 0.17))
    front = z - 0.01
    pen.plate(x - 0.25, 1.02, front, 1.5, 1.0, (0.1, 0.1, 0.08))
    _window(pen, x - 0.25, 1.08, front - 0.01, 1.38, 0.88)
    pen.plate(x + 0.85, 0.05, front, 0.55, 2.1, (0.2, 0.18, 0.13))
    pen.plate(x - 0.25, 0.96, front - 0.06, 1.7, 0.06, (0.4, 0.38, 0.33))
    pen.bar((x - 1.1, 0.2, front), (x - 1.1, 0.9, front), 0.02, RUST)


def _window(pen: Pen, x: float, y: float, z: float, w: float, h: float) -> None:
    """A lit window with a blind, a lamp, a thermos, somebody's television."""
    shine(pen, x, y, z, w, h, (1.0, 0.62, 0.22), 0.95)
    for blind in range(5):
        pen.plate(x, y + h - 0.05 - blind * 0.07, z - 0.01, w, 0.022, (0.25, 0.16, 0.06))
    pen.plate(x - w * 0.26, y, z - 0.01, 0.14, 0.36, DARK)
    pen.plate(x - w * 0.26, y + 0.36, z - 0.01, 0.08, 0.07, DARK)
    pen.plate(x + w * 0.2, y, z - 0.01, 0.42, 0.34, DARK)
    shine(pen, x + w * 0.18, y + 0.05, z - 0.02, 0.3, 0.24, (0.55, 0.7, 1.0), 0.9)
    pen.plate(x, y, z - 0.02, 0.035, h, DARK)
    pen.glow((x, y + h / 2, z), (1.0, 0.6, 0.25), 2.6, 0.5)


def _sign(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    for side in (-0.5, 0.5):
        pen.bar((x + side, 0, z), (x + side, 2.0, z), 0.07, RUST)
    pen.plate(x, 1.0, z - 0.02, 1.5, 0.95, (0.62, 0.6, 0.54))
    pen.plate(x, 1.7, z - 0.03, 1.42, 0.2, (0.5, 0.06, 0.04))
    for row, width in ((1.5, 1.1), (1.36, 1.2), (1.22, 0.9), (1.08, 1.0)):
        pen.plate(x - 0.05, row, z - 0.03, width, 0.05, (0.12, 0.12, 0.12))
    chance = dice("bullet holes")
    for _ in range(9):
        pen.disc(x + chance.gauss(0.25, 0.16), 1.4 + chance.gauss(0, 0.13), z - 0.04, 0.022, DARK)


def _pole(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.bar((x, 0, z), (x, 6.5, z), 0.14, (0.24, 0.22, 0.2))
    pen.bar((x, 6.4, z), (x + 0.75, 6.55, z), 0.07, (0.24, 0.22, 0.2))
    pen.box(x + 0.72, 6.42, z - 0.1, (0.5, 0.12, 0.2), (0.3, 0.28, 0.25))
    pen.cone((x + 0.72, 6.4, z), 4.2, (1.0, 0.56, 0.16), 0.3)


def _powerline(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    tops = []
    for number in range(4):
        px, pz = x + number * 1.5, z - number * 7.5
        pen.bar((px, 0, pz), (px, 8.4, pz), 0.2, (0.12, 0.09, 0.07))
        pen.bar((px - 1.0, 7.7, pz), (px + 1.0, 7.7, pz), 0.12, (0.12, 0.09, 0.07))
        tops.append((px, pz))
    for (x0, z0), (x1, z1) in zip(tops, tops[1:], strict=False):
        for arm in (-0.9, 0.9):
            before = (x0 + arm, 7.8, z0)
            for step in range(1, 9):
                s = step / 8
                after = (x0 + (x1 - x0) * s + arm, 7.8 - 3.2 * s * (1 - s), z0 + (z1 - z0) * s)
                pen.bar(before, after, 0.02, DARK)
                before = after


def _mast(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    high, half = 26.0 * size, 0.42
    thick = 0.07 if z > 20 else 0.055
    for side in (-half, half):
        pen.bar((x + side, 0.5, z), (x + side * 0.5, high, z), thick, (0.34, 0.2, 0.16))
    steps = int(high / 0.9) if z < 60 else int(high / 2.2)
    for step in range(steps):
        low, top = 0.5 + step * (high - 0.5) / steps, 0.5 + (step + 1) * (high - 0.5) / steps
        a, b = half * (1 - 0.5 * low / high), half * (1 - 0.5 * top / high)
        flip = 1 if step % 2 else -1
        pen.bar((x - flip * a, low, z), (x + flip * b, top, z), thick * 0.6, (0.34, 0.2, 0.16))
        pen.bar((x - b, top, z), (x + b, top, z), thick * 0.5, (0.34, 0.2, 0.16))
    for reach in (-9, 9):
        pen.bar((x, high * 0.92, z), (x + reach, 0, z - 1.5), 0.02, STEEL)
        pen.bar((x, high * 0.55, z), (x + reach * 0.7, 0, z + 1.5), 0.018, STEEL)
    pen.box(x, 0, z - 0.4, (1.3, 0.5, 0.9), (0.5, 0.48, 0.44))
    for blink in (1.0, 0.52):
        pen.glow((x, high * blink, z), (1.0, 0.12, 0.06), max(1.0, z * 0.022), 0.95)


def _wires(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    for high in (22.0, 20.5, 13.0):
        before = (-9.0, high, z)
        for step in range(1, 15):
            s = step / 14
            after = (-9.0 + 20 * s, high - 4.5 * s * (1 - s), z + 6 * s)
            pen.bar(before, after, 0.03, STEEL)
            before = after


def _station(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, 0, z, (26, 5.4, 14), (0.3, 0.28, 0.26))
    pen.box(x + 4, 5.4, z + 3, (5, 2, 4), (0.26, 0.25, 0.23))
    pen.glow((x + 7, 2.5, z - 1), (0.9, 0.6, 0.25), 3.4, 0.8)


def _facade(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, 0, z, (26, 4.6, 10), (0.34, 0.32, 0.29))
    pen.box(x, 4.6, z - 0.3, (26.6, 0.4, 10), (0.2, 0.19, 0.18))
    for seam in range(-6, 7):
        pen.plate(x + seam * 2.0, 0.1, z - 0.01, 0.05, 4.4, (0.12, 0.11, 0.1))
    pen.plate(x, 0, z - 0.02, 26, 0.5, (0.16, 0.14, 0.12))
    pen.plate(x + 0.2, 0, z - 0.03, 2.0, 2.7, (0.06, 0.055, 0.05))
    pen.plate(x - 0.25, 0, z - 0.05, 0.95, 2.5, (0.17, 0.2, 0.17))
    shine(pen, x + 0.72, 0.0, z - 0.06, 0.62, 2.45, (0.24, 0.5, 0.3), 0.5)
    pen.box(x + 0.35, 0, z - 0.5, (0.18, 0.5, 0.18), (0.6, 0.05, 0.03))
    pen.box(x + 0.2, 2.9, z - 0.6, (2.6, 0.14, 0.6), (0.2, 0.19, 0.18))
    for letter, at in enumerate((-5.6, -5.0, -4.4, -3.8)):
        pen.plate(x + at, 3.2, z - 0.04, 0.36, 0.6 if letter != 2 else 0.3, (0.1, 0.1, 0.1))
    for number in range(3):
        pen.box(x - 9 + number * 7, 5.0, z + 2, (1.4, 0.9, 1.4), (0.24, 0.24, 0.24))


def _sedan(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """Seen from behind, sunk to its rims."""
    paint: Color = (0.24, 0.26, 0.28)
    pen.shadow(x, z, 2.4, 1.6, 0.8)
    pen.box(x, 0.12, z, (1.85, 0.62, 4.4), paint)
    roof = 1.32
    pen.face(
        [(x - 0.78, 0.74, z + 0.5), (x - 0.62, roof, z + 1.1), (x + 0.62, roof, z + 1.1), (x + 0.78, 0.74, z + 0.5)],
        (0, 0.5, -0.8),
        (0.03, 0.035, 0.04),
    )  # fmt: skip
    pen.face(
        [(x - 0.62, roof, z + 1.1), (x - 0.62, roof, z + 2.6), (x + 0.62, roof, z + 2.6), (x + 0.62, roof, z + 1.1)],
        (0, 1, 0),
        paint,
    )  # fmt: skip
    for side in (-1, 1):
        pen.plate(x + side * 0.7, 0.48, z - 0.02, 0.34, 0.14, (0.4, 0.04, 0.03))
        pen.bar((x + side * 0.78, 0.76, z + 0.5), (x + side * 0.62, roof, z + 1.1), 0.07, paint)
    pen.bar((x - 0.9, 0.3, z - 0.05), (x + 0.9, 0.3, z - 0.05), 0.1, (0.5, 0.5, 0.5))
    pen.plate(x, 0.42, z - 0.02, 0.4, 0.16, (0.5, 0.5, 0.45))
    pen.disc(x - 0.2, 0.86, z + 0.62, 0.1, (0.2, 0.16, 0.1))


def _van(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """A cargo van, from behind and a little from the side, with a dish nobody believes in."""
    white: Color = (0.52, 0.5, 0.46)
    pen.shadow(x, z + 0.4, 3.0, 2.4, 0.8)
    for side in (-0.78, 0.78):
        pen.box(x + side, 0, z + 0.5, (0.22, 0.55, 0.6), (0.015, 0.015, 0.015))
    pen.box(x, 0.42, z, (2.0, 1.75, 4.6), white)
    pen.box(x, 0.42, z - 0.01, (2.02, 0.5, 4.6), (0.36, 0.12, 0.06))
    for side in (-0.47, 0.47):
        pen.plate(x + side, 1.35, z - 0.03, 0.78, 0.58, (0.025, 0.03, 0.035))
        pen.plate(x + side * 2.0, 0.95, z - 0.03, 0.12, 0.3, (0.5, 0.04, 0.02))
    pen.plate(x, 0.5, z - 0.03, 0.025, 1.6, DARK)
    pen.plate(x + 0.12, 1.1, z - 0.04, 0.14, 0.05, STEEL)
    pen.plate(x - 0.42, 0.62, z - 0.04, 0.46, 0.18, (0.6, 0.6, 0.52))
    pen.bar((x - 1.0, 0.36, z - 0.08), (x + 1.0, 0.36, z - 0.08), 0.13, (0.16, 0.16, 0.17))
    if x - 1 > 0:
        left = x - 1.005
        pen.face(
            [(left, 1.3, z + 2.7), (left, 1.95, z + 2.7), (left, 1.95, z + 3.7), (left, 1.3, z + 3.7)],
            (-1, 0, 0),
            (0.03, 0.035, 0.04),
        )  # fmt: skip
    pen.bar((x - 0.5, 2.17, z + 1), (x - 0.5, 2.9, z + 1), 0.06, STEEL)
    pen.disc(x - 0.5, 3.0, z + 0.9, 0.34, (0.4, 0.4, 0.42))
    pen.bar((x - 0.5, 3.0, z + 0.8), (x - 0.28, 3.1, z + 0.4), 0.03, STEEL)


def _joshua(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    chance = dice("joshua", x, z)

    def branch(px: float, py: float, angle: float, length: float, depth: int) -> None:
        qx, qy = px + length * sin(angle), py + length * cos(angle)
        pen.bar((px, py, z), (qx, qy, z), 0.1 + 0.07 * depth, (0.13, 0.1, 0.07))
        if depth:
            for turn in (-0.55, 0.5):
                branch(qx, qy, angle + turn + chance.uniform(-0.2, 0.2), length * 0.72, depth - 1)
            return
        for _ in range(16):
            a, r = chance.uniform(0, 2 * pi), chance.uniform(0.3, 0.55)
            pen.bar((qx, qy, z), (qx + r * sin(a), qy + r * cos(a), z), 0.025, (0.13, 0.15, 0.08))

    branch(x, 0, 0.05, 1.7 * size, 3)


def _weeds(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    chance = dice("weeds", x, z)
    for _ in range(70):
        px, pz = x + chance.gauss(0, 0.9), z + chance.uniform(-0.5, 0.8)
        high, bend = chance.uniform(0.15, 0.55) * size, chance.uniform(-0.25, 0.25)
        pen.bar((px, 0, pz), (px + bend, high, pz), 0.012, (0.32, 0.25, 0.14))


def _parapet(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(0, 0, z, (60, 0.55, 0.4), (0.26, 0.24, 0.22))
    pen.box(0, 0.55, z - 0.08, (60, 0.1, 0.55), (0.36, 0.34, 0.31))


def _vent(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z + 0.4, 1.6, 1.2, 0.7)
    pen.box(x, 0, z, (1.2, 1.1, 1.1), (0.3, 0.3, 0.3))
    for slat in range(6):
        pen.plate(x, 0.2 + slat * 0.13, z - 0.02, 0.95, 0.06, (0.06, 0.06, 0.06))
    pen.bar((x + 0.2, 1.1, z + 0.5), (x + 0.2, 1.9, z + 0.5), 0.2, (0.3, 0.29, 0.28))
    pen.disc(x + 0.2, 1.95, z + 0.5, 0.2, (0.3, 0.29, 0.28))


def _hatchway(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z + 0.4, 1.5, 1.1, 0.7)
    pen.box(x, 0, z, (1.1, 0.45, 1.0), (0.22, 0.22, 0.21))
    pen.face(
        [(x - 0.5, 0.46, z + 0.9), (x - 0.5, 1.4, z + 1.1), (x + 0.5, 1.4, z + 1.1), (x + 0.5, 0.46, z + 0.9)],
        (0, 0.2, -1),
        (0.25, 0.25, 0.24),
    )  # fmt: skip
    pen.glow((x, 0.5, z + 0.5), (0.25, 0.6, 0.35), 0.9, 0.6)


def _hatch(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z + 0.5, 3.2, 2.0, 0.6)
    pen.box(x, 0, z, (2.4, 0.28, 2.0), (0.46, 0.45, 0.42))
    pen.face(
        [(x - 0.85, 0.3, z + 0.25), (x - 0.85, 0.3, z + 1.75), (x + 0.85, 0.3, z + 1.75), (x + 0.85, 0.3, z + 0.25)],
        (0, 1, 0),
        (0.16, 0.12, 0.1),
    )  # fmt: skip
    pen.box(x + 0.3, 0.3, z + 0.7, (0.34, 0.2, 0.2), (0.4, 0.42, 0.42))
    for number in range(-3, 4):
        pen.bar((x + number * 0.34, 0.03, z), (x + number * 2.6, 0.03, z - 3.4), 0.07, DARK)


def _hatch_open(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, 0, z, (2.4, 0.28, 2.0), (0.46, 0.45, 0.42))
    pen.face(
        [(x - 0.85, 0.3, z + 1.7), (x - 0.85, 1.9, z + 2.0), (x + 0.85, 1.9, z + 2.0), (x + 0.85, 0.3, z + 1.7)],
        (0, 0.1, -1),
        (0.2, 0.15, 0.12),
    )  # fmt: skip
    shine(pen, x, 0.3, z + 0.9, 1.7, 0.14, (0.3, 1.0, 0.55), 1.0)
    pen.glow((x, 0.4, z + 0.9), (0.25, 0.9, 0.5), 2.2, 0.8)
    for number in range(-3, 4):
        pen.bar((x + number * 0.34, 0.03, z), (x + number * 2.6, 0.03, z - 3.4), 0.07, DARK)


def _bowl(pen: Pen, x: float, z: float, tilt: float) -> None:
    """A dish of thirty feet on its mount; `tilt` is 0 for the horizon, 1 for straight up."""
    eye = pen.eye
    hub = 4.4
    for leg in (-1.7, 1.7):
        pen.bar((x + leg, 0, z - 0.8), (x, hub, z), 0.24, (0.26, 0.25, 0.24))
        pen.bar((x + leg, 0, z + 1.6), (x, hub, z), 0.2, (0.2, 0.19, 0.19))
    pen.box(x, 0, z - 0.6, (2.4, 1.1, 2), (0.24, 0.23, 0.22))
    cx, cy = eye.spot(x, hub + 1.0, z)
    r = 4.7 * eye.scale(z)
    squash = 0.55 + 0.3 * (1 - abs(tilt))
    canvas = pen.canvas
    canvas.save()
    canvas.translate(cx, cy)
    canvas.rotate(-24 + 12 * tilt)
    canvas.scale(1.0, squash)
    rim = [
        pen.lit((x + side * 4, hub + 2, z), (side * 0.6, 0.3, -0.7), (0.6, 0.58, 0.55))
        for side in (-1, 1)
    ]
    body = skia.Paint(AntiAlias=True)
    body.setShader(
        skia.GradientShader.MakeLinear([skia.Point(-r, -r * 0.4), skia.Point(r, r * 0.5)], rim)
    )
    canvas.drawCircle(0, 0, r, body)
    deep = skia.Paint(AntiAlias=True)
    shift = -0.34 * r if tilt < 0 else 0.3 * r
    deep.setShader(
        skia.GradientShader.MakeRadial(
            skia.Point(-r * 0.1, shift),
            r * 1.15,
            [0xE0000004, 0x70000004, 0x00000000],
            [0, 0.55, 1],
        )
    )
    canvas.drawCircle(0, 0, r * 0.985, deep)
    line = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=1.3, Color=0x55000000
    )
    for number in range(16):
        a = number * pi / 8
        canvas.drawLine(0, shift * 0.3, r * cos(a), r * sin(a), line)
    for ring in (0.33, 0.66):
        canvas.drawCircle(0, shift * 0.3 * (1 - ring), r * ring, line)
    line.setStrokeWidth(2.6)
    line.setColor(rim[1])
    canvas.drawCircle(0, 0, r * 0.99, line)
    canvas.restore()
    fx, fy = (x - 1.1, hub - 1.4) if tilt < 0 else (x - 0.9, hub + 5.2)
    for ax, ay in ((-3.4, 0.6), (3.1, 2.4), (0.4, -1.2), (0.2, 4.0)):
        pen.bar((x + ax, hub + ay, z - 0.3), (fx, fy, z - 2.2), 0.08, STEEL)
    pen.disc(fx, fy, z - 2.2, 0.34, (0.2, 0.19, 0.19))
    pen.glow((fx, fy, z - 2.3), (1.0, 0.1, 0.05), 1.3, 0.95)


def _dish(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    _bowl(pen, x, z, -0.7)


def _dish_up(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    _bowl(pen, x, z, 0.7)


OUTDOOR: Mapping[str, Draw] = {
    "fence": _fence,
    "gate": _gate,
    "gate-open": _gate_open,
    "camcorder": _camcorder,
    "tracks": _tracks,
    "booth": _booth,
    "sign": _sign,
    "pole": _pole,
    "powerline": _powerline,
    "mast": _mast,
    "wires": _wires,
    "station": _station,
    "facade": _facade,
    "sedan": _sedan,
    "van": _van,
    "joshua": _joshua,
    "weeds": _weeds,
    "parapet": _parapet,
    "vent": _vent,
    "hatchway": _hatchway,
    "hatch": _hatch,
    "hatch-open": _hatch_open,
    "dish": _dish,
    "dish-up": _dish_up,
}
