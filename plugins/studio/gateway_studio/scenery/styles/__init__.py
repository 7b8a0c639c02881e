"""How a world's frames are painted: each style makes its own of a scene's sheets.

A style works on the sheets, not on the picture, so that the camera still moves through them; what
lies over every picture is one sheet more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from gateway_studio.scenery.paint import Layer
from gateway_studio.scenery.styles import ink, oil, plain, poster, tape

Dress: TypeAlias = Callable[[list[Layer], float], list[Layer]]
"""Takes a scene's sheets and its mood, -1 to 1."""

STYLES: dict[str, Dress] = {
    "plain": plain.dress,
    "vhs": tape.dress,
    "painterly": oil.dress,
    "ink": ink.dress,
    "print": poster.dress,
}


def dressed(layers: list[Layer], detail: Mapping[str, Any]) -> list[Layer]:
    """A scene's sheets in the style of its world."""
    dress = STYLES.get(str(detail.get("style", "plain")), plain.dress)
    return dress(layers, float(detail.get("mood", 0.0)))
