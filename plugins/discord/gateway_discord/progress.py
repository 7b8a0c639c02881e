"""How far a tape or film has come: one message that is edited, and becomes what it was about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway_discord import limits, outbound

if TYPE_CHECKING:
    from gateway import JSON, Delivery
    from gateway_discord.answers import Answers
    from gateway_discord.voice import Voice


@dataclass(slots=True)
class _Shown:
    at: float
    message: Mapping[str, JSON] | None
    """Its receipt; `None` where a command shows it that waits for the tape itself."""


class Progress:
    """The bars that are shown now, by the work they are about.

    :param clock: seconds that only go up.
    """

    def __init__(
        self, voice: Voice, answers: Answers, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._voice = voice
        self._answers = answers
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._shown: dict[str, _Shown] = {}

    async def show(self, delivery: Delivery) -> None:
        """Show it, unless it was shown a moment ago or something else waits to be said."""
        work, now = _work(delivery), self._clock()
        known = self._shown.get(work)
        if known and now - known.at < limits.PROGRESS_EVERY:
            return
        if not self._voice.pacer.ready(outbound.channel_of(delivery.session)):
            return
        message = outbound.to_message(delivery, {})
        if known and known.message:
            known.at = now
            await self._answers.change(known.message, message.as_fields(new=False))
        elif await self._answers.show(delivery, message):
            self._shown[work] = _Shown(now, None)
        else:
            receipt = await self._answers.send(delivery, message)
            self._shown[work] = _Shown(now, receipt.message)

    def bar(self, delivery: Delivery) -> Mapping[str, JSON] | None:
        """The receipt of the bar that this is to take the place of, if there is one."""
        shown = self._shown.get(_work(delivery))
        return shown.message if shown else None

    def over(self, delivery: Delivery) -> None:
        """What it was about is here, or will not come."""
        self._shown.pop(_work(delivery), None)


def _work(delivery: Delivery) -> str:
    """The gateway names all deliveries of one work alike, but for their last word."""
    return delivery.key.rpartition(":")[0]
