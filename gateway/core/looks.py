"""What a look is: a function over pictures. The looks themselves are plugins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a look may write onto a frame: the run's title, when it was drawn, its place.

    `index` is its place on the tape, `count` how many frames there were by then: a frame is stamped
    as its turn ends, and kept so.
    """

    title: str
    at: datetime
    index: int
    count: int


Look: TypeAlias = "Callable[[Image, Stamp], Image]"
"""Takes an RGB picture of any size and gives one of the same size; must be importable by name,
for it is called in a worker process."""
