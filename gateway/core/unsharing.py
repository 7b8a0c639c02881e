"""What is shared is listed, and taken back: at once, everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.core import codes, phrases
from gateway.core.desk import Plan, Sitting
from gateway.core.errors import NotAllowed, NotNow, NotUnderstood
from gateway.core.shared import Share
from gateway.core.sharing import look_up_for, until, what_of

MOST: Final = 20
"""Shares that are listed at once."""


def shares(at: Sitting, argument: str) -> Plan:
    """What is shared from here, and what whoever asks shares from elsewhere."""
    found = _seen(at)
    if not found:
        raise NotNow(phrases.NO_SHARES)
    lines = [_line(share, at) for share in found[:MOST]]
    if len(found) > MOST:
        lines.append(phrases.MORE_SHARES.format(more=len(found) - MOST))
    lines.append(phrases.HOW_TO_UNSHARE.format(name=found[0].name))
    at.notice("\n".join(lines), private=True)
    return Plan()


def unshare(at: Sitting, argument: str) -> Plan:
    """A code, one's short name, or all that are seen here, are good no longer."""
    word = argument.strip()
    if not word:
        raise NotUnderstood(phrases.UNSHARE_WHAT)
    for each in _meant(at, word):
        at.records.revoke(each.code)
    at.notice(phrases.UNSHARED_ALL if word.lower() == "all" else phrases.UNSHARED)
    return Plan()


def _meant(at: Sitting, word: str) -> Sequence[Share]:
    """The shares that a word behind `unshare` means.

    :raises PlayerError: none, several, or one that somebody else made of another's story.
    """
    seen = _seen(at)
    if word.lower() == "all":
        if not seen:
            raise NotNow(phrases.NO_SHARES)
        return seen
    if codes.read(word) is None:
        named = [share for share in seen if share.name == word.upper()]
        if len(named) != 1:
            raise NotUnderstood(phrases.NO_SUCH_NAME.format(name=word[:20]))
        return named
    found = look_up_for(at, word)
    standing = at.records.peek(found.session)
    owner = standing.owner if standing else None
    if not {found.person, owner} & at.records.accounts(at.event.person.id):
        raise NotAllowed(phrases.NOT_YOUR_SHARE)
    return [found]


def _seen(at: Sitting) -> Sequence[Share]:
    """What whoever asks shares, and all that is shared from here if the session is theirs."""
    mine = at.records.accounts(at.event.person.id)
    found = {share.code: share for share in at.records.shares_of(mine, at.desk.now)}
    if at.standing.owner is None or at.standing.owner in mine:
        here = at.records.shares(at.event.session, at.desk.now)
        found |= {share.code: share for share in here}
    return sorted(found.values(), key=lambda share: share.at, reverse=True)


def _line(share: Share, at: Sitting) -> str:
    return phrases.A_SHARE.format(
        code=share.code,
        what=what_of(share),
        where="" if share.session == at.event.session else phrases.ELSEWHERE,
        views="once" if share.views == 1 else f"{share.views} times",
        until=until(share),
    )
