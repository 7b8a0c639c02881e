"""How the camera moves from one still to the next, by what happens between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, pi, sin
from typing import Any

FPS = 24
DURATION = 4.0
FRAMES = int(FPS * DURATION)
NEAR = 0.5
"""From this nearness of a danger on, the hand shakes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A way for the camera to leave one still and to come to rest on the next."""

    push: float = 0.16
    """By how much it nears what it leaves."""
    back: float = -0.04
    """How much nearer than its still the next scene begins; below 0 it still goes forward."""
    slide: float = 0.0
    """Pixels to the side that the nearest sheets go, leaving and, mirrored, arriving."""
    step: float = 0.0
    """Pixels by which walking lifts and drops the picture."""
    shake: float = 1.0
    """How unsteady the hand is."""
    cut: float = 0.5
    """When the one scene gives way to the other, 0 to 1."""
    mix: int = 10
    """For how many frames both are seen."""


MOVES: dict[str, Move] = {
    "go": Move(push=0.3, step=6.0, cut=0.54, mix=8),
    "look": Move(push=0.1, back=0.0, slide=34.0, cut=0.5, mix=12),
    "use": Move(push=0.2, back=0.03, shake=0.7, cut=0.46),
    "risk": Move(push=0.26, back=0.06, shake=1.7, cut=0.6, mix=4),
    "speak": Move(push=0.12, back=0.02, slide=12.0, shake=0.6, mix=12),
    "silence": Move(push=0.05, back=0.0, shake=0.25, mix=16),
}
"""By the kind of what was done; anything else moves as it comes."""


def move_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Move:
    """The move that fits what leads from one scene to the next."""
    move = MOVES.get(str(after.get("kind")), Move())
    if move.slide and float(after.get("pan", 0)) > float(before.get("pan", 0)):
        move = replace(move, slide=-move.slide)
    danger = after.get("danger") or {}
    near = float(danger.get("near", after.get("ghost", 0)))
    return replace(move, shake=move.shake * (1 + max(0.0, near - NEAR)))


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera is at one moment, against where the still was taken from."""

    zoom: float
    x: float
    y: float
    gone: float
    """How far from the still in time, 0 to 1."""
    seconds: float
    """The same in seconds; before the still below 0."""


def pose(move: Move, number: int, *, leaving: bool) -> Pose:
    """The camera at a frame, as the scene that is left or the one that comes is seen from it."""
    time = number / (FRAMES - 1)
    gone = time if leaving else 1 - time
    eased = gone * gone * (1.6 - 0.6 * gone)
    sway = move.shake * sin(pi * time)
    x = (4.0 * sin(number * 0.21) + 1.8 * sin(number * 0.53 + 1)) * sway
    y = (2.7 * sin(number * 0.17 + 2) + 1.3 * cos(number * 0.47)) * sway
    y -= move.step * abs(sin(number * pi / 13)) * sin(pi * time)
    x += move.slide * eased * (1 if leaving else -1)
    zoom = (move.push if leaving else move.back) * eased
    return Pose(zoom, x, y, gone, gone * DURATION * (1 if leaving else -1))


def mixed(move: Move, number: int) -> float:
    """How much of the coming scene is seen at a frame, 0 to 1."""
    start = move.cut * FRAMES - move.mix / 2
    share = min(1.0, max(0.0, (number - start) / move.mix))
    return share * share * (3 - 2 * share)
