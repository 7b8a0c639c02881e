"""A world in words: for the narrator all that matters, for the painter how its people look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway import World


def looks(shown: str, world: World) -> Iterator[str]:
    """How the people look who are to be seen: in the same words in every picture."""
    for one in _many(world.data.get("people")):
        name, looks = str(one.get("name", "")), str(one.get("alt", ""))
        if name and looks and re.search(rf"\b{re.escape(name)}\b", shown, re.IGNORECASE):
            yield f"How {name} looks, whatever they do now: {clipped(looks, 140)}."


def told(world: World) -> Iterator[str]:
    """What matters most comes first: a long world is cut at its end."""
    data = world.data
    yield f"# {world.title}"
    yield world.summary
    rules = _one(data.get("rules"))
    if rules:
        yield f"It begins at {rules.get('start', '')}, at {rules.get('clock', 'any hour')}."
    yield from _some("Samples of the voice", [*_samples(data)])
    yield from _some("Endings", [_ending(one) for one in _many(data.get("endings"))])
    yield from _some("People", [_person(one) for one in _many(data.get("people"))])
    yield from _some("Places", [_place(one) for one in _many(data.get("places"))])
    yield from _some("Things", [_thing(one) for one in _many(data.get("things"))])
    dangers = [str(one.get("figure") or one.get("id")) for one in _many(data.get("dangers"))]
    yield from _some("Dangers", dangers)


def _samples(data: Mapping[str, Any]) -> Iterator[str]:
    """Lines of the world itself: how it begins, arrives, looks at the sky, threatens, replies."""
    yield from _lines(data.get("opening"))[:2]
    for one in _many(data.get("places"))[:2]:
        yield from _lines(one.get("arrive"))[:1]
    for one in _many(data.get("hours"))[:1]:
        yield from _lines(one.get("lines"))[:1]
    for one in _many(data.get("dangers"))[:1]:
        yield from _lines(next(iter(_many(one.get("stages"))), {}).get("text"))[:1]
    replies = _lines(_one(data.get("answers")).get("unknown"))
    yield from [reply for reply in replies if "{" not in reply][:1]


def _ending(one: Mapping[str, Any]) -> str:
    return f"{one.get('title')} ({one.get('kind')}): {one.get('epitaph', '')}"


def _thing(one: Mapping[str, Any]) -> str:
    where = f", at {one['at']}" if one.get("at") else ""
    return f"{one.get('name')}{where}: {one.get('uses', '')}"


def _place(one: Mapping[str, Any]) -> str:
    ways = ", ".join(str(way.get("to")) for way in _many(one.get("ways")))
    seen = str(_one(one.get("view")).get("alt", ""))
    return f"{one.get('name')} ({one.get('id')}; ways to {ways}): {clipped(seen, 160)}"


def _person(one: Mapping[str, Any]) -> str:
    looks = clipped(str(one.get("alt", "")), 140)
    where = f", at {one['at']}" if one.get("at") else ""
    wants = clipped(str(one.get("wants", "")), 140)
    return f"{one.get('name')}{where}: wants {wants}. Looks: {looks}"


def _some(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", *(f"- {line}" for line in lines)] if lines else []


def _many(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _one(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _lines(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def odds(world: World) -> str:
    """How the world speaks of chances, from sure to hopeless; empty where it does not."""
    return ", ".join(_lines(_one(world.data.get("phrases")).get("odds")))


def medium(world: World) -> str:
    """How the world's pictures look."""
    return str(world.data.get("medium") or "A painted story frame.")


def clipped(text: str, length: int) -> str:
    """No more of a text than that."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
