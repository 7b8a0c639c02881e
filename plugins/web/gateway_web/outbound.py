"""A delivery becomes an entry of its room: what a page needs to show it, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from gateway import JSON, Delivery, Ending, Part, Turn, spelt
from gateway_web.elsewhere import name_of

Entry: TypeAlias = "dict[str, JSON]"
"""One thing that happened in a room. `kind` says which, `to` whom it is for (nobody: everybody)."""

_SCENE: Final = ("run", "turn", "number", "title", "place", "health", "inventory", "ending")
_WINDOW: Final = re.compile(r" for (\d{1,5}) seconds")


def to_entry(delivery: Delivery) -> Entry:
    """How a delivery is kept and sent."""
    entry: Entry = {"kind": delivery.part.value, "key": delivery.key}
    if delivery.to and delivery.to.startswith("web:"):
        entry["to"] = delivery.to
    if delivery.text:
        entry["text"] = _spelt(delivery)
    if delivery.buttons:
        entry["buttons"] = [
            {"id": button.id, "label": button.label, "kind": button.kind, "hint": button.hint}
            for button in delivery.buttons
        ]
    for name in _SCENE:
        if name in delivery.scene:
            entry[name] = delivery.scene[name]
    if delivery.part is Part.PROGRESS:
        entry["share"] = min(1.0, max(0.0, delivery.progress or 0.0))
    if delivery.attachments:
        file = delivery.attachments[0]
        entry |= {"path": name_of(delivery), "size": file.size, "alt": file.alt}
    return entry


def _spelt(delivery: Delivery) -> str:
    """The words, with verbs as one types them on the page where it is the gateway that speaks."""
    if delivery.part is not Part.NOTICE:
        return delivery.text
    return spelt(delivery.text, lambda verb: f"/{verb.value}")


def vote(delivery: Delivery, *, name: str, button: str) -> Entry | None:
    """The voice that a notice confirms, for all to see; `None` where it confirms none.

    `name` and `button` are those of the click that the notice answers.
    """
    if not button or not delivery.text.startswith(f"{name} votes: "):
        return None
    entry: Entry = {"kind": "vote", "key": delivery.key, "by": name, "button": button}
    entry["person"] = delivery.to or ""
    if window := _WINDOW.search(delivery.text):
        entry["seconds"] = int(window[1])
    return entry


def act(turn: Turn) -> Entry:
    """Who moves the story on, and how."""
    action = turn.action
    return {
        "kind": "act",
        "turn": turn.index,
        "run": turn.run,
        "parent": turn.parent,
        "verb": action.verb.value,
        "by": action.person.name if action.person else "",
        "said": action.text,
        "world": turn.world.title,
        "settings": settings(turn),
    }


def settings(turn: Turn) -> Mapping[str, JSON]:
    """What a page shows of how the session is played."""
    now = turn.settings
    return {
        "players": now.players.value,
        "vote_seconds": now.vote_seconds,
        "pace": now.pace.value,
        "pace_seconds": now.pace_seconds,
        "look": now.look,
        "film": now.film,
    }


def ended(run: int, ending: Ending) -> Entry:
    """A run is over."""
    return {"kind": "ended", "run": run, "ending": {"kind": ending.kind, "title": ending.title}}
