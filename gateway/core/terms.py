"""On which terms something is shared, as it is typed: for how long, and to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gateway.core import phrases
from gateway.core.errors import NotUnderstood

_UNITS: Final = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}
_LONGEST: Final = 3650
"""Days; what is to last longer never ends."""

_FOR: Final = re.compile(r"(?:^|\s)for\s+(ever|\d{1,5}\s*[a-z]+)(?=\s|$)", re.IGNORECASE)
_TO: Final = re.compile(r"(?:^|\s)to\s+(\S+)\s*$", re.IGNORECASE)
_NEVER: Final = re.compile(r"(?:^|\s)(?:never|forever)(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """`[WHAT] [for DURATION] [to ADDRESS]`, as typed; `days` is `None` for what nobody said."""

    what: str
    days: float | None
    to: str


def terms(argument: str) -> Terms:
    """What somebody typed behind `share`.

    :raises NotUnderstood: it is for no time there is.
    """
    rest, to, days = argument.strip(), "", None
    if found := _TO.search(rest):
        rest, to = rest[: found.start()], found[1]
    if found := _FOR.search(rest):
        days = _days(found[1])
        rest = rest[: found.start()] + rest[found.end() :]
    elif found := _NEVER.search(rest):
        days = 0.0
        rest = rest[: found.start()] + rest[found.end() :]
    return Terms(what=rest.strip(), days=days, to=to)


def _days(duration: str) -> float:
    """How many days a duration is; 0 for ever."""
    if duration.lower() == "ever":
        return 0.0
    number, unit = re.fullmatch(r"(\d+)\s*([a-z]+)", duration.lower()).groups()  # type: ignore[union-attr]
    for word, days in _UNITS.items():
        if unit in (word, f"{word}s") or (unit == word[0] and word != "month"):
            return _bounded(int(number) * days, duration)
    raise NotUnderstood(phrases.NO_DURATION.format(duration=duration[:20]))


def _bounded(days: float, duration: str) -> float:
    if not 0 < days <= _LONGEST:
        raise NotUnderstood(phrases.NO_DURATION.format(duration=duration[:20]))
    return days
