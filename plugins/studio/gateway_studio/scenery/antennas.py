"""What listens: masts, their wires, the dish."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

import skia

from gateway_studio.scenery.pen import STEEL, Draw, Pen


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


ANTENNAS: Mapping[str, Draw] = {
    "mast": _mast,
    "wires": _wires,
    "dish": _dish,
    "dish-up": _dish_up,
}
