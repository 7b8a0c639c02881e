"""As it is drawn, but for the colors, which follow the mood."""

from __future__ import annotations

import skia

from gateway_studio.scenery.paint import Layer, blank
from gateway_studio.scenery.styles.fields import leaning, recolored

STEP = 0.05
"""Moods nearer to none than this are not seen."""


def dress(layers: list[Layer], mood: float) -> list[Layer]:
    """All sheets in the mood's colors."""
    return layers if abs(mood) < STEP else [_leaned(layer, mood) for layer in layers]


def _leaned(layer: Layer, mood: float) -> Layer:
    sheet, surface = blank(layer.image.width(), layer.image.height())
    paint = skia.Paint(ColorFilter=leaning(mood))
    surface.getCanvas().drawImage(layer.image, 0, 0, skia.SamplingOptions(), paint)
    return recolored(layer, sheet)
