"""What a played turn leaves to do beside the play: its segment, its block of the tape."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from gateway.core import budget, layout, phrases
from gateway.core.errors import MediaError
from gateway.core.folder import attachment
from gateway.core.ids import SessionId
from gateway.core.kit import Kit, reason
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Played, Records, Steps
from gateway.core.reels import reel_of
from gateway.core.turn import capped_notice, once_a_run
from gateway.core.types import (
    JSON,
    Job,
    Kind,
    Segment,
    Turn,
    World,
)

log = logging.getLogger("gateway.engine")


async def work_beside(kit: Kit, steps: Steps, session: SessionId, index: int) -> None:
    """What a played turn leaves to do beside the play; it always comes to an end."""
    try:
        await _prepare(kit, session, index)
    except Exception:
        # The tape asked for later takes longer then, and says what is wrong.
        log.exception("the frame of %s was not encoded ahead", steps.id)
    await _film(kit, steps, session, index)


async def _prepare(kit: Kit, session: SessionId, index: int) -> None:
    """Encode a turn's frame for the tape it will be on, unless the turn is gone."""
    played = await kit.store.read(lambda r: r.played(session, index))
    if played is None or not played.frame:
        return
    standing, branch = await kit.store.read(
        lambda r: (r.standing(session), r.branch(session, index))
    )
    look = kit.looks.get(standing.settings.look) if standing else None
    if standing is not None and look is not None and branch:
        reel = await reel_of(kit, standing, branch, None)
        # To its end, or a worker would write into the cache of a session that is forgotten.
        await _to_the_end(kit.darkroom.prepare(reel, look))


async def _film(kit: Kit, steps: Steps, session: SessionId, index: int) -> None:
    """Film the way to a turn's frame."""
    pair = await kit.store.read(lambda r: _pair(r, session, index))
    if pair is None:
        return
    parent, played = pair
    try:
        await _shoot(kit, steps, session, parent, played)
    except Exception:
        log.exception("%s could not be filmed", steps.id)
        await steps.commit("none", partial(_no_segment, session=session, played=played))


async def _shoot(
    kit: Kit, steps: Steps, session: SessionId, parent: Played, played: Played
) -> None:
    standing = await kit.store.read(lambda r: r.standing(session))
    world = kit.worlds.get(standing.world) if standing else None
    if standing is None or world is None or not parent.frame or not played.frame:
        await steps.commit("none", partial(_no_segment, session=session, played=played))
        return
    person = played.action.person
    payer = person.id if person else standing.owner or ""
    shooting = _Shooting(kit, steps, session, parent, played, world, payer)
    answer = _mapping(await steps.step("submit", shooting.submit))
    if "job" in answer:
        name, plugin = str(answer["job"]), str(answer["plugin"])
        answer = _mapping(await steps.step("poll", partial(shooting.poll, name, plugin)))
    await steps.commit("segment", partial(shooting.keep, answer=answer))
    kit.courier.wake(session)


def _pair(records: Records, session: SessionId, index: int) -> tuple[Played, Played] | None:
    """The turn and its parent, if they are still there and the way between is not filmed."""
    played = records.played(session, index)
    if played is None or played.parent is None or played.segment is not None:
        return None
    parent = records.played(session, played.parent)
    return (parent, played) if parent else None


def _is_there(records: Records, session: SessionId, played: Played) -> bool:
    """The turn was not forgotten meanwhile; one that was played afresh is another."""
    now = records.played(session, played.index)
    return now is not None and (now.at, now.action) == (played.at, played.action)


def _no_segment(records: Records, *, session: SessionId, played: Played) -> JSON:
    if _is_there(records, session, played):
        records.set_segment(session, played.index, "")
    return None


@dataclass(frozen=True, slots=True)
class _Shooting:
    kit: Kit
    steps: Steps
    session: SessionId
    parent: Played
    played: Played
    world: World
    payer: str

    @property
    def relative(self) -> str:
        return layout.segment(self.parent.index, self.played.index)

    @property
    def raw(self) -> Path:
        """Where plugins write, before it is checked."""
        cache = self.kit.folders.cache(self.session)
        return cache / f"raw_{self.parent.index}_{self.played.index}.mp4"

    async def submit(self) -> JSON:
        """`{"job": name, "plugin": whose}`, `{"duration": seconds}` or why there is nothing."""
        raw = self.raw
        try:
            outcome = await budget.ask(
                self.kit, self._call(), partial(self._accept, raw), **self._arguments(raw, None)
            )
        finally:
            raw.unlink(missing_ok=True)
        answer = outcome.answer
        if isinstance(answer.value, Job):
            return {"job": answer.value.name, "plugin": answer.plugin}
        if answer.value is not None:
            return {"duration": answer.value.duration}
        if outcome.capped is None and not answer.errors:
            return {"failed": ""}  # nobody films here, which is nothing to speak of
        return await self._failed(outcome.capped or answer.error, capped_notice(outcome.capped))

    async def poll(self, job: str, plugin: str) -> JSON:
        """As `submit`, from the one who has the job; it was paid for when it was submitted."""
        raw = self.raw
        try:
            answer = await self.kit.hooks.ask(
                "shoot_segment",
                Segment,
                only=plugin,
                session=self.session,
                turn=self._turn(),
                **self._arguments(raw, job),
            )
            if answer.value is None:
                return await self._failed(answer.error)
            await self.steps.patiently(partial(self._accept, raw, answer.value))
        except MediaError as error:
            return await self._failed(error)
        finally:
            raw.unlink(missing_ok=True)
        return {"duration": answer.value.duration}

    async def _accept(self, raw: Path, answer: Segment | Job) -> None:
        if isinstance(answer, Job):
            return
        path = self.kit.folders.resolve(self.session, self.relative)
        # A worker that writes is not stopped by a cancelled wait: so it is waited for.
        await _to_the_end(self.kit.darkroom.admit_segment(raw, path))
        await self.kit.hooks.tell(
            "segment_shot", session=self.session, turn=self._turn(), segment=answer, path=path
        )

    async def _failed(self, error: Exception, notice: str = "") -> JSON:
        await self.kit.hooks.tell(
            "media_failed", session=self.session, kind=Kind.SEGMENT, error=error
        )
        return {"failed": notice or phrases.NO_SEGMENT.format(why=reason(error))}

    def keep(self, records: Records, *, answer: Mapping[str, Any]) -> JSON:
        """Keep the clip, or that there is none, and say so."""
        if not _is_there(records, self.session, self.played):
            return None
        clip = attachment(self.kit, self.session, self.relative, "video/mp4")
        made = clip is not None and "failed" not in answer
        records.set_segment(self.session, self.played.index, self.relative if made else "")
        standing = records.standing(self.session)
        delivery = Delivery(
            key=f"{self.steps.id}:segment",
            session=self.session,
            part=Part.SEGMENT,
            origin=standing.origin if standing else {},
            scene={"run": self.played.run, "turn": self.played.index},
        )
        if made and clip is not None:
            records.send(replace(delivery, attachments=(clip,)))
        elif text := str(answer.get("failed") or ""):
            key = once_a_run(self.session, self.played.run, text)
            records.send(replace(delivery, key=key, part=Part.NOTICE, text=text, scene={}))
        return None

    def _arguments(self, raw: Path, job: str | None) -> dict[str, Any]:
        folders = self.kit.folders
        return {
            "scene": self.played.scene,
            "first": folders.resolve(self.session, str(self.parent.frame)),
            "last": folders.resolve(self.session, str(self.played.frame)),
            "path": raw,
            "job": job,
        }

    def _turn(self) -> Turn:
        played, parent = self.played, self.parent
        return Turn(
            session=self.session,
            run=played.run,
            index=played.index,
            parent=parent.index,
            number=played.number,
            world=self.world,
            seed=0,
            action=played.action,
            at=played.at,
            state=parent.scene.state,
            picture=parent.scene.picture,
        )

    def _call(self) -> budget.Call:
        return budget.Call(
            hook="shoot_segment",
            kind=Kind.SEGMENT,
            expected=(Segment, Job),
            session=self.session,
            turn=self._turn(),
            person=self.payer,
            key=f"{self.steps.id}:submit",
            patiently=self.steps.patiently,
        )


async def _to_the_end(work: Awaitable[object]) -> None:
    """Wait for what cannot be stopped, and only then be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _mapping(value: JSON) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)
