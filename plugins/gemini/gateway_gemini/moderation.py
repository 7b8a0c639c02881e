"""What may be played: the operator's words, the rating, and Google's own safety settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from gateway import Verdict

if TYPE_CHECKING:
    from google.genai.types import SafetySetting

    from gateway import SessionId
    from gateway_gemini.options import Options, Rating

PERSON: Final = "That is not played here. Say it another way."
WRITER: Final = "What came of that is not told here. Try something else."

_CATEGORIES: Final = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
_THRESHOLDS: Final[Mapping[str, str]] = {
    "strict": "BLOCK_LOW_AND_ABOVE",
    "medium": "BLOCK_MEDIUM_AND_ABOVE",
    "loose": "BLOCK_ONLY_HIGH",
    "off": "OFF",
}
_BY_RATING: Final[Mapping[Rating, str]] = {
    "everyone": "strict",
    "teen": "medium",
    "mature": "loose",
}

_NEVER: Final = (
    r"(?=.*\b(?:child|children|kid|minor|toddler|underage|(?:girl|boy) of (?:\d|1[0-7]))\b)"
    r"(?=.*\b(?:sex|sexual|naked|nude|porn|rape)\w*)"
)
_RATED: Final[Mapping[Rating, str]] = {
    "everyone": r"\b(?:fuck|shit|cunt|porn|rape[ds]?|raping|naked|nude|sex|sexual|heroin|cocaine|"
    r"disembowel\w*|entrails|torture[ds]?|torturing)\b",
    "teen": r"\b(?:cunt|porn|rape[ds]?|raping|blowjob|orgasm|genitals|disembowel\w*)\b",
    "mature": r"\b(?:rape[ds]?|raping)\b",
}
"""Plain words that show where somebody is going; what stands between them Google's filters see."""


def judge(options: Options, session: SessionId, text: str, source: str) -> Verdict | None:
    """Whether a text may be played; `None` leaves it to others."""
    pattern = _pattern(options.rating_of(session), options.forbidden)
    if not pattern.search(text):
        return None
    return Verdict(allowed=False, reason=PERSON if source == "person" else WRITER)


def safety(options: Options, session: SessionId) -> list[SafetySetting]:
    """How strictly Google's own filters look."""
    from google.genai.types import HarmBlockThreshold, HarmCategory, SafetySetting

    wanted = options.safety
    name = _BY_RATING[options.rating_of(session)] if wanted == "rating" else wanted
    return [
        SafetySetting(
            category=HarmCategory(f"HARM_CATEGORY_{category}"),
            threshold=HarmBlockThreshold(_THRESHOLDS[name]),
        )
        for category in _CATEGORIES
    ]


def safety_of_orders(options: Options, session: SessionId) -> list[dict[str, Any]]:
    """The same as the Interactions API spells it."""
    return [
        {
            "type": one.category.value.removeprefix("HARM_CATEGORY_").lower(),
            "threshold": one.threshold.value.lower(),
        }
        for one in safety(options, session)
        if one.category and one.threshold
    ]


@lru_cache(maxsize=16)
def _pattern(rating: Rating, forbidden: tuple[str, ...]) -> re.Pattern[str]:
    own = [rf"\b{re.escape(word)}\b" for word in forbidden if word.strip()]
    return re.compile("|".join([_NEVER, _RATED[rating], *own]), re.IGNORECASE | re.DOTALL)
