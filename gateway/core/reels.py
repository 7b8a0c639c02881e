"""Segments shot beside the play; tapes and films made of a run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from gateway.core import budget, layout, phrases, verbs
from gateway.core.errors import MediaError
from gateway.core.ids import SessionId
from gateway.core.kit import Kit, reason
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Media, Played, Records, Standing, Steps
from gateway.core.turn import attachment
from gateway.core.types import (
    JSON,
    Event,
    Film,
    Job,
    Kind,
    Reel,
    Segment,
    Shot,
    Tape,
    Turn,
    World,
)

PATIENCE: Final = 900.0
"""Seconds a film waits for segments that are still being shot; then their stills stand in."""

_PAUSE: Final = 0.25

# ------------------------------------------------------------------------------------- segments


async def shoot(kit: Kit, steps: Steps, session: SessionId, index: int) -> None:
    """Film the way to a turn's frame, beside the play."""
    pair = await kit.store.read(lambda r: _pair(r, session, index))
    if pair is None:
        return
    parent, played = pair
    world = kit.worlds.get((await _world_name(kit, session)) or "")
    if world is None or not parent.frame or not played.frame:
        await steps.commit("none", partial(_no_segment, session=session, played=played))
        return
    shooting = _Shooting(kit, steps, session, parent, played, world)
    answer = await steps.step("submit", partial(shooting.ask, None))
    if isinstance(answer, dict) and "job" in answer:
        answer = await steps.step("poll", partial(shooting.ask, str(answer["job"])))
    why = str(answer.get("failed", "")) if isinstance(answer, dict) else ""
    await steps.commit("segment", partial(shooting.keep, why=why))
    kit.courier.wake(session)


def _pair(records: Records, session: SessionId, index: int) -> tuple[Played, Played] | None:
    """The turn and its parent, if they are still there and the way between is not filmed."""
    played = records.played(session, index)
    if played is None or played.parent is None or played.segment is not None:
        return None
    parent = records.played(session, played.parent)
    return (parent, played) if parent else None


async def _world_name(kit: Kit, session: SessionId) -> str | None:
    standing = await kit.store.read(lambda r: r.standing(session))
    return standing.world if standing else None


def _no_segment(records: Records, *, session: SessionId, played: Played) -> JSON:
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

    @property
    def relative(self) -> str:
        return layout.segment(self.parent.index, self.played.index)

    async def ask(self, job: str | None) -> JSON:
        """`{"job": name}`, `{"duration": seconds}` or `{"failed": why}`."""
        kit, folders = self.kit, self.kit.folders
        raw = folders.cache(self.session) / f"raw_{self.parent.index}_{self.played.index}.mp4"
        path = folders.resolve(self.session, self.relative)
        turn = self._turn()

        async def accept(answer: Segment | Job) -> None:
            if isinstance(answer, Segment):
                await kit.darkroom.admit_segment(raw, path)
                await kit.hooks.tell(
                    "segment_shot", session=self.session, turn=turn, segment=answer, path=path
                )

        expected: tuple[type, ...] = (Segment,) if job else (Segment, Job)
        try:
            outcome = await budget.ask(
                kit,
                self._call(turn, expected, job),
                accept,
                scene=self.played.scene,
                first=folders.resolve(self.session, str(self.parent.frame)),
                last=folders.resolve(self.session, str(self.played.frame)),
                path=raw,
                job=job,
            )
        finally:
            raw.unlink(missing_ok=True)
        value = outcome.answer.value
        if isinstance(value, Job):
            return {"job": value.name}
        if value is not None:
            return {"duration": value.duration}
        error = outcome.capped or outcome.answer.error
        await kit.hooks.tell("media_failed", session=self.session, kind=Kind.SEGMENT, error=error)
        return {"failed": reason(error)}

    def keep(self, records: Records, *, why: str) -> JSON:
        """Keep the clip, or that there is none, and say so."""
        if records.played(self.session, self.played.index) is None:
            return None  # the session was forgotten meanwhile
        records.set_segment(self.session, self.played.index, "" if why else self.relative)
        standing = records.standing(self.session)
        origin = standing.origin if standing else {}
        delivery = Delivery(
            key=f"{self.steps.id}:segment", session=self.session, part=Part.SEGMENT, origin=origin
        )
        if why:
            text = phrases.NO_SEGMENT.format(why=why)
            records.send(replace(delivery, part=Part.NOTICE, text=text))
        else:
            clip = attachment(self.kit, self.session, self.relative, "video/mp4")
            scene = {"run": self.played.run, "turn": self.played.index}
            records.send(replace(delivery, attachments=(clip,), scene=scene))
        return None

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

    def _call(self, turn: Turn, expected: tuple[type, ...], job: str | None) -> budget.Call:
        person = self.played.action.person
        return budget.Call(
            hook="shoot_segment",
            kind=Kind.SEGMENT,
            expected=expected,
            session=self.session,
            turn=turn,
            person=person.id if person else "",
            key=f"{self.steps.id}:{'poll' if job else 'submit'}",
        )


# ---------------------------------------------------------------------------------- tapes, films


@dataclass(frozen=True, slots=True)
class Cutter:
    """Makes the tape or film of a run up to a turn; `work` begins the keys of what it sends."""

    kit: Kit
    work: str
    event: Event
    place: int
    kind: Kind
    run: int
    head: int

    async def cut(self, steps: Steps) -> None:
        """Make it, keep it and send it; or say why not."""
        made = await steps.step(self.kind.value, self.make)
        await steps.commit(f"{self.kind.value} kept", partial(self._keep, made=made))
        self.kit.courier.wake(self.event.session)

    async def make(self) -> JSON:
        """`{"path", "size", "look"}` of what was made, with `known` if it was before, or why not.

        The why is under `failed`, a sentence for players.
        """
        standing, branch, media = await self.kit.store.read(self._look_up)
        if standing is None or not branch:
            return {"failed": phrases.NO_FRAMES}
        look = standing.settings.look
        for known in media:
            if self._is(known, look) and self._path(known.path).exists():
                return {"path": known.path, "size": known.size, "look": look, "known": True}
        await self._progress(0.0, phrases.EJECTING)
        if self.kind is Kind.FILM:
            branch = await self._wait_for_shots(branch)
        relative = self._free_name(media)
        try:
            await self._ask(await self._reel(standing, branch), relative, look)
        except MediaError as error:
            await self.kit.hooks.tell(
                "media_failed", session=self.event.session, kind=self.kind, error=error
            )
            phrase = phrases.NO_TAPE if self.kind is Kind.TAPE else phrases.NO_FILM
            return {"failed": phrase.format(why=reason(error))}
        return {"path": relative, "size": self._path(relative).stat().st_size, "look": look}

    def _look_up(
        self, records: Records
    ) -> tuple[Standing | None, Sequence[Played], Sequence[Media]]:
        session = self.event.session
        return (
            records.standing(session),
            records.branch(session, self.head),
            records.media(session),
        )

    def _is(self, media: Media, look: str) -> bool:
        same = (media.kind, media.run, media.head) == (self.kind, self.run, self.head)
        return same and (self.kind is Kind.FILM or media.look == look)

    def _path(self, relative: str) -> Path:
        return self.kit.folders.resolve(self.event.session, relative)

    def _free_name(self, media: Sequence[Media]) -> str:
        """The name for the event's time; a second later if another one has it already."""
        name = layout.tape if self.kind is Kind.TAPE else layout.film
        taken, at = {known.path for known in media}, self.event.at
        while name(at) in taken:
            at += timedelta(seconds=1)
        return name(at)

    async def _wait_for_shots(self, branch: Sequence[Played]) -> Sequence[Played]:
        """The branch once all its segments are there, or will not come."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while missing := sum(played.segment is None for played in branch):
            if asyncio.get_running_loop().time() > deadline:
                break
            await self._progress(1 - missing / len(branch), phrases.WAITING_FOR_SHOTS)
            await asyncio.sleep(_PAUSE)
            branch = await self.kit.store.read(lambda r: r.branch(self.event.session, self.head))
        return branch

    async def _reel(self, standing: Standing, branch: Sequence[Played]) -> Reel:
        session, folders = self.event.session, self.kit.folders
        world = self.kit.worlds.get(standing.world)
        ending = await self.kit.store.read(lambda r: r.ending(session, self.run))
        return Reel(
            session=session,
            run=self.run,
            title=world.title if world else standing.world,
            started=branch[0].at,
            shots=tuple(_shot(self.kit, session, played) for played in branch if played.frame),
            ending=ending if branch[-1].scene.ending or standing.head == self.head else None,
            cache=await asyncio.to_thread(folders.cache, session),
        )

    async def _ask(self, reel: Reel, relative: str, look: str) -> None:
        """Have it made at its place.

        :raises MediaError: nobody could.
        """
        tape = self.kind is Kind.TAPE
        call = budget.Call(
            hook="cut_tape" if tape else "stitch_film",
            kind=self.kind,
            expected=Tape if tape else Film,
            session=self.event.session,
            turn=None,
            person=self.event.person.id,
            key=f"{self.work}:{self.kind.value}",
        )
        platform = self.kit.courier.platform(self.event.session)
        arguments: dict[str, Any] = {
            "reel": reel,
            "limit": platform.limits.upload if platform else None,
            "progress": self._progress,
        }
        with self.kit.folders.receiving(self.event.session, relative) as part:
            if tape:
                arguments["look"] = look
            outcome = await budget.ask(self.kit, call, _accept(part), path=part, **arguments)
            if outcome.answer.value is None:
                error = outcome.answer.error
                raise error if isinstance(error, MediaError) else MediaError(reason(error))
        await self.kit.hooks.tell(
            "tape_cut" if tape else "film_stitched",
            session=self.event.session,
            path=self._path(relative),
            **{self.kind.value: outcome.answer.value},
        )

    async def _progress(self, share: float, text: str) -> None:
        await self.kit.courier.show(
            Delivery(
                key=f"{self.work}:progress",
                session=self.event.session,
                part=Part.PROGRESS,
                text=text,
                progress=share,
                origin=self.event.origin,
            )
        )

    def _keep(self, records: Records, *, made: JSON) -> JSON:
        session = self.event.session
        answer = made if isinstance(made, dict) else {}
        if "failed" in answer:
            text, key = str(answer["failed"]), f"{self.work}:{self.kind.value}"
            verbs.notice(records, self.event, text, key=key)
        else:
            self.remember(records, answer)
            records.send(self._delivery(str(answer["path"])))
        records.finish(session, self.place)
        return None

    def remember(self, records: Records, answer: Mapping[str, Any]) -> None:
        """List what was made with the session's tapes and films."""
        if not answer.get("known"):
            records.add_media(self.event.session, self._media(answer))

    def _media(self, answer: Mapping[str, Any]) -> Media:
        return Media(
            path=str(answer["path"]),
            kind=self.kind,
            run=self.run,
            head=self.head,
            look=str(answer["look"]),
            size=int(answer["size"]),
            at=self.event.at,
        )

    def _delivery(self, relative: str) -> Delivery:
        tape = self.kind is Kind.TAPE
        media_type = "image/gif" if tape else "video/mp4"
        file = attachment(self.kit, self.event.session, relative, media_type)
        return Delivery(
            key=f"{self.work}:{self.kind.value}",
            session=self.event.session,
            part=Part.TAPE if tape else Part.FILM,
            attachments=(replace(file, alt=f"The {self.kind.value} of run {self.run}"),),
            origin=self.event.origin,
            scene={"run": self.run, "turn": self.head},
        )


def _accept(part: Path) -> Callable[[Tape | Film], Awaitable[None]]:
    def check() -> None:
        if not part.is_file() or part.stat().st_size == 0:
            raise MediaError(f"Nothing was written to {part.name}.")

    async def accept(made: Tape | Film) -> None:
        await asyncio.to_thread(check)

    return accept


def _shot(kit: Kit, session: SessionId, played: Played) -> Shot:
    segment = kit.folders.resolve(session, played.segment) if played.segment else None
    return Shot(
        index=played.index,
        frame=kit.folders.resolve(session, str(played.frame)),
        at=played.at,
        segment=segment if segment and segment.exists() else None,
        title=played.scene.title or played.scene.place,
        text=played.scene.text,
        action=played.action.text,
    )
