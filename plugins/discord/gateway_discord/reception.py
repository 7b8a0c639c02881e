"""What comes in is let in, kept, and only then acknowledged."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gateway import DeliveryError, Event, Verb
from gateway_discord import inbound, outbound
from gateway_discord.outbound import Message
from gateway_discord.suggestions import Card, suggestions
from gateway_discord.voice import Interaction

if TYPE_CHECKING:
    from gateway import Inbox
    from gateway_discord.answers import Answers
    from gateway_discord.inbound import Me, Raw
    from gateway_discord.options import Options
    from gateway_discord.voice import Voice

log = logging.getLogger("gateway.discord")

_PLAYS: Final = {Verb.START, Verb.SAY, Verb.CHOOSE}
"""Verbs whose answer takes a while."""

_TURNS: Final = 500
"""Turns of a run that are looked through for suggestions."""

_NOTHING: Final = "Nothing comes of that here: you may not play, or it was heard already."


@dataclass(frozen=True, slots=True)
class Reception:
    """The way of one bot's payloads to the inbox.

    :param spawn: does what need not be waited for.
    """

    voice: Voice
    answers: Answers
    options: Options
    inbox: Inbox
    spawn: Callable[[Coroutine[Any, Any, None]], None]

    async def take(self, raw: Raw, me: Me) -> bool:
        """Keep what a payload means, and only then acknowledge it; whether it meant anything.

        :raises StorageFull: it could not be kept.
        """
        heard, admitted = inbound.to_event(raw, me), self.options.admitted
        if heard is not None and admitted and not admitted & inbound.who(raw):
            self._turn_away(raw, heard)
            return False
        if isinstance(heard, Event):
            return await self._keep(heard)
        if isinstance(heard, inbound.Typing):
            self.spawn(_quietly(self._suggest(_interaction(raw), heard)))
        elif isinstance(heard, inbound.Modal):
            self.spawn(_quietly(self.voice.ask(_interaction(raw))))
        return False

    async def _suggest(self, it: Interaction, typing: inbound.Typing) -> None:
        turns: Sequence[Card] = ()
        if typing.verb is Verb.REWIND and (card := await self.inbox.office.session(typing.session)):
            run = int(str(card["run"]))
            turns = await self.inbox.office.turns(typing.session, after=-1, most=_TURNS, run=run)
        await self.voice.suggest(it, suggestions(typing, self.inbox.worlds, turns))

    async def _keep(self, event: Event) -> bool:
        it = Interaction.of(event.origin)
        if event.origin.get("overheard") and not self._plays(event):
            return False
        new = it is not None and self.answers.expect(it)
        try:
            kept = await self.inbox.hear(event)
        except BaseException:
            if it and new:
                self.answers.forget(it)
            raise
        if it and new:
            await self._acknowledge(it, kept=kept)
        if kept and event.verb in _PLAYS and not event.origin.get("command"):
            self.spawn(self.voice.typing(outbound.channel_of(event.session)))
        return True

    async def _acknowledge(self, it: Interaction, *, kept: bool) -> None:
        try:
            if kept:
                await self.answers.acknowledge(it)
            else:
                await self.answers.dismiss(it, _NOTHING)
        except DeliveryError as error:
            log.warning("interaction %s is kept, but not acknowledged: %s", it.id, error)

    def _plays(self, event: Event) -> bool:
        """There is a story in that channel, and not only a picture of who would be played."""
        walk = os.walk(self.options.root / str(event.session))
        return any(name != "hero.png" for *_, names in walk for name in names)

    def _turn_away(self, raw: Raw, heard: inbound.Heard) -> None:
        text = inbound.stranger(raw)
        if text is None:
            return
        if "token" not in raw:
            key = f"{self.options.name}:{raw['id']}:stranger"
            message = Message(content=text, reply=str(raw["id"]))
            self.spawn(_quietly(self.voice.say(int(raw["channel_id"]), message, key)))
        elif isinstance(heard, inbound.Typing):
            self.spawn(_quietly(self.voice.suggest(_interaction(raw), [])))
        else:
            self.spawn(_quietly(self.voice.tell(_interaction(raw), text)))


def _interaction(raw: Raw) -> Interaction:
    return Interaction(
        id=str(raw["id"]),
        token=str(raw["token"]),
        application=str(raw["application_id"]),
        user=inbound.person_id(raw),
    )


async def _quietly(call: Coroutine[None, None, object]) -> None:
    with suppress(DeliveryError):
        await call
