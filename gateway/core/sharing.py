"""Sharing: a code is made, looked up, listed and taken back.

What is shared gives away nothing but itself. Whether a code is unknown, has expired or was taken
back is told to nobody: all of them are answered with the same sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.core import codes, guesses, phrases
from gateway.core.desk import Order, Plan, Sitting
from gateway.core.errors import NotAllowed, NotNow, NotUnderstood
from gateway.core.ports import Records, Standing
from gateway.core.shared import Share, Shared
from gateway.core.terms import terms
from gateway.core.types import Event, Kind, Sharing, World

if TYPE_CHECKING:
    from gateway.core.guesses import Guard

# ----------------------------------------------------------------------------------- to look one up


def look_up(
    records: Records, guard: Guard, text: str, *, person: str, place: str = "", now: datetime
) -> Share:
    """What a code lets others see.

    :param text: the code as somebody typed it, or a link that ends in it.
    :param person: whoever asks, by whom wrong codes are counted: an account, or an address.
    :param place: the conversation they ask in, if there is one.
    :raises NotUnderstood: it is no code, or there is nothing to see by it.
    :raises NotNow: too many of their codes were wrong; the sentence says how long to wait.
    """
    who = guesses.scopes(person, place)
    guard.admit(records, who, now)
    code = read_code(text)
    share = records.share(code, now)
    if share is None:
        guard.wrong(records, who, now)
        raise NotUnderstood(phrases.NO_SHARE)
    return share


def read_code(text: str) -> str:
    """The code somebody typed.

    :raises NotUnderstood: it is none, which is no guess either.
    """
    code = codes.read(text)
    if code is None:
        raise NotUnderstood(phrases.NO_CODE.format(letters=codes.LENGTH))
    return code


# ------------------------------------------------------------------------------------ to make one


def share(at: Sitting, argument: str) -> Plan:
    """A code for a tape, a film or the run itself; a button names the file, or a credit's key."""
    if at.event.button and argument:
        return Plan(order=_pointed_at(at, argument))
    asked = terms(argument)
    if asked.to and codes.read(asked.what):
        known = look_up_for(at, asked.what)
        require_address(at, asked.to)
        return Plan(order=Order(kind=known.kind, code=known.code, to=asked.to))
    if asked.to:
        require_address(at, asked.to)
    word, _, how = asked.what.lower().partition(" ")
    if word not in ("", *Shared) or (how and not (word == "run" and how in ("votes", "voting"))):
        raise NotUnderstood(phrases.NO_SHARING.format(what=asked.what[:40]))
    require_sharing(at, at.standing)
    if at.standing.head is None:
        raise NotNow(phrases.NO_FRAMES)
    order = Order(
        kind=Shared(word or "tape"),
        run=at.standing.run,
        head=at.standing.head,
        expires=_expires(at.desk.now, at.standing, asked.days),
        votes=bool(how),
        to=asked.to,
    )
    if order.kind is Shared.RUN:
        at.require_run()
        return Plan(order=order)
    return Plan(order=order, reel=Kind(order.kind.value), run=order.run, head=order.head)


def _pointed_at(at: Sitting, argument: str) -> Order:
    """What a button under a tape, or in the list of somebody's tapes, stands for."""
    session, path = at.event.session, argument
    if "/" not in argument:
        credit = at.records.credit(at.records.accounts(at.event.person.id), argument)
        if credit is None:
            raise NotNow(phrases.TAPE_GONE)
        session, path = credit.session, credit.path
    standing = at.records.peek(session)
    made = at.records.medium(session, path)
    if standing is None or made is None:
        raise NotNow(phrases.TAPE_GONE)
    require_sharing(at, standing)
    return Order(
        kind=Shared(made.kind.value),
        key=argument if session != at.event.session else "",
        path=path if session == at.event.session else "",
        run=made.run,
        head=made.head,
        expires=_expires(at.desk.now, standing, None),
    )


def require_sharing(at: Sitting, standing: Standing) -> None:
    """Whoever asks may share what was played in a session.

    :raises NotAllowed: its owner keeps that to themselves.
    """
    anyone = standing.settings.sharing is Sharing.ANYONE or standing.owner is None
    if not anyone and standing.owner not in at.records.accounts(at.event.person.id):
        raise NotAllowed(phrases.NOT_SHARED)


def require_address(at: Sitting, address: str) -> None:
    """There is a conversation that gave out that address; a wrong one is a guess.

    :raises NotUnderstood: there is none.
    """
    who = guesses.scopes(at.event.person.id, str(at.event.session))
    at.desk.guard.admit(at.records, who, at.desk.now)
    if at.records.behind(read_code(address)) is None:
        at.desk.guard.wrong(at.records, who, at.desk.now)
        raise NotUnderstood(phrases.NO_ADDRESS)


def look_up_for(at: Sitting, text: str) -> Share:
    """As `look_up`, for whoever spoke, where they did."""
    return look_up(
        at.records,
        at.desk.guard,
        text,
        person=at.event.person.id,
        place=str(at.event.session),
        now=at.desk.now,
    )


def _expires(now: datetime, standing: Standing, days: float | None) -> datetime | None:
    length = standing.settings.share_days if days is None else days
    return now + timedelta(days=length) if length else None


def hand_out(
    records: Records,
    order: Order,
    *,
    event: Event,
    now: datetime,
    code: str,
    path: str,
    worlds: Mapping[str, World],
) -> Share | None:
    """The share that an order asks for is there; `None` if what it is for is gone meanwhile.

    :param code: a new code, for one that is not there yet.
    :param path: the file, where it was made for this.
    """
    if order.code:
        return records.share(order.code, now)
    session, path = event.session, path or order.path
    if order.key:
        credit = records.credit(records.accounts(event.person.id), order.key)
        if credit is None:
            return None
        session, path = credit.session, credit.path
    standing = records.peek(session)
    made = records.medium(session, path) if path else None
    if standing is None or (made is None and order.kind is not Shared.RUN):
        return None
    title = records.world_of(session, path) or standing.world
    made_share = Share(
        code=code,
        session=session,
        kind=order.kind,
        path=path,
        run=order.run,
        head=order.head,
        title=worlds[title].title if title in worlds else title,
        person=event.person.id,
        at=now,
        expires=order.expires,
        votes=order.votes,
    )
    records.add_share(made_share)
    return made_share


def tell(share: Share, *, link: str = "", sent: bool = False) -> str:
    """What is said of a share that was made.

    :param link: its public page, if there is one.
    :param sent: it went to another conversation as well.
    """
    what = what_of(share)
    use = phrases.SHARED_RUN if share.kind is Shared.RUN else phrases.SHARED
    lines = [
        phrases.PUSHED if sent else "",
        use.format(what=what, until=until(share), code=share.code, name=share.name),
        link,
    ]
    return "\n\n".join(filter(None, lines))


def what_of(share: Share) -> str:
    """What is shared, in a few words."""
    return phrases.SHARED_WHAT[share.kind].format(title=share.title)


def until(share: Share) -> str:
    """How long it can be seen, in a few words; empty for as long as it is there."""
    if share.expires is None:
        return ""
    return phrases.UNTIL.format(at=f"{share.expires.day} {share.expires:%B %Y, %H:%M} UTC")
