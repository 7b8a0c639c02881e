"""Boats, and what goes out in them."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sin

import skia

from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import Draw
from gateway_studio.scenery.seaside import RED, ROPE, TEAK, WHITE
from gateway_studio.scenery.stand import Stand, stand


def _hull(s: Stand, y: float, half: float, color: Color, inside: Color) -> None:
    """A rowing boat's body, seen from its side and a little from above."""
    gunwale = [
        (-half, y + 0.62),
        (-half * 0.5, y + 0.44),
        (half * 0.4, y + 0.42),
        (half * 0.95, y + 0.6),
    ]
    far = [(half * 0.5, y + 0.66), (-half * 0.4, y + 0.66)]
    s.outline(0, 0, 0.2, [*gunwale, *far], inside, smooth=True)
    keel = [
        (half * 0.82, y + 0.12),
        (half * 0.3, y - 0.02),
        (-half * 0.6, y - 0.02),
        (-half * 0.88, y + 0.2),
    ]
    s.outline(0, 0, 0, [*gunwale, *keel], color)
    rim = skia.Path()
    rim.moveTo(*s.spot(*gunwale[0]))
    rim.cubicTo(*s.spot(*gunwale[1]), *s.spot(*gunwale[2]), *s.spot(*gunwale[3]))
    s.stroke(rim, s.lit(0, y + 0.6, 0, (0, 0.8, -0.6), WHITE), 0.06)
    line = skia.Path()
    line.moveTo(*s.spot(-half * 0.92, y + 0.34))
    line.quadTo(*s.spot(0, y + 0.16), *s.spot(half * 0.88, y + 0.32))
    s.stroke(line, 0x40000000, 0.02)


def _rowboat(s: Stand) -> None:
    s.shadow(3.4, 1.0, 0.6)
    _hull(s, 0.0, 1.7, (0.1, 0.3, 0.4), (0.22, 0.15, 0.09))
    for x in (-0.5, 0.5):
        s.box(x, 0.46, 0.05, (0.24, 0.05, 0.4), TEAK)
    s.bar((-0.3, 0.52, -0.1), (1.5, 0.84, -0.5), 0.05, TEAK)
    s.outline(1.6, 0.86, -0.52, [(-0.12, -0.08), (0.36, 0.02), (0.4, 0.12), (-0.1, 0.04)], TEAK)
    s.bar((-1.6, 0.6, 0), (-2.3, 0.02, -0.2), 0.03, ROPE)


def _sailboat(s: Stand) -> None:
    _hull(s, 0.0, 2.4, WHITE, TEAK)
    s.bar((0.1, 0.4, 0), (0.1, 6.4, 0), 0.09, TEAK)
    s.bar((0.1, 1.0, 0), (-2.2, 0.9, 0), 0.07, TEAK)
    s.outline(0, 0, -0.02, [(0.02, 1.1), (-2.1, 1.0), (-0.9, 3.0), (0.02, 6.2)], (0.78, 0.72, 0.6))
    s.outline(0, 0, -0.04, [(0.2, 0.9), (2.2, 0.75), (1.1, 2.7), (0.16, 5.5)], (0.7, 0.26, 0.16))
    for y in (2.0, 3.2, 4.4):
        s.bar((0.0, y, -0.05), (-1.9 + 0.42 * (y - 1), y - 0.05, -0.05), 0.015, (0.4, 0.36, 0.3))
    s.outline(0.1, 6.4, 0, [(0, 0), (0, 0.3), (-0.5, 0.16)], RED)


def _net(s: Stand) -> None:
    """A fishing net hung up to dry between two poles, with its floats."""
    for side in (-1.6, 1.6):
        s.bar((side, 0, 0), (side, 2.3, 0), 0.1, TEAK)
    lines = skia.Path()
    for n in range(17):
        x = -1.6 + n * 0.2
        lines.moveTo(*s.spot(x, 2.1 - 0.4 * sin(pi * n / 16)))
        lines.quadTo(
            *s.spot(x + 0.16, 1.2),
            *s.spot(x + s.chance.uniform(-0.1, 0.1), 0.2 + 0.2 * s.chance.random()),
        )
    for row in range(9):
        y = 2.0 - row * 0.2
        lines.moveTo(*s.spot(-1.6, y))
        lines.quadTo(*s.spot(0, y - 0.75), *s.spot(1.6, y))
    s.stroke(lines, s.lit(0, 1.2, 0, (0, 0.3, -0.9), (0.2, 0.32, 0.26)), 0.014)
    for n in range(9):
        x = -1.6 + n * 0.4
        s.ball(x, 2.06 - 0.4 * sin(pi * n / 8), -0.03, 0.07, (0.7, 0.3, 0.08))


def _lobster_pots(s: Stand) -> None:
    s.shadow(2.2, 1.0, 0.65)
    for x, y, z in ((-0.6, 0, 0.1), (0.5, 0, 0.0), (-0.05, 0.44, 0.05)):
        s.box(x, y, z, (0.95, 0.06, 0.55), TEAK)
        for n in range(5):
            px = x - 0.44 + n * 0.22
            arch = skia.Path()
            arch.moveTo(*s.spot(px, y, z - 0.27))
            arch.cubicTo(
                *s.spot(px, y + 0.55, z - 0.27),
                *s.spot(px + 0.06, y + 0.55, z + 0.27),
                *s.spot(px + 0.06, y, z + 0.27),
            )
            s.stroke(arch, s.lit(px, y + 0.3, z, (0, 0.6, -0.7), (0.36, 0.25, 0.14)), 0.04)
        mesh = skia.Path()
        for n in range(7):
            mesh.moveTo(*s.spot(x - 0.44, y + 0.06 * n, z - 0.27))
            mesh.lineTo(*s.spot(x + 0.46, y + 0.06 * n, z - 0.27))
            mesh.moveTo(*s.spot(x - 0.44 + n * 0.14, y, z - 0.27))
            mesh.lineTo(*s.spot(x - 0.3 + n * 0.12, y + 0.4, z - 0.2))
        s.stroke(mesh, s.lit(x, y + 0.2, z, (0, 0.4, -0.9), (0.1, 0.26, 0.24)), 0.012)
    s.ball(1.05, 0.16, -0.2, 0.16, (0.72, 0.26, 0.06))
    s.bar((1.05, 0.16, -0.2), (1.5, 0.02, -0.35), 0.03, ROPE)


BOATS: Mapping[str, Draw] = {
    "lobster-pots": stand(_lobster_pots),
    "net": stand(_net),
    "rowboat": stand(_rowboat),
    "sailboat": stand(_sailboat),
}
