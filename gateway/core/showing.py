"""What a turn shows: its picture and, where the clip comes first, the clip that ends in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from gateway.core import layout
from gateway.core.clips import Clip, to_the_end
from gateway.core.errors import MediaError
from gateway.core.kit import Kit
from gateway.core.ports import Steps
from gateway.core.stills import Still
from gateway.core.types import JSON, Filming, Scene, Turn

SHOT: Final = "shot"
SHOT_POLL: Final = "shot poll"
"""The steps of a clip that comes first; the work beside the play looks whether it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a turn shows and what is said of it; `segment` as in `Played`.

    `notices` are told once a run each, `open` are lines of the ledger to ask players about.
    """

    frame: str | None
    segment: str | None
    notices: tuple[JSON, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Showing:
    """One turn on its way to its picture; `waits` is called where that will take minutes."""

    kit: Kit
    steps: Steps
    turn: Turn
    payer: str
    waits: Callable[[], Awaitable[None]]

    async def make(self, scene: Scene) -> Shown:
        """The clip first where the session wants that and somebody can; else the still."""
        film = self.turn.settings.film
        filmed = film.takes(scene) and self.turn.parent is not None
        shot: Mapping[str, Any] = {}
        if filmed and film is Filming.FILM:
            shot = await self._shoot(scene)
            if "path" in shot:
                return _shown(shot["path"], shot["segment"], shot)
        still = Still(self.kit, self.steps, self.turn, self.payer)
        drawn = _mapping(await self.steps.step("frame", partial(still.make, scene)))
        # Not before: what was paid for is taken from there if we die before the step is recorded.
        await asyncio.to_thread(still.raw.unlink, missing_ok=True)
        segment = shot.get("segment", None if filmed else "")
        return _shown(drawn.get("path"), segment, shot, drawn)

    async def _shoot(self, scene: Scene) -> Mapping[str, Any]:
        """What became of the clip; `path` is its last picture's, if it came so far."""
        session, parent = self.turn.session, self.turn.parent or 0
        first = self.kit.folders.resolve(session, layout.frame(parent))
        if not await asyncio.to_thread(first.exists):
            return {}
        clip = Clip(
            self.kit, self.steps, self.turn, scene, self.payer, first, None, waits=self.waits
        )
        shot = await clip.shoot(SHOT, SHOT_POLL)
        if "failed" in shot:
            return shot
        taken = _mapping(await self.steps.step("last frame", partial(self._take, clip)))
        return {**shot, **taken, "segment": clip.relative}

    async def _take(self, clip: Clip) -> JSON:
        """The clip's true last picture is the turn's."""
        still = Still(self.kit, self.steps, self.turn, self.payer)
        try:
            frame = await to_the_end(self.kit.darkroom.take_last_frame(clip.path, still.path))
        except MediaError as error:
            await still.fail(error)
            return {}
        await still.tell(frame)
        return {"path": still.relative}


def _shown(frame: str | None, segment: str | None, *answers: Mapping[str, Any]) -> Shown:
    return Shown(
        frame=frame,
        segment=segment,
        notices=tuple(answer["notice"] for answer in answers if answer.get("notice")),
        open=tuple(answer["open"] for answer in answers if answer.get("open")),
    )


def _mapping(value: JSON) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)
