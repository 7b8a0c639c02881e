"""What a played turn leaves to do beside the play: its segment, its block of the tape."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gateway.core import ladder, unsure
from gateway.core.clips import Clip, to_the_end
from gateway.core.folder import attachment
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Played, Records, Standing, Steps
from gateway.core.showing import SHOT, SHOT_POLL
from gateway.core.strips import reel_of
from gateway.core.turn import once_a_run
from gateway.core.types import JSON, Turn, World

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
        await to_the_end(kit.darkroom.prepare(reel, look))


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
    clip = Clip(
        kit,
        steps,
        turn_of(standing, world, parent, played),
        played.scene,
        person.id if person else standing.owner or "",
        kit.folders.resolve(session, parent.frame),
        kit.folders.resolve(session, played.frame),
        free=await kit.store.read(partial(_was_tried, steps=steps)),
    )
    answer = await clip.shoot("submit", "poll")
    kept = _Kept(kit, steps, played, clip)
    await steps.commit("segment", partial(kept.keep, answer=answer))
    kit.courier.wake(session)


def _was_tried(records: Records, *, steps: Steps) -> bool:
    """The clip was to come first, and cost too much or failed: it is not bought once more."""
    answers = records.answers(unsure.work_of(steps.id))
    shots = [answers.get(name) for name in (SHOT, SHOT_POLL)]
    return any(isinstance(shot, Mapping) and shot.get("failed") for shot in shots)


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


def turn_of(standing: Standing, world: World, parent: Played | None, played: Played) -> Turn:
    """A turn as it was told, for what is made of it later."""
    return Turn(
        session=standing.session,
        run=played.run,
        index=played.index,
        parent=played.parent,
        number=played.number,
        world=world,
        seed=standing.seed if standing.run == played.run else 0,
        action=played.action,
        at=played.at,
        settings=standing.settings,
        state=parent.scene.state if parent else {},
        picture=parent.scene.picture if parent else None,
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a clip that was to be shot beside the play."""

    kit: Kit
    steps: Steps
    played: Played
    clip: Clip

    def keep(self, records: Records, *, answer: Mapping[str, Any]) -> JSON:
        """Keep the clip, or that there is none, and say so."""
        session, relative = self.clip.turn.session, self.clip.relative
        if not _is_there(records, session, self.played):
            return None
        made = "failed" not in answer
        # Shot once more, and in vain: then what there was before still is.
        there = made or self.clip.path.exists()
        clip = attachment(self.kit, session, relative, "video/mp4") if there else None
        records.set_segment(session, self.played.index, relative if clip else "")
        standing = records.standing(session)
        delivery = Delivery(
            key=f"{self.steps.id}:segment",
            session=session,
            part=Part.SEGMENT,
            origin=standing.origin if standing else {},
            scene={"run": self.played.run, "turn": self.played.index},
        )
        if made and clip is not None:
            records.send(replace(delivery, attachments=(clip,)))
        self._say(records, delivery, answer)
        return None

    def _say(self, records: Records, delivery: Delivery, answer: Mapping[str, Any]) -> None:
        run = self.played.run
        text, key = ladder.text_and_key(answer.get("notice", answer.get("failed")))
        if text:
            key = once_a_run(delivery.session, run, key)
            records.send(replace(delivery, key=key, part=Part.NOTICE, text=text, scene={}))
        if line := answer.get("open"):
            question = unsure.Question(str(line), run, self.played.index, delivery.origin)
            question.send(records, self.kit.new_id)
