"""What a page is given when it opens: the turns so far, and what happened in the room lately.

The page plays the entries over the turns with the very code that plays those that come later, so
that there is one account of what a room shows.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway import JSON
from gateway_web.keys import Visitor
from gateway_web.outbound import Entry
from gateway_web.rooms import Room
from gateway_web.shelf import Past, Shelf

_SETTINGS = ("players", "pace", "pace_seconds", "look", "film")


def snapshot(room: Room, shelf: Shelf, visitor: Visitor) -> dict[str, JSON]:
    """All a page needs to draw the room for this visitor.

    Reads files; but `room` is only looked at first, so that nothing can come in between unseen.
    """
    last, entries = room.last, room.entries(visitor.person)
    life, people, progress = room.life, room.people(), room.progress
    state = shelf.state()
    return {
        "id": last,
        "life": life,
        "you": {"id": visitor.person, "name": visitor.name, "host": visitor.host},
        "people": people,
        "progress": progress,
        "turns": shelf.branch(_heads(entries, state)),
        "state": _state(state),
        "entries": entries,
    }


def _heads(entries: list[Entry], state: Past) -> list[int]:
    """Where the story stands: the last words are newer than the folder, which may lack them yet."""
    acts = {e.get("turn"): e for e in entries if e["kind"] == "act"}
    words = next((e for e in reversed(entries) if e["kind"] == "words"), {})
    told = words.get("turn")
    parent = acts[told].get("parent") if told in acts else None
    return [int(str(turn)) for turn in (told, parent, state.get("turn")) if type(turn) is int]


def _state(state: Past) -> Mapping[str, JSON]:
    settings = state.get("settings")
    shown = settings if isinstance(settings, Mapping) else {}
    return {
        "turn": state.get("turn"),
        "run": state.get("run"),
        "running": state.get("running", False),
        "world": state.get("world", ""),
        "choices": state.get("choices") or [],
        "settings": {name: shown[name] for name in _SETTINGS if name in shown},
    }
