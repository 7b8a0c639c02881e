"""What is outside a wall of glass: the world's sky, and what lies under it."""

from __future__ import annotations

import numpy as np

from gateway_studio.scenery.land import space_at, stars_at
from gateway_studio.scenery.light import Day
from gateway_studio.scenery.paint import Array, noise, ramp
from gateway_studio.scenery.pen import Outside


def outlook(sky: str, day: Day, seed: int, dark: float) -> Outside:
    """What rays that leave the room with these slopes (right, up) come to see, in light."""
    if sky == "space":
        return lambda right, up: space_at(right, up, seed)

    def seen(right: Array, up: Array) -> Array:
        rise = np.maximum(up, 0)
        share = np.exp(-rise * 3.4)[:, None]
        above = day.zenith * (1 - share) + day.horizon * share
        above = above + day.glow * np.exp(-((right + 0.3) ** 2) * 2.2 - rise * 7.5)[:, None]
        above = above + stars_at(right, up, seed) * dark
        line = _skyline(sky, right)
        land = _below(sky, day, right, up, line)
        under = ramp(0.0016, -0.0016, up - line)[:, None]
        mixed: Array = (above * (1 - under) + land * under).astype(np.float32)
        return mixed

    return seen


def _skyline(sky: str, right: Array) -> Array:
    """How high, as a slope, the land stands over the horizon."""
    if sky == "seaside":
        return np.zeros_like(right)
    if sky == "city":
        block = np.floor(right * 26)
        return (0.02 + 0.13 * np.abs(np.sin(block * 12.9898) * 43.7 % 1)).astype(np.float32)
    row = np.full_like(right, 0.37)
    peaks = 0.7 * noise(right * 0.16, row) + 0.3 * noise(right * 0.9, row)
    return np.maximum((peaks - 0.34) * (0.34 if sky == "alpine" else 0.16), 0.004)


def _below(sky: str, day: Day, right: Array, up: Array, line: Array) -> Array:
    if sky == "seaside":
        far = np.maximum(-up, 0.002)
        wave = noise(right / far * 0.16, 0.02 / far)
        depth = np.exp(-far * 5)[:, None]
        body = day.ground * np.array([0.06, 0.22, 0.27], np.float32) + day.zenith * 0.25
        sea: Array = day.horizon * 0.7 * depth + body * (1 - depth)
        moved: Array = sea * (0.8 + 0.4 * wave)[:, None]
        return moved
    if sky == "alpine":
        facet = noise(right * 2.1 + up * 1.3, up * 1.7) - noise(right * 2.1 + 0.03, up * 1.7)
        lit = ramp(-0.06, 0.06, facet)[:, None]
        share = np.exp(-np.abs(up) * 14)[:, None] * 0.5
        lit = np.where((up > 0)[:, None], lit, 0.8)
        snow = day.ground * (0.45 + 0.45 * lit) + day.horizon * 0.1
        hazed: Array = snow * (1 - share) + day.horizon * share
        return hazed
    flat = day.ground * 0.12 + day.horizon * 0.3
    if sky == "city":
        column, row = np.floor(right * 150), np.floor(up * 120)
        window = np.abs(np.sin(column * 12.9898 + row * 78.233) * 43758.5) % 1 > 0.72
        pane = ((right * 150) % 1 < 0.6) & ((up * 120) % 1 < 0.5) & window & (up > 0) & (up < line)
        lamp = pane[:, None] * np.array([0.9, 0.6, 0.28], np.float32)
        windows: Array = flat + lamp * max(0.1, 1 - float(day.ground.mean()) * 3)
        return windows
    return np.broadcast_to(flat, (*up.shape, 3))
