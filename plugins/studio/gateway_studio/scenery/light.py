"""Where the light of a picture comes from, and how much of it falls on a point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TypeAlias

import numpy as np

from gateway_studio.scenery.paint import Array, Color

Point: TypeAlias = "tuple[float, float, float]"
Planes: TypeAlias = tuple[Array, Array, Array]

LAMPS: dict[str, Color] = {
    "sodium": (1.0, 0.56, 0.16),
    "tungsten": (1.0, 0.72, 0.4),
    "fluor": (0.74, 1.0, 0.86),
    "phosphor": (0.3, 1.0, 0.55),
    "red": (1.0, 0.1, 0.06),
    "exit": (0.2, 1.0, 0.42),
    "moon": (0.42, 0.58, 1.0),
    "white": (1.0, 0.97, 0.9),
}
"""Linear light of the lamps a world can name; an unknown name is white."""

_DAY: dict[float, tuple[Color, Color, Color, Color]] = {
    0.0: ((0.006, 0.01, 0.026), (0.02, 0.03, 0.055), (0.02, 0.02, 0.03), (0.03, 0.042, 0.075)),
    0.23: ((0.008, 0.014, 0.036), (0.04, 0.05, 0.085), (0.06, 0.04, 0.05), (0.034, 0.045, 0.08)),
    0.26: ((0.04, 0.075, 0.15), (0.3, 0.23, 0.23), (0.9, 0.42, 0.22), (0.12, 0.12, 0.15)),
    0.285: ((0.13, 0.21, 0.36), (0.7, 0.47, 0.33), (1.6, 0.85, 0.42), (0.33, 0.27, 0.23)),
    0.33: ((0.2, 0.33, 0.56), (0.7, 0.64, 0.56), (1.2, 0.95, 0.7), (0.6, 0.54, 0.47)),
    0.64: ((0.2, 0.31, 0.52), (0.72, 0.6, 0.48), (1.3, 0.9, 0.55), (0.56, 0.47, 0.38)),
    0.69: ((0.1, 0.13, 0.26), (0.62, 0.3, 0.2), (1.7, 0.62, 0.2), (0.25, 0.18, 0.17)),
    0.715: ((0.038, 0.05, 0.125), (0.33, 0.13, 0.13), (1.0, 0.26, 0.14), (0.11, 0.09, 0.12)),
    0.745: ((0.012, 0.02, 0.055), (0.07, 0.06, 0.11), (0.22, 0.08, 0.1), (0.048, 0.055, 0.095)),
    0.8: ((0.006, 0.011, 0.028), (0.024, 0.034, 0.062), (0.03, 0.03, 0.04), (0.034, 0.046, 0.08)),
    1.0: ((0.006, 0.01, 0.026), (0.02, 0.03, 0.055), (0.02, 0.02, 0.03), (0.03, 0.042, 0.075)),
}
"""By the hour: the zenith, the horizon, the glow at it, the light on the ground; linear."""


@dataclass(frozen=True, slots=True)
class Sun:
    """Light that comes from one side for the whole place."""

    way: Point
    """Towards it, one long."""
    rgb: Array


@dataclass(frozen=True, slots=True)
class Day:
    """The sky's own light at an hour, linear."""

    zenith: Array
    horizon: Array
    glow: Array
    ground: Array
    sun: Sun | None = None

    @classmethod
    def at(cls, hour: float, clouds: float = 0.0) -> Day:
        """The light at an hour, 0 to 1 from midnight to midnight, under a share of cloud."""
        table = np.array([*_DAY.values()], np.float32)
        parts = [
            np.array([np.interp(hour, [*_DAY], table[:, part, c]) for c in range(3)], np.float32)
            for part in range(4)
        ]
        dim = np.float32(1 - 0.35 * clouds)
        return cls(parts[0] * dim, parts[1] * dim, parts[2] * (1 - 0.6 * clouds), parts[3] * dim)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A point of light."""

    x: float
    y: float
    z: float
    rgb: Array
    flicker: float = 0.0


@dataclass(frozen=True, slots=True)
class Light:
    """All light of a picture: what comes from everywhere, the lamps, the camcorder's own lamp."""

    ambient: Array
    lamps: tuple[Lamp, ...]
    torch: float
    haze: Array
    thickness: float
    """How much of the haze is taken on in a metre."""
    sun: Sun | None = None

    def on(self, point: Array, normal: Array | Point) -> Array:
        """The light on points (…, 3) that face `normal`, as the eye gets it without haze."""
        at, facing = apart(point), apart(np.asarray(normal, np.float32))
        got = np.empty((3, *at[0].shape), np.float32)
        got[...] = self.ambient.reshape(3, *[1] * at[0].ndim) * (0.75 + 0.25 * facing[1])
        for lamp in self.lamps:
            add(got, lamp.rgb, _power(lamp, at, facing))
        if self.sun:
            add(got, self.sun.rgb, np.maximum(along(self.sun.way, facing), 0))
        if self.torch:
            add(got, LAMPS["white"], self._torch(at, facing))
        return together(got)

    def through(self, light: Array, z: Array) -> Array:
        """Light after its way through the haze."""
        kept = np.exp(-np.maximum(z, 0) * self.thickness)[..., None]
        seen: Array = light - self.haze
        seen *= kept
        seen += self.haze
        return seen

    def at(self, x: float, y: float, z: float, normal: Point, color: Sequence[float]) -> Color:
        """What a surface of a color shows of itself at one point."""
        base = 0.75 + 0.25 * normal[1]
        r, g, b = (float(part) * base for part in self.ambient)
        for lamp in self.lamps:
            dx, dy, dz = lamp.x - x, lamp.y - y, lamp.z - z
            square = dx * dx + dy * dy + dz * dz + 0.25
            cosine = (dx * normal[0] + dy * normal[1] + dz * normal[2]) / sqrt(square)
            power = (max(cosine, 0.0) * 0.9 + 0.1) * 4.0 / square
            r, g, b = (r + lamp.rgb[0] * power, g + lamp.rgb[1] * power, b + lamp.rgb[2] * power)
        if self.sun:
            cosine = sum(a * b for a, b in zip(self.sun.way, normal, strict=True))
            power = max(cosine, 0.0) + 0.12
            sun = self.sun.rgb
            r, g, b = (r + sun[0] * power, g + sun[1] * power, b + sun[2] * power)
        beam = self._beam(x, y - 1.45, max(z, 0.3), normal)
        white = LAMPS["white"]
        lit = (r + beam * white[0], g + beam * white[1], b + beam * white[2])
        kept = exp(-max(z, 0.0) * self.thickness)
        return tuple(  # type: ignore[return-value]
            float(part * own * kept + haze * (1 - kept))
            for part, own, haze in zip(lit, color, self.haze, strict=True)
        )

    def _beam(self, x: float, y: float, z: float, normal: Point) -> float:
        off = ((x - 0.1) / z) ** 2 + ((y + 0.12 * z) / z) ** 2
        cosine = max(-(x * normal[0] + y * normal[1] + z * normal[2]), 0.0)
        cosine /= sqrt(x * x + y * y + z * z)
        return self.torch * exp(-off * 7.0) * (0.25 + 0.75 * cosine) * 9.0 / (z * z + 7.0)

    def _torch(self, at: Planes, facing: Planes) -> Array:
        x, y, z = at[0], at[1] - np.float32(1.45), np.maximum(at[2], np.float32(0.3))
        right, up = (x - np.float32(0.1)) / z, (y + np.float32(0.12) * z) / z
        off, square = right * right + up * up, z * z
        cosine = np.maximum(-along((x, y, z), facing), 0) / np.sqrt(x * x + y * y + square)
        beam: Array = (0.25 + 0.75 * cosine) * (self.torch * 9.0) / (square + 7.0)
        return beam * np.exp(off * -7.0)


def apart(points: Array) -> Planes:
    """Each coordinate by itself: sums over three neighbours are what numpy does slowest."""
    x, y, z = (np.ascontiguousarray(points[..., part]) for part in range(3))
    return x, y, z


def together(planes: Array) -> Array:
    """Planes (3, …) as colors (…, 3)."""
    return np.ascontiguousarray(np.moveaxis(planes, 0, -1))


def add(got: Array, rgb: Iterable[float], power: Array) -> None:
    """Light of a color and of a power at each point onto the planes of what is there already."""
    for plane, part in zip(got, rgb, strict=True):
        plane += power * np.float32(part)


def along(way: Planes | Point, facing: Planes) -> Array:
    """How far two directions agree."""
    agreed: Array = way[0] * facing[0] + way[1] * facing[1] + way[2] * facing[2]
    return agreed


def _power(lamp: Lamp, at: Planes, facing: Planes) -> Array:
    """How much of a lamp's light falls on points."""
    x, y, z = (
        np.float32(own) - part for own, part in zip((lamp.x, lamp.y, lamp.z), at, strict=True)
    )
    square = x * x + y * y + z * z + np.float32(0.25)
    cosine = along((x, y, z), facing) / np.sqrt(square)
    power: Array = (np.maximum(cosine, 0) * np.float32(0.9) + np.float32(0.1)) * (4.0 / square)
    return power


def lamp_of(data: Mapping[str, object]) -> Lamp:
    """A lamp as a world's file tells of it."""
    rgb = np.array(LAMPS.get(str(data["color"]), LAMPS["white"]), np.float32)
    power, x, y, z, flicker = (float(str(data[key])) for key in ("power", "x", "y", "z", "flicker"))
    return Lamp(x, y, z, rgb * np.float32(power), flicker)
