"""A person's tapes and films: of every run that they or their joined accounts took part in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gateway.core import phrases
from gateway.core.desk import Plan, Sitting
from gateway.core.errors import NotNow
from gateway.core.platform import Button
from gateway.core.shared import Credit
from gateway.core.types import Verb

PAGE: Final = 5
"""On one page: two buttons each, and one to go on."""


def tapes(at: Sitting, argument: str) -> Plan:
    """A page of them, the newest first; a button names the last of the page before."""
    accounts = at.records.accounts(at.event.person.id)
    before = _after(argument) if at.event.button else None
    page = at.records.credits(accounts, before=before, most=PAGE + 1)
    if not page:
        raise NotNow(phrases.NO_OLDER_TAPES if before else phrases.NO_TAPES)
    shown = page[:PAGE]
    buttons = [
        button for number, credit in enumerate(shown, 1) for button in _of(at, number, credit)
    ]
    if len(page) > PAGE:
        last = f"{shown[-1].at.isoformat()} {shown[-1].key}"
        buttons.append(at.button(phrases.OLDER, Verb.TAPES, last, turn=-1))
    lines = [_line(at, number, credit) for number, credit in enumerate(shown, 1)]
    at.notice("\n".join([phrases.MY_TAPES, *lines]), buttons=tuple(buttons), private=True)
    return Plan()


def _of(at: Sitting, number: int, credit: Credit) -> tuple[Button, Button]:
    return (
        at.button(phrases.PLAY.format(number=number), Verb.WATCH, credit.key, turn=-1),
        at.button(phrases.SHARE_NUMBER.format(number=number), Verb.SHARE, credit.key, turn=-1),
    )


def _line(at: Sitting, number: int, credit: Credit) -> str:
    world = at.desk.worlds.get(credit.world)
    return phrases.MY_TAPE.format(
        number=number,
        what=phrases.WATCHED[credit.kind].format(title=world.title if world else credit.world),
        at=f"{credit.at.day} {credit.at:%B %Y}",
        size=credit.size / 1e6,
    )


def _after(argument: str) -> tuple[datetime, str]:
    at, _, key = argument.partition(" ")
    return datetime.fromisoformat(at), key
