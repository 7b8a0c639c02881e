"""Understands what people type, as far as it goes: what they are after, here and now."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from gateway_studio.deeds import concerns, doable
from gateway_studio.grammar import Sentence, parse
from gateway_studio.lexicon import STOP, clean, kinds, likeness, tokens
from gateway_studio.needs import lying, present

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.worlds import Atlas

READ = 40
"""Words that are compared; nobody means more in one turn."""
CLEARLY = 0.6
"""By how much a deed that cannot be done yet must fit better than one that can."""
LABEL = 0.35
"""What each word adds that is in the choice's own label."""
_VIOLENCE = "kill attack hit punch stab fight murder shoot burn hurt strangle slap bite choke"
VIOLENCE = frozenset(_VIOLENCE.split())


class Named(Protocol):
    """Somebody, something or somewhere that has a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def words(self) -> list[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was understood. At most one of `deed`, `refused` and `toward` is there.

    `answer` names the list of the world's answers that fits where nothing can be done, or what was
    asked for (`around`, `where`, `able`, `carry`, `silent`); `lines` are better, where one is new.
    """

    said: str = ""
    deed: Deed | None = None
    refused: Deed | None = None
    toward: str | None = None
    person: str | None = None
    thing: str | None = None
    lines: Sequence[str] = ()
    answer: str = "unknown"


def hear(atlas: Atlas, run: Run, text: str) -> Heard:
    """What somebody who says this wants, here and now."""
    said = clean(text)
    sentence = parse(said)
    if not sentence.words:
        return Heard(answer="empty")
    if sentence.asks == "back":
        return Heard(said=said, toward=run.before or None, answer="closed")
    if sentence.asks:
        return Heard(said=said, answer=sentence.asks)
    return _deed(atlas, run, sentence, said) or _nothing_to_do(atlas, run, sentence, said)


def _deed(atlas: Atlas, run: Run, sentence: Sentence, said: str) -> Heard | None:
    """The deed that is meant, or the one that will be possible later, which says so."""
    ranked = _rank(atlas, run, sentence)
    can = next((pair for pair in ranked if doable(atlas, run, pair[1])), None)
    cannot = next((pair for pair in ranked if _refuses(atlas, run, pair[1])), None)
    if cannot and cannot[0] > (can[0] + CLEARLY if can else 0):
        return Heard(said=said, refused=cannot[1])
    return Heard(said=said, deed=can[1]) if can else None


def _refuses(atlas: Atlas, run: Run, deed: Deed) -> bool:
    """Whether the deed is one for later, and says so."""
    done = deed.once and deed.id in run.done
    return bool(deed.refusal) and not done and not doable(atlas, run, deed)


def _rank(atlas: Atlas, run: Run, sentence: Sentence) -> list[tuple[float, Deed]]:
    """The deeds of this place that the words may mean, the likeliest first."""
    person = next(_named(atlas.world.people, sentence.who), None)
    thing = next(_named(atlas.world.things, sentence.thing), None)
    words = (sentence.what if person and sentence.what else sentence.words)[:READ]
    verbs = [kinds(word) for word in sentence.words[:4]]
    around = present(atlas, run)
    scored = [
        (score + _pointed(deed, person, thing), deed)
        for deed in atlas.deeds.values()
        if concerns(run, deed, around)
        and (person is None or _concerns_them(deed, person))
        and (score := _score(deed, words, verbs)) > 0
    ]
    return sorted(scored, key=lambda pair: -pair[0])


def _pointed(deed: Deed, person: Named | None, thing: Named | None) -> float:
    """What it adds that the sentence says to whom, or with what."""
    used = {deed.thing, *deed.needs.has}
    them = person is not None and deed.person == person.id
    return (1.5 if them else 0.0) + (1.0 if thing is not None and thing.id in used else 0.0)


def _concerns_them(deed: Deed, person: Named) -> bool:
    """Whether the deed has to do with somebody who may be elsewhere."""
    names = {*tokens(person.name)}
    return deed.person == person.id or any(names & {*tokens(word)} for word in deed.words)


def _score(deed: Deed, words: Sequence[str], verbs: Sequence[Collection[str]]) -> float:
    named = max((_overlap(name, words) for name in deed.words), default=0.0)
    shared = LABEL * max(_shared(label, words) for label in deed.label)
    if not named and shared < 2 * LABEL:
        return 0.0
    fits = any(deed.kind in verb for verb in verbs)
    if deed.kind == "look" and not fits and not _begins(deed, words):
        return 0.0
    against = not fits and any(verbs)
    verb = any(likeness(deed.id.split("-")[0], word) == 1.0 for word in words)
    bonus = (1.0 if fits else 0.0) - (0.5 if against else 0.0) + (0.5 if verb else 0.0)
    return max(named + shared + bonus + deed.weight / 20, 0.01)


def _begins(deed: Deed, words: Sequence[str]) -> bool:
    """Whether the first word that means something is one of the deed's."""
    first = next((word for word in words if word not in STOP), "")
    known = (part for name in (*deed.words, *deed.label) for part in tokens(name))
    return any(likeness(part, first) for part in known)


def _overlap(name: str, words: Sequence[str], *, names: bool = False) -> float:
    """How many words a name has, if all of them were said, and one more; else 0."""
    alike = [
        max((likeness(part, word, names=names) for word in words), default=0.0)
        for part in tokens(name)
    ]
    return (1.0 + len(alike)) * min(alike, default=0.0)


def _shared(label: str, words: Sequence[str]) -> int:
    """How many words that mean something a label has in common with what was said."""
    meant = [word for word in words if word not in STOP]
    return sum(
        any(likeness(part, word) == 1.0 for word in meant)
        for part in tokens(label)
        if part not in STOP
    )


def _named(parts: Iterable[Named], words: Sequence[str]) -> Iterator[Named]:
    """Those of a table that the words name, the best named first; a name counts for more."""
    scored = []
    for index, one in enumerate(parts):
        other = max((_overlap(name, words, names=True) for name in one.words), default=0.0)
        named = 1.5 * _overlap(one.name, words, names=True)
        scored.append((max(named, other), -index, one))
    return (one for score, _, one in sorted(scored, key=itemgetter(0, 1))[::-1] if score > 0)


def _nothing_to_do(atlas: Atlas, run: Run, sentence: Sentence, said: str) -> Heard:
    """What fits where no deed is meant: somebody, something, somewhere, or none of it."""
    words = sentence.words[:READ]
    person = next(_named(atlas.world.people, sentence.who or words), None)
    if person is not None:
        return _of_person(atlas, run, person.id, words, said)
    thing = next(_named(atlas.world.things, sentence.thing or words), None)
    if thing is not None:
        return _of_thing(atlas, run, thing.id, said)
    for place in _named(atlas.world.places, words):
        if len(words) < 4 or any("go" in kinds(word) for word in words[:4]):
            there = place.id == run.place
            return Heard(said=said, toward=None if there else place.id, answer="around")
    return Heard(said=said, answer=_mood(said, {*words}))


def _of_person(atlas: Atlas, run: Run, who: str, words: Sequence[str], said: str) -> Heard:
    if who not in present(atlas, run):
        return Heard(said=said, person=who, answer="absent")
    if VIOLENCE & {*words}:
        return Heard(said=said, person=who, answer="violence")
    person = atlas.people[who]
    looked = any("look" in kinds(word) for word in words[:2])
    lines = [*person.about, *person.replies] if looked else person.replies
    return Heard(said=said, person=who, lines=lines)


def _of_thing(atlas: Atlas, run: Run, which: str, said: str) -> Heard:
    there = which in run.have or which in {thing.id for thing in lying(atlas, run)}
    if not there:
        return Heard(said=said, answer="absent")
    return Heard(said=said, thing=which, lines=atlas.things[which].about)


def _mood(said: str, heard: set[str]) -> str:
    if heard & VIOLENCE:
        return "violence"
    letters = [char for char in said if char.isalpha()]
    strange = sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return "foreign" if strange * 2 > len(letters) else "unknown"
