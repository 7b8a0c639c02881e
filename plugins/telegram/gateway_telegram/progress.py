"""How far a tape or film has come: one message that is edited, and taken away at the end."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from gateway_telegram import limits, outbound
from gateway_telegram.errors import Unchanged

if TYPE_CHECKING:
    from gateway import Delivery
    from gateway_telegram.notes import Notes
    from gateway_telegram.voice import Voice


class Progress:
    """The bars that are shown now, by the work they are about.

    :param clock: seconds that only go up.
    """

    def __init__(
        self, voice: Voice, notes: Notes, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._voice = voice
        self._notes = notes
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._shown: dict[str, float] = {}

    async def show(self, delivery: Delivery) -> None:
        """Show it, unless it was shown a moment ago or something else waits to be said."""
        place, work, now = self._notes.place(delivery.session), _work(delivery), self._clock()
        if now - self._shown.get(work, -math.inf) < limits.progress_every(place.chat):
            return
        if not self._voice.pacer.ready(place.chat, line=place):
            return
        message, number = outbound.to_message(delivery), self._notes.bars.get(work)
        self._shown[work] = now
        if number is None:
            self._notes.show(work, await self._voice.say(place, message))
            return
        with suppress(Unchanged):
            await self._voice.edit(place, number, message)

    async def over(self, delivery: Delivery) -> None:
        """What it was about is here, or will not come; also after a restart."""
        self._shown.pop(_work(delivery), None)
        if (number := self._notes.over(_work(delivery))) is not None:
            await self._voice.delete(self._notes.place(delivery.session), number)


def _work(delivery: Delivery) -> str:
    """The gateway names all deliveries of one work alike, but for their last word."""
    return delivery.key.rpartition(":")[0]
