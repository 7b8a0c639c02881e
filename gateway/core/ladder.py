"""What players are told where money ends: how much is left, when it is back, what they get instead.

The ladder goes from a clip to a still, from a still to the last picture again, from that to words
alone; and before each step down somebody may do for nothing what was too dear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from gateway.core.caps import SCOPES, Caps, dollars, tomorrow
from gateway.core.errors import CapReached
from gateway.core.types import JSON, Kind

_HAVE: Final = {
    "turn": ("This turn has", "its"),
    "session": ("This story has", "its"),
    "person": ("You have", "your"),
    "platform": ("All stories on this platform have", "their"),
    "day": ("All stories together have", "today's"),
}
_DEAR: Final = {Kind.SCENE: "the writer", Kind.FRAME: "a picture", Kind.SEGMENT: "a clip"}

FREE: Final = {
    Kind.SCENE: "The story is told for nothing.",
    Kind.FRAME: "Pictures are drawn for nothing.",
    Kind.SEGMENT: "Clips are made for nothing.",
}
"""What happens instead where somebody does not charge."""

STILL: Final = "This moment stays a still."
STILL_FIRST: Final = "The picture comes first, and is drawn."
LAST_PICTURE: Final = "The last picture stands again."
WORDS: Final = "It goes on in words alone."
"""The steps down."""


def notice(error: CapReached, kind: Kind, instead: str, now: datetime) -> JSON:
    """A sentence or three on a cap that was reached, and the key under which it is told once."""
    told = " ".join(filter(None, [_used(error, kind), _back(error, now), instead]))
    day = f"{now:%Y-%m-%d}" if error.scope == "day" else ""
    return {"text": told, "key": f"{error.scope}:{kind.value}:{instead}{day}"}


def text_and_key(said: JSON) -> tuple[str, str]:
    """A recorded notice; one that is only text, as an earlier release wrote it, is its own key."""
    if isinstance(said, Mapping):
        return str(said["text"]), str(said["key"])
    return str(said or ""), str(said or "")


def left(caps: Caps, used: Mapping[str, int], now: datetime) -> Sequence[str]:
    """What is left of each cap that a player meets, a line each."""
    lines = []
    for scope in SCOPES:
        cap = caps.of(scope)
        if cap is None or scope not in used:
            continue
        rest = f"{dollars(max(0, cap - used[scope]))} of {dollars(cap)}"
        lines.append(_LEFT[scope].format(rest=rest, cap=dollars(cap), time=_time_to(now)))
    return lines


_LEFT: Final = {
    "turn": "A turn may cost {cap}",
    "session": "Left for this story: {rest}",
    "person": "Left for you: {rest}",
    "day": "Left for today, for all stories: {rest}; whole again at 00:00 UTC, in {time}",
}


def _used(error: CapReached, kind: Kind) -> str:
    who, whose = _HAVE[error.scope]
    rest = error.cap - error.used
    if rest <= 0:
        return f"{who} used up {whose} {dollars(error.cap)}."
    dear = _DEAR.get(kind, f"a {kind.value}")
    return f"{who} {dollars(rest)} of {whose} {dollars(error.cap)} left, too little for {dear}."


def _back(error: CapReached, now: datetime) -> str:
    if error.scope == "turn":
        return "The next turn starts afresh."
    if error.scope == "day":
        return f"At 00:00 UTC, in {_time_to(now)}, it is whole again."
    return ""


def _time_to(now: datetime) -> str:
    """How long it is to midnight, as people say it."""
    minutes = max(1, round((tomorrow(now) - now).total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]))
