"""Colors as a world's file names them, as the share of light that a surface throws back."""

from __future__ import annotations

import re
from functools import lru_cache

from gateway_studio.scenery.light import LAMPS
from gateway_studio.scenery.paint import Color

NAMES: dict[str, Color] = {
    "black": (0.02, 0.02, 0.025),
    "white": (0.78, 0.77, 0.74),
    "cream": (0.72, 0.64, 0.48),
    "gray": (0.2, 0.19, 0.2),
    "silver": (0.45, 0.46, 0.48),
    "steel": (0.3, 0.31, 0.33),
    "slate": (0.1, 0.12, 0.15),
    "charcoal": (0.05, 0.05, 0.055),
    "stone": (0.3, 0.29, 0.27),
    "red": (0.5, 0.05, 0.04),
    "vermilion": (0.62, 0.11, 0.04),
    "crimson": (0.32, 0.02, 0.05),
    "coral": (0.72, 0.26, 0.2),
    "pink": (0.72, 0.36, 0.4),
    "rose": (0.55, 0.18, 0.24),
    "orange": (0.7, 0.25, 0.04),
    "rust": (0.26, 0.1, 0.05),
    "amber": (0.7, 0.36, 0.06),
    "saffron": (0.68, 0.3, 0.03),
    "ochre": (0.42, 0.24, 0.06),
    "maroon": (0.14, 0.02, 0.025),
    "burgundy": (0.17, 0.02, 0.04),
    "plum": (0.16, 0.05, 0.12),
    "peach": (0.74, 0.42, 0.28),
    "lavender": (0.46, 0.4, 0.64),
    "azure": (0.12, 0.36, 0.66),
    "aqua": (0.24, 0.62, 0.62),
    "lime": (0.4, 0.56, 0.08),
    "emerald": (0.03, 0.3, 0.16),
    "ivory": (0.76, 0.72, 0.6),
    "beige": (0.56, 0.47, 0.34),
    "chocolate": (0.085, 0.04, 0.022),
    "bronze": (0.28, 0.17, 0.07),
    "iron": (0.06, 0.062, 0.066),
    "lead": (0.14, 0.15, 0.16),
    "ash": (0.32, 0.31, 0.3),
    "smoke": (0.24, 0.24, 0.26),
    "gold": (0.62, 0.42, 0.12),
    "yellow": (0.75, 0.58, 0.1),
    "brass": (0.42, 0.3, 0.1),
    "copper": (0.45, 0.2, 0.09),
    "sand": (0.55, 0.44, 0.29),
    "khaki": (0.2, 0.15, 0.08),
    "tan": (0.42, 0.28, 0.16),
    "brown": (0.15, 0.085, 0.045),
    "wood": (0.24, 0.15, 0.08),
    "bark": (0.1, 0.07, 0.045),
    "straw": (0.6, 0.46, 0.22),
    "olive": (0.15, 0.16, 0.05),
    "moss": (0.1, 0.16, 0.05),
    "green": (0.06, 0.24, 0.09),
    "pine": (0.025, 0.075, 0.045),
    "leaf": (0.13, 0.26, 0.06),
    "mint": (0.42, 0.66, 0.5),
    "teal": (0.05, 0.15, 0.17),
    "turquoise": (0.1, 0.46, 0.46),
    "sky": (0.36, 0.55, 0.74),
    "blue": (0.05, 0.13, 0.4),
    "navy": (0.02, 0.035, 0.1),
    "indigo": (0.05, 0.04, 0.18),
    "violet": (0.2, 0.08, 0.34),
    "purple": (0.17, 0.04, 0.2),
    "lilac": (0.48, 0.38, 0.6),
    "snow": (0.84, 0.87, 0.92),
    "ice": (0.5, 0.68, 0.8),
    "bone": (0.66, 0.6, 0.5),
    "skin": (0.42, 0.25, 0.17),
    "glass": (0.16, 0.22, 0.25),
    "water": (0.04, 0.1, 0.13),
}
"""What a color in a file may be called; anything else is gray."""

_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


@lru_cache(maxsize=512)
def color_of(name: str) -> Color:
    """The color of a name or of `#rrggbb`."""
    written = _HEX.fullmatch(name)
    if written:
        r, g, b = (0.85 * (int(part, 16) / 255) ** 2.2 for part in written.groups())
        return (r, g, b)
    return NAMES.get(name, NAMES["gray"])


@lru_cache(maxsize=512)
def glow_of(name: str) -> Color:
    """The same for what gives light: as bright as a lamp, whatever the color."""
    if name in LAMPS:
        return LAMPS[name]
    r, g, b = color_of(name)
    most = max(r, g, b, 0.001)
    return (r / most, g / most, b / most)
