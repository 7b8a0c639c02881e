"""Tapes and films made of a run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from gateway.core import budget, layout, messages, phrases
from gateway.core.errors import MediaError
from gateway.core.folder import attachment
from gateway.core.ids import SessionId
from gateway.core.kit import Kit, reason
from gateway.core.looks import Look
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Media, Played, Records, Standing, Steps
from gateway.core.types import (
    JSON,
    Ending,
    Event,
    Film,
    Kind,
    Reel,
    Shot,
    Tape,
)

log = logging.getLogger("gateway.engine")

T = TypeVar("T")

PATIENCE: Final = 900.0
"""Seconds a film waits for segments that are still being shot; then their stills stand in."""

_PAUSE: Final = 0.25


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
            messages.notice(records, self.event, text, key=key)
        elif delivery := self._delivery(str(answer["path"])):
            self.remember(records, answer)
            records.send(delivery)
        else:
            messages.notice(records, self.event, phrases.NO_TAPE.format(why=phrases.TAKEN_AWAY))
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
