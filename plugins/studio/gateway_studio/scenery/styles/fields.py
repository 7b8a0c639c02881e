"""What every style needs to know of a sheet: its pixels, its tones, and noise that lies on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import skia

from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    Array,
    Layer,
    Pixels,
    blank,
    image_of,
    noise,
    rows_and_columns,
)

LUMA = np.array([0.114, 0.587, 0.299], np.float32)
"""How bright blue, green and red look."""
MEAN = 0.41
"""How bright the middle of a scene is in the mean of day and night."""
SMALL = 8
"""By how much less the picture is measured than it is painted."""


def pixels_of(image: skia.Image) -> Pixels:
    """A copy of an image's pixels, BGRA and premultiplied."""
    pixels = np.empty((image.height(), image.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(
        image.width(), image.height(), skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType
    )
    image.readPixels(info, pixels, image.width() * 4)
    return pixels


def sum_of(pixels: Pixels) -> Array:
    """All of a sheet's pixels together, BGRA."""
    rows = pixels.reshape(pixels.shape[0], -1).sum(0, dtype=np.uint32)
    whole: Array = rows.reshape(-1, 4).sum(0, dtype=np.float64)
    return whole


def resized(pixels: Pixels, width: int, height: int, *, smooth: bool = False) -> Pixels:
    """The same at another size; `smooth` where it becomes larger and edges should stay round.

    The last channel is taken as coverage of the others.
    """
    sheet, surface = blank(max(1, width), max(1, height))
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    if smooth:
        sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell())
    target = skia.Rect.MakeWH(*sheet.shape[1::-1])
    image = image_of(np.ascontiguousarray(pixels), skia.kPremul_AlphaType)
    surface.getCanvas().drawImageRect(image, target, sampling)
    return sheet


@dataclass(frozen=True, slots=True)
class Tones:
    """How light and dark are spread over a whole picture, so that a style can use all of it."""

    table: Array
    """For each brightness, 0 to 255, where it stands between the darkest and the lightest."""
    middle: float
    """Where the median stands."""

    @classmethod
    def of(cls, layers: Sequence[Layer], middle: float, follow: float = 0.0) -> Tones:
        """Measured where the layers lie over one another; the median becomes `middle`.

        :param follow: how far it is darker by night and brighter by day than that.
        """
        sheet, surface = blank(FULL_W // SMALL, FULL_H // SMALL)
        canvas = surface.getCanvas()
        canvas.scale(1 / SMALL, 1 / SMALL)
        for layer in layers:
            canvas.drawImage(layer.image, layer.left, layer.top)
        low, half, high = np.percentile(sheet[..., :3] @ LUMA, (1, 50, 99.6))
        spread = np.clip((np.arange(256) - low) / max(high - low, 24.0), 0, 1)
        share = min(max((half - low) / max(high - low, 24.0), 0.02), 0.98)
        wanted = min(max(middle + follow * (float(half) / 255 - MEAN), 0.15), 0.62)
        power = np.clip(np.log(wanted) / np.log(share), 0.35, 1.8)
        return cls((spread**power).astype(np.float32), wanted)


def brightness(pixels: Pixels) -> Pixels:
    """How bright each pixel is where it is painted at all, 0 to 255."""
    alpha = np.maximum(pixels[..., 3], 1).astype(np.float32)
    return np.minimum((pixels[..., :3] @ LUMA) * (255 / alpha), 255).astype(np.uint8)


def texture(seed: int, across: float, down: float, reach: int) -> Array:
    """A full sheet of noise between minus and plus `reach`; higher numbers make it finer."""
    y, x = rows_and_columns(FULL_H, FULL_W)
    field = noise(x / FULL_W * across, y / FULL_H * down, seed)
    return ((field - 0.5) * 2 * reach).astype(np.int16)


def lying(field: Array, layer: Layer) -> Array:
    """The part of a full sheet that lies under a layer."""
    right, bottom = layer.left + layer.image.width(), layer.top + layer.image.height()
    return field[layer.top : bottom, layer.left : right]


def steps(levels: Sequence[float], edges: Sequence[float], soft: float, rim: float) -> Array:
    """A table from 256 tones to as many flat ones as there are levels.

    Between two levels the table changes within `soft` tones; before each change it dips by `rim`
    as a wash dries darker at its edge.
    """
    tone = np.arange(256, dtype=np.float32)
    table = np.full(256, levels[0], np.float32)
    for (low, high), edge in zip(pairwise(levels), edges, strict=True):
        share = np.clip((tone - edge) / soft + 0.5, 0, 1)
        table += (high - low) * share - rim * np.exp(-(((tone - edge + soft) / soft) ** 2))
    return np.clip(table, 0, 1)


def recolored(layer: Layer, pixels: Pixels) -> Layer:
    """The same sheet with other pixels."""
    from dataclasses import replace

    kind = skia.kOpaque_AlphaType if layer.image.isOpaque() else skia.kPremul_AlphaType
    return replace(layer, image=image_of(np.ascontiguousarray(pixels), kind))


def opened(image: skia.Image, tones: Tones, share: float, then: skia.ColorFilter) -> Pixels:
    """An image brought some way to using all tones there are, and its colors filtered."""
    tone = np.arange(256) * (1 - share) + tones.table * 255 * share
    curve = skia.TableColorFilter.Make(np.clip(tone, 0, 255).astype(int).tolist())
    sheet, surface = blank(image.width(), image.height())
    paint = skia.Paint(ColorFilter=skia.ColorFilters.Compose(then, curve))
    surface.getCanvas().drawImage(image, 0, 0, skia.SamplingOptions(), paint)
    return sheet


def filled(layer: Layer, color: tuple[int, int, int]) -> Layer:
    """The same sheet in one color."""
    sheet, surface = blank(layer.image.width(), layer.image.height())
    one = skia.ColorFilters.Blend(skia.Color(*color), skia.BlendMode.kSrcIn)
    paint = skia.Paint(ColorFilter=one)
    surface.getCanvas().drawImage(layer.image, 0, 0, skia.SamplingOptions(), paint)
    return recolored(layer, sheet)


def premultiplied(pixels: Pixels) -> Pixels:
    """Colors times their coverage, as skia lays them over others fastest."""
    sheet, surface = blank(pixels.shape[1], pixels.shape[0])
    surface.getCanvas().drawImage(image_of(pixels, skia.kUnpremul_AlphaType), 0, 0)
    return sheet


def leaning(mood: float, fullness: float = 1.0) -> skia.ColorFilter:
    """Colors that lean cold and dim for a mood of -1, warm and bright for 1."""
    light = 1 + 0.1 * mood
    gains = (light * (1 + 0.09 * mood), light, light * (1 - 0.1 * mood))
    gray = 1 - fullness * (1 + 0.12 * mood)
    rows = []
    for index, gain in enumerate(gains):
        row = [gain * gray * float(part) for part in LUMA[::-1]] + [0.0, 0.0]
        row[index] += gain * (1 - gray)
        rows += row
    return skia.ColorFilters.Matrix([*rows, 0, 0, 0, 1, 0])
