"""One person's accounts: joined by a code that is shown on one and typed on the other.

Both sides agree. Who typed the code is told whose account it is and what comes of it; who was shown
the code is asked whether it was they who typed it, for others may have read it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from gateway.core import codes, guesses, phrases
from gateway.core.desk import Plan, Sitting
from gateway.core.errors import NotAllowed, NotNow, NotUnderstood
from gateway.core.ids import SessionId
from gateway.core.platform import Button, Delivery, Part
from gateway.core.ports import Press
from gateway.core.shared import LinkCode
from gateway.core.types import Verb

GOOD_FOR: Final = timedelta(minutes=10)


def link(at: Sitting, argument: str) -> Plan:
    """Show a code, take one that was typed, or hear that somebody agrees."""
    if at.event.button:
        kind, _, digest = argument.partition(" ")
        return {"join": _agreed, "mine": _confirmed}[kind](at, digest)
    return _typed(at, argument) if argument else _shown(at)


def unlink(at: Sitting, argument: str) -> Plan:
    """This account is no longer joined to any."""
    at.records.drop_link_codes(at.event.person.id)
    if not at.records.part(at.event.person.id):
        raise NotNow(phrases.NOT_LINKED)
    at.notice(phrases.UNLINKED, private=True)
    return Plan()


def _shown(at: Sitting) -> Plan:
    code, person = codes.new_code(codes.SHORT), at.event.person
    at.records.drop_link_codes(person.id)
    at.records.save_link_code(
        LinkCode(
            digest=codes.digest(code),
            person=person.id,
            name=person.name,
            session=at.event.session,
            origin=at.event.origin,
            expires=at.desk.now + GOOD_FOR,
        )
    )
    minutes = round(GOOD_FOR.total_seconds() / 60)
    at.notice(phrases.LINK_CODE.format(code=code, minutes=minutes), private=True)
    return Plan()


def _typed(at: Sitting, text: str) -> Plan:
    person, who = at.event.person, guesses.scopes(at.event.person.id, str(at.event.session))
    at.desk.guard.admit(at.records, who, at.desk.now)
    code = codes.read(text, codes.SHORT)
    if code is None:
        raise NotUnderstood(phrases.NO_LINK_CODE.format(letters=codes.SHORT))
    found = at.records.link_code(codes.digest(code), at.desk.now)
    if found is None or found.other not in ("", person.id):
        at.desk.guard.wrong(at.records, who, at.desk.now)
        raise NotUnderstood(phrases.NO_LINK)
    if found.person in at.records.accounts(person.id):
        raise NotNow(
            phrases.LINKED_ALREADY if found.person != person.id else phrases.LINK_ELSEWHERE
        )
    at.records.save_link_code(
        replace(
            found,
            other=person.id,
            other_name=person.name,
            other_session=at.event.session,
            other_origin=at.event.origin,
        )
    )
    button = at.button(phrases.LINK_JOIN, Verb.LINK, f"join {found.digest}", turn=-1)
    text = phrases.LINK_ASK.format(who=_called(found.name, found.person))
    at.notice(text, buttons=(button,), private=True)
    return Plan()


def _agreed(at: Sitting, digest: str) -> Plan:
    """Who typed the code wants it: now who was shown it is asked."""
    found = _open(at, digest, at.event.person.id, shown=False)
    button = Button(id=at.desk.new_id(), label=phrases.LINK_MINE, kind=Verb.LINK.value)
    press = Press(session=found.session, run=0, turn=-1, verb=Verb.LINK, argument=f"mine {digest}")
    at.records.add_buttons(found.session, 0, -1, [(button, press)])
    asked = phrases.LINK_CONFIRM.format(who=_called(found.other_name, found.other))
    _send(at, found.session, found.person, found.origin, asked, digest, (button,))
    at.notice(phrases.LINK_WAITING, private=True)
    return Plan()


def _confirmed(at: Sitting, digest: str) -> Plan:
    """Who was shown the code says that they typed it."""
    found = _open(at, digest, at.event.person.id, shown=True)
    at.records.join(found.person, found.other, at.desk.new_id(), at.desk.now)
    at.records.drop_link_codes(found.person)
    at.notice(phrases.LINKED.format(who=_called(found.other_name, found.other)), private=True)
    if found.other_session is not None:
        told = phrases.LINKED.format(who=_called(found.name, found.person))
        _send(at, found.other_session, found.other, found.other_origin, told, digest)
    return Plan()


def _open(at: Sitting, digest: str, person: str, *, shown: bool) -> LinkCode:
    """The code that is asked about, of whoever pressed.

    :raises PlayerError: its time is over, or it is somebody else's.
    """
    found = at.records.link_code(digest, at.desk.now)
    if found is None:
        raise NotNow(phrases.LINK_OVER)
    if person != (found.person if shown else found.other):
        raise NotAllowed(phrases.NOT_YOUR_LINK)
    return found


def _send(
    at: Sitting,
    session: SessionId,
    person: str,
    origin: object,
    text: str,
    digest: str,
    buttons: tuple[Button, ...] = (),
) -> None:
    at.desk.woken.add(session)
    at.records.send(
        Delivery(
            key=f"link:{digest[:32]}:{'asked' if buttons else 'joined'}",
            session=session,
            part=Part.NOTICE,
            text=text,
            buttons=buttons,
            to=person,
            private=True,
            origin=origin,  # type: ignore[arg-type]
        )
    )


def _called(name: str, person: str) -> str:
    """Somebody's account, as the other side is told of it."""
    return phrases.ACCOUNT.format(name=name or "somebody", platform=person.partition(":")[0])
