"""What makes a room one's own: a bed, books, a fire, a rug."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, sin

import skia

from gateway_studio.scenery.lounge import BRASS, LINEN, MAHOGANY, MARBLE, OAK, WARM
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import Draw
from gateway_studio.scenery.stand import Stand, stand


def _bookshelf(s: Stand) -> None:
    s.shadow(2.0, 0.7, 0.65)
    s.box(0, 0, 0, (1.8, 2.3, 0.4), OAK)
    for row in range(5):
        y = 0.12 + row * 0.43
        s.plate(0, y, -0.205, 1.66, 0.37, (0.03, 0.02, 0.014))
        x = -0.8
        while x < 0.74:
            wide, high = s.chance.uniform(0.035, 0.085), s.chance.uniform(0.2, 0.33)
            color = s.chance.choice(
                (
                    (0.3, 0.06, 0.04),
                    (0.07, 0.16, 0.12),
                    (0.05, 0.09, 0.18),
                    (0.32, 0.22, 0.1),
                    (0.5, 0.44, 0.32),
                    (0.14, 0.08, 0.05),
                )
            )
            if s.chance.random() < 0.92:
                s.plate(x + wide / 2, y, -0.21, wide * 0.92, high, color)
                s.plate(x + wide / 2, y + high * 0.75, -0.215, wide * 0.8, 0.014, BRASS)
            x += wide
        s.box(0, y - 0.035, -0.2, (1.72, 0.035, 0.04), OAK)
    s.box(0, 2.3, 0, (1.96, 0.1, 0.5), OAK)


def _fire(s: Stand, x: float, y: float, z: float, half: float) -> None:
    """Flames over embers."""
    chance = s.chance
    for _ in range(9):
        s.bar(
            (x + chance.uniform(-half, half), y + 0.04, z),
            (x + chance.uniform(-half, half), y + 0.1, z),
            0.09,
            (0.06, 0.035, 0.02),
        )
    for color, count, tall in ((0xD0C8320A, 9, 0.62), (0xE0F07818, 8, 0.46), (0xF0FFD060, 6, 0.28)):
        path = skia.Path()
        for _ in range(count):
            px, wide = x + chance.uniform(-0.8, 0.8) * half, half * chance.uniform(0.16, 0.3)
            high, sway = tall * chance.uniform(0.55, 1.1), chance.uniform(-0.1, 0.1)
            path.moveTo(*s.spot(px - wide, y + 0.05, z - 0.02))
            path.quadTo(
                *s.spot(px - wide, y + high * 0.5, z - 0.02), *s.spot(px + sway, y + high, z - 0.02)
            )
            path.quadTo(
                *s.spot(px + wide, y + high * 0.45, z - 0.02),
                *s.spot(px + wide, y + 0.05, z - 0.02),
            )
        s.fill(path, color, 0.012 * s.scale())
    s.glow(x, y + 0.22, z - 0.06, (1.0, 0.5, 0.16), half * 4.2, 0.75)


def _fireplace(s: Stand) -> None:
    s.box(0, 0, 0.1, (2.2, 1.35, 0.5), MARBLE)
    arch = [(-0.66, 0), (-0.66, 0.7), (-0.4, 0.92), (0, 1.0), (0.4, 0.92), (0.66, 0.7), (0.66, 0)]
    s.outline(0, 0, -0.16, arch, (0.02, 0.014, 0.012))
    _fire(s, 0, 0.02, -0.17, 0.46)
    s.box(0, 1.35, 0.05, (2.5, 0.1, 0.66), MARBLE)
    s.box(0, 0, -0.42, (2.4, 0.07, 0.5), MARBLE)
    s.box(0, 1.45, 0.15, (0.34, 0.4, 0.16), MAHOGANY)
    s.outline(0, 1.66, 0.06, [(0.12 * cos(n), 0.12 * sin(n)) for n in range(7)], LINEN)
    for side in (-0.85, 0.85):
        s.column((side, 1.45, 0.05), 0.06, 0.05, 0.26, BRASS)
        s.glow(side, 1.8, 0.04, WARM, 0.26, 0.7)


def _stove(s: Stand) -> None:
    """An iron stove with its pipe; the fire shows through the door."""
    iron: Color = (0.035, 0.035, 0.04)
    s.shadow(1.1, 0.9, 0.65)
    for x, z in ((-0.3, -0.2), (0.3, -0.2), (-0.3, 0.2), (0.3, 0.2)):
        s.bar((x, 0, z), (x, 0.2, z), 0.06, iron)
    s.column((0, 0.18, 0), 0.42, 0.4, 0.86, iron)
    s.column((0, 1.02, 0), 0.46, 0.42, 0.07, iron)
    s.column((0, 1.08, 0.1), 0.1, 0.1, 2.2, iron)
    door = [(-0.22, 0.42), (-0.22, 0.74), (0.22, 0.74), (0.22, 0.42)]
    s.outline(0, 0, -0.42, door, (0.02, 0.012, 0.01))
    s.shine(0, 0.45, -0.43, 0.38, 0.26, (1.0, 0.4, 0.08), 0.8)
    for n in range(-2, 3):
        s.plate(n * 0.08, 0.44, -0.44, 0.02, 0.28, iron)
    s.bar((0.26, 0.56, -0.44), (0.34, 0.56, -0.46), 0.035, BRASS)
    s.glow(0, 0.58, -0.46, (1.0, 0.45, 0.12), 1.5, 0.6)
    s.column((-0.12, 1.1, -0.1), 0.13, 0.11, 0.16, (0.12, 0.2, 0.26))


def _rug(s: Stand) -> None:
    """Lies on the floor; woven in frames."""
    for shrink, color in (
        (1.0, (0.2, 0.03, 0.03)),
        (0.9, (0.42, 0.3, 0.14)),
        (0.84, (0.05, 0.07, 0.13)),
        (0.6, (0.3, 0.06, 0.045)),
        (0.3, (0.42, 0.3, 0.14)),
    ):
        w, d = 1.5 * shrink, 1.1 * shrink
        s.face([(-w, 0, -d), (-w, 0, d), (w, 0, d), (w, 0, -d)], (0, 1, 0), color)
    for side in (-1, 1):
        for n in range(30):
            z = -1.1 + n * 0.076
            s.bar((side * 1.5, 0, z), (side * 1.58, 0, z), 0.012, LINEN)
    for x in (-0.75, 0, 0.75):
        diamond = [(x - 0.26, 0, 0), (x, 0, 0.24), (x + 0.26, 0, 0), (x, 0, -0.24)]
        s.face(diamond, (0, 1, 0), (0.06, 0.14, 0.16))


def _bed(s: Stand) -> None:
    """A bed with its foot to you, its pillows and a turned blanket."""
    s.shadow(2.6, 2.4, 0.7)
    s.box(0, 0, 1.05, (1.9, 1.25, 0.1), MAHOGANY)
    s.box(0, 0.12, 0, (1.75, 0.3, 2.0), (0.3, 0.26, 0.2))
    s.box(0, 0.42, 0, (1.72, 0.16, 2.0), LINEN)
    for side in (-0.42, 0.42):
        pillow = [(-0.36, 0.0), (-0.38, 0.16), (-0.2, 0.27), (0.2, 0.27), (0.38, 0.16), (0.36, 0.0)]
        s.outline(side, 0.56, 0.7, pillow, (0.8, 0.79, 0.75), smooth=True)
    cover = s.chance.choice(((0.3, 0.05, 0.05), (0.06, 0.13, 0.2), (0.12, 0.2, 0.14)))
    s.face(
        [(-0.9, 0.6, -1.0), (-0.9, 0.62, 0.4), (0.9, 0.62, 0.4), (0.9, 0.6, -1.0)], (0, 1, 0), cover
    )
    s.face(
        [(-0.9, 0.62, 0.4), (-0.9, 0.63, 0.6), (0.9, 0.63, 0.6), (0.9, 0.62, 0.4)], (0, 1, 0), LINEN
    )
    hem = [
        (-0.92, 0.6),
        (-0.94, 0.12),
        (-0.5, 0.17),
        (0, 0.12),
        (0.5, 0.18),
        (0.94, 0.12),
        (0.92, 0.6),
    ]
    s.outline(0, 0, -1.01, hem, (cover[0] * 0.8, cover[1] * 0.8, cover[2] * 0.8))
    for side in (-0.88, 0.88):
        s.bar((side, 0, -1.02), (side, 0.8, -1.02), 0.1, MAHOGANY)
        s.ball(side, 0.84, -1.02, 0.08, MAHOGANY)


HEARTH: Mapping[str, Draw] = {
    "bed": stand(_bed),
    "bookshelf": stand(_bookshelf),
    "fireplace": stand(_fireplace),
    "rug": stand(_rug),
    "stove": stand(_stove),
}
