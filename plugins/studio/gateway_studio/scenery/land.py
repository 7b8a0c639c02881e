"""Outdoors: the sky, the ridges at the edge of the world, and the ground up to your feet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.grounds import MORE
from gateway_studio.scenery.light import Day, Light, Sun
from gateway_studio.scenery.paint import Array, noise, ramp, scatter, speckle, strips
from gateway_studio.scenery.surfaces import KNOWN as SURFACES

SHRINK = 0.625
BELOW = -0.012
"""How far below the horizon, as a slope, a sky is still painted."""


def sky_rays(eye: Eye) -> tuple[Array, Array]:
    """The slopes of the rays that meet the sky: the sheet's rows down to just below the horizon."""
    across, up = eye.rays(SHRINK)
    rows = int(np.count_nonzero(up[:, 0] > BELOW)) or 1
    return across[:rows], up[:rows]


def sky(eye: Eye, day: Day, clouds: float, seed: int, dark: float) -> Array:
    """The sky in light: a glow where the sun went, clouds in perspective, stars in the dark."""
    across, up = sky_rays(eye)
    rise = np.maximum(up, 0)
    share = np.exp(-rise * 4.2)[..., None]
    seen = day.zenith * (1 - share) + day.horizon * share
    toward = np.exp(-((across - _heading(day)) ** 2) * 2.2 - rise * 7.5)[..., None]
    seen = seen + day.glow * toward
    if dark > 0:
        seen = seen + stars_at(across, up, seed) * dark * np.clip(rise * 8, 0, 1)[..., None]
    return seen if clouds <= 0 else _overcast(seen, day, clouds, seed, (across, rise, toward))


def _overcast(
    seen: Array, day: Day, clouds: float, seed: int, rays: tuple[Array, Array, Array]
) -> Array:
    """A sky with sheets of cloud before it, in perspective."""
    across, rise, toward = rays
    over = 1 / (rise + 0.09)
    shift = np.float32(seed % 97 / 97)
    body = 0.65 * noise(across * over * 0.045 + shift, over * 0.06) + 0.35 * noise(
        across * over * 0.14 + shift, over * 0.17 + 0.4
    )
    cover = ramp(0.74 - 0.45 * clouds, 0.98 - 0.45 * clouds, body)[..., None]
    cover = cover * np.clip(rise * 14, 0, 1)[..., None]
    lit = day.horizon * 0.55 + day.glow * toward * 1.5 + day.zenith * 0.5
    under = lit * (0.45 + 0.75 * (1 - body[..., None]))
    mixed: Array = (seen * (1 - cover * 0.88) + under * cover * 0.88).astype(np.float32)
    return mixed


def _heading(day: Day) -> float:
    """Where the glow of the sun stands, as a slope to the right."""
    if day.sun is None or day.sun.way[2] <= 0:
        return -0.32
    return max(-1.2, min(1.2, day.sun.way[0] / day.sun.way[2]))


def sun(eye: Eye, seen: Array, sun: Sun, clouds: float) -> None:
    """Lay the sun into a sky, if it stands before the eye."""
    right, rise, away = sun.way
    if away < 0.15:
        return
    across, up = sky_rays(eye)
    far = np.hypot(across - right / away, up - rise / away)
    bright = sun.rgb * np.float32(1 - 0.7 * clouds)
    disc = ramp(0.03, 0.025, far) * 4 + np.exp(-far * 22) * 1.6 + np.exp(-far * 6) * 0.5
    seen += disc[..., None] * bright


def space(eye: Eye, seed: int) -> Array:
    """Black, with stars that do not twinkle, and the veil of the galaxy."""
    return space_at(*sky_rays(eye), seed)


def space_at(across: Array, up: Array, seed: int) -> Array:
    """The same along slopes."""
    seen = stars_at(across, up, seed, 560.0) * 1.6
    band = np.exp(-(((up - 0.1) - 0.42 * (across + 0.2)) ** 2) * 9)
    cloud = band * ramp(0.35, 0.95, noise(across * 0.5 + seed / 1000, up * 0.6))
    lane = ramp(0.62, 0.42, noise(across * 1.3, up * 1.9 + 0.3))
    seen = seen + (cloud * lane * 0.055)[..., None] * np.array([0.8, 0.75, 1.0], np.float32)
    warm = (band * cloud * (1 - lane) * 0.03)[..., None] * np.array([1.0, 0.5, 0.4], np.float32)
    whole: Array = (seen + warm).astype(np.float32)
    return whole


def stars_at(across: Array, up: Array, seed: int, fine: float = 260.0) -> Array:
    """Stars along slopes to the right and up; `fine` is how many could stand in a row."""
    column = np.floor(across * fine).astype(np.int32)
    row = np.floor(up * fine).astype(np.int32)
    chance = scatter(column + seed % 991, row)
    bright = ramp(0.9945, 1.0, chance) ** 2 * 1.5
    milky = np.exp(-(((up - 0.25) - 0.55 * (across - 0.1)) ** 2) * 28)
    dust = milky * speckle(across * 0.7, up * 0.7) ** 3 * 0.035
    warm = scatter(row, column)[..., None]
    tinted = np.array([1.0, 0.85, 0.7]) * warm + np.array([0.75, 0.88, 1.0]) * (1 - warm)
    spread: Array = (bright[..., None] * tinted + dust[..., None]).astype(np.float32)
    return spread


def moon(eye: Eye, seen: Array, hour: float, dark: float) -> tuple[float, float]:
    """Lay the moon into a sky; answers where it stands, as slopes."""
    x, y = 0.42 - 0.5 * ((hour - 0.8) % 1.0) * 2, 0.3 + 0.05 * np.sin(hour * 40)
    across, up = sky_rays(eye)
    far = np.hypot(across - x, up - y)
    disc = ramp(0.0215, 0.0195, far) * ramp(
        -0.004, 0.004, (across - x) * 0.8 + (up - y) * 0.3 + 0.008
    )
    mottled, on = np.zeros_like(far), disc > 0
    mottled[on] = 0.75 + 0.5 * noise(across[on] * 3, up[on] * 3)
    halo = np.exp(-far * 16) * 0.16 + np.exp(-far * 60) * 0.25
    seen += dark * (
        (disc * mottled * 1.6)[..., None] * np.array([1, 0.97, 0.88], np.float32)
        + halo[..., None] * np.array([0.5, 0.62, 0.85], np.float32)
    )
    return float(x), float(y)


def ridge(eye: Eye, number: int, seed: int, turned: float = 0.0) -> Array:
    """How high, as a slope, a mountain range stands over the horizon at each column."""
    across = eye.rays(SHRINK)[0][0] + np.float32(turned)
    wide = (0.10, 0.16, 0.3)[number]
    row = np.full_like(across, 0.13 + 0.31 * number + seed % 13 / 13)
    shape = noise(across * wide + 0.17 * number, row) * 0.7
    shape = (
        shape + noise(across * wide * 5, row + 0.2) * 0.22 + noise(across * wide * 19, row) * 0.06
    )
    high: Array = (shape - 0.32) * (0.16, 0.11, 0.05)[number]
    return np.maximum(high, 0.004).astype(np.float32)


def ground(
    name: str, eye: Eye, light: Light, *, snow: float = 0.0, wet: float = 0.0
) -> tuple[Array, Array]:
    """The ground in light, and 1 where there is ground; snow and rain may have fallen on it."""
    across, up = eye.rays(SHRINK)
    below = up < -0.0015
    seen = np.zeros((*up.shape, 3), np.float32)
    for part in strips(int(np.count_nonzero(~below[:, 0])), up.shape[0]):
        z = (eye.height / -up[part]).ravel()
        point = np.stack([across[part].ravel() * z, np.zeros_like(z), z], -1).astype(np.float32)
        color = _weathered(_paved(name, point[:, 0], point[:, 2]), point, snow, wet)
        lit = light.on(point, (0.0, 1.0, 0.0)) * color
        seen[part] = light.through(lit, z).reshape(seen[part].shape)
    return seen, below.astype(np.float32)


def _paved(name: str, x: Array, z: Array) -> Array:
    """The ground of a name; a floor may lie in the open too, an unknown name is dust."""
    if name not in KNOWN and name in SURFACES:
        return SURFACES[name](x, z).color
    return KNOWN.get(name, _dust)(x, z)


def _weathered(color: Array, point: Array, snow: float, wet: float) -> Array:
    """Snow that lies in patches until it covers all; rain that makes everything darker."""
    if wet:
        color = color * np.float32(1 - 0.35 * wet)
    if snow:
        drift = noise(point[:, 0] / 9, point[:, 2] / 12)
        cover = ramp(0.9 - 0.85 * snow, 1.1 - 0.75 * snow, drift)[:, None]
        white = np.array([0.8, 0.84, 0.9], np.float32) * (0.85 + 0.3 * drift[:, None])
        color = color * (1 - cover) + white * cover
    return color


def _rough(x: Array, z: Array, fine: float) -> Array:
    near = ramp(26.0, 4.0, z)
    grit = noise(x * fine, z * fine) * near + 0.5 * (1 - near)
    broad: Array = 0.55 * noise(x / 23, z / 23) + 0.45 * grit
    return broad


def _tint(gray: Array, color: tuple[float, float, float]) -> Array:
    tinted: Array = (gray[:, None] * np.array(color, np.float32)).astype(np.float32)
    return tinted


def _dust(x: Array, z: Array) -> Array:
    return _tint(0.22 + 0.5 * _rough(x, z, 0.35) ** 1.5, (1.0, 0.8, 0.6))


def _road(x: Array, z: Array) -> Array:
    bend = x + 0.0009 * z * z + 0.12 * (noise(x / 40, z / 9) - 0.5)
    edge = 0.5 * noise(x / 3, z / 5)
    rut = ramp(0.42, 0.2, np.abs(np.abs(bend) - 0.85)) * (0.55 + 0.45 * noise(x / 1.3, z / 4))
    crown = ramp(0.5, 0.2, np.abs(bend)) * ramp(0.45, 0.7, noise(x, z / 2))
    lane = ramp(2.6, 2.1, np.abs(bend) + edge)
    pebbles = scatter(np.floor(x * 22).astype(np.int32), np.floor(z * 22).astype(np.int32))
    close = ramp(13.0, 3.5, z)
    gray = 0.14 + 0.4 * _rough(x, z, 0.9) ** 1.3 + 0.1 * (pebbles - 0.5) * close
    gray = gray * (0.85 + 0.5 * lane) * (1 - 0.5 * rut * lane) * (1 - 0.35 * crown)
    tread = 0.5 + 0.5 * np.sin(z * 26)
    gray = gray * (1 - 0.22 * rut * lane * tread * close)
    return _tint(np.maximum(gray, 0.03), (1.0, 0.82, 0.63))


def _asphalt(x: Array, z: Array) -> Array:
    gray = 0.07 + 0.13 * _rough(x, z, 0.6)
    crack = 1 - ramp(0.0, 0.02, np.abs(noise(x / 9, z / 9) - 0.5))
    gray = gray - 0.05 * crack * ramp(30.0, 5.0, z)
    stall = np.abs((x + 1.2) % 2.9 - 1.45)
    paint = ramp(0.09, 0.05, np.abs(stall - 1.45)) * ((z > 14.5) & (z < 19.8))
    paint = paint + ramp(0.09, 0.05, np.abs((x + 1.2) % 2.9 - 0.06)) * ((z > 4) & (z < 8.6))
    worn = 0.3 + 0.7 * noise(x / 1.7, z / 1.7)
    wet = ramp(0.6, 0.75, noise(x / 7 + 0.5, z / 7))
    gray = np.maximum(gray * (1 - 0.45 * wet), 0.015) + 0.34 * paint * worn
    return _tint(gray, (0.95, 0.96, 1.0))


def _gravel(x: Array, z: Array) -> Array:
    ring = 0.5 + 0.5 * np.cos(np.hypot(x - 3.4, z - 15) * 5.2)
    pebbles = scatter(np.floor(x * 14).astype(np.int32), np.floor(z * 14).astype(np.int32))
    near = ramp(18.0, 4.0, z)
    gray = 0.17 + 0.22 * _rough(x, z, 0.5) + 0.16 * (pebbles - 0.5) * near + 0.07 * ring * near
    return _tint(gray, (1.0, 0.95, 0.88))


def _playa(x: Array, z: Array) -> Array:
    warp = 0.9 * noise(x / 7, z / 7)
    best, second = np.full_like(x, 9.0), np.full_like(x, 9.0)
    column, row = np.floor(x / 0.9).astype(np.int32), np.floor(z / 0.9).astype(np.int32)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            cx = (column + i + scatter(column + i, row + j)) * 0.9
            cz = (row + j + scatter(row + j, column + i + 77)) * 0.9
            far = np.hypot(x - cx, z - cz).astype(np.float32)
            second = np.minimum(second, np.maximum(best, far))
            best = np.minimum(best, far)
    crack = ramp(0.07, 0.015, second - best) * ramp(34.0, 7.0, z)
    gray = (0.4 + 0.24 * _rough(x, z, 0.4) + 0.08 * warp) * (1 - 0.72 * crack)
    return _tint(gray, (1.0, 0.94, 0.84))


KNOWN: dict[str, Callable[[Array, Array], Array]] = {
    "dust": _dust,
    "road": _road,
    "asphalt": _asphalt,
    "gravel": _gravel,
    "playa": _playa,
    **MORE,
}
