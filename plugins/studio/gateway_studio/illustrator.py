"""Draws a frame: the layers of a scene, and the still that they make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
import skia

from gateway_studio.scenery import air, near
from gateway_studio.scenery.eye import Eye, eye_of
from gateway_studio.scenery.gathering import gathered
from gateway_studio.scenery.housed import outside_of, room_light, room_sheet
from gateway_studio.scenery.light import Day, Light, lamp_of
from gateway_studio.scenery.openair import open_light, open_sheets, snowy
from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    HEIGHT,
    MARGIN_X,
    MARGIN_Y,
    WIDTH,
    Layer,
    blank,
    cropped,
    grown,
    stain,
)
from gateway_studio.scenery.pen import Pen
from gateway_studio.scenery.skies import day_of
from gateway_studio.scenery.staging import carried, standing
from gateway_studio.scenery.still import write_still
from gateway_studio.scenery.styles import dressed, over, tape
from gateway_studio.scenery.veils import cover

Detail = Mapping[str, Any]
"""`Picture.detail` as the writer wrote it."""

BANDS = ((30.0, 1e9, 0.12), (11.0, 30.0, 0.4), (5.9, 11.0, 0.72), (0.0, 5.9, 1.0))
"""Near and far edge of each band of landmarks in metres, and its depth as a layer."""


BAND_SHRINK = 0.8
KEPT = 2
_kept: dict[str, list[Layer]] = {}
"""The scenes drawn last, the older first."""
GRASSY = ("dust", "road", "asphalt", "grass")
"""Grounds at whose near edge something grows."""
RIMS = {"ink": 2.6, "painterly": 1.5, "print": 1.5}
"""How much broader a style needs the light about people."""
BLURRED = ("plain", "vhs")
"""Styles with a lens, before which a jamb is out of focus; on paper it would be a black bar."""


def draw_still(detail: Detail, path: str) -> None:
    """Write the still of a scene as PNG."""
    pixels, surface = blank(WIDTH, HEIGHT)
    compose(surface.getCanvas(), layers_of(detail), detail)
    over.wear(pixels, detail, 0)
    if detail.get("style") == "vhs":
        pixels = tape.worn(pixels)
    write_still(pixels, path)


def compose(canvas: skia.Canvas, layers: list[Layer], detail: Detail) -> None:
    """Lay the layers over one another as the still shows them."""
    for layer in layers:
        canvas.drawImage(layer.image, layer.left - MARGIN_X, layer.top - MARGIN_Y)
    over.finish(canvas, detail, 0)


def layers_of(detail: Detail) -> list[Layer]:
    """A scene's sheets, from the farthest to the nearest; those of the last two are kept.

    A segment begins with the scene that the one before it ended with.
    """
    written = json.dumps(detail, default=dict)
    if written not in _kept and len(_kept) == KEPT:
        del _kept[next(iter(_kept))]  # before the next is drawn: a scene takes some 40 MB
    layers = _kept.pop(written, None)
    _kept[written] = layers or dressed(gathered(_drawn(detail)), detail)
    return [*_kept[written]]


def _drawn(detail: Detail) -> list[Layer]:
    view = detail["view"]
    eye = eye_of(view["horizon"], view["vanish"], view["eye"], detail["pan"], detail["lift"])
    day = day_of(str(detail.get("sky", "desert")), detail["hour"], detail["weather"]["clouds"])
    light = light_of(detail, day)
    if view["composition"] == "open":
        sheets = [*open_sheets(detail, eye, day, light), *_bands(detail, eye, light)]
    else:
        sheets = [room_sheet(detail, eye, light), *_bands(detail, eye, light)]
    return [*sheets, *_air(detail, eye, light), *_veil(detail)]


def _veil(detail: Detail) -> list[Layer]:
    """What the danger that is nearest lays over everything."""
    danger = detail.get("danger") or {}
    veil = cover(str(danger.get("veil")), float(danger.get("near", 0.0)), int(detail["seed"]))
    return [veil] if veil else []


def light_of(detail: Detail, day: Day) -> Light:
    """All the light there is in a scene."""
    lamps = (*map(lamp_of, detail["view"]["lamps"]), *carried(detail))
    if detail["view"]["composition"] == "open":
        return open_light(detail, day, lamps)
    return room_light(detail, day, lamps)


def _bands(detail: Detail, eye: Eye, light: Light) -> list[Layer]:
    """All that stands in the place, in four sheets by distance."""
    drawn = sorted(standing(detail), key=lambda one: -one[0])
    sheets = []
    for close, far, depth in BANDS:
        inside = [draw for z, draw in drawn if close < z <= far]
        if not inside:
            continue
        pixels, surface = blank(ceil(FULL_W * BAND_SHRINK), ceil(FULL_H * BAND_SHRINK))
        pen = Pen(
            surface.getCanvas(),
            eye,
            light,
            snow=snowy(detail),
            outside=outside_of(detail),
            rim=RIMS.get(str(detail.get("style")), 1.0),
        )
        pen.canvas.scale(BAND_SHRINK, BAND_SHRINK)
        for draw in inside:
            draw(pen)
        pen.canvas.resetMatrix()
        worn = round(76 - 40 * min(1.0, 2 * float(light.ambient.mean())))
        stain(pen.canvas, worn, skia.Rect.MakeWH(FULL_W, FULL_H))
        sheets.append(grown(pixels, BAND_SHRINK, depth))
    return sheets


def _air(detail: Detail, eye: Eye, light: Light) -> list[Layer]:
    """What floats before the place, and what is held up or stands close before the lens."""
    view, weather, seed = detail["view"], detail["weather"], int(detail["seed"])
    open_air = view["composition"] == "open"
    sheets = [_glows(view, eye, light)]
    if open_air and detail.get("sky") != "space":
        sheets += air.weather_sheets(weather, light.haze, eye.y, seed)
    amount = 0.7 if detail["inside"] else 0.4 + 1.6 * weather["dust"]
    sheets.append(air.motes(np.array([0.5, 0.45, 0.38], np.float32), amount, seed))
    sheets.append(_close(detail, eye, light, open_air=open_air))
    return sheets


def _lit(light: Light) -> float:
    """How far a lamp's glow is to be seen: hardly by day."""
    return 1 - 0.8 * min(1.0, 2.4 * float(light.ambient.mean()))


def _glows(view: Detail, eye: Eye, light: Light) -> Layer:
    pixels, surface = blank()
    pen = Pen(surface.getCanvas(), eye, light)
    for lamp in map(lamp_of, view["lamps"]):
        most = max(float(lamp.rgb.max()), 0.01)
        r, g, b = (float(part) / most for part in lamp.rgb)
        reach = 0.7 + 0.12 * min(most, 5.0)
        pen.glow((lamp.x, lamp.y, lamp.z), (r, g, b), reach, 0.38 * _lit(light))
    flicker = max((float(lamp["flicker"]) for lamp in view["lamps"]), default=0.0)
    return cropped(pixels, 0.45, flicker=flicker, soft=True)


def _close(detail: Detail, eye: Eye, light: Light, *, open_air: bool) -> Layer:
    """What is nearer than anything: out of focus at the edge, or in your own hand."""
    view = detail["view"]
    pixels, surface = blank()
    canvas = surface.getCanvas()
    grassy = view["ground"] in GRASSY
    if grassy or (not open_air and detail.get("style", "plain") in BLURRED):
        near.draw_edge(Pen(canvas, eye, light), int(detail["seed"]), grassy=grassy)
    if detail["held"]:
        near.draw_hand(Pen(canvas, eye, light), str(detail["held"]), detail.get("shapes") or {})
    return cropped(pixels, 1.35)
