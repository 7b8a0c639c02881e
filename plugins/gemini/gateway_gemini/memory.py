"""What Gemini's story remembers from turn to turn, and how it is handed to another writer.

A state is a writer's own, but says in a few words that any writer understands where the story
stands: `by` whom, `place`, `health`, `inventory`. Under `left` lie the states of the writers
before, each by its name: who takes over finds its own there, and keeps those of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, Field, ValidationError

from gateway import JSON, Turn

NAME: Final = "gemini"

SUMMARY: Final = 1600
"""Characters of what happened long ago, however long ago that is."""
_SEEN: Final = 24
"""Places whose first picture is remembered."""


class Memory(BaseModel):
    """Where the story stands after a turn."""

    summary: str = ""
    place: str = ""
    health: int | None = 100
    inventory: list[str] = Field(default_factory=list)
    people: list[str] = Field(default_factory=list)
    seen: dict[str, int] = Field(default_factory=dict)
    """The turn whose picture first showed a place."""
    stood_in: bool = False
    """Somebody else told the last turn."""

    def arrive(self, place: str, turn: int) -> None:
        """A turn's picture shows a place; its first is remembered."""
        if place:
            self.seen.setdefault(place, turn)
            self.seen = dict([*self.seen.items()][-_SEEN:])


def recall(turn: Turn) -> tuple[Memory, dict[str, Any]]:
    """What is remembered, and what the other writers of this run left."""
    state, left = turn.state, _table(turn.state.get("left"))
    if state.get("by") == NAME:
        return _memory(state.get("memory")), left
    memory = _memory(_table(left.pop(NAME, None)).get("memory"))
    if not state:
        return memory, left
    writer = str(state.get("by") or "studio")
    left[writer] = {key: value for key, value in state.items() if key != "left"}
    return _after(memory, state, turn), left


def keep(memory: Memory, left: Mapping[str, Any]) -> Mapping[str, JSON]:
    """The state of a scene."""
    return {
        "by": NAME,
        "place": memory.place,
        "health": memory.health,
        "inventory": [*memory.inventory],
        "memory": memory.model_dump(mode="json"),
        "left": dict(left),
    }


def _after(memory: Memory, state: Mapping[str, Any], turn: Turn) -> Memory:
    """The memory after somebody else has told a turn."""
    things = {
        str(thing["id"]): str(thing["name"])
        for thing in turn.world.data.get("things", ())  # type: ignore[union-attr]
        if isinstance(thing, Mapping) and {"id", "name"} <= thing.keys()
    }
    carried = state.get("inventory") or state.get("have") or ()
    return memory.model_copy(
        update={
            "place": turn.past[-1].place if turn.past else memory.place,
            "health": state["health"] if isinstance(state.get("health"), int) else memory.health,
            "inventory": [things.get(str(one), str(one)) for one in carried],
            "stood_in": True,
        }
    )


def _memory(kept: object) -> Memory:
    try:
        return Memory.model_validate(kept)
    except ValidationError:
        return Memory()


def _table(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}
