"""A screen print: few flat inks, dots between them, plates that do not quite fit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    Array,
    Layer,
    Packed,
    Pixels,
    rows_and_columns,
)
from gateway_studio.scenery.styles.fields import (
    LUMA,
    Tones,
    brightness,
    lying,
    pixels_of,
    recolored,
    resized,
    steps,
    sum_of,
)

DARK, PAPER = (0x1C, 0x1B, 0x33), (0xF6, 0xE9, 0xCC)
FAMILIES = (
    ((0x1F, 0x4E, 0x6B), (0x4B, 0x9A, 0x9C), (0xB9, 0xD3, 0xBC)),
    ((0x8A, 0x2F, 0x36), (0xD9, 0x5D, 0x39), (0xF2, 0xB0, 0x5E)),
    ((0x2C, 0x55, 0x45), (0x6E, 0x93, 0x4F), (0xCB, 0xCB, 0x83)),
)
"""Three inks each for what is cool, what is warm, what is green; dark and paper are common."""
EDGES = (44, 92, 144, 206)
PERIOD = 6.0
"""Pixels from one dot to the next."""
REACH = 9
"""Tones about an edge within which there are dots."""
SLIP = (2, 3)
"""Pixels down and across by which the dark plate misses the colors."""


def dress(layers: list[Layer], mood: float) -> list[Layer]:
    """All sheets as they come off the press."""
    tones = Tones.of(layers, 0.5 + 0.1 * mood)
    return [
        _dotted(layer, mood) if layer.soft else _printed(layer, tones, mood) for layer in layers
    ]


def _printed(layer: Layer, tones: Tones, mood: float) -> Layer:
    pixels = pixels_of(layer.image)
    height, width = pixels.shape[:2]
    half = resized(pixels, width // 2, height // 2)
    grown = resized(_fields(half, tones, mood), width, height)
    tone = np.clip(grown[..., 0] + lying(screen(), layer), 0, 255).astype(np.uint16)
    family = (grown[..., 1] > 128).astype(np.uint16)
    family += (grown[..., 2] > 128) * (2 - 2 * family)
    inks = palette().take(np.maximum(tone, EDGES[0] + 2) + family * 256)
    inks[np.roll(tone < EDGES[0], SLIP, (0, 1))] = palette()[0]
    if not layer.image.isOpaque():
        inks[pixels[..., 3] < 90] = 0
    return recolored(layer, inks.view(np.uint8).reshape(height, width, 4))


def _fields(half: Pixels, tones: Tones, mood: float) -> Pixels:
    """Tone, warmth and greenness at half the size; colors are known less sharply than tones."""
    height, width = half.shape[:2]
    coarse = resized(half, width // 2, height // 2)
    blue, green, red = (coarse[..., index].astype(np.float32) for index in range(3))
    most = np.maximum(np.maximum(blue, green), red) + 6
    hues = np.full((*most.shape, 4), 255, np.uint8)
    hues[..., 1] = np.clip(98 + 25 * mood + 420 * (red - blue) / most, 0, 255)
    hues[..., 2] = np.clip(108 + 600 * (green - np.maximum(red, blue)) / most, 0, 255)
    fields = resized(hues, width, height)
    fields[..., 0] = tones.table[brightness(half)] * 255
    return fields


def _dotted(layer: Layer, mood: float) -> Layer:
    """Light and air as dots, what falls as specks, of the ink that suits them."""
    pixels = pixels_of(layer.image)
    alpha = pixels[..., 3]
    inside = alpha > 80
    if not layer.fall:
        inside = (alpha + lying(screen(), layer) * np.int16(7) > 128) & (alpha > 12)
    whole = sum_of(pixels)
    warm = whole[2] > whole[0] * (1.05 - 0.1 * mood)
    bright = whole[:3] @ LUMA > 0.3 * whole[3]
    ink = palette()[256 * int(warm) + (230 if bright else 170)]
    inks = inside * ink
    return recolored(layer, inks.view(np.uint8).reshape(pixels.shape))


@lru_cache(maxsize=1)
def screen() -> Array:
    """A full sheet of dots at an angle, as what is added to a tone before it is split."""
    y, x = rows_and_columns(FULL_H, FULL_W)
    turn = 2 * np.pi / PERIOD
    u, v = (x + y) * 0.7071 * turn, (x - y) * 0.7071 * turn
    dots: Array = ((np.cos(u) + np.cos(v)) * REACH).astype(np.int16)
    return dots


@lru_cache(maxsize=1)
def palette() -> Packed:
    """For each family, the ink of each tone, packed as BGRA."""
    table = np.full((len(FAMILIES), 256, 4), 255, np.uint8)
    index = np.rint(steps((0, 0.25, 0.5, 0.75, 1), EDGES, 1.0, 0) * 4).astype(int)
    for number, family in enumerate(FAMILIES):
        inks = np.array([DARK, *family, PAPER], np.uint8)[:, ::-1]
        table[number, :, :3] = inks[index]
    packed: Packed = table.reshape(-1, 4).view(np.uint32).ravel()
    return packed
