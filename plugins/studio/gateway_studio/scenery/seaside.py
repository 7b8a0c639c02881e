"""What stands by the sea, and what goes on it."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

import skia

from gateway_studio.scenery.growth import stone
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import DARK, STEEL, Draw
from gateway_studio.scenery.stand import Stand, stand
from gateway_studio.scenery.town import dusk

WHITE: Color = (0.78, 0.77, 0.73)
RED: Color = (0.55, 0.07, 0.04)
NAVY: Color = (0.025, 0.06, 0.13)
TEAK: Color = (0.34, 0.21, 0.11)
ROPE: Color = (0.42, 0.33, 0.2)
HUTS: tuple[Color, ...] = (
    (0.72, 0.2, 0.16),
    (0.1, 0.36, 0.5),
    (0.74, 0.56, 0.16),
    (0.24, 0.5, 0.36),
    (0.7, 0.4, 0.44),
)


def _lighthouse(s: Stand) -> None:
    """Eleven metres of tower in red bands on a rock; its light burns."""
    s.shadow(4.4, 3.0, 0.6)
    for x, wide, high in ((-2.2, 1.4, 0.9), (2.0, 1.7, 0.8), (0.2, 1.6, 0.7)):
        stone(s, x, -0.3, wide, high)
    tall, base, top = 8.4, 1.35, 0.85
    for band in range(6):
        low, high = band / 6, (band + 1) / 6
        radius, following = base + (top - base) * low, base + (top - base) * high
        color = RED if band % 2 else WHITE
        s.column((0, 0.4 + tall * low, 0), radius, following, tall / 6 + 0.03, color)
    s.plate(0, 0.5, -base, 0.7, 1.5, NAVY)
    for y in (3.0, 5.8):
        s.plate(0, y, -1.2, 0.34, 0.55, (0.05, 0.07, 0.09))
    s.column((0, 8.8, 0), 1.0, 1.2, 0.25, DARK)
    for n in range(9):
        x = 1.15 * cos(pi * n / 8)
        s.bar((x, 9.05, -0.4), (x, 9.6, -0.4), 0.04, STEEL)
    s.bar((-1.15, 9.6, -0.4), (1.15, 9.6, -0.4), 0.05, STEEL)
    s.shine(0, 9.05, -0.2, 1.15, 1.2, (1.0, 0.86, 0.56), 0.5 + 0.8 * dusk(s))
    for x in (-0.57, -0.2, 0.2, 0.57):
        s.bar((x, 9.05, -0.3), (x, 10.25, -0.3), 0.05, DARK)
    s.column((0, 10.2, 0), 0.85, 0.08, 0.8, RED)
    s.ball(0, 11.1, 0, 0.12, DARK)
    _beam(s, 9.65)
    s.glow(0, 9.65, -0.5, (1.0, 0.9, 0.62), 4.0, 0.8 * dusk(s))


def _beam(s: Stand, y: float) -> None:
    """Light that goes round, caught as it passes; it shows in the dark."""
    bright = max(0.0, 1 - float(s.pen.light.ambient.mean()) * 5)
    if bright <= 0:
        return
    for side, reach in ((-1, 26.0), (1, 20.0)):
        path = skia.Path()
        spots = [(0, y + 0.3), (side * reach, y + 3.2), (side * reach, y - 1.4), (0, y - 0.3)]
        path.addPoly([skia.Point(*s.spot(*spot)) for spot in spots], close=True)
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(*s.spot(0, y)), skia.Point(*s.spot(side * reach, y + 1))]
        shades = [skia.ColorSetARGB(int(120 * bright), 255, 236, 190), 0x00FFECBE]
        paint.setShader(skia.GradientShader.MakeLinear(ends, shades))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.25 * s.scale()))
        s.pen.canvas.drawPath(path, paint)


def _pier(s: Stand) -> None:
    """Boards on piles, out over the water, with a rail and lamps."""
    long, half, high = 34.0, 1.5, 0.35
    for n in reversed(range(12)):
        z = 0.4 + n * long / 12
        for side in (-half, half):
            s.bar((side, high, z), (side, -0.1, z), 0.26, (0.1, 0.075, 0.05))
    boards = [(-half, high, 0), (-half, high, long), (half, high, long), (half, high, 0)]
    s.face(boards, (0, 1, 0), (0.36, 0.27, 0.18))
    seams = skia.Path()
    for n in range(56):
        z = 0.28 * n * (1 + n * 0.02)
        if z < long:
            seams.moveTo(*s.spot(-half, high, z))
            seams.lineTo(*s.spot(half, high, z))
    s.stroke(seams, 0x60000000, 0.012)
    s.face(
        [(-half, high, 0), (-half, high - 0.22, 0), (half, high - 0.22, 0), (half, high, 0)],
        (0, 0, -1),
        TEAK,
    )
    _rails(s, half, high, long)
    s.box(0, high, long + 1, (4.6, 2.6, 3), (0.62, 0.6, 0.54))
    s.roof(0, high + 2.6, long + 1, (5.2, 1.4, 3.6), (0.12, 0.3, 0.32))
    s.outline(0, high + 3.9, long - 0.4, [(-0.5, 0), (0, 2.0), (0.5, 0)], (0.12, 0.3, 0.32))


def _rails(s: Stand, half: float, high: float, long: float) -> None:
    """The rails of a pier, and the lamps along them."""
    for side in (-half, half):
        for rise in (0.5, 0.95):
            s.bar((side, high + rise, 0), (side, high + rise, long), 0.07, WHITE)
        for n in reversed(range(14)):
            z = n * long / 14
            s.bar((side, high, z), (side, high + 1.0, z), 0.1, WHITE)
    for n in reversed(range(3)):
        z = 4 + n * 10.0
        s.bar((-half, high, z), (-half, high + 3.2, z), 0.09, NAVY)
        s.ball(-half, high + 3.3, z, 0.17, (0.8, 0.78, 0.7))
        s.glow(-half, high + 3.3, z, (1.0, 0.8, 0.5), 1.0, 0.3 * dusk(s))


def _beach_hut(s: Stand) -> None:
    """A small bright cabin on feet; each has its own color."""
    color = HUTS[int(abs(s.x * 3.7 + s.z)) % len(HUTS)]
    s.shadow(2.4, 2.0, 0.6)
    for side in (-0.85, 0.85):
        s.box(side, 0, -0.8, (0.14, 0.3, 0.14), TEAK)
    s.box(0, 0.28, 0, (2.0, 1.9, 2.0), color)
    s.outline(0, 0, -1.0, [(-1.16, 2.06), (0, 3.16), (1.16, 2.06)], color)
    for n in (-3, -1, 1, 3):
        left, right = n * 0.222 - 0.11, n * 0.222 + 0.11
        tops = [3.12 - 0.94 * abs(x) for x in (left, right)]
        board = [(left, 0.28), (left, tops[0]), (right, tops[1]), (right, 0.28)]
        s.outline(0, 0, -1.01, board, WHITE)
    s.plate(0, 0.28, -1.03, 0.8, 1.7, (color[0] * 0.45, color[1] * 0.45, color[2] * 0.45))
    s.bar((0.28, 1.1, -1.04), (0.28, 1.2, -1.04), 0.05, ROPE)
    pane = [(0.17 * cos(n * pi / 8), 0.17 * sin(n * pi / 8)) for n in range(16)]
    s.outline(0, 2.3, -1.04, pane, (0.06, 0.08, 0.1))
    for side in (-1, 1):
        edge = [(side * 1.24, 2.0), (0, 3.12), (0, 3.32), (side * 1.32, 2.14)]
        s.outline(0, 0, -1.12, edge, WHITE)
    for step in range(2):
        s.box(0, 0.1 * step, -1.3 + 0.2 * step, (0.9, 0.1, 0.3), TEAK)


def _bandstand(s: Stand) -> None:
    """Eight thin posts under a round roof, on a round stage."""
    s.shadow(6.4, 4.0, 0.6)
    s.column((0, 0, 0), 3.0, 3.0, 0.7, (0.5, 0.46, 0.4))
    posts = [(2.6 * sin(2 * pi * n / 8 + 0.39), 1.5 * cos(2 * pi * n / 8 + 0.39)) for n in range(8)]
    for x, z in sorted(posts, key=lambda post: -post[1]):
        s.bar((x, 0.7, z), (x, 3.4, z), 0.11, WHITE)
        for side in (-0.34, 0.34):
            s.bar((x, 3.0, z), (x + side, 3.36, z), 0.05, WHITE)
    for x in range(-12, 13):
        if abs(x) > 3:
            s.bar((x * 0.21, 0.7, -1.4), (x * 0.21, 1.45, -1.4), 0.03, WHITE)
    for side in (-1, 1):
        s.bar((side * 0.8, 1.48, -1.4), (side * 2.6, 1.48, -1.4), 0.06, WHITE)
    _dome(s)


def _dome(s: Stand) -> None:
    """The roof of a bandstand, with its frill and its lights."""
    rim = [
        (-3.3, 3.35),
        (-3.2, 3.6),
        (-1.8, 4.3),
        (-0.7, 5.0),
        (0.7, 5.0),
        (1.8, 4.3),
        (3.2, 3.6),
        (3.3, 3.35),
    ]
    path = skia.Path()
    path.addPoly([skia.Point(*s.spot(x, y, -0.6)) for x, y in rim], close=True)
    s.pen.canvas.drawPath(path, s.pen.round(s.at(0, 4, -0.6), 3.3 * s.scale(), (0.1, 0.34, 0.34)))
    ribs = skia.Path()
    for n in (-2.4, -1.2, 0.0, 1.2, 2.4):
        ribs.moveTo(*s.spot(n * 0.28, 5.0, -0.6))
        ribs.quadTo(*s.spot(n * 0.7, 4.2, -0.6), *s.spot(n * 1.32, 3.4, -0.6))
    s.stroke(ribs, 0x50000000, 0.05)
    for n in range(-10, 11):
        s.outline(
            n * 0.32,
            3.16,
            -0.62,
            [(-0.16, 0.22), (-0.1, 0.05), (0, 0), (0.1, 0.05), (0.16, 0.22)],
            WHITE,
        )
    s.column((0, 5.0, -0.6), 0.5, 0.4, 0.35, WHITE)
    s.column((0, 5.35, -0.6), 0.55, 0.05, 0.7, (0.1, 0.34, 0.34))
    for n in range(-7, 8):
        s.glow(n * 0.44, 3.12, -0.7, (1.0, 0.78, 0.44), 0.34, 0.75 * dusk(s))


def _deck_chair(s: Stand) -> None:
    """Striped canvas in a folding frame, a little from the side."""
    s.shadow(1.1, 0.9, 0.6)
    for side in (-0.32, 0.32):
        s.bar((side - 0.1, 0.02, -0.55), (side + 0.12, 1.05, 0.35), 0.06, TEAK)
        s.bar((side + 0.1, 0.02, 0.4), (side - 0.08, 0.5, -0.5), 0.06, TEAK)
    chance = s.chance.choice(((RED, WHITE), (NAVY, WHITE), ((0.12, 0.4, 0.3), (0.74, 0.6, 0.3))))
    for n in range(6):
        left, right = -0.32 + n * 0.107, -0.32 + (n + 1) * 0.107
        color = chance[n % 2]
        back = [
            (left + 0.1, 1.03, 0.33),
            (left - 0.02, 0.36, -0.1),
            (right - 0.02, 0.36, -0.1),
            (right + 0.1, 1.03, 0.33),
        ]
        s.face(back, (0, 0.5, -0.86), color)
        seat = [
            (left - 0.02, 0.36, -0.1),
            (left - 0.08, 0.48, -0.5),
            (right - 0.08, 0.48, -0.5),
            (right - 0.02, 0.36, -0.1),
        ]
        s.face(seat, (0, 0.9, -0.4), color)


def _rope_rail(s: Stand) -> None:
    """Posts with a rope between them, across the view."""
    for n in range(-5, 6):
        s.shadow(0.4, 0.3, 0.5, x=n * 1.6)
        s.column((n * 1.6, 0, 0), 0.09, 0.08, 1.0, TEAK)
        s.ball(n * 1.6, 1.02, 0, 0.1, TEAK)
    for low in (0.85, 0.45):
        path = skia.Path()
        path.moveTo(*s.spot(-8, low))
        for n in range(-5, 5):
            path.quadTo(*s.spot((n + 0.5) * 1.6, low - 0.3), *s.spot((n + 1) * 1.6, low))
        s.stroke(path, s.lit(0, low, 0, (0, 0.5, -0.8), ROPE), 0.055)


SEASIDE: Mapping[str, Draw] = {
    "bandstand": stand(_bandstand),
    "beach-hut": stand(_beach_hut),
    "deck-chair": stand(_deck_chair),
    "lighthouse": stand(_lighthouse),
    "pier": stand(_pier),
    "rope-rail": stand(_rope_rail),
}
