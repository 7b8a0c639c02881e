"""Buildings, hatches, poles and plants outdoors."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import cos, pi, sin

from gateway_studio.scenery.glow import shine
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import DARK, Draw, Pen
from gateway_studio.teller import dice


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
    for (x0, z0), (x1, z1) in pairwise(tops):
        for arm in (-0.9, 0.9):
            before = (x0 + arm, 7.8, z0)
            for step in range(1, 9):
                s = step / 8
                after = (x0 + (x1 - x0) * s + arm, 7.8 - 3.2 * s * (1 - s), z0 + (z1 - z0) * s)
                pen.bar(before, after, 0.02, DARK)
                before = after


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
        [
            (x - 0.5, 0.46, z + 0.9),
            (x - 0.5, 1.4, z + 1.1),
            (x + 0.5, 1.4, z + 1.1),
            (x + 0.5, 0.46, z + 0.9),
        ],
        (0, 0.2, -1),
        (0.25, 0.25, 0.24),
    )
    pen.glow((x, 0.5, z + 0.5), (0.25, 0.6, 0.35), 0.9, 0.6)


def _hatch(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.shadow(x, z + 0.5, 3.2, 2.0, 0.6)
    pen.box(x, 0, z, (2.4, 0.28, 2.0), (0.46, 0.45, 0.42))
    pen.face(
        [
            (x - 0.85, 0.3, z + 0.25),
            (x - 0.85, 0.3, z + 1.75),
            (x + 0.85, 0.3, z + 1.75),
            (x + 0.85, 0.3, z + 0.25),
        ],
        (0, 1, 0),
        (0.16, 0.12, 0.1),
    )
    pen.box(x + 0.3, 0.3, z + 0.7, (0.34, 0.2, 0.2), (0.4, 0.42, 0.42))
    for number in range(-3, 4):
        pen.bar((x + number * 0.34, 0.03, z), (x + number * 2.6, 0.03, z - 3.4), 0.07, DARK)


def _hatch_open(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    pen.box(x, 0, z, (2.4, 0.28, 2.0), (0.46, 0.45, 0.42))
    pen.face(
        [
            (x - 0.85, 0.3, z + 1.7),
            (x - 0.85, 1.9, z + 2.0),
            (x + 0.85, 1.9, z + 2.0),
            (x + 0.85, 0.3, z + 1.7),
        ],
        (0, 0.1, -1),
        (0.2, 0.15, 0.12),
    )
    shine(pen, x, 0.3, z + 0.9, 1.7, 0.14, (0.3, 1.0, 0.55), 1.0)
    pen.glow((x, 0.4, z + 0.9), (0.25, 0.9, 0.5), 2.2, 0.8)
    for number in range(-3, 4):
        pen.bar((x + number * 0.34, 0.03, z), (x + number * 2.6, 0.03, z - 3.4), 0.07, DARK)


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


OUTDOOR: Mapping[str, Draw] = {
    "station": _station,
    "facade": _facade,
    "pole": _pole,
    "powerline": _powerline,
    "joshua": _joshua,
    "weeds": _weeds,
    "parapet": _parapet,
    "vent": _vent,
    "hatchway": _hatchway,
    "hatch": _hatch,
    "hatch-open": _hatch_open,
    "camcorder": _camcorder,
}
