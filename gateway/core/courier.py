"""Takes deliveries to their platforms: in order within a conversation, none lost, none doubled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from gateway.core.delivery import fit
from gateway.core.errors import DeliveryError, TryLater, Uncertain
from gateway.core.hooks import Hooks
from gateway.core.ids import SessionId
from gateway.core.platform import Delivery, Platform, Receipt
from gateway.core.ports import Outgoing, Records, Store

log = logging.getLogger("gateway.courier")

LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts at a platform that is away."""


class Courier:
    """The outbox's legs.

    A delivery is a row before it is sent. One that may have arrived when the process died is sent
    again only where the platform drops repeats, else marked as `again`.

    :param sleep: waits that many seconds.
    """

    def __init__(
        self,
        store: Store,
        hooks: Hooks,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._hooks = hooks
        self._sleep = sleep
        self._platforms: dict[str, Platform] = {}
        self._rounds: dict[SessionId, asyncio.Task[None]] = {}
        self._woken: set[SessionId] = set()

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
            await platform.deliver(delivery)
        except DeliveryError as error:
            log.debug("%s was not shown: %s", delivery.key, error)

    async def rest(self) -> None:
        """Wait until everything that can be delivered is."""
        while self._rounds:
            await asyncio.wait(self._rounds.values())

    async def stop(self) -> None:
        """Begin no new delivery; what is under way may finish."""
        self._platforms.clear()
        await self.rest()

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
        except DeliveryError as error:
            await self._mark(delivery, state="failed", why=str(error))
            await self._hooks.tell(
                "delivery_failed", session=session, delivery=delivery, error=error
            )
        else:
            if receipt is None:
                await self._mark(delivery, state="pending")
                return False
            await self._mark(delivery, state="sent", receipt=receipt)
            await self._hooks.tell(
                "delivery_sent", session=session, delivery=delivery, receipt=receipt
            )
        return True

    async def _send(
        self, platform: Platform, delivery: Delivery, outgoing: Outgoing
    ) -> Receipt | None:
        """Send what has not arrived; `None` if the platform left meanwhile."""
        parts = fit(delivery, platform.limits)
        receipt = outgoing.receipt or Receipt()
        unsure = outgoing.unsure and not platform.limits.repeatable
        for number, part in enumerate(parts[outgoing.sent :], outgoing.sent):
            arrived = await self._insist(platform, replace(part, again=unsure))
            if arrived is None:
                return None
            unsure = False
            receipt = arrived if number == 0 else receipt
            if number + 1 < len(parts):
                await self._mark(delivery, state="sending", sent=number + 1, receipt=receipt)
        return receipt

    async def _insist(self, platform: Platform, part: Delivery) -> Receipt | None:
        """Try until it has arrived, the platform refuses it, or nobody knows twice."""
        pause = 1.0
        while self._platforms.get(platform.name) is platform:
            try:
                return await platform.deliver(part)
            except TryLater as error:
                pause = min(max(error.retry_after, pause), LONGEST_PAUSE)
                log.warning("%s waits %.1f s: %s", part.key, pause, error)
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Uncertain as error:
                if part.again:
                    raise
                log.warning("%s may have arrived: %s", part.key, error)
                part = replace(part, again=not platform.limits.repeatable)
                await self._sleep(pause)
            except DeliveryError:
                raise
            except Exception as error:
                log.exception("%s could not be delivered", part.key)
                raise DeliveryError(f"The {platform.name} plugin failed: {error}") from error
        return None

    async def _mark(
        self,
        delivery: Delivery,
        *,
        state: str,
        sent: int | None = None,
        receipt: Receipt | None = None,
        why: str = "",
    ) -> None:
        await self._store.write(
            lambda r: r.mark(delivery.key, state=state, sent=sent, receipt=receipt, why=why)
        )


def _addressed(records: Records, outgoing: Outgoing, platform: Platform) -> Delivery:
    """The delivery with the receipt of the message it changes, where the platform can."""
    if outgoing.edits is None or not platform.limits.edits:
        return outgoing.delivery
    return replace(outgoing.delivery, edits=records.receipt(outgoing.edits))
