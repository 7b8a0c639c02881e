"""What comes in from Discord becomes an event. Nothing here reads, waits or knows the time.

Payloads are taken as the Gateway sends them, as plain objects; no type of the SDK comes this far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from gateway import JSON, Event, Person, SessionId, Verb, understand
from gateway_discord.commands import ATTACHMENT, BY_NAME
from gateway_discord.sent import address_of, sent

Raw: TypeAlias = "Mapping[str, Any]"
"""What Discord sent."""

SAY: Final = ":say"
"""Our own button, and the modal that it opens; no opaque id begins so."""

ALONE: Final = "dm"
"""What stands for a server in the session of a direct message."""

_EPOCH: Final = 1_420_070_400_000
"""The first moment of 2015, from which Discord's ids count milliseconds (API "Snowflakes")."""

_COMMAND, _PRESS, _TYPING, _MODAL = 2, 3, 4, 5
"""Kinds of an interaction (API "Interaction Type")."""

_TEXTS: Final = (0, 19)
"""Kinds of a message that a person wrote: by itself, or in reply (API "Message Types")."""

_BUTTON: Final = re.compile(r"[\x21-\x7e]{1,64}")

_SPEAKS: Final = sum(1 << bit for bit in (10, 14, 15))
"""View Channel, Embed Links, Attach Files (API "Permissions")."""

_SEND, _SEND_IN_THREADS = 1 << 11, 1 << 38
_THREADS: Final = (10, 11, 12)
"""Kinds of a channel (API "Channel Types")."""

_NUMBERED: Final = re.compile(r"(\d+)\. ")
_WAY: Final = re.compile(r"^\*\*(\d+)\.\*\* (.+)$", re.MULTILINE)
_ESCAPE: Final = re.compile(r"\\([^\w\s]|_)")
"""How `outbound` numbers ways on that are told in the words, and escapes them."""

_QUIET: Final = (Verb.HELP, Verb.LINK, Verb.UNLINK, Verb.TAPES, Verb.SHARES)
"""Verbs whose answer is of no use to anybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Which bot hears; `everything` if it also plays what is not addressed to it."""

    platform: str
    id: int
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Somebody is typing a command, and wants suggestions for what it asks for there."""

    session: SessionId
    verb: Verb
    ask: str
    text: str
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """Somebody wants to say something in their own words."""


Heard: TypeAlias = "Event | Typing | Modal | None"


def to_event(raw: Raw, me: Me) -> Heard:
    """What a message or an interaction means to the story; `None` where it means nothing."""
    try:
        return _interaction(raw, me) if "token" in raw else _message(raw, me)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, OSError):
        return None  # not of the shape we know: nobody can have meant us


def part(raw: Raw, *keys: str) -> Raw:
    """What stands under the keys, one in the other; empty where nothing does."""
    for key in keys:
        found = raw.get(key)
        raw = found if isinstance(found, Mapping) else {}
    return raw


def who(raw: Raw) -> frozenset[str]:
    """By what an admit list may name where something comes from: ids, also of the roles."""
    person = part(raw, "member", "user") or part(raw, "user") or part(raw, "author")
    roles = part(raw, "member").get("roles")
    found = [
        person.get("id"),
        raw.get("guild_id"),
        raw.get("channel_id"),
        part(raw, "channel").get("parent_id"),
        *(roles if isinstance(roles, Sequence) else ()),
    ]
    return frozenset(str(one) for one in found if one)


def person_id(raw: Raw) -> str:
    """The id of whoever a payload is from."""
    person = part(raw, "member", "user") or part(raw, "user") or part(raw, "author")
    return str(person.get("id", ""))


def stranger(raw: Raw) -> str | None:
    """What somebody reads who is not admitted, where only they read it."""
    if "token" not in raw and raw.get("guild_id"):
        return None
    return (
        f"This bot plays with invited people only. Ask whoever runs it to admit {person_id(raw)}."
    )


def session_of(raw: Raw, platform: str) -> SessionId:
    """The conversation of a payload: a channel, a thread, or a direct message.

    >>> str(session_of({"guild_id": "81384788765712384", "channel_id": "5"}, "discord"))
    'discord.81384788765712384.5'
    >>> str(session_of({"channel_id": "5"}, "discord"))
    'discord.dm.5'
    """
    guild = str(int(raw["guild_id"])) if raw.get("guild_id") else ALONE
    return SessionId.of(platform, guild, str(int(raw["channel_id"])))


def time_of(snowflake: int) -> datetime:
    """When an id of Discord's was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + _EPOCH) / 1000, UTC)


# ----------------------------------------------------------------------------------- an interaction


def _interaction(raw: Raw, me: Me) -> Heard:
    kind, data = raw["type"], part(raw, "data")
    if kind in (_COMMAND, _TYPING):
        return _command(raw, data, me)
    pressed = str(data["custom_id"])
    if pressed == SAY and kind == _MODAL:
        words = _said_in(data)
        return _event(raw, me, Verb.SAY, words, said=words)
    if pressed == SAY:
        return Modal()
    if kind == _PRESS and _BUTTON.fullmatch(pressed):
        return _event(raw, me, Verb.CHOOSE, button=pressed, said=_label_of(raw, pressed))
    return None


def _command(raw: Raw, data: Raw, me: Me) -> Heard:
    sub = data["options"][0]
    verb = BY_NAME[str(data["name"]), str(sub["name"])]
    asks = {str(option["name"]): option for option in sub.get("options") or ()}
    told = {
        name: str(option.get("value", "")).strip()
        for name, option in asks.items()
        if option.get("type") != ATTACHMENT
    }
    if raw["type"] == _TYPING:
        focused = next(name for name, option in asks.items() if option.get("focused"))
        session, text = session_of(raw, me.platform), told.pop(focused)
        return Typing(session=session, verb=verb, ask=focused, text=text, others=told)
    argument = " ".join(filter(None, told.values()))
    said = argument if verb is Verb.SAY else ""
    picture = None if argument else _attached(data, asks.values())
    return _event(raw, me, verb, argument, command=True, said=said, picture=picture)


def _attached(data: Raw, options: Iterable[Raw]) -> Mapping[str, JSON] | None:
    """The picture that came with a command."""
    for option in options:
        if option.get("type") == ATTACHMENT:
            return address_of(part(data, "resolved", "attachments", str(option["value"])))
    return None


def _said_in(data: Raw) -> str:
    """The words of a modal's only field, under a label or in a row."""
    (block,) = data["components"]
    field = block.get("component") or block["components"][0]
    return str(field["value"]).strip()


def _event(
    raw: Raw,
    me: Me,
    verb: Verb,
    argument: str = "",
    *,
    button: str | None = None,
    command: bool = False,
    said: str = "",
    picture: Mapping[str, JSON] | None = None,
) -> Event:
    number = int(raw["id"])
    member = raw.get("member") or raw
    person = _person(member["user"], raw)
    origin: dict[str, JSON] = {
        "interaction": str(number),
        "token": str(raw["token"]),
        "application": str(int(raw["application_id"])),
        "user": str(int(member["user"]["id"])),
        "speaks": speaks(raw),
    }
    if said:
        # Nobody else sees what was pressed, or written into a form.
        origin["did"] = f"{person.name}: {said}" if raw.get("guild_id") else f"› {said}"
    if command:
        origin["command"] = "quiet" if verb in _QUIET else "aloud"
    return Event(
        id=_event_id(me, number),
        session=session_of(raw, me.platform),
        person=person,
        verb=verb,
        at=time_of(number),
        argument=argument,
        button=button,
        origin=origin,
        picture=picture,
    )


def _label_of(raw: Raw, pressed: str) -> str:
    """What the button says, or, where it only has a number, the line that has it too."""
    message = part(raw, "message")
    rows = [row.get("components") or () for row in message.get("components") or ()]
    labels = [str(b["label"]) for row in rows for b in row if b.get("custom_id") == pressed]
    label = labels[0] if labels else ""
    number = _NUMBERED.match(label)
    for embed in message.get("embeds") or ():
        told = _WAY.findall(str(embed.get("description", ""))) if number else ()
        for found, way in told:
            if number and found == number[1]:
                return _ESCAPE.sub(r"\1", way)
    return label


def speaks(raw: Raw) -> bool:
    """The bot may write in that channel by itself, without an interaction to answer."""
    if not raw.get("guild_id"):
        return True
    if "0" not in part(raw, "authorizing_integration_owners"):
        return False  # somebody brought the bot along; the server did not invite it
    send = _SEND_IN_THREADS if part(raw, "channel").get("type") in _THREADS else _SEND
    may = int(raw.get("app_permissions") or 0)
    return may & (_SPEAKS | send) == _SPEAKS | send


# ---------------------------------------------------------------------------------------- a message


def _message(raw: Raw, me: Me) -> Heard:
    if raw["author"].get("bot") or raw.get("webhook_id") or raw.get("type", 0) not in _TEXTS:
        return None  # ourselves, another bot, or nobody at all
    text, named = str(raw.get("content") or ""), _names(raw, me)
    spoken_to = named or not raw.get("guild_id")
    if not (spoken_to or me.everything):
        return None
    words = re.sub(rf"<@!?{me.id}>", "", text).strip()
    verb, argument = understand(words, pictured=True)
    picture = None
    if verb is Verb.HERO and not argument:
        picture = sent(raw, asked=bool(words))
    if not words and (picture is None or not spoken_to):
        return None  # where everything is heard, not every picture is of who is played
    number = int(raw["id"])
    origin: dict[str, JSON] = {"message": str(number)}
    if not spoken_to:
        origin["overheard"] = True
    return Event(
        id=_event_id(me, number),
        session=session_of(raw, me.platform),
        person=_person(raw["author"], raw),
        verb=verb,
        at=time_of(number),
        argument=argument,
        origin=origin,
        picture=picture,
    )


def _names(raw: Raw, me: Me) -> bool:
    """The bot is mentioned, by its name or because somebody replies to it."""
    return any(str(one.get("id")) == str(me.id) for one in raw.get("mentions") or ())


def _event_id(me: Me, number: int) -> str:
    """Unique for ever: no two things on Discord have the same number; two bots may hear both."""
    return f"discord:{me.id}:{number}"


def _person(user: Raw, raw: Raw) -> Person:
    member = part(raw, "member")
    name = member.get("nick") or user.get("global_name") or user.get("username") or ""
    return Person(
        id=f"discord:{int(user['id'])}",
        name=" ".join(str(name).split())[:64],
        roles=tuple(map(str, member.get("roles") or ())),
    )
