"""What comes over the whole picture as a danger nears: frost, water, heat, smoke, dark, static."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    Array,
    Layer,
    noise,
    ramp,
    scatter,
    tone,
    veil,
)

FROM = 0.12
"""How near a danger must be before anything is seen of it."""
Sheet = Callable[[Array, Array, float, float], "tuple[Array, Array]"]
"""Color (h, w, 3) and coverage (h, w) for points -1 to 1, a strength and a shift."""


def cover(name: str, near: float, seed: int) -> Layer | None:
    """The veil of a name as strong as a danger is near, if anything is to be seen of it."""
    drawn = KNOWN.get(name)
    if drawn is None or near <= FROM:
        return None
    shape, shrink = drawn
    height, width = round(FULL_H * shrink), round(FULL_W * shrink)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5) / width * 2 - 1, (y + 0.5) / height * 2 - 1
    strength = min(1.0, (near - FROM) / (0.95 - FROM))
    rgb, alpha = shape(x, y, strength, seed % 97 / 97)
    return veil(rgb, np.clip(alpha, 0, 0.97).astype(np.float32), 1.3, drift=0.0, soft=True)


def _edge(x: Array, y: Array) -> Array:
    """0 in the middle, about 1 at the edges, more in the corners."""
    far: Array = np.maximum(np.abs(x), np.abs(y)) ** 3 * 0.7 + (x * x + y * y) * 0.28
    return far


def _frost(x: Array, y: Array, strength: float, shift: float) -> tuple[Array, Array]:
    """Crystals that grow inwards from the edges."""
    u, v = x * 0.9 + shift, y * 0.55
    fern = 1 - np.abs(2 * noise(u * 1.6, v * 1.6) - 1)
    fine = 1 - np.abs(2 * noise(u * 5.1 + 0.4 * fern, v * 5.1) - 1)
    needle = 1 - np.abs(2 * noise(u * 13 + fine, v * 7) - 1)
    reach = _edge(x, y) + 0.55 * (fern - 0.6) + 0.16 * (fine - 0.5)
    front = 1.22 - 0.88 * strength
    alpha = ramp(front - 0.22, front + 0.5, reach) * (0.5 + 0.3 * fine + 0.35 * needle**6)
    alpha = alpha + 0.4 * ramp(front - 0.4, front + 0.3, reach) * fine**10
    bright = np.clip(0.62 + 0.3 * fine + 0.3 * needle**4, 0, 1)[..., None]
    return bright * np.array([0.86, 0.95, 1.0], np.float32), alpha


def _water(x: Array, y: Array, strength: float, shift: float) -> tuple[Array, Array]:
    """It stands before the lens and rises."""
    level = 1.02 - 1.25 * strength
    swell = 0.05 * np.sin(x * 4 + shift * 6) + 0.05 * (
        noise(x * 0.5 + shift, np.full_like(x, 0.3)) - 0.5
    )
    deep = y - level - swell
    below = ramp(-0.004, 0.004, deep)
    light = noise(x * 0.7 + 0.1 * y, y * 0.25 + shift) ** 2 * np.exp(-np.maximum(deep, 0) * 1.6)
    color = np.array([0.03, 0.13, 0.15], np.float32) + light[..., None] * np.array([0.25, 0.6, 0.6])
    line = np.exp(-((deep / 0.013) ** 2)) + 0.5 * np.exp(-(((deep - 0.03) / 0.01) ** 2))
    color = tone(color + line[..., None] * np.array([0.6, 0.8, 0.8], np.float32))
    drops = ramp(0.80, 0.83, noise(x * 2.3 + shift, y * 1.3)) * (1 - below) * 0.3 * strength
    alpha = below * (0.62 + 0.25 * ramp(0.0, 0.7, deep)) + 0.7 * line + drops
    return color, alpha


def _heat(x: Array, y: Array, strength: float, shift: float) -> tuple[Array, Array]:
    """A glow from below, bands of shimmering air, sparks."""
    lick = noise(x * 0.8 + shift, y * 0.5 - 0.2) * 0.8 + 0.4 * noise(x * 2.3, y * 0.9 + shift)
    rise = ramp(-0.7, 1.25, y + 0.9 * (lick - 0.5))
    glow = np.clip(rise * 0.75 + 0.4 * _edge(x, y) * lick, 0, 1) * strength
    color = np.stack([np.ones_like(glow), 0.2 + 0.42 * glow, 0.03 + 0.14 * glow**2], -1)
    wave = np.sin((y * 34 + 5 * noise(x * 0.6, y * 0.9)).astype(np.float32)) * 0.5 + 0.5
    cell = scatter(np.floor(x * 190).astype(np.int32), np.floor(y * 110).astype(np.int32))
    spark = (cell > 0.9988) * (rise > 0.25)
    alpha = glow * (0.55 + 0.12 * wave) + 0.9 * spark * strength
    return np.where(spark[..., None], np.float32(0.95), color), alpha


def _smoke(x: Array, y: Array, strength: float, shift: float) -> tuple[Array, Array]:
    """Billows from above and from the sides."""
    puff = noise(x * 0.42 + shift, y * 0.33) * 0.65 + noise(x * 1.2, y * 0.9 + shift) * 0.35
    reach = 0.55 * (1 - (y + 1) / 2) + 0.5 * _edge(x, y) + 0.9 * (puff - 0.5)
    front = 1.0 - 1.0 * strength
    alpha = ramp(front - 0.05, front + 0.6, reach) * 0.9
    shade = 0.09 + 0.2 * ramp(0.35, 0.75, noise(x * 0.9 + 0.03 + shift, y * 0.7))
    return shade[..., None] * np.array([1.0, 0.95, 0.9], np.float32), alpha


def _dark(x: Array, y: Array, strength: float, shift: float) -> tuple[Array, Array]:
    """The light shrinks to what is before you."""
    thread = np.abs(2 * noise(x * 0.9 + shift, y * 0.6) - 1)
    reach = 0.62 * (x * x * 0.9 + y * y) + 0.42 * _edge(x, y) - 0.24 * (thread - 0.4)
    front = 1.05 - 0.85 * strength
    alpha = ramp(front - 0.3, front + 0.34, reach) * (0.75 + 0.22 * strength)
    return np.broadcast_to(np.array([0.012, 0.01, 0.02], np.float32), (*x.shape, 3)), alpha


def _static(x: Array, y: Array, strength: float, shift: float) -> tuple[Array, Array]:
    """Snow of a dead channel, in bands that tear."""
    row, column = np.floor(y * 198).astype(np.int32), np.floor(x * 300).astype(np.int32)
    band = ramp(0.5, 0.75, noise(np.full_like(y, shift), y * 0.7 + shift))
    torn = scatter(row // 3, row // 7 + int(shift * 97)) > 1 - 0.3 * strength
    speck = scatter(column + int(shift * 997), row)
    alpha = strength * (0.14 + 0.5 * band + 0.4 * torn * band + 0.2 * _edge(x, y)) * (speck > 0.35)
    return np.repeat((0.1 + 0.85 * speck)[..., None], 3, -1), alpha


KNOWN: dict[str, tuple[Sheet, float]] = {
    "frost": (_frost, 0.5),
    "water": (_water, 0.4),
    "heat": (_heat, 0.4),
    "smoke": (_smoke, 0.25),
    "dark": (_dark, 0.25),
    "static": (_static, 0.5),
}
"""What draws a veil, and how small its sheet is drawn."""
