"""What anybody may see who has a code, and what a person took part in: for pages, not for chats.

Every look asks the records anew whether it may be seen, so what is taken back is gone at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from gateway.core import codes, phrases, renditions, sharing
from gateway.core.errors import NotAllowed, NotNow, NotUnderstood, PlayerError, UnsafeMedia
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.platform import Limits
from gateway.core.ports import Media, Played, Records
from gateway.core.shared import Credit, Share, Shared
from gateway.core.types import Ending, Kind, Person, Sharing, Verb

SMALL: Final = 8_000_000
"""Bytes of what is made small: any chat takes that."""

_SIZES: Final[Mapping[str, tuple[Kind, Limits | None]]] = {
    "tape.gif": (Kind.TAPE, None),
    "tape.mp4": (Kind.TAPE, Limits(tapes_as_video=True)),
    "tape-small.gif": (Kind.TAPE, Limits(upload=SMALL)),
    "film.mp4": (Kind.FILM, None),
    "film-small.mp4": (Kind.FILM, Limits(upload=SMALL)),
}
"""What a tape or film can be taken home as; `None` is as it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One turn of what is shared, without who played it; `act` is the way that was chosen.

    Words that somebody typed are theirs: they are not told.
    """

    number: int
    title: str
    place: str
    text: str
    alt: str
    act: str = ""
    frame: str | None = None
    """Where its still lies in the session's folder: for `Lobby.still`, for nobody to read."""
    ending: Ending | None = None

    @property
    def framed(self) -> bool:
        """There is a still of it."""
        return self.frame is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is shared, as anybody may read it; `sizes` are the files it can be had as, in bytes."""

    code: str
    kind: Shared
    title: str
    at: datetime
    expires: datetime | None
    pages: tuple[Page, ...]
    sizes: Mapping[str, int | None]


class Lobby:
    """Where people stand who have nothing but a code."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._making = asyncio.Lock()

    # ----------------------------------------------------------------------------------- by a code

    async def look_up(self, code: str, *, who: str) -> Share:
        """What a code lets see; wrong ones are counted and slowed.

        :param who: by whom they are counted, such as an address.
        :raises NotUnderstood: there is nothing to see by it.
        :raises NotNow: too many of theirs were wrong.
        """
        now, guard = self._kit.clock(), self._kit.guard

        def look(records: Records) -> Share | PlayerError:
            try:
                return sharing.look_up(records, guard, code, person=who, now=now)
            except (NotUnderstood, NotNow) as error:
                return error  # what was counted has to be kept

        found = await self._kit.store.write(look)
        if isinstance(found, PlayerError):
            raise found
        return found

    async def publish(self, share: Share) -> Published:
        """What is shared, to be read."""
        branch, medium = await self._kit.store.read(partial(_look, share=share))
        return Published(
            code=share.code,
            kind=share.kind,
            title=share.title,
            at=medium.at if medium else share.at,
            expires=share.expires,
            pages=tuple(map(_page, branch)),
            sizes=await self._sizes(share, medium),
        )

    async def still(self, share: Share, page: Page) -> Path | None:
        """The still of one page."""
        return await self._there(share.session, page.frame) if page.frame else None

    async def file(self, share: Share, name: str) -> Path | None:
        """The tape or film in one of its sizes, made now if need be; one at a time."""
        kind, limits = _SIZES.get(name, (None, None))
        media = await self._kit.store.read(lambda r: r.medium(share.session, share.path))
        if media is None or media.kind is not kind:
            return None
        if limits is None:
            return await self._there(share.session, media.path)
        ready = partial(renditions.ready, self._kit, share.session, media, limits)
        made = await asyncio.to_thread(ready)
        if made is None:
            async with self._making:
                made = await renditions.render(self._kit, share.session, media, limits, _quietly)
        return await self._there(share.session, made.path) if made else None

    async def watched(self, share: Share) -> None:
        """Somebody began to watch it."""
        await self._kit.store.write(lambda r: r.count_view(share.code))
        await self._kit.hooks.tell("tape_watched", session=share.session, path=share.path)

    async def _sizes(self, share: Share, media: Media | None) -> Mapping[str, int | None]:
        """The files it can be had as: in bytes, `None` where it is still to be made."""
        if media is None:
            return {}
        names = [name for name, (kind, _) in _SIZES.items() if kind is media.kind]
        if media.size <= SMALL:
            names = [name for name in names if "small" not in name]

        def measure() -> Mapping[str, int | None]:
            found: dict[str, int | None] = {}
            for name in names:
                limits = _SIZES[name][1]
                made = limits and renditions.ready(self._kit, share.session, media, limits)
                found[name] = media.size if limits is None else made.size if made else None
            return found

        return await asyncio.to_thread(measure)

    # ----------------------------------------------------------------------------------- to share

    async def share(self, session: SessionId, path: str, person: str, *, operator: bool) -> Share:
        """A code for a tape or film; the one that they made before, if it is still good.

        :param operator: they may whatever the owner says.
        :raises PlayerError: there is no such thing, or its owner keeps it to themselves.
        """
        new = partial(self._new, session=session, path=path, person=person, operator=operator)
        share, fresh = await self._kit.store.write(new)
        if fresh:
            await self._kit.hooks.tell(
                "tape_shared", session=session, path=path, person=Person(id=person)
            )
        return share

    def _new(
        self, records: Records, *, session: SessionId, path: str, person: str, operator: bool
    ) -> tuple[Share, bool]:
        standing, made = records.standing(session), records.medium(session, path)
        if standing is None or made is None:
            raise NotNow(phrases.TAPE_GONE)
        accounts = records.accounts(person)
        anyone = standing.settings.sharing is Sharing.ANYONE or standing.owner is None
        if not (operator or anyone or standing.owner in accounts):
            raise NotAllowed(phrases.NOT_SHARED)
        now = self._kit.clock()
        for known in records.shares(session, now):
            if known.path == path and known.person in accounts:
                return known, False
        world, days = (
            records.world_of(session, path) or standing.world,
            standing.settings.share_days,
        )
        share = Share(
            code=codes.new_code(),
            session=session,
            kind=Shared(made.kind.value),
            path=path,
            run=made.run,
            head=made.head,
            title=self._kit.worlds[world].title if world in self._kit.worlds else world,
            person=person,
            at=now,
            expires=now + timedelta(days=days) if days else None,
        )
        records.add_share(share)
        return share, True

    async def unshare(self, session: SessionId, path: str, person: str, *, operator: bool) -> bool:
        """Let nobody see a tape or film any more by the codes that they may take back."""

        def take_back(records: Records) -> bool:
            standing, mine = records.standing(session), records.accounts(person)
            owns = operator or (standing is not None and standing.owner in mine)
            found = [
                share
                for share in records.shares(session, self._kit.clock())
                if share.path == path and (owns or share.person in mine)
            ]
            return bool([records.revoke(share.code) for share in found])

        return await self._kit.store.write(take_back)

    # ------------------------------------------------------------------------------- by a person

    async def shown_file(self, key: str, person: str) -> Path | None:
        """What a conversation was shown by a code, or to somebody who took part in it.

        `None` once nothing lets it be seen any more.
        """

        def look(records: Records) -> tuple[SessionId, str] | None:
            if credit := records.credit(records.accounts(person), key):
                return credit.session, credit.path
            found = records.keyed(key)
            if found is None:
                return None
            live = (share.path for share in records.shares(found[0], self._kit.clock()))
            return found if found[1] in live else None

        found = await self._kit.store.read(look)
        return await self._there(*found) if found else None

    async def followed_file(
        self, follower: SessionId, session: SessionId, path: str
    ) -> Path | None:
        """A picture of the run that a conversation follows, for as long as it may."""
        share = await self._kit.store.read(lambda r: r.followed(follower, self._kit.clock()))
        allowed = share is not None and share.session == session
        return await self._there(session, path) if allowed else None

    async def mine(
        self, person: str, *, before: tuple[datetime, str] | None, most: int
    ) -> Sequence[Credit]:
        """The tapes and films of whoever has this account, the newest first."""
        return await self._kit.store.read(
            lambda r: r.credits(r.accounts(person), before=before, most=most)
        )

    async def my_file(self, person: str, key: str) -> Path | None:
        """One of them, by its key."""
        credit = await self._kit.store.read(lambda r: r.credit(r.accounts(person), key))
        return await self._there(credit.session, credit.path) if credit else None

    async def my_frame(self, person: str, key: str) -> Path | None:
        """Its last still."""

        def look(records: Records) -> tuple[SessionId, str] | None:
            credit = records.credit(records.accounts(person), key)
            played = records.played(credit.session, credit.head) if credit else None
            return (credit.session, played.frame) if credit and played and played.frame else None

        found = await self._kit.store.read(look)
        return await self._there(*found) if found else None

    async def scene(self, credit: Credit) -> Played | None:
        """The turn that a credit's tape or film ends at."""
        return await self._kit.store.read(lambda r: r.played(credit.session, credit.head))

    async def _there(self, session: SessionId, relative: str) -> Path | None:
        try:
            path = self._kit.folders.resolve(session, relative)
        except UnsafeMedia:
            return None
        return path if await asyncio.to_thread(path.is_file) else None


def _look(records: Records, share: Share) -> tuple[Sequence[Played], Media | None]:
    """The turns that are shared; of a run that is followed, all there are by now."""
    head = share.head
    if share.kind is Shared.RUN:
        standing = records.standing(share.session)
        if standing and standing.run == share.run and standing.head is not None:
            head = standing.head
    branch = records.branch(share.session, head)
    return branch, records.medium(share.session, share.path) if share.path else None


def _page(played: Played) -> Page:
    scene, action = played.scene, played.action
    return Page(
        number=played.number,
        title=scene.title,
        place=scene.place,
        text=scene.text,
        alt=scene.picture.alt,
        act=action.text if action.verb is Verb.CHOOSE else "",
        frame=played.frame,
        ending=scene.ending,
    )


async def _quietly(share: float, word: str) -> None:
    """Nobody watches it being made."""
