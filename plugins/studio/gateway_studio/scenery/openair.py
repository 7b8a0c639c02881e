"""A place under the sky: its light, and its sheets from the sky to the ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gateway_studio.scenery import air, land, skies
from gateway_studio.scenery.clouds import heaps
from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.far import far
from gateway_studio.scenery.light import Day, Lamp, Light
from gateway_studio.scenery.paint import FULL_H, Array, Layer, opaque, tone, veil
from gateway_studio.scenery.water import BUILT, SEA, flood
from gateway_studio.teller import dice

Detail = Mapping[str, Any]
DESERT = "desert"
LIES_NOT = ("snow", "water")
"""Grounds on which falling snow changes nothing."""


def open_light(detail: Detail, day: Day, lamps: tuple[Lamp, ...]) -> Light:
    """All the light there is under an open sky."""
    weather = detail["weather"]
    dark = _dark(day)
    sky = Lamp(-60.0, 40.0, 60.0, day.glow * 700, 0.0)
    high = Lamp(40.0, 70.0, -10.0, np.array([0.5, 0.65, 1.0], np.float32) * 60 * dark)
    mist = float(weather.get("fog", 0)) + 0.5 * float(weather.get("snow", 0))
    smoke = float(weather.get("ash", 0))
    haze = day.horizon * (0.9 + 0.4 * weather["dust"])
    haze = haze * (1 - 0.6 * mist) + (day.ground * 0.8 + day.horizon * 0.2) * 0.6 * mist
    haze = haze * (1 - 0.55 * smoke)
    thick = skies.thickness(str(detail.get("sky", DESERT)))
    thick += 0.035 * weather["dust"] + 0.012 * weather["rain"] + 0.07 * mist**1.5 + 0.02 * smoke
    torch = 0.85 * dark * float(detail.get("torch", 1.0))
    return Light(day.ground, (*lamps, sky, high), torch, haze, thick, day.sun)


def open_sheets(detail: Detail, eye: Eye, day: Day, light: Light) -> list[Layer]:
    """The sky, what stands at its edge, and the ground."""
    seed, weather = int(detail["seed"]), detail["weather"]
    seen = _sky(detail, eye, day)
    sheets = [Layer(opaque(tone(seen)), 0.0)]
    if _heaped(detail):
        shift = 7 * float(detail["hour"])
        sheets.append(heaps(eye, day, weather["clouds"], weather["wind"], seed, shift))
    if weather["lightning"]:
        sheets.append(air.bolt(eye.y, seed + int(detail["turn"])))
    view = detail["view"]
    turned = dice("far", detail["world"], detail["place"]).uniform(0, 6)
    sheets += far(str(view.get("far", "mountains")), eye, day, _night(day), turned)
    fallen = 0.0 if view["ground"] in LIES_NOT else float(weather.get("snow", 0))
    ground, mask = land.ground(view["ground"], eye, light, snow=fallen, wet=weather["rain"])
    start = _shore(view)
    if start is not None:
        beach = view["ground"] not in BUILT
        flood(eye, day, light, ground, seen, start, 0.5 + weather["wind"], beach=beach)
    sheets.append(veil(tone(ground), mask, 0.3))
    return sheets


def snowy(detail: Detail) -> bool:
    """Whether snow lies on what stands in a place."""
    view, falls = detail["view"], float(detail["weather"].get("snow", 0)) > 0.3
    return view["composition"] == "open" and (falls or view["ground"] == "snow")


def _sky(detail: Detail, eye: Eye, day: Day) -> Array:
    name, clouds = str(detail.get("sky", DESERT)), float(detail["weather"]["clouds"])
    night = _night(day)
    seed = int(detail["seed"]) % 1000
    if name == "space":
        return _whole(land.space(eye, seed))
    flat = clouds if name == DESERT else max(0.0, 1.6 * clouds - 0.6)
    seen = land.sky(eye, day, flat, seed, night * (0.25 if name == "city" else 1.0))
    if night > 0:
        land.moon(eye, seen, float(detail["hour"]), night * (1 - 0.8 * clouds))
    if day.sun is not None:
        land.sun(eye, seen, day.sun, clouds)
    return _whole(_misted(detail, seen, day))


def _whole(seen: Array) -> Array:
    """A sky down to the lower edge of the sheet, where nobody sees it."""
    missing = round(FULL_H * land.SHRINK) - seen.shape[0]
    whole: Array = np.concatenate([seen, np.repeat(seen[-1:], missing, axis=0)])
    return whole


def _misted(detail: Detail, seen: Array, day: Day) -> Array:
    """A sky behind fog or ash."""
    weather = detail["weather"]
    mist = 0.85 * min(1.0, weather.get("fog", 0) + 0.4 * weather.get("snow", 0))
    ash = 0.6 * weather.get("ash", 0)
    if not mist + ash:
        return seen
    gray = (day.ground * 0.9 + day.horizon * 0.25) * (1 - ash)
    share = min(0.95, mist + 0.7 * ash)
    misted: Array = (seen * (1 - share) + gray * share).astype(np.float32)
    return misted


def _heaped(detail: Detail) -> bool:
    return (
        detail.get("sky", DESERT) not in (DESERT, "space")
        and 0.03 < detail["weather"]["clouds"] < 0.85
    )


def _shore(view: Detail) -> float | None:
    """How far away water begins, if there is any."""
    if view["ground"] == "water":
        return 0.0
    if view.get("water"):
        return float(view["water"])
    return SEA if view.get("far") == "sea" else None


def _dark(day: Day) -> float:
    return float(np.clip(1 - day.ground.mean() * 4.5, 0, 1)) if day is not skies.SPACE else 0.0


def _night(day: Day) -> float:
    """How much of the night sky is to be seen."""
    return float(np.clip(1 - float(day.zenith.mean()) * 14, 0, 1))
