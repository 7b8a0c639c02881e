"""Where the camera stands, and where a point in metres comes to lie on the sheet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    HEIGHT,
    MARGIN_X,
    MARGIN_Y,
    WIDTH,
    Array,
)

FOCAL = 900.0


@dataclass(frozen=True, slots=True)
class Eye:
    """A camera at height `height` that looks straight ahead; `x`, `y` is its vanishing point."""

    x: float
    y: float
    height: float

    def spot(self, x: float, y: float, z: float) -> tuple[float, float]:
        """A point x metres right, y up from the ground and z away, in pixels of the full sheet."""
        scale = FOCAL / max(z, 0.2)
        return self.x + x * scale, self.y - (y - self.height) * scale

    def scale(self, z: float) -> float:
        """Pixels a metre at a distance."""
        return FOCAL / max(z, 0.2)

    def rays(self, shrink: float) -> tuple[Array, Array]:
        """The slopes (right, up) of the rays through the pixels of a sheet that much smaller."""
        width, height = round(FULL_W * shrink), round(FULL_H * shrink)
        px = (np.arange(width, dtype=np.float32) + 0.5) / np.float32(shrink)
        py = (np.arange(height, dtype=np.float32) + 0.5) / np.float32(shrink)
        across, up = np.meshgrid((px - self.x) / FOCAL, (self.y - py) / FOCAL)
        return across.astype(np.float32), up.astype(np.float32)


def eye_of(horizon: float, vanish: float, height: float, pan: float, lift: float) -> Eye:
    """The camera a place wants, a hand's width off where it stood last time."""
    return Eye(
        MARGIN_X + vanish * WIDTH + 26 * pan, MARGIN_Y + horizon * HEIGHT + 10 * lift, height
    )
