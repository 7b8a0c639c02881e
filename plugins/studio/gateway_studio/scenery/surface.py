"""What a surface is, and the tools that the makers of surfaces share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gateway_studio.scenery.paint import Array, Color, ramp

Cells: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Surface:
    """Color (n, 3) and roughness (n) of points, what they give off, how clear they are."""

    color: Array
    rough: Array
    emits: Array | None = None
    clear: Array | None = None


def cells(u: Array, size: float) -> tuple[Cells, Array]:
    """Which cell of a row, and where in it, 0 to 1."""
    scaled = u / np.float32(size)
    cell = np.floor(scaled)
    return cell.astype(np.int32), (scaled - cell).astype(np.float32)


def seam(share: Array, width: float) -> Array:
    """1 on the seam between two cells."""
    return 1 - ramp(0.0, width, np.minimum(share, 1 - share))


def rgb(gray: Array, color: Color) -> Array:
    """Grays in a color."""
    tinted: Array = gray[:, None] * np.array(color, np.float32)
    return tinted
