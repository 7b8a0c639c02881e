"""What people are called: Slack says it of a press and a command, and not of what they write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from gateway import DeliveryError, Event, Refused
from gateway_slack.inbound import user_of

_MOST: Final = 10_000
"""Names remembered at once."""


class Names:
    """The names that are known by now.

    :param ask: what a person of Slack's is called, by their id.
    """

    def __init__(self, ask: Callable[[str], Awaitable[str]]) -> None:
        self._ask = ask
        self._known: dict[str, str] = {}
        self._asked: set[str] = set()
        self._may = True

    def named(self, event: Event) -> Event:
        """The event with the name of whoever it comes from, as far as that is known."""
        user = user_of(event.person.id)
        if event.person.name != user:
            self._learn(user, event.person.name)
            return event
        known = self._known.get(user, user)
        return replace(event, person=replace(event.person, name=known))

    def is_new(self, event: Event) -> bool:
        """Whether it is worth asking Slack for their name."""
        user = user_of(event.person.id)
        return self._may and user not in self._known and user not in self._asked

    async def learn(self, event: Event) -> None:
        """Ask Slack for the name, for the next time; once, and not at all where it says nothing."""
        user = user_of(event.person.id)
        self._asked.add(user)
        with suppress(DeliveryError):
            try:
                self._learn(user, await self._ask(user))
            except Refused:
                self._may = False
                raise

    def _learn(self, user: str, name: str) -> None:
        if len(self._known) >= _MOST:
            self._known.clear()
            self._asked.clear()
        if name:
            self._known[user] = name[:64]
