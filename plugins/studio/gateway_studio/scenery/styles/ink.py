"""Ink on paper: washes in few tones, edges drawn with a brush, and one red that is kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gateway_studio.scenery.paint import FULL_H, FULL_W, Array, Bits, Layer, Packed, Pixels
from gateway_studio.scenery.styles.fields import (
    Tones,
    brightness,
    filled,
    lying,
    pixels_of,
    premultiplied,
    recolored,
    resized,
    steps,
    sum_of,
    texture,
)

PAPER, INK, SEAL = (0xEA, 0xE1, 0xCD), (0x1A, 0x19, 0x1D), (0xBE, 0x2A, 0x26)
"""Red, green, blue of the paper, the ink, and of what stays red."""
BLOSSOM = (0xC9, 0x4A, 0x4C)
LEVELS = (0.03, 0.28, 0.53, 0.77, 0.985)
EDGES = (44, 88, 134, 186)
ACCENT = 0.05
"""The share of the picture above which red is no accent."""
REACH = 13
"""How many tones a wash is uneven by."""
HELD = 1.2
"""From this depth on a sheet is held up to the eye: its lines are drawn, its dark is not."""
CONTOUR = 150
"""How many tones darker the brush is along an outline."""


def dress(layers: list[Layer], mood: float) -> list[Layer]:
    """All sheets as a brush would leave them."""
    tones = Tones.of(layers, 0.44 + 0.05 * mood, follow=1.2)
    return [_misty(layer) if layer.soft else _brushed(layer, tones) for layer in layers]


def _misty(layer: Layer) -> Layer:
    """Light and air are where the paper stays bare; petals keep their red."""
    blue, green, red, _ = sum_of(pixels_of(layer.image)) if layer.fall else (0, 0, 0, 0)
    pink = red > 1.1 * green and blue > green
    return filled(layer, BLOSSOM if pink else PAPER)


def _brushed(layer: Layer, tones: Tones) -> Layer:
    pixels = pixels_of(layer.image)
    height, width = pixels.shape[:2]
    fields = _fields(resized(pixels, width // 2, height // 2), tones, layer)
    grown = resized(fields, width, height)
    wash = lying(_uneven(), layer)
    tone = np.clip(grown[..., 0] + wash, 0, 255).astype(np.uint16)
    tone += _red(grown, layer).astype(np.uint16) * np.uint16(256)
    painted = _palette().take(tone).view(np.uint8).reshape(height, width, 4)
    if layer.image.isOpaque():
        return recolored(layer, painted)
    cover = np.clip(pixels[..., 3] * np.int16(3) + wash * 6 - 180, 0, 255)
    painted[..., 3] = cover * (pixels[..., 3] > 0)
    return recolored(layer, premultiplied(painted))


def _red(grown: Pixels, layer: Layer) -> Bits:
    """Where the red is kept: it is an accent, so of much red only what glows."""
    red = grown[..., 1] > 120
    if layer.image.isOpaque() or red.sum() > ACCENT * FULL_W * FULL_H:
        red &= grown[..., 0] > EDGES[-1] + 20
    bits: Bits = red
    return bits


def _fields(half: Pixels, tones: Tones, layer: Layer) -> Pixels:
    """Tone and redness at half the size; the tone has a line where it changes."""
    height, width = half.shape[:2]
    tone = tones.table[brightness(half)] * 255
    if layer.image.isOpaque():
        tone = 34 + tone * 0.87
    elif layer.depth > HELD:
        tone = 255 * (tone / 255) ** 0.4
    else:
        tone = tone * min(1.0, max(0.82, 1.12 - 0.42 * layer.depth))
        tone = _hazy(tone, tones, layer)
    fields = np.full((height, width, 4), 255, np.uint8)
    fields[..., 0] = np.minimum(tone, 255)
    blue, green, red, alpha = (half[..., index].astype(np.int16) for index in range(4))
    fields[..., 1] = np.clip(red * 10 - np.maximum(blue, green) * 17 - alpha // 3, 0, 255)
    if layer.depth == 0:
        return fields  # a sky has no lines: its stars would wear rings
    fields[..., 2] = alpha
    around = resized(resized(fields, width // 6, height // 6), width, height)
    line = np.clip((around[..., 0] - tone - 10) * 2.4, 0, 130)
    line = np.maximum(line, _outline(around[..., 2], layer))
    fields[..., 0] = np.clip(tone - line, 0, 255)
    return fields


def _hazy(tone: Array, tones: Tones, layer: Layer) -> Array:
    """What is far pales, and stands in mist up to its waist."""
    far = max(0.0, 0.3 - layer.depth) * 1.2
    if not far:
        return tone
    rise = np.linspace(-0.5, 1.0, tone.shape[0], dtype=np.float32)[:, None]
    share = far + (1 - far) * 0.75 * np.clip(rise, 0, 1) ** 1.5
    hazed: Array = tone * (1 - share) + np.float32(226 * min(1.0, 1.75 * tones.middle)) * share
    return hazed


def _outline(covered: Pixels, layer: Layer) -> Array:
    """The line about what is painted, thinner the farther it is; glass and snow have theirs."""
    if layer.image.isOpaque():
        return np.zeros(covered.shape, np.float32)
    near = 0.35 + 0.65 * min(1.0, 1.6 * layer.depth)
    line: Array = np.clip((np.float32(225) - covered) * 1.6, 0, CONTOUR * near)
    return line


@lru_cache(maxsize=1)
def _uneven() -> Array:
    """How a wash dries: broad and streaky, with the paper's own grain in it."""
    streaks, grain = texture(7, 1.1, 2.6, REACH), texture(11, 5.0, 5.0, REACH // 2)
    uneven: Array = streaks + grain
    return uneven


@lru_cache(maxsize=1)
def _palette() -> Packed:
    """The color of each tone, and again with what is red kept red; packed as BGRA."""
    levels = steps(LEVELS, EDGES, 9.0, 0.06)[:, None]
    table = np.full((512, 4), 255, np.uint8)
    ink, paper, seal = (np.array(color[::-1], np.float32) for color in (INK, PAPER, SEAL))
    table[:256, :3] = ink + (paper - ink) * levels
    table[256:, :3] = seal * (0.72 + 0.28 * levels)
    packed: Packed = table.view(np.uint32).ravel()
    return packed
