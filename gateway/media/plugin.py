"""The gateway's own looks, tapes and films, through the same door as everybody's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gateway.core.errors import MediaError
from gateway.core.hooks import hookimpl
from gateway.core.looks import Look
from gateway.core.types import Film, Progress, Reel, Tape
from gateway.media import looks

_LOOKS: dict[str, Look] = {"clean": looks.clean, "vhs": looks.vhs}
_known: dict[str, Look] = dict(_LOOKS)


def adopt_looks(provided: Mapping[str, Look]) -> None:
    """Use the looks of all plugins from now on, by name; called once they are all loaded."""
    _known.update(provided)


def find_look(name: str) -> Look:
    """The look of that name.

    :raises MediaError: nobody provides it; the names that there are.
    """
    try:
        return _known[name]
    except KeyError:
        raise MediaError(
            f"There is no look {name[:40]!r}: choose one of {', '.join(sorted(_known))}."
        ) from None


@hookimpl
def provide_looks() -> Mapping[str, Look]:
    """Offer `clean` and `vhs`."""
    return dict(_LOOKS)


@hookimpl(trylast=True)
async def cut_tape(
    reel: Reel, path: Path, limit: int | None, look: str, progress: Progress
) -> Tape:
    """Every frame as a GIF, from kept blocks where there are some, else in a worker process."""
    from gateway.media import (
        tapes,  # with anyio and asyncio, which a look at the help can do without
    )

    return await tapes.cut(reel, path, limit=limit, look=find_look(look), progress=progress)


@hookimpl(trylast=True)
async def stitch_film(reel: Reel, path: Path, limit: int | None, progress: Progress) -> Film:
    """The segments joined as they are, with title, chapters, narration and credits."""
    from gateway.media import films

    return (await films.stitch(reel, path, limit=limit, progress=progress)).film
