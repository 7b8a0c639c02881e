"""A picture as coloured half-blocks: two pixels in each cell of the terminal."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement

    Pixels = npt.NDArray[np.uint8]

UPPER: Final = "\N{UPPER HALF BLOCK}"


def fitted(width: int, height: int, columns: int, rows: int) -> tuple[int, int]:
    """The largest size in cells, of the picture's shape, within `columns` and `rows`.

    >>> fitted(1280, 720, 80, 100)
    (80, 22)
    >>> fitted(1280, 720, 80, 10)
    (36, 10)
    """
    scale = min(columns / width, 2 * rows / height)
    # A cell is twice as high as wide, so that half of one is about a square pixel.
    return max(1, round(width * scale)), max(1, min(rows, round(height * scale / 2)))


def load(path: Path, columns: int, rows: int) -> HalfBlocks | None:
    """The picture at `path`, scaled into `columns` by `rows` cells; `None` if it cannot be read."""
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
            wide, high = fitted(image.width, image.height, max(1, columns), max(1, rows))
            image.draft("RGB", (wide * 2, high * 4))
            small = image.convert("RGB").resize(
                (wide, high * 2), Image.Resampling.LANCZOS, reducing_gap=3.0
            )
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return HalfBlocks(np.asarray(small, dtype=np.uint8))


class HalfBlocks:
    """Something Rich can print; an even number of rows of RGB pixels."""

    def __init__(self, pixels: Pixels) -> None:
        self._upper = pixels[0::2]
        self._lower = pixels[1::2]

    @property
    def columns(self) -> int:
        """Its width in cells."""
        return int(self._upper.shape[1])

    @property
    def rows(self) -> int:
        """Its height in cells."""
        return int(self._upper.shape[0])

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement(self.columns, self.columns)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for upper, lower in zip(self._upper, self._lower, strict=True):
            yield from self._row(upper, lower)
            yield Segment.line()

    def _row(self, upper: Pixels, lower: Pixels) -> Iterator[Segment]:
        """One row of cells; neighbours of the same colours share a segment."""
        cells = zip(map(tuple, upper.tolist()), map(tuple, lower.tolist()), strict=True)
        for (ink, paper), run in groupby(cells):
            style = Style.from_color(Color.from_rgb(*ink), Color.from_rgb(*paper))
            yield Segment(UPPER * sum(1 for _ in run), style)
