"""What Slack sends becomes an event. Nothing here reads, waits or knows the time by itself.

Payloads are taken as Slack sends them, as plain objects; no type of the SDK comes this far.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from gateway import JSON, VERBS, Event, InvalidSessionId, Person, SessionId, Verb, understand
from gateway_slack import views
from gateway_slack.sent import sent

Raw: TypeAlias = "Mapping[str, Any]"
"""What Slack sent."""

_SAID: Final = {None, "file_share", "thread_broadcast"}
"""Kinds of messages that somebody wrote (event.message.subtype)."""

_BUTTON: Final = re.compile(r"[\x21-\x7e]{1,64}")
_MARKED: Final = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
"""What Slack's own markup stands for in a text: people, channels, groups, addresses."""

_CODE: Final = r"(?=\S*[\d/-])\S{4,}|all"
"""A code, or the link of a page that ends in one."""

_SHARED: Final = r"(tape|film|run|voting|never|for (ever|\d{1,4} ?[a-z]{1,9})|to \S+|[\w-]{16,})"
"""One of the words that say what is shared, for how long, and with whom."""

_WITH: Final[Mapping[Verb, str]] = {
    Verb.START: r"\S+( \d+)?",
    Verb.SAY: r".+",
    Verb.CHOOSE: r"\S+",
    Verb.REWIND: r"\d+",
    Verb.SETTINGS: r"\S+( \S+){0,3}",
    Verb.WATCH: _CODE,
    Verb.FOLLOW: rf"{_CODE}|",
    Verb.UNFOLLOW: r"",
    Verb.UNLINK: r"",
    Verb.UNSHARE: _CODE,
    Verb.LINK: _CODE,
    Verb.SHARE: rf"{_SHARED}( {_SHARED})*",
    Verb.FORGET: r"",
}
"""What may follow a verb behind the app's name, which is the only way to ask for it in a thread;
anything else is something to do: "start the engine", "watch the door". Each space stands for any
number of them, and no pattern can read a text in more ways than it has words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Which bot hears, and what it listens to in channels."""

    platform: str
    team: str
    user: str
    bot: str = ""
    name: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A word back to whoever wrote, for them alone; the story hears nothing."""

    session: SessionId
    user: str
    text: str
    origin: Mapping[str, JSON]


Heard: TypeAlias = "Event | Aside | None"
Lives: TypeAlias = "Callable[[SessionId], bool]"


def to_event(body: Raw, me: Me, *, at: datetime, lives: Lives = lambda session: False) -> Heard:
    """What a payload means to the story; `None` where it means nothing.

    :param at: the time now: a press does not say when it was.
    :param lives: whether a thread has a story of its own.
    """
    try:
        if "command" in body:
            return _commanded(body, me, at)
        kind = body.get("type")
        if kind == "event_callback":
            return _said(body, me, lives)
        if kind == "block_actions":
            return _press(body, me, at)
        if kind == "view_submission":
            return _filled(body, me, at)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError):
        return None  # not of the shape we know: nobody can have meant us
    return None


def part(raw: Raw, *keys: str) -> Raw:
    """What stands under the keys, one in the other; empty where nothing does."""
    for key in keys:
        found = raw.get(key)
        raw = found if isinstance(found, Mapping) else {}
    return raw


def who(body: Raw) -> frozenset[str]:
    """By what an admit list may name where a payload comes from: people, channels, workspaces."""
    event = part(body, "event")
    found = [
        body.get("team_id"), part(body, "team").get("id"),
        body.get("channel_id"), part(body, "channel").get("id"), event.get("channel"),
        body.get("user_id"), part(body, "user").get("id"), event.get("user"),
        _remembered(body),
    ]  # fmt: skip
    return frozenset(one.upper() for one in found if isinstance(one, str))


def _remembered(body: Raw) -> str | None:
    """The channel that a form was opened in, which Slack does not name again."""
    try:
        return SessionId.parse(str(part(body, "view").get("private_metadata"))).parts[1]
    except (InvalidSessionId, IndexError):
        return None


def stranger(body: Raw, me: Me) -> Aside | None:
    """What somebody reads who is not admitted, where they wrote to the bot alone, or asked it."""
    heard = to_event(body, me, at=datetime.fromtimestamp(0, UTC))
    if heard is None:
        return None
    user = heard.user if isinstance(heard, Aside) else user_of(heard.person.id)
    if not (is_alone(heard.session) or "respond" in heard.origin):
        return None
    return Aside(
        session=heard.session,
        user=user,
        text=f"This bot plays with invited people only. Ask whoever runs it to admit {user}.",
        origin=heard.origin,
    )


def asks_for_form(body: Raw) -> str | None:
    """What opens the form for one's own words, where somebody pressed the button for it."""
    actions = body.get("actions")
    if body.get("type") != "block_actions" or not isinstance(actions, list):
        return None
    asked = any(isinstance(one, Mapping) and one.get("action_id") == views.SAY for one in actions)
    trigger = body.get("trigger_id")
    return trigger if asked and isinstance(trigger, str) else None


def opens_home(body: Raw) -> tuple[str, str] | None:
    """The workspace and the person, where somebody looks at the app's Home tab."""
    event = part(body, "event")
    if event.get("type") != "app_home_opened" or event.get("tab", "home") != "home":
        return None
    team, user = body.get("team_id"), event.get("user")
    return (team, user) if isinstance(team, str) and isinstance(user, str) else None


def session_of(platform: str, team: str, channel: str, thread: str | None = None) -> SessionId:
    """The conversation: a channel, a thread of it, or whoever writes to the bot alone.

    A direct message is one conversation, with or without threads.
    """
    parts = [team, channel]
    if thread and not channel.startswith("D"):
        parts.append(thread)
    return SessionId.of(platform, *parts)


def is_alone(session: SessionId) -> bool:
    """Whether it is somebody's conversation with the bot alone."""
    return session.parts[1].startswith("D")


def is_thread(session: SessionId) -> bool:
    """Whether it is a thread, where Slack has no commands."""
    _, _, *thread = session.parts
    return bool(thread)


def user_of(person: str) -> str:
    """Slack's id of a person of ours."""
    return person.rpartition(":")[2]


def plain(text: str) -> str:
    """A text as people read it, without Slack's markup.

    >>> plain("I ask <@U1|ann> in <#C1|general> &amp; <https://a.b|here>")
    'I ask @ann in #general & here'
    """
    return html.unescape(_MARKED.sub(_read, text))


def _read(found: re.Match[str]) -> str:
    sign, name, label = found[1], found[2], found[3]
    if sign == "!":
        return label or f"@{name.partition('^')[0]}"
    shown = "" if label is None else label.lstrip("@#")
    return f"{sign}{shown or name}"


# --------------------------------------------------------------------------------------- a command


def _commanded(body: Raw, me: Me, at: datetime) -> Heard:
    """`/tapeway VERB …`; nothing at all asks for help, a number is the choice of that number."""
    session = session_of(me.platform, body["team_id"], body["channel_id"])
    origin = _origin(body["user_id"], at.timestamp(), respond=body.get("response_url"))
    words = plain(str(body.get("text") or "")).strip()
    word, _, argument = words.partition(" ")
    verb = VERBS.get(word.lower()) if word else Verb.HELP
    if verb is None and not argument:
        verb, argument = understand(words)
        verb = verb if verb is Verb.CHOOSE else None
    if verb is None:
        text = (
            f"There is no `{word[:40]}` here; `help` tells what there is, `say` plays your words."
        )
        return Aside(session=session, user=body["user_id"], text=text, origin=origin)
    return Event(
        id=f"slack:{body['team_id']}:{me.user}:trigger:{body['trigger_id']}",
        session=session,
        person=_person(body["team_id"], body["user_id"], body.get("user_name")),
        verb=verb,
        argument=argument.strip(),
        at=at,
        origin={**origin, "quiet": verb in (Verb.HELP, Verb.STATUS)},
    )


# ----------------------------------------------------------------------------------- press and form


def _press(body: Raw, me: Me, at: datetime) -> Heard:
    team, action = body["team"]["id"], body["actions"][0]
    value = action.get("value")
    if action.get("action_id") == views.SAY or not isinstance(value, str):
        return None
    id_ = f"slack:{team}:{me.user}:trigger:{body['trigger_id']}"
    person = _person(team, body["user"]["id"], _name(body["user"]))
    origin = _origin(body["user"]["id"], at.timestamp(), respond=body.get("response_url"))
    if action.get("action_id") == views.TAPE:
        session = _ours(value, team, me)
        return Event(id=id_, session=session, person=person, verb=Verb.TAPE, at=at, origin=origin)
    if not _BUTTON.fullmatch(value):
        return None
    return Event(
        id=id_,
        session=_pressed(body, me),
        person=person,
        verb=Verb.CHOOSE,
        at=at,
        button=value,
        origin=origin,
    )


def pressed_in(body: Raw, me: Me) -> SessionId | None:
    """The conversation of the message whose button was pressed."""
    try:
        return _pressed(body, me)
    except (KeyError, TypeError, AttributeError, InvalidSessionId):
        return None


def _pressed(body: Raw, me: Me) -> SessionId:
    message = part(body, "message")
    thread = message.get("thread_ts") or part(body, "container").get("thread_ts")
    if thread == message.get("ts"):
        thread = None  # the first message of a thread stands in the channel
    return session_of(me.platform, body["team"]["id"], body["channel"]["id"], thread)


def _filled(body: Raw, me: Me, at: datetime) -> Heard:
    """One's own words, from the form."""
    view, team = body["view"], body["team"]["id"]
    words = views.words_of(view)
    if view.get("callback_id") != views.SAY or not words:
        return None
    return Event(
        id=f"slack:{team}:{me.user}:view:{view['id']}",
        session=_ours(view["private_metadata"], team, me),
        person=_person(team, body["user"]["id"], _name(body["user"])),
        verb=Verb.SAY,
        argument=words,
        at=at,
        origin=_origin(body["user"]["id"], at.timestamp()),
    )


def _ours(text: str, team: str, me: Me) -> SessionId:
    session = SessionId.parse(text)
    if (session.platform, session.parts[0]) != (me.platform, team):
        raise InvalidSessionId(f"{text!r} is another bot's, or another workspace's.")
    return session


# ------------------------------------------------------------------------------------------- words


def _said(body: Raw, me: Me, lives: Lives) -> Heard:
    event, team = body["event"], body["team_id"]
    if event.get("type") not in ("app_mention", "message") or event.get("subtype") not in _SAID:
        return None
    if event.get("bot_id") or event["user"] in (me.user, "USLACKBOT"):
        return None  # ourselves, or another bot: neither plays
    session = session_of(me.platform, team, event["channel"], _thread(event))
    called, words = _addressed(str(event.get("text") or ""), me)
    meant = called or is_alone(session)
    verb, argument = (_asked(words) if called else None) or understand(words, pictured=True)
    picture = None
    if verb is Verb.HERO and not argument:
        picture = sent(event, asked=bool(words))
    if not words and (picture is None or not meant):
        return None  # where everything is heard, not every picture is of who is played
    if not (meant or _is_play(session, verb, me, lives)):
        return None
    return Event(
        # A message that names the app comes twice, as a mention and as a message: it is one.
        id=f"slack:{team}:{me.user}:{event['channel']}:{event['ts']}",
        session=session,
        person=_person(team, event["user"], None),
        verb=verb,
        argument=argument,
        at=datetime.fromtimestamp(float(event["ts"]), UTC),
        origin=_origin(event["user"], float(event["ts"])),
        picture=picture,
    )


def _thread(event: Raw) -> str | None:
    thread = event.get("thread_ts")
    return None if thread == event["ts"] else thread


def _is_play(session: SessionId, verb: Verb, me: Me, lives: Lives) -> bool:
    """In a thread that has a story every word is play; in a channel, where the operator says so."""
    if is_thread(session):
        return lives(session)
    return me.everything and (verb is Verb.START or lives(session))


def _addressed(text: str, me: Me) -> tuple[bool, str]:
    """Whether the bot is named, and the words without its name."""
    named = re.compile(rf"<@{re.escape(me.user)}(\|[^<>]*)?>")
    return bool(named.search(text)), plain(named.sub("", text)).strip()


def _asked(words: str) -> tuple[Verb, str] | None:
    """A verb with what may go with it, said to the bot by its name."""
    word, _, argument = words.partition(" ")
    verb, plainly = VERBS.get(word.lower()), " ".join(argument.split())
    if verb is None or not re.fullmatch(_WITH.get(verb, "(?!)"), plainly):
        return None
    return verb, argument.strip()


# -------------------------------------------------------------------------------------- small tools


def _origin(user: str, at: float, *, respond: object = None) -> dict[str, JSON]:
    """What an answer has to know: who asked, when, and where they can be told alone."""
    known: dict[str, JSON] = {"user": user, "at": at}
    return {**known, "respond": respond} if isinstance(respond, str) and respond else known


def _person(team: str, user: str, name: object) -> Person:
    return Person(id=f"slack:{team}:{user}", name=str(name or user)[:64])


def _name(user: Raw) -> object:
    return user.get("name") or user.get("username")
