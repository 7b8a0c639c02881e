"""What stands in the streets of a small town."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

from gateway_studio.scenery.growth import SNOW
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import DARK, Draw
from gateway_studio.scenery.stand import Stand, stand
from gateway_studio.scenery.temple import STONE, WOOD

IRON: Color = (0.03, 0.035, 0.035)
SLATE: Color = (0.085, 0.095, 0.115)
WARM: Color = (1.0, 0.68, 0.34)


def dusk(s: Stand) -> float:
    """1 in the dark, little by day: how far a lamp is on."""
    return max(0.1, min(1.0, 1.35 - float(s.pen.light.ambient.mean()) * 4))


def _church(s: Stand) -> None:
    """A nave with lit windows and a tower with a spire."""
    s.shadow(13.0, 5.0, 0.6)
    s.box(1.6, 0, 0, (8.4, 4.2, 5.0), STONE)
    s.roof(1.6, 4.2, 0, (8.9, 3.0, 5.6), SLATE)
    if s.pen.snow:
        s.roof(1.6, 4.45, -0.05, (8.8, 2.9, 5.5), SNOW)
    for n in range(4):
        x = -0.9 + n * 1.75
        arch = [
            (-0.36, 0),
            (-0.36, 1.5),
            (-0.2, 1.95),
            (0, 2.15),
            (0.2, 1.95),
            (0.36, 1.5),
            (0.36, 0),
        ]
        s.outline(x, 1.2, -2.52, [(px * 1.25, py * 1.06) for px, py in arch], (0.16, 0.15, 0.14))
        s.outline(x, 1.26, -2.54, arch, (0.05, 0.06, 0.1))
        s.shine(x, 1.3, -2.55, 0.5, 1.5, (1.0, 0.6, 0.28), 0.5 * dusk(s))
        s.plate(x, 1.26, -2.56, 0.05, 2.0, DARK)
        s.plate(x, 2.1, -2.56, 0.7, 0.05, DARK)
    s.box(-3.8, 0, -0.4, (3.0, 7.6, 3.0), STONE)
    door = [(-0.7, 0), (-0.7, 1.7), (-0.35, 2.3), (0, 2.5), (0.35, 2.3), (0.7, 1.7), (0.7, 0)]
    s.outline(-3.8, 0, -1.92, [(x * 1.2, y * 1.06) for x, y in door], (0.18, 0.17, 0.16))
    s.outline(-3.8, 0, -1.94, door, (0.09, 0.05, 0.03))
    s.outline(
        -3.8,
        4.4,
        -1.93,
        [(0.55 * cos(n * pi / 6), 0.55 * sin(n * pi / 6)) for n in range(12)],
        (0.7, 0.66, 0.55),
    )
    s.bar((-3.8, 4.4, -1.95), (-3.8, 4.8, -1.95), 0.05, DARK)
    s.bar((-3.8, 4.4, -1.95), (-3.55, 4.28, -1.95), 0.05, DARK)
    for side in (-0.5, 0.5):
        s.outline(
            -3.8 + side,
            5.6,
            -1.93,
            [(-0.24, 0), (-0.24, 0.9), (0, 1.25), (0.24, 0.9), (0.24, 0)],
            DARK,
        )
    s.outline(-3.8, 7.5, -1.5, [(-1.65, 0), (0, 5.4), (1.65, 0)], SLATE)
    s.outline(-3.8, 7.5, -1.51, [(0, 0), (0, 5.4), (1.65, 0)], (0.05, 0.055, 0.07))
    s.bar((-3.8, 12.8, -1.5), (-3.8, 13.8, -1.5), 0.1, (0.5, 0.36, 0.12))
    s.bar((-4.1, 13.4, -1.5), (-3.5, 13.4, -1.5), 0.1, (0.5, 0.36, 0.12))


def _lamp_post(s: Stand) -> None:
    """Cast iron, with a lantern of glass."""
    s.shadow(0.6, 0.5, 0.6)
    s.column((0, 0, 0), 0.2, 0.13, 0.5, IRON)
    s.column((0, 0.5, 0), 0.07, 0.05, 2.7, IRON)
    for y in (0.5, 1.1, 3.1):
        s.ball(0, y, 0, 0.09, IRON)
    s.bar((-0.32, 2.95, 0), (0.32, 2.95, 0), 0.04, IRON)
    on = dusk(s)
    s.outline(0, 3.2, -0.02, [(-0.16, 0), (-0.25, 0.5), (0.25, 0.5), (0.16, 0)], (0.3, 0.28, 0.22))
    s.shine(0, 3.24, -0.03, 0.3, 0.42, WARM, 1.2 * on)
    for side in (-1, 1):
        s.bar((side * 0.16, 3.2, -0.04), (side * 0.25, 3.7, -0.04), 0.03, IRON)
    s.outline(0, 3.7, -0.04, [(-0.32, 0), (-0.12, 0.22), (0, 0.36), (0.12, 0.22), (0.32, 0)], IRON)
    s.glow(0, 3.46, -0.06, WARM, 1.9, 0.75 * on)
    if s.pen.snow:
        s.outline(
            0, 3.78, -0.05, [(-0.28, 0), (-0.12, 0.2), (0, 0.32), (0.12, 0.2), (0.28, 0)], SNOW
        )


def _bench(s: Stand) -> None:
    s.shadow(2.0, 0.8, 0.6)
    for side in (-0.78, 0.78):
        s.bar((side, 0, -0.25), (side, 0.45, -0.25), 0.06, IRON)
        s.bar((side, 0, 0.25), (side, 0.95, 0.34), 0.06, IRON)
        s.bar((side, 0.64, 0.26), (side, 0.64, -0.28), 0.05, IRON)
    for n in range(3):
        s.bar(
            (-0.92, 0.58 + n * 0.15, 0.28 + n * 0.02),
            (0.92, 0.58 + n * 0.15, 0.28 + n * 0.02),
            0.1,
            WOOD,
        )
    for n in range(4):
        s.bar((-0.92, 0.46, 0.2 - n * 0.15), (0.92, 0.46, 0.2 - n * 0.15), 0.085, (0.3, 0.19, 0.1))
    if s.pen.snow:
        s.outline(
            0,
            0.47,
            -0.28,
            [(-0.9, 0), (-0.8, 0.12), (0.1, 0.16), (0.85, 0.1), (0.9, 0)],
            SNOW,
            smooth=True,
        )


def _kiosk(s: Stand) -> None:
    """A stall with a striped awning and something for sale."""
    s.shadow(3.0, 2.0, 0.65)
    s.box(0, 0, 0, (2.6, 2.5, 1.8), (0.3, 0.42, 0.4))
    s.plate(0, 1.02, -0.92, 2.2, 1.2, (0.07, 0.06, 0.05))
    s.shine(0, 1.06, -0.93, 2.1, 1.1, (1.0, 0.66, 0.32), 0.3 + 0.4 * dusk(s))
    for row in range(2):
        s.plate(0, 1.4 + row * 0.36, -0.94, 2.1, 0.035, WOOD)
        for n in range(11):
            color = s.chance.choice(
                ((0.6, 0.16, 0.1), (0.7, 0.5, 0.16), (0.2, 0.4, 0.44), (0.7, 0.66, 0.56))
            )
            s.plate(
                -0.92 + n * 0.18,
                1.43 + row * 0.36,
                -0.95,
                0.11,
                s.chance.uniform(0.12, 0.24),
                color,
            )
    s.box(0, 0.92, -1.0, (2.7, 0.09, 0.4), (0.5, 0.4, 0.26))
    for n in range(-6, 6):
        color = (0.7, 0.66, 0.58) if n % 2 else (0.6, 0.1, 0.07)
        left, right = n * 0.24, (n + 1) * 0.24
        s.face(
            [(left, 2.0, -1.75), (left, 2.5, -0.9), (right, 2.5, -0.9), (right, 2.0, -1.75)],
            (0, 0.8, -0.6),
            color,
        )
        s.outline(
            (left + right) / 2,
            1.82,
            -1.76,
            [(-0.12, 0.18), (-0.08, 0.03), (0, 0), (0.08, 0.03), (0.12, 0.18)],
            color,
        )
    s.box(0, 2.5, 0, (2.9, 0.12, 2.1), SLATE)
    s.plate(0, 2.62, -0.9, 1.7, 0.42, (0.62, 0.56, 0.42))
    for n in range(5):
        s.plate(-0.6 + n * 0.3, 2.7, -0.92, 0.18, 0.26, (0.2, 0.05, 0.04))
    s.glow(0, 1.7, -1.1, WARM, 1.7, 0.35 * dusk(s))


TOWN: Mapping[str, Draw] = {
    "bench": stand(_bench),
    "church": stand(_church),
    "kiosk": stand(_kiosk),
    "lamp-post": stand(_lamp_post),
}
