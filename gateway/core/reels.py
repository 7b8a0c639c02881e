"""Tapes and films made of a run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from gateway.core import budget, following, layout, messages, phrases, renditions
from gateway.core.errors import LimitTooSmall, MediaError
from gateway.core.folder import attachment
from gateway.core.kit import Kit, reason
from gateway.core.looks import Look
from gateway.core.plain import from_plain, to_plain
from gateway.core.platform import Button, Delivery, Part
from gateway.core.ports import Media, Played, Press, Records, Standing, Steps
from gateway.core.renditions import Rendition
from gateway.core.strips import reel_of
from gateway.core.types import (
    JSON,
    Event,
    Film,
    Kind,
    Reel,
    Tape,
    Verb,
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
        made = _mapping(await self.made(steps))
        shown = await self._fitting(steps, made)
        kept = partial(self._keep, made=made, shown=shown)
        await steps.commit(f"{self.kind.value} kept", kept)
        self.kit.courier.wake(self.event.session)
        await following.wake(self.kit, self.event.session, self.run)

    async def _fitting(self, steps: Steps, made: Mapping[str, Any]) -> JSON:
        """What of it the platform takes: as it was made, or once more, or where to see it."""
        if "failed" in made:
            return None
        session, media = self.event.session, self._media(made)
        limits = renditions.limits_of(self.kit, session)
        as_it_is = await asyncio.to_thread(renditions.ready, self.kit, session, media, limits)
        if as_it_is is not None:
            return to_plain(as_it_is)
        return await steps.step(
            "rendition", partial(renditions.shown, self.kit, session, media, limits, self._progress)
        )

    async def made(self, steps: Steps) -> JSON:
        """As `make`, recorded."""
        if self.kind is Kind.FILM:
            # Outside of the step: a gateway that drains does not wait for it.
            await self._wait_for_shots()
        return await steps.step(self.kind.value, replace(self, patiently=steps.patiently).make)

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
            await self._fit(await self._reel(standing, branch), relative, look)
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

    async def _fit(self, reel: Reel, relative: str, look: str) -> None:
        """Have it made so that the platform takes it, or so that it can be seen elsewhere.

        :raises MediaError: nobody could.
        """
        limit = renditions.limits_of(self.kit, self.event.session).upload
        try:
            await self._ask(reel, relative, look, limit)
        except LimitTooSmall:
            if not await renditions.linked(self.kit, self.event.session, relative):
                raise
            await self._ask(reel, relative, look, None)

    async def _ask(self, reel: Reel, relative: str, look: str, limit: int | None) -> None:
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
        arguments: dict[str, Any] = {
            "reel": reel,
            "limit": limit,
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
        await messages.progress(self.kit, self.event, self.work, share, text)

    def _keep(self, records: Records, *, made: Mapping[str, Any], shown: JSON) -> JSON:
        session = self.event.session
        if "failed" in made:
            text, key = str(made["failed"]), f"{self.work}:{self.kind.value}"
            messages.notice(records, self.event, text, key=key)
        elif shown is not None and (delivery := self._delivery(_mapping(shown))):
            self.remember(records, made)
            button = self._share_button(records, str(made["path"]))
            records.send(replace(delivery, buttons=(button,)))
            following.show_file(records, self.kit, delivery, self.run)
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

    def _share_button(self, records: Records, path: str) -> Button:
        """What lets others watch it, too."""
        button = Button(id=self.kit.new_id(), label=phrases.SHARE_IT, kind=Verb.SHARE.value)
        press = Press(
            session=self.event.session,
            run=self.run,
            turn=self.head,
            verb=Verb.SHARE,
            argument=path,
        )
        records.add_buttons(self.event.session, self.run, self.head, [(button, press)])
        return button

    def _delivery(self, shown: Mapping[str, Any]) -> Delivery | None:
        rendition = from_plain(Rendition, shown)
        file = attachment(self.kit, self.event.session, rendition.path, rendition.media_type)
        if file is None:
            return None
        alt = f"The {self.kind.value} of run {self.run}"
        link = None if rendition.fits else str(shown.get("link") or "")
        return Delivery(
            key=f"{self.work}:{self.kind.value}",
            session=self.event.session,
            part=Part.TAPE if self.kind is Kind.TAPE else Part.FILM,
            attachments=(replace(file, alt=alt, link=link),),
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


def _mapping(value: JSON) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)
