"""A turn that all decide: voices are counted until the window closes."""

from __future__ import annotations

from datetime import timedelta

from gateway.core import phrases
from gateway.core.desk import Plan, Sitting
from gateway.core.types import Choice


def cast(at: Sitting, choice: Choice) -> Plan:
    """Count a voice, the last one of each person; the first of all opens the window."""
    head, person = at.head().index, at.event.person
    if at.standing.waiting != "vote":
        # What was voted here before a rewind has had its turn.
        at.records.clear_votes(at.event.session, head)
    at.records.vote(at.event.session, head, person.id, choice.key, at.event.at)
    text = phrases.VOTED.format(name=person.name or "Somebody", label=choice.label)
    if at.standing.waiting != "vote":
        seconds = at.standing.settings.vote_seconds
        text = f"{text} {phrases.WINDOW.format(seconds=seconds)}"
        at.save(waiting="vote", deadline=at.desk.now + timedelta(seconds=seconds))
    at.notice(text)
    return Plan()


def winner(at: Sitting) -> Choice:
    """Most voices win, a tie goes to the choice that had its last voice first."""
    head = at.head()
    voices: dict[str, list[float]] = {}
    for key, when in at.records.votes(at.event.session, head.index):
        voices.setdefault(key, []).append(when.timestamp())
    won = min(voices, key=lambda key: (-len(voices[key]), max(voices[key])))
    return next(choice for choice in head.scene.choices if choice.key == won)
