"""The gateway's own looks, tapes and films, through the same door as everybody's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gateway.core.hooks import hookimpl
from gateway.core.looks import Look
from gateway.core.types import Film, Progress, Reel, Tape
from gateway.media import looks

_LOOKS: dict[str, Look] = {"clean": looks.clean, "vhs": looks.vhs}


@hookimpl
def provide_looks() -> Mapping[str, Look]:
    """Offer `clean` and `vhs`."""
    return dict(_LOOKS)


@hookimpl(trylast=True)
async def cut_tape(
    reel: Reel, path: Path, limit: int | None, look: Look, progress: Progress
) -> Tape:
    """Every frame as a GIF, from kept blocks where there are some, else in a worker process."""
    from gateway.media import (
        tapes,  # with anyio and asyncio, which a look at the help can do without
    )

    return await tapes.cut(reel, path, limit=limit, look=look, progress=progress)


@hookimpl(trylast=True)
async def stitch_film(reel: Reel, path: Path, limit: int | None, progress: Progress) -> Film:
    """The segments joined as they are, with title, chapters, narration and credits."""
    from gateway.media import films

    return (await films.stitch(reel, path, limit=limit, progress=progress)).film
