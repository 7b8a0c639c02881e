"""Which four of the things that can be done are offered."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from gateway import Choice
from gateway_studio.deeds import doable, doable_deeds
from gateway_studio.parser import step_toward

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.teller import Teller
    from gateway_studio.worlds import Atlas

COUNT = 4
KINDS = ("go", "look", "use", "risk", "speak")
PRESSING = 3.2
"""The two heaviest deeds, if at least this heavy, are offered whenever they can be done."""
MATTERS = 2.5
"""Deeds at least this heavy are led to."""


def offer(atlas: Atlas, run: Run, teller: Teller, chance: Random) -> tuple[Choice, ...]:
    """Four choices of at least three kinds, every one of which can be carried out."""
    leads = _leads(atlas, run)
    ranked = sorted(
        doable_deeds(atlas, run),
        key=lambda deed: -_worth(run, deed, teller, leads) * chance.uniform(0.3, 1.0),
    )
    pressing = sorted(ranked, key=lambda deed: -deed.weight)[:2]
    picked = [deed for deed in pressing if deed.weight >= PRESSING]
    for deed in ranked:
        if len(picked) < COUNT and deed.kind not in {one.kind for one in picked}:
            picked.append(deed)
    picked += [deed for deed in ranked if deed not in picked][: COUNT - len(picked)]
    picked = _with_ways(picked, ranked, leads)
    picked.sort(key=lambda deed: KINDS.index(deed.kind))
    return _distinct(picked, chance)


def _leads(atlas: Atlas, run: Run) -> set[str]:
    """The ways that lead to where something that matters could be done now."""
    steps = set()
    for deed in atlas.deeds.values():
        if deed.weight < MATTERS or deed.id in run.done or run.place in deed.at:
            continue
        for place in deed.at:
            there = run.model_copy(update={"place": place})
            step = step_toward(atlas, run, place) if doable(atlas, there, deed) else None
            if step:
                steps.add(step.id)
    return steps


def _with_ways(picked: list[Deed], ranked: list[Deed], leads: set[str]) -> list[Deed]:
    """The same with a way out among them, and a second where two of them lead on."""
    ways = [deed for deed in ranked if deed.kind == "go"]
    wanted = 2 if sum(way.id in leads for way in ways) > 1 else 1
    for way in ways[:wanted]:
        light = [deed for deed in picked if deed.kind != "go" and deed.weight < PRESSING]
        kinds = {deed.kind for deed in picked}
        if way not in picked and light and (len(kinds) == COUNT or "go" not in kinds):
            lightest = min(light, key=lambda deed: deed.weight)
            picked = [*(deed for deed in picked if deed is not lightest), way]
    return picked


def _worth(run: Run, deed: Deed, teller: Teller, leads: set[str]) -> float:
    """How gladly the deed is offered now."""
    worth = deed.weight
    if deed.kind == "go" and deed.does.move:
        worth *= 4.0 if deed.id in leads else 1.5
        worth *= 0.4 if run.seen.get(deed.does.move) else 1.0
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
