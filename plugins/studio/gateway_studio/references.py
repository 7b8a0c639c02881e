"""A world's parts name each other by id; every name must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from gateway_studio.schema import Needs

if TYPE_CHECKING:
    from gateway_studio.schema import Does, WorldFile

Where: TypeAlias = "Sequence[int | str]"
Broken: TypeAlias = "tuple[Where, str]"


def broken_references(world: WorldFile) -> list[Broken]:
    """What leads nowhere: where it stands, and a sentence that says how to mend it."""
    return [*_doubles(world), *_nowhere(world), *_unlearned(world), *_shut(world)]


def _doubles(world: WorldFile) -> Iterator[Broken]:
    for kind in ("places", "people", "things", "deeds", "dangers", "endings"):
        ids = [one.id for one in getattr(world, kind)]
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield (kind, index), f"`{one}` is the id of two {kind}: give one another id."


def _nowhere(world: WorldFile) -> Iterator[Broken]:
    known = {
        kind: {one.id for one in getattr(world, kind)}
        for kind in ("places", "people", "things", "dangers", "endings")
    }
    for where, kind, name in _references(world):
        if name not in known[kind]:
            yield (
                where,
                f"`{name}` is none of the {kind}: use one of {', '.join(sorted(known[kind]))}.",
            )


def _unlearned(world: WorldFile) -> Iterator[Broken]:
    learned = {fact for _, does in _all_does(world) for fact in does.learn}
    for where, needs in _all_needs(world):
        for fact in needs.facts:
            if fact not in learned:
                yield where, f"nothing ever teaches the fact `{fact}`: let a deed learn it."


def _shut(world: WorldFile) -> Iterator[Broken]:
    for index, place in enumerate(world.places):
        if all(way.needs != Needs() for way in place.ways):
            yield (
                ("places", index),
                f"every way out of `{place.id}` needs something: leave one of them open.",
            )


def _references(world: WorldFile) -> Iterator[tuple[Where, str, str]]:
    yield ("rules", "start"), "places", world.rules.start
    yield ("rules", "death"), "endings", world.rules.death
    for final in world.rules.final:
        yield ("rules", "final"), "endings", final.end
    for index, place in enumerate(world.places):
        yield from ((("places", index, "ways"), "places", way.to) for way in place.ways)
    yield from _optional("people", "places", (person.at for person in world.people))
    yield from _optional("things", "places", (thing.at for thing in world.things))
    yield from _optional("dangers", "endings", (danger.end for danger in world.dangers))
    yield from _optional("endings", "places", (ending.place for ending in world.endings))
    yield from _optional("deeds", "people", (deed.person for deed in world.deeds))
    yield from _optional("deeds", "things", (deed.thing for deed in world.deeds))
    for index, deed in enumerate(world.deeds):
        yield from ((("deeds", index, "at"), "places", place) for place in deed.at)
    for index, ending in enumerate(world.endings):
        yield from ((("endings", index), "people", person) for person in ending.people or ())
    for where, needs in _all_needs(world):
        yield from _of_needs(where, needs)
    for where, does in _all_does(world):
        yield from _of_does(where, does)


def _optional(
    table: str, kind: str, names: Iterable[str | None]
) -> Iterator[tuple[Where, str, str]]:
    for index, name in enumerate(names):
        if name is not None:
            yield (table, index), kind, name


def _of_needs(where: Where, needs: Needs) -> Iterator[tuple[Where, str, str]]:
    for thing in (*needs.has, *needs.lacks, *needs.lies):
        yield where, "things", thing
    for person in (*needs.people, *needs.absent):
        yield where, "people", person
    for danger in needs.danger:
        yield where, "dangers", danger


def _of_does(where: Where, does: Does) -> Iterator[tuple[Where, str, str]]:
    for thing in (*does.take, *does.lose):
        yield where, "things", thing
    for danger in does.danger:
        yield where, "dangers", danger
    for person, place in does.send.items():
        yield where, "people", person
        yield where, "places", place
    for person in does.bring:
        yield where, "people", person
    if does.move is not None:
        yield where, "places", does.move
    if does.end is not None:
        yield where, "endings", does.end


def _all_needs(world: WorldFile) -> Iterator[tuple[Where, Needs]]:
    for index, deed in enumerate(world.deeds):
        yield ("deeds", index, "needs"), deed.needs
    for index, place in enumerate(world.places):
        for way in place.ways:
            yield ("places", index, "ways"), way.needs
    for kind in ("people", "things", "dangers"):
        for index, one in enumerate(getattr(world, kind)):
            yield (kind, index, "needs"), one.needs
    for final in world.rules.final:
        yield ("rules", "final"), final.needs


def _all_does(world: WorldFile) -> Iterator[tuple[Where, Does]]:
    for index, deed in enumerate(world.deeds):
        yield ("deeds", index, "does"), deed.does
        yield ("deeds", index, "fail_does"), deed.fail_does
    for index, danger in enumerate(world.dangers):
        for stage in danger.stages:
            yield ("dangers", index, "stages"), stage.does
