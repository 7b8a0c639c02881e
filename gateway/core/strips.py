"""A branch of turns as tape and film see it: its frames and segments, as far as they are there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from gateway.core import phrases
from gateway.core.errors import MediaError
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.ports import Played, Standing
from gateway.core.types import Ending, Reel, Shot


async def reel_of(
    kit: Kit, standing: Standing, branch: Sequence[Played], ending: Ending | None
) -> Reel:
    """A run up to a turn as tape and film see it."""
    session, world = standing.session, kit.worlds.get(standing.world)
    return Reel(
        session=session,
        run=branch[-1].run,
        title=world.title if world else standing.world,
        started=branch[0].at,
        shots=tuple(_shots(kit, session, branch)),
        ending=ending,
        cache=await asyncio.to_thread(kit.folders.cache, session),
    )


def _shots(kit: Kit, session: SessionId, branch: Sequence[Played]) -> Iterator[Shot]:
    """A shot for every frame that is still there.

    :raises MediaError: there is none.
    """
    frames = {p.index: kit.folders.resolve(session, p.frame) for p in branch if p.frame}
    there = [
        played for played in branch if played.index in frames and frames[played.index].exists()
    ]
    if not there:
        raise MediaError(phrases.NO_FRAMES)
    for played in there:
        yield _shot(kit, session, played, frames[played.index])


def _shot(kit: Kit, session: SessionId, played: Played, frame: Path) -> Shot:
    segment = kit.folders.resolve(session, played.segment) if played.segment else None
    return Shot(
        index=played.index,
        frame=frame,
        at=played.at,
        segment=segment if segment and segment.exists() else None,
        title=played.scene.title or played.scene.place,
        text=played.scene.text,
        action=played.action.text,
    )
