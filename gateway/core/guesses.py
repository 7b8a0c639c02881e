"""Wrong codes: counted, and slowed per person, per conversation and over all.

How many there were lies in the records, so that a restart forgives nobody. Whoever is to wait is
turned away from memory: a flood of guesses costs the records next to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from gateway.core import phrases
from gateway.core.errors import NotNow
from gateway.core.shared import EVERYBODY, Guesses

if TYPE_CHECKING:
    from gateway.core.ports import Records

_MOST: Final = 10_000
"""Scopes remembered at once; those that are dropped stand in the records."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many wrong codes at once, and one more each time `seconds` have passed."""

    count: int
    seconds: float

    @property
    def step(self) -> timedelta:
        """What one wrong code costs."""
        return timedelta(seconds=self.seconds)


PERSON: Final = Allowance(5, 60)
CONVERSATION: Final = Allowance(30, 10)
ALL: Final = Allowance(1000, 0.1)
"""So large that only a flood from many people at once can use it up."""


def scopes(person: str, conversation: str = "") -> Mapping[str, Allowance]:
    """Whose wrong code it would be.

    :param person: whoever guesses: an account, an address.
    :param conversation: where, if that is known.
    """
    found = {f"person {person}": PERSON}
    if conversation:
        found[f"conversation {conversation}"] = CONVERSATION
    return {**found, EVERYBODY: ALL}


class Guard:
    """Lets codes be tried, slowly where they were wrong."""

    def __init__(self) -> None:
        self._shut: dict[str, datetime] = {}
        self._turned_away: Counter[str] = Counter()

    def admit(self, records: Records, who: Mapping[str, Allowance], now: datetime) -> None:
        """They may try a code now.

        :raises NotNow: they have to wait, and how long.
        """
        self.turn_away(who, now)
        self._read(records, who, now)
        self.turn_away(who, now)

    def turn_away(self, who: Mapping[str, Allowance], now: datetime) -> None:
        """Whoever is known to have to wait does not even get to the records.

        :raises NotNow: they have to wait, and how long.
        """
        until = max((self._shut.get(scope, now) for scope in who), default=now)
        if until > now:
            self._turned_away.update(list(who))
            raise NotNow(phrases.SLOW.format(wait=_told(until - now)))

    def wrong(self, records: Records, who: Mapping[str, Allowance], now: datetime) -> None:
        """They tried one that was wrong."""
        known = records.guesses(list(who))
        for scope, allowance in who.items():
            before = known.get(scope, Guesses(scope=scope, full=now, wrong=0))
            records.save_guesses(
                Guesses(
                    scope=scope,
                    full=max(before.full, now) + allowance.step,
                    wrong=before.wrong + 1 + self._turned_away.pop(scope, 0),
                )
            )

    def _read(self, records: Records, who: Mapping[str, Allowance], now: datetime) -> None:
        """Remember until when each of the scopes is shut, by the records."""
        if len(self._shut) > _MOST or len(self._turned_away) > _MOST:
            self._shut = {}
            self._turned_away = Counter({EVERYBODY: self._turned_away[EVERYBODY]})
        for scope, guesses in records.guesses(list(who)).items():
            until = guesses.full - (who[scope].count - 1) * who[scope].step
            if until > now:
                self._shut[scope] = until


def _told(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    return f"{seconds} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
