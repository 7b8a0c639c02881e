"""What a page is given when it opens: the turns so far, and what happened in the room lately.

The page plays the entries over the turns with the very code that plays those that come later, so
that there is one account of what a room shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway import JSON, World
from gateway_web.keys import Visitor
from gateway_web.outbound import Entry
from gateway_web.rooms import Room, now
from gateway_web.shelf import Past, Shelf

SETTINGS = ("players", "vote_seconds", "pace", "pace_seconds", "look", "film")


def snapshot(
    room: Room, shelf: Shelf, visitor: Visitor, *, ticket: str, worlds: Sequence[World]
) -> dict[str, JSON]:
    """All a page needs to draw the room for this visitor.

    Reads files; but `room` is only looked at first, so that nothing can come in between unseen.
    """
    last, entries = room.last, room.entries(visitor.person)
    life, people, progress = room.life, room.people(), room.progress
    state = shelf.state()
    return {
        "id": last,
        "life": life,
        "ticket": ticket,
        "now": now(),
        "worlds": [_card(world) for world in worlds],
        "you": {"id": visitor.person, "name": visitor.name, "host": visitor.host},
        "people": people,
        "progress": progress,
        "turns": shelf.branch(_heads(entries, state)),
        "state": _state(state),
        "hero": shelf.hero(),
        "entries": entries,
    }


def _heads(entries: list[Entry], state: Past) -> list[int]:
    """Where the story stands: the last words are newer than the folder, which may lack them yet."""
    acts = {e.get("turn"): e for e in entries if e["kind"] == "act"}
    words = next((e for e in reversed(entries) if e["kind"] == "words"), {})
    told = words.get("turn")
    parent = acts[told].get("parent") if told in acts else None
    return [int(str(turn)) for turn in (told, parent, state.get("turn")) if type(turn) is int]


def _card(world: World) -> JSON:
    """A world as it stands on the shelf."""
    return {"name": world.name, "title": world.title, "summary": world.summary}


def _state(state: Past) -> Mapping[str, JSON]:
    return {
        "turn": state.get("turn"),
        "run": state.get("run"),
        "running": state.get("running", False),
        "world": state.get("world", ""),
        "choices": state.get("choices") or [],
        "settings": settings_of(state),
    }


def settings_of(state: Past) -> Mapping[str, JSON]:
    """How the session is played, as far as its folder says."""
    settings = state.get("settings")
    shown = settings if isinstance(settings, Mapping) else {}
    return {name: shown[name] for name in SETTINGS if name in shown}
