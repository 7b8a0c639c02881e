"""Verbs in words: what a typed line asks for, and how our own sentences name a verb in a chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from gateway.core import codes
from gateway.core.types import Verb

VERBS: Final[Mapping[str, Verb]] = {verb.value: verb for verb in Verb if verb is not Verb.SILENCE}
"""The verbs that people can ask for, by their word."""

_MARKED_ONLY: Final = {
    "say",
    "choose",
    "watch",
    "forget",
    "follow",
    "unfollow",
    "unshare",
    "unlink",
}
"""Verbs that mean nothing without their argument, cannot be taken back, or are something to do in a
story: never a word alone."""

_NUMBER: Final = re.compile(r"#?(\d{1,3})[.)]?")
_CODED: Final = re.compile(r"(watch|follow|unshare|link)\s+(\S.*)", re.IGNORECASE)
_HERO_OFF: Final = re.compile(r"hero\s+off", re.IGNORECASE)
_REWIND: Final = re.compile(r"rewind\s+(\d{1,6})", re.IGNORECASE)

_ANY: Final = "|".join(VERBS)
_QUOTED: Final = re.compile(rf"`({_ANY})( [^`]*)?`")
_VERB: Final = re.compile(rf"(?<![\w/])({_ANY})\b")
_COLUMNS: Final = re.compile(
    rf"^((?:{_ANY})\b(?:[ ·A-Z\[\]|]|{_ANY})*?) {{2,}}(\S.*)$", re.MULTILINE
)
"""A line of the help: verbs with their arguments, a gap, and what they do."""


def understand(words: str, *, pictured: bool = False) -> tuple[Verb, str]:
    """The verb and argument of a line that no mark of the platform's makes a command.

    A bare number is the choice of that number. A line that is a verb and nothing else is that verb,
    so "start the engine" stays something to do, and so is `rewind` with a number, and `watch` and
    its like with a code. All else is a free action; a picture without words is `hero`.

    :param pictured: a picture came along.

    >>> understand("2.")
    (<Verb.CHOOSE: 'choose'>, '2')
    >>> understand("Tape")
    (<Verb.TAPE: 'tape'>, '')
    >>> understand("tape the door shut")
    (<Verb.SAY: 'say'>, 'tape the door shut')
    >>> understand("", pictured=True)
    (<Verb.HERO: 'hero'>, '')
    """
    words = words.strip()
    if pictured and not words:
        return Verb.HERO, ""
    if number := _NUMBER.fullmatch(words):
        return Verb.CHOOSE, str(int(number[1]))
    word = words.lower()
    if word in VERBS and word not in _MARKED_ONLY:
        return VERBS[word], ""
    if (coded := _CODED.fullmatch(words)) and _is_code(coded[2]):
        return VERBS[coded[1].lower()], coded[2]
    if back := _REWIND.fullmatch(words):
        return Verb.REWIND, str(int(back[1]))
    if _HERO_OFF.fullmatch(words):
        return Verb.HERO, "off"
    return Verb.SAY, words


def _is_code(text: str) -> bool:
    """Every code has a digit: "follow stranger" is something to do."""
    return any(map(str.isdigit, text)) and _reads(text)


def _reads(text: str) -> bool:
    return codes.read(text) is not None or codes.read(text, codes.SHORT) is not None


def spelt(text: str, spelling: Callable[[Verb], str]) -> str:
    """What the gateway says, with each verb as it is asked for on a platform.

    :param spelling: how a verb is asked for there, such as `/story start`.

    >>> spelt("No story is running here. Say `start` to begin one.", lambda verb: f"/{verb.value}")
    'No story is running here. Say /start to begin one.'
    >>> spelt("tape · film            the run so far", lambda verb: f"/{verb.value}")
    '/tape · /film — the run so far'
    """

    def quoted(found: re.Match[str]) -> str:
        return spelling(VERBS[found[1]]) + (found[2] or "")

    def line(row: re.Match[str]) -> str:
        verbs = _VERB.sub(lambda found: spelling(VERBS[found[1]]), row[1])
        return f"{verbs} — {row[2]}"

    return _COLUMNS.sub(line, _QUOTED.sub(quoted, text))
