"""Landmarks that stand indoors."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

import skia

from gateway_studio.scenery.glow import shine
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.panes import draw_beyond
from gateway_studio.scenery.pen import DARK, RUST, STEEL, Draw, Pen
from gateway_studio.teller import dice

GREEN: Color = (0.25, 1.0, 0.5)


def _console(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """A bank of desks with sloping panels, dials and green screens."""
    chance = dice("console")
    for number in range(-3, 3):
        cx = x + (number + 0.5) * 1.22
        pen.box(cx, 0, z, (1.2, 0.74, 0.8), (0.2, 0.19, 0.17))
        pen.face(
            [
                (cx - 0.6, 0.74, z),
                (cx - 0.6, 1.24, z + 0.4),
                (cx + 0.6, 1.24, z + 0.4),
                (cx + 0.6, 0.74, z),
            ],
            (0, 0.6, -0.8),
            (0.3, 0.29, 0.26),
        )
        pen.box(cx, 1.2, z + 0.35, (1.1, 0.52, 0.4), (0.16, 0.16, 0.15))
        _trace(pen, cx - 0.2, 1.27, z + 0.33, 0.5, 0.38)
        for dial in range(3):
            pen.disc(
                cx + 0.22 + 0.12 * (dial % 2), 1.3 + 0.12 * dial, z + 0.33, 0.045, (0.5, 0.48, 0.4)
            )
        for row in range(3):
            for column in range(8):
                if chance.random() < 0.75:
                    lit = chance.random()
                    color = (1.0, 0.5, 0.1) if lit > 0.85 else (0.5, 0.5, 0.45)
                    at = (cx - 0.48 + column * 0.135, 0.86 + row * 0.12, z + 0.08 + row * 0.09)
                    if lit > 0.85:
                        pen.glow(at, color, 0.09, 0.9)
                    else:
                        pen.disc(*at, 0.022, color)


def _trace(pen: Pen, x: float, y: float, z: float, w: float, h: float) -> None:
    """A round-cornered screen with a line that a voice draws."""
    pen.plate(x, y - 0.02, z, w + 0.05, h + 0.05, DARK)
    shine(pen, x, y, z - 0.01, w, h, (0.02, 0.16, 0.07), 0.8)
    chance = dice("trace", x)
    before = (x - w / 2, y + h / 2, z - 0.02)
    for step in range(1, 25):
        s = step / 24
        swing = sin(s * pi) * chance.uniform(-0.4, 0.4) * h
        after = (x - w / 2 + w * s, y + h / 2 + swing, z - 0.02)
        x0, y0 = pen.eye.spot(*before)
        x1, y1 = pen.eye.spot(*after)
        paint = skia.Paint(AntiAlias=True, StrokeWidth=2.0, Color=0xFF9CFFC0)
        pen.canvas.drawLine(x0, y0, x1, y1, paint)
        before = after
    pen.glow((x, y + h / 2, z - 0.03), GREEN, 0.7, 0.42)


def _clock(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    for number in range(4):
        cx = x - 1.8 + number * 1.2
        pen.disc(cx, y, z - 0.05, 0.26, (0.06, 0.06, 0.06))
        pen.disc(cx, y, z - 0.07, 0.23, (0.75, 0.72, 0.62))
        for angle, length in ((130.0, 0.11), (120.0 + 90 * number, 0.17)):
            a = angle / 180 * pi
            pen.bar(
                (cx, y, z - 0.08), (cx + length * sin(a), y + length * cos(a), z - 0.08), 0.02, DARK
            )


def _swivel(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z, 0.9, 0.8, 0.6)
    for a in (0.2, 1.5, 2.8, 4.0, 5.3):
        pen.bar((x, 0.1, z), (x + 0.34 * cos(a), 0.04, z + 0.3 * sin(a)), 0.05, STEEL)
    pen.bar((x, 0.08, z), (x, 0.5, z), 0.07, STEEL)
    pen.box(x, 0.46, z - 0.22, (0.56, 0.1, 0.5), (0.2, 0.08, 0.05))
    pen.box(x, 0.68, z + 0.2, (0.5, 0.6, 0.08), (0.2, 0.08, 0.05))
    pen.bar((x - 0.2, 1.24, z + 0.15), (x + 0.2, 1.24, z + 0.15), 0.035, (0.14, 0.14, 0.14))
    for side in (-0.2, 0.2):
        pen.disc(x + side, 1.16, z + 0.14, 0.07, (0.13, 0.12, 0.12))


def _monitor(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, 0, z, (0.7, y, 0.6), (0.16, 0.15, 0.14))
    pen.box(x, y, z, (0.62, 0.54, 0.6), (0.24, 0.23, 0.2))
    shine(pen, x - 0.03, y + 0.08, z - 0.01, 0.46, 0.38, (0.34, 0.42, 0.5), 0.5)
    for row in range(7):
        pen.plate(x - 0.03, y + 0.09 + row * 0.055, z - 0.02, 0.46, 0.012, (0.03, 0.03, 0.04))
    pen.plate(x + 0.02, y + 0.14, z - 0.03, 0.12, 0.07, (0.6, 0.6, 0.58))
    pen.glow((x, y + 0.25, z - 0.05), (0.4, 0.5, 0.65), 0.8, 0.4)


def _exit(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, y, z, (0.52, 0.24, 0.08), (0.1, 0.1, 0.1))
    shine(pen, x, y + 0.02, z - 0.01, 0.48, 0.2, (0.15, 1.0, 0.4), 0.9)
    for letter in range(4):
        pen.plate(x - 0.15 + letter * 0.1, y + 0.06, z - 0.02, 0.05, 0.12, (0.02, 0.14, 0.06))
    pen.glow((x, y + 0.1, z - 0.03), (0.2, 1.0, 0.42), 1.3, 0.55)


def _hose(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, y, z, (0.1, 0.75, 0.62), (0.5, 0.06, 0.04))
    pen.face(
        [
            (x + 0.06, y + 0.1, z + 0.08),
            (x + 0.06, y + 0.65, z + 0.08),
            (x + 0.06, y + 0.65, z + 0.54),
            (x + 0.06, y + 0.1, z + 0.54),
        ],
        (1, 0, 0),
        (0.1, 0.03, 0.03),
    )
    pen.bar((x + 0.05, y + 0.75, z + 0.2), (x + 0.05, y + 0.86, z + 0.2), 0.08, (0.7, 0.7, 0.66))


def _trolley(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z, 0.9, 1.0, 0.6)
    for level in (0.2, 0.85):
        pen.box(x, level, z, (0.6, 0.05, 1.0), STEEL)
    for side in (-0.28, 0.28):
        pen.bar((x + side, 0.05, z), (x + side, 1.1, z), 0.035, STEEL)
    for number in range(5):
        pen.box(x - 0.2 + number * 0.1, 0.9, z + 0.1, (0.08, 0.3, 0.3), (0.35, 0.25, 0.14))


def _chair(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z, 0.6, 0.6, 0.6)
    for side in (-0.2, 0.2):
        pen.bar((x + side, 0, z), (x + side, 0.45, z), 0.03, STEEL)
        pen.bar((x + side, 0, z + 0.4), (x + side, 0.95, z + 0.42), 0.03, STEEL)
    pen.box(x, 0.43, z, (0.46, 0.04, 0.42), (0.3, 0.14, 0.05))
    pen.box(x, 0.72, z + 0.42, (0.44, 0.22, 0.03), (0.3, 0.14, 0.05))


def _bulb(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.bar((x, y + 0.1, z), (x, y + 1.6, z), 0.015, DARK)
    pen.bar((x - 0.2, y + 0.06, z), (x + 0.2, y + 0.06, z), 0.06, (0.1, 0.14, 0.1))
    pen.cone((x, y, z), 1.5, (1.0, 0.74, 0.42), 0.22)
    pen.glow((x, y, z), (1.0, 0.74, 0.42), 0.9, 0.8)
    pen.glow((x, y, z), (1.0, 0.9, 0.7), 0.16, 1.0)


def _stool(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z, 0.6, 0.6, 0.6)
    pen.box(x, 0.3, z, (0.42, 0.06, 0.36), RUST)
    pen.box(x, 0.05, z, (0.36, 0.25, 0.3), (0.18, 0.12, 0.08))


def _window(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """What is outside, behind two bars; the sky's light comes in."""
    left, top = pen.eye.spot(x - 0.55, y + 0.4, z - 0.02)
    right, bottom = pen.eye.spot(x + 0.55, y - 0.45, z - 0.02)
    draw_beyond(pen, skia.Rect.MakeLTRB(left, top, right, bottom), (0.06, 0.09, 0.18))
    for bar in (-0.18, 0.18):
        pen.plate(x + bar, y - 0.45, z - 0.03, 0.035, 0.85, DARK)
    pen.plate(x, y - 0.05, z - 0.03, 1.1, 0.035, DARK)
    pen.glow((x, y, z - 0.05), (0.35, 0.5, 0.9), 2.2, 0.35)


def _tools(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.plate(x, y - 0.5, z - 0.02, 2.1, 1.2, (0.26, 0.18, 0.1))
    chance = dice("tools")
    for number in range(9):
        tx = x - 0.9 + number * 0.22
        long = chance.uniform(0.25, 0.62)
        outline = (0.75, 0.7, 0.6)
        pen.bar((tx, y + 0.5, z - 0.03), (tx, y + 0.5 - long, z - 0.03), 0.07, outline)
        if number != 4:
            pen.bar(
                (tx, y + 0.48, z - 0.05), (tx, y + 0.52 - long, z - 0.05), 0.04, (0.1, 0.1, 0.11)
            )
            pen.disc(tx, y + 0.46, z - 0.05, 0.06, (0.15, 0.15, 0.16))
    pen.box(x, 0, z - 0.75, (2.3, 0.85, 0.7), (0.2, 0.13, 0.08))


def _generator(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    body: Color = (0.12, 0.2, 0.14)
    pen.shadow(x, z + 0.6, 3.6, 2.4, 0.8)
    pen.box(x, 0, z, (2.9, 0.3, 1.4), (0.1, 0.1, 0.1))
    pen.box(x + 0.75, 0.3, z, (1.3, 1.15, 1.3), body)
    pen.box(x - 0.75, 0.3, z + 0.1, (1.35, 0.85, 1.2), (0.17, 0.18, 0.17))
    for fin in range(9):
        pen.plate(x + 0.25 + fin * 0.12, 0.5, z - 0.02, 0.05, 0.75, (0.05, 0.08, 0.06))
    for pot in range(4):
        pen.bar(
            (x - 1.25 + pot * 0.32, 1.15, z + 0.5),
            (x - 1.25 + pot * 0.32, 1.42, z + 0.5),
            0.2,
            (0.2, 0.2, 0.19),
        )
    pen.bar((x - 1.3, 1.5, z + 0.5), (x - 0.2, 1.55, z + 0.5), 0.13, RUST)
    pen.bar((x - 0.2, 1.55, z + 0.5), (x - 0.1, 3.2, z + 0.7), 0.16, RUST)
    pen.disc(x - 0.75, 0.72, z - 0.04, 0.36, (0.14, 0.14, 0.14))
    pen.disc(x - 0.75, 0.72, z - 0.08, 0.22, (0.28, 0.27, 0.25))
    pen.disc(x - 0.75, 0.72, z - 0.1, 0.06, DARK)
    pen.plate(x + 0.78, 1.0, z - 0.03, 0.9, 0.34, (0.3, 0.3, 0.28))
    for gauge in range(3):
        pen.disc(x + 0.5 + gauge * 0.28, 1.18, z - 0.05, 0.1, (0.75, 0.72, 0.6))
        pen.bar(
            (x + 0.5 + gauge * 0.28, 1.16, z - 0.06),
            (x + 0.45 + gauge * 0.28, 1.24, z - 0.06),
            0.015,
            DARK,
        )
    for line in range(3):
        pen.bar(
            (x + 0.25, 0.84 - line * 0.13, z - 0.04),
            (x + 0.95 - 0.2 * line, 0.86 - line * 0.13, z - 0.04),
            0.02,
            (0.75, 0.7, 0.4),
        )
    pen.bar((x + 1.4, 0.5, z + 0.2), (x + 2.4, 0.04, z - 0.8), 0.12, DARK)


def _drum(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z, 0.9, 0.8, 0.7)
    pen.bar((x, 0.3, z), (x, 0.62, z), 0.58, (0.2, 0.1, 0.05))
    for high in (0.1, 0.42, 0.78):
        pen.bar((x - 0.29, high, z - 0.02), (x + 0.29, high, z - 0.02), 0.03, RUST)


def _table(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z + 0.3, 1.6, 1.2, 0.7)
    for side in (-0.55, 0.55):
        pen.bar((x + side, 0, z - 0.2), (x + side, 0.7, z - 0.2), 0.04, STEEL)
        pen.bar((x + side, 0, z + 0.5), (x + side, 0.7, z + 0.5), 0.04, STEEL)
    pen.box(x, 0.7, z - 0.25, (1.25, 0.04, 0.85), (0.3, 0.22, 0.12))
    pen.box(x - 0.15, 0.745, z - 0.1, (0.46, 0.03, 0.3), (0.7, 0.66, 0.55))
    pen.bar((x + 0.4, 0.76, z + 0.1), (x + 0.34, 1.1, z), 0.025, STEEL)
    pen.disc(x + 0.33, 1.14, z - 0.02, 0.06, (0.2, 0.2, 0.2))
    pen.bar((x + 0.45, 0.76, z - 0.1), (x + 0.45, 0.86, z - 0.1), 0.08, (0.2, 0.25, 0.4))


INDOOR: Mapping[str, Draw] = {
    "console": _console,
    "clock": _clock,
    "swivel": _swivel,
    "monitor": _monitor,
    "exit": _exit,
    "hose": _hose,
    "trolley": _trolley,
    "chair": _chair,
    "bulb": _bulb,
    "stool": _stool,
    "window": _window,
    "tools": _tools,
    "generator": _generator,
    "drum": _drum,
    "table": _table,
}
