"""Motion without the price of a clip: one picture of many panels, cut apart and played."""

from __future__ import annotations

import io
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway import Segment
from gateway_gemini import errors, pictures, prompts

if TYPE_CHECKING:
    from PIL.Image import Image

    from gateway import Scene, Turn
    from gateway_gemini.painter import Painter

GRIDS: Final = {4: (2, 2), 6: (2, 3), 9: (3, 3)}
"""Rows and columns of a sheet."""
FPS: Final = 24
HELD: Final = 5
"""Pictures that a panel stands for, before it melts into the next within as many."""
_WIDTH, _HEIGHT = 1280, 720
_BLEED: Final = 0.02
"""What is cut off each side of a panel: painters do not measure."""


async def shoot(
    painter: Painter,
    turn: Turn,
    scene: Scene,
    first: Path,
    last: Path | None,
    path: Path,
    count: int,
) -> Segment:
    """Draw a sheet and write it as a clip to `path`.

    :raises TapewayError: there is no sheet; the message says why.
    """
    import anyio.to_process

    shown = [found for one in (first, last) if one and (found := await pictures.part(one))]
    if not shown:
        raise errors.Trouble(errors.EMPTY)
    words = prompts.panels(scene, turn.world, painter.rating(turn), count)
    data, paid = await painter.paint(words, shown, turn)
    try:
        seconds = await anyio.to_process.run_sync(
            play, data, count, str(first), str(last) if last else "", str(path), cancellable=True
        )
    except (OSError, ValueError) as error:
        raise errors.Trouble(errors.EMPTY, cost=paid) from error
    return Segment(duration=seconds, cost=paid)


def play(sheet: bytes, count: int, first: str, last: str, path: str) -> float:
    """Write a sheet as an MP4 that begins and ends on the stills; its length in seconds."""
    import av
    from PIL import Image

    with Image.open(io.BytesIO(sheet), formats=("PNG", "JPEG", "WEBP")) as opened:
        pages = [_still(first), *_panels(opened.convert("RGB"), count)]
    pages += [_still(last)] if last else []
    shown = 0
    with av.open(path, "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        for picture in _between(pages):
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            frame.pts, shown = shown, shown + 1
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return shown / FPS


def _panels(sheet: Image, count: int) -> list[Image]:
    rows, columns = GRIDS[count]
    width, height = sheet.width / columns, sheet.height / rows
    cut = []
    for index in range(count):
        x, y = index % columns * width, index // columns * height
        edge = (width * _BLEED, height * _BLEED)
        box = (x + edge[0], y + edge[1], x + width - edge[0], y + height - edge[1])
        cut.append(sheet.crop(tuple(map(round, box))).resize((_WIDTH, _HEIGHT)))  # type: ignore[arg-type]
    return cut


def _between(pages: list[Image]) -> list[Image]:
    """The pages, each held and then melted into the next."""
    from PIL import Image

    shown: list[Image.Image] = []
    for here, there in pairwise(pages):
        shown += [here] * HELD
        shown += [Image.blend(here, there, step / HELD) for step in range(1, HELD)]
    return [*shown, *[pages[-1]] * HELD]


def _still(path: str) -> Image:
    from PIL import Image

    with Image.open(path) as image:
        still: Image.Image = image.convert("RGB").resize((_WIDTH, _HEIGHT))
    return still
