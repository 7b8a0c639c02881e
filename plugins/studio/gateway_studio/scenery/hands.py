"""Arms, and what is in the hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import skia

from gateway_studio.scenery.figure import BLACK, Figure, Spot
from gateway_studio.scenery.paint import Color
from gateway_studio.teller import dice

WOOD: Color = (0.2, 0.125, 0.065)
BRASS: Color = (0.5, 0.36, 0.13)
WARM: Color = (1.0, 0.66, 0.32)
LEFT: Sequence[Spot] = ((-0.215, 1.36), (-0.27, 1.1), (-0.25, 0.84))
RIGHT: Sequence[Spot] = ((0.215, 1.36), (0.27, 1.1), (0.25, 0.84))

POCKET: Sequence[Spot] = ((0.21, 1.36), (0.3, 1.13), (0.2, 0.93))
FOLDED: Sequence[Spot] = ((0.21, 1.36), (0.27, 1.12), (0.08, 1.0))
RESTS: Sequence[tuple[Sequence[Spot], Sequence[Spot]]] = (
    (LEFT, POCKET),
    (((-0.21, 1.36), (-0.3, 1.13), (-0.2, 0.93)), RIGHT),
    (((-0.21, 1.36), (-0.27, 1.12), (-0.06, 0.99)), FOLDED),
    (LEFT, ((0.215, 1.36), (0.26, 1.1), (0.21, 0.85))),
)
"""How people hold empty hands."""


def arms(f: Figure) -> None:
    """Both arms and what they hold."""
    HOLDS.get(f.holds, _empty)(f)


def arm(f: Figure, points: Sequence[Spot]) -> None:
    """A sleeve from the shoulder to the wrist, and the hand at its end."""
    thick = 0.15 if f.wears == "robe" else 0.1
    shoulder, elbow, wrist = points
    if f.wears in ("shorts", "dress"):
        f.limb(points, 0.07, f.skin)
        half = ((shoulder[0] + elbow[0]) / 2, (shoulder[1] + elbow[1]) / 2)
        f.limb([shoulder, half], 0.1, f.coat)
    else:
        f.limb(points, thick, f.coat)
        if f.wears == "robe":
            low = (wrist[0], wrist[1] - 0.09)
            f.limb([elbow, low], thick, f.coat)
    dx, dy = wrist[0] - elbow[0], wrist[1] - elbow[1]
    far = max(0.01, (dx * dx + dy * dy) ** 0.5)
    hand = (wrist[0] + dx / far * 0.035, wrist[1] + dy / far * 0.035)
    f.limb([hand, (hand[0] + dx / far * 0.04, hand[1] + dy / far * 0.04)], 0.07, f.skin)


def _empty(f: Figure) -> None:
    if f.sits:
        f.limb([(-0.21, 1.35), (-0.28, 1.12), (-0.18, 0.98)], 0.1, f.coat)
        f.limb([(0.21, 1.35), (0.3, 1.12), (0.25, 1.0)], 0.1, f.coat)
        return
    left, right = dice("rests", f.scarf, f.coat).choice(RESTS)
    arm(f, left)
    arm(f, right)


def _boom(f: Figure) -> None:
    """Both hands on the pole; the recorder hangs at the hip."""
    f.limb([(-0.66, 0.98), (0.82, 2.02)], 0.02, (0.08, 0.08, 0.08))
    f.limb([(0.78, 1.99), (1.0, 2.14)], 0.1, (0.13, 0.125, 0.12))
    f.limb([(-0.2, 1.37), (-0.37, 1.24), (-0.3, 1.22)], 0.095, f.coat)
    f.limb([(0.2, 1.37), (0.36, 1.4), (0.24, 1.58)], 0.09, f.coat)
    f.limb([(-0.3, 1.23), (-0.29, 1.24)], 0.07, f.skin)
    f.limb([(0.24, 1.6), (0.245, 1.62)], 0.07, f.skin)
    recorder = [
        (-0.4, 1.0), (-0.16, 1.0), (-0.14, 0.9), (-0.16, 0.78), (-0.4, 0.78), (-0.42, 0.9)
    ]  # fmt: skip
    f.shape(recorder, (0.09, 0.065, 0.045))
    f.limb([(-0.3, 1.0), (0.1, 1.46)], 0.026, BLACK)


def _mug(f: Figure) -> None:
    arm(f, ((-0.215, 1.36), (-0.27, 1.12), (-0.24, 0.86)))
    arm(f, ((0.215, 1.36), (0.28, 1.13), (0.1, 1.14)))
    f.limb([(0.05, 1.15), (0.05, 1.22)], 0.07, (0.6, 0.6, 0.58))


def _torch(f: Figure) -> None:
    arm(f, LEFT)
    arm(f, ((0.215, 1.36), (0.3, 1.14), (0.4, 1.08)))
    f.limb([(0.42, 1.08), (0.56, 1.1)], 0.05, (0.08, 0.08, 0.09))
    f.limb([(0.56, 1.1), (0.6, 1.105)], 0.085, (0.5, 0.5, 0.48))
    _light(f, (0.62, 1.105), 0.5, (1.0, 0.95, 0.85))


def _cable(f: Figure) -> None:
    arm(f, LEFT)
    arm(f, RIGHT)
    for ring in range(3):
        r = 0.1 + 0.018 * ring
        loop = [
            (0.27, 0.8),
            (0.27 + r, 0.68),
            (0.27, 0.55 - 0.02 * ring),
            (0.27 - r, 0.68),
            (0.27, 0.8),
        ]
        f.limb(loop, 0.018, (0.05, 0.05, 0.06))


def _lantern(f: Figure) -> None:
    """Held out before them; it lights who holds it, and `staging` the place."""
    arm(f, LEFT)
    arm(f, ((0.215, 1.36), (0.33, 1.16), (0.4, 1.24)))
    f.limb([(0.42, 1.25), (0.42, 1.12)], 0.012, BLACK)
    for x in (-0.06, 0.06):
        f.limb([(0.42 + x, 1.1), (0.42 + x, 0.92)], 0.014, BRASS)
    f.limb([(0.35, 0.9), (0.49, 0.9)], 0.04, BRASS)
    f.shape([(0.35, 1.1), (0.42, 1.19), (0.49, 1.1)], BRASS)
    _light(f, (0.42, 1.0), 0.9, WARM)


def _light(f: Figure, at: Spot, reach: float, color: Color) -> None:
    """A flame, and the air about it."""
    cx, cy = f.at(*at)
    r = 0.055 * f.pen.eye.scale(f.z)
    f.canvas.drawCircle(cx, cy, r, skia.Paint(AntiAlias=True, Color=0xFFFFF2CC))
    f.lights.append((at, reach, color))


def _staff(f: Figure) -> None:
    arm(f, LEFT)
    f.limb([(0.37, 0.0), (0.35, 1.0), (0.36, 1.46)], 0.032, WOOD)
    f.limb([(0.36, 1.46), (0.365, 1.86)], 0.032, WOOD)
    arm(f, ((0.215, 1.36), (0.33, 1.12), (0.345, 1.2)))


def _net(f: Figure) -> None:
    """A landing net over the shoulder."""
    f.limb([(0.3, 0.95), (-0.1, 1.44)], 0.026, WOOD)
    f.limb([(-0.1, 1.46), (-0.42, 1.8)], 0.026, WOOD)
    hoop = [(-0.42, 1.8), (-0.66, 1.82), (-0.7, 2.02), (-0.52, 2.1), (-0.4, 1.95), (-0.42, 1.8)]
    f.limb(hoop, 0.018, BRASS)
    for n in range(5):
        x = -0.66 + n * 0.055
        f.limb([(x, 1.86 + 0.02 * n), (x + 0.02, 1.6 - 0.02 * n)], 0.008, (0.3, 0.38, 0.32))
    for n in range(4):
        f.limb([(-0.66, 1.82 - n * 0.06), (-0.45, 1.86 - n * 0.08)], 0.008, (0.3, 0.38, 0.32))
    arm(f, LEFT)
    arm(f, ((0.215, 1.36), (0.32, 1.14), (0.28, 1.0)))


def _tray(f: Figure) -> None:
    arm(f, ((-0.215, 1.36), (-0.3, 1.12), (-0.16, 1.08)))
    arm(f, ((0.215, 1.36), (0.3, 1.12), (0.16, 1.08)))
    f.limb([(-0.26, 1.1), (0.26, 1.1)], 0.026, (0.5, 0.5, 0.5))
    for x, high, color in (
        (-0.14, 0.13, (0.5, 0.16, 0.1)),
        (0.02, 0.16, (0.56, 0.6, 0.6)),
        (0.15, 0.1, (0.6, 0.44, 0.14)),
    ):
        f.limb([(x, 1.13), (x, 1.1 + high)], 0.045, color)


def _umbrella(f: Figure) -> None:
    arm(f, LEFT)
    f.limb([(0.26, 1.0), (0.2, 1.46)], 0.018, BLACK)
    f.limb([(0.2, 1.46), (0.14, 2.1)], 0.018, BLACK)
    canopy = [
        (-0.5, 1.86), (-0.36, 2.08), (0.0, 2.24), (0.16, 2.26), (0.42, 2.18), (0.68, 2.0),
        (0.78, 1.8), (0.55, 1.9), (0.3, 1.86), (0.1, 1.92), (-0.1, 1.86), (-0.3, 1.92),
    ]  # fmt: skip
    f.shape(canopy, f.scarf)
    for x in (-0.3, 0.0, 0.32, 0.58):
        f.limb([(0.15, 2.22), (x * 0.7 + 0.05, 2.08), (x, 1.9)], 0.008, f.dim(f.scarf, 0.4))
    arm(f, ((0.215, 1.36), (0.34, 1.14), (0.26, 1.1)))


HOLDS: dict[str, Callable[[Figure], None]] = {
    "boom": _boom,
    "torch": _torch,
    "mug": _mug,
    "cable": _cable,
    "lantern": _lantern,
    "staff": _staff,
    "net": _net,
    "tray": _tray,
    "umbrella": _umbrella,
}
