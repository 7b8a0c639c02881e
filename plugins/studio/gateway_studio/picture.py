"""What a scene's frame shows: for eyes, for those without, and for the illustrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gateway import Picture
from gateway_studio.arc import change_of
from gateway_studio.hours import hour
from gateway_studio.needs import holds, lying, present
from gateway_studio.teller import dice

if TYPE_CHECKING:
    from gateway import JSON, Turn
    from gateway_studio.drawn import Lamp, Landmark
    from gateway_studio.model import Run
    from gateway_studio.schema import Person, Place, Sound
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
    over = coda is not None and coda.kind == "good"
    detail: dict[str, JSON] = {
        "world": atlas.world.name,
        "style": atlas.world.style,
        "sky": atlas.world.sky,
        "torch": atlas.world.torch,
        "mood": _mood(atlas, run),
        "place": place.id,
        "inside": place.inside,
        "view": _view(place, run),
        "hour": coda.hour if coda and coda.hour is not None else run.minutes % 1440 / 1440,
        "weather": weather.model_dump(mode="json", exclude={"id", "lines", "alt"}),
        "people": [_figure(atlas.people[one], run, focus) for one in _seen(atlas, run)],
        "things": [{"id": thing.id, "draw": thing.draw} for thing in lying(atlas, run)],
        "held": atlas.things[focus.thing].draw if focus.thing in run.have else None,
        "ghost": 0.0 if over else _nearness(atlas, run),
        "danger": _danger(atlas, run, over=over),
        "health": run.health / atlas.world.rules.health,
        "ending": coda.kind if coda else None,
        "sound": _sound(place, run),
        "facts": [*run.facts],
        "silent": focus.kind == "silence",
        "kind": focus.kind,
        "seed": dice(turn.seed, place.id).getrandbits(31),
        "turn": turn.number,
        "pan": round(chance.uniform(-1, 1), 3),
        "lift": round(chance.uniform(-1, 1), 3),
    }
    detail["shapes"] = _shapes(atlas, detail)
    return Picture(alt=alt, prompt=f"{alt} {atlas.world.medium}", detail=detail)


def _seen(atlas: Atlas, run: Run) -> list[str]:
    people = atlas.endings[run.ending].people if run.ending else None
    return present(atlas, run) if people is None else people


def _alt(atlas: Atlas, run: Run, place: Place) -> str:
    if run.ending:
        return atlas.endings[run.ending].alt
    when = hour(atlas, run.minutes).alt
    weather = "" if place.inside else atlas.weathers[run.weather].alt
    change = change_of(atlas, run)
    parts = [f"{place.view.alt}{_added(change.alt) if change else ''}, {when}{weather}."]
    parts += [f"{atlas.people[one].alt}." for one in present(atlas, run)]
    parts += [f"The {thing.name} lies there." for thing in lying(atlas, run)]
    near = _nearness(atlas, run)
    parts += [
        f"{danger.figure}, {'close' if near > 0.6 else 'far off'}."
        for danger in atlas.world.dangers
        if danger.figure and near > 0.2
    ]
    return " ".join(parts)


def _added(alt: str) -> str:
    """What a change adds, set off where its author did not."""
    return f", {alt}" if alt[:1].isalnum() else alt


def _mood(atlas: Atlas, run: Run) -> float:
    return next((act.mood for act in atlas.world.acts if act.id == run.act), 0.0)


def _danger(atlas: Atlas, run: Run, *, over: bool) -> Mapping[str, JSON]:
    """The nearest danger that is drawn, the nearest that veils the picture, and how near it is.

    A danger whose `needs` do not hold here and now veils nothing: the tide stays out of a tower.
    """
    shares = {one.id: run.dangers[one.id] / one.limit for one in atlas.world.dangers}
    nearest = sorted(atlas.world.dangers, key=lambda one: -shares[one.id])
    drawn = [one for one in nearest if one.figure]
    veiling = [one for one in nearest if one.veil != "none" and holds(atlas, run, one.needs)]
    seen = (veiling or drawn)[:1]
    return {
        "draw": drawn[0].draw if drawn else None,
        "veil": veiling[0].veil if veiling else "none",
        "near": 0.0 if over or not seen else round(min(1.0, shares[seen[0].id]), 3),
    }


def _sound(place: Place, run: Run) -> Mapping[str, JSON]:
    """The place's sounds, those that come and go with a fact over those that stay."""
    return {**place.sound, **{one.name: one.level for one in place.sounds if _there(one, run)}}


def _shapes(atlas: Atlas, detail: Mapping[str, Any]) -> Mapping[str, JSON]:
    """The shapes of the world's file that this picture uses."""
    used = {mark["draw"] for mark in detail["view"]["landmarks"]}
    used |= {thing["draw"] for thing in detail["things"]}
    used |= {person["shape"] for person in detail["people"]}
    used |= {detail["held"], detail["danger"]["draw"]}
    shapes = (shape for shape in atlas.world.shapes if shape.id in used)
    return {shape.id: shape.model_dump(mode="json", exclude={"id"}) for shape in shapes}


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


def _there(one: Lamp | Landmark | Sound, run: Run) -> bool:
    facts = [*run.facts, f"ended-{run.ending}"]
    return (one.fact is None or one.fact in facts) and one.unless not in facts
