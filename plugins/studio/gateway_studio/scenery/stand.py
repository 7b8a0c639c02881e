"""A landmark's own metres: from the middle of its foot, at its own size."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import skia

from gateway_studio.scenery.glow import shine
from gateway_studio.scenery.light import Point
from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import Draw, Pen
from gateway_studio.teller import dice

Corners = Sequence[tuple[float, float]]


class Stand:
    """A pen that draws about one place; z is away from there."""

    def __init__(self, pen: Pen, x: float, y: float, z: float, size: float) -> None:
        self.pen = pen
        self.x, self.y, self.z, self.size = x, y, z, size
        self.chance = dice("stand", x, z, size)
        """Always the same for a landmark that stands where it stands."""

    def at(self, x: float, y: float, z: float = 0.0) -> Point:
        """A point of the place."""
        return (
            self.x + x * self.size,
            self.y + y * self.size,
            max(0.4, self.z + z * self.size),
        )

    def spot(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        """The same in pixels."""
        return self.pen.eye.spot(*self.at(x, y, z))

    def scale(self, z: float = 0.0) -> float:
        """Pixels to one of its metres."""
        return self.pen.eye.scale(max(0.4, self.z + z * self.size)) * self.size

    def shadow(self, w: float, d: float, strength: float = 0.65, x: float = 0.0) -> None:
        """The dark under it, if it stands on the ground."""
        if self.y < 0.05:
            self.pen.shadow(self.x + x * self.size, self.z, w * self.size, d * self.size, strength)

    def box(self, x: float, y: float, z: float, sides: Point, color: Color) -> None:
        """A box on the middle of its foot."""
        w, h, d = (side * self.size for side in sides)
        px, py, _ = self.at(x, y, z)
        front = max(0.4, self.z + (z - sides[2] / 2) * self.size)
        self.pen.box(px, py, front, (w, h, d), color)

    def roof(self, x: float, y: float, z: float, sides: Point, color: Color) -> None:
        """A gable whose ridge runs across."""
        w, h, d = (side * self.size for side in sides)
        px, py, _ = self.at(x, y, z)
        self.pen.roof(px, py, max(0.4, self.z + (z - sides[2] / 2) * self.size), (w, h, d), color)

    def plate(self, x: float, y: float, z: float, w: float, h: float, color: Color) -> None:
        """An upright board."""
        self.pen.plate(*self.at(x, y, z), w * self.size, h * self.size, color)

    def bar(self, start: Point, end: Point, thick: float, color: Color) -> None:
        """A round bar."""
        self.pen.bar(self.at(*start), self.at(*end), thick * self.size, color)

    def ball(self, x: float, y: float, z: float, radius: float, color: Color) -> None:
        """A ball about its middle."""
        self.pen.ball(*self.at(x, y, z), radius * self.size, color)

    def column(self, foot: Point, radius: float, top: float, high: float, color: Color) -> None:
        """Something round and upright."""
        size = self.size
        self.pen.column(self.at(*foot), radius * size, top * size, high * size, color)

    def outline(
        self, x: float, y: float, z: float, corners: Corners, color: Color, *, smooth: bool = False
    ) -> None:
        """A flat figure that faces the eye."""
        grown = [(right * self.size, up * self.size) for right, up in corners]
        self.pen.outline(self.at(x, y, z), grown, color, smooth=smooth)

    def face(self, corners: Sequence[Point], normal: Point, color: Color) -> None:
        """A flat face in any direction."""
        self.pen.face([self.at(*corner) for corner in corners], normal, color)

    def shine(
        self, x: float, y: float, z: float, w: float, h: float, color: Color, power: float = 0.7
    ) -> None:
        """A surface that gives light."""
        shine(self.pen, *self.at(x, y, z), w * self.size, h * self.size, color, power)

    def glow(
        self, x: float, y: float, z: float, color: Color, radius: float, strength: float = 0.6
    ) -> None:
        """Light that hangs in the air."""
        self.pen.glow(self.at(x, y, z), color, radius * self.size, strength)

    def lit(self, x: float, y: float, z: float, normal: Point, color: Color) -> int:
        """A color in the light of a point, as skia's."""
        return self.pen.lit(self.at(x, y, z), normal, color)

    def fill(self, path: skia.Path, color: int, blur: float = 0.0) -> None:
        """Paint a path that is in pixels already."""
        paint = skia.Paint(AntiAlias=True, Color=color)
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self.pen.canvas.drawPath(path, paint)

    def stroke(self, path: skia.Path, color: int, width: float) -> None:
        """Draw along a path that is in pixels already; the width is in metres."""
        paint = skia.Paint(
            AntiAlias=True,
            Color=color,
            Style=skia.Paint.kStroke_Style,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
            StrokeWidth=max(0.7, width * self.scale()),
        )
        self.pen.canvas.drawPath(path, paint)


def stand(draw: Callable[[Stand], None]) -> Draw:
    """A landmark that is drawn about its own foot."""

    def placed(pen: Pen, x: float, y: float, z: float, size: float) -> None:
        draw(Stand(pen, x, y, z, size))

    return placed
