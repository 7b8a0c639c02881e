"""What may be meant, while somebody types a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from gateway import JSON, Verb, World
from gateway_discord import limits
from gateway_discord.commands import SHARED, values
from gateway_discord.inbound import Typing
from gateway_discord.markup import clipped

Card: TypeAlias = "Mapping[str, JSON]"
"""A turn, as the gateway tells it."""


def suggestions(
    typing: Typing, worlds: Sequence[World], turns: Sequence[Card]
) -> list[dict[str, str | int]]:
    """What may be meant by what somebody has typed so far.

    :param turns: those of the run, where somebody rewinds.
    """
    wanted = typing.text.lower()
    return [
        {"name": clipped(told, limits.CHOICE), "value": value}
        for told, value in _offered(typing, worlds, turns)
        if wanted in told.lower() or wanted in str(value)
    ][: limits.CHOICES]


def _offered(
    typing: Typing, worlds: Sequence[World], turns: Sequence[Card]
) -> list[tuple[str, str | int]]:
    if typing.verb is Verb.START:
        return [(f"{world.title}: {world.summary}", world.name) for world in worlds]
    if typing.verb is Verb.SETTINGS:
        return [(value, value) for value in values(typing.others.get("name", ""))]
    if typing.verb is Verb.SHARE:
        return [(value, value) for value in SHARED]
    if typing.verb is Verb.REWIND:
        return [(_turn(card), int(str(card["turn"]))) for card in reversed(turns)]
    return []


def _turn(card: Card) -> str:
    said = str(card.get("said") or card.get("verb"))
    return f"{card['turn']}: {card.get('title') or card.get('place')} ({said})"
