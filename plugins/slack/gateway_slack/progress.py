"""How far a tape or film has come: one message that is edited, and taken away at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from gateway_slack import limits, outbound
from gateway_slack.errors import Gone

if TYPE_CHECKING:
    from gateway import Delivery
    from gateway_slack.bars import Bars
    from gateway_slack.voice import Voice


class Progress:
    """The bars that are shown now, by the work they are about.

    :param clock: seconds that only go up.
    """

    def __init__(
        self, voice: Voice, bars: Bars, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._voice = voice
        self._bars = bars
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._last: dict[str, float] = {}

    async def show(self, delivery: Delivery) -> None:
        """Show it, unless it was shown a moment ago or something else waits to be said."""
        place, work, now = outbound.place_of(delivery.session), _work(delivery), self._clock()
        if now - self._last.get(work, -limits.PROGRESS_EVERY) < limits.PROGRESS_EVERY:
            return
        if not self._voice.pacer.ready(place.channel, line=place):
            return
        self._last[work] = now
        message = outbound.to_message(delivery)
        if ts := self._bars.shown(work):
            with suppress(Gone):
                await self._voice.edit(place, ts, message)
            return
        self._bars.show(work, await self._voice.say(place, message))

    async def over(self, delivery: Delivery) -> None:
        """What it was about is here, or will not come."""
        work = _work(delivery)
        self._last.pop(work, None)
        if ts := self._bars.over(work):
            await self._voice.delete(outbound.place_of(delivery.session), ts)


def _work(delivery: Delivery) -> str:
    """The gateway names all deliveries of one work alike, but for their last word."""
    return delivery.key.rpartition(":")[0]
