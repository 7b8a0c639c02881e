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


def _piece(s: Stand) -> None:
    """A potted bush, clipped round."""
    s.column((0, 0, 0), 0.22, 0.3, 0.45, MARBLE)
    leaves(s, (0, 0.85), (0.42, 0.42), (0.06, 0.15, 0.05))


LOUNGE: Mapping[str, Draw] = {
    "chandelier": stand(_chandelier),
    "desk": stand(_desk),
    "lamp-table": stand(_lamp_table),
    "lift-doors": stand(_lift_doors),
    "pool": stand(_pool),
    "potted-bush": stand(_piece),
    "potted-palm": stand(_potted_palm),
}
