"""Draws people: bodies in coats, lit from where the light is, by how the world describes them."""

from __future__ import annotations

from collections.abc import Mapping

import skia

from gateway_studio.scenery.paint import Color
from gateway_studio.scenery.pen import Pen

_COATS: dict[str, Color] = {
    "teal": (0.07, 0.2, 0.22),
    "khaki": (0.26, 0.2, 0.1),
    "gray": (0.26, 0.25, 0.27),
    "rust": (0.3, 0.12, 0.06),
    "black": (0.02, 0.02, 0.025),
}
_SKIN: Color = (0.5, 0.3, 0.2)
_HAIR: dict[str, Color] = {
    "hair": (0.05, 0.03, 0.02),
    "long": (0.05, 0.03, 0.02),
    "headset": (0.04, 0.025, 0.02),
    "cap": (0.1, 0.1, 0.07),
    "bare": (0.3, 0.2, 0.15),
}
_BUILDS = {"slim": (1.0, 1.70), "broad": (1.28, 1.74), "tall": (0.86, 2.12), "small": (0.9, 1.52)}


class Figure:
    """Somebody who stands at (x, z), drawn in their own metres."""

    def __init__(
        self, pen: Pen, x: float, z: float, look: Mapping[str, object], lean: float
    ) -> None:
        self.pen = pen
        self.x = x
        self.z = z
        self.wide, self.tall = _BUILDS[str(look["build"])]
        self.head = str(look["head"])
        self.holds = str(look["holds"])
        self.sits = look["pose"] == "sit"
        self.coat = _COATS.get(str(look["color"]), _COATS["rust"])
        self.lean = lean
        self.drop = 0.42 if self.sits else 0.0

    def draw(self) -> None:
        """Paint all of the figure."""
        self.pen.shadow(self.x, self.z, 1.0 * self.wide, 0.9, 0.7)
        self._legs()
        self._body()
        self._arms()
        self._face()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        y = y * self.tall / 1.72 - self.drop * min(1.0, y / 0.9)
        return self.pen.eye.spot(self.x + x * self.wide + self.lean * y * 0.05, y, self.z)

    def _paint(self, color: Color, y: float) -> skia.Paint:
        """Lit from both sides, dark between: a figure at night is its edges."""
        shades = [
            self.pen.lit((self.x + side * 0.3, y, self.z), (side, 0.15, -depth), color)
            for side, depth in ((-1.0, 0.2), (-0.3, 1.0), (0.3, 1.0), (1.0, 0.2))
        ]
        left, right = self._at(-0.27, y), self._at(0.27, y)
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(
            skia.GradientShader.MakeLinear(
                [skia.Point(*left), skia.Point(*right)], shades, [0.0, 0.32, 0.66, 1.0]
            )
        )
        return paint

    def _shape(self, points: list[tuple[float, float]], paint: skia.Paint) -> None:
        path = skia.Path()
        spots = [self._at(*point) for point in points]
        path.moveTo(*_between(spots[-1], spots[0]))
        for here, after in zip(spots, [*spots[1:], spots[0]], strict=True):
            path.quadTo(*here, *_between(here, after))
        path.close()
        self.pen.canvas.drawPath(path, paint)

    def _limb(self, points: list[tuple[float, float]], width: float, color: Color) -> None:
        path = skia.Path()
        path.moveTo(*self._at(*points[0]))
        for x, y in points[1:]:
            path.lineTo(*self._at(x, y))
        paint = self._paint(color, sum(y for _, y in points) / len(points))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width * self.pen.eye.scale(self.z))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.pen.canvas.drawPath(path, paint)

    def _legs(self) -> None:
        jeans: Color = (0.03, 0.04, 0.07)
        if self.sits:
            self._limb([(0.0, 0.88), (0.16, 0.86), (0.2, 0.45)], 0.17, jeans)
            return
        self._limb([(-0.09, 0.86), (-0.12, 0.45), (-0.13, 0.06)], 0.155, jeans)
        self._limb([(0.09, 0.86), (0.11, 0.45), (0.15, 0.05)], 0.155, jeans)
        for side in (-0.15, 0.18):
            self._limb([(side - 0.03, 0.04), (side + 0.06, 0.04)], 0.09, (0.02, 0.02, 0.02))

    def _body(self) -> None:
        coat = [
            (-0.11, 1.47), (-0.25, 1.40), (-0.27, 1.15), (-0.22, 0.95), (-0.25, 0.72),
            (0.0, 0.69), (0.25, 0.72), (0.22, 0.95), (0.27, 1.15), (0.25, 1.40), (0.11, 1.47),
        ]  # fmt: skip
        self._shape(coat, self._paint(self.coat, 1.15))
        dark: Color = (self.coat[0] * 0.3, self.coat[1] * 0.3, self.coat[2] * 0.3)
        self._limb([(0.01, 1.4), (0.02, 0.76)], 0.02, dark)
        self._limb([(-0.12, 1.44), (0.0, 1.36), (0.12, 1.44)], 0.05, dark)

    def _arms(self) -> None:
        if self.holds == "boom":
            self._boom()
        elif self.holds in ("mug", "torch"):
            self._limb([(-0.25, 1.34), (-0.31, 1.08), (-0.27, 0.86)], 0.115, self.coat)
            self._limb([(0.25, 1.34), (0.31, 1.10), (0.14, 1.12)], 0.115, self.coat)
            self._limb([(0.12, 1.12), (0.12, 1.12)], 0.09, _SKIN)
            self._limb([(0.09, 1.13), (0.09, 1.21)], 0.08, (0.7, 0.7, 0.68))
        elif self.sits:
            self._limb([(-0.23, 1.33), (-0.3, 1.08), (-0.12, 1.0)], 0.11, self.coat)
            self._limb([(0.23, 1.33), (0.32, 1.08), (0.3, 1.0)], 0.11, self.coat)
        else:
            for side in (-1, 1):
                self._limb(
                    [(side * 0.25, 1.34), (side * 0.31, 1.06), (side * 0.29, 0.8)], 0.11, self.coat
                )
                self._limb([(side * 0.29, 0.77), (side * 0.285, 0.72)], 0.085, _SKIN)

    def _boom(self) -> None:
        pole: Color = (0.1, 0.1, 0.1)
        self._limb([(-0.62, 0.72), (0.86, 2.08)], 0.022, pole)
        self._limb([(0.8, 2.03), (1.02, 2.2)], 0.105, (0.16, 0.15, 0.14))
        self._limb([(-0.25, 1.34), (-0.38, 1.10), (-0.2, 1.1)], 0.11, self.coat)
        self._limb([(0.25, 1.34), (0.4, 1.36), (0.2, 1.48)], 0.105, self.coat)
        self._limb([(-0.2, 1.11), (-0.18, 1.13)], 0.08, _SKIN)
        self._limb([(0.2, 1.47), (0.21, 1.49)], 0.08, _SKIN)
        self._shape(
            [(-0.34, 0.98), (-0.06, 0.98), (-0.06, 0.76), (-0.34, 0.76)],
            self._paint((0.12, 0.09, 0.06), 0.9),
        )
        self._limb([(-0.28, 0.97), (0.16, 1.42)], 0.03, (0.04, 0.03, 0.03))

    def _face(self) -> None:
        self._limb([(0.0, 1.44), (0.0, 1.52)], 0.11, _SKIN)
        face = [
            (-0.085, 1.66),
            (-0.08, 1.52),
            (0.0, 1.475),
            (0.08, 1.52),
            (0.085, 1.66),
            (0.0, 1.74),
        ]
        self._shape(face, self._paint(_SKIN, 1.6))
        hair = _HAIR[self.head]
        if self.holds == "nothing" and self.sits:
            hair = (0.42, 0.41, 0.4)
        crown = [(-0.1, 1.6), (-0.105, 1.73), (0.0, 1.8), (0.105, 1.73), (0.1, 1.6), (0.0, 1.69)]
        self._shape(crown, self._paint(hair, 1.7))
        if self.head == "long" or (self.head == "headset" and not self.sits):
            for side in (-1, 1):
                self._limb([(side * 0.085, 1.64), (side * 0.095, 1.46)], 0.05, hair)
        if self.head == "headset":
            self._limb(
                [(-0.108, 1.6), (-0.1, 1.74), (0.0, 1.8), (0.1, 1.74), (0.108, 1.6)],
                0.026,
                (0.13, 0.13, 0.13),
            )
            for side in (-0.115, 0.115):
                self._limb([(side, 1.57), (side, 1.63)], 0.06, (0.16, 0.14, 0.13))
        if self.head == "cap":
            self._limb([(-0.13, 1.675), (0.13, 1.675)], 0.035, (0.04, 0.04, 0.03))


def draw_person(pen: Pen, x: float, z: float, look: Mapping[str, object], lean: float) -> None:
    """Somebody of the world, as its file describes them."""
    Figure(pen, x, z, look, lean).draw()


def draw_watcher(pen: Pen, x: float, z: float, nearness: float) -> None:
    """The danger that has a shape: tall, thin, almost only an outline."""
    look = {"build": "tall", "head": "headset", "holds": "cable", "pose": "stand", "color": "black"}
    figure = Figure(pen, x, z, look, 0.0)
    scale = pen.eye.scale(z)
    black = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(int(150 + 100 * nearness), 3, 3, 5))
    black.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.6, scale * 0.02)))
    silhouette = [
        (-0.06, 1.5), (-0.2, 1.45), (-0.26, 1.2), (-0.25, 0.7), (-0.19, 0.0),
        (0.19, 0.0), (0.25, 0.7), (0.26, 1.2), (0.2, 1.45), (0.06, 1.5),
    ]  # fmt: skip
    figure._shape(silhouette, black)
    head = [(-0.085, 1.7), (-0.075, 1.54), (0, 1.48), (0.075, 1.54), (0.085, 1.7), (0, 1.78)]
    figure._shape(head, black)
    figure._limb(
        [(-0.1, 1.6), (-0.09, 1.73), (0, 1.79), (0.09, 1.73), (0.1, 1.6)], 0.02, (0.2,) * 3
    )
    for side in (-0.105, 0.105):
        figure._limb([(side, 1.57), (side, 1.64)], 0.05, (0.14, 0.14, 0.15))
    figure._limb(
        [(0.11, 1.56), (0.24, 1.1), (0.3, 0.4), (0.5, 0.02), (1.6, 0.0)], 0.014, (0.1,) * 3
    )


def _between(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
