"""What grows and what lies about in the open: trees, bushes, reeds, rocks, snow."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import cos, pi, sin
from random import Random

import skia

from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import Draw
from gateway_studio.scenery.stand import Stand, stand

BARK: Color = (0.12, 0.085, 0.06)
NEEDLES: Color = (0.03, 0.085, 0.05)
LEAVES: Color = (0.1, 0.21, 0.05)
SNOW: Color = (0.84, 0.88, 0.95)
ROCK: Color = (0.27, 0.26, 0.25)


def leaves(s: Stand, middle: tuple[float, float], half: tuple[float, float], color: Color) -> None:
    """A crown of leaves: dark inside, brighter heads where the light comes from."""
    chance = s.chance
    x, y = middle
    sides = [s.pen.light.at(*s.at(x, y), (side, 0.5, -0.4), color) for side in (-0.8, 0.8)]
    lean = 0.22 if sum(sides[1]) > sum(sides[0]) else -0.22
    passes = (
        (0.93, 0.0, 150, 0.14, (0.0, -0.3, -0.6), 0.42),
        (0.98, 0.05, 150, 0.1, (lean * 2, 0.3, -0.7), 0.68),
        (0.9, 0.14, 150, 0.065, (lean * 2.5, 0.6, -0.6), 0.95),
        (0.78, 0.3, 90, 0.05, (lean * 3, 0.85, -0.3), 1.3),
    )
    for spread, rise, count, head, normal, bright in passes:
        path = skia.Path()
        for _ in range(count):
            a, r = chance.uniform(0, 2 * pi), chance.random() ** 0.5 * spread
            px = x + half[0] * (r * cos(a) + lean * rise)
            py = y + half[1] * (r * sin(a) + rise * 0.8)
            cx, cy = s.spot(px, py)
            rx = s.scale() * min(half) * head * chance.uniform(0.6, 1.2)
            path.addOval(skia.Rect.MakeXYWH(cx - rx, cy - rx * 0.7, 2 * rx, 1.4 * rx))
        shade: Color = (color[0] * bright, color[1] * bright, color[2] * bright)
        s.fill(path, s.lit(x, y, 0, normal, shade))


def _limbs(
    s: Stand,
    x: float,
    y: float,
    angle: float,
    long: float,
    depth: int,
    ends: list[tuple[float, float]],
) -> None:
    """A branch and what branches off it; `ends` are where it stops."""
    chance: Random = s.chance
    qx, qy = x + long * sin(angle), y + long * cos(angle)
    s.bar((x, y, 0), (qx, qy, 0), 0.025 + 0.055 * depth, BARK)
    if s.pen.snow and abs(angle) > 0.35:
        lift = 0.02 + 0.022 * depth
        s.bar((x, y + lift, -0.02), (qx, qy + lift, -0.02), 0.012 + 0.02 * depth, SNOW)
    if not depth:
        ends.append((qx, qy))
        return
    for turn in (-0.62, 0.08, 0.6)[: 3 if depth > 1 else 2]:
        bend = angle + turn + chance.uniform(-0.22, 0.22)
        _limbs(s, qx, qy, bend, long * chance.uniform(0.58, 0.78), depth - 1, ends)


def _bare_tree(s: Stand) -> None:
    s.shadow(1.4, 1.2, 0.5)
    s.column((0, 0, 0), 0.25, 0.15, 0.75, BARK)
    _limbs(s, 0.0, 0.6, s.chance.uniform(-0.12, 0.12), 1.7, 4, [])


def _tree(s: Stand) -> None:
    s.shadow(3.0, 2.2, 0.6)
    ends: list[tuple[float, float]] = []
    s.column((0, 0, 0), 0.24, 0.15, 1.1, BARK)
    _limbs(s, 0.0, 0.95, s.chance.uniform(-0.1, 0.1), 1.2, 3, ends)
    crowns = [(0.0, 3.6, 1.5, 1.2), (-1.05, 3.2, 0.95, 0.75), (1.1, 3.3, 0.95, 0.75)]
    crowns += [(-0.45, 4.35, 1.0, 0.75), (0.55, 4.2, 0.9, 0.7)]
    for x, y, wide, high in crowns:
        leaves(s, (x + s.chance.uniform(-0.15, 0.15), y), (wide, high), LEAVES)
    if s.pen.snow:
        leaves(s, (0.0, 4.75), (0.9, 0.22), SNOW)


def _pine(s: Stand) -> None:
    """A fir of seven metres, laden with snow where there is snow."""
    s.shadow(2.4, 1.8, 0.6)
    s.bar((0, 0, 0), (0, 2.0, 0), 0.26, BARK)
    tiers = 13
    for tier in range(tiers):
        share = tier / tiers
        foot, half = 0.75 + 5.6 * share, 1.75 * (1 - share) ** 0.85 + 0.16
        _skirt(s, foot, half, 1.25 - 0.35 * share)


def _skirt(s: Stand, foot: float, half: float, high: float) -> None:
    """One storey of branches: a ragged hem below a point, and the snow on it."""
    chance, count = s.chance, 17
    hem = []
    for number in range(count + 1):
        x = half * (2 * number / count - 1)
        droop = 0.16 * (1 - (x / half) ** 2) - 0.08 * abs(x / half)
        tip = chance.uniform(0.02, 0.2) if number % 2 else -chance.uniform(0.0, 0.16)
        hem.append((x * chance.uniform(0.92, 1.06), foot - droop + tip))
    path = skia.Path()
    path.addPoly([skia.Point(*s.spot(x, y)) for x, y in [*hem, (0.0, foot + high)]], close=True)
    paint = s.pen.round(s.at(0, foot + 0.3), half * s.scale(), NEEDLES)
    s.pen.canvas.drawPath(path, paint)
    dark = skia.Path()
    dark.addPoly([skia.Point(*s.spot(x * 0.96, y + 0.01)) for x, y in hem], close=True)
    s.fill(dark, 0x66000608)
    if s.pen.snow:
        _laden(s, hem, foot, high)


def _laden(s: Stand, hem: list[tuple[float, float]], foot: float, high: float) -> None:
    white = skia.Path()
    for (x, y), (after, _) in zip(hem[::2], hem[1::2], strict=False):
        top, wide = y + s.chance.uniform(0.2, 0.34) * high, abs(after - x)
        corners = [
            (x - wide * 0.25, y + 0.05),
            (x * 0.7, top),
            (x * 0.5 + 0.05, top),
            (x + wide, y + 0.12),
        ]
        spots = [skia.Point(*s.spot(*corner)) for corner in corners]
        white.addPoly(spots, close=True)
    s.pen.canvas.drawPath(white, s.pen.round(s.at(0, foot + 0.4), 1.5 * s.scale(), SNOW))


def _bush(s: Stand) -> None:
    s.shadow(1.8, 1.2, 0.6)
    leaves(s, (0.0, 0.5), (0.85, 0.5), LEAVES)
    if s.pen.snow:
        leaves(s, (0.0, 0.86), (0.6, 0.16), SNOW)


def stone(s: Stand, x: float, z: float, wide: float, high: float) -> None:
    """A rock: facets about a bright head."""
    chance = s.chance
    rim = []
    for number in range(8):
        a = pi * number / 7
        r = chance.uniform(0.84, 1.1)
        rim.append((x - wide * cos(a) * r, max(0.0, high * sin(a) * r)))
    head = (x + wide * chance.uniform(-0.3, 0.3), high * 0.62)
    for (ax, ay), (bx, by) in pairwise(rim):
        middle = (ax + bx) / 2 - x
        normal = (middle / wide * 0.9, 0.25 + 0.5 * (ay + by) / 2 / high, -0.5)
        bright = chance.uniform(0.8, 1.15)
        color: Color = (ROCK[0] * bright, ROCK[1] * bright, ROCK[2] * bright)
        if s.pen.snow and (ay + by) / 2 > high * 0.72:
            color = SNOW
        s.face([(ax, ay, z), (bx, by, z), (*head, z - 0.1)], normal, color)
    s.face([(*rim[0], z), (*head, z - 0.1), (*rim[-1], z)], (0.0, 0.3, -1.0), ROCK)


def _rocks(s: Stand) -> None:
    s.shadow(2.6, 1.6, 0.6)
    for x, z, wide, high in (
        (-0.6, 0.5, 0.8, 0.9),
        (0.55, 0.3, 0.7, 0.6),
        (0.0, -0.2, 0.45, 0.34),
        (1.2, -0.1, 0.3, 0.2),
    ):
        stone(s, x, z, wide, high)


def _reeds(s: Stand) -> None:
    chance = s.chance
    for tone_ in ((0.16, 0.2, 0.07), (0.34, 0.32, 0.13), (0.5, 0.42, 0.2)):
        path = skia.Path()
        for _ in range(34):
            x, high = chance.gauss(0, 0.6), chance.uniform(0.7, 1.8)
            bend = chance.uniform(-0.1, 0.4)
            path.moveTo(*s.spot(x, 0))
            path.quadTo(*s.spot(x, high * 0.6), *s.spot(x + bend, high))
        s.stroke(path, s.lit(0, 0.8, 0, (0.2, 0.5, -0.8), tone_), 0.022)
    for _ in range(9):
        x, y = chance.gauss(0.1, 0.55), chance.uniform(1.3, 1.8)
        s.bar((x, y - 0.16, 0), (x + 0.03, y + 0.08, 0), 0.055, (0.16, 0.085, 0.04))


def _flowers(s: Stand) -> None:
    chance = s.chance
    stems = skia.Path()
    heads = []
    for _ in range(46):
        x, z, high = chance.gauss(0, 0.75), chance.uniform(-0.4, 0.5), chance.uniform(0.16, 0.5)
        stems.moveTo(*s.spot(x, 0, z))
        stems.lineTo(*s.spot(x + chance.uniform(-0.06, 0.06), high, z))
        heads.append((x, high, z))
    s.stroke(stems, s.lit(0, 0.2, 0, (0, 0.6, -0.8), (0.09, 0.2, 0.05)), 0.016)
    colors = [
        (0.72, 0.1, 0.14),
        (0.75, 0.56, 0.1),
        (0.7, 0.66, 0.6),
        (0.44, 0.2, 0.5),
        (0.72, 0.3, 0.4),
    ]
    for x, y, z in sorted(heads, key=lambda head: -head[2]):
        r = chance.uniform(0.035, 0.065) * s.scale(z)
        cx, cy = s.spot(x, y, z)
        color = s.lit(x, y, z, (0, 0.8, -0.6), chance.choice(colors))
        paint = skia.Paint(AntiAlias=True, Color=color)
        for petal in range(5):
            a = petal * 2 * pi / 5
            s.pen.canvas.drawCircle(cx + r * 0.7 * cos(a), cy + r * 0.6 * sin(a), r * 0.62, paint)
        paint.setColor(s.lit(x, y, z, (0, 0.8, -0.6), (0.6, 0.42, 0.08)))
        s.pen.canvas.drawCircle(cx, cy, r * 0.4, paint)


def _snowbank(s: Stand) -> None:
    """Snow that was blown or shovelled together."""
    s.shadow(4.6, 1.4, 0.35)
    chance = s.chance
    for z, wide, high in ((0.6, 2.4, 0.75), (0.2, 1.9, 0.55), (-0.2, 2.2, 0.36)):
        off = chance.uniform(-0.3, 0.3)
        crest = [
            (-wide, 0.0),
            (-wide * 0.7, high * 0.5),
            (-wide * 0.2, high),
            (wide * 0.3, high * 0.86),
            (wide * 0.75, high * 0.4),
            (wide, 0.0),
        ]
        path = skia.Path()
        path.moveTo(*s.spot(crest[0][0] + off, 0, z))
        for (ax, ay), (bx, by) in pairwise(crest[1:]):
            path.quadTo(*s.spot(ax + off, ay, z), *s.spot((ax + bx) / 2 + off, (ay + by) / 2, z))
        path.lineTo(*s.spot(crest[-1][0] + off, 0, z))
        path.close()
        top, foot = s.spot(0, high, z), s.spot(0, 0, z)
        paint = skia.Paint(AntiAlias=True)
        shades = [
            s.lit(0, high, z, (0, 0.9, -0.4), SNOW),
            s.lit(0, 0.1, z, (0, 0.2, -1.0), (0.34, 0.42, 0.58)),
        ]
        paint.setShader(
            skia.GradientShader.MakeLinear([skia.Point(*top), skia.Point(*foot)], shades)
        )
        s.pen.canvas.drawPath(path, paint)


GROWTH: Mapping[str, Draw] = {
    "bare-tree": stand(_bare_tree),
    "bush": stand(_bush),
    "flowers": stand(_flowers),
    "pine": stand(_pine),
    "reeds": stand(_reeds),
    "rocks": stand(_rocks),
    "snowbank": stand(_snowbank),
    "tree": stand(_tree),
}
