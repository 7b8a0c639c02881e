"""What stands in hotels and houses."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

import skia

from gateway_studio.scenery.growth import leaves
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import DARK, Draw
from gateway_studio.scenery.stand import Stand, stand

OAK: Color = (0.2, 0.12, 0.065)
MAHOGANY: Color = (0.16, 0.055, 0.03)
BRASS: Color = (0.5, 0.36, 0.13)
LINEN: Color = (0.72, 0.7, 0.64)
MARBLE: Color = (0.55, 0.52, 0.47)
WARM: Color = (1.0, 0.7, 0.38)


def _desk(s: Stand) -> None:
    """A reception desk with a bell, a lamp, a ledger and pigeonholes behind."""
    s.shadow(4.0, 1.4, 0.65)
    s.box(0, 0.9, 1.5, (3.2, 1.6, 0.25), MAHOGANY)
    for row in range(4):
        for column in range(10):
            x, y = -1.42 + column * 0.316, 1.0 + row * 0.37
            s.plate(x, y, 1.36, 0.26, 0.3, (0.035, 0.018, 0.012))
            if s.chance.random() < 0.55:
                s.outline(
                    x, y, 1.35, [(-0.02, 0.03), (0.09, 0.2), (0.12, 0.18), (0.02, 0.02)], LINEN
                )
            s.bar((x, y + 0.28, 1.34), (x, y + 0.2, 1.34), 0.025, BRASS)
    s.box(0, 0, 0, (3.6, 1.05, 0.7), OAK)
    for n in range(5):
        s.plate(-1.4 + n * 0.7, 0.16, -0.36, 0.56, 0.74, MAHOGANY)
        s.plate(-1.4 + n * 0.7, 0.22, -0.37, 0.44, 0.62, (0.19, 0.085, 0.045))
    s.box(0, 1.05, -0.02, (3.8, 0.07, 0.84), MARBLE)
    s.box(0, 0, -0.36, (3.64, 0.12, 0.06), DARK)
    s.column((-1.1, 1.12, -0.1), 0.1, 0.08, 0.03, BRASS)
    s.ball(-1.1, 1.17, -0.1, 0.075, BRASS)
    s.ball(-1.1, 1.25, -0.1, 0.018, BRASS)
    s.box(0.1, 1.12, -0.05, (0.6, 0.04, 0.36), LINEN)
    s.plate(0.1, 1.12, -0.24, 0.02, 0.05, DARK)
    _lamp(s, 1.3, 1.12, 0.0, 0.34)


def _lamp(s: Stand, x: float, y: float, z: float, high: float) -> None:
    """A table lamp under a shade."""
    s.column((x, y, z), 0.1, 0.05, 0.05, BRASS)
    s.bar((x, y + 0.04, z), (x, y + high, z), 0.035, BRASS)
    shade = [(-0.24, high - 0.04), (-0.13, high + 0.24), (0.13, high + 0.24), (0.24, high - 0.04)]
    cx, cy = s.spot(x, y + high + 0.06, z - 0.05)
    path = skia.Path()
    path.addPoly([skia.Point(*s.spot(x + px, y + py, z - 0.05)) for px, py in shade], close=True)
    paint = skia.Paint(AntiAlias=True)
    colors = [0xFFFFF0C8, 0xFFF2BE74, 0xFFA86A34]
    center, reach = skia.Point(cx, cy), max(2.0, 0.3 * s.scale())
    paint.setShader(skia.GradientShader.MakeRadial(center, reach, colors, [0, 0.45, 1]))
    s.pen.canvas.drawPath(path, paint)
    s.glow(x, y + high + 0.06, z - 0.08, WARM, 1.3, 0.5)


def _lamp_table(s: Stand) -> None:
    s.shadow(0.8, 0.7, 0.6)
    s.column((0, 0, 0), 0.2, 0.05, 0.08, MAHOGANY)
    s.bar((0, 0.05, 0), (0, 0.62, 0), 0.07, MAHOGANY)
    s.column((0, 0.62, 0), 0.36, 0.36, 0.04, MAHOGANY)
    _lamp(s, 0, 0.66, 0, 0.34)


def _lift_doors(s: Stand) -> None:
    """Two leaves of brass, a half-round dial over them, a button beside."""
    s.plate(0, 0, -0.01, 2.5, 2.75, MARBLE)
    s.plate(0, 0, -0.03, 2.0, 2.3, (0.05, 0.045, 0.04))
    for side in (-1, 1):
        s.plate(side * 0.47, 0.02, -0.05, 0.92, 2.24, BRASS)
        for n in range(4):
            s.plate(side * 0.47, 0.1 + n * 0.54, -0.06, 0.76, 0.46, (0.36, 0.25, 0.09))
            rays = skia.Path()
            for ray in range(7):
                a = pi * ray / 6
                rays.moveTo(*s.spot(side * 0.47, 0.14 + n * 0.54, -0.07))
                rays.lineTo(
                    *s.spot(side * 0.47 + 0.34 * cos(a), 0.14 + n * 0.54 + 0.36 * sin(a), -0.07)
                )
            s.stroke(rays, s.lit(0, 1, -0.07, (0, 0.2, -1), (0.7, 0.55, 0.24)), 0.018)
    s.plate(0, 0.02, -0.06, 0.03, 2.24, DARK)
    arc = [(0.62 * cos(pi * n / 12), 0.62 * sin(pi * n / 12)) for n in range(13)]
    s.outline(0, 2.36, -0.05, arc, (0.09, 0.075, 0.06))
    s.outline(0, 2.36, -0.06, [(x * 0.86, y * 0.86) for x, y in arc], (0.7, 0.62, 0.44))
    for n in range(9):
        a = pi * (n + 0.5) / 9
        s.bar(
            (0.45 * cos(a), 2.36 + 0.45 * sin(a), -0.07),
            (0.5 * cos(a), 2.36 + 0.5 * sin(a), -0.07),
            0.02,
            DARK,
        )
    turn = s.chance.uniform(0.3, 2.8)
    s.bar(
        (0, 2.38, -0.08),
        (0.42 * cos(turn), 2.38 + 0.42 * sin(turn), -0.08),
        0.03,
        (0.5, 0.05, 0.03),
    )
    s.plate(1.45, 1.0, -0.04, 0.2, 0.4, BRASS)
    s.glow(1.45, 1.28, -0.08, WARM, 0.16, 0.9)
    s.ball(1.45, 1.12, -0.06, 0.035, DARK)


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


def _potted_palm(s: Stand) -> None:
    s.shadow(0.9, 0.8, 0.6)
    s.column((0, 0, 0), 0.22, 0.32, 0.5, (0.36, 0.16, 0.09))
    s.column((0, 0.46, 0), 0.34, 0.35, 0.07, (0.36, 0.16, 0.09))
    s.bar((0, 0.5, 0), (0.04, 1.1, 0), 0.08, (0.16, 0.11, 0.06))
    chance = s.chance
    for color, count in (((0.035, 0.1, 0.035), 9), ((0.07, 0.19, 0.06), 9)):
        for n in range(count):
            a = pi * (0.04 + 0.92 * (n + chance.uniform(-0.3, 0.3)) / count)
            _frond(s, (0.04, 1.1), a, chance.uniform(0.75, 1.15), color)


def _frond(s: Stand, root: tuple[float, float], a: float, long: float, color: Color) -> None:
    """A leaf of many blades along a bent rib."""
    path, rib = skia.Path(), skia.Path()
    x, y = root
    droop = 0.75 * abs(cos(a)) + 0.12
    rib.moveTo(*s.spot(x, y))
    for step in range(1, 15):
        t = step / 14
        px, py = x + long * t * cos(a), y + long * (t * sin(a) - droop * t * t * 0.8)
        rib.lineTo(*s.spot(px, py))
        reach = 0.3 * long * (1 - t) ** 0.6
        for side in (-0.9, 0.9):
            qx, qy = px + reach * cos(a + side) * 0.8, py + reach * (sin(a + side) * 0.8 - 0.3)
            path.moveTo(*s.spot(px, py))
            path.lineTo(*s.spot(qx, qy))
    normal = (cos(a) * 0.5, 0.7, -0.5)
    shade = s.lit(x + long * 0.5 * cos(a), y + 0.3, 0, normal, color)
    s.stroke(path, shade, 0.026)
    s.stroke(rib, shade, 0.03)


def _pool(s: Stand) -> None:
    """A swimming pool let into the floor, lit from below."""
    wide, long = 2.6, 7.0
    rim = [
        (-wide - 0.3, 0.005, -0.3),
        (-wide - 0.3, 0.005, long + 0.3),
        (wide + 0.3, 0.005, long + 0.3),
        (wide + 0.3, 0.005, -0.3),
    ]
    s.face(rim, (0, 1, 0), (0.6, 0.6, 0.56))
    corners = [(-wide, 0.0, 0), (-wide, 0.0, long), (wide, 0.0, long), (wide, 0.0, 0)]
    path = skia.Path()
    path.addPoly([skia.Point(*s.spot(*corner)) for corner in corners], close=True)
    paint = skia.Paint(AntiAlias=True)
    ends = [skia.Point(*s.spot(0, 0, 0)), skia.Point(*s.spot(0, 0, long))]
    paint.setShader(
        skia.GradientShader.MakeLinear(ends, [0xFF0E6E84, 0xFF2AA6B4, 0xFF9FDCDC], [0, 0.5, 1])
    )
    s.pen.canvas.drawPath(path, paint)
    s.pen.canvas.save()
    s.pen.canvas.clipPath(path, skia.ClipOp.kIntersect, doAntiAlias=True)
    for light, count, thick in ((0x50D8FFFF, 90, 0.03), (0x38002A40, 60, 0.05)):
        lines = skia.Path()
        for _ in range(count):
            x, z = s.chance.uniform(-wide, wide), s.chance.uniform(0, long)
            r = s.chance.uniform(0.12, 0.4)
            lines.moveTo(*s.spot(x - r, 0, z))
            lines.quadTo(*s.spot(x, 0, z + s.chance.uniform(-0.3, 0.3)), *s.spot(x + r, 0, z))
        s.stroke(lines, light, thick)
    s.pen.canvas.restore()
    s.glow(0, 0.0, long * 0.5, (0.3, 0.9, 0.95), 3.4, 0.3)
    for side in (-0.3, 0.3):
        ladder = skia.Path()
        ladder.moveTo(*s.spot(wide - 0.5 + side, -0.2, 0.1))
        ladder.cubicTo(
            *s.spot(wide - 0.5 + side, 1.0, 0.1),
            *s.spot(wide - 0.5 + side, 1.0, -0.5),
            *s.spot(wide - 0.5 + side, 0, -0.5),
        )
        s.stroke(ladder, s.lit(wide, 0.5, 0, (0, 0.5, -0.8), (0.6, 0.62, 0.64)), 0.05)


def _chandelier(s: Stand) -> None:
    """Hangs from the ceiling; its foot is its lowest drop."""
    s.bar((0, 1.1, 0), (0, 2.4, 0), 0.03, BRASS)
    for y, half, count in ((0.35, 0.95, 8), (0.75, 0.55, 6)):
        arm = skia.Path()
        for n in range(count):
            a = 2 * pi * (n + 0.5) / count
            x, z = half * cos(a), 0.5 * half * sin(a)
            arm.moveTo(*s.spot(0, y + 0.3))
            arm.quadTo(*s.spot(x * 0.5, y - 0.25, z * 0.5), *s.spot(x, y, z))
        s.stroke(arm, s.lit(0, y, 0, (0, -0.3, -0.9), BRASS), 0.035)
        for n in range(count):
            a = 2 * pi * (n + 0.5) / count
            x, z = half * cos(a), 0.5 * half * sin(a)
            s.bar((x, y, z), (x, y + 0.16, z), 0.05, LINEN)
            s.glow(x, y + 0.24, z, WARM, 0.42, 0.9)
            for drop in range(3):
                s.ball(
                    x * (0.94 - 0.18 * drop), y - 0.07 - 0.035 * drop, z, 0.026, (0.85, 0.88, 0.9)
                )
    for n in range(15):
        x = 0.5 * (n / 7 - 1)
        y = 0.05 + 0.22 * abs(n / 7 - 1)
        s.ball(x, y + 0.06, -0.1, 0.03, (0.85, 0.88, 0.9))
    s.ball(0, 0.02, -0.1, 0.07, (0.85, 0.88, 0.9))
    s.glow(0, 0.5, -0.2, WARM, 2.4, 0.35)


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


def _piece(s: Stand) -> None:
    """A potted bush, clipped round."""
    s.column((0, 0, 0), 0.22, 0.3, 0.45, MARBLE)
    leaves(s, (0, 0.85), (0.42, 0.42), (0.06, 0.15, 0.05))


LOUNGE: Mapping[str, Draw] = {
    "bed": stand(_bed),
    "bookshelf": stand(_bookshelf),
    "chandelier": stand(_chandelier),
    "desk": stand(_desk),
    "fireplace": stand(_fireplace),
    "lamp-table": stand(_lamp_table),
    "lift-doors": stand(_lift_doors),
    "pool": stand(_pool),
    "potted-bush": stand(_piece),
    "potted-palm": stand(_potted_palm),
    "rug": stand(_rug),
    "stove": stand(_stove),
}
