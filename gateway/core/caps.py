"""The most that may be spent, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SCOPES = ("turn", "session", "person", "platform", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be spent, in micro-dollars; `None` is no cap.

    `unknown` says what to do with a paid call that was under way when the process died and whose
    outcome nobody can say: `retry` it once more, `fail` over to what costs less, or `ask` whoever
    plays.
    """

    turn: int | None = None
    session: int | None = None
    person: int | None = None
    platform: int | None = None
    day: int | None = None
    unknown: str = "fail"

    def of(self, scope: str) -> int | None:
        """The cap of a scope by its name."""
        cap: int | None = getattr(self, scope)
        return cap


def midnight(at: datetime) -> datetime:
    """When the day of that time began, which is when a day's cap was whole."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def tomorrow(at: datetime) -> datetime:
    """When a day's cap is whole again."""
    return midnight(at) + timedelta(days=1)


def dollars(amount: int) -> str:
    """Micro-dollars as people write them, to the cent; what is less than one shows its digits.

    >>> dollars(1_250_000), dollars(3_900), dollars(0), dollars(-20_000)
    ('$1.25', '$0.0039', '$0.00', '-$0.02')
    """
    sign, whole = "-" if amount < 0 else "", abs(amount) / 1e6
    return f"{sign}${whole:.4f}" if 0 < whole < 0.01 else f"{sign}${whole:.2f}"
