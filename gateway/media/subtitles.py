"""Narration broken into captions that a person can read in the time there is."""

from __future__ import annotations

import textwrap

from gateway.media.texts import Cue
from gateway.media.words import plain

_COLUMNS = 42
_ROWS = 2
_SHORTEST = 1.2
"""Seconds; anything shorter is a flicker."""

_LONGEST = 20_000


def captions(text: str, start: float, end: float) -> list[Cue]:
    """Cues of at most two rows that share the time by their length.

    Where there is more text than time, what cannot be read is left out, with an ellipsis.
    """
    pages = _pages(plain(text, _LONGEST))
    most = max(1, int((end - start) / _SHORTEST))
    if len(pages) > most:
        pages = [*pages[: most - 1], f"{pages[most - 1]}…"]
    total = sum(map(len, pages))
    cues, now = [], start
    for page in pages:
        until = now + (end - start) * len(page) / total
        cues.append(Cue(now, until, page))
        now = until
    return cues


def _pages(text: str) -> list[str]:
    rows = textwrap.wrap(text, _COLUMNS)
    return ["\n".join(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
