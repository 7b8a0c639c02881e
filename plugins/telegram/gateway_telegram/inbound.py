"""An update becomes an event. Nothing here reads, waits or knows the time by itself.

Updates are taken as Telegram sends them, as plain objects; no type of the SDK comes this far.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from gateway import JSON, VERBS, Event, Person, SessionId, Verb, understand
from gateway_telegram.sent import sent

Raw: TypeAlias = "Mapping[str, Any]"
"""What Telegram sent."""

_COMMAND: Final = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_BUTTON: Final = re.compile(r"[\x21-\x7e]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Which bot hears, and what it listens to in groups."""

    platform: str
    id: int
    username: str
    everything: bool = False
    moved: Mapping[int, int] = field(default_factory=dict)
    """The number that a group's session began with, by the one it has now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A word back to whoever wrote; the story hears nothing."""

    session: SessionId
    text: str
    reply: int | None = None


Heard: TypeAlias = "Event | Aside | None"


def to_event(update: Raw, me: Me, *, at: datetime) -> Heard:
    """What an update means to the story; `None` where it means nothing.

    :param at: the time now: a press does not say when it was.
    """
    try:
        if press := update.get("callback_query"):
            return _press(press, update["update_id"], me, at)
        if message := update.get("message"):
            return _said(message, update["update_id"], me)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, OSError):
        return None  # not of the shape we know: nobody can have meant us
    return None


def part(raw: Raw, *keys: str) -> Raw:
    """What stands under the keys, one in the other; empty where nothing does."""
    for key in keys:
        found = raw.get(key)
        raw = found if isinstance(found, Mapping) else {}
    return raw


def message_of(update: Raw) -> Raw:
    """The message that an update is, or whose button was pressed."""
    return part(update, "message") or part(update, "callback_query", "message")


def callback(update: Raw) -> str | None:
    """The id of the press that an update is, which wants an answer."""
    press = part(update, "callback_query").get("id")
    return str(press) if press else None


def who(update: Raw, me: Me) -> frozenset[str]:
    """By what an admit list may name where an update comes from: numbers, and names with `@`."""
    message = message_of(update)
    person = part(update, "callback_query", "from") or part(message, "from")
    found = [part(message, "chat"), person, part(message, "sender_chat")]
    numbers = [one["id"] for one in found if "id" in one]
    numbers += [me.moved[one] for one in numbers if type(one) is int and one in me.moved]
    return frozenset(
        [*map(str, numbers), *(f"@{one['username']}".lower() for one in found if "username" in one)]
    )


def stranger(update: Raw, me: Me) -> Aside | None:
    """What somebody reads who is not admitted, where they wrote to the bot alone."""
    chat = part(update, "message", "chat")
    if chat.get("type") != "private" or type(chat.get("id")) is not int:
        return None
    return Aside(
        session=session_of(part(update, "message"), me),
        text=f"This bot plays with invited people only. Ask whoever runs it to admit {chat['id']}.",
    )


def moved(update: Raw) -> tuple[int, int] | None:
    """The old and the new number of a group that has become a supergroup.

    Telegram says so in both; either may be the first to arrive.
    """
    message = part(update, "message")
    here = part(message, "chat").get("id")
    for key in ("migrate_to_chat_id", "migrate_from_chat_id"):
        other = message.get(key)
        if type(other) is int and type(here) is int:
            return (here, other) if key == "migrate_to_chat_id" else (other, here)
    return None


def session_of(message: Raw, me: Me) -> SessionId:
    """The conversation of a message: a chat, or one topic of it.

    A group that has no topics still numbers its threads of replies; they are the same conversation.
    """
    chat = int(message["chat"]["id"])
    parts = [str(me.moved.get(chat, chat))]
    if message.get("is_topic_message") and message.get("message_thread_id"):
        parts.append(str(int(message["message_thread_id"])))
    return SessionId.of(me.platform, *parts)


# ------------------------------------------------------------------------------------------ a press


def _press(press: Raw, number: int, me: Me, at: datetime) -> Heard:
    button, message = press.get("data"), press.get("message")
    if not message or not isinstance(button, str) or not _BUTTON.fullmatch(button):
        return None
    return Event(
        id=_event_id(me, number),
        session=session_of(message, me),
        person=_person(press["from"]),
        verb=Verb.CHOOSE,
        at=at,
        button=button,
        origin={"callback": str(press["id"])},
    )


# ------------------------------------------------------------------------------------------- words


def _said(message: Raw, number: int, me: Me) -> Heard:
    if (message.get("from") or {}).get("is_bot") and not message.get("sender_chat"):
        return None  # ourselves, or another bot: neither plays
    if message.get("is_automatic_forward"):
        return None  # a channel's post, copied into its group
    text = message.get("text") or message.get("caption") or ""
    command = _COMMAND.fullmatch(text.strip())
    if command:
        return _command(command, message, number, me)
    words, picture = _addressed(text, message, me), sent(message)
    if words is None:
        return None
    if not words.strip() and (picture is None or not (text or _meant(message, me))):
        return None  # where everything is heard, not every picture is of who is played
    verb, argument = understand(words, pictured=picture is not None)
    return _event(message, number, me, verb, argument, picture)


def _command(command: re.Match[str], message: Raw, number: int, me: Me) -> Heard:
    word, whose, argument = command[1].lower(), command[2], (command[3] or "").strip()
    if whose and whose.lower() != me.username.lower():
        return None  # another bot's
    if word in VERBS:
        picture = sent(message) or sent(part(message, "reply_to_message"))
        return _event(message, number, me, VERBS[word], argument, picture)
    if whose or _alone(message):
        return Aside(
            session=session_of(message, me),
            text=f"There is no command {word} here; `help` tells what there is.",
            reply=message["message_id"],
        )
    return None


def _addressed(text: str, message: Raw, me: Me) -> str | None:
    """The words if they are for the bot, without its name; else `None`."""
    mentions = [m for m in _marked(text, message) if _names(m, me)]
    for start, end, _ in reversed([m[1:] for m in mentions]):
        text = f"{text[:start]}{text[end:]}"
    return text if mentions or me.everything or _meant(message, me) else None


def _meant(message: Raw, me: Me) -> bool:
    """It is for the bot, whatever it says."""
    return _alone(message) or _answers(message, me)


def _alone(message: Raw) -> bool:
    return bool(message["chat"].get("type") == "private")


def _answers(message: Raw, me: Me) -> bool:
    """It replies to something the bot said; in a topic all replies go to its beginning."""
    replied = part(message, "reply_to_message")
    return part(replied, "from").get("id") == me.id and "forum_topic_created" not in replied


_Marked: TypeAlias = "tuple[str, int, int, Raw]"


def _marked(text: str, message: Raw) -> list[_Marked]:
    """The entities with their kind and where they begin and end in the text.

    Telegram counts in UTF-16.
    """
    units = text.encode("utf-16-le", errors="replace")
    found = []
    for entity in message.get("entities") or message.get("caption_entities") or ():
        start = len(units[: entity["offset"] * 2].decode("utf-16-le", errors="replace"))
        end = len(
            units[: (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", errors="replace")
        )
        found.append((f"{entity['type']} {text[start:end].lower()}", start, end, entity))
    return found


def _names(marked: _Marked, me: Me) -> bool:
    kind, _, _, entity = marked
    if kind == f"mention @{me.username.lower()}":
        return True
    return kind.startswith("text_mention") and (entity.get("user") or {}).get("id") == me.id


# -------------------------------------------------------------------------------------- small tools


def _event(
    message: Raw,
    number: int,
    me: Me,
    verb: Verb,
    argument: str,
    picture: Mapping[str, JSON] | None,
) -> Event:
    origin: dict[str, JSON] = {"message": int(message["message_id"])}
    return Event(
        id=_event_id(me, number),
        session=session_of(message, me),
        person=_person(message.get("sender_chat") or message["from"]),
        verb=verb,
        at=datetime.fromtimestamp(message["date"], UTC),
        argument=argument,
        origin=origin,
        picture=picture if verb is Verb.HERO else None,
    )


def _event_id(me: Me, number: int) -> str:
    """Unique for ever: an update's number is its bot's own, and a repeat has the same."""
    return f"telegram:{me.id}:{int(number)}"


def _person(raw: Raw) -> Person:
    """A person, or the group or channel in whose name an administrator writes."""
    name = raw.get("title") or f"{raw.get('first_name', '')} {raw.get('last_name', '')}"
    return Person(id=f"telegram:{int(raw['id'])}", name=" ".join(name.split())[:64])
