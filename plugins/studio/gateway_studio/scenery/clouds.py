"""Cumulus: heaps of cloud with flat feet, lit from where the sun is."""

from __future__ import annotations

from random import Random

import numpy as np

from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.light import Day
from gateway_studio.scenery.paint import Array, Layer, noise, ramp, tone, veil
from gateway_studio.teller import dice

SHRINK = 0.3125


def heaps(eye: Eye, day: Day, clouds: float, wind: float, seed: int, shift: float) -> Layer:
    """A layer of single clouds, smaller and more towards the horizon; `shift` moves them on."""
    across, up = eye.rays(SHRINK)
    chance = dice("clouds", seed)
    torn = noise(across * 1.3, up * 2.3) * 0.5 + noise(across * 4.7, up * 6.3) * 0.5
    thick, tall = np.zeros_like(up), np.zeros_like(up)
    for _ in range(round(3 + 16 * clouds)):
        _heap(chance, shift, across, up, thick, tall)
    # Torn only inside: at its rim a cloud thins out, or it would end as if cut.
    body = thick + (torn - 0.5) * 1.5 * ramp(0.0, 0.4, thick)
    alpha = ramp(0.08, 0.62, body) * (up > 0.012) * np.float32(0.96)
    side = -1.0 if day.sun and day.sun.way[0] < 0 else 1.0
    slope = np.gradient(thick, axis=1) * -side * 2.2
    high = np.clip(tall * 1.1 + (torn - 0.5) * 0.9 + slope, 0, 1)[..., None]
    sun = day.sun.rgb if day.sun else np.zeros(3, np.float32)
    top = day.ground * 1.5 + sun * 1.25 + day.glow * 0.12
    foot = day.ground * 0.85 + day.zenith * 0.3 + day.horizon * 0.12 + day.glow * 0.1
    lit = foot * (1 - high) + top * high
    far = np.exp(-np.maximum(up, 0) * 9)[..., None] * 0.55
    return veil(tone(lit * (1 - far) + day.horizon * far), alpha, 0.02, drift=1 + 4 * wind)


def _heap(
    chance: Random, shift: float, across: Array, up: Array, thick: Array, tall: Array
) -> None:
    """Add one cloud: round heads along a flat foot."""
    foot = 0.025 + 0.36 * chance.random() ** 1.4
    size = (0.06 + 0.8 * foot) * chance.uniform(0.5, 1.5)
    middle = (chance.uniform(0, 2.4) + shift) % 2.4 - 1.2
    for _ in range(chance.randint(14, 24)):
        off = max(-0.72, min(0.72, chance.gauss(0, 0.42)))
        radius = size * chance.uniform(0.12, 0.34) * max(0.35, 1 - off * off)
        y = foot + radius * chance.uniform(0.15, 0.75)
        _puff(across, up, thick, tall, (middle + off * size, y, radius, foot, size * 0.42))


def _puff(
    across: Array,
    up: Array,
    thick: Array,
    tall: Array,
    puff: tuple[float, float, float, float, float],
) -> None:
    x, y, radius, foot, high = puff
    left, right = np.searchsorted(across[0], (x - radius, x + radius))
    top, bottom = np.searchsorted(-up[:, 0], (-(y + radius), -(foot - 0.02)))
    if left >= right or top >= bottom:
        return
    area = (slice(top, bottom), slice(left, right))
    far = ((across[area] - x) ** 2 + (up[area] - y) ** 2) / radius**2
    flat = ramp(-0.016, 0.012, up[area] - foot)
    thick[area] = np.maximum(thick[area], np.sqrt(np.maximum(1 - far, 0)) * flat)
    tall[area] = np.maximum(tall[area], np.where(far < 1, (up[area] - foot) / high, 0))
