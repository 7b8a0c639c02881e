"""Draws the danger that has a shape."""

from __future__ import annotations

from gateway_studio.scenery.figure import BLACK, Figure
from gateway_studio.scenery.pen import Pen


def _parts(f: Figure) -> None:
    """Tall, thin, no face, a cord that leads out of the picture."""
    f.shape(
        [
            (-0.05, 1.52), (-0.19, 1.46), (-0.23, 1.2), (-0.2, 0.8), (-0.23, 0.3), (-0.17, 0.0),
            (0.17, 0.0), (0.23, 0.3), (0.2, 0.8), (0.23, 1.2), (0.19, 1.46), (0.05, 1.52),
        ],
        BLACK,
    )  # fmt: skip
    for side in (-1, 1):
        f.limb([(side * 0.2, 1.4), (side * 0.26, 1.0), (side * 0.23, 0.56)], 0.075, BLACK)
    f.limb([(0.0, 1.48), (0.0, 1.56)], 0.07, BLACK)
    f.shape([(-0.07, 1.7), (-0.06, 1.56), (0, 1.5), (0.06, 1.56), (0.07, 1.7), (0, 1.77)], BLACK)
    band = [(-0.085, 1.6), (-0.08, 1.72), (0.0, 1.78), (0.08, 1.72), (0.085, 1.6)]
    f.limb(band, 0.016, (0.2, 0.2, 0.2))
    for ear in (-0.088, 0.088):
        f.limb([(ear, 1.58), (ear, 1.64)], 0.045, (0.16, 0.16, 0.16))
    f.limb([(0.1, 1.57), (0.22, 1.1), (0.3, 0.4), (0.5, 0.02), (2.6, 0.0)], 0.012, (0.08,) * 3)


def draw_watcher(pen: Pen, x: float, z: float) -> None:
    """The danger that can be seen, at (x, z)."""
    look = {"build": "tall", "head": "headset", "holds": "", "pose": "stand", "color": "black"}
    Figure(pen, x, z, look, 0.0).draw(_parts)
