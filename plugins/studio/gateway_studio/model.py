"""Where a run stands, what holds in it, and what a deed changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from gateway import JSON
    from gateway_studio.schema import Does, Needs, Place, Thing
    from gateway_studio.worlds import Atlas


class Run(BaseModel):
    """All that a run remembers; plain JSON in `Scene.state`."""

    model_config = ConfigDict(extra="forbid")

    studio: Annotated[int, Field(ge=1, le=1)] = 1
    turn: int = 0
    place: str = ""
    minutes: int = 0
    """Since midnight of the first day."""
    health: int = 100
    weather: str = ""
    have: list[str] = []
    facts: list[str] = []
    done: list[str] = []
    people: dict[str, str] = {}
    company: list[str] = []
    things: dict[str, str] = {}
    dangers: dict[str, int] = {}
    seen: dict[str, int] = {}
    said: list[str] = []
    ending: str | None = None


def begin(atlas: Atlas, turn: int = 0) -> Run:
    """A run before its first turn."""
    rules = atlas.world.rules
    hours, minutes = rules.clock.split(":")
    return Run(
        turn=turn,
        place=rules.start,
        minutes=int(hours) * 60 + int(minutes),
        health=rules.health,
        people={person.id: person.at for person in atlas.world.people},
        company=[person.id for person in atlas.world.people if person.follows],
        things={thing.id: thing.at for thing in atlas.world.things if thing.at},
        dangers={danger.id: 0 for danger in atlas.world.dangers},
    )


def recall(atlas: Atlas, state: Mapping[str, JSON]) -> Run | None:
    """The run a state tells of, or `None` if it is not one of this world's."""
    try:
        run = Run.model_validate(state)
    except ValidationError:
        return None
    known = (
        run.place in atlas.places
        and set(run.people) == set(atlas.people)
        and set(run.dangers) == set(atlas.dangers)
        and set(run.have) <= set(atlas.things)
    )
    return run if known and run.ending is None else None


def present(atlas: Atlas, run: Run) -> list[str]:
    """The people who are here, those who came with you first."""
    here = [
        person.id
        for person in atlas.world.people
        if person.id not in run.company
        and run.people[person.id] == run.place
        and holds(atlas, run, person.needs)
    ]
    return [*run.company, *here]


def lying(atlas: Atlas, run: Run) -> list[Thing]:
    """The things that lie here to be seen."""
    return [
        thing
        for thing in atlas.world.things
        if run.things.get(thing.id) == run.place and holds(atlas, run, thing.needs)
    ]


def here(atlas: Atlas, run: Run) -> Place:
    """The place you are in."""
    return atlas.places[run.place]


def holds(atlas: Atlas, run: Run, needs: Needs) -> bool:
    """Whether all of it holds."""
    return (
        run.turn >= needs.turn
        and set(needs.has) <= set(run.have)
        and not set(needs.lacks) & set(run.have)
        and set(needs.facts) <= set(run.facts)
        and not set(needs.without) & set(run.facts)
        and all(run.dangers[danger] >= level for danger, level in needs.danger.items())
        and needs.inside in (None, here(atlas, run).inside)
        and run.health <= atlas.world.rules.health - needs.hurt
        and all(run.things.get(thing) == run.place for thing in needs.lies)
        and _company_fits(atlas, run, needs)
    )


def _company_fits(atlas: Atlas, run: Run, needs: Needs) -> bool:
    if not needs.people and not needs.absent:
        return True
    around = {
        *run.company,
        *(person for person, place in run.people.items() if place == run.place),
    }
    return set(needs.people) <= around and not set(needs.absent) & around


def apply(atlas: Atlas, run: Run, does: Does) -> None:
    """Change the run as a deed says; an ending it names is noted in the run."""
    run.facts = [*dict.fromkeys([*run.facts, *does.learn])]
    run.facts = [fact for fact in run.facts if fact not in does.forget]
    for thing in does.take:
        run.have = [*dict.fromkeys([*run.have, thing])]
        run.things.pop(thing, None)
    run.have = [thing for thing in run.have if thing not in does.lose]
    run.health = max(0, min(atlas.world.rules.health, run.health + does.health))
    for danger, steps in does.danger.items():
        run.dangers[danger] = max(0, run.dangers[danger] + steps)
    for person in does.bring:
        run.company = [*dict.fromkeys([*run.company, person])]
    for person, place in does.send.items():
        run.company = [one for one in run.company if one != person]
        run.people[person] = place
    if does.move:
        run.place = does.move
    run.ending = does.end or run.ending
