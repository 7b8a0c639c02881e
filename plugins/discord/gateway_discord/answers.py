"""Where an answer goes: into the command that waits for it, after it, or simply into the channel.

An interaction can be answered by its token for fifteen minutes. What comes later is an ordinary
message that mentions whoever asked, once.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from gateway import Delivery, Part, Receipt, TryLater, Uncertain
from gateway_discord import limits
from gateway_discord.errors import Acknowledged, Expired, Gone, MayNot
from gateway_discord.inbound import ALONE, time_of
from gateway_discord.outbound import Message, acted, channel_of
from gateway_discord.voice import Interaction, Upload, Voice

_MOST: Final = 4096
"""Interactions that are remembered."""

_ANSWERS: Final = (Part.WORDS, Part.NOTICE, Part.TAPE, Part.FILM)
"""What somebody who did something waits for; a picture or a clip comes beside it."""


@dataclass(slots=True)
class _Known:
    """What became of an interaction.

    `alive` says, once it is acknowledged, whether its token is good. `thinks` is whether it still
    shows that its answer is to come; `None` if only Discord knows.
    """

    alive: asyncio.Future[bool] | None = None
    thinks: bool | None = None
    answered: bool = False

    def settle(self, *, alive: bool, thinks: bool | None = False) -> None:
        """It is acknowledged, or will not be; the first to say so is right."""
        if self.alive and not self.alive.done():
            self.thinks = thinks
            self.alive.set_result(alive)


class Answers:
    """The interactions of one bot, and what became of them.

    :param clock: the time now.
    """

    def __init__(self, voice: Voice, clock: Callable[[], datetime]) -> None:
        self._voice = voice
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._doubts: dict[str, float] = {}

    # ---------------------------------------------------------------------------- acknowledging

    def expect(self, it: Interaction) -> bool:
        """It is being stored, and what is said of it waits; False if it was here already."""
        if it.id in self._known:
            return False
        self._of(it).alive = asyncio.get_running_loop().create_future()
        return True

    def forget(self, it: Interaction) -> None:
        """It could not be stored, so it was never here."""
        self._of(it).settle(alive=False)
        del self._known[it.id]

    async def acknowledge(self, it: Interaction) -> None:
        """It is stored: let Discord know."""
        await self._settle(it, self._voice.acknowledge(it), thinks=bool(it.command))

    async def dismiss(self, it: Interaction, text: str) -> None:
        """Nothing comes of it: tell them why."""
        await self._settle(it, self._voice.tell(it, text), thinks=False)

    async def _settle(self, it: Interaction, call: Awaitable[None], *, thinks: bool) -> None:
        known = self._of(it)
        try:
            await call
            known.settle(alive=True, thinks=thinks)
        except (Acknowledged, Uncertain):
            known.settle(alive=True, thinks=None if thinks else False)
        finally:
            known.settle(alive=False)  # unless it is settled

    # -------------------------------------------------------------------------------- answering

    async def send(
        self, delivery: Delivery, message: Message, uploads: Sequence[Upload] = ()
    ) -> Receipt:
        """Say it in the best place there is for it."""
        it = Interaction.of(delivery.origin)
        if it is None:
            return await self._in_channel(delivery, message, uploads)
        known, answers = self._of(it), delivery.part in _ANSWERS
        receipt = None
        if await self._alive(it):
            with suppress(Expired):
                receipt = await self._by_token(it, delivery, message, uploads)
        if receipt is None:
            if answers and not known.answered and delivery.session.parts[0] != ALONE:
                message = replace(message, mention=it.user)
            receipt = await self._in_channel(delivery, message, uploads)
        if answers:
            known.answered, known.thinks = True, False
        return receipt

    def dressed(self, delivery: Delivery, message: Message) -> Message:
        """A turn under what somebody did for it; the next one nobody did anything for."""
        it = Interaction.of(delivery.origin)
        if it is None or delivery.part is not Part.WORDS or self._of(it).answered:
            return message
        return acted(message, str(delivery.origin.get("did", "")))

    async def show(self, delivery: Delivery, message: Message) -> bool:
        """Say it where a command waits, which goes on waiting; whether one did."""
        it = Interaction.of(delivery.origin)
        if it is None or not await self._alive(it) or not await self._thinks(it):
            return False
        await self._voice.fill(it, message)
        return True

    async def change(
        self,
        receipt: Mapping[str, Any],
        fields: Mapping[str, Any],
        uploads: Sequence[Upload] = (),
    ) -> None:
        """Let a message read otherwise; the same change twice is one.

        :raises Gone: it is no longer there.
        """
        it = Interaction.of(receipt)
        number = receipt["message"]

        async def edit() -> None:
            await self._voice.edit(receipt["channel"], number, fields, uploads)

        async def revise() -> None:
            assert it  # noqa: S101 - it is only tried then
            await self._voice.revise(it, number, fields, uploads)

        ways = [edit]
        if it and self._fresh(it):
            ways = [edit, revise] if it.speaks else [revise, edit]
        with _repeatable:
            for way in ways[:-1]:
                with suppress(MayNot, Expired):
                    return await way()
            return await ways[-1]()

    async def _by_token(
        self, it: Interaction, delivery: Delivery, message: Message, uploads: Sequence[Upload]
    ) -> Receipt:
        thinks = delivery.part in _ANSWERS and await self._thinks(it)
        if thinks and not (delivery.private and it.command == "aloud"):
            with suppress(Gone), _repeatable:
                return _sent(delivery, await self._voice.fill(it, message, uploads))
            thinks = False  # somebody took it away
        if it.speaks and not delivery.private:
            with suppress(MayNot):
                return await self._in_channel(delivery, message, uploads)
        if thinks:
            # What waits there is for all to see; what takes its place would be, too.
            await self._voice.unsay(it)
            self._of(it).thinks = False
        private = delivery.private
        return _sent(delivery, await self._voice.follow(it, message, uploads, private=private))

    async def _in_channel(
        self, delivery: Delivery, message: Message, uploads: Sequence[Upload]
    ) -> Receipt:
        channel, now = channel_of(delivery.session), self._clock().timestamp()
        try:
            number = await self._voice.say(channel, message, delivery.key, uploads)
        except Uncertain as error:
            # As long as Discord knows its nonce the same message twice is one.
            if now - self._doubts.setdefault(delivery.key, now) < limits.NONCE_HOLDS:
                raise TryLater(str(error)) from error
            del self._doubts[delivery.key]
            raise
        self._doubts.pop(delivery.key, None)
        return Receipt(message={"channel": channel, "message": number})

    # ---------------------------------------------------------------------------- what is known

    def _of(self, it: Interaction) -> _Known:
        known = self._known.setdefault(it.id, _Known())
        self._known.move_to_end(it.id)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return known

    async def _alive(self, it: Interaction) -> bool:
        """It can be answered by its token."""
        alive = self._of(it).alive
        return self._fresh(it) and (alive is None or await asyncio.shield(alive))

    def _fresh(self, it: Interaction) -> bool:
        return (self._clock() - time_of(int(it.id))).total_seconds() < limits.TOKEN

    async def _thinks(self, it: Interaction) -> bool:
        """A command that still shows that its answer is to come; after a restart Discord knows."""
        known = self._of(it)
        if it.command and known.thinks is None:
            known.thinks = await self._voice.thinks(it)
        return bool(it.command and known.thinks)


def _sent(delivery: Delivery, number: int) -> Receipt:
    """The receipt of a message that its interaction can change."""
    channel = channel_of(delivery.session)
    return Receipt(message={**delivery.origin, "channel": channel, "message": number})


class _Repeatable:
    """The same change twice is one: so it may be tried for as long as nobody knows."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, Uncertain):
            raise TryLater(str(error)) from error


_repeatable: Final = _Repeatable()
