"""Glass in landmarks: what is to be seen through it."""

from __future__ import annotations

import numpy as np
import skia

from gateway_studio.scenery.eye import FOCAL
from gateway_studio.scenery.paint import LINEAR, Array, Color, Pixels, image_of, tone
from gateway_studio.scenery.pen import Pen

FINE = 96
"""Pixels across a pane while what is behind it is worked out."""


def draw_beyond(pen: Pen, area: skia.Rect, least: Color = (0.0, 0.0, 0.0)) -> None:
    """Fill an area with what the pen knows of outside, no darker than `least`, or with night."""
    if pen.outside is None:
        pen.canvas.drawRect(area, skia.Paint(Color=0xFF070C18))
        return
    px = np.linspace(area.left(), area.right(), FINE, dtype=np.float32)
    py = np.linspace(area.top(), area.bottom(), FINE, dtype=np.float32)
    right, up = np.meshgrid((px - pen.eye.x) / FOCAL, (pen.eye.y - py) / FOCAL)
    seen = pen.outside(right.ravel(), up.ravel()).reshape(FINE, FINE, 3)
    seen = np.maximum(seen, np.array(least, np.float32))
    pixels = premultiplied(tone(seen), np.ones((FINE, FINE), np.float32))
    pen.canvas.drawImageRect(image_of(pixels, skia.kPremul_AlphaType), area, LINEAR)


def premultiplied(rgb: Array, alpha: Array) -> Pixels:
    """Tones and their coverage as pixels."""
    pixels = np.empty((*alpha.shape, 4), np.uint8)
    pixels[..., :3] = np.clip(rgb[..., ::-1] * alpha[..., None] * 255, 0, 255)
    pixels[..., 3] = np.clip(alpha * 255, 0, 255)
    return pixels
