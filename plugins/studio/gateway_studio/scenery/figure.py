"""Somebody's figure: where its parts come to lie, and how they are shaded as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import pi, sin
from typing import TypeAlias

import skia

from gateway_studio.scenery.colors import color_of
from gateway_studio.scenery.light import Point
from gateway_studio.scenery.paint import Color, stain, tone_color
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
SKINS: dict[str, Color] = {
    "pale": (0.66, 0.48, 0.39),
    "fair": (0.42, 0.25, 0.17),
    "tan": (0.28, 0.14, 0.075),
    "brown": (0.17, 0.085, 0.045),
    "dark": (0.075, 0.038, 0.022),
}
HAIRS: dict[str, Color] = {
    "dark": (0.035, 0.024, 0.018),
    "brown": (0.1, 0.055, 0.03),
    "gray": (0.36, 0.35, 0.34),
    "white": (0.66, 0.65, 0.62),
    "blond": (0.48, 0.33, 0.13),
    "red": (0.3, 0.09, 0.03),
}
SCARVES: tuple[Color, ...] = (
    (0.46, 0.06, 0.05),
    (0.08, 0.2, 0.34),
    (0.56, 0.44, 0.16),
    (0.1, 0.24, 0.14),
)
BLACK: Color = (0.012, 0.012, 0.014)
_BUILDS = {
    "slim": (0.82, 1.70),
    "broad": (1.06, 1.75),
    "tall": (0.76, 2.14),
    "small": (0.8, 1.54),
    "child": (0.76, 1.16),
}
NECK = 1.47
"""From here up it is head."""
HEAD = 0.94
"""No head is drawn narrower than this."""
PALER = 0.26
"""How much of the paper a brush leaves in a face, for each breadth of the light about it."""
SWAY = 0.035
"""Metres by which the hips are off the middle, over the leg that bears the weight."""


class Figure:
    """Somebody who stands at (x, z), drawn in metres as if 1.72 tall, then brought to size."""

    def __init__(
        self, pen: Pen, x: float, z: float, look: Mapping[str, object], lean: float
    ) -> None:
        self.pen = pen
        self.x = x
        self.z = z
        self.wide, self.tall = _BUILDS.get(str(look["build"]), _BUILDS["slim"])
        self.head = str(look["head"])
        self.wears = str(look.get("wears", "coat"))
        self.holds = str(look["holds"])
        self.sits = look["pose"] == "sit"
        self.away = self.sits or self.holds == "boom"
        """Seen from behind: they look at what you look at."""
        color, hair = str(look["color"]), str(look.get("hair", "dark"))
        self.coat = COATS.get(color) or color_of(color)
        pale = PALER * (pen.rim - 1)
        r, g, b = (
            own + (0.8 - own) * pale for own in SKINS.get(str(look.get("skin")), SKINS["fair"])
        )
        self.skin: Color = (r, g, b)
        self.hair = (
            HAIRS["gray" if self.sits and hair == "dark" else hair]
            if hair in HAIRS
            else color_of(hair)
        )
        self.scarf = dice("scarf", look.get("id")).choice(SCARVES)
        self.lean = lean + (2.2 if look["pose"] == "lean" else 0.0)
        self.side = -1.0 if lean < 0 else 1.0
        self.drop = 0.42 if self.sits else 0.0
        self.large = 1.0
        """How much larger a head is drawn than a grown person's."""
        self.day = min(1.0, float(pen.light.ambient.mean()) * 2.4)
        """How much of the light comes from everywhere: by day nobody is a silhouette."""
        self.sway = 0.0 if self.sits else dice("sway", look.get("id")).choice((-SWAY, SWAY))
        """To which side they stand."""
        self.fill = 0.025 + 0.3 * float(pen.light.haze.mean())
        """What the sky and the walls throw back on what looks at you."""
        self.lights: list[tuple[Spot, float, Color]] = []
        """What shines in the hands: where, how far, in what color."""
        self.canvas = pen.canvas

    def dim(self, color: Color, share: float = 0.35) -> Color:
        """The same color, darker."""
        return (color[0] * share, color[1] * share, color[2] * share)

    def draw(self, parts: Callable[[Figure], None]) -> None:
        """Paint the figure: the light on its edges, then its parts, then its cloth."""
        self.pen.shadow(self.x, self.z, 0.95 * self.wide, 0.8, 0.75)
        recorder = skia.PictureRecorder()
        bounds = skia.Rect.MakeWH(1600, 1000)
        self.canvas = recorder.beginRecording(bounds)
        parts(self)
        picture = recorder.finishRecordingAsPicture()
        scale = self.pen.eye.scale(self.z)
        self._rims(picture, scale)
        # Somebody who looks the other way is drawn in a mirror: their left is on the right.
        left, right = sorted(self.at(side, 2.4)[0] for side in (-2.0, 2.0))
        area = skia.Rect.MakeLTRB(left, 0, right, self.at(0, -0.1)[1])
        self.pen.canvas.saveLayer(area, None)
        self.pen.canvas.drawPicture(picture)
        self._cloth(scale)
        self.pen.canvas.restore()
        for (dx, dy), reach, color in self.lights:
            at = (self.x + dx * self.side * self.wide, dy * self.tall / 1.72, self.z - 0.1)
            self.pen.glow(at, color, reach, 0.8)

    def _rims(self, picture: skia.Picture, scale: float) -> None:
        top, foot = self.at(0, 1.75), self.at(0, 0.1)
        fade = skia.Paint(BlendMode=skia.BlendMode.kDstIn)
        ends = [skia.Point(*top), skia.Point(*foot)]
        fade.setShader(
            skia.GradientShader.MakeLinear(
                ends, [_shade(0xE0, self.day), _shade(0x90, self.day), 0x00000000], [0, 0.45, 0.85]
            )
        )
        area = skia.Rect.MakeLTRB(top[0] - scale, top[1] - scale, top[0] + scale * 1.2, foot[1] + 9)
        for side in (-1.0, 1.0):
            at = (self.x + side * 0.4, 1.3, self.z)
            lit = self._lit(
                at, (side, 0.25, 0.35), (0.9, 0.86, 0.8), 3.5 * self.pen.rim * self.fill
            )
            paint = skia.Paint(ColorFilter=skia.ColorFilters.Blend(lit, skia.BlendMode.kSrcIn))
            self.pen.canvas.save()
            shift = side * self.pen.rim * max(1.5, scale * 0.0135)
            self.pen.canvas.translate(shift, -max(0.5, scale * 0.005))
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
        top, foot = self.at(0, 1.8), self.at(0, 0.0)
        shade = skia.Paint(BlendMode=skia.BlendMode.kSrcATop)
        shade.setShader(
            skia.GradientShader.MakeLinear(
                [skia.Point(*top), skia.Point(*foot)],
                [0x00000000, _shade(0x30, self.day), _shade(0xC0, self.day)],
                [0.0, 0.45, 1.0],
            )
        )
        canvas.drawPaint(shade)
        chance = dice("folds", self.x, self.coat)
        for _ in range(34):
            x, y = chance.uniform(-0.26, 0.26), chance.uniform(0.1, 1.42)
            slope = 0.5 * x + chance.uniform(-0.12, 0.12)
            path = skia.Path()
            path.moveTo(*self.at(x, y))
            path.quadTo(
                *self.at(x + slope * 0.5 + 0.03, y - 0.09),
                *self.at(x + slope, y - chance.uniform(0.12, 0.3)),
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
        stain(canvas, round(70 - 40 * self.day), area)

    def at(self, x: float, y: float) -> Spot:
        """A point of the body, as if 1.72 tall and the neck in the middle, in pixels."""
        wide = self.wide
        x += self.sway * sin(min(1.0, max(0.0, y / NECK)) * pi)
        if y > NECK:
            x, y = x * self.large, NECK + (y - NECK) * self.large
            wide = max(wide, HEAD)
        y = y * self.tall / 1.72 - self.drop * min(1.0, y / 0.9)
        return self.pen.eye.spot(self.x + x * self.side * wide + self.lean * y * 0.04, y, self.z)

    def paint(self, color: Color, y: float) -> skia.Paint:
        """Round: lit on both flanks, dark in the middle, as bodies are at night."""
        shades = []
        for side, depth in ((-1.0, 0.3), (-0.5, 0.9), (0.4, 0.9), (1.0, 0.3)):
            at = (self.x + side * 0.3, y, self.z)
            shades.append(self._lit(at, (side, 0.2, -depth), color, self.fill))
        left, right = self.at(-0.25, y), self.at(0.25, y)
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(*left), skia.Point(*right)]
        paint.setShader(skia.GradientShader.MakeLinear(ends, shades, [0.0, 0.3, 0.68, 1.0]))
        return paint

    def _lit(self, at: Point, normal: Point, color: Color, fill: float) -> int:
        """The color of a part, never as dark as what is lit by nothing."""
        lit = self.pen.light.at(*at, normal, color)
        return tone_color([part + own * fill for part, own in zip(lit, color, strict=True)])

    def shape(self, points: Sequence[Spot], color: Color) -> None:
        """A piece of body or cloth, its corners as curves."""
        path = skia.Path()
        spots = [self.at(*point) for point in points]
        path.moveTo(*_between(spots[-1], spots[0]))
        for here, after in zip(spots, [*spots[1:], spots[0]], strict=True):
            path.quadTo(*here, *_between(here, after))
        path.close()
        self.canvas.drawPath(path, self.paint(color, sum(y for _, y in points) / len(points)))

    def limb(self, points: Sequence[Spot], width: float, color: Color) -> None:
        """A stroke along points: an arm, a strap, a line on a face."""
        path = skia.Path()
        path.moveTo(*self.at(*points[0]))
        for x, y in points[1:]:
            path.lineTo(*self.at(x, y))
        paint = self.paint(color, sum(y for _, y in points) / len(points))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width * self.pen.eye.scale(self.z))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(path, paint)


def _between(a: Spot, b: Spot) -> Spot:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _shade(alpha: int, day: float) -> int:
    """Black, thinner by day."""
    return int(alpha * (1 - 0.68 * day)) << 24
