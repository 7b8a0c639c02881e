"""A place under a roof: its light, and the sheet with its walls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gateway_studio.scenery import rooms
from gateway_studio.scenery.eye import Eye
from gateway_studio.scenery.light import Day, Lamp, Light
from gateway_studio.scenery.outlook import outlook
from gateway_studio.scenery.paint import Array, Color, Layer, opaque, tone
from gateway_studio.scenery.pen import Outside
from gateway_studio.scenery.skies import SPACE, day_of

Detail = Mapping[str, Any]

DUSK = 0.1
"""How much of a room's daylight is there at night."""
TINTS: dict[str, Color] = {
    "none": (1, 1, 1),
    "green": (0.85, 1.05, 0.86),
    "amber": (1.08, 0.98, 0.84),
    "brown": (1.12, 0.94, 0.74),
    "rust": (1.06, 0.96, 0.9),
    "red": (1.1, 0.9, 0.88),
    "blue": (0.8, 0.94, 1.18),
    "teal": (0.76, 1.04, 1.06),
    "violet": (0.98, 0.86, 1.14),
    "rose": (1.16, 0.9, 0.94),
    "gold": (1.2, 1.0, 0.7),
    "cold": (0.88, 0.98, 1.12),
    "warm": (1.12, 1.0, 0.86),
    "pale": (1.2, 1.2, 1.16),
    "dim": (0.62, 0.62, 0.66),
}
"""What a view's `tint` does to its walls; an unknown one does nothing."""


def _daylight(detail: Detail, day: Day) -> Array:
    """What comes in from everywhere: as bright as the view says at noon, less as the day goes."""
    bright = np.float32(detail["view"].get("bright", 0.0))
    if day is SPACE:
        return np.array([0.58, 0.59, 0.6], np.float32) * bright
    outside = day.ground + (day.sun.rgb * 0.12 if day.sun else 0)
    share = np.float32(np.clip(float(outside.mean()) / 0.42, DUSK, 1))
    color = 0.5 + 0.5 * outside / max(float(outside.max()), 0.01)
    came: Array = color * share * 0.6 * bright
    return came


def room_light(detail: Detail, day: Day, lamps: tuple[Lamp, ...]) -> Light:
    """All the light there is indoors: lamps, what comes from everywhere, what you carry."""
    view = detail["view"]
    bright, torch = float(view.get("bright", 0.0)), float(detail.get("torch", 1.0))
    glow = sum((lamp.rgb for lamp in lamps), np.zeros(3, np.float32)) * np.float32(0.006)
    came = _daylight(detail, day)
    ambient = np.array([0.012, 0.014, 0.016], np.float32) + glow + came
    ambient = ambient + np.array([0.024, 0.027, 0.036], np.float32) * np.float32(1 - torch)
    soft = Lamp(
        0.3 * view["width"],
        view["height"] - 0.3,
        min(4.0, 0.4 * view["length"]),
        came * 3.0,
    )
    haze = ambient * 0.7 + glow * 0.8
    thick = 0.03 / (1 + 1.5 * bright)
    return Light(
        ambient, (*lamps, soft) if bright else lamps, torch / (1 + 2 * bright), haze, thick
    )


def outside_of(detail: Detail) -> Outside:
    """What is to be seen through glass, at the scene's hour."""
    sky = str(detail.get("sky", "desert"))
    day = day_of(sky, detail["hour"], detail["weather"]["clouds"])
    dark = float(np.clip(1 - float(day.zenith.mean()) * 14, 0, 1))
    return outlook(sky, day, int(detail["seed"]) % 1000, dark)


def room_sheet(detail: Detail, eye: Eye, light: Light) -> Layer:
    """Walls, floor and ceiling, and what is to be seen through them."""
    view = detail["view"]
    tint: Array = np.array(TINTS.get(view["tint"], TINTS["none"]), np.float32)
    shell = rooms.Shell(
        width=view["width"],
        height=view["height"],
        length=view["length"],
        ground=view["ground"],
        wall=view["wall"],
        end=view["end"],
        ceiling=view["ceiling"],
        tint=tint,
        round=view["composition"] == "tube",
        outside=outside_of(detail),
    )
    return Layer(opaque(tone(rooms.cast(shell, eye, light))), 0.35)
