"""Watching: what was shared, or what a person took part in, plays in another conversation.

What is shown may be another session's. Nothing of that session goes along but the file itself,
under a name that says nothing; and every time it is looked up anew whether it may be shown at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from gateway.core import messages, phrases, renditions
from gateway.core.desk import Plan, Sitting
from gateway.core.errors import NotNow, NotUnderstood
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.plain import from_plain, to_plain
from gateway.core.platform import Attachment, Delivery, Limits, Part
from gateway.core.ports import Media, Records, Steps
from gateway.core.renditions import Rendition
from gateway.core.shared import Shared
from gateway.core.sharing import look_up_for
from gateway.core.types import JSON, Event, Kind, Person

POST: Final = Person(id="gateway:post", name="The post")
"""Who brings what was sent to a conversation."""


def watch(at: Sitting, argument: str) -> Plan:
    """Show what a code lets see; a button names a credit by its key."""
    if at.event.button:
        if find(at.records, argument, at.event.person.id, at.desk.now) is None:
            raise NotNow(phrases.TAPE_GONE)
        return Plan(leave=argument)
    if not argument:
        raise NotUnderstood(phrases.WATCH_WHAT)
    share = look_up_for(at, argument)
    if share.kind is Shared.RUN:
        raise NotNow(phrases.WATCH_RUN.format(code=share.code))
    return Plan(leave=share.digest)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be shown; `code` where that is by a share, `title` the world's."""

    session: SessionId
    media: Media
    title: str
    code: str = ""


def find(records: Records, leave: str, person: str, now: datetime) -> Found | None:
    """The file that may be shown by this leave, if it still may.

    :param leave: the digest of a code, or the key of a credit of whoever asks.
    """
    share = records.share_by_digest(leave, now)
    if share is not None:
        media = records.medium(share.session, share.path)
        return Found(share.session, media, share.title, share.code) if media else None
    credit = records.credit(records.accounts(person), leave)
    if credit is None:
        return None
    media = records.medium(credit.session, credit.path)
    return Found(credit.session, media, credit.world) if media else None


@dataclass(frozen=True, slots=True)
class Viewing:
    """One event that shows one file."""

    kit: Kit
    work: str
    event: Event
    place: int
    leave: str

    async def play(self, steps: Steps) -> None:
        """Make it fit, show it, and tell; or say why not."""
        made = await steps.step("rendition", self._render)
        shown = await steps.commit("watched", partial(self._show, made=made))
        self.kit.courier.wake(self.event.session)
        if shown:
            await self.told()

    async def at_once(self) -> bool:
        """Show it without the line, if there is nothing to make; False where there is."""
        found = await self.kit.store.read(self._find)
        if found is None:
            return False
        rendition = await asyncio.to_thread(
            renditions.ready, self.kit, found.session, found.media, self._limits
        )
        if rendition is None:
            return False
        made = to_plain(rendition)
        if await self.kit.store.write(partial(self._show, made=made)):
            await self.told()
        return True

    async def told(self) -> None:
        """Whose it is hears that it was watched."""
        found = await self.kit.store.read(self._find)
        if found is not None:
            await self.kit.hooks.tell("tape_watched", session=found.session, path=found.media.path)

    def _find(self, records: Records) -> Found | None:
        return find(records, self.leave, self.event.person.id, self.kit.clock())

    async def _render(self) -> JSON:
        """What fits, and where it can be seen otherwise."""
        found = await self.kit.store.read(self._find)
        if found is None:
            return None
        return await renditions.shown(
            self.kit, found.session, found.media, self._limits, self._progress
        )

    @property
    def _limits(self) -> Limits:
        return renditions.limits_of(self.kit, self.event.session)

    def _show(self, records: Records, *, made: JSON) -> JSON:
        """Send it, if it still may be seen; whether it is."""
        found = self._find(records)
        if found is not None and made is None and not self.kit.folders.exists(found.session):
            # Somebody deleted the session, and nobody has spoken there since.
            records.drop(found.session)
            found = None
        if found is None or not isinstance(made, Mapping):
            phrase = phrases.TAPE_GONE if found else phrases.NO_SHARE
            messages.notice(records, self.event, phrase, private=True)
        else:
            rendition = from_plain(Rendition, made)
            records.send(self._delivery(found, rendition, made), share=self.leave)
            if found.code:
                records.count_view(found.code)
        records.finish(self.event.session, self.place)
        return found is not None and made is not None

    def _delivery(self, found: Found, rendition: Rendition, made: Mapping[str, Any]) -> Delivery:
        tape = found.media.kind is Kind.TAPE
        return Delivery(
            key=f"{self.work}:watched",
            session=self.event.session,
            part=Part.TAPE if tape else Part.FILM,
            text=phrases.SENT_HERE if self.event.person.id == POST.id else "",
            attachments=(shown(self.kit, found, rendition, link=str(made.get("link") or "")),),
            origin=self.event.origin,
        )

    async def _progress(self, share: float, text: str) -> None:
        await messages.progress(self.kit, self.event, self.work, share, text)


def shown(kit: Kit, found: Found, rendition: Rendition, *, link: str = "") -> Attachment:
    """The file as another conversation gets it: it is told what it is, and nothing else."""
    world = kit.worlds.get(found.title)
    title = world.title if world else found.title
    kind = found.media.kind
    return Attachment(
        session=found.session,
        path=rendition.path,
        size=rendition.size,
        media_type=rendition.media_type,
        alt=phrases.WATCHED[kind].format(title=title),
        link=link if not rendition.fits else None,
        name=f"{kind.value}{rendition.path[-4:]}",
    )
