"""Draws people: a body in a coat, shaded as a whole, with the light of the place on its edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import skia

from gateway_studio.scenery.paint import Color, stain
from gateway_studio.scenery.pen import Pen
from gateway_studio.teller import dice

Spot: TypeAlias = "tuple[float, float]"

COATS: dict[str, Color] = {
    "teal": (0.05, 0.15, 0.17),
    "khaki": (0.2, 0.15, 0.08),
    "gray": (0.2, 0.19, 0.2),
    "rust": (0.26, 0.1, 0.05),
    "black": (0.02, 0.02, 0.025),
}
SKIN: Color = (0.42, 0.25, 0.17)
JEANS: Color = (0.028, 0.034, 0.055)
HAIR: Color = (0.035, 0.024, 0.018)
GRAY_HAIR: Color = (0.36, 0.35, 0.34)
BLACK: Color = (0.012, 0.012, 0.014)
_BUILDS = {"slim": (0.94, 1.70), "broad": (1.2, 1.75), "tall": (0.8, 2.14), "small": (0.88, 1.54)}


class Figure:
    """Somebody who stands at (x, z), drawn in metres as if 1.72 tall, then brought to size."""

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
        self.away = self.sits or self.holds == "boom"
        """Seen from behind: they look at what you look at."""
        self.coat = COATS.get(str(look["color"]), COATS["rust"])
        self.hair = GRAY_HAIR if self.sits else HAIR
        self.lean = lean
        self.side = -1.0 if lean < 0 else 1.0
        self.drop = 0.42 if self.sits else 0.0
        self.canvas = pen.canvas

    def draw(self) -> None:
        """Paint the figure: the light on its edges, then itself, then its cloth."""
        self.pen.shadow(self.x, self.z, 0.95 * self.wide, 0.8, 0.75)
        recorder = skia.PictureRecorder()
        bounds = skia.Rect.MakeWH(1600, 1000)
        self.canvas = recorder.beginRecording(bounds)
        self._parts()
        picture = recorder.finishRecordingAsPicture()
        scale = self.pen.eye.scale(self.z)
        self._rims(picture, scale)
        # Somebody who looks the other way is drawn in a mirror: their left is on the right.
        left, right = sorted(self._at(side, 2.4)[0] for side in (-2.0, 2.0))
        area = skia.Rect.MakeLTRB(left, 0, right, self._at(0, -0.1)[1])
        self.pen.canvas.saveLayer(area, None)
        self.pen.canvas.drawPicture(picture)
        self._cloth(scale)
        self.pen.canvas.restore()

    def _parts(self) -> None:
        self._legs()
        if self.away:
            self._arms()
            self._body()
        else:
            self._body()
            self._arms()
        self._head()

    def _rims(self, picture: skia.Picture, scale: float) -> None:
        top, foot = self._at(0, 1.75), self._at(0, 0.1)
        fade = skia.Paint(BlendMode=skia.BlendMode.kDstIn)
        ends = [skia.Point(*top), skia.Point(*foot)]
        fade.setShader(
            skia.GradientShader.MakeLinear(
                ends, [0xE0000000, 0x90000000, 0x00000000], [0, 0.45, 0.85]
            )
        )
        area = skia.Rect.MakeLTRB(top[0] - scale, top[1] - scale, top[0] + scale * 1.2, foot[1] + 9)
        for side in (-1.0, 1.0):
            at = (self.x + side * 0.4, 1.3, self.z)
            lit = self.pen.lit(at, (side, 0.25, 0.35), (0.9, 0.86, 0.8))
            paint = skia.Paint(ColorFilter=skia.ColorFilters.Blend(lit, skia.BlendMode.kSrcIn))
            self.pen.canvas.save()
            shift = side * max(0.7, scale * 0.0075)
            self.pen.canvas.translate(shift, -max(0.3, scale * 0.0035))
            self.pen.canvas.saveLayer(area, None)
            self.pen.canvas.saveLayer(area, paint)
            self.pen.canvas.drawPicture(picture)
            self.pen.canvas.restore()
            self.pen.canvas.drawRect(area, fade)
            self.pen.canvas.restore()
            self.pen.canvas.restore()

    def _cloth(self, scale: float) -> None:
        """Folds, wear, and the dark that rises from the ground: over what is painted only."""
        canvas = self.pen.canvas
        top, foot = self._at(0, 1.8), self._at(0, 0.0)
        shade = skia.Paint(BlendMode=skia.BlendMode.kSrcATop)
        shade.setShader(
            skia.GradientShader.MakeLinear(
                [skia.Point(*top), skia.Point(*foot)],
                [0x00000000, 0x30000000, 0xC0000004],
                [0.0, 0.45, 1.0],
            )
        )
        canvas.drawPaint(shade)
        chance = dice("folds", self.x, self.coat)
        for _ in range(34):
            x, y = chance.uniform(-0.26, 0.26), chance.uniform(0.1, 1.42)
            slope = 0.5 * x + chance.uniform(-0.12, 0.12)
            path = skia.Path()
            path.moveTo(*self._at(x, y))
            path.quadTo(
                *self._at(x + slope * 0.5 + 0.03, y - 0.09),
                *self._at(x + slope, y - chance.uniform(0.12, 0.3)),
            )
            fold = skia.Paint(
                AntiAlias=True,
                BlendMode=skia.BlendMode.kSrcATop,
                Style=skia.Paint.kStroke_Style,
                StrokeCap=skia.Paint.kRound_Cap,
                StrokeWidth=max(0.8, scale * chance.uniform(0.008, 0.03)),
                Color=0x38000000 if chance.random() < 0.7 else 0x12FFFFFF,
            )
            fold.setMaskFilter(
                skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.6, scale * 0.007))
            )
            canvas.drawPath(path, fold)
        area = skia.Rect.MakeLTRB(top[0] - scale, top[1], top[0] + scale, foot[1])
        stain(canvas, 150, area)

    def _at(self, x: float, y: float) -> Spot:
        y = y * self.tall / 1.72 - self.drop * min(1.0, y / 0.9)
        return self.pen.eye.spot(
            self.x + x * self.side * self.wide + self.lean * y * 0.04, y, self.z
        )

    def _paint(self, color: Color, y: float) -> skia.Paint:
        """Round: lit on both flanks, dark in the middle, as bodies are at night."""
        shades = []
        for side, depth in ((-1.0, 0.3), (-0.5, 0.9), (0.4, 0.9), (1.0, 0.3)):
            shades.append(
                self.pen.lit((self.x + side * 0.3, y, self.z), (side, 0.2, -depth), color)
            )
        left, right = self._at(-0.25, y), self._at(0.25, y)
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(*left), skia.Point(*right)]
        paint.setShader(skia.GradientShader.MakeLinear(ends, shades, [0.0, 0.3, 0.68, 1.0]))
        return paint

    def _shape(self, points: Sequence[Spot], color: Color) -> None:
        path = skia.Path()
        spots = [self._at(*point) for point in points]
        path.moveTo(*_between(spots[-1], spots[0]))
        for here, after in zip(spots, [*spots[1:], spots[0]], strict=True):
            path.quadTo(*here, *_between(here, after))
        path.close()
        self.canvas.drawPath(path, self._paint(color, sum(y for _, y in points) / len(points)))

    def _limb(self, points: Sequence[Spot], width: float, color: Color) -> None:
        path = skia.Path()
        path.moveTo(*self._at(*points[0]))
        for x, y in points[1:]:
            path.lineTo(*self._at(x, y))
        paint = self._paint(color, sum(y for _, y in points) / len(points))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width * self.pen.eye.scale(self.z))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(path, paint)

    def _legs(self) -> None:
        if self.sits:
            for side in (-0.2, 0.2):
                self._limb([(side, 0.9), (side, 0.1)], 0.03, BLACK)
            self._limb([(-0.22, 0.86), (0.22, 0.86)], 0.06, BLACK)
            self._limb([(-0.12, 0.82), (-0.14, 0.1)], 0.13, JEANS)
            self._limb([(0.12, 0.82), (0.14, 0.1)], 0.13, JEANS)
            return
        for side, knee, foot in ((-1, -0.1, -0.115), (1, 0.105, 0.15)):
            self._shape(
                [
                    (0.0, 0.9), (side * 0.2, 0.9), (knee + side * 0.085, 0.48),
                    (foot + side * 0.075, 0.1), (foot - side * 0.07, 0.1),
                    (knee - side * 0.085, 0.48),
                ],
                JEANS,
            )  # fmt: skip
            self._shape(
                [
                    (foot - 0.075, 0.13), (foot + 0.075, 0.13), (foot + 0.1, 0.03),
                    (foot + 0.07, -0.01), (foot - 0.08, -0.01), (foot - 0.09, 0.03),
                ],
                BLACK,
            )  # fmt: skip

    def _body(self) -> None:
        coat = [
            (-0.07, 1.5), (-0.2, 1.445), (-0.245, 1.33), (-0.235, 1.1), (-0.2, 0.95),
            (-0.225, 0.7), (0.0, 0.66), (0.225, 0.7), (0.2, 0.95), (0.235, 1.1),
            (0.245, 1.33), (0.2, 1.445), (0.07, 1.5),
        ]  # fmt: skip
        self._shape(coat, self.coat)
        dim: Color = (self.coat[0] * 0.35, self.coat[1] * 0.35, self.coat[2] * 0.35)
        self._limb([(-0.1, 1.46), (0.0, 1.43), (0.1, 1.46)], 0.06, dim)
        if not self.away:
            self._limb([(0.005, 1.38), (0.015, 0.78)], 0.014, dim)
            for side in (-0.13, 0.13):
                self._limb([(side - 0.05, 1.02), (side + 0.05, 1.02)], 0.012, dim)
            return
        self._limb([(-0.16, 1.36), (0.16, 1.36)], 0.01, dim)

    def _arms(self) -> None:
        if self.holds == "boom":
            self._boom()
        elif self.holds == "mug":
            self._limb([(-0.215, 1.36), (-0.27, 1.12), (-0.24, 0.86)], 0.1, self.coat)
            self._limb([(-0.24, 0.83), (-0.235, 0.79)], 0.07, SKIN)
            self._limb([(0.215, 1.36), (0.28, 1.13), (0.1, 1.14)], 0.1, self.coat)
            self._limb([(0.08, 1.14), (0.07, 1.15)], 0.075, SKIN)
            self._limb([(0.05, 1.15), (0.05, 1.22)], 0.07, (0.6, 0.6, 0.58))
        elif self.sits:
            self._limb([(-0.21, 1.35), (-0.28, 1.12), (-0.18, 0.98)], 0.1, self.coat)
            self._limb([(0.21, 1.35), (0.3, 1.12), (0.25, 1.0)], 0.1, self.coat)
        else:
            for side in (-1, 1):
                self._limb(
                    [(side * 0.215, 1.36), (side * 0.27, 1.1), (side * 0.25, 0.84)], 0.1, self.coat
                )
                self._limb([(side * 0.25, 0.81), (side * 0.245, 0.76)], 0.07, SKIN)

    def _boom(self) -> None:
        """Both hands on the pole; the recorder hangs at the hip."""
        self._limb([(-0.66, 0.98), (0.82, 2.02)], 0.02, (0.08, 0.08, 0.08))
        self._limb([(0.78, 1.99), (1.0, 2.14)], 0.1, (0.13, 0.125, 0.12))
        self._limb([(-0.2, 1.37), (-0.37, 1.24), (-0.3, 1.22)], 0.095, self.coat)
        self._limb([(0.2, 1.37), (0.36, 1.4), (0.24, 1.58)], 0.09, self.coat)
        self._limb([(-0.3, 1.23), (-0.29, 1.24)], 0.07, SKIN)
        self._limb([(0.24, 1.6), (0.245, 1.62)], 0.07, SKIN)
        self._shape(
            [(-0.4, 1.0), (-0.16, 1.0), (-0.14, 0.9), (-0.16, 0.78), (-0.4, 0.78), (-0.42, 0.9)],
            (0.09, 0.065, 0.045),
        )
        self._limb([(-0.3, 1.0), (0.1, 1.46)], 0.026, BLACK)

    def _head(self) -> None:
        self._limb([(0.0, 1.46), (0.0, 1.54)], 0.09, SKIN)
        if self.away:
            self._shape(
                [
                    (-0.09, 1.7),
                    (-0.085, 1.54),
                    (0.0, 1.49),
                    (0.085, 1.54),
                    (0.09, 1.7),
                    (0.0, 1.79),
                ],
                self.hair,
            )
            if not self.sits:
                self._shape(
                    [(-0.035, 1.62), (0.035, 1.62), (0.045, 1.42), (0.0, 1.33), (-0.045, 1.42)],
                    self.hair,
                )
            else:
                self._limb([(0.0, 1.66), (0.0, 1.67)], 0.08, GRAY_HAIR)
        else:
            self._front()
        if self.head == "headset":
            band = [(-0.098, 1.6), (-0.093, 1.73), (0.0, 1.795), (0.093, 1.73), (0.098, 1.6)]
            self._limb(band, 0.018, (0.1, 0.1, 0.1))
            for side in (-0.1, 0.1):
                self._limb([(side, 1.575), (side, 1.635)], 0.05, (0.12, 0.11, 0.105))

    def _front(self) -> None:
        self._shape(
            [(-0.08, 1.68), (-0.076, 1.57), (0.0, 1.485), (0.076, 1.57), (0.08, 1.68), (0.0, 1.74)],
            SKIN,
        )
        shade: Color = (SKIN[0] * 0.22, SKIN[1] * 0.2, SKIN[2] * 0.2)
        for side in (-0.034, 0.034):
            self._limb([(side - 0.01, 1.627), (side + 0.01, 1.627)], 0.02, shade)
        self._limb([(0.004, 1.61), (0.01, 1.585)], 0.013, shade)
        self._limb([(-0.02, 1.547), (0.022, 1.547)], 0.009, shade)
        if self.head == "cap":
            self._shape(
                [(-0.096, 1.66), (-0.095, 1.75), (0.0, 1.79), (0.095, 1.75), (0.096, 1.66)],
                (0.05, 0.05, 0.035),
            )
            self._limb([(-0.075, 1.66), (0.075, 1.655)], 0.03, BLACK)
        elif self.head != "bare":
            self._shape(
                [
                    (-0.09, 1.62),
                    (-0.094, 1.74),
                    (0.0, 1.795),
                    (0.094, 1.74),
                    (0.09, 1.62),
                    (0.0, 1.72),
                ],
                self.hair,
            )


def draw_person(pen: Pen, x: float, z: float, look: Mapping[str, object], lean: float) -> None:
    """Somebody of the world, as its file describes them."""
    Figure(pen, x, z, look, lean).draw()


def _between(a: Spot, b: Spot) -> Spot:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
