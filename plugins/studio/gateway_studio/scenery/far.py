"""What stands at the edge of an open place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import skia

from gateway_studio.scenery.eye import FOCAL, Eye
from gateway_studio.scenery.land import SHRINK, ridge
from gateway_studio.scenery.light import Day
from gateway_studio.scenery.paint import (
    FULL_W,
    Array,
    Layer,
    blank,
    cropped,
    noise,
    ramp,
    tone,
    tone_color,
    veil,
)
from gateway_studio.teller import dice


def far(name: str, eye: Eye, day: Day, dark: float, turned: float = 0.0) -> Iterator[Layer]:
    """The layers of a view's `far`, from the farthest on; each place looks another way."""
    if name == "mountains":
        yield from _ridges(eye, day, turned, (0.16, 0.11, 0.05), np.array([1, 1, 1], np.float32))
    elif name == "hills":
        green = (1.0, 1.0, 1.0) if day.horizon.max() < 0.01 else (0.75, 1.05, 0.6)
        yield from _ridges(eye, day, turned, (0.07, 0.055, 0.035), np.array(green, np.float32))
    elif name == "peaks":
        yield _peaks(eye, day, turned, (0.34, 0.62, 0))
        yield _peaks(eye, day, turned, (0.19, 0.34, 1))
        yield _trees(eye, day, turned, 0.028, 0.1)
    elif name == "forest":
        yield _trees(eye, day, turned, 0.085, 0.34)
        yield _trees(eye, day, turned, 0.06, 0.14)
    elif name == "town":
        yield _town(eye, day, dark, turned, (0.075, 0.4))
        yield _town(eye, day, dark, turned, (0.045, 0.16))


def _ridges(
    eye: Eye, day: Day, turned: float, high: tuple[float, ...], tint: Array
) -> Iterator[Layer]:
    _, up = eye.rays(SHRINK)
    for number in range(3):
        line = ridge(eye, number, 5, turned) * np.float32(high[number] / (0.16, 0.11, 0.05)[number])
        rows = _standing(up, line, 0.0014)
        alpha = ramp(0.0014, -0.0014, up[rows] - line[None, :])
        share = (0.62, 0.36, 0.16)[number]
        sun = day.sun.rgb * 0.07 if day.sun else 0
        color = day.horizon * share * 0.8 + (day.ground * (0.1 + 0.05 * number) + sun) * tint
        rgb = np.broadcast_to(tone(color), (*alpha.shape, 3))
        yield veil(rgb, alpha, 0.03 + 0.03 * number, above=rows.start)


def _standing(up: Array, line: Array, soft: float) -> slice:
    """The rows in which what stands as high as a line is seen."""
    seen = np.flatnonzero((up[:, 0] > -0.02) & (up[:, 0] < line.max() + soft))
    return slice(int(seen[0]), int(seen[-1]) + 1) if seen.size else slice(0, 1)


def _peaks(eye: Eye, day: Day, turned: float, range_: tuple[float, float, int]) -> Layer:
    """Snow on rock, in the sun on one flank."""
    high, haze, number = range_
    across, up = eye.rays(0.5)
    across = across + np.float32(turned)
    wide = (0.16, 0.27)[number]
    row = np.full_like(across[0], 0.37 + 0.29 * number)
    crest = 0.7 * _sharp(across[0] * wide + 0.31 * number, row)
    crest = (
        crest
        + 0.22 * _sharp(across[0] * wide * 3.1, row + 0.2)
        + 0.08 * noise(across[0] * wide * 17, row)
    )
    line = np.maximum((crest - 0.28) * high * 1.8, 0.004)[None, :]
    rows = _standing(up, line, 0.0016)
    across, up = across[rows], up[rows]
    alpha = ramp(0.0016, -0.0016, up - line)
    below = np.clip((line - up) / high, 0, 1)
    u, v = across * 0.8 - up * 0.5, up * 0.55 + across * 0.2 + 0.7 * number
    face = 0.6 * (noise(u, v) - noise(u + 0.016, v - 0.01)) + 0.4 * (
        noise(u * 3.7, v * 3.1) - noise(u * 3.7 + 0.02, v * 3.1)
    )
    side = -1.0 if day.sun and day.sun.way[0] < 0 else 1.0
    lit = ramp(-0.03, 0.045, face * side)[..., None]
    rough = noise(u * 2.9 + 0.5, v * 2.1)
    rock = ramp(0.5, 0.66, rough * 0.7 + 0.55 * below + 0.06)[..., None]
    color = (
        np.array([0.84, 0.88, 0.95], np.float32) * (1 - rock)
        + np.array([0.11, 0.11, 0.13], np.float32) * rock
    )
    sun = day.sun.rgb if day.sun else np.zeros(3, np.float32)
    seen = color * (day.ground * (0.6 + 0.4 * lit) + (sun * 0.85 + day.glow * 0.14) * lit)
    share = haze * (0.55 + 0.6 * below[..., None])
    tones = tone(seen * (1 - share) + day.horizon * 0.85 * share)
    return veil(tones, alpha, 0.03 + 0.03 * number, above=rows.start)


def _sharp(u: Array, v: Array) -> Array:
    folded: Array = 1 - np.abs(2 * noise(u, v) - 1) ** 0.8
    return folded


def _trees(eye: Eye, day: Day, turned: float, high: float, haze: float) -> Layer:
    """The edge of a wood."""
    pixels, surface = blank()
    canvas = surface.getCanvas()
    chance = dice("wood", high, turned)
    path = skia.Path()
    x = -10.0
    while x < FULL_W + 10:
        tall = (
            high
            * FOCAL
            * chance.uniform(0.55, 1.0)
            * (0.8 + 0.25 * np.sin(x / 170 + high * 90 + turned * 9))
        )
        wide = tall * chance.uniform(0.16, 0.26)
        _fir(path, x, eye.y + 5, wide, tall)
        x += wide * chance.uniform(0.45, 1.1)
    green = np.array([0.05, 0.1, 0.065], np.float32)
    sun = day.sun.rgb * 0.35 if day.sun else np.zeros(3, np.float32)
    near = day.ground * green * (1 - haze)
    top, foot = near + sun * green + day.horizon * haze * 0.75, near * 0.5 + day.horizon * haze
    paint = skia.Paint(AntiAlias=True)
    ends = [skia.Point(0, eye.y - high * FOCAL), skia.Point(0, eye.y + 4)]
    paint.setShader(skia.GradientShader.MakeLinear(ends, [tone_color([*top]), tone_color([*foot])]))
    canvas.drawPath(path, paint)
    return cropped(pixels, 0.08 if haze > 0.2 else 0.14)


def _fir(path: skia.Path, x: float, foot: float, wide: float, tall: float) -> None:
    path.moveTo(x - wide * 0.7, foot)
    for step in (0.3, 0.55, 0.78):
        path.lineTo(x - wide * (1.05 - step), foot - tall * step)
        path.lineTo(x - wide * (0.72 - step * 0.7), foot - tall * (step + 0.015))
    path.lineTo(x, foot - tall)
    for step in (0.78, 0.55, 0.3):
        path.lineTo(x + wide * (0.72 - step * 0.7), foot - tall * (step + 0.015))
        path.lineTo(x + wide * (1.05 - step), foot - tall * step)
    path.lineTo(x + wide * 0.7, foot)
    path.close()


def _town(eye: Eye, day: Day, dark: float, turned: float, row: tuple[float, float]) -> Layer:
    """Roofs against the sky, and in the dark their windows."""
    high, haze = row
    pixels, surface = blank()
    canvas = surface.getCanvas()
    chance = dice("town", high, turned)
    wall = day.ground * 0.22 * (1 - haze) + day.horizon * haze * 0.75
    if day.sun:
        wall = wall + day.sun.rgb * 0.1
    x = -20.0
    while x < FULL_W:
        wide, tall = chance.uniform(22, 76), high * FOCAL * chance.uniform(0.3, 1.0)
        shade = wall * chance.uniform(0.75, 1.15)
        paint = skia.Paint(AntiAlias=True, Color=tone_color([*shade]))
        top = eye.y - tall
        canvas.drawRect(skia.Rect.MakeLTRB(x, top, x + wide, eye.y + 5), paint)
        if chance.random() < 0.5:
            roof = skia.Path()
            roof.addPoly(
                [
                    skia.Point(x - 2, top),
                    skia.Point(x + wide / 2, top - wide * 0.3),
                    skia.Point(x + wide + 2, top),
                ],
                close=True,
            )
            canvas.drawPath(roof, paint)
        _windows(canvas, chance.getrandbits(30), (x, top, wide, tall), dark)
        x += wide * chance.uniform(0.8, 1.25)
    return cropped(pixels, 0.08 if haze > 0.2 else 0.14)


def _windows(
    canvas: skia.Canvas, seed: int, house: tuple[float, float, float, float], dark: float
) -> None:
    x, top, wide, tall = house
    chance = dice("windows", seed)
    for column in range(int(wide / 9)):
        for row in range(int(tall / 12)):
            if chance.random() < 0.32 * dark:
                warm = chance.choice((0xFFC98A, 0xFFDFA8, 0xFFB060, 0xD8E4FF))
                paint = skia.Paint(Color=warm | int(90 + 150 * chance.random()) << 24)
                canvas.drawRect(
                    skia.Rect.MakeXYWH(x + 3 + column * 9, top + 5 + row * 12, 3.4, 4.6), paint
                )
            elif chance.random() < 0.4:
                canvas.drawRect(
                    skia.Rect.MakeXYWH(x + 3 + column * 9, top + 5 + row * 12, 3.4, 4.6),
                    skia.Paint(Color=0x30000008),
                )
