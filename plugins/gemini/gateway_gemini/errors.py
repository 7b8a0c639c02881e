"""What Google's answers and refusals mean: a sentence for players, a line for the operator.

::

    Trouble                 it did not work; nothing more than `cost` was paid
    ├── Refused             Google will not write, draw or film this
    └── Busy                try again after `wait` seconds
    Unsure                  nobody knows whether it was paid
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from gateway import OutcomeUnknown, TapewayError

log = logging.getLogger("gateway.gemini")

Stage = Literal["call", "order", "look"]

BUSY: Final = "Gemini is busy just now and asks for patience."
AWAY: Final = "Gemini has trouble of its own just now."
LOCKED: Final = "Gemini does not let this bot in; whoever runs it has to look after the key."
DENIED: Final = "Gemini does not let this bot do that; whoever runs it has to look after it."
MISSING: Final = (
    "The model that this bot asks for is not there any more; whoever runs it can choose another."
)
WRONG: Final = "Gemini could not do anything with what this bot asked for."
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


def told(error: Exception, what: str, stage: Stage = "call") -> TapewayError:
    """What became of a call; whatever whoever runs the bot has to know of it is in the log.

    :param what: the model that was asked.
    :param stage: an `order` may stand although the answer says otherwise; to `look` after one is
        free.
    """
    status = status_of(error)
    if status is None:
        return _unsure(error, what)
    message, why = _message(error), _REASONS.get(status, (AWAY, "Google answered so."))
    if stage == "look" and status in (403, 404, 410):
        why = (GONE, "Google has thrown it away, or it is another project's.")
    if status == 400 and re.search(r"api.?key", message, re.IGNORECASE):
        why = _REASONS[401]
    if status == 504 or (stage == "order" and status >= 500):
        log.warning("%s: %s %s: it may have been paid", what, status, message)
        return Unsure(AWAY)
    log.log(_level(status), "%s: %s %s. %s", what, status, message, why[1])
    if status in (429, 500, 502, 503):
        return Busy(why[0], wait=_retry(error))
    return Trouble(why[0])


def refused(sentence: str, what: str, why: object, *, cost: int) -> Refused:
    """Google would not; the reason it gave is for whoever runs the bot."""
    log.warning("%s: refused (%s)", what, why)
    return Refused(sentence, cost=cost)


def status_of(error: Exception) -> int | None:
    """The status of the answer, if there was one; the SDK has two kinds of errors."""
    from google.genai.errors import APIError

    status = error.code if isinstance(error, APIError) else getattr(error, "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None


_REASONS: Final[Mapping[int, tuple[str, str]]] = {
    400: (WRONG, "Compare the models and sizes in plugins.gemini with docs/gemini.md."),
    401: (LOCKED, "The key is refused: make another, and say `tapeway doctor`."),
    403: (DENIED, "The key or the project may not do that: switch the API and billing on for it."),
    404: (MISSING, "There is no such model for this key: `tapeway doctor` says which there are."),
    429: (BUSY, "The quota is used up for now: ask Google for more, or let fewer play at once."),
    500: (AWAY, "It is Google's."),
    502: (AWAY, "It is Google's."),
    503: (AWAY, "It is Google's."),
}


def _unsure(error: Exception, what: str) -> Unsure:
    """No answer, or none that could be read."""
    sentence = LATE if _late(error) else CUT if _cut(error) else BROKEN
    trace = error if sentence == BROKEN else None
    log.warning("%s: %s (%r): it may have been paid", what, sentence, error, exc_info=trace)
    return Unsure(sentence)


def _cut(error: Exception) -> bool:
    """Whether the line is to blame: the SDK has a class of its own for that, and so has httpx."""
    import httpx2

    kinds = {one.__name__ for one in type(error).__mro__}
    return isinstance(error, OSError | httpx2.HTTPError) or "APIConnectionError" in kinds


def _level(status: int) -> int:
    """What somebody has to mend is an error."""
    return logging.ERROR if status in (400, 401, 403, 404) else logging.WARNING


def _late(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower()


def _message(error: Exception) -> str:
    details = _details(error)
    return str(details.get("message") or getattr(error, "message", None) or error)[:300]


def _details(error: Exception) -> Mapping[str, Any]:
    """The error's own object, whichever kind of the SDK's errors it is."""
    found = getattr(error, "details", None) or getattr(error, "body", None)
    if isinstance(found, list) and found:
        found = found[0]
    inner = found.get("error", found) if isinstance(found, Mapping) else {}
    return inner if isinstance(inner, Mapping) else {}


def _retry(error: Exception) -> float | None:
    """How long Google asks to wait: `google.rpc.RetryInfo`, else the header."""
    for detail in _details(error).get("details") or ():
        if isinstance(detail, Mapping) and "retryDelay" in detail:
            delay = re.fullmatch(r"(\d+(?:\.\d+)?)s", str(detail["retryDelay"]))
            return float(delay[1]) if delay else None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    after = str(headers.get("Retry-After", headers.get("retry-after", "")))
    return float(after) if after.replace(".", "", 1).isdigit() else None
