"""Words that people and models wrote, made fit for pictures and file headers."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def plain(text: str, most: int) -> str:
    """One line of at most `most` characters without control characters."""
    kept = "".join(char if _shows(char) else " " for char in text[: most * 4])
    line = _SPACES.sub(" ", kept).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _shows(char: str) -> bool:
    """Not a control character, half a surrogate pair, or something that turns the text round."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char == "\u200d"
