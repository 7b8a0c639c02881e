"""What holds in a run: whether needs are met, who is here, and what lies here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway_studio.hours import hour

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Needs, Place, Thing
    from gateway_studio.worlds import Atlas


def here(atlas: Atlas, run: Run) -> Place:
    """The place you are in."""
    return atlas.places[run.place]


def holds(atlas: Atlas, run: Run, needs: Needs) -> bool:
    """Whether all of it holds."""
    return _apart_from_people(atlas, run, needs) and _company_fits(atlas, run, needs)


def present(atlas: Atlas, run: Run) -> list[str]:
    """The people who are here, those who came with you first."""
    others = [
        person.id
        for person in atlas.world.people
        if person.id not in run.company
        and run.people[person.id] == run.place
        and _apart_from_people(atlas, run, person.needs)
    ]
    return [*run.company, *others]


def lying(atlas: Atlas, run: Run) -> list[Thing]:
    """The things that lie here to be seen."""
    return [
        thing
        for thing in atlas.world.things
        if run.things.get(thing.id) == run.place and holds(atlas, run, thing.needs)
    ]


def trust_of(atlas: Atlas, run: Run, person: str) -> int:
    """How much somebody trusts you by now."""
    return run.trust.get(person, atlas.people[person].trust)


def _apart_from_people(atlas: Atlas, run: Run, needs: Needs) -> bool:
    """All but who is here: whether somebody is here depends on this, and must not go in circles."""
    return (
        run.turn >= needs.turn
        and _facts_fit(run, needs)
        and _things_fit(run, needs)
        and _dangers_fit(atlas, run, needs)
        and _times_fit(atlas, run, needs)
        and needs.inside in (None, here(atlas, run).inside)
        and _trust_fits(atlas, run, needs)
        and (not needs.any or any(holds(atlas, run, one) for one in needs.any))
    )


def _facts_fit(run: Run, needs: Needs) -> bool:
    return (
        all(fact in run.facts for fact in needs.facts)
        and not any(fact in run.facts for fact in needs.without)
        and all(
            fact in run.facts and run.turn - run.learned.get(fact, run.turn) >= turns
            for fact, turns in needs.since.items()
        )
    )


def _things_fit(run: Run, needs: Needs) -> bool:
    return (
        all(thing in run.have for thing in needs.has)
        and not any(thing in run.have for thing in needs.lacks)
        and all(run.things.get(thing) == run.place for thing in needs.lies)
    )


def _dangers_fit(atlas: Atlas, run: Run, needs: Needs) -> bool:
    return (
        all(run.dangers[danger] >= level for danger, level in needs.danger.items())
        and all(run.dangers[danger] <= level for danger, level in needs.calm.items())
        and run.health <= atlas.world.rules.health - needs.hurt
    )


def _times_fit(atlas: Atlas, run: Run, needs: Needs) -> bool:
    return (
        (not needs.acts or run.act in needs.acts)
        and (not needs.hours or hour(atlas, run.minutes).id in needs.hours)
        and (not needs.weathers or run.weather in needs.weathers)
    )


def _trust_fits(atlas: Atlas, run: Run, needs: Needs) -> bool:
    return all(
        trust_of(atlas, run, person) >= least for person, least in needs.trust.items()
    ) and all(trust_of(atlas, run, person) <= most for person, most in needs.doubt.items())


def _company_fits(atlas: Atlas, run: Run, needs: Needs) -> bool:
    if not needs.people and not needs.absent:
        return True
    around = present(atlas, run)
    return all(one in around for one in needs.people) and not any(
        one in around for one in needs.absent
    )
