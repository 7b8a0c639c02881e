"""What floors and walls are made of: colors, dirt and lights by where one looks on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gateway_studio.scenery.grounds import MORE as GROUNDS
from gateway_studio.scenery.materials import GLOSS as MORE_GLOSS
from gateway_studio.scenery.materials import MORE
from gateway_studio.scenery.paint import Array, noise, ramp, scatter, speckle
from gateway_studio.scenery.surface import Surface, cells, rgb, seam

Marks: TypeAlias = npt.NDArray[np.bool_]

GLOSS: dict[str, float] = {
    "linoleum": 0.5,
    "tile": 0.34,
    "oily": 0.42,
    "concrete": 0.08,
    **MORE_GLOSS,
}
"""How much of a lamp a floor throws back."""


def surface(name: str, u: Array, v: Array) -> Surface:
    """The surface of a name at points (u, v) in metres.

    A ground may lie indoors too; an unknown name is plaster.
    """
    if name not in KNOWN and name in GROUNDS:
        return Surface(GROUNDS[name](u, v + np.float32(3)), noise(u / 4, v / 4))
    return KNOWN.get(name, _plaster)(u, v)


def _plaster(u: Array, v: Array) -> Surface:
    dirt = noise(u / 7, v / 5)
    stain = ramp(0.62, 0.85, noise(u / 3.1 + 0.3, v / 9))
    return Surface(rgb(0.28 + 0.2 * dirt - 0.12 * stain, (1.0, 0.97, 0.9)), dirt)


def _ceiling(u: Array, v: Array) -> Surface:
    _, a = cells(u + 0.3, 0.6)
    row, b = cells(v, 0.6)
    column, _ = cells(u + 0.3, 0.6)
    lines = np.maximum(seam(a, 0.04), seam(b, 0.04))
    gone = scatter(row, column) > 0.93
    dirt = noise(u / 5, v / 6)
    gray = (0.42 + 0.16 * dirt) * (1 - 0.55 * lines) * np.where(gone, 0.12, 1.0)
    return Surface(rgb(gray.astype(np.float32), (0.94, 1.0, 0.92)), dirt)


def _linoleum(u: Array, v: Array) -> Surface:
    column, a = cells(u, 0.5)
    row, b = cells(v, 0.5)
    check = ((column + row) % 2).astype(np.float32)
    dirt = noise(u / 3, v / 6)
    path = np.exp(-((u / 0.42) ** 2))
    gray = 0.1 + 0.09 * check + 0.13 * dirt + 0.1 * path
    gray = gray * (1 - 0.35 * np.maximum(seam(a, 0.02), seam(b, 0.02)))
    rough = np.clip(0.25 + 0.5 * dirt + 0.4 * path, 0, 1).astype(np.float32)
    return Surface(rgb(gray.astype(np.float32), (0.62, 0.95, 0.68)), rough)


def _tile(u: Array, v: Array) -> Surface:
    column, a = cells(u, 0.6)
    row, b = cells(v, 0.6)
    dirt = noise(u / 4, v / 4)
    gray = 0.13 + 0.05 * scatter(column, row) + 0.1 * dirt
    gray = gray * (1 - 0.5 * np.maximum(seam(a, 0.02), seam(b, 0.02)))
    return Surface(rgb(gray.astype(np.float32), (0.95, 0.9, 0.8)), dirt)


def _concrete(u: Array, v: Array) -> Surface:
    dirt = noise(u / 4, v / 7)
    swept = np.exp(-((u / 0.6) ** 2))
    crack = 1 - ramp(0.0, 0.012, np.abs(noise(u / 6 + 0.2, v / 6) - 0.5))
    gray = 0.16 + 0.18 * dirt * (0.5 + 0.5 * swept) - 0.1 * crack
    return Surface(rgb(gray.astype(np.float32), (1.0, 0.95, 0.86)), dirt)


def _oily(u: Array, v: Array) -> Surface:
    base = _concrete(u, v)
    pool = ramp(0.52, 0.72, noise(u / 5 + 0.4, v / 5))
    color = base.color * (1 - 0.8 * pool[:, None])
    return Surface(color, np.clip(0.2 + 0.9 * pool, 0, 1).astype(np.float32))


def _mesh(u: Array, v: Array) -> Surface:
    _, a = cells(u, 0.09)
    _, b = cells(v, 0.09)
    wire = np.maximum(seam(a, 0.16), seam(b, 0.16))
    return Surface(rgb(0.035 + 0.3 * wire, (0.9, 0.95, 1.0)), wire)


def _water(u: Array, v: Array) -> Surface:
    rough = 0.65 * noise(u / 2.4, v / 3.3) + 0.35 * noise(u / 0.8, v / 1.1)
    return Surface(rgb(np.full_like(u, 0.2), (0.4, 0.3, 0.25)), rough)


def _doors(u: Array, v: Array) -> Surface:
    cell, a = cells(u, 2.3)
    dirt = noise(u / 6, v / 4)
    dado = ramp(1.08, 1.05, v)
    color = rgb(0.32 + 0.16 * dirt, (0.72, 0.95, 0.74)) * (1 - 0.45 * dado[:, None])
    left, right, top = 0.29, 0.71, 2.08
    inside = (a > left) & (a < right) & (v < top)
    frame = (a > left - 0.04) & (a < right + 0.04) & (v < top + 0.08) & ~inside
    pane = (np.abs(a - 0.5) < 0.1) & (np.abs(v - 1.55) < 0.3)
    wood = np.where(scatter(cell) > 0.3, 0.15, 0.1)[:, None] * (
        0.7 + 0.6 * noise(u * 2.3, v / 3)[:, None]
    )
    door = wood * np.array([1.15, 0.95, 0.6], np.float32)
    color = np.where(inside[:, None], door, color)
    color = np.where(frame[:, None], np.float32(0.09), color)
    ajar = scatter(cell + 9) > 0.86
    color = np.where((inside & ajar)[:, None], color * 0.12, color)
    number = (np.abs(a - 0.5) < 0.07) & (np.abs(v - 1.98) < 0.045)
    color = np.where(number[:, None], np.float32(0.65), color)
    lit = (inside & pane & (scatter(cell + 31) > 0.88))[:, None]
    emits = np.where(lit, np.array([0.5, 0.42, 0.2], np.float32), np.float32(0))
    color = np.where((inside & pane)[:, None], color * 0.5 + 0.02, color)
    skirting = v < 0.1
    color = np.where(skirting[:, None], color * 0.25, color)
    return Surface(color.astype(np.float32), dirt, emits.astype(np.float32))


def _shelves(u: Array, v: Array) -> Surface:
    row, b = cells(v, 0.42)
    bay, a = cells(u, 1.9)
    slot, c = cells(u + 0.37 * row, 0.085)
    width = scatter(slot, row)
    box = (b > 0.1) & (b < 0.62 + 0.28 * scatter(slot, row, bay)) & (c > 0.05)
    missing = scatter(slot // 5, row + 40) > 0.9
    hue = scatter(slot + 7, row)[:, None]
    warm = np.array([0.42, 0.28, 0.15], np.float32)
    cold = np.array([0.2, 0.22, 0.22], np.float32)
    spine = (warm * (1 - hue) + cold * hue) * (0.35 + 0.9 * width[:, None])
    label = (np.abs(b - 0.36) < 0.09) & (c > 0.25) & (c < 0.8)
    spine = np.where(label[:, None], spine + 0.3, spine)
    deep = 0.015 * np.ones_like(spine)
    color = np.where((box & ~missing)[:, None], spine, deep)
    board = (b < 0.1) | (a < 0.025) | (a > 0.975)
    grain = noise(u / 2, v * 1.5)[:, None]
    color = np.where(board[:, None], (0.1 + 0.16 * grain) * np.array([1, 0.78, 0.5]), color)
    return Surface(color.astype(np.float32), width)


def _panel(u: Array, v: Array) -> Surface:
    cell, a = cells(u, 1.25)
    dirt = noise(u / 5, v / 3)
    holes = speckle(u * 1.9, v * 1.9)
    gray = 0.17 + 0.12 * dirt + 0.05 * holes + 0.04 * scatter(cell)
    gray = gray * (1 - 0.6 * seam(a, 0.012)) * np.where(v < 0.14, 0.3, 1.0)
    return Surface(rgb(gray.astype(np.float32), (1.0, 0.86, 0.66)), dirt)


def _racks(u: Array, v: Array) -> Surface:
    cell, a = cells(u + 5.04, 1.12)
    color = rgb(0.07 + 0.05 * noise(u / 3, v / 3), (0.95, 1.0, 1.0))
    edge = seam(a, 0.03)[:, None]
    color = color * (1 - 0.8 * edge)
    face = (a > 0.07) & (a < 0.93) & (v > 0.3) & (v < 3.05)
    color = np.where(face[:, None], color * 1.9, color)
    emits = np.zeros_like(color)
    x = (a - 0.5) * 1.12
    for side, top in ((-0.24, 2.1), (0.24, 2.1), (-0.24, 2.7), (0.24, 2.7)):
        radius = np.hypot(x - side, v - top)
        turn = np.arctan2(v - top, x - side) + cell * 1.3
        reel = radius < 0.22
        spokes = (radius > 0.07) & (radius < 0.16) & (np.cos(turn * 3) > 0.25)
        shade = np.where(radius > 0.17, 0.34, np.where(spokes, 0.05, 0.46))
        sheen = 0.7 + 0.5 * np.cos(turn * 2 + 0.8) ** 2
        color = np.where(
            reel[:, None], (shade * sheen)[:, None] * np.array([0.9, 0.86, 0.8]), color
        )
        color = np.where((radius < 0.035)[:, None], np.float32(0.02), color)
    column, p = cells(u, 0.07)
    row, q = cells(v, 0.075)
    led = (np.abs(p - 0.5) < 0.2) & (np.abs(q - 0.5) < 0.2) & (np.abs(v - 2.4) < 0.06) & face
    on = scatter(column, row) > 0.66
    warm = np.where(scatter(row, column + 5)[:, None] > 0.72, [0.9, 0.16, 0.05], [0.15, 0.85, 0.35])
    emits = np.where((led & on)[:, None], warm, emits)
    color = np.where((led & ~on)[:, None], np.float32(0.02), color)
    meter = (np.abs(x) < 0.3) & (np.abs(v - 1.8) < 0.06)
    emits = np.where(meter[:, None], np.array([0.34, 0.2, 0.06]), emits)
    needle = meter & (np.abs(x - 0.2 * (scatter(cell) - 0.5) - (v - 1.74) * 0.5) < 0.008)
    emits = np.where(needle[:, None], 0.0, emits)
    return Surface(color.astype(np.float32), a, emits.astype(np.float32))


def _tin(u: Array, v: Array) -> Surface:
    wave = 0.5 + 0.5 * np.sin(u * (2 * np.pi / 0.17))
    rust = ramp(0.5, 0.8, noise(u / 4, v / 6))
    drip = ramp(0.55, 0.8, noise(u * 1.1, v / 14))
    gray = (0.12 + 0.26 * wave) * (0.75 + 0.4 * noise(u / 9, v / 3))
    color = rgb(gray.astype(np.float32), (0.9, 0.95, 1.0))
    stain = np.clip(rust + 0.6 * drip * (v < 1.7), 0, 1)[:, None]
    brown = (0.08 + 0.2 * wave)[:, None] * np.array([1.25, 0.55, 0.26])
    beam = np.abs(v - 1.15) < 0.05
    color = color * (1 - stain) + brown * stain
    color = np.where(beam[:, None], color * 0.45, color)
    return Surface(color.astype(np.float32), rust)


def _cables(u: Array, v: Array) -> Surface:
    sag = 0.03 * np.sin(u * 1.9) + 0.02 * np.sin(u * 0.7 + v)
    strand, a = cells(v + sag.astype(np.float32), 0.11)
    tube = np.sqrt(np.clip(1 - (2 * a - 1) ** 2, 0, 1))
    _, b = cells(u, 2.4)
    bracket = seam(b, 0.03)
    gray = (0.05 + 0.2 * scatter(strand)) * (0.15 + 0.85 * tube) + 0.1 * bracket
    bare = np.abs(v) > 2.6
    wall = 0.3 + 0.2 * noise(u / 4, v / 4)
    gray = np.where(bare, wall * 0.55, gray)
    gray = np.where(bare & _chalk(u, v), 0.95, gray)
    return Surface(rgb(gray.astype(np.float32), (1.0, 0.92, 0.86)), tube.astype(np.float32))


def _chalk(u: Array, v: Array) -> Marks:
    """Days kept in fives: four strokes and one across, in rows."""
    group, a = cells(u, 0.34)
    row, b = cells(v, 0.17)
    upright = (np.abs(a % 0.2 - 0.1) < 0.022 + 0.01 * scatter(group, row)) & (a < 0.8)
    across = np.abs(b - 0.2 - 0.7 * a) < 0.07
    inside = (b > 0.16) & (b < 0.84) & (v < -2.68) & (scatter(group, row) < 0.94)
    marked: Marks = (upright | (across & (a < 0.9))) & inside
    return marked


def _wedges(u: Array, v: Array) -> Surface:
    column, a = cells(u, 0.62)
    row, b = cells(v, 0.62)
    turned = (column + row) % 2 == 0
    along = np.where(turned, a, b)
    _, fold = cells(along.astype(np.float32), 1 / 3)
    slope = np.where(fold < 0.5, 1.0, 0.34)
    ridge = 1 - np.abs(2 * fold - 1)
    lines = np.maximum(seam(a, 0.03), seam(b, 0.03))
    gray = (0.05 + 0.34 * ridge) * slope * (1 - 0.8 * lines) * (0.8 + 0.4 * noise(u / 4, v / 4))
    return Surface(rgb(gray.astype(np.float32), (0.9, 0.95, 1.05)), ridge.astype(np.float32))


def _door(u: Array, v: Array) -> Surface:
    base = _plaster(u, v)
    leaf = (np.abs(u) < 0.95) & (v < 2.1)
    seam = np.abs(u) < 0.02
    pane = (np.abs(np.abs(u) - 0.45) < 0.2) & (np.abs(v - 1.5) < 0.3)
    color = np.where(leaf[:, None], np.array([0.1, 0.13, 0.1], np.float32), base.color * 0.7)
    color = np.where(seam[:, None], np.float32(0.01), color)
    emits = np.where((pane & leaf)[:, None], np.array([0.1, 0.3, 0.17], np.float32), np.float32(0))
    return Surface(color.astype(np.float32), base.rough, emits.astype(np.float32))


def _dark(u: Array, v: Array) -> Surface:
    return Surface(rgb(np.full_like(u, 0.01), (1, 1, 1)), v)


KNOWN: dict[str, Callable[[Array, Array], Surface]] = {
    "plaster": _plaster,
    "ceiling": _ceiling,
    "linoleum": _linoleum,
    "tile": _tile,
    "concrete": _concrete,
    "oily": _oily,
    "mesh": _mesh,
    "water": _water,
    "doors": _doors,
    "shelves": _shelves,
    "panel": _panel,
    "racks": _racks,
    "tin": _tin,
    "cables": _cables,
    "wedges": _wedges,
    "door": _door,
    "dark": _dark,
    **MORE,
}
