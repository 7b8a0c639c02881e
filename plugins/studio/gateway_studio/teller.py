"""Picks words, and never says a sentence twice in a run while there is another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from random import Random

_ENDS = re.compile(r"(?<=[.!?…])[\"”’']?\s+")
_EITHER = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_SLOT = re.compile(r"\{(\w+)\}")
TRIES = 6
"""How often a line's alternatives are drawn before another line is taken."""


def dice(*parts: object) -> Random:
    """A source of chance that is the same for the same parts on every machine."""
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()
    return Random(int.from_bytes(digest, "big"))


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, without the space between them."""
    return tuple(part for part in _ENDS.split(text.strip()) if part)


@lru_cache(maxsize=8192)
def mark(sentence: str) -> str:
    """A short name for a sentence, to remember that it was said."""
    bare = re.sub(r"\W+", " ", sentence).strip().casefold()
    return blake2b(bare.encode(), digest_size=5).hexdigest()


class Teller:
    """Collects a turn's text; `said` are the marks of all sentences told in the run so far."""

    def __init__(self, said: Sequence[str], chance: Random, words: Mapping[str, str]) -> None:
        self.said = dict.fromkeys(said)
        self.chance = chance
        self.words = words
        self.paragraphs: list[str] = []

    def fresh(self, line: str) -> bool:
        """Whether no sentence of the line was told before, however its alternatives came out."""
        filled = self.fill(line)
        whole = [one for one in sentences(filled) if not _EITHER.search(one)]
        return mark(filled) not in self.said and not any(mark(one) in self.said for one in whole)

    def fill(self, line: str) -> str:
        """The line with `{clock}` and its like filled in; what is no such word is left."""
        return _SLOT.sub(lambda slot: self.words.get(slot[1], slot[0]), line)

    def tell(self, lines: Sequence[str], *, join: bool = False) -> bool:
        """Tell one of the lines that is new, in a paragraph of its own or joined to the last.

        False if all of them were told before; then nothing is added.
        """
        new = [line for line in lines if self.fresh(line)]
        self.chance.shuffle(new)
        line = next((drawn for one in new if (drawn := self._drawn(self.fill(one)))), None)
        if line is None:
            return False
        self.said.update(dict.fromkeys(map(mark, sentences(line))))
        if join and self.paragraphs:
            self.paragraphs[-1] += f" {line}"
        else:
            self.paragraphs.append(line)
        return True

    def _drawn(self, line: str) -> str | None:
        """The line with one of each of its alternatives, if that can be said anew."""
        if not _EITHER.search(line):
            return line
        for _ in range(TRIES):
            drawn = _EITHER.sub(lambda one: self.chance.choice(one[1].split("|")), line)
            if not any(mark(one) in self.said for one in sentences(drawn)):
                self.said[mark(line)] = None
                return drawn
        return None

    @property
    def length(self) -> int:
        """Words told this turn."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)
