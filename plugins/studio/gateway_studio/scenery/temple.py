"""What stands about a house of prayer in the mountains."""

from __future__ import annotations

from collections.abc import Mapping
from math import sin

import skia

from gateway_studio.scenery.growth import ROCK, SNOW
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import DARK, Draw
from gateway_studio.scenery.stand import Stand, stand

VERMILION: Color = (0.6, 0.1, 0.035)
STONE: Color = (0.3, 0.3, 0.28)
WOOD: Color = (0.17, 0.1, 0.055)
THATCH: Color = (0.2, 0.15, 0.09)
PAPER: Color = (1.0, 0.66, 0.3)


def _capped(s: Stand, x: float, y: float, wide: float, thick: float, z: float = 0.0) -> None:
    """Snow along an edge."""
    if not s.pen.snow:
        return
    rim = [
        (-wide / 2, 0.0),
        (-wide / 2 + 0.05, thick),
        (-wide / 5, thick * 1.3),
        (wide / 6, thick),
        (wide / 2 - 0.06, thick * 1.2),
        (wide / 2, 0.0),
        (wide / 5, -thick * 0.35),
        (-wide / 4, -thick * 0.2),
    ]
    s.outline(x, y, z, rim, SNOW, smooth=True)


def _steps(s: Stand) -> None:
    """Twelve stone steps up, with a wall on either side."""
    for number in reversed(range(12)):
        y, z = number * 0.17, number * 0.34
        s.box(0, y, z + 0.2, (3.2, 0.17, 0.4), STONE)
        s.plate(0, y, z - 0.01, 3.2, 0.06, (0.12, 0.12, 0.115))
        _capped(s, 0, y + 0.17, 3.1, 0.045, z)
    for side in (-1.85, 1.85):
        for number in reversed(range(6)):
            s.box(side, 0, number * 0.68 + 0.34, (0.5, 0.45 + number * 0.34, 0.68), ROCK)
            _capped(s, side, 0.45 + number * 0.34, 0.5, 0.08, number * 0.68)


def _torii(s: Stand) -> None:
    """Two posts, a beam between, and a lintel that rises to its ends."""
    s.shadow(0.7, 0.6, 0.6, x=-1.7)
    s.shadow(0.7, 0.6, 0.6, x=1.7)
    for side in (-1, 1):
        s.column((side * 1.78, 0, 0), 0.24, 0.22, 0.4, (0.05, 0.05, 0.05))
        s.bar((side * 1.78, 0.35, 0), (side * 1.6, 4.0, 0), 0.32, VERMILION)
    s.box(0, 3.0, 0, (4.2, 0.28, 0.26), VERMILION)
    s.box(0, 3.28, 0, (0.26, 0.66, 0.2), VERMILION)
    s.plate(0, 3.36, -0.15, 0.5, 0.52, (0.04, 0.04, 0.045))
    beam = [
        (-2.75, 4.2),
        (-1.4, 3.92),
        (0, 3.86),
        (1.4, 3.92),
        (2.75, 4.2),
        (2.82, 4.52),
        (1.5, 4.28),
        (0, 4.22),
        (-1.5, 4.28),
        (-2.82, 4.52),
    ]
    s.outline(0, 0, -0.2, beam, VERMILION)
    lid = [
        (-2.86, 4.52),
        (-1.5, 4.28),
        (0, 4.22),
        (1.5, 4.28),
        (2.86, 4.52),
        (2.9, 4.66),
        (1.5, 4.42),
        (0, 4.36),
        (-1.5, 4.42),
        (-2.9, 4.66),
    ]
    s.outline(0, 0, -0.22, lid, (0.045, 0.04, 0.045))
    if s.pen.snow:
        top = [
            (-2.9, 4.66),
            (-1.5, 4.42),
            (0, 4.36),
            (1.5, 4.42),
            (2.9, 4.66),
            (2.8, 4.8),
            (1.4, 4.58),
            (0.1, 4.55),
            (-1.4, 4.6),
            (-2.8, 4.79),
        ]
        s.outline(0, 0, -0.23, top, SNOW)
        _capped(s, 0, 3.28, 4.1, 0.09, -0.14)


def _stone_lantern(s: Stand) -> None:
    s.shadow(1.0, 0.9, 0.65)
    s.column((0, 0, 0), 0.44, 0.4, 0.16, STONE)
    s.column((0, 0.16, 0), 0.2, 0.16, 0.78, STONE)
    s.column((0, 0.92, 0), 0.22, 0.4, 0.14, STONE)
    s.box(0, 1.06, 0, (0.46, 0.42, 0.46), STONE)
    s.shine(0, 1.12, -0.24, 0.26, 0.29, PAPER, 0.9)
    s.plate(0, 1.12, -0.25, 0.025, 0.29, DARK)
    s.plate(0, 1.25, -0.25, 0.26, 0.025, DARK)
    cap = [
        (-0.66, 1.5),
        (-0.6, 1.62),
        (-0.2, 1.78),
        (0.2, 1.78),
        (0.6, 1.62),
        (0.66, 1.5),
        (0.3, 1.47),
        (-0.3, 1.47),
    ]
    s.outline(0, 0, -0.26, cap, STONE)
    s.ball(0, 1.86, -0.1, 0.11, STONE)
    _capped(s, 0, 1.66, 1.05, 0.14, -0.27)
    s.glow(0, 1.26, -0.28, PAPER, 1.3, 0.5)


def _paper_lantern(s: Stand) -> None:
    """A paper lantern that hangs from a bracket on a post."""
    s.shadow(0.5, 0.4, 0.5)
    s.bar((0.45, 0, 0), (0.45, 2.5, 0), 0.1, WOOD)
    s.bar((0.5, 2.4, 0), (-0.12, 2.46, 0), 0.06, WOOD)
    s.bar((0, 2.44, 0), (0, 2.3, 0), 0.015, DARK)
    cx, cy = s.spot(0, 1.95)
    rx, ry = 0.25 * s.scale(), 0.34 * s.scale()
    paint = skia.Paint(AntiAlias=True)
    colors = [0xFFFFF0C4, 0xFFFFC56A, 0xFFD86A22]
    paint.setShader(
        skia.GradientShader.MakeRadial(skia.Point(cx, cy), ry * 1.1, colors, [0, 0.5, 1])
    )
    s.pen.canvas.drawOval(skia.Rect.MakeLTRB(cx - rx, cy - ry, cx + rx, cy + ry), paint)
    rings = skia.Path()
    for number in range(-3, 4):
        y = 1.95 + number * 0.09
        half = 0.25 * (1 - (number / 4.2) ** 2) ** 0.5
        rings.moveTo(*s.spot(-half, y))
        rings.quadTo(*s.spot(0, y - 0.03), *s.spot(half, y))
    s.stroke(rings, 0x70803010, 0.01)
    for y in (1.6, 2.27):
        s.box(0, y, 0, (0.22, 0.04, 0.2), DARK)
    s.glow(0, 1.95, -0.05, PAPER, 1.9, 0.55)


def _eaves(s: Stand, foot: float, half: float, high: float, color: Color) -> None:
    """A roof whose eaves sweep up, seen from its long side."""
    ridge = half * 0.52
    rim = [
        (-half, foot + 0.22),
        (-half * 0.9, foot + 0.02),
        (-half * 0.5, foot),
        (half * 0.5, foot),
        (half * 0.9, foot + 0.02),
        (half, foot + 0.22),
        (half * 0.76, foot + high * 0.42),
        (ridge, foot + high),
        (-ridge, foot + high),
        (-half * 0.76, foot + high * 0.42),
    ]
    s.outline(0, 0, -1.4, rim, color)
    ribs = skia.Path()
    for number in range(-9, 10):
        share = number / 9.5
        ribs.moveTo(*s.spot(share * ridge, foot + high, -1.41))
        ribs.quadTo(
            *s.spot(share * half * 0.76, foot + high * 0.4, -1.41),
            *s.spot(share * half * 0.94, foot + 0.03 + 0.16 * share**4, -1.41),
        )
    s.stroke(ribs, 0x50000000, 0.03)
    s.box(
        0,
        foot + high - 0.03,
        -1.3,
        (2 * ridge + 0.2, 0.16, 0.3),
        (color[0] * 0.6, color[1] * 0.6, color[2] * 0.6),
    )
    if s.pen.snow:
        white = [
            (-half * 0.86, foot + 0.2),
            (-half * 0.6, foot + 0.14),
            (half * 0.2, foot + 0.2),
            (half * 0.86, foot + 0.19),
            (half * 0.72, foot + high * 0.46),
            (ridge, foot + high + 0.16),
            (-ridge, foot + high + 0.16),
            (-half * 0.72, foot + high * 0.46),
        ]
        s.outline(0, 0, -1.43, white, SNOW)


def _shrine(s: Stand) -> None:
    """A hall on a stone foot: red posts, paper doors with light behind them, a swept roof."""
    s.shadow(6.2, 3.0, 0.6)
    s.box(0, 0, 0, (6.0, 0.5, 3.4), STONE)
    for number in range(3):
        s.box(0, 0, -1.8 - 0.3 * (2 - number) + 0.3, (1.8, 0.17 * (number + 1), 0.3), STONE)
    s.box(0, 0.5, 0.2, (5.0, 2.4, 2.4), (0.3, 0.2, 0.13))
    for number in range(-2, 3):
        s.shine(number * 0.96, 0.62, -1.02, 0.86, 1.75, (1.0, 0.66, 0.34), 0.42)
        for bar in range(-1, 2):
            s.plate(number * 0.96 + bar * 0.22, 0.62, -1.03, 0.025, 1.75, WOOD)
        for bar in range(4):
            s.plate(number * 0.96, 1.0 + bar * 0.4, -1.03, 0.86, 0.025, WOOD)
    for number in range(-3, 3):
        s.bar(
            (number * 0.96 + 0.48, 0.5, -1.12), (number * 0.96 + 0.48, 2.75, -1.12), 0.15, VERMILION
        )
    s.box(0, 2.55, -1.1, (5.4, 0.2, 0.2), VERMILION)
    s.bar((-1.5, 2.5, -1.3), (1.5, 2.5, -1.3), 0.12, (0.6, 0.5, 0.3))
    for number in range(-1, 2):
        s.outline(
            number * 0.7,
            2.0,
            -1.32,
            [(0, 0.46), (0.12, 0.3), (-0.02, 0.16), (0.1, 0), (0.02, 0.2), (-0.08, 0.3)],
            (0.8, 0.8, 0.78),
        )
    _eaves(s, 2.7, 4.1, 1.7, (0.09, 0.1, 0.1))
    s.glow(0, 1.4, -1.2, (1.0, 0.6, 0.28), 3.2, 0.3)


def _hut(s: Stand) -> None:
    """A small house of boards with a lit window and smoke."""
    s.shadow(4.2, 2.6, 0.65)
    s.box(0, 0, 0, (3.6, 2.1, 2.8), WOOD)
    for number in range(9):
        s.plate(-1.6 + number * 0.4, 0, -1.41, 0.03, 2.1, (0.06, 0.035, 0.02))
    s.plate(-0.8, 0, -1.43, 0.85, 1.8, (0.09, 0.05, 0.03))
    s.plate(-0.52, 0.85, -1.45, 0.08, 0.08, (0.4, 0.3, 0.12))
    s.plate(0.85, 0.95, -1.43, 1.0, 0.8, (0.07, 0.04, 0.025))
    s.shine(0.85, 1.0, -1.44, 0.88, 0.7, (1.0, 0.62, 0.26), 0.75)
    s.plate(0.85, 1.0, -1.45, 0.04, 0.7, (0.07, 0.04, 0.025))
    s.plate(0.85, 1.33, -1.45, 0.88, 0.04, (0.07, 0.04, 0.025))
    s.box(1.0, 2.6, 0.2, (0.45, 1.2, 0.45), STONE)
    s.roof(0, 2.05, -0.1, (4.3, 1.35, 3.6), THATCH)
    if s.pen.snow:
        s.roof(0, 2.16, -0.12, (4.2, 1.36, 3.5), SNOW)
        s.box(1.0, 3.78, 0.2, (0.5, 0.12, 0.5), SNOW)
        for number in range(12):
            x, long = -2.0 + number * 0.36, s.chance.uniform(0.1, 0.34)
            s.outline(x, 2.1, -1.95, [(-0.03, 0.05), (0.03, 0.05), (0.0, -long)], (0.6, 0.72, 0.82))
    s.glow(0.85, 1.35, -1.5, (1.0, 0.6, 0.26), 1.8, 0.45)
    _smoke(s, 1.0, 3.9, 0.2)


def _smoke(s: Stand, x: float, y: float, z: float) -> None:
    color = s.lit(x, y, z, (0, 1, 0), (0.5, 0.5, 0.52))
    for number in range(9):
        share = number / 8
        cx, cy = s.spot(x + 0.9 * share**1.5 + 0.12 * sin(number * 1.7), y + 2.6 * share, z)
        r = (0.14 + 0.5 * share) * s.scale(z)
        paint = skia.Paint(AntiAlias=True, Color=skia.ColorSetA(color, int(70 * (1 - share))))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(1.0, r * 0.5)))
        s.pen.canvas.drawCircle(cx, cy, r, paint)


def _bell(s: Stand) -> None:
    """A bronze bell in its frame, and the beam that strikes it."""
    s.shadow(3.2, 2.2, 0.6)
    for side in (-1, 1):
        for z in (0.8, -0.8):
            s.bar((side * 1.45, 0, z), (side * 1.15, 3.0, z), 0.22, VERMILION)
    s.box(0, 2.8, 0, (2.9, 0.22, 0.3), VERMILION)
    s.bar((0, 2.8, 0), (0, 2.5, 0), 0.1, DARK)
    bronze: Color = (0.16, 0.2, 0.14)
    s.outline(
        0,
        0,
        -0.1,
        [
            (-0.56, 1.0),
            (-0.52, 1.7),
            (-0.46, 2.25),
            (-0.2, 2.52),
            (0.2, 2.52),
            (0.46, 2.25),
            (0.52, 1.7),
            (0.56, 1.0),
        ],
        bronze,
        smooth=False,
    )
    path = skia.Path()
    path.addPoly(
        [
            skia.Point(*s.spot(px, py, -0.12))
            for px, py in (
                (-0.56, 1.0),
                (-0.52, 1.7),
                (-0.44, 2.25),
                (-0.2, 2.5),
                (0.2, 2.5),
                (0.44, 2.25),
                (0.52, 1.7),
                (0.56, 1.0),
            )
        ],
        close=True,
    )
    s.pen.canvas.drawPath(path, s.pen.round(s.at(0, 1.7, -0.12), 0.6 * s.scale(), bronze))
    for y in (1.12, 1.6, 2.1):
        s.bar((-0.55, y, -0.13), (0.55, y, -0.13), 0.03, (0.1, 0.12, 0.08))
    s.bar((0.75, 1.35, -0.3), (2.3, 1.42, -0.3), 0.2, (0.3, 0.2, 0.1))
    for x in (1.0, 2.0):
        s.bar((x, 1.4, -0.3), (x, 2.9, -0.3), 0.025, (0.4, 0.33, 0.2))
    _eaves(s, 2.95, 2.4, 1.0, (0.09, 0.1, 0.1))


TEMPLE: Mapping[str, Draw] = {
    "bell": stand(_bell),
    "hut": stand(_hut),
    "paper-lantern": stand(_paper_lantern),
    "shrine": stand(_shrine),
    "steps": stand(_steps),
    "stone-lantern": stand(_stone_lantern),
    "torii": stand(_torii),
}
