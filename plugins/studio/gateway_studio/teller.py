"""Picks words, and never says a sentence twice in a run while there is another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from random import Random

_ENDS = re.compile(r"(?<=[.!?…])[\"”’']?\s+")


def dice(*parts: object) -> Random:
    """A source of chance that is the same for the same parts on every machine."""
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()
    return Random(int.from_bytes(digest, "big"))


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the space between them."""
    return [part for part in _ENDS.split(text.strip()) if part]


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
        """Whether no sentence of the line was told before."""
        return not any(mark(one) in self.said for one in sentences(self.fill(line)))

    def fill(self, line: str) -> str:
        """The line with `{clock}` and its like filled in."""
        for name, word in self.words.items():
            line = line.replace(f"{{{name}}}", word)
        return line

    def tell(self, lines: Sequence[str], *, join: bool = False) -> bool:
        """Tell one of the lines that is new, in a paragraph of its own or joined to the last.

        False if all of them were told before; then nothing is added.
        """
        new = [line for line in lines if self.fresh(line)]
        if not new:
            return False
        line = self.fill(self.chance.choice(new))
        self.said.update(dict.fromkeys(map(mark, sentences(line))))
        if join and self.paragraphs:
            self.paragraphs[-1] += f" {line}"
        else:
            self.paragraphs.append(line)
        return True

    @property
    def length(self) -> int:
        """Words told this turn."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)
