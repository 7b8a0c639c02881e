"""Makes fewer and smaller sheets of a scene's, so that a film of it costs less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import skia

from gateway_studio.scenery.paint import FULL_H, FULL_W, Layer, blank, cropped, image_of

FAR = 0.11
"""Sheets less deep than this move so little that they may move as one."""
OPAQUE = 0xFF000000
SLACK = 56
"""Rows by which sheets may part while the camera moves."""


def gathered(layers: list[Layer]) -> list[Layer]:
    """The same picture of fewer sheets, without what is behind the ground."""
    kept: list[Layer] = []
    run: list[Layer] = []
    for layer in layers:
        if layer.depth < FAR and not (layer.flicker or layer.drift or layer.fall):
            run.append(layer)
            continue
        kept += _one(run)
        run = []
        kept.append(layer)
    return _unhidden([*kept, *_one(run)])


def _one(run: list[Layer]) -> list[Layer]:
    if len(run) < 2:
        return run
    pixels, surface = blank()
    for layer in run:
        surface.getCanvas().drawImage(layer.image, layer.left, layer.top)
    if run[0].image.isOpaque():
        return [Layer(image_of(pixels, skia.kOpaque_AlphaType), run[0].depth)]
    return [cropped(pixels, run[0].depth)]


def _unhidden(layers: list[Layer]) -> list[Layer]:
    """Cut off the foot of the first sheet where another that moves with it covers it."""
    first = layers[0]
    foot = min(map(_covered, layers[1:]), default=FULL_H) + SLACK
    if foot >= first.image.height() or not first.image.isOpaque():
        return layers
    whole = skia.IRect.MakeWH(FULL_W, foot)
    return [replace(first, image=first.image.makeSubset(whole)), *layers[1:]]


def _covered(layer: Layer) -> int:
    """The row from which on down to the foot nothing is seen through a sheet."""
    image = layer.image
    wide = layer.left == 0 and image.width() == FULL_W
    if layer.soft or layer.drift or not wide or layer.top + image.height() < FULL_H:
        return FULL_H
    pixels = np.empty((image.height(), FULL_W, 4), np.uint8)
    image.readPixels(image.imageInfo(), pixels, FULL_W * 4)
    whole = np.bitwise_and.reduce(pixels.view(np.uint32)[..., 0], axis=1) >= OPAQUE
    open_rows = np.flatnonzero(~whole)
    return layer.top + (int(open_rows[-1]) + 1 if open_rows.size else 0)
