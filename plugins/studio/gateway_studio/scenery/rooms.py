"""Rooms, halls, aisles and tubes: a ray for every pixel, a surface for every ray, lit by lamps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.light import Light, add, along, apart, together
from gateway_studio.scenery.paint import Array, strips
from gateway_studio.scenery.surface import Surface
from gateway_studio.scenery.surfaces import GLOSS, surface

SHRINK = 0.625
"""The sheet's size while rays are cast; edges come later, at full size."""


FAINT = 0.25
"""How well a lamp's mirror image must lie on a ray to be seen at all; powers of less are slow."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The inside of a box, or of a lying cylinder if `round`; metres."""

    width: float
    height: float
    length: float
    ground: str
    wall: str
    end: str
    ceiling: str
    tint: Array
    round: bool = False
    outside: Callable[[Array, Array], Array] | None = None
    """What is seen through glass along the slopes (right, up) of rays."""


def cast(shell: Shell, eye: Eye, light: Light) -> Array:
    """What the eye sees of the shell, in light."""
    across, up = eye.rays(SHRINK)
    seen = np.zeros((*across.shape, 3), np.float32)
    draw = _tube if shell.round else _box
    for part in strips(0, across.shape[0]):
        draw(shell, eye, light, across[part], up[part], seen[part])
    return seen


def _box(shell: Shell, eye: Eye, light: Light, across: Array, up: Array, seen: Array) -> None:
    half = shell.width / 2
    tiny = np.float32(1e-4)
    side = half / np.maximum(np.abs(across), tiny)
    floor = eye.height / np.maximum(-up, tiny)
    ceiling = (shell.height - eye.height) / np.maximum(up, tiny)
    z = np.minimum(np.minimum(side, np.minimum(floor, ceiling)), np.float32(shell.length))
    faces = (
        (z == shell.length, (0.0, 0.0, -1.0), shell.end),
        (z == side, None, shell.wall),
        (z == floor, (0.0, 1.0, 0.0), shell.ground),
        (z == ceiling, (0.0, -1.0, 0.0), shell.ceiling),
    )
    for mask, normal, material in faces:
        if not mask.any():
            continue
        far = z[mask]
        point = np.stack([across[mask] * far, eye.height + up[mask] * far, far], -1)
        facing = np.asarray(normal or (0, 0, 0), np.float32)
        if normal is None:
            facing = np.zeros_like(point)
            facing[:, 0] = -np.sign(point[:, 0])
        seen[mask] = _shaded(shell, eye, light, point, facing, material) * _corners(shell, point)


def _shaded(
    shell: Shell, eye: Eye, light: Light, point: Array, facing: Array, material: str
) -> Array:
    if normal_is(facing, 1):
        u, v = point[:, 0], point[:, 2]
    elif normal_is(facing, 2):
        u, v = point[:, 0], point[:, 1]
    else:
        u, v = point[:, 2] + np.where(point[:, 0] > 0, np.float32(57.0), np.float32(0)), point[:, 1]
    skin: Surface = surface(material, u, v)
    lit = light.on(point, facing) * skin.color * shell.tint
    gloss = GLOSS.get(material, 0.0)
    if gloss:
        lit = lit + gloss * _mirrored(eye, light, point, skin)
    if skin.emits is not None:
        lit = lit + skin.emits
    seen = light.through(lit, point[:, 2])
    if skin.clear is not None and shell.outside:
        z = np.maximum(point[:, 2], 0.3)
        beyond = shell.outside(point[:, 0] / z, (point[:, 1] - eye.height) / z)
        clear = skin.clear[:, None]
        seen = seen * (1 - clear) + (beyond * 0.9 + 0.06 * seen) * clear
    return seen


def _corners(shell: Shell, point: Array) -> Array:
    """The dark that gathers where walls, floor and ceiling meet."""
    x, y, z = point[:, 0], point[:, 1], point[:, 2]
    side = np.exp(-np.maximum(shell.width / 2 - np.abs(x), 0) * 3.2)
    level = np.exp(-np.maximum(np.minimum(y, shell.height - y), 0) * 3.2)
    end = np.exp(-np.maximum(shell.length - z, 0) * 3.2)
    total = side + level + end - np.maximum(np.maximum(side, level), end)
    gathered: Array = (1 - 0.42 * np.clip(total, 0, 1))[:, None]
    return gathered


def normal_is(facing: Array, axis: int) -> bool:
    """Whether a surface faces along an axis only."""
    return bool(abs(float(facing.reshape(-1, 3)[0, axis])) > 0.5)


def _mirrored(eye: Eye, light: Light, point: Array, skin: Surface) -> Array:
    """The lamps as a floor throws them back."""
    x, y, z = apart(point)
    right, up = x + (skin.rough - 0.5) * np.float32(0.12) * z, np.float32(eye.height) - y
    length = np.sqrt(right * right + up * up + z * z)
    way = (right / length, up / length, z / length)
    got = np.zeros((3, *x.shape), np.float32)
    wet = 0.4 + 0.6 * skin.rough
    for lamp in light.lamps:
        dx, dy, dz = (np.float32(own) - at for own, at in ((lamp.x, x), (lamp.y, y), (lamp.z, z)))
        distance = np.sqrt(dx * dx + dy * dy + dz * dz)
        aligned = np.clip(along((dx, dy, dz), way) / distance, FAINT, 1)
        add(got, lamp.rgb, aligned**60 * (6.0 / (distance + 3.0)) * wet)
    return together(got)


def _tube(shell: Shell, eye: Eye, light: Light, across: Array, up: Array, seen: Array) -> None:
    radius = np.float32(shell.width / 2)
    start = np.float32(eye.height - radius)
    z = np.minimum(_reach(across, up, np.zeros_like(up), start, radius), shell.length)
    level = np.float32(0.32)
    water = (eye.height - level) / np.maximum(-up, np.float32(1e-4))
    wet = water < z
    point = np.stack([across * z, eye.height + up * z, z], -1)
    dry = ~wet
    seen[dry] = _pipe(shell, light, point[dry], radius)
    far = water[wet]
    hit = np.stack([across[wet] * far, np.full_like(far, level), far], -1)
    seen[wet] = _puddle(shell, light, hit, across[wet], up[wet], radius)


def _reach(across: Array, up: Array, x: Array, y: Array | np.float32, radius: np.float32) -> Array:
    """How far along z a ray from (x, y) runs before it meets the pipe around the axis."""
    a = across**2 + up**2 + np.float32(1e-6)
    b = x * across + y * up
    c = x * x + y * y - radius**2
    far: Array = (-b + np.sqrt(np.maximum(b * b - a * c, 0))) / a
    return far


def _pipe(shell: Shell, light: Light, point: Array, radius: np.float32) -> Array:
    axis = point.copy()
    axis[:, 1] -= radius
    axis[:, 2] = 0
    facing = -axis / radius
    angle = np.arctan2(axis[:, 0], -axis[:, 1])
    end = point[:, 2] >= shell.length - 0.01
    skin = surface(shell.wall, point[:, 2], np.abs(angle) * radius)  # both sides meet alike
    lit = light.on(point, facing) * skin.color * shell.tint
    lit[end] *= 0.2
    return light.through(lit, point[:, 2])


def _puddle(
    shell: Shell, light: Light, point: Array, across: Array, up: Array, radius: np.float32
) -> Array:
    skin = surface("water", point[:, 0], point[:, 2])
    ripple = (skin.rough - 0.5) * 0.22
    rising, sideways = -up * (1 + ripple), across + ripple * 0.6
    step = _reach(sideways, rising, point[:, 0], point[:, 1] - radius, radius)
    step = np.minimum(step, np.maximum(shell.length - point[:, 2], 0.1))
    above = point + np.stack([sideways * step, rising * step, step], -1)
    mirror = _pipe(shell, light, above, radius)
    grazing = np.clip(1.15 - np.abs(up) * 2.2, 0.25, 0.95)[:, None]
    return light.through(mirror * grazing + skin.color * 0.02, point[:, 2] * 0.2)
