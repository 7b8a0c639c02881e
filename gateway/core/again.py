"""Paying once more for a picture or a clip that a crash cut off, as whoever plays has asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from gateway.core import ladder, messages, unsure
from gateway.core.kit import Kit
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Played, Records, Standing, Steps
from gateway.core.shots import turn_of
from gateway.core.stills import Still, picture_of
from gateway.core.types import JSON, Event, Kind, World


@dataclass(frozen=True, slots=True)
class Again:
    """What is made once more for the turn `index`; `payer` is the person on whose cap it counts."""

    kit: Kit
    steps: Steps
    event: Event
    place: int
    index: int
    payer: str

    async def make(self, kind: Kind) -> None:
        """Film it beside the play, or draw it here and now."""
        if kind is Kind.SEGMENT:
            await self._film()
        else:
            await self._draw()
        self.kit.courier.wake(self.event.session)

    async def _film(self) -> None:
        def change(records: Records) -> JSON:
            if records.played(self.event.session, self.index) is not None:
                records.reopen_segment(self.event.session, self.index)
            records.finish(self.event.session, self.place)
            return None

        await self.steps.commit("again", change)
        await self.kit.durable.submit_side(self.event.session, self.place, self.index)

    async def _draw(self) -> None:
        drawn: JSON = None
        found = await self.kit.store.read(self._look_up)
        if found is not None:
            standing, world, parent, played = found
            turn = turn_of(standing, world, parent, played)
            still = Still(self.kit, self.steps, turn, self.payer)
            drawn = await self.steps.step("frame", partial(_drawn, still, played))
            await asyncio.to_thread(still.raw.unlink, missing_ok=True)
        await self.steps.commit("again", partial(self._keep, drawn=drawn))

    def _look_up(self, records: Records) -> tuple[Standing, World, Played | None, Played] | None:
        session = self.event.session
        standing, played = records.standing(session), records.played(session, self.index)
        world = self.kit.worlds.get(standing.world) if standing else None
        if standing is None or world is None or played is None:
            return None
        parent = None if played.parent is None else records.played(session, played.parent)
        return standing, world, parent, played

    def _keep(self, records: Records, *, drawn: JSON) -> JSON:
        session = self.event.session
        played = records.played(session, self.index)
        if played is not None and isinstance(drawn, Mapping):
            self._show(records, played, drawn)
        records.finish(session, self.place)
        return None

    def _show(self, records: Records, played: Played, drawn: Mapping[str, JSON]) -> None:
        session, origin = self.event.session, self.event.origin
        if drawn.get("path"):
            records.set_frame(session, played.index, str(drawn["path"]))
            played = replace(played, frame=str(drawn["path"]))
            like = Delivery(key="", session=session, part=Part.PICTURE, origin=origin)
            picture = picture_of(self.kit, played, like, f"{self.steps.id}:picture")
            if picture is not None:
                records.send(picture)
        text, _ = ladder.text_and_key(drawn.get("notice"))
        if text:
            messages.notice(records, self.event, text, key=f"{self.steps.id}:notice")
        if line := drawn.get("open"):
            question = unsure.Question(str(line), played.run, played.index, origin)
            question.send(records, self.kit.new_id)


async def _drawn(still: Still, played: Played) -> JSON:
    return await still.draw(played.scene)
