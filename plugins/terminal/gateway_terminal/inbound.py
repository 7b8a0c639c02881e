"""A typed line becomes an event. Nothing here reads, waits or knows the time by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from gateway import JSON, VERBS, Button, Event, Person, SessionId, Verb, understand
from gateway_terminal.plain import plain

_NUMBER: Final = re.compile(r"#?(\d{1,3})[.)]?")
_COMMAND: Final = re.compile(r"/(\w*)(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hint:
    """A word to the person at the keyboard; the story hears nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The person wants to go; the story stays where it is."""


def now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """An event id that no other event will ever have."""
    return f"terminal:{uuid4()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """Who is heard, where, and by which clock."""

    session: SessionId
    person: Person
    clock: Callable[[], datetime] = now
    new_id: Callable[[], str] = new_id

    @classmethod
    def of(cls, session: SessionId, user: str) -> Ear:
        """The ear of `user` in `session`."""
        return cls(session=session, person=Person(id=f"terminal:{user}", name=user))

    def event(
        self,
        verb: Verb,
        argument: str = "",
        button: str | None = None,
        picture: Mapping[str, JSON] | None = None,
    ) -> Event:
        """What was just asked for, as an event with an id and a time."""
        return Event(
            id=self.new_id(),
            session=self.session,
            person=self.person,
            verb=verb,
            at=self.clock(),
            argument=argument,
            button=button,
            picture=picture,
        )


def to_event(line: str, buttons: Sequence[Button], ear: Ear) -> Event | Hint | Leave | None:
    """What a line means where `buttons` are on offer; `None` for an empty one.

    A number presses the button of that number. `/verb argument` is a verb. All else is what
    `understand` makes of it.
    """
    words = plain(line).strip()
    if not words:
        return None
    if number := _NUMBER.fullmatch(words):
        return _press(int(number[1]), words, buttons, ear)
    if command := _COMMAND.fullmatch(words):
        return _obey(command[1].lower(), (command[2] or "").strip(), buttons, ear)
    if words.lower() == "quit":
        return Leave()
    return ear.event(*understand(words))


def _press(number: int, words: str, buttons: Sequence[Button], ear: Ear) -> Event | Hint:
    """The button of that number; where none are on offer a number is something to say."""
    if 1 <= number <= len(buttons):
        return ear.event(Verb.CHOOSE, button=buttons[number - 1].id)
    if not buttons:
        return ear.event(Verb.SAY, words)
    return Hint(
        f"There is no choice {number}: 1 to {len(buttons)} are. To say it, type /say {words}"
    )


def _obey(word: str, argument: str, buttons: Sequence[Button], ear: Ear) -> Event | Hint | Leave:
    """The command after a slash."""
    if word == "quit":
        return Leave()
    if word not in VERBS:
        return Hint(f"There is no /{word[:40]}. /help tells what there is.")
    if word == "say" and not argument:
        return Hint("Say what? /say and then your words.")
    if word == "choose" and (number := _NUMBER.fullmatch(argument)):
        return _press(int(number[1]), argument, buttons, ear)
    if word == Verb.HERO and argument.lower() not in ("", "off"):
        return ear.event(Verb.HERO, picture={"path": argument})
    return ear.event(VERBS[word], argument)
