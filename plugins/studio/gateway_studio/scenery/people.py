"""Draws people: dressed as their file says, in the light of the place."""

from __future__ import annotations

from collections.abc import Mapping

from gateway_studio.scenery.figure import Figure
from gateway_studio.scenery.hands import arms
from gateway_studio.scenery.heads import head
from gateway_studio.scenery.pen import Pen
from gateway_studio.scenery.wardrobe import body, legs


def draw_person(pen: Pen, x: float, z: float, look: Mapping[str, object], lean: float) -> None:
    """Somebody of the world, as its file describes them."""
    Figure(pen, x, z, look, lean).draw(_whole)


def _whole(f: Figure) -> None:
    legs(f)
    if f.away:
        arms(f)
        body(f)
    else:
        body(f)
        arms(f)
    head(f)
