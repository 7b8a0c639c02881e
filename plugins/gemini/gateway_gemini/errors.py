"""What Google's answers and refusals mean: a sentence for players, a line for the operator.

::

    Trouble                 it did not work; nothing more than `cost` was paid
    ├── Refused             Google will not write, draw or film this
    └── Busy                try again after `wait` seconds
    Unsure                  nobody knows whether it was paid
"""

from __future__ import annotations

import logging
from typing import Final

from gateway import OutcomeUnknown, TapewayError

log = logging.getLogger("gateway.gemini")

BUSY: Final = "Gemini is busy just now and asks for patience."
SPENT: Final = "Gemini has done all that it may do in a day; it is back tomorrow."
AWAY: Final = "Gemini has trouble of its own just now."
LOCKED: Final = "Gemini does not let this bot in; whoever runs it has to look after the key."
DENIED: Final = "Gemini does not let this bot do that; whoever runs it has to look after it."
MISSING: Final = (
    "The model that this bot asks for is not there any more; whoever runs it can choose another."
)
WRONG: Final = "Gemini could not do anything with what this bot asked for."
UNHEARD: Final = "Gemini cannot be reached just now."
LATE: Final = "Gemini took too long."
CUT: Final = "The line to Gemini broke in the middle."
BROKEN: Final = (
    "Something went wrong between this bot and Gemini; whoever runs it finds it in the log."
)
REFUSED: Final = "Gemini does not play that; say it another way."
UNTOLD: Final = "Gemini broke off because of what it was about to tell."
UNDRAWN: Final = "Gemini does not draw that."
WORDY: Final = "Gemini answered with words instead of a picture."
EMPTY: Final = "Gemini answered with nothing."
UNREAD: Final = "What Gemini wrote could not be read, twice."
UNFILMED: Final = "Gemini does not film that."
CANCELLED: Final = "Gemini gave up on the clip."
GONE: Final = "Gemini does not know that clip any more."
EXPIRED: Final = "The clip was not fetched in time, and Gemini has thrown it away."
TIMED_OUT: Final = "The clip was not ready in time."


class Trouble(TapewayError):
    """It did not work; a player reads this.

    :param cost: micro-dollars that were paid all the same, where that is known.
    """

    def __init__(self, message: str, *, cost: int | None = None) -> None:
        super().__init__(message)
        self.cost = cost


class Refused(Trouble):
    """Google will not write, draw or film this."""


class Busy(Trouble):
    """Google asks to be asked again; nothing was paid.

    :param wait: in so many seconds, `None` where it did not say.
    """

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Unsure(OutcomeUnknown):
    """Nobody knows whether it was paid; a player reads this."""


def refused(sentence: str, what: str, why: object, *, cost: int) -> Refused:
    """Google would not; the reason it gave is for whoever runs the bot."""
    log.warning("%s: refused (%s)", what, why)
    return Refused(sentence, cost=cost)
