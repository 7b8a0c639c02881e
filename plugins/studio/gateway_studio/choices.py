"""Which four of the things that can be done are offered."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from gateway import Choice
from gateway_studio.deeds import doable_deeds

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.teller import Teller
    from gateway_studio.worlds import Atlas

COUNT = 4
KINDS = ("go", "look", "use", "risk", "speak")
PRESSING = 4.0
"""Deeds at least this heavy are offered whenever they can be done."""


def offer(atlas: Atlas, run: Run, teller: Teller, chance: Random) -> tuple[Choice, ...]:
    """Four choices of at least three kinds, every one of which can be carried out."""
    ranked = sorted(
        doable_deeds(atlas, run), key=lambda deed: -_worth(run, deed, teller) * chance.random()
    )
    picked: list[Deed] = [deed for deed in ranked if deed.weight >= PRESSING][: COUNT - 1]
    for deed in ranked:
        kinds = [one.kind for one in picked]
        if len(picked) < COUNT and deed.kind not in kinds and deed not in picked:
            picked.append(deed)
    picked = _with_a_way(picked, ranked)
    picked += [deed for deed in ranked if deed not in picked][: COUNT - len(picked)]
    picked.sort(key=lambda deed: KINDS.index(deed.kind))
    return _distinct(picked, chance)


def _with_a_way(picked: list[Deed], ranked: list[Deed]) -> list[Deed]:
    """The same with a way out among them, for nobody should feel shut in."""
    if any(deed.kind == "go" for deed in picked) or len(picked) < COUNT:
        return picked
    ways = [deed for deed in ranked if deed.kind == "go"]
    lightest = min(picked, key=lambda deed: deed.weight)
    return [*(deed for deed in picked if deed is not lightest), *ways[:1]]


def _worth(run: Run, deed: Deed, teller: Teller) -> float:
    """How gladly the deed is offered now."""
    worth = deed.weight
    if deed.kind == "go":
        worth *= 0.4 if run.seen.get(deed.does.move or "") else 1.6
    elif deed.text and not any(map(teller.fresh, deed.text)):
        worth *= 0.02
    return worth


def _distinct(deeds: list[Deed], chance: Random) -> tuple[Choice, ...]:
    """The deeds as choices, with labels that differ."""
    choices: list[Choice] = []
    for deed in deeds:
        taken = {choice.label for choice in choices}
        labels = [label for label in deed.label if label not in taken] or deed.label
        choices.append(Choice(key=deed.id, label=chance.choice(labels), kind=deed.kind))
    return tuple(choices)
