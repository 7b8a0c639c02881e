"""Surfaces that shine by themselves: screens, windows, tubes."""

from __future__ import annotations

import skia

from gateway_studio.scenery.paint import Color, tone_color
from gateway_studio.scenery.pen import Pen


def shine(
    pen: Pen, x: float, y: float, z: float, w: float, h: float, color: Color, power: float
) -> None:
    """An upright rectangle of light, brighter in its middle."""
    left, top = pen.eye.spot(x - w / 2, y + h, z)
    right, bottom = pen.eye.spot(x + w / 2, y, z)
    middle = tone_color([part * power * 1.5 for part in color])
    edge = tone_color([part * power * 0.55 for part in color])
    paint = skia.Paint(AntiAlias=True)
    center = skia.Point((left + right) / 2, (top + bottom) / 2)
    reach = max(right - left, bottom - top) * 0.75
    paint.setShader(skia.GradientShader.MakeRadial(center, max(1.0, reach), [middle, edge]))
    pen.canvas.drawRect(skia.Rect.MakeLTRB(left, top, right, bottom), paint)
