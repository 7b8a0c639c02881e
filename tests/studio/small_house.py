"""A house of three rooms with one person in it, to say one thing about the studio at a time."""

from __future__ import annotations

from typing import Any, TypeAlias

from gateway_studio.schema import Answers, WorldFile

from gateway import World

Table: TypeAlias = "dict[str, Any]"

ROOMS = ("hall", "kitchen", "attic")


def house(**parts: object) -> World:
    """The house, with some of its tables replaced.

    `rooms` adds to the rooms: what each of them has beside its ways and its own few words.
    """
    rooms: Table = parts.pop("rooms", {})  # type: ignore[assignment]
    places = [_room(index, name, rooms.get(name, {})) for index, name in enumerate(ROOMS)]
    data = {
        "name": "house",
        "title": "House",
        "summary": "A house.",
        "opening": "The house is opened.",
        "rules": {
            "start": "hall",
            "clock": "20:00",
            "minutes": [10, 10],
            "death": "dead",
            "final": [{"end": "morning"}],
        },
        "answers": _answers(),
        "hours": [{"id": "evening", "since": "18:00", "lines": [], "alt": "in the evening"}],
        "weathers": [{"id": "calm", "lines": [], "alt": " in still air"}],
        "places": places,
        "deeds": [],
        "endings": [_ending("dead", "bad"), _ending("morning", "good")],
        **parts,
    }
    world = WorldFile.model_validate(data)
    return World(
        name=world.name,
        title=world.title,
        summary=world.summary,
        data=world.model_dump(mode="json"),
    )


def person(name: str = "ann", at: str = "hall", **more: object) -> Table:
    """Somebody who has nothing to say of their own."""
    plain = {"name": name.title(), "wants": "tea", "about": [], "replies": [], "alt": name.title()}
    return {"id": name, "at": at, **plain, **more}


def deed(name: str, kind: str = "use", **more: object) -> Table:
    """A deed that says its own name."""
    return {"id": name, "kind": kind, "label": f"Do {name}", "text": f"Done: {name}.", **more}


def _room(index: int, name: str, more: Table) -> Table:
    others = [one for one in ROOMS if one != name]
    return {
        "id": name,
        "name": name.title(),
        "inside": index > 0,
        "arrive": f"You enter the {name}.",
        "again": [f"Back in the {name} {number}." for number in ("once", "twice", "thrice")],
        "details": [],
        "ways": [{"to": other, "label": f"Go to the {other}"} for other in others],
        "view": {"composition": "open" if index == 0 else "room", "alt": f"A {name}"},
        **more,
    }


def _ending(name: str, kind: str) -> Table:
    told = {"title": name.title(), "text": f"It ends: {name}.", "epitaph": f"The {name}."}
    return {"id": name, "kind": kind, "alt": name, **told}


def _answers() -> Table:
    names = set(Answers.model_fields) - {"still"}
    told = {name: [f"Nothing {name} {number}." for number in range(12)] for name in names}
    return {**told, "still": ["At {clock} all is still."]}
