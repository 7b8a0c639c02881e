"""How far a tape or film has come: one message that is edited, and taken away at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway_slack import limits, outbound

if TYPE_CHECKING:
    from gateway import Delivery
    from gateway_slack.voice import Voice


@dataclass(slots=True)
class _Shown:
    ts: str
    at: float


class Progress:
    """The bars that are shown now, by the work they are about.

    :param clock: seconds that only go up.
    """

    def __init__(
        self, voice: Voice, command: str, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._voice = voice
        self._command = command
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._shown: dict[str, _Shown] = {}

    async def show(self, delivery: Delivery) -> None:
        """Show it, unless it was shown a moment ago or something else waits to be said."""
        place, work, now = outbound.place_of(delivery.session), _work(delivery), self._clock()
        known = self._shown.get(work)
        if known and now - known.at < limits.PROGRESS_EVERY:
            return
        if not self._voice.pacer.ready(place.channel, line=place):
            return
        message = outbound.to_message(delivery, self._command)
        if known is None:
            self._shown[work] = _Shown(await self._voice.say(place, message), now)
            return
        known.at = now
        await self._voice.edit(place, known.ts, message)

    async def over(self, delivery: Delivery) -> None:
        """What it was about is here, or will not come."""
        if known := self._shown.pop(_work(delivery), None):
            await self._voice.delete(outbound.place_of(delivery.session), known.ts)


def _work(delivery: Delivery) -> str:
    """The gateway names all deliveries of one work alike, but for their last word."""
    return delivery.key.rpartition(":")[0]
