"""What people wear, from the shoes to the collar."""

from __future__ import annotations

from collections.abc import Callable

from gateway_studio.scenery.figure import BLACK, Figure
from gateway_studio.scenery.paint import Color

JEANS: Color = (0.028, 0.034, 0.055)
BRASS: Color = (0.5, 0.38, 0.14)
LEGS = ((-1, -0.095, -0.09), (1, 0.1, 0.125))
"""For each leg its side, its knee and its foot, from left to right."""


def legs(f: Figure) -> None:
    """What is below the waist, as far as it is to be seen."""
    if f.sits:
        _seated(f)
    elif f.wears == "robe":
        for _, _, foot in LEGS:
            _shoe(f, foot, (0.1, 0.075, 0.05))
    elif f.wears in ("dress", "shorts"):
        for side, knee, foot in LEGS:
            f.limb([(side * 0.09, 0.7), (knee, 0.46), (foot, 0.1)], 0.085, f.skin)
            _shoe(f, foot, f.dim(f.coat, 0.4) if f.wears == "dress" else (0.3, 0.3, 0.3))
    else:
        cloth = f.dim(f.coat, 0.55) if f.wears == "uniform" else JEANS
        for side, knee, foot in LEGS:
            _trousers(f, side, knee, foot, cloth)
            _shoe(f, foot, BLACK)


def _seated(f: Figure) -> None:
    for side in (-0.2, 0.2):
        f.limb([(side, 0.9), (side, 0.1)], 0.03, BLACK)
    f.limb([(-0.22, 0.86), (0.22, 0.86)], 0.06, BLACK)
    cloth = JEANS if f.wears in ("coat", "shorts") else f.dim(f.coat, 0.6)
    f.limb([(-0.12, 0.82), (-0.14, 0.1)], 0.13, cloth)
    f.limb([(0.12, 0.82), (0.14, 0.1)], 0.13, cloth)


def _trousers(f: Figure, side: float, knee: float, foot: float, cloth: Color) -> None:
    f.shape(
        [
            (-side * 0.02, 0.92), (side * 0.2, 0.92), (side * 0.19, 0.7),
            (knee + side * 0.075, 0.45), (foot + side * 0.065, 0.08), (foot - side * 0.06, 0.08),
            (knee - side * 0.08, 0.45), (-side * 0.005, 0.74),
        ],
        cloth,
    )  # fmt: skip


def _shoe(f: Figure, foot: float, color: Color) -> None:
    f.shape(
        [
            (foot - 0.06, 0.12), (foot + 0.06, 0.12), (foot + 0.085, 0.02),
            (foot + 0.06, -0.02), (foot - 0.06, -0.02), (foot - 0.075, 0.02),
        ],
        color,
    )  # fmt: skip


def body(f: Figure) -> None:
    """The trunk and what covers it."""
    _CLOTHES.get(f.wears, _coat)(f)


def _coat(f: Figure) -> None:
    coat = [
        (-0.07, 1.5), (-0.2, 1.445), (-0.245, 1.33), (-0.235, 1.1), (-0.2, 0.95),
        (-0.225, 0.7), (0.0, 0.66), (0.225, 0.7), (0.2, 0.95), (0.235, 1.1),
        (0.245, 1.33), (0.2, 1.445), (0.07, 1.5),
    ]  # fmt: skip
    f.shape(coat, f.coat)
    dim = f.dim(f.coat)
    f.limb([(-0.1, 1.46), (0.0, 1.43), (0.1, 1.46)], 0.06, dim)
    if f.away:
        f.limb([(-0.16, 1.36), (0.16, 1.36)], 0.01, dim)
        return
    f.limb([(0.005, 1.38), (0.015, 0.78)], 0.014, dim)
    for side in (-0.13, 0.13):
        f.limb([(side - 0.05, 1.02), (side + 0.05, 1.02)], 0.012, dim)


def _robe(f: Figure) -> None:
    """Down to the ankles, crossed over the chest, with a sash."""
    hem = 0.5 if f.sits else 0.07
    robe = [
        (-0.07, 1.5), (-0.19, 1.45), (-0.22, 1.3), (-0.2, 1.05), (-0.24, 0.5), (-0.29, hem),
        (0.0, hem - 0.03), (0.29, hem), (0.24, 0.5), (0.2, 1.05), (0.22, 1.3), (0.19, 1.45),
        (0.07, 1.5),
    ]  # fmt: skip
    f.shape(robe, f.coat)
    dim = f.dim(f.coat, 0.45)
    f.shape([(-0.22, 1.07), (0.22, 1.07), (0.22, 0.93), (-0.22, 0.93)], f.dim(f.coat, 0.3))
    if not f.away:
        pale = (0.6, 0.57, 0.5)
        f.limb([(-0.09, 1.48), (0.0, 1.32), (0.05, 1.24)], 0.045, pale)
        f.limb([(0.09, 1.48), (0.02, 1.36), (-0.1, 1.08)], 0.035, dim)
    f.limb([(-0.02, 0.92), (0.03, 0.5), (0.06, hem + 0.03)], 0.014, dim)
    for x in (-0.14, 0.15):
        f.limb([(x * 0.8, 0.9), (x, hem + 0.05)], 0.01, dim)


def _dress(f: Figure) -> None:
    low = 0.55 if f.sits else 0.42
    top = [
        (-0.06, 1.48), (-0.17, 1.44), (-0.19, 1.3), (-0.15, 1.04), (0.15, 1.04), (0.19, 1.3),
        (0.17, 1.44), (0.06, 1.48),
    ]  # fmt: skip
    skirt = [
        (-0.14, 1.06), (-0.2, 0.85), (-0.3, low), (-0.15, low - 0.035), (0.0, low - 0.02),
        (0.15, low - 0.035), (0.3, low), (0.2, 0.85), (0.14, 1.06),
    ]  # fmt: skip
    f.shape(skirt, f.coat)
    f.shape(top, f.coat)
    f.limb([(-0.14, 1.045), (0.14, 1.045)], 0.04, f.dim(f.coat, 0.4))
    for x in (-0.14, -0.02, 0.12):
        f.limb([(x * 0.6, 0.98), (x * 1.4, low + 0.04)], 0.01, f.dim(f.coat, 0.5))
    if not f.away:
        f.shape([(-0.07, 1.49), (0.07, 1.49), (0.0, 1.36)], f.skin)


def _uniform(f: Figure) -> None:
    """A tunic with two rows of buttons, a belt, and something on the shoulders."""
    tunic = [
        (-0.07, 1.5), (-0.22, 1.455), (-0.235, 1.33), (-0.19, 1.06), (-0.215, 0.74),
        (0.215, 0.74), (0.19, 1.06), (0.235, 1.33), (0.22, 1.455), (0.07, 1.5),
    ]  # fmt: skip
    f.shape(tunic, f.coat)
    f.limb([(-0.18, 1.03), (0.18, 1.03)], 0.05, BLACK)
    for side in (-1, 1):
        f.limb([(side * 0.13, 1.458), (side * 0.215, 1.432)], 0.035, BRASS)
    if f.away:
        return
    f.limb([(-0.08, 1.475), (0.08, 1.475)], 0.05, f.dim(f.coat))
    for row in range(5):
        for x in (-0.065, 0.065):
            f.limb([(x, 1.38 - row * 0.13), (x, 1.381 - row * 0.13)], 0.022, BRASS)
    f.limb([(0.0, 1.03), (0.004, 1.03)], 0.05, BRASS)


def _shorts(f: Figure) -> None:
    """A shirt with short sleeves over short trousers."""
    if not f.sits:
        cloth = f.dim((0.42, 0.36, 0.26), 0.8)
        for side in (-1, 1):
            f.shape(
                [(0.0, 0.92), (side * 0.2, 0.92), (side * 0.215, 0.54), (side * 0.03, 0.54)], cloth
            )
    shirt = [
        (-0.07, 1.49), (-0.2, 1.44), (-0.22, 1.3), (-0.19, 1.05), (-0.2, 0.84), (0.2, 0.84),
        (0.19, 1.05), (0.22, 1.3), (0.2, 1.44), (0.07, 1.49),
    ]  # fmt: skip
    f.shape(shirt, f.coat)
    if not f.away:
        f.limb([(-0.06, 1.48), (0.0, 1.4), (0.06, 1.48)], 0.035, f.dim(f.coat, 0.6))
        f.limb([(0.0, 1.4), (0.0, 0.9)], 0.01, f.dim(f.coat, 0.5))


_CLOTHES: dict[str, Callable[[Figure], None]] = {
    "coat": _coat,
    "robe": _robe,
    "dress": _dress,
    "uniform": _uniform,
    "shorts": _shorts,
}
