"""Where the words of a world are too few, or say what need not be so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING

from gateway_studio.reading import Problem

if TYPE_CHECKING:
    from gateway_studio.references import Where
    from gateway_studio.schema import WorldFile


def wording(world: WorldFile) -> Iterator[Problem]:
    """All of it."""
    yield from _groundless(world)
    yield from _thin(world)


def _groundless(world: WorldFile) -> Iterator[Problem]:
    """A choice that may name a thing that is not there."""
    for index, deed in enumerate(world.deeds):
        there = {*deed.needs.has, *deed.needs.lies, *deed.does.take}
        for thing in world.things if deed.kind != "speak" else ():
            labels = [one for one in deed.label if _names(thing.name, one)]
            if thing.id not in there and labels:
                mend = (
                    f"“{labels[0]}” names the {thing.name}, which need not be there: say in "
                    f"`needs` that you have it or that it lies there, or word it otherwise."
                )
                yield Problem(("deeds", index), mend, labels[0])


def _names(name: str, label: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", label, re.IGNORECASE))


def _thin(world: WorldFile) -> Iterator[Problem]:
    """Where every run passes, and two runs would read alike."""
    for where, lines, wanted, what in _passed(world):
        ways = sum(_ways(line) for line in lines)
        if ways < wanted:
            yield Problem(where, f"{what} can be told in {ways} ways: write {wanted - ways} more.")


def _ways(line: str) -> int:
    """In how many ways a line can be said."""
    return prod(len(one.split("|")) for one in re.findall(r"\{([^{}]*\|[^{}]*)\}", line))


def _passed(world: WorldFile) -> Iterator[tuple[Where, Sequence[str], int, str]]:
    """Where lines stand, the lines, how many there should be, and what they are."""
    yield ("opening",), world.opening, 3, "the opening"
    yield ("answers", "unknown"), world.answers.unknown, 6, "what nobody understands"
    yield ("answers", "silence"), world.answers.silence, 6, "silence"
    for index, place in enumerate(world.places):
        at: Where = ("places", index)
        first = 3 if place.id == world.rules.start else 2
        yield (*at, "arrive"), place.arrive, first, f"arriving in `{place.id}`"
        yield (*at, "again"), place.again, 3, f"coming back to `{place.id}`"
        yield (*at, "details"), place.details, 4, f"what one notices in `{place.id}`"
    for index, danger in enumerate(world.dangers):
        for number, stage in enumerate(danger.stages):
            where: Where = ("dangers", index, "stages", number)
            yield where, stage.text, 2, f"`{danger.id}` at {stage.at}"
    for index, ending in enumerate(world.endings):
        yield ("endings", index, "text"), ending.text, 2, f"the ending `{ending.id}`"
    for index, deed in enumerate(world.deeds):
        if not deed.once:
            where = ("deeds", index, "text")
            yield where, deed.text, 4, f"`{deed.id}`, which can be done again,"
