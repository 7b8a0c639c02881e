"""Grounds under an open sky beyond the desert's: colors by where one looks on them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gateway_studio.scenery.paint import Array, Color, noise, ramp, scatter


def _mixed(share: Array, low: Color, high: Color) -> Array:
    """From one color to another."""
    part = share[:, None]
    mixed: Array = np.array(low, np.float32) * (1 - part) + np.array(high, np.float32) * part
    return mixed.astype(np.float32)


def _cells(u: Array, size: float) -> tuple[np.ndarray, Array]:
    scaled = u / np.float32(size)
    cell = np.floor(scaled)
    return cell.astype(np.int32), (scaled - cell).astype(np.float32)


def _seam(share: Array, width: Array | float) -> Array:
    """1 on the seam between two cells."""
    edge: Array = np.clip(1 - np.minimum(share, 1 - share) / width, 0, 1)
    return edge


def _snow(x: Array, z: Array) -> Array:
    near = ramp(16.0, 3.0, z)
    drift = noise(x / 15, z / 21) - noise(x / 15 + 0.012, z / 21 + 0.006)
    crust = noise(x / 1.9, z / 2.6) - noise(x / 1.9 + 0.02, z / 2.6)
    trodden = ramp(0.8, 0.2, np.abs(x + 0.5 * noise(z / 9, z / 13) - 0.2)) * near
    feet = ramp(0.62, 0.7, noise(x / 1.3 + 0.4, z / 1.1)) * trodden
    gray = np.clip(0.86 + 2.4 * drift + 0.8 * crust * near - 0.26 * feet, 0.4, 0.98)
    cell = scatter(np.floor(x * 30).astype(np.int32), np.floor(z * 30).astype(np.int32))
    glint = (cell > 0.994) * near * 0.6
    return _mixed(gray, (0.02, 0.06, 0.13), (0.98, 0.98, 1.0)) + glint[:, None].astype(np.float32)


def _sand(x: Array, z: Array) -> Array:
    near = ramp(14.0, 3.0, z)
    warp = noise(x / 11, z / 7) * 7
    ripple = np.sin((z * 9 + x * 2.2 + warp * 2.4).astype(np.float32)) * near
    broad = noise(x / 17, z / 13)
    dent = ramp(0.6, 0.72, noise(x / 1.6, z / 1.4)) * near
    grit = scatter(np.floor(x * 40).astype(np.int32), np.floor(z * 40).astype(np.int32)) - 0.5
    gray = np.clip(0.42 + 0.42 * broad + 0.07 * ripple + 0.1 * grit * near - 0.22 * dent, 0.05, 1)
    return _mixed(gray.astype(np.float32), (0.2, 0.13, 0.07), (0.78, 0.63, 0.43))


def _grass(x: Array, z: Array) -> Array:
    near = ramp(20.0, 3.0, z)
    patch = noise(x / 9, z / 12)
    blade = noise(x * 1.7, z * 0.32) * near + 0.5 * (1 - near)
    fine = scatter(np.floor(x * 34).astype(np.int32), np.floor(z * 9).astype(np.int32)) - 0.5
    gray = np.clip(0.55 * patch + 0.5 * blade + 0.35 * fine * near - 0.02, 0, 1)
    return _mixed(gray.astype(np.float32), (0.02, 0.06, 0.015), (0.22, 0.34, 0.08))


def _cobbles(x: Array, z: Array) -> Array:
    near = ramp(17.0, 4.0, z)
    row, b = _cells(z + 0.04 * np.sin(x * 3), 0.2)
    shift = (row % 2) * np.float32(0.13) + 0.08 * scatter(row)
    column, a = _cells(x + shift, 0.26)
    round_ = np.maximum(np.abs(2 * a - 1) ** 3, np.abs(2 * b - 1) ** 3)
    stone = scatter(column, row)
    dome = (1 - round_) * (0.75 + 0.5 * (1 - b))
    gray = 0.1 + 0.15 * stone + 0.07 * noise(x / 4, z / 4)
    close = gray * (0.22 + 0.95 * dome)
    gray = close * near + gray * 0.72 * (1 - near)
    wet = ramp(0.58, 0.72, noise(x / 6 + 0.3, z / 8))
    return _mixed(
        np.clip(gray * (1 - 0.3 * wet), 0, 1).astype(np.float32),
        (0.01, 0.012, 0.016),
        (1.0, 0.94, 0.84),
    )


def _planks(x: Array, z: Array) -> Array:
    """Boards across the way, as on a pier."""
    near = ramp(26.0, 5.0, z)
    row, b = _cells(z, 0.24)
    grain = noise(x / 2.3 + scatter(row) * 3, z * 1.4)
    gap = _seam(b, 0.1) * near
    column, a = _cells(x + 1.4 * scatter(row), 2.8)
    butt = _seam(a, 0.006) * near
    nail = (np.abs(np.abs(x) - 1.1) < 0.014) & (np.abs(b - 0.5) < 0.12) & (z < 9)
    gray = (0.24 + 0.22 * scatter(row, column) + 0.3 * (grain - 0.5)) * (
        1 - 0.85 * np.maximum(gap, butt)
    )
    gray = np.where(nail, 0.02, gray)
    return _mixed(np.clip(gray, 0, 1).astype(np.float32), (0.015, 0.012, 0.01), (1.0, 0.82, 0.62))


def _deck(x: Array, z: Array) -> Array:
    """Boards that run away from the eye, as on a ship, with dark caulking."""
    near = ramp(40.0, 4.0, z)
    column, a = _cells(x, 0.16)
    row, b = _cells(z + 3 * scatter(column), 4.2)
    grain = noise(x * 2.1, z / 4 + scatter(column))
    seam = np.maximum(_seam(a, 0.09), _seam(b, 0.006)) * near
    gray = (0.36 + 0.12 * scatter(column, row) + 0.24 * (grain - 0.5)) * (1 - 0.88 * seam)
    return _mixed(np.clip(gray, 0, 1).astype(np.float32), (0.012, 0.01, 0.01), (1.0, 0.8, 0.56))


def _water(x: Array, z: Array) -> Array:
    """What is under the water where nothing is mirrored in it."""
    return _mixed(noise(x / 6, z / 9), (0.012, 0.035, 0.045), (0.03, 0.085, 0.095))


MORE: dict[str, Callable[[Array, Array], Array]] = {
    "snow": _snow,
    "sand": _sand,
    "grass": _grass,
    "cobbles": _cobbles,
    "planks": _planks,
    "deck": _deck,
    "water": _water,
}
