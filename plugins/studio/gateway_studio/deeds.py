"""All that can be done in a world: what its file says, and what follows from places and things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gateway_studio.needs import holds, present
from gateway_studio.schema import Deed, Does, Needs

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Person, Place, Thing, WorldFile
    from gateway_studio.worlds import Atlas


def all_deeds(world: WorldFile) -> Iterator[Deed]:
    """The deeds of the file, then every way, every thing to look at and take, every person."""
    yield from world.deeds
    for place in world.places:
        yield from _ways(world, place)
    for thing in world.things:
        yield from _things(world, thing)
    for person in world.people:
        yield _meeting(world, person)


def _ways(world: WorldFile, place: Place) -> Iterator[Deed]:
    names = {one.id: [one.name, *one.words] for one in world.places}
    for way in place.ways:
        yield Deed(
            id=f"go-{place.id}-{way.to}",
            kind="go",
            label=way.label,
            text=way.text,
            at=[place.id],
            words=[*way.words, *names[way.to]],
            needs=way.needs,
            does=Does(move=way.to),
            refusal=way.closed,
            once=False,
        )


def _things(world: WorldFile, thing: Thing) -> Iterator[Deed]:
    words = [thing.name, *thing.words]
    lies = thing.needs.model_copy(update={"lies": [thing.id]})
    yield Deed(
        id=f"take-{thing.id}",
        kind="use",
        label=thing.label,
        text=thing.taken,
        words=words,
        needs=lies,
        does=Does(take=[thing.id]),
        thing=thing.id,
        weight=2.5,
    )
    for verb, needs in (("see", lies), ("study", Needs(has=[thing.id]))):
        yield Deed(
            id=f"{verb}-{thing.id}",
            kind="look",
            label=_named(world.phrases.examine, thing.name),
            text=thing.about,
            words=words,
            needs=needs,
            thing=thing.id,
            weight=0.8 if verb == "see" else 0.3,
        )


def _meeting(world: WorldFile, person: Person) -> Deed:
    return Deed(
        id=f"watch-{person.id}",
        kind="look",
        label=_named(world.phrases.watch, person.name),
        text=person.about,
        words=[person.name, *person.words],
        person=person.id,
        weight=0.6,
    )


def _named(labels: Sequence[str], name: str) -> list[str]:
    return [label.replace("{name}", name)[:60] for label in labels]


def doable(atlas: Atlas, run: Run, deed: Deed) -> bool:
    """Whether the deed can be carried out in the turn after `run.turn`."""
    return concerns(run, deed, present(atlas, run)) and possible(atlas, ahead(run), deed)


def doable_deeds(atlas: Atlas, run: Run) -> list[Deed]:
    """Everything that can be done next, in the order of the file."""
    around, then = present(atlas, run), ahead(run)
    return [
        deed
        for deed in atlas.deeds.values()
        if concerns(run, deed, around) and possible(atlas, then, deed)
    ]


def ahead(run: Run, place: str | None = None) -> Run:
    """The run as it stands while its next turn is played, there or elsewhere."""
    return run.model_copy(update={"turn": run.turn + 1, "place": place or run.place})


def concerns(run: Run, deed: Deed, around: Sequence[str]) -> bool:
    """Whether the deed is about this place and somebody who is here."""
    at = not deed.at or run.place in deed.at
    return at and (deed.person is None or deed.person in around)


def possible(atlas: Atlas, then: Run, deed: Deed) -> bool:
    """Whether what the deed needs holds, and it is neither done nor too early for its ending."""
    return (
        not (deed.once and deed.id in then.done)
        and not (_ends(deed) and then.turn < atlas.world.rules.earliest)
        and holds(atlas, then, deed.needs)
    )


def _ends(deed: Deed) -> bool:
    return deed.does.end is not None or deed.fail_does.end is not None
