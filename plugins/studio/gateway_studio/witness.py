"""Reads a run as a player would, and says where it contradicts itself.

It does not ask the writer: it keeps its own book of who and what is where, from what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway import Choice, Scene, World

ACTS = "whispers|shouts|mutters|murmurs|laughs|nods|shrugs|smiles|turns|looks|comes|sits|stands"
IN_MIND = r"(?!,? (?:in your (?:head|mind|ear)|once|always|used))"


def contradictions(world: World, scenes: Sequence[Scene], taken: Sequence[str]) -> list[str]:
    """What cannot be true in a run, one sentence each.

    :param taken: the key of the choice that led to each scene after the first.
    """
    book = _Book(world)
    found = [line for scene in scenes for line in book.within(scene)]
    for before, after, key in zip(scenes, scenes[1:], taken, strict=False):
        found += book.between(before, after, key)
    return found


class _Book:
    """What a world's file says, by id."""

    def __init__(self, world: World) -> None:
        data: Any = world.data
        self.things = {one["id"]: one["name"] for one in data["things"]}
        self.people = {one["id"]: one for one in data["people"]}
        self.deeds = {one["id"]: one for one in data["deeds"]}

    def within(self, scene: Scene) -> Iterator[str]:
        """What a scene says against itself."""
        at = f"{scene.title}:"
        lying, held = _lying(scene), set(scene.inventory)
        for thing in lying & {one for one, name in self.things.items() if name in held}:
            yield f"{at} the {thing} is held and lies there too."
        for choice in scene.choices:
            yield from (
                f"{at} the choice “{choice.label}” {why}" for why in self._odd(choice, scene)
            )
        if scene.ending is not None:
            return
        for person in _people(scene):
            if person not in _around(scene):
                yield f"{at} the picture shows {person}, who is elsewhere."
        for person, told in self.people.items():
            if told["alt"] in scene.picture.alt and person not in _people(scene):
                yield f"{at} the alternative text tells of {person}, who is not in the picture."

    def between(self, before: Scene, after: Scene, key: str) -> Iterator[str]:
        """What a scene says against the one before."""
        at = f"{after.title}:"
        yield from (f"{at} {why}" for why in self._lost(before, after, key))
        if after.ending is not None:
            return
        for person in self._seen_twice(before, after):
            yield f"{at} {person} was there before you, and stayed behind."
        there = _people(before) | _people(after)
        for person, told in self.people.items():
            if person not in there and _acts(told["name"], after.text):
                yield f"{at} {told['name']} acts or speaks, and is not there."
        if int(_state(after)["minutes"]) < int(_state(before)["minutes"]):
            yield f"{at} the clock runs backward."

    def _odd(self, choice: Choice, scene: Scene) -> Iterator[str]:
        held, lying = set(scene.inventory), _lying(scene)
        for thing, name in self.things.items():
            topic = choice.kind == "speak" and name not in held
            if not topic and name not in held and thing not in lying and _names(name, choice.label):
                yield f"names the {name}, which is neither held nor there."
        named = [
            (choice.label.find(told["name"]), person)
            for person, told in self.people.items()
            if _names(told["name"], choice.label)
        ]
        for _, person in sorted(named)[: 1 if choice.kind == "speak" else None]:
            if person not in _people(scene) and not _as_topic(self.people[person]["name"], choice):
                yield f"names {person}, who is not there."

    def _lost(self, before: Scene, after: Scene, key: str) -> Iterator[str]:
        """Things that were used without being there."""
        deed = self.deeds.get(key)
        if deed is None or key in _state(before)["done"] or key not in _state(after)["done"]:
            return
        for thing in deed["needs"]["has"]:
            if self.things[thing] not in before.inventory:
                yield f"the {thing} was used for {key}, and was not held."
        for thing in deed["needs"]["lies"]:
            if thing not in _lying(before):
                yield f"the {thing} was used for {key}, and did not lie there."

    def _seen_twice(self, before: Scene, after: Scene) -> Iterator[str]:
        """Who was seen where you left and is seen where you came, without coming along."""
        if before.place == after.place:
            return
        for person in _people(before) & _people(after):
            came = person in _state(after)["company"] or person in _state(before)["company"]
            if not came and not _names(self.people[person]["name"], after.text):
                yield person


def _state(scene: Scene) -> Any:  # noqa: ANN401 - the studio's own JSON
    return scene.state


def _lying(scene: Scene) -> set[str]:
    things: Any = scene.picture.detail["things"]
    return {thing["id"] for thing in things}


def _people(scene: Scene) -> set[str]:
    people: Any = scene.picture.detail["people"]
    return {person["id"] for person in people}


def _around(scene: Scene) -> set[str]:
    state, place = _state(scene), scene.picture.detail["place"]
    there = {person for person, at in state["people"].items() if at == place}
    return {*state["company"], *(there - set(state["company"]))}


def _names(name: str, text: str) -> bool:
    return bool(_word(name).search(text))


@lru_cache(maxsize=512)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", re.IGNORECASE)


def _as_topic(name: str, choice: Choice) -> bool:
    """Whether somebody is only spoken of: asked about, called for, belonging to."""
    before = choice.label[: choice.label.find(name)].casefold()
    after = choice.label[choice.label.find(name) + len(name) :]
    left = re.search(r"\b(without|leave|abandon)\b", before)
    about = re.search(r"\b(about|who|for|of|call|shout|where)\b", before)
    spoken = choice.kind == "speak" and about is not None
    return after.startswith(("'s", "’s")) or left is not None or spoken


def _acts(name: str, text: str) -> bool:
    return bool(_acting(name).search(re.sub(r"“[^”]*”", "“”", text)))


@lru_cache(maxsize=128)
def _acting(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    return re.compile(rf"\b{word} ({ACTS})\b|” (says|asks) {word}\b{IN_MIND}")
