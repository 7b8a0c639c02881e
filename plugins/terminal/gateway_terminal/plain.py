"""Text that can do nothing but be read."""

from __future__ import annotations

import re
from typing import Final

_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ACTING: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys, and what turns the direction of the text around it."""

_BROKEN: Final = re.compile(r"[\ud800-\udfff]")
"""Halves of characters: bytes on stdin that are no UTF-8 come in as these."""


def plain(text: str) -> str:
    r"""The text without anything a terminal would act on; lines are kept.

    >>> plain("a\x1b[2Jb\tc\r\nd")
    'a[2Jb c\nd'
    """
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", _ACTING.sub("", text))


def one_line(text: str) -> str:
    """The same on a single line, with single spaces."""
    return " ".join(plain(text).split())
