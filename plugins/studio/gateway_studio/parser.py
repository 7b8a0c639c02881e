"""Understands what people type, as far as it goes: a verb, and what it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway_studio.deeds import concerns, doable

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.worlds import Atlas

LONGEST = 400
"""Characters that are read; the rest of a very long text changes nothing."""
CLEARLY = 0.6
"""By how much a deed that cannot be done yet must fit better than one that can."""

VERBS: dict[str, str] = {
    "go": "go walk run enter leave head climb cross follow return exit drive step crawl descend "
    "ascend approach visit escape flee back",
    "look": "look see watch examine inspect read study check search find film zoom pan observe "
    "view peer stare scan investigate listen hear shoot record",
    "use": "use take get grab pick open close turn push pull press play plug connect switch start "
    "fix repair cut pry lift put place pour fill light unlock crank load rewind wind carry",
    "risk": "jump smash break force dare kick throw hide touch answer rush sneak wait",
    "speak": "say tell ask talk speak shout call whisper greet warn convince persuade thank beg "
    "promise answer hello hi hey",
}
VIOLENCE = frozenset(
    [
        "kill",
        "attack",
        "hit",
        "punch",
        "stab",
        "fight",
        "murder",
        "shoot",
        "burn",
        "hurt",
        "strangle",
    ]
)
CARRY = frozenset(["inventory", "carry", "carrying", "pockets", "items", "bag", "belongings"])
_VERB_KINDS: dict[str, set[str]] = {}
for _kind, _words in VERBS.items():
    for _word in _words.split():
        _VERB_KINDS.setdefault(_word, set()).add(_kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was understood. At most one of `deed`, `refused` and `toward` is there.

    `answer` names the list of the world's answers that fits where nothing can be done.
    """

    said: str = ""
    deed: Deed | None = None
    refused: Deed | None = None
    toward: str | None = None
    person: str | None = None
    answer: str = "unknown"


def clean(text: str) -> str:
    """The text in one line without control characters, cut to what is read."""
    shown = "".join(
        " " if unicodedata.category(char)[0] in "CZ" else char for char in text[: LONGEST * 2]
    )
    return " ".join(unicodedata.normalize("NFKC", shown).split())[:LONGEST].rstrip()


def tokens(text: str) -> list[str]:
    """The words of a text, folded so that they can be compared."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.casefold())


def hear(atlas: Atlas, run: Run, text: str) -> Heard:
    """What somebody who says this wants, here and now."""
    said = clean(text)
    words = tokens(said)
    if not words:
        return Heard(answer="empty")
    ranked = _rank(atlas, run, words)
    can = next((pair for pair in ranked if doable(atlas, run, pair[1])), None)
    cannot = next((pair for pair in ranked if _refuses(atlas, run, pair[1])), None)
    if cannot and cannot[0] > (can[0] + CLEARLY if can else 0):
        return Heard(said=said, refused=cannot[1])
    if can:
        return Heard(said=said, deed=can[1])
    return _nothing_to_do(atlas, run, said, words)


def _refuses(atlas: Atlas, run: Run, deed: Deed) -> bool:
    """Whether the deed is one for later, and says so."""
    done = deed.once and deed.id in run.done
    return bool(deed.refusal) and not done and not doable(atlas, run, deed)


def _rank(atlas: Atlas, run: Run, words: Sequence[str]) -> list[tuple[float, Deed]]:
    """The deeds of this place that the words may mean, the likeliest first."""
    scored = [
        (score, deed)
        for deed in atlas.deeds.values()
        if concerns(atlas, run, deed) and (score := _score(deed, words)) > 0
    ]
    return sorted(scored, key=lambda pair: -pair[0])


def _score(deed: Deed, words: Sequence[str]) -> float:
    named = max((_overlap(name, words) for name in deed.words), default=0.0)
    if not named:
        return 0.0
    fits = any(deed.kind in _VERB_KINDS.get(word, ()) for word in words[:4])
    verb = deed.id.split("-")[0]
    return named + (1.0 if fits else 0.0) + (0.5 if verb in words else 0.0) + deed.weight / 20


def _overlap(name: str, words: Sequence[str]) -> float:
    """How many words a name has, if all of them were said, and one more; else 0."""
    parts = tokens(name)
    if parts and all(_same(part, words) for part in parts):
        return 1.0 + len(parts)
    return 0.0


def _same(part: str, words: Sequence[str]) -> bool:
    return any(
        word == part or (len(part) > 3 and word in (f"{part}s", part[:-1])) for word in words
    )


def _nothing_to_do(atlas: Atlas, run: Run, said: str, words: Sequence[str]) -> Heard:
    heard = set(words)
    for place in atlas.world.places:
        if place.id != run.place and any(_overlap(n, words) for n in (place.name, *place.words)):
            return Heard(said=said, toward=place.id, answer="toward")
    for person in atlas.world.people:
        if any(_overlap(name, words) for name in (person.name, *person.words)):
            return Heard(said=said, person=person.id, answer="absent")
    for thing in atlas.world.things:
        if any(_overlap(name, words) for name in (thing.name, *thing.words)):
            held = thing.id in run.have
            return Heard(said=said, answer="unknown" if held else "absent")
    return Heard(said=said, answer=_mood(said, heard))


def _mood(said: str, heard: set[str]) -> str:
    if heard & VIOLENCE:
        return "violence"
    if heard & CARRY:
        return "carry"
    letters = [char for char in said if char.isalpha()]
    strange = sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return "foreign" if strange * 2 > len(letters) else "unknown"
