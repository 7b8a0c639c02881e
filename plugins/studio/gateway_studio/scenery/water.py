"""Water under an open sky: it mirrors what stands above it, moves, and has an edge."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.light import Day, Light
from gateway_studio.scenery.paint import Array, noise, ramp, speckle

Mask: TypeAlias = "npt.NDArray[np.bool_]"
FARTHEST = 50.0
"""Metres beyond which a light is the sky's, not a lamp's."""
SEA = 34.0
"""How far away the sea begins where it is only the edge of the world."""


BUILT = ("planks", "deck", "cobbles", "asphalt")
"""Grounds that end with an edge, not with a beach."""


def flood(
    eye: Eye,
    day: Day,
    light: Light,
    seen: Array,
    sky: Array,
    start: float,
    swell: float,
    *,
    beach: bool,
) -> None:
    """Lay water over the ground from `start` metres on; `seen` and `sky` are sheets of one size.

    Without a `beach` the ground ends straight, with a lip.
    """
    across, up = eye.rays(seen.shape[1] / FULL)
    below = up < -0.0015
    slope, right = -up[below], across[below]
    z = eye.height / slope
    x = right * z
    edge = start + (
        1.7 * (noise(x / 23, x / 31 + 0.3) - 0.5) * min(1.0, start / 6)
        if beach
        else np.zeros_like(z)
    )
    share = ramp(-0.06, 0.1, z - edge) if start > 1.2 else np.ones_like(z)
    wave = _waves(x, z)
    mirrored = _mirror(sky, slope, wave * swell, below)
    grazing = np.clip(0.06 + 0.94 * (1 - np.minimum(slope * 1.9, 1)) ** 3, 0, 1)[:, None]
    deep = ramp(0.0, 9.0, z - edge)[:, None]
    shoal = (
        np.array([0.2, 0.34, 0.32], np.float32) * (1 - deep)
        + np.array([0.02, 0.09, 0.12], np.float32) * deep
    )
    body = (day.ground + _noon(light)) * shoal * (1 + 0.35 * wave[:, None])
    wet = body * (1 - grazing) + mirrored * grazing + _glitter(light, right, slope, wave)
    wet = wet + _lamplight(light, eye.height, start, (right, slope, wave))
    foam = _foam(x, z, edge, start if beach else 0.0)[:, None] * (
        day.ground + 0.7 * _noon(light) + 0.05 * day.glow
    )
    wet = light.through(wet + foam * 0.8, z)
    bank = ramp(1.6 if beach else 0.16, 0.0, edge - z)[:, None] * (start > 1.2)
    dry = seen[below] * (1 - 0.42 * bank) + mirrored * 0.1 * bank
    seen[below] = dry * (1 - share[:, None]) + wet * share[:, None]


def _waves(x: Array, z: Array) -> Array:
    """How the surface leans, -1 to 1; longer across than away."""
    near = ramp(60.0, 6.0, z)
    long = noise(x / 26, z / 11) - 0.5
    short = (noise(x / 6, z / 2.3) - 0.5) * near
    fine = (noise(x / 1.7 + 0.4, z / 0.6) - 0.5) * ramp(14.0, 3.0, z)
    leaning: Array = (0.9 * long + 1.0 * short + 0.7 * fine).astype(np.float32)
    return leaning


def _mirror(sky: Array, slope: Array, wave: Array, below: Mask) -> Array:
    """What the sky shows as high over the horizon as the water lies under it."""
    rows, columns = np.nonzero(below)
    horizon = int(rows[0])
    height = sky.shape[0]
    scale = height * 900 / FULL_HIGH
    row = horizon - (slope * 1.05 + np.abs(wave) * 0.11 + 0.004) * scale
    row = np.where(row < 0, -row * 0.4, row)
    column = columns + wave * 9
    picked: Array = sky[
        np.clip(row, 0, horizon).astype(np.int32),
        np.clip(column, 0, sky.shape[1] - 1).astype(np.int32),
    ]
    return picked


def _noon(light: Light) -> Array:
    if light.sun is None:
        return np.zeros(3, np.float32)
    return light.sun.rgb * np.float32(max(0.0, light.sun.way[1]))


def _glitter(light: Light, right: Array, slope: Array, wave: Array) -> Array:
    """The road of light that leads to the sun, and sparks on the waves."""
    got = np.zeros((*right.shape, 3), np.float32)
    if light.sun is not None and light.sun.way[2] > 0.2:
        x = light.sun.way[0] / light.sun.way[2]
        road = np.exp(-(((right - x) / (0.05 + 0.5 * slope)) ** 2)) * ramp(0.02, 0.3, wave + 0.12)
        got += road[:, None] * light.sun.rgb * 1.3
    speck = speckle(right / slope * 0.9, 0.7 / slope)
    sparkle = (ramp(0.2, 0.5, wave) * ramp(0.68, 0.8, speck))[:, None] * _noon(light) * 0.6
    return got + sparkle.astype(np.float32)


def _lamplight(light: Light, high: float, start: float, rays: tuple[Array, Array, Array]) -> Array:
    """The streaks below lamps that stand in the water or beyond it; `high` is the eye's height."""
    right, slope, wave = rays
    got = np.zeros((*right.shape, 3), np.float32)
    for lamp in light.lamps:
        if start < lamp.z < FARTHEST:
            off = (right - lamp.x / lamp.z + 0.01 * wave) / (0.008 + 0.07 * slope)
            deep = (high + lamp.y) / lamp.z
            along = (slope - deep) / (0.6 * deep + 0.02)
            streak = np.exp(-off * off - along * along) * ramp(-0.25, 0.3, wave)
            got += streak[:, None] * lamp.rgb * np.float32(3.0 / lamp.z)
    return got


def _foam(x: Array, z: Array, edge: Array, start: float) -> Array:
    """Lines of foam: where the water ends, and on what comes in."""
    if start <= 1.2:
        return np.zeros_like(z)
    lace = noise(x / 1.1, z / 0.5)
    got = np.zeros_like(z)
    for off, wide, power in ((0.12, 0.2, 1.0), (1.5, 0.22, 0.8), (4.2, 0.4, 0.6), (9.5, 0.8, 0.4)):
        broken = ramp(0.3, 0.62, noise(x / 13 + off, x / 17 + off * 0.37) * 0.7 + lace * 0.4)
        far = (z - edge - off - 0.5 * (noise(x / 7, off + x / 19) - 0.5) * off) / wide
        got = np.maximum(got, np.exp(-far * far) * broken * power)
    return got


FULL = 1408.0
FULL_HIGH = 792.0
