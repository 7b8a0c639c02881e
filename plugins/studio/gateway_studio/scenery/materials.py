"""More of what floors and walls are made of: houses, ships, temples, tents."""

from __future__ import annotations

import numpy as np

from gateway_studio.scenery.paint import Array, noise, ramp, scatter
from gateway_studio.scenery.surface import Surface, cells, rgb, seam


def _wood(u: Array, v: Array) -> Surface:
    board, a = cells(u, 0.21)
    piece, b = cells(v + 2.3 * scatter(board), 3.1)
    grain = noise(u * 2.6 + scatter(board), v / 3 + scatter(board, piece))
    ring = 0.5 + 0.5 * np.sin(grain * 26)
    gray = 0.18 + 0.1 * scatter(board, piece) + 0.1 * grain + 0.05 * ring
    gray = gray * (1 - 0.75 * np.maximum(seam(a, 0.05), seam(b, 0.006)))
    return Surface(rgb(gray.astype(np.float32), (1.0, 0.66, 0.38)), grain)


def _paper(u: Array, v: Array) -> Surface:
    """Sliding doors of paper with a light behind them."""
    leaf, a = cells(u, 0.92)
    _, c = cells(u, 0.23)
    _, b = cells(v - 0.42, 0.31)
    frame = seam(a, 0.05)
    lattice = np.maximum(seam(c, 0.05), seam(b, 0.045))
    low = v < 0.42
    beam = (np.abs(v - 2.05) < 0.05) | (v < 0.06) | (np.abs(v - 0.42) < 0.03)
    fiber = 0.85 + 0.3 * noise(u * 1.4, v * 1.1)
    wood = np.maximum(np.maximum(frame, lattice * ~low), (beam | low).astype(np.float32))
    grain = 0.1 + 0.1 * noise(u / 2, v * 2)
    color = rgb((grain * wood + 0.62 * fiber * (1 - wood)).astype(np.float32), (1.0, 0.84, 0.62))
    color = np.where((v > 2.1)[:, None], rgb(0.45 * fiber, (1.0, 0.92, 0.78)), color)
    behind = (0.5 + 0.5 * scatter(leaf)) * (0.6 + 0.55 * noise(u / 3, v / 4)) * (v < 2.0)
    emits = (behind * (1 - wood) * 0.34)[:, None] * np.array([1.0, 0.66, 0.34], np.float32)
    return Surface(color.astype(np.float32), fiber, emits.astype(np.float32))


def _stone(u: Array, v: Array) -> Surface:
    row, b = cells(v, 0.42)
    column, a = cells(u + 0.37 * (row % 2) + 0.2 * scatter(row), 0.74)
    rough = noise(u / 1.3, v / 1.3)
    gap = np.maximum(seam(a, 0.03), seam(b, 0.045))
    light = 0.06 * (b > 0.86) - 0.05 * (b < 0.12)
    gray = 0.2 + 0.09 * scatter(column, row) + 0.14 * (rough - 0.5) + light
    gray = np.clip(gray * (1 - 0.65 * gap), 0.02, 1)
    return Surface(rgb(gray.astype(np.float32), (1.0, 0.97, 0.9)), rough)


def _wallpaper(u: Array, v: Array) -> Surface:
    """A faded pattern over a dado of dark wood."""
    fade = noise(u / 6, v / 4)
    column, c = cells(u, 0.36)
    _, d = cells(v + 0.26 * (column % 2), 0.52)
    x, y = np.abs(2 * c - 1), 2 * d - 1
    leaf = np.hypot(x * 1.5, y * 1.15) + 0.16 * np.cos(np.arctan2(y, x) * 6)
    stripe = ramp(0.05, 0.02, np.abs(x - 0.93))
    figure = ramp(0.62, 0.54, leaf) * ramp(0.2, 0.28, leaf) + ramp(0.12, 0.08, leaf) + stripe * 0.5
    paper = (0.26 + 0.1 * fade)[:, None] * np.array([0.74, 0.86, 0.72], np.float32)
    paper = paper + (0.1 * np.clip(figure, 0, 1))[:, None] * np.array([1.0, 0.82, 0.42])
    _, a = cells(u, 0.8)
    field = ramp(0.1, 0.14, np.minimum(a, 1 - a)) * ramp(0.16, 0.2, v) * ramp(0.84, 0.8, v)
    wood = (0.09 + 0.05 * noise(u, v / 3) + 0.035 * field)[:, None] * np.array([1.25, 0.75, 0.45])
    color = np.where((v < 0.95)[:, None], wood, paper)
    rail = (np.abs(v - 0.95) < 0.035) | (np.abs(v - 2.5) < 0.025)
    color = np.where(rail[:, None], np.array([0.2, 0.12, 0.07]), color)
    color = np.where((np.abs(v - 0.9) < 0.012)[:, None], color * 0.4, color)
    return Surface(color.astype(np.float32), fade)


def _hull(u: Array, v: Array) -> Surface:
    """Painted plates with rivets, a band of color, and a strip of light at the foot."""
    column, a = cells(u, 1.5)
    row, b = cells(v + 0.15, 0.86)
    scuff = noise(u / 3, v / 3)
    line = np.maximum(seam(a, 0.012), seam(b, 0.02))
    _, c = cells(u, 0.15)
    _, d = cells(v, 0.143)
    rivet = (np.hypot(c - 0.5, d - 0.5) < 0.14) & ((seam(a, 0.07) > 0.15) | (seam(b, 0.12) > 0.15))
    gray = 0.36 + 0.08 * scatter(column, row) + 0.1 * (scuff - 0.5)
    gray = gray * (1 - 0.7 * line) + 0.12 * rivet
    color = rgb(gray.astype(np.float32), (0.94, 0.98, 1.0))
    band = (np.abs(v - 1.12) < 0.07)[:, None]
    color = np.where(band, color * np.array([1.25, 0.45, 0.16]), color)
    vent = (scatter(column, row) > 0.84) & (np.abs(a - 0.5) < 0.3) & (np.abs(b - 0.5) < 0.22)
    slat = np.sin(v * 90) > 0
    color = np.where((vent & slat)[:, None], color * 0.2, color)
    strip = (np.abs(v - 0.13) < 0.018) & (np.abs(a - 0.5) < 0.4)
    emits = np.where(strip[:, None], np.array([0.5, 0.75, 1.0]), 0.0)
    return Surface(color.astype(np.float32), scuff, emits.astype(np.float32))


def _glass(u: Array, v: Array) -> Surface:
    """The frames of a wall of windows; what is outside, the room knows."""
    _, a = cells(u, 1.6)
    bar = np.maximum(seam(a, 0.03), (np.abs(v - 0.5) < 0.03) | (np.abs(v - 2.3) < 0.03))
    solid = np.maximum(bar, (v < 0.47).astype(np.float32))
    dirt = noise(u / 4, v / 4)
    color = rgb((0.16 + 0.08 * dirt).astype(np.float32), (0.95, 0.98, 1.0))
    return Surface(color, dirt, clear=(1 - np.clip(solid, 0, 1)).astype(np.float32))


def _carpet(u: Array, v: Array) -> Surface:
    """A hotel's carpet: medallions on a deep red."""
    column, a = cells(u, 0.9)
    _, b = cells(v + 0.45 * (column % 2), 0.9)
    x, y = 2 * a - 1, 2 * b - 1
    far, turn = np.hypot(x, y), np.arctan2(y, x)
    petal = far / (0.62 + 0.16 * np.cos(turn * 8))
    nap = 0.75 + 0.5 * noise(u * 2.2, v * 2.2)
    worn = 1 + 0.4 * np.exp(-((u / 0.7) ** 2)) * noise(u / 2, v / 3)
    red = np.array([0.22, 0.03, 0.035], np.float32)
    gold = np.array([0.34, 0.22, 0.07], np.float32)
    navy = np.array([0.035, 0.05, 0.1], np.float32)
    color = np.where((petal < 1)[:, None], navy, red)
    color = np.where((np.abs(petal - 1) < 0.09)[:, None], gold, color)
    color = np.where((far < 0.26 + 0.06 * np.cos(turn * 6))[:, None], gold * 0.9, color)
    color = np.where((far < 0.13)[:, None], red, color)
    edge = (np.abs(x) + np.abs(y) > 1.72)[:, None]
    color = np.where(edge, gold * 0.7, color)
    return Surface((color * (nap * worn)[:, None]).astype(np.float32), nap)


def _brick(u: Array, v: Array) -> Surface:
    row, b = cells(v, 0.1)
    column, a = cells(u + 0.15 * (row % 2), 0.3)
    gap = np.maximum(seam(a, 0.05), seam(b, 0.14))
    soot = noise(u / 3, v / 3)
    tone = scatter(column, row)
    clay = (0.12 + 0.12 * tone + 0.1 * soot)[:, None] * np.array([1.35, 0.62, 0.42], np.float32)
    mortar = (0.2 + 0.12 * soot)[:, None] * np.array([1.0, 0.95, 0.86], np.float32)
    color = clay * (1 - gap[:, None]) + mortar * 0.8 * gap[:, None]
    return Surface(color.astype(np.float32), soot)


def _ice(u: Array, v: Array) -> Surface:
    """Packed snow that has turned to ice; a little of the day comes through."""
    wave = noise(u / 4, v / 6)
    fold = np.abs(noise(u / 2.3 + 0.3, v / 3.1) - 0.5) * 2
    vein = ramp(0.05, 0.0, np.abs(noise(u / 5 + 0.6, v / 5) - 0.5))
    gray = 0.42 + 0.26 * wave + 0.2 * fold - 0.12 * vein
    color = rgb(gray.astype(np.float32), (0.78, 0.92, 1.0))
    emits = (0.03 + 0.09 * fold * wave + 0.05 * vein)[:, None] * np.array([0.35, 0.7, 1.0])
    return Surface(color.astype(np.float32), fold.astype(np.float32), emits.astype(np.float32))


def _canvas(u: Array, v: Array) -> Surface:
    """Tent cloth: it hangs in folds, and light comes through it."""
    strip, a = cells(u, 0.7)
    fold = np.sin(u * 5.1 + 1.2 * np.sin(v * 0.7)) * 0.5 + np.sin(u * 12.7 + v) * 0.2
    weave = noise(u * 3, v * 3)
    shade = 0.5 + 0.13 * fold + 0.1 * (weave - 0.5)
    stripe = np.where((strip % 2 == 0)[:, None], [0.95, 0.84, 0.64], [0.74, 0.5, 0.34])
    color = (shade * (1 - 0.4 * seam(a, 0.02)))[:, None] * stripe
    emits = color * (0.05 + 0.05 * noise(u / 5, v / 3))[:, None]
    return Surface(color.astype(np.float32), weave, emits.astype(np.float32))


MORE = {
    "wood": _wood,
    "paper": _paper,
    "stone": _stone,
    "wallpaper": _wallpaper,
    "hull": _hull,
    "glass": _glass,
    "carpet": _carpet,
    "brick": _brick,
    "snow": _ice,
    "canvas": _canvas,
}
GLOSS = {"wood": 0.16, "hull": 0.22, "snow": 0.3, "stone": 0.05, "glass": 0.25}
