"""Segments shot beside the play; tapes and films made of a run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from gateway.core import budget, layout, phrases, verbs
from gateway.core.errors import MediaError
from gateway.core.ids import SessionId
from gateway.core.kit import Kit, reason
from gateway.core.looks import Look
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Media, Played, Records, Standing, Steps
from gateway.core.turn import attachment, capped_notice, once_a_run
from gateway.core.types import (
    JSON,
    Ending,
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

log = logging.getLogger("gateway.engine")

T = TypeVar("T")

PATIENCE: Final = 900.0
"""Seconds a film waits for segments that are still being shot; then their stills stand in."""

_PAUSE: Final = 0.25

# ------------------------------------------------------------------------------------- segments


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
    standing, branch = await kit.store.read(
        lambda r: (r.standing(session), r.branch(session, index))
    )
    look = kit.looks.get(standing.settings.look) if standing else None
    if standing is not None and look is not None and branch and branch[-1].frame:
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


# ---------------------------------------------------------------------------------- tapes, films


async def _at_once(call: Callable[[], Awaitable[T]]) -> T:
    return await call()


@dataclass(frozen=True, slots=True)
class Cutter:
    """Makes the tape or film of a run up to a turn.

    `work` begins the keys of what it sends; `patiently` is how it waits for room.
    """

    kit: Kit
    work: str
    event: Event
    place: int
    kind: Kind
    run: int
    head: int
    patiently: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]] = _at_once

    async def cut(self, steps: Steps) -> None:
        """Make it, keep it and send it; or say why not."""
        if self.kind is Kind.FILM:
            # Outside of the step: a gateway that drains does not wait for it.
            await self._wait_for_shots()
        cutter = replace(self, patiently=steps.patiently)
        made = await steps.step(self.kind.value, cutter.make)
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

    async def _wait_for_shots(self) -> None:
        """Wait until all segments of the branch are there, or will not come."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        known = -1
        while asyncio.get_running_loop().time() < deadline:
            branch = await self.kit.store.read(lambda r: r.branch(self.event.session, self.head))
            missing = sum(played.segment is None for played in branch)
            if not missing:
                return
            if missing != known:
                await self._progress(1 - missing / len(branch), phrases.WAITING_FOR_SHOTS)
            known = missing
            await asyncio.sleep(_PAUSE)

    async def _reel(self, standing: Standing, branch: Sequence[Played]) -> Reel:
        ending = await self.kit.store.read(lambda r: r.ending(self.event.session, self.run))
        ended = branch[-1].scene.ending or standing.head == self.head
        return await reel_of(self.kit, standing, branch, ending if ended else None)

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
            patiently=self.patiently,
        )
        platform = self.kit.courier.platform(self.event.session)
        arguments: dict[str, Any] = {
            "reel": reel,
            "limit": platform.limits.upload if platform else None,
            "progress": self._progress,
        }
        with self.kit.folders.receiving(self.event.session, relative) as part:
            if tape:
                arguments["look"] = self._look(look)
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

    def _look(self, name: str) -> Look:
        """The look of that name.

        :raises MediaError: the plugin that had it is gone.
        """
        try:
            return self.kit.looks[name]
        except KeyError:
            raise MediaError(
                phrases.NO_LOOK.format(name=name, looks=", ".join(sorted(self.kit.looks)))
            ) from None

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
        elif delivery := self._delivery(str(answer["path"])):
            self.remember(records, answer)
            records.send(delivery)
        else:
            verbs.notice(records, self.event, phrases.NO_TAPE.format(why=phrases.TAKEN_AWAY))
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

    def _delivery(self, relative: str) -> Delivery | None:
        tape = self.kind is Kind.TAPE
        media_type = "image/gif" if tape else "video/mp4"
        file = attachment(self.kit, self.event.session, relative, media_type)
        if file is None:
            return None
        return Delivery(
            key=f"{self.work}:{self.kind.value}",
            session=self.event.session,
            part=Part.TAPE if tape else Part.FILM,
            attachments=(replace(file, alt=f"The {self.kind.value} of run {self.run}"),),
            origin=self.event.origin,
            scene={"run": self.run, "turn": self.head},
        )


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


def _accept(part: Path) -> Callable[[Tape | Film], Awaitable[None]]:
    def check() -> None:
        if not part.is_file() or part.stat().st_size == 0:
            raise MediaError(f"Nothing was written to {part.name}.")

    async def accept(made: Tape | Film) -> None:
        await asyncio.to_thread(check)

    return accept


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


def _mapping(value: JSON) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)
