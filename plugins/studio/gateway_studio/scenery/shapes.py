"""Draws what a world's file makes itself, out of boxes, bars, balls and lights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from gateway_studio.scenery.colors import color_of, glow_of
from gateway_studio.scenery.glow import shine
from gateway_studio.scenery.pen import Pen

Shape: TypeAlias = Mapping[str, Any]
"""A `gateway_studio.drawn.Shape` as it comes through JSON."""
Stroke: TypeAlias = Mapping[str, Any]
Spot: TypeAlias = "tuple[float, float, float]"


def draw_shape(shape: Shape, pen: Pen, x: float, y: float, z: float, size: float = 1.0) -> None:
    """A shape whose foot stands at (x, y, z); its parts are painted in the order of the file."""
    if shape.get("shadow") and y < 0.05:
        wide, deep = shape["shadow"]
        pen.shadow(x, z, wide * size, deep * size)
    for stroke in shape["parts"]:
        for dx, dy, dz in _places(stroke):
            at = (x + dx * size, y + dy * size, max(0.4, z + dz * size))
            _draw(pen, stroke, at, size)


def extent(shape: Shape) -> float:
    """The longest side of a shape in metres, about."""
    spots = [spot for stroke in shape["parts"] for spot in _reach(stroke)]
    return max((max(axis) - min(axis) for axis in zip(*spots, strict=True)), default=0.1)


def _places(stroke: Stroke) -> Iterator[Spot]:
    (x, y, z), (dx, dy, dz) = stroke["at"], stroke["step"]
    for number in range(stroke["repeat"]):
        yield x + number * dx, y + number * dy, z + number * dz


def _draw(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    for kind, draw in _KINDS.items():
        if stroke.get(kind) is not None:
            draw(pen, stroke, at, size)


def _box(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    w, h, d = (side * size for side in stroke["box"])
    front = max(0.4, at[2] - d / 2)
    pen.box(at[0], at[1], front, (w, h, d), color_of(stroke["color"]))


def _roof(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    w, h, d = (side * size for side in stroke["roof"])
    pen.roof(at[0], at[1], max(0.4, at[2] - d / 2), (w, h, d), color_of(stroke["color"]))


def _plate(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    w, h = stroke["plate"]
    pen.plate(*at, w * size, h * size, color_of(stroke["color"]))


def _bar(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    start, end = (
        (at[0] + x * size, at[1] + y * size, max(0.4, at[2] + z * size))
        for x, y, z in stroke["bar"]
    )
    pen.bar(start, end, stroke["thick"] * size, color_of(stroke["color"]))


def _ball(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    pen.ball(*at, stroke["ball"] * size, color_of(stroke["color"]))


def _cone(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    radius, high = stroke["cone"]
    pen.spire(*at, radius * size, high * size, color_of(stroke["color"]))


def _outline(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    corners = [(x * size, y * size) for x, y in stroke["outline"]]
    if len(corners) > 2:
        pen.outline(at, corners, color_of(stroke["color"]), smooth=stroke["smooth"])


def _shine(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    w, h = stroke["shine"]
    shine(pen, *at, w * size, h * size, glow_of(stroke["color"]), stroke["power"])


def _glow(pen: Pen, stroke: Stroke, at: Spot, size: float) -> None:
    pen.glow(at, glow_of(stroke["color"]), stroke["glow"] * size, stroke["power"])


def _reach(stroke: Stroke) -> list[Spot]:
    """Two corners of what a stroke fills."""
    x, y, z = stroke["at"]
    wide, low, high = _sides(stroke)
    last = stroke["repeat"] - 1
    dx, dy, dz = (last * part for part in stroke["step"])
    return [(x - wide, y + low, z), (x + wide + dx, y + high + dy, z + dz)]


def _sides(stroke: Stroke) -> tuple[float, float, float]:
    """Half the width, and from where to where it goes up from where it is."""
    for kind in ("box", "roof", "plate", "shine"):
        if stroke.get(kind):
            return stroke[kind][0] / 2, 0.0, stroke[kind][1]
    if stroke.get("cone"):
        return stroke["cone"][0], 0.0, stroke["cone"][1]
    corners = stroke.get("outline") or [(x, y) for x, y, _ in stroke.get("bar") or ()]
    if corners:
        rows = [y for _, y in corners]
        return max(abs(x) for x, _ in corners), min(rows), max(rows)
    radius = stroke.get("ball") or 0.0
    return radius, -radius, radius


_KINDS: Mapping[str, Callable[[Pen, Stroke, Spot, float], None]] = {
    "box": _box,
    "roof": _roof,
    "plate": _plate,
    "bar": _bar,
    "ball": _ball,
    "cone": _cone,
    "outline": _outline,
    "shine": _shine,
    "glow": _glow,
}
