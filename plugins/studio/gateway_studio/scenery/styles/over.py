"""What lies over every picture of a style, as one sheet: dark edges and grain, or paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import skia

from gateway_studio.scenery import air
from gateway_studio.scenery.paint import (
    HEIGHT,
    WIDTH,
    Array,
    Pixels,
    blank,
    cloud_tile,
    image_of,
    noise,
    ramp,
    rows_and_columns,
)
from gateway_studio.scenery.skies import day_of
from gateway_studio.scenery.styles import ink, poster, tape

KEPT = 2
DARKER = 16
"""Steps in which the dark of the edges is told apart."""
PAPERS = {"ink": ink.PAPER, "print": poster.PAPER}
SMOOTH = (*PAPERS, "painterly")
"""Styles without grain."""
BORDER = 17
"""Pixels of bare paper about a print."""


def finish(canvas: skia.Canvas, detail: Mapping[str, Any], number: int) -> None:
    """Lay over a picture what its style lays over each; a film's frames are numbered."""
    hurt = round(10 * (1 - float(detail["health"])))
    style, edge = str(detail.get("style", "plain")), round(_edge(detail) * DARKER)
    canvas.drawImage(sheet(style, hurt, edge), 0, 0)
    if style not in SMOOTH:
        air.lay_grain(canvas, number)
    if style == "vhs":
        tape.specks(canvas, number)


def wear(pixels: Pixels, detail: Mapping[str, Any], number: int) -> None:
    """What is done to the pixels of a finished picture, but for its colors."""
    if detail.get("style") == "vhs":
        tape.torn(pixels, number)


def _edge(detail: Mapping[str, Any]) -> float:
    """How dark the edges of a picture are: by day, hardly."""
    view, weather = detail["view"], detail["weather"]
    day = day_of(str(detail.get("sky", "desert")), detail["hour"], weather["clouds"])
    if view["composition"] == "open" and day.sun is not None:
        return max(0.3, 1 - 0.8 * float(day.ground.mean() + day.horizon.mean()))
    return max(0.45, 1 - 0.5 * float(view.get("bright", 0.0)))


@lru_cache(maxsize=KEPT)
def sheet(style: str, hurt: int, edge: int) -> skia.Image:
    """What is the same in each frame; red comes into it as tenths of health are lost."""
    pixels, surface = blank(WIDTH, HEIGHT)
    canvas = surface.getCanvas()
    dark = skia.Paint(Alpha=255 * edge // DARKER)
    if style in PAPERS:
        dark.setAlpha(90 if hurt else 0)
    canvas.drawImage(air.vignette(hurt), 0, 0, skia.SamplingOptions(), dark)
    if style in PAPERS:
        canvas.drawImage(_paper(style), 0, 0)
    if style == "painterly":
        canvas.drawImage(_canvas(), 0, 0)
    if style == "vhs":
        tape.lines(canvas)
    return image_of(pixels, skia.kPremul_AlphaType)


def _relief(height: Array, strength: float) -> Pixels:
    """Unevenness lit from the upper left: light as white, shade as black."""
    below, right = np.roll(height, -1, 0), np.roll(height, -1, 1)
    slope = (below + right - 2 * height) * strength
    alpha = np.clip(np.abs(slope), 0, 34).astype(np.uint8)
    pixels = np.empty((*height.shape, 4), np.uint8)
    pixels[..., :3] = np.where(slope > 0, alpha, 0)[..., None]
    pixels[..., 3] = alpha
    return pixels


@lru_cache(maxsize=1)
def _canvas() -> skia.Image:
    """The weave that paint lies on."""
    y, x = rows_and_columns(HEIGHT, WIDTH)
    weave = np.sin(x * 1.57) * np.sin(y * 1.57) * 0.5
    tile = np.tile(cloud_tile(11, slope=0.9), (2, 3))[:HEIGHT, :WIDTH]
    return image_of(_relief(weave * 0.35 + tile, 30.0), skia.kPremul_AlphaType)


@lru_cache(maxsize=2)
def _paper(style: str) -> skia.Image:
    """Fibers of the paper all over, and the paper itself at the margin."""
    tile = np.tile(cloud_tile(11, slope=0.9), (2, 3))[:HEIGHT, :WIDTH]
    y, x = rows_and_columns(HEIGHT, WIDTH)
    fibers = noise(x / 160, y / 900, 11) + tile * 0.6
    pixels = _relief(fibers, 42.0)
    edge = np.minimum(np.minimum(x, WIDTH - 1 - x), np.minimum(y, HEIGHT - 1 - y))
    if style == "ink":
        torn = edge + (noise(x / 420, y / 420) - 0.5) * 30 + (tile - 0.5) * 12
        bare = ramp(26.0, 12.0, torn)
    else:
        bare = ramp(BORDER + 0.8, BORDER - 0.8, edge + (tile - 0.5) * 5)
    return image_of(_margined(pixels, bare, PAPERS[style]), skia.kPremul_AlphaType)


def _margined(pixels: Pixels, bare: Array, paper: tuple[int, int, int]) -> Pixels:
    """The same with the paper's color, and its fibers, where it is bare."""
    shade = bare * (1 - (pixels[..., 3] - np.float32(2) * pixels[..., 0]) / 255)
    covers = 255 * bare
    margined = np.empty_like(pixels)
    for channel, part in enumerate((*paper[::-1], 255)):
        margin = np.minimum(shade * part, covers) if channel < 3 else covers
        margined[..., channel] = pixels[..., channel] * (1 - bare) + margin
    return margined
