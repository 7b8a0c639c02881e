"""What a scene's frame shows: for eyes, for those without, and for the illustrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway import Picture
from gateway_studio.hours import hour
from gateway_studio.model import lying, present
from gateway_studio.teller import dice

if TYPE_CHECKING:
    from gateway import JSON, Turn
    from gateway_studio.drawn import Lamp, Landmark
    from gateway_studio.model import Run
    from gateway_studio.schema import Person, Place
    from gateway_studio.worlds import Atlas


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What the turn was about."""

    person: str | None = None
    thing: str | None = None
    deed: str | None = None
    kind: str | None = None


def picture(atlas: Atlas, run: Run, focus: Focus, turn: Turn) -> Picture:
    """The picture of where the run stands after the turn."""
    place = atlas.places[run.place]
    weather = atlas.weathers[run.weather]
    alt = _alt(atlas, run, place)
    chance = dice(turn.seed, turn.number, "camera")
    coda = atlas.endings[run.ending] if run.ending else None
    detail: dict[str, JSON] = {
        "world": atlas.world.name,
        "place": place.id,
        "inside": place.inside,
        "view": _view(place, run),
        "hour": coda.hour if coda and coda.hour is not None else run.minutes % 1440 / 1440,
        "weather": weather.model_dump(mode="json", exclude={"id", "lines", "alt"}),
        "people": [_figure(atlas.people[one], run, focus) for one in _seen(atlas, run)],
        "things": [{"id": thing.id, "draw": thing.draw} for thing in lying(atlas, run)],
        "held": atlas.things[focus.thing].draw if focus.thing in run.have else None,
        "ghost": 0.0 if coda and coda.kind == "good" else _nearness(atlas, run),
        "health": run.health / atlas.world.rules.health,
        "ending": coda.kind if coda else None,
        "sound": {**place.sound},
        "facts": [*run.facts],
        "silent": focus.kind == "silence",
        "seed": dice(turn.seed, place.id).getrandbits(31),
        "turn": turn.number,
        "pan": round(chance.uniform(-1, 1), 3),
        "lift": round(chance.uniform(-1, 1), 3),
    }
    return Picture(alt=alt, prompt=f"{alt} {atlas.world.medium}", detail=detail)


def _seen(atlas: Atlas, run: Run) -> list[str]:
    people = atlas.endings[run.ending].people if run.ending else None
    return present(atlas, run) if people is None else people


def _alt(atlas: Atlas, run: Run, place: Place) -> str:
    if run.ending:
        return atlas.endings[run.ending].alt
    when = hour(atlas, run.minutes).alt
    weather = "" if place.inside else atlas.weathers[run.weather].alt
    parts = [f"{place.view.alt}, {when}{weather}."]
    parts += [f"{atlas.people[one].alt}." for one in present(atlas, run)]
    parts += [f"The {thing.name} lies there." for thing in lying(atlas, run)]
    near = _nearness(atlas, run)
    parts += [
        f"{danger.figure}, {'close' if near > 0.6 else 'far off'}."
        for danger in atlas.world.dangers
        if danger.figure and near > 0.2
    ]
    return " ".join(parts)


def _nearness(atlas: Atlas, run: Run) -> float:
    """How near the danger that can be seen has come, 0 to 1."""
    shares = [
        run.dangers[danger.id] / danger.limit for danger in atlas.world.dangers if danger.figure
    ]
    return round(min(1.0, max(shares, default=0.0)), 3)


def _figure(person: Person, run: Run, focus: Focus) -> Mapping[str, JSON]:
    figure: dict[str, JSON] = person.figure.model_dump(mode="json")
    if run.place != person.at:
        figure["pose"] = "stand"
    return {**figure, "id": person.id, "near": focus.person == person.id}


def _view(place: Place, run: Run) -> Mapping[str, JSON]:
    view = place.view.model_dump(mode="json", exclude={"alt", "lamps", "landmarks"})
    view["lamps"] = [_plain(lamp) for lamp in place.view.lamps if _there(lamp, run)]
    view["landmarks"] = [_plain(mark) for mark in place.view.landmarks if _there(mark, run)]
    return view


def _plain(one: Lamp | Landmark) -> Mapping[str, JSON]:
    plain: dict[str, JSON] = one.model_dump(mode="json", exclude={"fact", "unless"})
    return plain


def _there(one: Lamp | Landmark, run: Run) -> bool:
    facts = [*run.facts, f"ended-{run.ending}"]
    return (one.fact is None or one.fact in facts) and one.unless not in facts
