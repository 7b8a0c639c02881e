"""The slash commands: every verb, where it stands, and what it asks for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from gateway import SessionSettings, Verb

STRING: Final = 3
INTEGER: Final = 4
ATTACHMENT: Final = 11
_SUB: Final = 1
"""Kinds of an option (API "Application Command Option Type")."""

_SLASH: Final = 1
"""A command that is typed (API "Application Command Types")."""

_PLACES: Final = [0, 1]
"""Servers, and direct messages with the bot (API "Interaction Context Types")."""

GROUPS: Final[Mapping[str, str]] = {
    "story": "Play an illustrated story",
    "tape": "Tapes and films of the story",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that a command asks for; `suggest` says that we help while it is typed."""

    name: str
    description: str
    kind: int = STRING
    required: bool = False
    suggest: bool = False
    among: tuple[str, ...] = ()

    def as_option(self) -> dict[str, Any]:
        """As Discord is told."""
        option: dict[str, Any] = {
            "type": self.kind,
            "name": self.name,
            "description": self.description,
            "required": self.required,
        }
        if self.kind == INTEGER:
            option["min_value"] = 0
        if self.suggest:
            option["autocomplete"] = True
        if self.among:
            option["choices"] = [{"name": one, "value": one} for one in self.among]
        return option


@dataclass(frozen=True, slots=True)
class Command:
    """A verb as a slash command; the values of what it asks for are joined to its argument."""

    group: str
    name: str
    description: str
    asks: tuple[Ask, ...] = ()


_SETTINGS: Final = tuple(field.name for field in dataclasses.fields(SessionSettings))

COMMANDS: Final[Mapping[Verb, Command]] = {
    Verb.START: Command(
        "story",
        "start",
        "Begin a story",
        (
            Ask("world", "Where it is set", suggest=True),
            Ask("seed", "A number; the same one deals the same story", kind=INTEGER),
        ),
    ),
    Verb.SAY: Command(
        "story",
        "say",
        "Do something in your own words",
        (Ask("words", "What you do", required=True),),
    ),
    Verb.CHOOSE: Command(
        "story",
        "choose",
        "Take one of the ways on",
        (Ask("way", "Its number, counted from 1, or its key", required=True),),
    ),
    Verb.EJECT: Command("story", "eject", "End the run and take its tape"),
    Verb.REWIND: Command(
        "story",
        "rewind",
        "Go back to a turn and play on from there",
        (Ask("turn", "Its number", kind=INTEGER, required=True, suggest=True),),
    ),
    Verb.STATUS: Command("story", "status", "Where the story stands"),
    Verb.SETTINGS: Command(
        "story",
        "settings",
        "How this story is played",
        (
            Ask("name", "The setting to change; leave it out to see all", among=_SETTINGS),
            Ask("value", "What it shall be from now on", suggest=True),
        ),
    ),
    Verb.HERO: Command(
        "story",
        "hero",
        "Show who you play: painters draw after your picture",
        (
            Ask("picture", "How you look; leave it out to see the one there is", kind=ATTACHMENT),
            Ask("switch", "off takes the picture away", among=("off",)),
        ),
    ),
    Verb.LINK: Command(
        "story",
        "link",
        "Join your accounts on other platforms",
        (Ask("code", "The code that the other platform showed you"),),
    ),
    Verb.UNLINK: Command("story", "unlink", "Part this account from the others"),
    Verb.FORGET: Command("story", "forget", "Delete this story with all its media"),
    Verb.HELP: Command("story", "help", "What there is to say"),
    Verb.TAPE: Command("tape", "make", "The run so far as a tape"),
    Verb.FILM: Command("tape", "film", "The run so far as a film"),
    Verb.SHARE: Command(
        "tape",
        "share",
        "Let another conversation watch a tape or film",
        (Ask("what", "tape, film or run; also: for 2 weeks, to ADDRESS", suggest=True),),
    ),
    Verb.WATCH: Command(
        "tape",
        "watch",
        "Watch what was shared",
        (Ask("code", "Its code", required=True),),
    ),
    Verb.TAPES: Command("tape", "mine", "Your tapes and films, from everywhere"),
    Verb.SHARES: Command("tape", "shares", "What you share"),
    Verb.UNSHARE: Command(
        "tape",
        "unshare",
        "Take back what you share",
        (Ask("code", "Its code, its first four letters, or all", required=True),),
    ),
    Verb.FOLLOW: Command(
        "tape",
        "follow",
        "See a run as it is played; without a code: be sent tapes",
        (Ask("code", "The code of the run"),),
    ),
    Verb.UNFOLLOW: Command("tape", "unfollow", "Follow nothing, and be sent nothing"),
}
"""In the order of the menu."""

BY_NAME: Final[Mapping[tuple[str, str], Verb]] = {
    (command.group, command.name): verb for verb, command in COMMANDS.items()
}


def menu() -> list[dict[str, Any]]:
    """All commands, as Discord is told them."""
    return [
        {
            "type": _SLASH,
            "name": group,
            "description": description,
            "contexts": _PLACES,
            "options": [
                {
                    "type": _SUB,
                    "name": command.name,
                    "description": command.description,
                    "options": [ask.as_option() for ask in command.asks],
                }
                for command in COMMANDS.values()
                if command.group == group
            ],
        }
        for group, description in GROUPS.items()
    ]


SHARED: Final = ("tape", "film", "run", "run votes", "tape for 2 weeks", "film for 2 weeks")
"""What may well be shared, and how."""


def values(setting: str) -> Sequence[str]:
    """What a setting of a story may well be, as far as we know."""
    default = getattr(SessionSettings(), setting, "")
    if isinstance(default, Enum):
        return [str(one) for one in type(default)]
    if isinstance(default, bool):
        return ["on", "off"]
    return [str(default)] if default != "" else []
