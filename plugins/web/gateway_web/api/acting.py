"""Acting: rooms, actions by verb, settings, forgetting."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.exceptions import HTTPException

from gateway import Card, Event, Person, SessionId, StorageFull, Verb
from gateway_web import heroes
from gateway_web.api import models as m
from gateway_web.api.looking import known, session_of
from gateway_web.api.spec import Ask
from gateway_web.keys import clean_name


async def make_room(ask: Ask) -> m.Room:
    """A room that only its link leads to."""
    room = ask.site.platform.keys.new_room()
    session = ask.site.platform.keys.session(room)
    return m.Room(session=str(session), link=f"{ask.site.base(ask.request)}/r/{room}")


async def act(ask: Ask) -> m.Action:
    """Do something. Once this is answered it is kept, and happens once."""
    body: m.NewAction = ask.body
    session = session_of(ask)
    person = await _person(ask, session, name=body.name, as_owner=body.as_owner)
    return await _hear(ask, session, person, Verb(body.verb), body.argument, body.button)


async def _there(ask: Ask, session: SessionId) -> Card:
    """The session's card; that of a room may still be empty."""
    card = await ask.site.inbox.office.session(session)
    if card is not None:
        return card
    if ask.site.platform.keys.session(session.parts[-1]) != session:
        raise HTTPException(404, "There is no such session.")
    return {}


def _owner(ask: Ask, card: Card) -> Person:
    if "admin" not in ask.token.scopes:
        raise HTTPException(403, "Only tokens with the scope admin act as somebody else.")
    return Person(id=str(card.get("owner") or "gateway:operator"), name="The operator")


async def put_hero(ask: Ask) -> m.Action:
    """Let a picture be who is played; it is looked at in the session's line."""
    query: m.Doing = ask.query
    session = session_of(ask)
    person = await _person(ask, session, as_owner=query.as_owner)
    return await _hear(ask, session, person, Verb.HERO)


async def drop_hero(ask: Ask) -> m.Action:
    """Take the picture of who is played away."""
    query: m.Doing = ask.query
    session = session_of(ask)
    person = await _person(ask, session, as_owner=query.as_owner)
    return await _hear(ask, session, person, Verb.HERO, "off")


async def _person(ask: Ask, session: SessionId, *, name: str = "", as_owner: bool) -> Person:
    """Who does it."""
    card = await _there(ask, session)
    if as_owner:
        return _owner(ask, card)
    return Person(id=f"api:{ask.token.id}", name=clean_name(name) or ask.token.name)


async def _hear(
    ask: Ask,
    session: SessionId,
    person: Person,
    verb: Verb,
    argument: str = "",
    button: str | None = None,
) -> m.Action:
    event = Event(
        id=f"api:{ask.token.id}:{ask.key}",
        session=session,
        person=person,
        verb=verb,
        at=datetime.now(UTC),
        argument=argument,
        button=button,
    )
    try:
        if ask.upload is not None:
            heard = await heroes.hear(ask.site, event, ask.upload)
        else:
            heard = await ask.site.inbox.hear(event)
    except StorageFull as error:
        raise HTTPException(507, str(error)) from None
    became = await ask.site.inbox.office.action(session, event.id) or {}
    return m.Action(
        id=ask.key,
        heard=heard,
        state=str(became.get("state", "done")),
        notices=_texts(became),
    )


async def get_action(ask: Ask) -> m.Action:
    """What became of an action."""
    session = session_of(ask)
    key = ask.path("action")
    became = await ask.site.inbox.office.action(session, f"api:{ask.token.id}:{key}")
    if became is None:
        raise HTTPException(404, "You did nothing like that there.")
    return m.Action(id=key, heard=True, state=str(became["state"]), notices=_texts(became))


def _texts(became: Card) -> list[str]:
    notices = became.get("notices")
    return [str(text) for text in notices] if isinstance(notices, list) else []


async def get_settings(ask: Ask) -> m.Settings:
    """How a session is played."""
    return m.Settings.model_validate(await known(ask))


async def forget(ask: Ask) -> m.Action:
    """Delete a session with all its media, for good; in its line, after what waits there."""
    card = await known(ask)
    owner = Person(id=str(card["owner"] or "gateway:operator"), name="The operator")
    return await _hear(ask, session_of(ask), owner, Verb.FORGET, "yes")
