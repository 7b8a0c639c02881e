"""What makes a world poorer than it need be, though it can be played."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gateway_studio.drawn import Lamp, Landmark
from gateway_studio.reading import Problem
from gateway_studio.references import parts_of
from gateway_studio.schema import Danger, Does, Final, Needs, Sound
from gateway_studio.wording import wording

if TYPE_CHECKING:
    from gateway_studio.references import Where
    from gateway_studio.schema import Deed, WorldFile


def advice(world: WorldFile) -> list[Problem]:
    """All of it."""
    return [
        *_idle_facts(world),
        *_untaught(world),
        *_idle_things(world),
        *_unwarned(world),
        *_unled(world),
        *_silent_rounds(world),
        *wording(world),
    ]


def _idle_facts(world: WorldFile) -> Iterator[Problem]:
    """A fact that is learned and changes nothing."""
    used = {fact for _, fact in _asked(world)}
    told: set[str] = set()
    for where, part in parts_of(world):
        for fact in part.learn if isinstance(part, Does) else ():
            if fact not in used | told:
                told.add(fact)
                mend = f"nothing needs the fact `{fact}`: let something need it, or take it out."
                yield Problem(where, mend, fact)


def _untaught(world: WorldFile) -> Iterator[Problem]:
    """A lamp, landmark or sound that waits for what never happens."""
    taught = {fact for _, part in parts_of(world) if isinstance(part, Does) for fact in part.learn}
    taught |= {f"ended-{ending.id}" for ending in world.endings}
    for where, fact in _asked(world):
        if fact not in taught:
            yield Problem(
                where, f"nothing ever teaches the fact `{fact}`: let a deed learn it.", fact
            )


def _asked(world: WorldFile) -> Iterator[tuple[Where, str]]:
    for where, part in parts_of(world):
        if isinstance(part, Needs):
            yield from ((where, fact) for fact in (*part.facts, *part.without, *part.since))
        if isinstance(part, Lamp | Landmark | Sound):
            yield from ((where, fact) for fact in (part.fact, part.unless) if fact)


def _idle_things(world: WorldFile) -> Iterator[Problem]:
    used = {thing for _, part in parts_of(world) if isinstance(part, Needs) for thing in part.has}
    for index, thing in enumerate(world.things):
        if thing.id not in used:
            mend = f"nothing needs the {thing.name}: let a deed need it with `has`."
            yield Problem(("things", index), mend, thing.id)


def _unwarned(world: WorldFile) -> Iterator[Problem]:
    """A deed that hurts and does not say so before."""
    bad = {ending.id for ending in world.endings if ending.kind == "bad"}
    for index, deed in enumerate(world.deeds):
        harm = _harm(deed, bad)
        if harm and (deed.kind != "risk" or (deed.odds is None and not deed.warning)):
            mend = f'`{deed.id}` {harm}: make its kind "risk" and give it `odds` or a `warning`.'
            yield Problem(("deeds", index), mend, deed.id)
        if deed.odds is not None and not deed.fail_text:
            mend = f"`{deed.id}` has odds and no `fail_text`: say what goes wrong."
            yield Problem(("deeds", index), mend, deed.id)


def _harm(deed: Deed, bad: set[str]) -> str:
    if deed.does.health < 0 or deed.fail_does.health < 0:
        return "can hurt"
    if {deed.does.end, deed.fail_does.end} & bad:
        return "can end badly"
    return "can bring a danger nearer" if any(n > 0 for n in deed.fail_does.danger.values()) else ""


def _unled(world: WorldFile) -> Iterator[Problem]:
    """An ending or a place that nothing leads to."""
    ends = {part.end for _, part in parts_of(world) if isinstance(part, Does | Danger | Final)}
    ends.add(world.rules.death)
    for index, ending in enumerate(world.endings):
        if ending.id not in ends:
            mend = f"nothing leads to the ending `{ending.id}`: let a deed have it as its `end`."
            yield Problem(("endings", index), mend, ending.id)
    reached = _reached(world)
    for index, place in enumerate(world.places):
        if place.id not in reached:
            mend = f"no way leads to `{place.id}`: give another place a way there."
            yield Problem(("places", index), mend, place.id)


def _reached(world: WorldFile) -> set[str]:
    moves = {part.move for _, part in parts_of(world) if isinstance(part, Does) and part.move}
    ways = {place.id: [way.to for way in place.ways] for place in world.places}
    reached, edge = set(), [world.rules.start, *moves]
    while edge:
        place = edge.pop()
        if place not in reached:
            reached.add(place)
            edge += ways[place]
    return reached


def _silent_rounds(world: WorldFile) -> Iterator[Problem]:
    for index, person in enumerate(world.people):
        for number, one in enumerate(person.rounds):
            if not one.comes or not one.goes:
                missing = "comes" if not one.comes else "goes"
                mend = (
                    f"{person.name}'s round to `{one.at}` has no `{missing}`: write how that "
                    "looks, or they wait until you are not looking."
                )
                yield Problem(("people", index, "rounds", number), mend)
