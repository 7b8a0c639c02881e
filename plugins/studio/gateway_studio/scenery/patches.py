"""Where on a sheet anything is painted, so that a film leaves out what is empty."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import skia

from gateway_studio.scenery.paint import Layer, Pixels

Patch: TypeAlias = "tuple[int, int, int, int]"
"""Left, top, right, bottom in pixels of the sheet."""
BLOCK = 32
FULL = {False: 0.85, True: 0.5}
"""By whether a sheet is soft: the share of taken blocks above which it is best drawn whole."""
MANY = {False: 160, True: 64}
"""The same for how many patches there are."""
SLACK = 2
"""Pixels that smoothing and rounding may add on each side."""


def patches(layer: Layer) -> list[Patch]:
    """What of a sheet is painted, in blocks; nothing if it is best drawn whole."""
    if layer.image.isOpaque():
        return []
    taken = _taken(layer.image)
    found = [] if taken.mean() > FULL[layer.soft] else [*_runs(taken)]
    return found if len(found) <= MANY[layer.soft] else []


def _taken(image: skia.Image) -> Pixels:
    """1 for each block with anything on it."""
    pixels = np.empty((image.height(), image.width()), np.uint32)
    image.readPixels(image.imageInfo(), pixels, image.width() * 4)
    rows = np.maximum.reduceat(pixels, np.arange(0, pixels.shape[0], BLOCK), axis=0)
    blocks = np.maximum.reduceat(rows, np.arange(0, pixels.shape[1], BLOCK), axis=1)
    return (blocks > 0).astype(np.uint8)


def _runs(taken: Pixels) -> list[Patch]:
    edges = np.diff(np.pad(taken.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    return [
        (left * BLOCK, row * BLOCK, right * BLOCK, (row + 1) * BLOCK)
        for (row, left), (_, right) in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def region(found: list[Patch], x: float, y: float, scale: float) -> skia.Region:
    """Where patches come to lie when the sheet is drawn at a spot and a scale."""
    area = skia.Region()
    area.setRects(
        [
            skia.IRect.MakeLTRB(
                int(x + left * scale) - SLACK,
                int(y + top * scale) - SLACK,
                int(x + right * scale) + SLACK,
                int(y + bottom * scale) + SLACK,
            )
            for left, top, right, bottom in found
        ]
    )
    return area
