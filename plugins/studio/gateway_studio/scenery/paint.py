"""Pixels: noise, tone, layers, and how layers become a picture.

Layers are premultiplied BGRA and laid over one another plainly, for that is what skia does fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import skia

WIDTH, HEIGHT = 1280, 720
MARGIN_X, MARGIN_Y = 64, 36
"""Every layer is painted that much past the frame, so that the camera can move."""
FULL_W, FULL_H = WIDTH + 2 * MARGIN_X, HEIGHT + 2 * MARGIN_Y

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Pixels: TypeAlias = npt.NDArray[np.uint8]
Bits: TypeAlias = npt.NDArray[np.bool_]
Packed: TypeAlias = npt.NDArray[np.uint32]
"""BGRA in one number."""
Color: TypeAlias = "tuple[float, float, float]"

LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


@dataclass(frozen=True, slots=True)
class Layer:
    """A painted sheet at a place in depth.

    `depth` is 0 for what stands still while the camera moves and 1 for what is nearest. `left` and
    `top` say where its first pixel lies in the full sheet. `drift` is how many pixels it slides in
    a second by itself, `fall` how many sheets it sinks and so comes round again, `flicker` how much
    it comes and goes.
    """

    image: skia.Image
    depth: float
    left: int = 0
    top: int = 0
    drift: float = 0.0
    fall: float = 0.0
    flicker: float = 0.0
    soft: bool = False
    """Whether it is light or air, which has no outline."""


@lru_cache(maxsize=4)
def cloud_tile(seed: int = 7, size: int = 512, slope: float = 1.75) -> Array:
    """Noise like clouds or rust, 0 to 1, that repeats without a seam."""
    chance = np.random.Generator(np.random.PCG64(seed))
    white = np.fft.rfft2(chance.standard_normal((size, size)))
    fy = np.fft.fftfreq(size)[:, None]
    fx = np.fft.rfftfreq(size)[None, :]
    radius = np.sqrt(fx * fx + fy * fy)
    radius[0, 0] = 1.0
    tile = np.fft.irfft2(white / radius**slope, s=(size, size))
    ranks = tile.ravel().argsort().argsort().reshape(size, size)
    soft = (tile - tile.mean()) / (3.2 * tile.std()) * 0.5 + 0.5
    mixed = 0.6 * soft + 0.4 * ranks / (size * size)
    tile = np.clip(mixed, 0, 1)
    whole: Array = tile.astype(np.float32)
    return whole


def noise(u: Array, v: Array, seed: int = 7) -> Array:
    """The cloud tile at (u, v), smoothly; one unit is one tile."""
    tile = cloud_tile(seed)
    size, flat = tile.shape[0], tile.reshape(-1)
    x, y = np.asarray(u * size, np.float32), np.asarray(v * size, np.float32)
    left, low = np.floor(x), np.floor(y)
    fx, fy = x - left, y - low
    x0, y0, mask = left.astype(np.int32), low.astype(np.int32), size - 1
    x1, row, over = (x0 + 1) & mask, (y0 & mask) * size, ((y0 + 1) & mask) * size
    x0 &= mask
    upper, lower = flat.take(row + x0, mode="clip"), flat.take(over + x0, mode="clip")
    upper += (flat.take(row + x1, mode="clip") - upper) * fx
    lower += (flat.take(over + x1, mode="clip") - lower) * fx
    blended: Array = upper + (lower - upper) * fy
    return blended


def rows_and_columns(height: int, width: int) -> tuple[Array, Array]:
    """The numbers of the rows and of the columns of a sheet, each lying along its own axis."""
    rows, columns = np.ogrid[0:height, 0:width]
    return rows.astype(np.float32), columns.astype(np.float32)


def strips(first: int, last: int, high: int = 48) -> Iterator[slice]:
    """Rows a few at a time: what fits a processor's own memory goes faster, and takes less."""
    for top in range(first, last, high):
        yield slice(top, min(last, top + high))


def speckle(u: Array, v: Array, seed: int = 7) -> Array:
    """The same without smoothing: cheaper, and gritty."""
    tile = cloud_tile(seed)
    size = tile.shape[0]
    picked: Array = tile[
        (v * size).astype(np.int32) & (size - 1), (u * size).astype(np.int32) & (size - 1)
    ]
    return picked


def scatter(*numbers: npt.NDArray[np.int32]) -> Array:
    """A fixed random number, 0 to 1, for each cell that whole numbers name."""
    mixed: npt.NDArray[np.uint32] = np.zeros(
        np.broadcast_shapes(*(one.shape for one in numbers)), np.uint32
    )
    for index, number in enumerate(numbers):
        mixed = (mixed ^ (number.astype(np.uint32) * np.uint32(0x9E3779B1 + 2 * index))) * (
            np.uint32(0x85EBCA6B)
        )
        mixed ^= mixed >> np.uint32(13)
    return (mixed >> np.uint32(8)).astype(np.float32) / np.float32(1 << 24)


def ramp(low: float, high: float, value: Array) -> Array:
    """0 below `low`, 1 above `high`, smooth between; also with `low` above `high`."""
    share = np.clip((value - low) / (high - low), 0, 1)
    smooth: Array = share * share * (3 - 2 * share)
    return smooth


def tone(light: Array) -> Array:
    """Light as it falls to what a tape shows of it, 0 to 1."""
    mapped = np.maximum(light, 0)
    mapped *= -1.6
    np.exp(mapped, out=mapped)
    np.subtract(1, mapped, out=mapped)
    mapped **= 1 / 2.2
    graded: Array = mapped * -0.3
    graded += 0.9
    graded *= mapped
    graded += 0.4
    graded *= mapped
    return graded


def tone_color(light: Sequence[float]) -> int:
    """One light as skia's color."""
    color = 255
    for part in light:
        mapped = (1 - exp(-max(part, 0.0) * 1.6)) ** (1 / 2.2)
        color = color << 8 | min(255, round(255 * mapped * (0.4 + mapped * (0.9 - 0.3 * mapped))))
    return color


@lru_cache(maxsize=1)
def dirt() -> skia.Image:
    """Dark stains to lay over what is painted, as coverage of black; a full sheet of them."""
    coarse, fine = cloud_tile(7), cloud_tile(11, slope=0.9)
    alpha = np.clip(0.5 + 1.1 * (coarse - 0.5) + 0.9 * (fine - 0.5), 0, 1) ** 1.4
    tiled = np.tile(alpha, (2, 3))[:FULL_H, :FULL_W]
    pixels = np.zeros((*tiled.shape, 4), np.uint8)
    pixels[..., 3] = np.clip(tiled * 210, 0, 255)
    return image_of(pixels, skia.kPremul_AlphaType)


def stain(canvas: skia.Canvas, strength: int, area: skia.Rect) -> None:
    """Lay wear and stains over what is painted within an area, so that nothing is flat."""
    paint = skia.Paint(BlendMode=skia.BlendMode.kSrcATop, Alpha=strength)
    canvas.save()
    canvas.clipRect(area)
    canvas.drawImage(dirt(), 0, 0, skia.SamplingOptions(), paint)
    canvas.restore()


def opaque(rgb: Array) -> skia.Image:
    """Tones of any size as a sheet of the full size."""
    pixels = np.empty((*rgb.shape[:2], 4), np.uint8)
    for channel in range(3):
        pixels[..., 2 - channel] = np.clip(rgb[..., channel] * 255 + 0.5, 0, 255)
    pixels[..., 3] = 255
    return _stretched(pixels, skia.kOpaque_AlphaType)


def veil(
    rgb: Array,
    alpha: Array,
    depth: float,
    *,
    above: int = 0,
    drift: float = 0.0,
    soft: bool = False,
) -> Layer:
    """Tones with a coverage, as a layer; `above` is how many rows have nothing in them."""
    pixels = np.empty((*alpha.shape, 4), np.uint8)
    whole = np.clip(alpha, 0, 1) * np.float32(255)
    for channel in range(3):
        pixels[..., 2 - channel] = np.clip(rgb[..., channel], 0, 1) * whole
    pixels[..., 3] = whole
    shrink = pixels.shape[1] / FULL_W
    return grown(pixels, shrink, depth, above=above, drift=drift, soft=soft)


def grown(
    pixels: Pixels,
    shrink: float,
    depth: float,
    *,
    above: int = 0,
    drift: float = 0.0,
    soft: bool = False,
) -> Layer:
    """What was painted on a sheet that much smaller, as a layer of what is on it."""
    inside = _painted(pixels)
    if inside is None:
        return _nothing(depth)
    (first, last), (start, end) = inside
    top, left = max(0, int((first + above - 1) / shrink)), max(0, int((start - 1) / shrink))
    bottom = min(FULL_H, int((last + above + 1) / shrink) + 1)
    right = min(FULL_W, int((end + 1) / shrink) + 1)
    sheet, surface = blank(right - left, bottom - top)
    canvas = surface.getCanvas()
    canvas.translate(-left, -top)
    canvas.scale(1 / shrink, 1 / shrink)
    image = image_of(pixels, skia.kPremul_AlphaType)
    target = skia.Rect.MakeXYWH(0, above, image.width(), image.height())
    canvas.drawImageRect(image, target, LINEAR)
    return Layer(image_of(sheet, skia.kPremul_AlphaType), depth, left, top, drift, soft=soft)


def _painted(pixels: Pixels) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The rows and the columns between which anything is painted."""
    packed = pixels.view(np.uint32)[..., 0]
    rows = np.flatnonzero(packed.max(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(packed[rows[0] : rows[-1] + 1].max(axis=0))
    return (int(rows[0]), int(rows[-1]) + 1), (int(columns[0]), int(columns[-1]) + 1)


def _nothing(depth: float) -> Layer:
    return Layer(image_of(np.zeros((1, 1, 4), np.uint8), skia.kPremul_AlphaType), depth)


def image_of(pixels: Pixels, alpha: skia.AlphaType) -> skia.Image:
    """BGRA pixels as an image of skia's that owns them."""
    height, width = pixels.shape[:2]
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, alpha)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, pixels, width * 4))


def _stretched(pixels: Pixels, alpha: skia.AlphaType) -> skia.Image:
    image = image_of(np.ascontiguousarray(pixels), alpha)
    if (image.width(), image.height()) == (FULL_W, FULL_H):
        return image
    sheet, surface = blank()
    surface.getCanvas().drawImageRect(image, skia.Rect.MakeWH(FULL_W, FULL_H), LINEAR)
    return image_of(sheet, alpha)


def blank(width: int = FULL_W, height: int = FULL_H) -> tuple[Pixels, skia.Surface]:
    """An empty sheet and the surface that paints on it."""
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    return pixels, skia.Surface.MakeRasterDirect(info, pixels, width * 4)


def cropped(
    pixels: Pixels,
    depth: float,
    *,
    drift: float = 0.0,
    flicker: float = 0.0,
    soft: bool = False,
) -> Layer:
    """A painted sheet as a layer that is no larger than what is on it."""
    inside = _painted(pixels)
    if inside is None:
        return _nothing(depth)
    (top, bottom), (left, right) = inside
    cut = np.ascontiguousarray(pixels[top:bottom, left:right])
    image = image_of(cut, skia.kPremul_AlphaType)
    return Layer(image, depth, left, top, drift, flicker=flicker, soft=soft)
