"""Where a run stands, and what a deed changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway_studio.needs import trust_of

if TYPE_CHECKING:
    from gateway import JSON
    from gateway_studio.schema import Does, Place, Thing
    from gateway_studio.worlds import Atlas


class Run(BaseModel):
    """All that a run remembers; plain JSON in `Scene.state`."""

    model_config = ConfigDict(extra="forbid")

    studio: Annotated[int, Field(ge=1, le=1)] = 1
    by: Literal["studio"] = "studio"
    left: dict[str, Any] = {}
    """What other writers of this run left, by their names; the studio only keeps it."""
    turn: int = 0
    place: str = ""
    before: str = ""
    """The place you came from."""
    minutes: int = 0
    """Since midnight of the first day."""
    health: int = 100
    weather: str = ""
    have: list[str] = []
    facts: list[str] = []
    learned: dict[str, int] = {}
    """The turn in which each fact was learned."""
    done: list[str] = []
    people: dict[str, str] = {}
    company: list[str] = []
    settled: list[str] = []
    """People who make no more rounds: they came with you, or were sent."""
    trust: dict[str, int] = {}
    things: dict[str, str] = {}
    dangers: dict[str, int] = {}
    act: str = ""
    offered: list[str] = []
    """What was offered last turn."""
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
        act=next((act.id for act in atlas.world.acts), ""),
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
        and run.weather in atlas.weathers
    )
    run.act = run.act or begin(atlas).act
    return run if known and run.ending is None else None


def take_over(atlas: Atlas, state: Mapping[str, JSON], turn: int) -> Run | None:
    """A run that goes on where another writer stopped, as far as that can be told.

    The studio's own run goes on, if it told a part of this one; else one begins. You are where the
    other says, as hurt, and have what of it the world knows. `None` if nobody else wrote the state.

    :param turn: how far the story has come, where the studio told nothing of it yet.
    """
    by = state.get("by")
    if not isinstance(by, str) or by == "studio":
        return None
    left = dict(_mapping(state.get("left")))
    run = recall(atlas, _mapping(left.pop("studio", None))) or begin(atlas, turn)
    run.left = {**left, by: {key: value for key, value in state.items() if key != "left"}}
    place = _named(state.get("place"), atlas.places)
    if place and place != run.place:
        run.before, run.place = run.place, place
    if isinstance(health := state.get("health"), int):
        run.health = max(1, min(atlas.world.rules.health, health))
    carried = state.get("inventory")
    named = [_named(one, atlas.things) for one in carried] if isinstance(carried, list) else []
    run.have = [*dict.fromkeys(one for one in named if one)]
    run.things = {thing: at for thing, at in run.things.items() if thing not in run.have}
    return run


def _named(said: object, known: Mapping[str, Place] | Mapping[str, Thing]) -> str | None:
    """The id of what somebody else may call by its id or its name."""
    wanted = str(said).casefold().removeprefix("the ")
    for id_, one in known.items():
        if wanted in (id_, one.name.casefold().removeprefix("the ")):
            return id_
    return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def apply(atlas: Atlas, run: Run, does: Does) -> None:
    """Change the run as a deed says; an ending it names is noted in the run."""
    run.facts = [*dict.fromkeys([*run.facts, *does.learn])]
    run.facts = [fact for fact in run.facts if fact not in does.forget]
    run.health = max(0, min(atlas.world.rules.health, run.health + does.health))
    for danger, steps in does.danger.items():
        run.dangers[danger] = max(0, run.dangers[danger] + steps)
    run.weather = does.weather or run.weather
    run.minutes += does.minutes
    _things(run, does)
    _people(atlas, run, does)
    if does.move and does.move != run.place:
        run.before, run.place = run.place, does.move
    run.ending = does.end or run.ending


def date_facts(run: Run) -> None:
    """Note in which turn a fact was learned that is new in this one."""
    run.learned = {fact: run.learned.get(fact, run.turn) for fact in run.facts}


def _things(run: Run, does: Does) -> None:
    for thing in does.take:
        run.have = [*dict.fromkeys([*run.have, thing])]
        run.things.pop(thing, None)
    run.have = [thing for thing in run.have if thing not in does.lose and thing not in does.put]
    run.things.update(does.put)


def _people(atlas: Atlas, run: Run, does: Does) -> None:
    for person in does.bring:
        run.company = [*dict.fromkeys([*run.company, person])]
    for person, place in does.send.items():
        run.company = [one for one in run.company if one != person]
        run.people[person] = place
    run.settled = [*dict.fromkeys([*run.settled, *does.bring, *does.send])]
    for person, more in does.trust.items():
        run.trust[person] = trust_of(atlas, run, person) + more
