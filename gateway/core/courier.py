"""Takes deliveries to their platforms: in order within a conversation, none lost, none doubled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from gateway.core import phrases
from gateway.core.delivery import fit, fits, in_words
from gateway.core.errors import (
    WAIT,
    DeliveryError,
    Refused,
    StorageFull,
    TooLarge,
    TryLater,
    Uncertain,
)
from gateway.core.hooks import FULL, Hooks
from gateway.core.ids import SessionId
from gateway.core.lines import Lines
from gateway.core.platform import Attachment, Delivery, FetchesPictures, Platform, Receipt
from gateway.core.ports import Outgoing, Records, Store
from gateway.core.types import JSON

log = logging.getLogger("gateway.courier")

LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts at a platform that is away."""

PATIENCE: Final = 120.0
"""Seconds a platform may take for one delivery; after that it may have arrived, or not."""

SHOW_PATIENCE: Final = 10.0
"""Seconds it may take to show how far something has come; whoever makes it waits meanwhile."""

DOUBTS: Final = 4
"""Times a file may have arrived, for all we know, before it is given up; words never are."""

GRACE: Final = 5.0
"""Seconds that deliveries under way have to finish when the gateway stops."""

FETCH_PATIENCE: Final = 75.0
"""Seconds in which a picture that was sent has to be here; the story waits meanwhile."""

_FIRST_PAUSE: Final = 1.0


class _Left(Exception):
    """The platform left before a delivery arrived; `unsure` says that it may have all the same."""

    def __init__(self, *, unsure: bool) -> None:
        super().__init__()
        self.unsure = unsure


Lighten: TypeAlias = "Callable[[Attachment, int | None], Awaitable[Attachment]]"
"""Gives a file in at most so many bytes, or the same one, with a link if there is one.

At most none at all asks for the link alone.
"""


async def _as_it_is(file: Attachment, limit: int | None) -> Attachment:
    return file


class Courier:
    """The outbox's legs.

    `lighten` makes a file smaller that a platform does not take.

    A delivery is a row before it is sent. One that may have arrived when the process died is sent
    again only where the platform drops repeats, else marked as `again`.

    :param sleep: waits that many seconds.
    :param patience: seconds a platform may take for one delivery.
    :param fetch_patience: seconds in which a picture that was sent has to be here.
    """

    def __init__(
        self,
        store: Store,
        hooks: Hooks,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE,
        fetch_patience: float = FETCH_PATIENCE,
    ) -> None:
        self._store = store
        self._hooks = hooks
        self._sleep = sleep
        self._patience = patience
        self._fetch_patience = fetch_patience
        self._platforms: dict[str, Platform] = {}
        self._rounds: dict[SessionId, asyncio.Task[None]] = {}
        self._woken: set[SessionId] = set()
        self._talking = Lines()
        self.lighten: Lighten = _as_it_is

    async def add(self, platform: Platform) -> None:
        """Deliver to this platform from now on, first what waited for it."""
        self._platforms[platform.name] = platform
        for session in await self._store.read(lambda r: r.waiting()):
            self.wake(session)

    def remove(self, name: str) -> None:
        """Keep what is for this platform until it is back."""
        self._platforms.pop(name, None)

    def platform(self, session: SessionId) -> Platform | None:
        """The platform a session is on, if it is open."""
        return self._platforms.get(session.platform)

    def wake(self, session: SessionId) -> None:
        """There may be something to deliver."""
        if self.platform(session) is None:
            return
        self._woken.add(session)
        if session not in self._rounds:
            self._rounds[session] = asyncio.create_task(self._round(session))

    async def show(self, delivery: Delivery) -> None:
        """Show something that is only worth seeing now; nothing comes of it if it fails."""
        platform = self.platform(delivery.session)
        if platform is None:
            return
        try:
            async with asyncio.timeout(SHOW_PATIENCE), self._talking.hold(delivery.session):
                await platform.deliver(delivery)
        except Exception as error:
            log.debug("%s was not shown: %r", delivery.key, error)

    async def fetch(self, session: SessionId, picture: Mapping[str, JSON], path: Path) -> None:
        """Have the platform that brought a picture with an event write it to `path`.

        :raises DeliveryError: it could not be had in time, or never can be.
        :raises StorageFull: there is no room for it.
        """
        name = str(picture.get("platform", session.platform))
        try:
            async with asyncio.timeout(self._fetch_patience):
                await self._fetch_in_time(name, picture, path)
        except TimeoutError as error:
            raise TryLater(phrases.PICTURE_LATE) from error

    async def _fetch_in_time(self, name: str, picture: Mapping[str, JSON], path: Path) -> None:
        """Ask as often as there is time for, and wait for nothing that would come too late."""
        left, pause = self._fetch_patience, _FIRST_PAUSE
        while True:
            try:
                return await self._fetch(name, picture, path)
            except TryLater as error:
                wait = max(error.retry_after, pause)
                if wait >= left:
                    raise
                log.warning("a picture waits %.1f s for %s: %s", wait, name, error)
            await self._sleep(wait)
            left, pause = left - wait, pause * 2

    async def _fetch(self, name: str, picture: Mapping[str, JSON], path: Path) -> None:
        """One attempt; whatever else goes wrong with it is an error of the picture's."""
        platform = self._platforms.get(name)
        if platform is None:  # as in the first moment after a restart
            raise TryLater(f"{name} cannot be reached: send it once more later.")
        if not isinstance(platform, FetchesPictures):
            raise Refused(phrases.NO_PICTURES)
        try:
            await platform.fetch(picture, path)
        except (DeliveryError, *WAIT):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in FULL:
                raise StorageFull(
                    f"There is no room left for a picture from {name}: free some space; the "
                    "gateway goes on by itself."
                ) from error
            log.exception("a picture could not be fetched from %s", name)
            raise DeliveryError(phrases.PICTURE_BROKE) from error

    async def rest(self) -> None:
        """Wait until everything that can be delivered is."""
        while self._rounds:
            await asyncio.wait(self._rounds.values())

    async def stop(self) -> None:
        """Begin no new delivery; what is under way may finish, for a moment."""
        self._platforms.clear()
        try:
            async with asyncio.timeout(GRACE):
                await self.rest()
        except TimeoutError:
            rounds = list(self._rounds.values())
            for task in rounds:
                task.cancel()
            await asyncio.gather(*rounds, return_exceptions=True)

    async def _round(self, session: SessionId) -> None:
        try:
            while session in self._woken:
                self._woken.discard(session)
                while await self._deliver_next(session):
                    pass
        except Exception:
            log.exception("the deliveries of %s wait for the next one", session)
        finally:
            del self._rounds[session]
            if session in self._woken:
                self.wake(session)

    async def _deliver_next(self, session: SessionId) -> bool:
        platform = self.platform(session)
        if platform is None:
            return False
        outgoing = await self._store.write(lambda r: r.outgoing(session))
        if outgoing is None:
            return False
        delivery = await self._store.read(lambda r: _addressed(r, outgoing, platform))
        try:
            receipt = await self._send(platform, delivery, outgoing)
        except _Left as left:
            await self._mark(delivery, state="sending" if left.unsure else "pending")
            return False
        except DeliveryError as error:
            await self._mark(delivery, state="failed", why=str(error))
            await self._hooks.tell(
                "delivery_failed", session=session, delivery=delivery, error=error
            )
        else:
            await self._mark(delivery, state="sent", receipt=receipt)
            await self._hooks.tell(
                "delivery_sent", session=session, delivery=delivery, receipt=receipt
            )
        return True

    async def _send(self, platform: Platform, delivery: Delivery, outgoing: Outgoing) -> Receipt:
        """Send what has not arrived."""
        if not all(fits(f, platform.limits) or f.link is not None for f in delivery.attachments):
            delivery = await self._lightened(delivery, platform.limits.upload)
        parts = fit(delivery, platform.limits)
        receipt = outgoing.receipt or Receipt()
        unsure = outgoing.unsure and not platform.limits.repeatable
        for number, part in enumerate(parts[outgoing.sent :], outgoing.sent):
            arrived = await self._insist(platform, replace(part, again=unsure))
            unsure = False
            receipt = arrived if number == 0 else receipt
            if number + 1 < len(parts):
                await self._mark(delivery, state="sending", sent=number + 1, receipt=receipt)
        return receipt

    async def _insist(self, platform: Platform, part: Delivery) -> Receipt:
        """Try until it has arrived or is refused; a file, until it was in doubt too often."""
        pause, doubts, whole = _FIRST_PAUSE, 0, True
        unsure = part.again
        while self._platforms.get(platform.name) is platform:
            try:
                return await self._try(platform, part)
            except TooLarge as error:
                if not part.attachments:
                    raise
                log.warning("%s goes out smaller: %s", part.key, error)
                part = await self._smaller(part) if whole else await self._told(part)
                whole = False
                continue
            except TryLater as error:
                # What the platform asks for is kept to, however long it is.
                wait = max(error.retry_after, pause)
                log.warning("%s waits %.1f s: %s", part.key, wait, error)
            except Uncertain as error:
                doubts += 1
                if part.attachments and doubts == DOUBTS and not platform.limits.repeatable:
                    raise
                log.warning("%s may have arrived: %s", part.key, error)
                unsure = not platform.limits.repeatable
                part, wait = replace(part, again=unsure), pause
            try:
                await self._sleep(wait)
            except asyncio.CancelledError:
                raise _Left(unsure=unsure) from None
            pause = min(pause * 2, LONGEST_PAUSE)
        raise _Left(unsure=unsure)

    async def _smaller(self, part: Delivery) -> Delivery:
        """The delivery with a file of half the size, else in words."""
        smaller = await self._lightened(part, part.attachments[0].size // 2)
        same = [file.path for file in smaller.attachments] == [f.path for f in part.attachments]
        return in_words(smaller) if same else smaller

    async def _told(self, part: Delivery) -> Delivery:
        """The delivery in words, with where its files can be seen."""
        return in_words(await self._lightened(part, 0))

    async def _lightened(self, delivery: Delivery, limit: int | None) -> Delivery:
        """The delivery with files of that size, or with where to see them, as far as there are."""
        try:
            files = [await self.lighten(file, limit) for file in delivery.attachments]
        except Exception:
            log.exception("%s was not made smaller", delivery.key)
            return delivery
        return replace(delivery, attachments=tuple(files))

    async def _try(self, platform: Platform, part: Delivery) -> Receipt:
        """One attempt; whatever else goes wrong with it is an error of the delivery."""
        try:
            async with self._talking.hold(part.session), asyncio.timeout(self._patience):
                return await platform.deliver(part)
        except DeliveryError:
            raise
        except TimeoutError as error:
            raise Uncertain(f"{platform.name} did not answer in time.") from error
        except Exception as error:
            log.exception("%s could not be delivered", part.key)
            raise DeliveryError(f"The {platform.name} plugin failed: {error}") from error

    async def _mark(
        self,
        delivery: Delivery,
        *,
        state: str,
        sent: int | None = None,
        receipt: Receipt | None = None,
        why: str = "",
    ) -> None:
        while True:
            try:
                return await self._store.write(
                    lambda r: r.mark(delivery.key, state=state, sent=sent, receipt=receipt, why=why)
                )
            except WAIT as error:
                # Not to know that it arrived would be to send it once more.
                log.error("%s waits: %s", delivery.key, error)
                await self._sleep(_FIRST_PAUSE)


def _addressed(records: Records, outgoing: Outgoing, platform: Platform) -> Delivery:
    """The delivery with the receipt of the message it changes, where the platform can."""
    if outgoing.edits is None or not platform.limits.edits:
        return outgoing.delivery
    return replace(outgoing.delivery, edits=records.receipt(outgoing.edits))
