"""What stands in a scene, and how far away: landmarks, people, things, and what comes nearer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from gateway_studio.scenery.antennas import ANTENNAS
from gateway_studio.scenery.boats import BOATS
from gateway_studio.scenery.gorge import GORGE
from gateway_studio.scenery.growth import GROWTH
from gateway_studio.scenery.hearth import HEARTH
from gateway_studio.scenery.indoor import INDOOR
from gateway_studio.scenery.light import Lamp
from gateway_studio.scenery.lounge import LOUNGE
from gateway_studio.scenery.outdoor import OUTDOOR
from gateway_studio.scenery.pen import Draw, Pen
from gateway_studio.scenery.people import draw_person
from gateway_studio.scenery.perimeter import PERIMETER
from gateway_studio.scenery.seaside import SEASIDE
from gateway_studio.scenery.shapes import Shape, draw_shape
from gateway_studio.scenery.ship import SHIP
from gateway_studio.scenery.temple import TEMPLE
from gateway_studio.scenery.things import draw_thing
from gateway_studio.scenery.town import TOWN
from gateway_studio.scenery.vehicles import VEHICLES
from gateway_studio.scenery.watcher import draw_watcher

Placed: TypeAlias = "tuple[float, Callable[[Pen], None]]"
"""How far away in metres, and what draws it."""

LANDMARKS = {
    **ANTENNAS,
    **BOATS,
    **GORGE,
    **GROWTH,
    **HEARTH,
    **INDOOR,
    **LOUNGE,
    **OUTDOOR,
    **PERIMETER,
    **SEASIDE,
    **SHIP,
    **TEMPLE,
    **TOWN,
    **VEHICLES,
}
"""All that a world can name as a landmark."""
LANTERN = np.array([1.0, 0.62, 0.28], np.float32) * np.float32(0.8)
SEAT = 1
SEEN = 0.15
"""How far the danger must have come before it is in the picture."""


def standing(detail: Mapping[str, Any]) -> Iterator[Placed]:
    """All that is drawn in metres; landmarks that nobody can draw are left out."""
    for mark in detail["view"]["landmarks"]:
        draw = _known(detail, mark["draw"])
        if draw:
            yield mark["z"], _put(draw, mark["x"], mark["y"], mark["z"], mark["size"])
    yield from _people(detail)
    x, z = detail["view"]["shelf"]
    for index, thing in enumerate(detail["things"]):
        far = z + index * 0.3
        at = {"x": x + index * 0.75, "y": 0.0, "z": far}
        yield far, partial(draw_thing, name=thing["draw"], shapes=_shapes(detail), **at)
    if detail["ghost"] > SEEN:
        yield _danger(detail)


def _shapes(detail: Mapping[str, Any]) -> Mapping[str, Shape]:
    shapes: Mapping[str, Shape] = detail.get("shapes") or {}
    return shapes


def _put(draw: Draw, x: float, y: float, z: float, size: float) -> Callable[[Pen], None]:
    return lambda pen: draw(pen, x, y, z, size)


def _known(detail: Mapping[str, Any], name: str) -> Draw | None:
    """What draws a name: the file's own shape before the studio's."""
    shape = _shapes(detail).get(name)
    return partial(draw_shape, shape) if shape else LANDMARKS.get(name)


def _people(detail: Mapping[str, Any]) -> Iterator[Placed]:
    for person, x, z in _stood(detail):
        shape = _shapes(detail).get(person.get("shape") or "")
        if shape:
            yield z, _put(partial(draw_shape, shape), x, 0.0, z, 1.0)
        else:
            yield z, partial(draw_person, x=x, z=z, look=person, lean=detail["pan"])


def _stood(detail: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], float, float]]:
    """Everybody, on another of the place's spots each turn; whom it is about stands closer.

    Who sits has the second spot to themselves.
    """
    spots = [tuple(spot) for spot in detail["view"]["spots"]]
    sitting = any(person["pose"] == "sit" for person in detail["people"])
    free = [spot for index, spot in enumerate(spots) if index != SEAT or not sitting] or spots
    for index, person in enumerate(detail["people"]):
        x, z = free[(index + int(detail["turn"])) % len(free)]
        if person["pose"] == "sit":
            x, z = spots[SEAT % len(spots)]
        elif person["near"]:
            x, z = x * 0.75, z * 0.72
        yield person, x, z


def carried(detail: Mapping[str, Any]) -> tuple[Lamp, ...]:
    """The lights that people hold, where they stand."""
    side = -1.0 if detail["pan"] < 0 else 1.0
    return tuple(
        Lamp(x + side * 0.42, 1.0, z - 0.35, LANTERN, 0.0)
        for person, x, z in _stood(detail)
        if person["holds"] == "lantern"
    )


def _danger(detail: Mapping[str, Any]) -> Placed:
    """Whatever comes, as near as it has come; who it is that nobody knows is the watcher."""
    view, near = detail["view"], float(detail["ghost"])
    far = max(3.6, 26 * (1 - near) ** 1.3)
    room = 2.2
    if view["composition"] != "open":
        far, room = min(far, view["length"] - 1.2), view["width"] / 2 - 0.55
    side = min(0.11 * far, room) * (1 if far > 6 or detail["pan"] > 0 else -1)
    draw = _known(detail, (detail.get("danger") or {}).get("draw") or "watcher")
    if draw is None:
        return far, partial(draw_watcher, x=side, z=far)
    return far, _put(draw, side, 0.0, far, 1.0)
