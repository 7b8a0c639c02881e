"""What is asked about the story rather than played: help, status, settings, who is played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from gateway.core import ladder, phrases
from gateway.core import settings as table
from gateway.core.caps import dollars
from gateway.core.desk import Plan, Portrait, Sitting
from gateway.core.errors import NotNow, NotUnderstood
from gateway.core.types import Pace, SessionSettings


def help_(at: Sitting, argument: str) -> Plan:
    """What can be asked for."""
    at.notice(phrases.HELP.format(worlds=", ".join(at.desk.worlds) or "none"))
    return Plan()


def status(at: Sitting, argument: str) -> Plan:
    """Where the story stands, and what it has cost."""
    now, busy = at.standing, at.records.busy(at.event.session)
    if now.head is None:
        raise NotNow(phrases.BEGINS if busy else phrases.NO_RUN)
    head, world = at.head(), at.desk.worlds.get(now.world)
    title = world.title if world else now.world
    lines = [
        f"Run {now.run} in {title}, turn {head.index} ({head.number} in this run)"
        + ("." if now.running else ", ended."),
        phrases.GOES_ON if busy else "",
        f"Place: {head.scene.place}" if head.scene.place else "",
        f"Health: {head.scene.health}" if head.scene.health is not None else "",
        f"You carry: {', '.join(head.scene.inventory)}" if head.scene.inventory else "",
        f"Spent here: {dollars(at.records.spent(at.event.session))}",
        *_left(at),
    ]
    at.notice("\n".join(filter(None, lines)))
    return Plan()


def _left(at: Sitting) -> Sequence[str]:
    now, person = at.desk.now, at.event.person.id
    used = {"turn": 0, **at.records.usage(at.event.session, person, now)}
    return ladder.left(at.desk.caps, used, now)


def settings(at: Sitting, argument: str) -> Plan:
    """How the story is played; its owner changes it."""
    if not argument:
        at.notice(table.describe(at.standing.settings))
        return Plan()
    at.require_owner()
    old = at.standing.settings
    changed, sentence = table.change(old, argument, looks=at.desk.looks)
    if (changed.pace, changed.pace_seconds) != (old.pace, old.pace_seconds):
        at.save(settings=changed, **_pace(at, changed))
    else:
        at.save(settings=changed)
    at.notice(sentence)
    return Plan()


def _pace(at: Sitting, changed: SessionSettings) -> Mapping[str, object]:
    """What the clock waits for from now on; a vote that is open goes on."""
    if not at.standing.running or at.standing.waiting == "vote":
        return {}
    if changed.pace is Pace.RELAXED:
        return {"waiting": "", "deadline": None}
    waits = timedelta(seconds=changed.pace_seconds)
    return {"waiting": "pace", "deadline": at.desk.now + waits}


def hero(at: Sitting, argument: str) -> Plan:
    """The picture of who is played: take the one that came along, show it, or take it away."""
    word = argument.lower()
    if at.event.picture is not None and not word:
        at.require_voice()
        return Plan(portrait=Portrait.TAKE)
    if word == "off":
        at.require_voice()
        return Plan(portrait=Portrait.REMOVE)
    if word:
        raise NotUnderstood(phrases.HERO_WORDS)
    return Plan(portrait=Portrait.SHOW)
