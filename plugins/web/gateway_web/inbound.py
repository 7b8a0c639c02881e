"""What a browser sent becomes an event. Nothing here reads, waits or knows the time by itself."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Final

from gateway import Event, Person, SessionId, Verb
from gateway_web.keys import Visitor

_ID: Final = re.compile(r"[A-Za-z0-9-]{16,64}")
_BUTTON: Final = re.compile(r"[\x21-\x7e]{1,64}")
LONGEST: Final = 10_000
"""Characters of an argument; the story itself takes no more."""

_VERBS: Final = {verb.value: verb for verb in Verb if verb is not Verb.SILENCE}


class Unreadable(Exception):
    """Not what a page of ours would send; the message is a sentence for whoever sent it."""


def read_object(body: bytes) -> dict[str, object]:
    """The JSON object in a body.

    :raises Unreadable: there is none.
    """
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("That is no JSON.") from None
    if not isinstance(read, dict):
        raise Unreadable("That is no JSON object.")
    return read


def text_of(read: dict[str, object], key: str, longest: int = LONGEST) -> str:
    """The text under a key, empty where there is none.

    :raises Unreadable: it is no text, or too long.
    """
    value = read.get(key, "")
    if not isinstance(value, str):
        raise Unreadable(f"`{key}` is a text.")
    if len(value) > longest:
        raise Unreadable(f"`{key}` has at most {longest:,} characters.")
    return value


def to_event(
    read: dict[str, object], *, session: SessionId, visitor: Visitor, at: datetime
) -> Event:
    """The event that a click or a line of text is.

    The page makes up an id for each click and sends the same one again when it is not sure that
    the first arrived: the same id by the same person in the same room is the same event.

    :raises Unreadable: it cannot be one.
    """
    click, verb = text_of(read, "id"), text_of(read, "verb", 40)
    argument, button = text_of(read, "argument"), text_of(read, "button", 64)
    if not _ID.fullmatch(click):
        raise Unreadable("`id` is 16 to 64 letters, digits and hyphens, another for each click.")
    if verb not in _VERBS:
        raise Unreadable(f"There is no verb like that here; there are {', '.join(_VERBS)}.")
    if button and not _BUTTON.fullmatch(button):
        raise Unreadable("`button` is the id of a button, as the page was given it.")
    return Event(
        id=f"web:{session}:{visitor.id}:{click}",
        session=session,
        person=Person(id=visitor.person, name=visitor.name),
        verb=_VERBS[verb],
        at=at,
        argument=argument,
        button=button or None,
    )
