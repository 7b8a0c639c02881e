"""The edge of a place that was shut: fence, gate, booth, sign."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sin

import skia

from gateway_studio.scenery.glow import shine
from gateway_studio.scenery.pen import DARK, RUST, STEEL, Draw, Pen
from gateway_studio.teller import dice


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


PERIMETER: Mapping[str, Draw] = {
    "fence": _fence,
    "gate": _gate,
    "gate-open": _gate_open,
    "booth": _booth,
    "sign": _sign,
}
