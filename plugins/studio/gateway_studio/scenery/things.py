"""Draws what lies about and can be carried, in its own metres, a little larger than life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from gateway_studio.scenery.pen import Pen
from gateway_studio.scenery.shapes import Shape, draw_shape

STEEL = (0.32, 0.33, 0.36)
RED = (0.5, 0.07, 0.04)
PAPER = (0.75, 0.68, 0.52)


def draw_thing(
    pen: Pen, name: str, x: float, y: float, z: float, shapes: Mapping[str, Shape] | None = None
) -> None:
    """A thing at (x, z) with its foot at y; what nobody taught us is a box of its size."""
    shape = (shapes or {}).get(name)
    if shape:
        draw_shape(shape, pen, x, y, z)
        return
    if y < 0.05:
        pen.shadow(x, z, 0.7, 0.5, 0.6)
    KNOWN.get(name, _parcel)(pen, x, y, z)


def _parcel(pen: Pen, x: float, y: float, z: float) -> None:
    pen.box(x, y, z, (0.3, 0.2, 0.2), PAPER)


def _crowbar(pen: Pen, x: float, y: float, z: float) -> None:
    pen.bar((x - 0.36, y + 0.02, z), (x + 0.3, y + 0.1, z + 0.1), 0.045, STEEL)
    pen.bar((x + 0.3, y + 0.1, z + 0.1), (x + 0.37, y + 0.2, z + 0.1), 0.045, STEEL)
    pen.bar((x - 0.34, y + 0.02, z), (x - 0.14, y + 0.05, z + 0.03), 0.06, (0.04, 0.04, 0.04))


def _fuse(pen: Pen, x: float, y: float, z: float) -> None:
    pen.bar((x - 0.16, y + 0.05, z), (x + 0.16, y + 0.05, z), 0.1, (0.8, 0.76, 0.66))
    for side in (-1, 1):
        pen.bar(
            (x + side * 0.15, y + 0.05, z), (x + side * 0.2, y + 0.05, z), 0.105, (0.6, 0.36, 0.14)
        )


def _jerrycan(pen: Pen, x: float, y: float, z: float) -> None:
    pen.box(x, y, z, (0.36, 0.48, 0.17), (0.2, 0.22, 0.1))
    pen.bar((x - 0.13, y + 0.1, z), (x + 0.13, y + 0.38, z), 0.02, (0.12, 0.13, 0.06))
    pen.bar((x + 0.13, y + 0.1, z), (x - 0.13, y + 0.38, z), 0.02, (0.12, 0.13, 0.06))
    pen.bar((x - 0.1, y + 0.54, z), (x + 0.08, y + 0.54, z), 0.035, (0.2, 0.22, 0.1))
    pen.bar((x + 0.14, y + 0.48, z), (x + 0.17, y + 0.55, z), 0.06, RED)


def _reel(pen: Pen, x: float, y: float, z: float) -> None:
    pen.box(x, y, z, (0.36, 0.36, 0.05), (0.44, 0.3, 0.16))
    pen.disc(x, y + 0.18, z - 0.01, 0.15, (0.5, 0.5, 0.5))
    pen.disc(x, y + 0.18, z - 0.01, 0.06, (0.06, 0.05, 0.05))


def _logbook(pen: Pen, x: float, y: float, z: float) -> None:
    pen.box(x, y, z, (0.42, 0.07, 0.3), (0.07, 0.22, 0.12))
    pen.box(x, y + 0.015, z - 0.005, (0.4, 0.04, 0.3), PAPER)


def _cable(pen: Pen, x: float, y: float, z: float) -> None:
    for turn in range(5):
        r = 0.16 + 0.018 * turn
        points = [
            (x + r * c, y + 0.02 + 0.018 * turn + 0.03 * s, z + r * 0.6 * s)
            for c, s in (
                (1, 0),
                (0.7, 0.7),
                (0, 1),
                (-0.7, 0.7),
                (-1, 0),
                (-0.7, -0.7),
                (0, -1),
                (0.7, -0.7),
                (1, 0),
            )
        ]
        for start, end in pairwise(points):
            pen.bar(start, end, 0.03, (0.07, 0.07, 0.08))
    pen.bar((x + 0.2, y + 0.04, z - 0.1), (x + 0.36, y + 0.04, z - 0.14), 0.04, STEEL)


def _battery(pen: Pen, x: float, y: float, z: float) -> None:
    pen.box(x, y, z, (0.42, 0.28, 0.22), (0.04, 0.04, 0.05))
    pen.box(x, y + 0.2, z - 0.005, (0.42, 0.08, 0.22), (0.1, 0.1, 0.11))
    for side, color in ((-0.13, RED), (0.13, STEEL)):
        pen.bar((x + side, y + 0.28, z + 0.1), (x + side, y + 0.33, z + 0.1), 0.05, color)


KNOWN: dict[str, Callable[[Pen, float, float, float], None]] = {
    "crowbar": _crowbar,
    "fuse": _fuse,
    "jerrycan": _jerrycan,
    "reel": _reel,
    "logbook": _logbook,
    "cable": _cable,
    "battery": _battery,
}
