"""A turn's picture: drawn, or the last one again, or none; and what is said of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gateway.core import budget, ladder, layout, phrases
from gateway.core.folder import attachment
from gateway.core.kit import Kit, reason
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Played, Steps
from gateway.core.types import JSON, Frame, Kind, Scene, Turn


@dataclass(frozen=True, slots=True)
class Still:
    """One turn's picture; `payer` is the person on whose cap it counts."""

    kit: Kit
    steps: Steps
    turn: Turn
    payer: str

    @property
    def relative(self) -> str:
        """Where it is to lie in the session's folder."""
        return layout.frame(self.turn.index)

    @property
    def path(self) -> Path:
        """Where it is to lie."""
        return self.kit.folders.resolve(self.turn.session, self.relative)

    @property
    def raw(self) -> Path:
        """Where plugins write, before it is checked; libraries may go by how its name ends."""
        return self.kit.folders.cache(self.turn.session) / f"raw_{self.turn.index}.png"

    async def make(self, scene: Scene) -> JSON:
        """As `draw`, with the last picture again before none at all."""
        drawn = await self.draw(scene)
        return drawn if drawn["path"] else {**drawn, "path": await self.last_again()}

    async def draw(self, scene: Scene) -> Mapping[str, JSON]:
        """`{"path"}` of the picture, which is none if nobody drew it, with a `notice` on why.

        `open` is the key of a line of the ledger that whoever plays has to be asked about.
        """
        await asyncio.to_thread(self.kit.folders.create, self.turn.session)
        outcome = await budget.ask(self.kit, self._call(), self._accept, scene=scene, path=self.raw)
        drawn = outcome.answer.value is not None
        if not drawn:
            await self.fail(outcome.answer.error)
        return {
            "path": self.relative if drawn else None,
            "notice": self._notice(outcome),
            "open": outcome.open.key if outcome.open else None,
        }

    def _notice(self, outcome: budget.Outcome) -> JSON:
        drawn = outcome.answer.value is not None
        if outcome.capped is not None:
            instead = ladder.FREE[Kind.FRAME] if drawn else self._less()
            return ladder.notice(outcome.capped, Kind.FRAME, instead, self.kit.clock())
        if drawn or outcome.open is not None:
            return ""
        return phrases.NO_PICTURE.format(why=reason(outcome.answer.error))

    def _less(self) -> str:
        return ladder.LAST_PICTURE if self._last() is not None else ladder.WORDS

    async def last_again(self) -> str | None:
        """The parent's picture in this one's place, if there is one; where that is."""
        last = await asyncio.to_thread(self._last)
        if last is None:
            return None
        with self.kit.folders.receiving(self.turn.session, self.relative) as part:
            await asyncio.to_thread(shutil.copyfile, last, part)
        return self.relative

    def _last(self) -> Path | None:
        if self.turn.parent is None:
            return None
        last = self.kit.folders.resolve(self.turn.session, layout.frame(self.turn.parent))
        return last if last.exists() else None

    async def _accept(self, frame: Frame) -> None:
        del frame  # it is measured anew
        admitted = await self.kit.darkroom.admit_frame(self.raw, self.path)
        await self.tell(admitted)

    async def fail(self, error: Exception) -> None:
        """Let everybody know that there is none."""
        await self.kit.hooks.tell(
            "media_failed", session=self.turn.session, kind=Kind.FRAME, error=error
        )

    async def tell(self, frame: Frame) -> None:
        """Let everybody know that it lies there."""
        await self.kit.hooks.tell(
            "frame_rendered",
            session=self.turn.session,
            turn=self.turn,
            frame=frame,
            path=self.path,
        )

    def _call(self) -> budget.Call:
        return budget.Call(
            hook="render_frame",
            kind=Kind.FRAME,
            expected=Frame,
            session=self.turn.session,
            turn=self.turn,
            person=self.payer,
            key=f"{self.steps.id}:{Kind.FRAME.value}",
            patiently=self.steps.patiently,
        )


def picture_of(kit: Kit, played: Played, like: Delivery, key: str) -> Delivery | None:
    """The delivery of a turn's picture, to where `like` goes; `None` if there is none."""
    alt = played.scene.picture.alt
    picture = played.frame and attachment(kit, like.session, played.frame, "image/png", alt=alt)
    if not picture:
        return None
    return replace(
        like,
        key=key,
        part=Part.PICTURE,
        attachments=(picture,),
        scene={"run": played.run, "turn": played.index, "place": played.scene.place},
    )
