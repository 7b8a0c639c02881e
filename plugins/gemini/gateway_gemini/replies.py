"""What Google says where it does not do what it was asked for, and what is made of that.

The SDK has two kinds of errors: the Interactions API brings its own, which is no `APIError`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from gateway import TapewayError
from gateway_gemini import errors
from gateway_gemini.errors import Busy, Trouble, Unsure, log

Stage = Literal["call", "order", "look"]

Why = tuple[str, str]
"""A sentence for players, and what whoever runs the bot can do."""

_REASONS: Final[Mapping[int, Why]] = {
    400: (errors.WRONG, "Compare the models and sizes in plugins.gemini with docs/gemini.md."),
    401: (errors.LOCKED, "The key is refused: make another, and say `tapeway doctor`."),
    403: (errors.DENIED, "Switch the API and billing on for the key or the project."),
    404: (
        errors.MISSING,
        "There is no such model for this key: `tapeway doctor` says which there are.",
    ),
    429: (errors.BUSY, "The quota is used up for now: ask Google for more, or let fewer play."),
    500: (errors.AWAY, "It is Google's."),
    502: (errors.AWAY, "It is Google's."),
    503: (errors.AWAY, "It is Google's."),
}
_GONE: Final = (errors.GONE, "Google has thrown it away, or it is another project's.")
_DAY: Final = (errors.SPENT, "The day's quota is used up: ask Google for more.")
_BROKE: Final = (errors.DENIED, "Google wants money: look after the project's billing.")
_NOWHERE: Final = (
    errors.DENIED,
    "Google does not serve this project here: switch billing on, or use Vertex AI.",
)


def told(error: Exception, what: str, stage: Stage = "call") -> TapewayError:
    """What became of a call; whatever whoever runs the bot has to know of it is in the log.

    :param what: the model that was asked.
    :param stage: an `order` may stand although the answer says otherwise; to `look` after one is
        free.
    """
    status = status_of(error)
    if status is None:
        return _unanswered(error, what)
    message = message_of(error)
    if status == 504 or (stage == "order" and status >= 500):
        log.warning("%s: %s %s: it may have been paid", what, status, message)
        return Unsure(errors.AWAY)
    sentence, advice = _GONE if stage == "look" and status in (403, 404, 410) else why(error)
    log.log(_level(status, sentence), "%s: %s %s. %s", what, status, message, advice)
    if sentence in (errors.BUSY, errors.AWAY) and status in (429, 500, 502, 503):
        return Busy(sentence, wait=_retry(error))
    return Trouble(sentence)


def why(error: Exception) -> Why:
    """What an answer that is an error means."""
    status, message = status_of(error) or 0, message_of(error)
    if status in (400, 403) and re.search(r"api.?key", message, re.IGNORECASE):
        return _REASONS[401]
    if status == 400 and _details(error).get("status") == "FAILED_PRECONDITION":
        return _NOWHERE
    if status == 429 and re.search(r"credits are depleted|spend\w* (cap|limit)", message):
        return _BROKE
    if status == 429 and any("PerDay" in quota for quota in _quotas(error)):
        return _DAY
    return _REASONS.get(status, (errors.AWAY, "Google answered so."))


def status_of(error: Exception) -> int | None:
    """The status of the answer, if there was one."""
    from google.genai.errors import APIError

    status = error.code if isinstance(error, APIError) else getattr(error, "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None


def message_of(error: Exception) -> str:
    """What Google says itself."""
    details = _details(error)
    said = str(details.get("message") or getattr(error, "message", None) or error)
    return said[:300].rstrip().removesuffix(".")


def _unanswered(error: Exception, what: str) -> Trouble | Unsure:
    """No answer, or none that could be read."""
    import httpx2

    unsent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
    if any(isinstance(one, unsent) for one in _causes(error)):
        log.warning("%s: Google cannot be reached (%r): nothing was asked", what, error)
        return Busy(errors.UNHEARD)
    sentence = errors.LATE if _late(error) else errors.CUT if _cut(error) else errors.BROKEN
    trace = error if sentence == errors.BROKEN else None
    log.warning("%s: %s (%r): it may have been paid", what, sentence, error, exc_info=trace)
    return Unsure(sentence)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it came of."""
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__


def _cut(error: Exception) -> bool:
    """Whether the line is to blame: the SDK has a class of its own for that, and so has httpx."""
    import httpx2

    kinds = {one.__name__ for one in type(error).__mro__}
    return isinstance(error, OSError | httpx2.HTTPError) or "APIConnectionError" in kinds


def _late(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower()


def _level(status: int, sentence: str) -> int:
    """What somebody has to mend is an error."""
    mend = status in (400, 401, 403, 404) or sentence in (errors.SPENT, errors.DENIED)
    return logging.ERROR if mend else logging.WARNING


def _details(error: Exception) -> Mapping[str, Any]:
    """The error's own object, whichever kind of the SDK's errors it is."""
    found = getattr(error, "details", None) or getattr(error, "body", None)
    if isinstance(found, list) and found:
        found = found[0]
    inner = found.get("error", found) if isinstance(found, Mapping) else {}
    return inner if isinstance(inner, Mapping) else {}


def _more(error: Exception) -> Iterator[Mapping[str, Any]]:
    """What Google adds: `google.rpc.RetryInfo`, `google.rpc.QuotaFailure`."""
    found = _details(error).get("details")
    return (
        (one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else iter(())
    )


def _quotas(error: Exception) -> Iterator[str]:
    """The names of the quotas that are used up."""
    for one in _more(error):
        violations = one.get("violations")
        for violation in violations if isinstance(violations, list) else ():
            yield str(violation.get("quotaId", "")) if isinstance(violation, Mapping) else ""


def _retry(error: Exception) -> float | None:
    """How long Google asks to wait: `google.rpc.RetryInfo`, else the header."""
    for one in _more(error):
        if "retryDelay" in one:
            delay = re.fullmatch(r"(\d+(?:\.\d+)?)s", str(one["retryDelay"]))
            return float(delay[1]) if delay else None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    after = str(headers.get("Retry-After", headers.get("retry-after", "")))
    return float(after) if after.replace(".", "", 1).isdigit() else None
