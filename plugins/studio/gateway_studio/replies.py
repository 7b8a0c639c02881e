"""Answers what cannot simply be done: in the world's words, with a hint at what can."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from gateway_studio.deeds import doable_deeds
from gateway_studio.needs import here, lying, present
from gateway_studio.picture import Focus
from gateway_studio.promise import Promises

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.parser import Heard
    from gateway_studio.schema import Deed
    from gateway_studio.teller import Teller
    from gateway_studio.worlds import Atlas

HINTED = ("unknown", "absent", "closed", "violence")
"""Answers after which it is said what could be done."""


class Replies:
    """What is said in one turn to whoever says something."""

    def __init__(self, atlas: Atlas, run: Run, teller: Teller, chance: Random) -> None:
        self.atlas = atlas
        self.run = run
        self.teller = teller
        self.chance = chance

    def reply(self, heard: Heard) -> Focus:
        """Answer what was heard."""
        said = re.sub(r"[^\w \-',.?!’]|_", "", heard.said)[:60].strip()
        self.teller.words = {**self.teller.words, "said": said}
        if heard.lines and self._speak(heard.lines, said):
            return Focus(person=heard.person, thing=heard.thing)
        if heard.answer == "unknown" and (who := self._somebody(said)):
            self._hint()
            return Focus(person=who)
        if heard.answer == "around":
            return self._around()
        self.answer(heard.answer, said)
        return Focus(person=heard.person if heard.answer != "absent" else None)

    def answer(self, name: str, said: str = "") -> None:
        """Say one of the world's answers of a name, or the next best, and what could be done."""
        lines: dict[str, list[str]] = self.atlas.world.answers.model_dump()
        if name == "carry" and self.run.have:
            self._holding(lines["holding"])
        if name == "able":
            self._hint(self._hint())
        elif not self._speak(lines[name], said) and not self._speak(lines["unknown"], said):
            self.teller.tell(lines["still"])
        if name in HINTED:
            self._hint()

    def _speak(self, lines: Sequence[str], said: str) -> bool:
        return self.teller.tell([line for line in lines if said or "{said}" not in line])

    def _somebody(self, said: str) -> str | None:
        """Who of those who are here takes it up, if anybody does."""
        around = present(self.atlas, self.run)
        if not around or self.chance.random() < 0.4:
            return None
        who = self.chance.choice(around)
        return who if self._speak(self.atlas.people[who].replies, said) else None

    def _around(self) -> Focus:
        """What there is to be seen: the place, somebody, something that lies there."""
        atlas, run = self.atlas, self.run
        told = self.teller.tell(here(atlas, run).details)
        about = [thing.about for thing in lying(atlas, run)]
        about += [atlas.people[person].about for person in present(atlas, run)]
        for lines in about[:2]:
            told |= self.teller.tell(lines, join=True)
        if not told:
            self.teller.tell(atlas.world.answers.still)
        self._hint()
        return Focus(kind="look")

    def _holding(self, lines: Sequence[str]) -> None:
        names = ", ".join(self.atlas.things[thing].name for thing in self.run.have)
        self.teller.words = {**self.teller.words, "things": names}
        self.teller.tell(lines)

    def _hint(self, besides: str = "") -> str:
        """Something else that can be done here, in the words of its choice."""
        deed = self._best(besides)
        if deed is not None:
            label = self.chance.choice(deed.label)
            hint = label[:1].lower() + label[1:] if label[1:2].islower() else label
            self.teller.words = {**self.teller.words, "hint": hint}
            self.teller.tell(self.atlas.world.answers.hint, join=True)
        return deed.id if deed else ""

    def _best(self, besides: str) -> Deed | None:
        promises = Promises(self.atlas, self.run)
        deeds = [deed for deed in doable_deeds(self.atlas, self.run) if deed.kind != "go"]
        new = [one for one in deeds if any(map(self.teller.fresh, one.text)) and one.id != besides]
        worth = {deed.id: promises.of(deed.id) * self.chance.uniform(0.5, 1) for deed in new}
        return max(new, key=lambda deed: worth[deed.id], default=None)
