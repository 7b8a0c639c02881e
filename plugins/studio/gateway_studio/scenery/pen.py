"""Draws solid things in metres: each face in perspective and in the light that falls on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot
from typing import TypeAlias

import skia

from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.light import Light, Point, Sun
from gateway_studio.scenery.paint import Array, Color, tone_color

Outside: TypeAlias = Callable[[Array, Array], Array]
STEEL: Color = (0.3, 0.31, 0.33)
RUST: Color = (0.3, 0.15, 0.08)
DARK: Color = (0.03, 0.03, 0.035)


class Pen:
    """A brush over one sheet that knows where the eye and the lights are."""

    def __init__(
        self,
        canvas: skia.Canvas,
        eye: Eye,
        light: Light,
        *,
        snow: bool = False,
        outside: Outside | None = None,
        rim: float = 1.0,
    ) -> None:
        self.canvas = canvas
        self.eye = eye
        self.light = light
        self.snow = snow
        """Whether snow lies on what stands here."""
        self.outside = outside
        """What is seen through glass along the slopes (right, up) of rays."""
        self.rim = rim
        """How broad the light is about people: a brush keeps less of it than a lens."""

    def lit(self, at: Point, normal: Point, color: Color) -> int:
        """The color of a surface at a point, as skia's."""
        return tone_color(self.light.at(*at, normal, color))

    def face(self, corners: Sequence[Point], normal: Point, color: Color) -> None:
        """A flat face; its light runs from its first side to the opposite one."""
        spots = [self.eye.spot(*corner) for corner in corners]
        half = len(corners) // 2
        first, last = _middle(corners[0], corners[-1]), _middle(corners[half - 1], corners[half])
        shades = [self.lit(first, normal, color), self.lit(last, normal, color)]
        ends = [skia.Point(*self.eye.spot(*first)), skia.Point(*self.eye.spot(*last))]
        paint = skia.Paint(AntiAlias=True)
        if (ends[0] - ends[1]).length() > 1:
            paint.setShader(skia.GradientShader.MakeLinear(ends, shades))
        else:
            paint.setColor(shades[0])
        self.canvas.drawPath(_path(spots), paint)

    def plate(self, x: float, y: float, z: float, w: float, h: float, color: Color) -> None:
        """An upright rectangle that faces the eye; (x, y) is the middle of its foot."""
        corners = [
            (x - w / 2, y, z),
            (x - w / 2, y + h, z),
            (x + w / 2, y + h, z),
            (x + w / 2, y, z),
        ]
        self.face([corners[0], corners[1], corners[2], corners[3]], (0, 0, -1), color)

    def box(
        self, x: float, y: float, z: float, size: tuple[float, float, float], color: Color
    ) -> None:
        """A box whose front stands at z; `size` is width, height, depth."""
        w, h, d = size
        left, right, top, back = x - w / 2, x + w / 2, y + h, z + d
        if right < 0:
            self.face(
                [(right, y, z), (right, top, z), (right, top, back), (right, y, back)],
                (1, 0, 0),
                color,
            )
        if left > 0:
            self.face(
                [(left, y, z), (left, top, z), (left, top, back), (left, y, back)],
                (-1, 0, 0),
                color,
            )
        if top < self.eye.height:
            self.face(
                [(left, top, z), (left, top, back), (right, top, back), (right, top, z)],
                (0, 1, 0),
                color,
            )
        if y > self.eye.height:
            self.face(
                [(left, y, z), (left, y, back), (right, y, back), (right, y, z)],
                (0, -1, 0),
                color,
            )
        self.plate(x, y, z, w, h, color)

    def roof(
        self, x: float, y: float, z: float, size: tuple[float, float, float], color: Color
    ) -> None:
        """A gable whose front eave lies at z and whose ridge runs across, parallel to the frame."""
        w, h, d = size
        left, right, top, mid, back = x - w / 2, x + w / 2, y + h, z + d / 2, z + d
        for side, end in ((-1, left), (1, right)):
            if side * end < 0:
                gable = [(end, y, z), (end, top, mid), (end, y, back)]
                self.face(gable, (side, 0, 0), (color[0] * 0.8, color[1] * 0.8, color[2] * 0.8))
        steep = d / 2 / max(0.01, (h * h + d * d / 4) ** 0.5)
        slope = [(left, y, z), (left, top, mid), (right, top, mid), (right, y, z)]
        self.face(slope, (0, steep, -((1 - steep * steep) ** 0.5)), color)

    def outline(
        self, at: Point, corners: Sequence[tuple[float, float]], color: Color, *, smooth: bool
    ) -> None:
        """A flat figure that faces the eye; `corners` are metres right and up of `at`."""
        x, y, z = at
        spots = [self.eye.spot(x + right, y + up, z) for right, up in corners]
        rows = [up for _, up in corners]
        low, high = (x, y + min(rows), z), (x, y + max(rows), z)
        shades = [self.lit(low, (0, 0, -1), color), self.lit(high, (0, 0.35, -0.9), color)]
        ends = [skia.Point(*self.eye.spot(*low)), skia.Point(*self.eye.spot(*high))]
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(skia.GradientShader.MakeLinear(ends, shades))
        self.canvas.drawPath(_rounded(spots) if smooth else _path(spots), paint)

    def ball(self, x: float, y: float, z: float, radius: float, color: Color) -> None:
        """A ball, brightest where the light comes from."""
        cx, cy = self.eye.spot(x, y, z)
        r = radius * self.eye.scale(z)
        ways: list[Point] = [(-0.9, 0.1, -0.4), (0.9, 0.1, -0.4), (0, 0.9, -0.4), (0, -0.9, -0.4)]
        lit = [self.light.at(x, y, z, way, color) for way in ways]
        left, right, up, down = (sum(one) + 0.001 for one in lit)
        off = ((right - left) / (right + left), (up - down) / (up + down))
        bright, dark = max(lit, key=sum), min(lit, key=sum)
        middle = tuple((a + b) / 2 for a, b in zip(bright, dark, strict=True))
        paint = skia.Paint(AntiAlias=True)
        center = skia.Point(cx + 0.5 * r * off[0], cy - 0.5 * r * off[1])
        shades = [tone_color(bright), tone_color(middle), tone_color(dark)]
        paint.setShader(skia.GradientShader.MakeRadial(center, r * 1.4, shades, [0, 0.55, 1]))
        self.canvas.drawCircle(cx, cy, r, paint)

    def spire(self, x: float, y: float, z: float, radius: float, high: float, color: Color) -> None:
        """An upright cone on its round foot."""
        self.column((x, y, z), radius, 0.0, high, color)

    def column(self, foot: Point, radius: float, top: float, high: float, color: Color) -> None:
        """Something round and upright, of one radius at its foot and another at its top."""
        x, y, z = foot
        (cx, cy), (_, ty) = self.eye.spot(x, y, z), self.eye.spot(x, y + high, z)
        r, q = radius * self.eye.scale(z), top * self.eye.scale(z)
        sag, bulge = (2 * (self.eye.height - up) / max(z, 0.5) for up in (y, y + high))
        path = skia.Path()
        path.moveTo(cx - q, ty)
        path.quadTo(cx, ty - q * abs(bulge), cx + q, ty)
        path.lineTo(cx + r, cy)
        path.quadTo(cx, cy + r * sag, cx - r, cy)
        path.close()
        self.canvas.drawPath(path, self.round((x, y + high * 0.4, z), max(r, q), color))
        if bulge > 0 and q:
            paint = skia.Paint(AntiAlias=True, Color=self.lit((x, y + high, z), (0, 1, 0), color))
            rim = skia.Rect.MakeLTRB(cx - q, ty - q * bulge / 2, cx + q, ty + q * bulge / 2)
            self.canvas.drawOval(rim, paint)

    def round(self, at: Point, half: float, color: Color) -> skia.Paint:
        """The paint of something upright and round, `half` pixels to either side of a point."""
        cx, cy = self.eye.spot(*at)
        ways: list[Point] = [
            (-0.9, 0.3, -0.2),
            (-0.35, 0.3, -0.9),
            (0.35, 0.3, -0.9),
            (0.9, 0.3, -0.2),
        ]
        shades = [self.lit(at, way, color) for way in ways]
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(cx - half, cy), skia.Point(cx + half, cy)]
        paint.setShader(skia.GradientShader.MakeLinear(ends, shades, [0, 0.3, 0.65, 1]))
        return paint

    def bar(self, start: Point, end: Point, thick: float, color: Color) -> None:
        """A round bar, lit on the side where the light is."""
        (x0, y0), (x1, y1) = self.eye.spot(*start), self.eye.spot(*end)
        middle = _middle(start, end)
        width = max(0.8, thick * self.eye.scale(middle[2]))
        paint = skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeWidth=width,
            Color=self.lit(middle, (0, 0, -1), tuple(part * 0.55 for part in color)),  # type: ignore[arg-type]
        )
        self.canvas.drawLine(x0, y0, x1, y1, paint)
        if width < 2.2:
            return
        long = max(0.001, hypot(x1 - x0, y1 - y0))
        across, down = abs(y1 - y0) / long, (x1 - x0) / long * (-1 if y1 < y0 else 1)
        for side in (-1.0, 1.0):
            right, low = side * across, -side * down
            paint.setColor(self.lit(middle, (right, -low, -0.25), color))
            paint.setStrokeWidth(width * 0.3)
            dx, dy = right * width * 0.28, low * width * 0.28
            self.canvas.drawLine(x0 + dx, y0 + dy, x1 + dx, y1 + dy, paint)

    def disc(self, x: float, y: float, z: float, radius: float, color: Color) -> None:
        """A ball, lit from where the light is."""
        cx, cy = self.eye.spot(x, y, z)
        r = radius * self.eye.scale(z)
        bright = [self.lit((x, y, z), (side, 0.4, -0.5), color) for side in (-1, 1)]
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(
            skia.GradientShader.MakeLinear([skia.Point(cx - r, cy), skia.Point(cx + r, cy)], bright)
        )
        self.canvas.drawCircle(cx, cy, r, paint)

    def glow(self, at: Point, color: Color, radius: float, strength: float = 1.0) -> None:
        """Light that hangs in the air about a lamp."""
        cx, cy = self.eye.spot(*at)
        r = max(3.0, radius * self.eye.scale(at[2]))
        shown = tone_color([part * 1.6 for part in color])
        alphas = (0.95, 0.42, 0.15, 0.04, 0.0)
        colors = [_with_alpha(shown, alpha * min(1.0, strength)) for alpha in alphas]
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(
            skia.GradientShader.MakeRadial(skia.Point(cx, cy), r, colors, [0, 0.1, 0.28, 0.6, 1])
        )
        self.canvas.drawCircle(cx, cy, r, paint)

    def cone(self, top: Point, spread: float, color: Color, strength: float) -> None:
        """Light that falls from a lamp to the ground through dusty air."""
        x, y, z = top
        tip, left = self.eye.spot(x, y, z), self.eye.spot(x - spread, 0.0, z)
        right = self.eye.spot(x + spread, 0.0, z)
        shown = tone_color(color)
        colors = [_with_alpha(shown, strength), _with_alpha(shown, strength * 0.25), 0]
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(*tip), skia.Point(tip[0], left[1])]
        paint.setShader(skia.GradientShader.MakeLinear(ends, colors, [0, 0.45, 1]))
        paint.setMaskFilter(
            skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.12 * self.eye.scale(z))
        )
        self.canvas.drawPath(_path([tip, right, left]), paint)

    def shadow(self, x: float, z: float, w: float, d: float, strength: float = 0.6) -> None:
        """The soft dark under something that stands on the ground."""
        cx, cy = self.eye.spot(x, 0.0, z)
        scale = self.eye.scale(z)
        ry = max(2.0, scale * d * self.eye.height / max(z, 0.5) * 0.5)
        rx = scale * w / 2
        soft = strength * (1 - 0.5 * min(1.0, 2.2 * float(self.light.ambient.mean())))
        paint = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(int(255 * soft), 0, 0, 0))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(1.0, ry * 0.55)))
        self.canvas.drawOval(skia.Rect.MakeLTRB(cx - rx, cy - ry, cx + rx, cy + ry), paint)
        if self.light.sun:
            self._cast(self.light.sun, x, z, w, strength)

    def _cast(self, sun: Sun, x: float, z: float, w: float, strength: float) -> None:
        """The shadow that the sun throws over the ground, away from where it stands."""
        long = min(4.5, 0.8 / max(sun.way[1], 0.12)) * w
        to_x, to_z = x - sun.way[0] * long, max(1.2, z - sun.way[2] * long)
        corners = [
            (x - w * 0.3, z),
            (x + w * 0.3, z),
            (to_x + w * 0.36, to_z),
            (to_x - w * 0.36, to_z),
        ]
        dark = min(0.6, float(sun.rgb.max())) * strength
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(*self.eye.spot(x, 0.0, z)), skia.Point(*self.eye.spot(to_x, 0.0, to_z))]
        shades = [_with_alpha(0xFF060810, dark), _with_alpha(0xFF060810, dark * 0.3)]
        paint.setShader(skia.GradientShader.MakeLinear(ends, shades))
        blur = max(0.8, 0.05 * self.eye.scale(z))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        spots = [self.eye.spot(px, 0.0, pz) for px, pz in corners]
        self.canvas.drawPath(_path(spots), paint)


Draw: TypeAlias = Callable[[Pen, float, float, float, float], None]
"""Draws a landmark: pen, x, y, z, size."""


def _middle(a: Point, b: Point) -> Point:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def _path(spots: Sequence[tuple[float, float]]) -> skia.Path:
    builder = skia.Path()
    builder.addPoly([skia.Point(*spot) for spot in spots], close=True)
    return builder


def _rounded(spots: Sequence[tuple[float, float]]) -> skia.Path:
    """The same with its corners as curves."""
    path = skia.Path()
    path.moveTo(*_between(spots[-1], spots[0]))
    for here, after in zip(spots, [*spots[1:], spots[0]], strict=True):
        path.quadTo(*here, *_between(here, after))
    path.close()
    return path


def _between(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _with_alpha(color: int, alpha: float) -> int:
    return int(skia.ColorSetA(color, max(0, min(255, int(alpha * 255)))))
