"""What is close to the lens: a jamb or dry grass out of focus, and the thing in your hand."""

from __future__ import annotations

from collections.abc import Mapping

import skia

from gateway_studio.scenery.paint import FULL_H, FULL_W, MARGIN_X, MARGIN_Y
from gateway_studio.scenery.pen import Pen
from gateway_studio.scenery.shapes import Shape, draw_shape, extent
from gateway_studio.scenery.things import draw_thing
from gateway_studio.teller import dice

HELD = 0.5
"""How long what is held up may look, in metres."""
SLEEVE = (0.05, 0.05, 0.06)
SKIN = (0.4, 0.24, 0.16)


def draw_edge(pen: Pen, seed: int, *, grassy: bool) -> None:
    """Frame the picture with something dark and soft: grass outdoors, a jamb indoors."""
    chance, canvas = dice("edge", seed), pen.canvas
    shade = pen.lit((0.0, 0.4, 1.0), (0.0, 0.4, 0.6), (0.022, 0.028, 0.016) if grassy else SLEEVE)
    dark = skia.Paint(AntiAlias=True, Color=skia.ColorSetA(shade, 0xF2))
    dark.setStyle(skia.Paint.kStroke_Style)
    if not grassy:
        dark.setStyle(skia.Paint.kFill_Style)
        dark.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 15))
        wide = MARGIN_X + chance.uniform(34, 74)
        left = 0 if chance.random() < 0.5 else FULL_W - wide
        canvas.drawRect(skia.Rect.MakeXYWH(left, -40, wide, FULL_H + 80), dark)
        return
    dark.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 3.2))
    for clump in range(3):
        middle = FULL_W * (0.06 + 0.86 * chance.random())
        for _ in range(34 + 9 * clump):
            x = chance.gauss(middle, 120)
            high = chance.uniform(40, 150) * (1 if abs(x - FULL_W / 2) > 300 else 0.5)
            bend = chance.uniform(-46, 60)
            blade = skia.Path()
            blade.moveTo(x, FULL_H)
            blade.quadTo(x, FULL_H - high * 0.6, x + bend, FULL_H - MARGIN_Y * 0.6 - high)
            dark.setStrokeWidth(chance.uniform(2.0, 5.5))
            canvas.drawPath(blade, dark)


def draw_hand(pen: Pen, name: str, shapes: Mapping[str, Shape]) -> None:
    """A thing held up before the lens, lit by the camcorder's own lamp."""
    scale = pen.eye.scale(1.35)
    x = (MARGIN_X + 640 - pen.eye.x) / scale + 0.5
    y, z = pen.eye.height - (MARGIN_Y + 585 - pen.eye.y) / scale, 1.35
    pen.bar((x + 0.42, y - 0.42, z), (x + 0.1, y - 0.02, z), 0.16, SLEEVE)
    pen.bar((x + 0.13, y - 0.06, z), (x + 0.06, y + 0.0, z), 0.115, SKIN)
    shape = shapes.get(name)
    if shape:
        draw_shape(shape, pen, x, y, z, min(1.0, HELD / extent(shape)))
    else:
        draw_thing(pen, name, x, y, z)
    for finger in range(4):
        at = x - 0.05 + finger * 0.038
        pen.bar((at, y + 0.015, z - 0.02), (at + 0.012, y + 0.085, z - 0.03), 0.034, SKIN)
    pen.bar((x + 0.14, y, z - 0.03), (x + 0.1, y + 0.11, z - 0.03), 0.038, SKIN)
