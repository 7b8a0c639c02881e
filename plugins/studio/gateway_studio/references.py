"""A world's parts name each other by id; every name must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from gateway_studio.parts import Part
from gateway_studio.schema import (
    Coda,
    Danger,
    Deed,
    Does,
    Echo,
    Final,
    Needs,
    Person,
    Round,
    Rules,
    Thing,
    Way,
)

if TYPE_CHECKING:
    from gateway_studio.schema import WorldFile

Where: TypeAlias = "tuple[int | str, ...]"
Broken: TypeAlias = "tuple[Where, str]"
Names: TypeAlias = "Iterable[tuple[str, str]]"
"""A kind of table, and the id of a part that it should have."""

KINDS = (
    *("places", "people", "things", "deeds", "dangers", "acts", "echoes", "shapes"),
    *("hours", "weathers", "endings"),
)
"""Tables whose parts have an id."""


def broken_references(world: WorldFile) -> list[Broken]:
    """What leads nowhere: where it stands, and a sentence that says how to mend it."""
    return [*_doubles(world), *_nowhere(world), *_unlearned(world), *_shut(world)]


def parts_of(part: Part, where: Where = ()) -> Iterator[tuple[Where, Part]]:
    """Every part of a part and where it stands, the outermost first."""
    yield where, part
    for name in type(part).model_fields:
        value = getattr(part, name)
        inner = enumerate(value) if isinstance(value, list) else (("", value),)
        for index, one in inner:
            if isinstance(one, Part):
                yield from parts_of(one, (*where, name, *([index] if index != "" else [])))


def _doubles(world: WorldFile) -> Iterator[Broken]:
    for kind in KINDS:
        ids = [one.id for one in getattr(world, kind)]
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield (kind, index), f"`{one}` is the id of two {kind}: give one another id."


def _nowhere(world: WorldFile) -> Iterator[Broken]:
    known = {kind: {one.id for one in getattr(world, kind)} for kind in KINDS}
    for where, part in parts_of(world):
        for kind, name in _names(part):
            if name not in known[kind]:
                have = ", ".join(sorted(known[kind])) or "none yet"
                yield where, f"`{name}` is none of the {kind}: use one of {have}."


def _unlearned(world: WorldFile) -> Iterator[Broken]:
    parts = [*parts_of(world)]
    learned = {fact for _, part in parts if isinstance(part, Does) for fact in part.learn}
    for where, part in parts:
        for fact in (*part.facts, *part.since) if isinstance(part, Needs) else ():
            if fact not in learned:
                yield where, f"nothing ever teaches the fact `{fact}`: let a deed learn it."


def _shut(world: WorldFile) -> Iterator[Broken]:
    for index, place in enumerate(world.places):
        if all(way.needs != Needs() for way in place.ways):
            yield (
                ("places", index),
                f"every way out of `{place.id}` needs something: leave one of them open.",
            )


def _names(part: Part) -> Names:
    """What a part names, not counting what its own parts name."""
    if isinstance(part, Needs):
        return _pairs(_of_needs(part))
    if isinstance(part, Does):
        return _pairs(_of_does(part))
    return _pairs(_of_table(part))


def _pairs(named: Mapping[str, Iterable[str | None]]) -> Names:
    return [(kind, name) for kind, names in named.items() for name in names if name is not None]


def _of_needs(needs: Needs) -> Mapping[str, Iterable[str | None]]:
    return {
        "things": (*needs.has, *needs.lacks, *needs.lies),
        "people": (*needs.people, *needs.absent, *needs.trust, *needs.doubt),
        "dangers": (*needs.danger, *needs.calm),
        "acts": needs.acts,
        "hours": needs.hours,
        "weathers": needs.weathers,
    }


def _of_does(does: Does) -> Mapping[str, Iterable[str | None]]:
    return {
        "things": (*does.take, *does.lose, *does.put),
        "people": (*does.bring, *does.send, *does.trust),
        "places": (*does.send.values(), *does.put.values(), does.move),
        "dangers": does.danger,
        "weathers": (does.weather,),
        "endings": (does.end,),
    }


def _of_table(part: Part) -> Mapping[str, Iterable[str | None]]:
    match part:
        case Rules():
            return {"places": [part.start], "endings": [part.death]}
        case Final() | Danger():
            return {"endings": [part.end]}
        case Way():
            return {"places": [part.to]}
        case Person() | Round() | Thing():
            return {"places": [part.at]}
        case Coda():
            return {"places": [part.place], "people": part.people or ()}
        case Deed():
            return {"places": part.at, "people": [part.person], "things": [part.thing]}
        case Echo():
            return {"places": part.at}
    return {}
