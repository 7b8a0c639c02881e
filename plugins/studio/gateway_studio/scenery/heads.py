"""Heads: hair, what is worn on it, and a face that is suggested rather than drawn."""

from __future__ import annotations

from collections.abc import Callable

from gateway_studio.scenery.figure import BLACK, Figure
from gateway_studio.scenery.paint import Color

STRAW: Color = (0.58, 0.43, 0.2)


def head(f: Figure) -> None:
    """The neck, the head, and what is on it."""
    f.limb([(0.0, 1.44), (0.0, 1.54)], 0.09, f.skin)
    f.large = 1.28 if f.tall < 1.3 else 1.0
    if f.head == "helmet":
        _helmet(f)
    else:
        if f.head == "hood":
            _hood(f)
        if f.away:
            _behind(f)
        else:
            _face(f)
        _WORN.get(f.head, _nothing)(f)
    f.large = 1.0


def _nothing(f: Figure) -> None:
    del f


def _behind(f: Figure) -> None:
    skull = [(-0.09, 1.7), (-0.085, 1.54), (0.0, 1.49), (0.085, 1.54), (0.09, 1.7), (0.0, 1.79)]
    f.shape(skull, f.skin if f.head == "bare" else f.hair)
    if f.head in ("long", "kerchief") or (not f.sits and f.head == "headset"):
        tail = [(-0.035, 1.62), (0.035, 1.62), (0.045, 1.42), (0.0, 1.33), (-0.045, 1.42)]
        f.shape(tail, f.hair)
    elif f.sits and f.head != "bare":
        f.limb([(0.0, 1.66), (0.0, 1.67)], 0.08, f.hair)


def _face(f: Figure) -> None:
    if f.head in ("long", "kerchief"):
        f.shape(
            [(-0.1, 1.7), (-0.12, 1.5), (-0.1, 1.36), (0.1, 1.36), (0.12, 1.5), (0.1, 1.7)], f.hair
        )
    f.shape(
        [(-0.08, 1.68), (-0.076, 1.57), (0.0, 1.485), (0.076, 1.57), (0.08, 1.68), (0.0, 1.74)],
        f.skin,
    )
    shade = f.dim(f.skin, min(0.75, 0.2 * f.pen.rim**1.3))  # a broad brush hints at a face
    for side in (-0.034, 0.034):
        f.limb([(side - 0.01, 1.627), (side + 0.01, 1.627)], 0.02, shade)
    f.limb([(0.004, 1.61), (0.01, 1.585)], 0.013, shade)
    f.limb([(-0.02, 1.547), (0.022, 1.547)], 0.009, shade)
    if f.head not in ("bare", "cap", "hood"):
        f.shape(
            [
                (-0.09, 1.62), (-0.094, 1.74), (0.0, 1.795), (0.094, 1.74), (0.09, 1.62),
                (0.0, 1.72),
            ],
            f.hair,
        )  # fmt: skip


def _cap(f: Figure) -> None:
    uniform = f.wears == "uniform"
    cloth = f.dim(f.coat, 0.7) if uniform else (0.05, 0.05, 0.035)
    wide = 0.115 if uniform else 0.096
    f.shape([(-0.096, 1.66), (-wide, 1.75), (0.0, 1.79), (wide, 1.75), (0.096, 1.66)], cloth)
    if not f.away:
        f.limb([(-0.075, 1.66), (0.075, 1.655)], 0.03, BLACK)
        if uniform:
            f.limb([(0.0, 1.71), (0.002, 1.71)], 0.03, (0.5, 0.38, 0.14))


def _headset(f: Figure) -> None:
    band = [(-0.098, 1.6), (-0.093, 1.73), (0.0, 1.795), (0.093, 1.73), (0.098, 1.6)]
    f.limb(band, 0.018, (0.1, 0.1, 0.1))
    for side in (-0.1, 0.1):
        f.limb([(side, 1.575), (side, 1.635)], 0.05, (0.12, 0.11, 0.105))


def _hood(f: Figure) -> None:
    """Cloth about the head; the face lies in its shade."""
    cloth = [
        (-0.15, 1.44), (-0.135, 1.62), (-0.1, 1.76), (0.0, 1.84), (0.1, 1.76), (0.135, 1.62),
        (0.15, 1.44), (0.0, 1.4),
    ]  # fmt: skip
    f.shape(cloth, f.coat)
    if not f.away:
        hollow = [(-0.1, 1.5), (-0.095, 1.66), (0.0, 1.77), (0.095, 1.66), (0.1, 1.5), (0.0, 1.45)]
        f.shape(hollow, f.dim(f.coat, 0.2))


def _hooded(f: Figure) -> None:
    if f.away:
        _hood(f)
        return
    brow = [(-0.095, 1.62), (-0.09, 1.72), (0.0, 1.79), (0.09, 1.72), (0.095, 1.62), (0.0, 1.72)]
    f.shape(brow, f.dim(f.coat, 0.7))


def _straw(f: Figure) -> None:
    """A wide brim, a low crown, a ribbon."""
    f.shape([(-0.1, 1.7), (-0.09, 1.83), (0.0, 1.85), (0.09, 1.83), (0.1, 1.7)], STRAW)
    f.limb([(-0.095, 1.715), (0.095, 1.715)], 0.035, f.scarf)
    brim = [
        (-0.27, 1.68),
        (-0.14, 1.725),
        (0.14, 1.725),
        (0.27, 1.68),
        (0.14, 1.655),
        (-0.14, 1.655),
    ]
    f.shape(brim, STRAW)
    f.limb([(-0.2, 1.675), (0.2, 1.675)], 0.012, f.dim(STRAW, 0.5))


def _kerchief(f: Figure) -> None:
    if f.away:
        back = [(-0.1, 1.66), (-0.09, 1.77), (0.0, 1.81), (0.09, 1.77), (0.1, 1.66), (0.0, 1.5)]
        f.shape(back, f.scarf)
        return
    top = [(-0.1, 1.58), (-0.102, 1.74), (0.0, 1.815), (0.102, 1.74), (0.1, 1.58), (0.0, 1.735)]
    f.shape(top, f.scarf)
    f.limb([(-0.09, 1.6), (0.0, 1.49), (0.09, 1.6)], 0.026, f.scarf)
    f.limb([(0.0, 1.485), (0.05, 1.42)], 0.03, f.scarf)


def _bun(f: Figure) -> None:
    f.limb([(0.0, 1.81), (0.0, 1.815)], 0.1, f.hair)
    f.limb([(-0.04, 1.785), (0.04, 1.785)], 0.016, f.scarf)


def _helmet(f: Figure) -> None:
    """A round helmet; its visor throws the place back."""
    f.limb([(-0.13, 1.47), (0.13, 1.47)], 0.07, (0.4, 0.41, 0.42))
    shell = [
        (-0.155, 1.62), (-0.14, 1.49), (0.14, 1.49), (0.155, 1.62), (0.13, 1.8), (0.0, 1.86),
        (-0.13, 1.8),
    ]  # fmt: skip
    f.shape(shell, (0.55, 0.56, 0.56))
    if f.away:
        f.limb([(-0.06, 1.6), (0.06, 1.6)], 0.05, (0.3, 0.3, 0.32))
        return
    visor = [
        (-0.115, 1.66), (-0.1, 1.555), (0.1, 1.555), (0.115, 1.66), (0.09, 1.75), (-0.09, 1.75)
    ]  # fmt: skip
    f.shape(visor, (0.05, 0.06, 0.075))
    f.limb([(-0.06, 1.72), (0.02, 1.73)], 0.02, (0.75, 0.85, 0.95))
    f.limb([(0.16, 1.6), (0.16, 1.66)], 0.03, (0.5, 0.1, 0.05))


_WORN: dict[str, Callable[[Figure], None]] = {
    "cap": _cap,
    "headset": _headset,
    "hood": _hooded,
    "straw": _straw,
    "kerchief": _kerchief,
    "bun": _bun,
}
