"""The skies that a world can choose, by how high the sun stands in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, hypot, pi, radians, sin

import numpy as np

from gateway_studio.scenery.light import Day, Sun
from gateway_studio.scenery.paint import Array, Color

Row = tuple[Color, Color, Color, Color, Color]
"""The zenith, the horizon, the glow where the sun is, the light on the ground, the sun; linear."""
NO: Color = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Sky:
    """When the sun comes and goes, in hours; how high it climbs, in degrees; the light by that."""

    up: float
    down: float
    high: float
    table: dict[float, Row]
    thickness: float
    """How much haze there is in a metre of clear air."""


SEASIDE: dict[float, Row] = {
    -16: (
        (0.004, 0.009, 0.034),
        (0.02, 0.032, 0.07),
        (0.02, 0.02, 0.03),
        (0.032, 0.046, 0.086),
        NO,
    ),
    -8: ((0.012, 0.03, 0.11), (0.13, 0.1, 0.16), (0.4, 0.13, 0.14), (0.07, 0.08, 0.14), NO),
    -2: ((0.03, 0.08, 0.26), (0.5, 0.27, 0.24), (1.5, 0.52, 0.18), (0.2, 0.18, 0.23), NO),
    3: ((0.05, 0.15, 0.4), (0.8, 0.5, 0.32), (2.0, 0.9, 0.3), (0.3, 0.26, 0.27), (1.0, 0.46, 0.15)),
    12: (
        (0.06, 0.22, 0.6),
        (0.7, 0.78, 0.76),
        (1.0, 0.7, 0.38),
        (0.36, 0.37, 0.4),
        (1.2, 0.88, 0.5),
    ),
    34: (
        (0.05, 0.23, 0.72),
        (0.5, 0.85, 1.25),
        (0.3, 0.3, 0.25),
        (0.36, 0.43, 0.52),
        (1.3, 1.18, 0.96),
    ),
}
ALPINE: dict[float, Row] = {
    -16: (
        (0.004, 0.009, 0.03),
        (0.022, 0.036, 0.075),
        (0.02, 0.025, 0.04),
        (0.05, 0.068, 0.125),
        NO,
    ),
    -8: ((0.015, 0.035, 0.12), (0.1, 0.11, 0.21), (0.22, 0.11, 0.2), (0.08, 0.1, 0.185), NO),
    -2: ((0.04, 0.09, 0.26), (0.42, 0.27, 0.35), (1.1, 0.42, 0.28), (0.17, 0.18, 0.28), NO),
    3: (
        (0.05, 0.14, 0.38),
        (0.7, 0.5, 0.45),
        (1.5, 0.75, 0.4),
        (0.23, 0.26, 0.37),
        (0.8, 0.42, 0.24),
    ),
    10: (
        (0.05, 0.18, 0.5),
        (0.58, 0.7, 0.84),
        (0.9, 0.7, 0.5),
        (0.28, 0.35, 0.48),
        (0.9, 0.76, 0.56),
    ),
    22: (
        (0.04, 0.17, 0.55),
        (0.5, 0.76, 1.1),
        (0.35, 0.33, 0.3),
        (0.42, 0.49, 0.6),
        (1.0, 0.93, 0.82),
    ),
}
CITY: dict[float, Row] = {
    -16: ((0.01, 0.011, 0.022), (0.1, 0.062, 0.05), (0.12, 0.07, 0.05), (0.05, 0.045, 0.055), NO),
    -8: ((0.016, 0.024, 0.07), (0.16, 0.1, 0.12), (0.4, 0.15, 0.12), (0.08, 0.08, 0.11), NO),
    -2: ((0.05, 0.08, 0.2), (0.5, 0.29, 0.24), (1.4, 0.5, 0.2), (0.19, 0.17, 0.2), NO),
    3: (
        (0.1, 0.16, 0.34),
        (0.75, 0.52, 0.38),
        (1.7, 0.8, 0.32),
        (0.29, 0.27, 0.28),
        (0.85, 0.45, 0.18),
    ),
    12: (
        (0.16, 0.27, 0.5),
        (0.72, 0.72, 0.7),
        (0.9, 0.7, 0.45),
        (0.36, 0.36, 0.38),
        (0.95, 0.76, 0.5),
    ),
    34: (
        (0.16, 0.3, 0.58),
        (0.68, 0.82, 0.95),
        (0.3, 0.3, 0.26),
        (0.4, 0.43, 0.47),
        (1.0, 0.94, 0.82),
    ),
}
KNOWN: dict[str, Sky] = {
    "alpine": Sky(7.8, 16.7, 24.0, ALPINE, 0.0018),
    "seaside": Sky(5.3, 21.0, 56.0, SEASIDE, 0.0024),
    "city": Sky(6.5, 19.2, 42.0, CITY, 0.006),
}
SPACE = Day(
    zenith=np.zeros(3, np.float32),
    horizon=np.array((0.002, 0.002, 0.003), np.float32),
    glow=np.zeros(3, np.float32),
    ground=np.array((0.02, 0.022, 0.03), np.float32),
    sun=Sun((0.62, 0.5, -0.6), np.array((1.7, 1.62, 1.5), np.float32)),
)
_PATH = (
    (0.0, 0.9, -0.3),
    (0.5, 0.6, -0.6),
    (0.75, -0.5, -0.5),
    (0.9, -0.8, 0.3),
    (1.0, -0.3, 0.95),
)
"""From morning to evening: where the sun stands, to the right and away."""


@lru_cache(maxsize=8)
def day_of(name: str, hour: float, clouds: float) -> Day:
    """The light of a sky at an hour, 0 to 1 from midnight to midnight, under a share of cloud."""
    if name == "space":
        return SPACE
    sky = KNOWN.get(name)
    if sky is None:
        return Day.at(hour, clouds)
    high = _height(sky, hour * 24)
    table = np.array([*sky.table.values()], np.float32)
    zenith, horizon, glow, ground, sun = (
        np.array([np.interp(high, [*sky.table], table[:, row, c]) for c in range(3)], np.float32)
        for row in range(5)
    )
    clear = Day(zenith, horizon, glow, ground, Sun(_way(sky, hour * 24, high), sun))
    return _clouded(clear, clouds)


def thickness(name: str) -> float:
    """How much of the haze clear air takes on in a metre."""
    if name == "space":
        return 0.0
    return KNOWN[name].thickness if name in KNOWN else 0.006


def _height(sky: Sky, hour: float) -> float:
    """How high the sun stands, in degrees."""
    day = sky.down - sky.up
    if sky.up <= hour <= sky.down:
        return sky.high * sin(pi * (hour - sky.up) / day)
    return -20 * sin(pi * ((hour - sky.down) % 24) / (24 - day))


def _way(sky: Sky, hour: float, high: float) -> tuple[float, float, float]:
    share = (hour - sky.up) / (sky.down - sky.up)
    times, rights, aways = zip(*_PATH, strict=True)
    x, z = float(np.interp(share, times, rights)), float(np.interp(share, times, aways))
    flat, angle = hypot(x, z), radians(max(high, 0.5))
    return x / flat * cos(angle), sin(angle), z / flat * cos(angle)


def _clouded(day: Day, clouds: float) -> Day:
    """Cloud takes the sun away first, then the color."""
    heavy = np.float32(clouds**2)

    def grayed(light: Array) -> Array:
        whole: Array = light * (1 - 0.75 * heavy) + light.mean() * 0.6 * heavy
        return whole

    sun = day.sun and replace(day.sun, rgb=day.sun.rgb * np.float32(max(0, 1 - 1.15 * clouds**1.6)))
    return Day(
        grayed(day.zenith) + 0.25 * heavy * grayed(day.horizon),
        grayed(day.horizon),
        day.glow * (1 - 0.8 * heavy),
        grayed(day.ground) * (1 + 0.2 * heavy),
        sun,
    )
