"""What came on wheels, and the traces of it."""

from __future__ import annotations

from collections.abc import Mapping

from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import DARK, STEEL, Draw, Pen


def _sedan(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """Seen from behind, sunk to its rims."""
    paint: Color = (0.24, 0.26, 0.28)
    pen.shadow(x, z, 2.4, 1.6, 0.8)
    pen.box(x, 0.12, z, (1.85, 0.62, 4.4), paint)
    roof = 1.32
    pen.face(
        [
            (x - 0.78, 0.74, z + 0.5),
            (x - 0.62, roof, z + 1.1),
            (x + 0.62, roof, z + 1.1),
            (x + 0.78, 0.74, z + 0.5),
        ],
        (0, 0.5, -0.8),
        (0.03, 0.035, 0.04),
    )
    pen.face(
        [
            (x - 0.62, roof, z + 1.1),
            (x - 0.62, roof, z + 2.6),
            (x + 0.62, roof, z + 2.6),
            (x + 0.62, roof, z + 1.1),
        ],
        (0, 1, 0),
        paint,
    )
    for side in (-1, 1):
        pen.plate(x + side * 0.7, 0.48, z - 0.02, 0.34, 0.14, (0.4, 0.04, 0.03))
        pen.bar((x + side * 0.78, 0.76, z + 0.5), (x + side * 0.62, roof, z + 1.1), 0.07, paint)
    pen.bar((x - 0.9, 0.3, z - 0.05), (x + 0.9, 0.3, z - 0.05), 0.1, (0.5, 0.5, 0.5))
    pen.plate(x, 0.42, z - 0.02, 0.4, 0.16, (0.5, 0.5, 0.45))
    pen.disc(x - 0.2, 0.86, z + 0.62, 0.1, (0.2, 0.16, 0.1))


def _van(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """A cargo van, from behind and a little from the side, with a dish nobody believes in."""
    white: Color = (0.52, 0.5, 0.46)
    pen.shadow(x, z + 0.4, 3.0, 2.4, 0.8)
    for side in (-0.78, 0.78):
        pen.box(x + side, 0, z + 0.5, (0.22, 0.55, 0.6), (0.015, 0.015, 0.015))
    pen.box(x, 0.42, z, (2.0, 1.75, 4.6), white)
    pen.box(x, 0.42, z - 0.01, (2.02, 0.5, 4.6), (0.36, 0.12, 0.06))
    for side in (-0.47, 0.47):
        pen.plate(x + side, 1.35, z - 0.03, 0.78, 0.58, (0.025, 0.03, 0.035))
        pen.plate(x + side * 2.0, 0.95, z - 0.03, 0.12, 0.3, (0.5, 0.04, 0.02))
    pen.plate(x, 0.5, z - 0.03, 0.025, 1.6, DARK)
    pen.plate(x + 0.12, 1.1, z - 0.04, 0.14, 0.05, STEEL)
    pen.plate(x - 0.42, 0.62, z - 0.04, 0.46, 0.18, (0.6, 0.6, 0.52))
    pen.bar((x - 1.0, 0.36, z - 0.08), (x + 1.0, 0.36, z - 0.08), 0.13, (0.16, 0.16, 0.17))
    if x - 1 > 0:
        left = x - 1.005
        pen.face(
            [
                (left, 1.3, z + 2.7),
                (left, 1.95, z + 2.7),
                (left, 1.95, z + 3.7),
                (left, 1.3, z + 3.7),
            ],
            (-1, 0, 0),
            (0.03, 0.035, 0.04),
        )
    pen.bar((x - 0.5, 2.17, z + 1), (x - 0.5, 2.9, z + 1), 0.06, STEEL)
    pen.disc(x - 0.5, 3.0, z + 0.9, 0.34, (0.4, 0.4, 0.42))
    pen.bar((x - 0.5, 3.0, z + 0.8), (x - 0.28, 3.1, z + 0.4), 0.03, STEEL)


def _tracks(pen: Pen, x: float, y: float, z: float, size: float) -> None:
    """Where a van has just gone: two dark strips with the tread in them."""
    earth: Color = (0.1, 0.075, 0.055)
    for side in (-0.8, 0.8):
        for step in range(60):
            near, left = 2.4 + step * 0.2, x + side - 0.11 + 0.0002 * step * step
            far, right = near + (0.2 if step % 2 else 0.13), left + 0.22
            corners = [(left, 0.0, near), (left, 0.0, far), (right, 0.0, far), (right, 0.0, near)]
            pen.face(corners, (0, 1, 0), earth)


VEHICLES: Mapping[str, Draw] = {
    "sedan": _sedan,
    "van": _van,
    "tracks": _tracks,
}
