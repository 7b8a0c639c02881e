"""Which four of the things that can be done are offered."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from gateway import Choice
from gateway_studio.deeds import ahead, concerns, doable_deeds, possible
from gateway_studio.needs import present
from gateway_studio.odds import odds_of, word_for
from gateway_studio.promise import Promises
from gateway_studio.ways import ways_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.teller import Teller
    from gateway_studio.worlds import Atlas

COUNT = 4
MIXED = 3
"""Kinds that they are of at the least."""
KINDS = ("go", "look", "use", "risk", "speak")
PRESSING = 3.2
"""The two deeds that promise most, if at least this much, are offered whenever they can be done."""
MATTERS = 2.5
"""Deeds that promise at least this much are led to."""
LATE = 0.55
"""The share of a run after which three are offered for that: the story wants to end somewhere."""
TWO_WAYS = 0.8
"""How often two ways are offered where two of them lead on."""
FARTHER = 0.9
"""How much less each step on the way leads on."""
AGAIN = 0.45
"""How much less gladly something is offered that was offered last turn and left."""


def offer(
    atlas: Atlas, run: Run, teller: Teller, chance: Random, *, pressed: Deed | None = None
) -> tuple[Choice, ...]:
    """Four choices of at least three kinds, every one of which can be carried out.

    :param pressed: a deed that is offered whatever else there is.
    """
    promises = Promises(atlas, run)
    leads = _leads(atlas, run, promises)
    ranked = sorted(
        doable_deeds(atlas, run),
        key=lambda deed: -_worth(run, deed, promises, leads) * chance.uniform(0.3, 1.0),
    )
    first = [deed for deed in ranked if deed is pressed]
    fresh = [deed for deed in ranked if _says_something(deed, teller)]
    late = run.turn >= LATE * atlas.world.rules.latest
    pressing = _pressing(fresh, promises, 3 if late else 2)
    picked = _picked(_one_warning(_more(first, fresh), run), _more(first, pressing))
    two = sum(deed.id in leads for deed in fresh) > 1
    two = two and (not pressing or chance.random() < TWO_WAYS)
    picked = _with_ways(picked, fresh, _more(first, pressing), 2 if two else 1)
    picked = _varied(_more(picked, ranked)[:COUNT], fresh)
    picked.sort(key=lambda deed: KINDS.index(deed.kind))
    return _distinct(atlas, run, picked, chance)


def warn(deed: Deed, run: Run, teller: Teller) -> None:
    """Show what might go wrong with a risk, once."""
    if deed.warning and not _warned(deed, run):
        run.done.append(f"warned-{deed.id}")
        teller.tell(deed.warning)


def _warned(deed: Deed, run: Run) -> bool:
    return not deed.warning or f"warned-{deed.id}" in run.done


def _more(deeds: list[Deed], others: Iterable[Deed]) -> list[Deed]:
    """The deeds, then those of the others that are not among them."""
    known = {deed.id for deed in deeds}
    return [*deeds, *(deed for deed in others if deed.id not in known)]


def _one_warning(deeds: Iterable[Deed], run: Run) -> list[Deed]:
    """The deeds without all but the first that has to be warned of: one is enough for a turn."""
    kept: list[Deed] = []
    for deed in deeds:
        if _warned(deed, run) or all(_warned(one, run) for one in kept):
            kept.append(deed)
    return kept


def _pressing(ranked: list[Deed], promises: Promises, count: int) -> list[Deed]:
    """Those that promise most, where they promise enough; of two kinds, if there are such."""
    best = [one for one in ranked if one.kind != "go" and promises.of(one.id) >= PRESSING]
    best.sort(key=lambda deed: -promises.of(deed.id))
    return sorted(best, key=lambda deed: deed.kind == best[0].kind and deed is not best[0])[:count]


def _picked(ranked: list[Deed], first: list[Deed]) -> list[Deed]:
    """The pressing ones, then the best of each kind, then the best that are left."""
    known = {deed.id for deed in ranked}
    picked = [deed for deed in first if deed.id in known]
    for deed in ranked:
        if len(picked) < COUNT and deed.kind not in {one.kind for one in picked}:
            picked.append(deed)
    return _more(picked, ranked)[:COUNT]


def _says_something(deed: Deed, teller: Teller) -> bool:
    """Whether it has words that are new; where a way leads has words of its own."""
    lines = [*deed.text, *(deed.fail_text if deed.odds is not None else ())]
    return deed.kind == "go" or not lines or any(map(teller.fresh, lines))


def _leads(atlas: Atlas, run: Run, promises: Promises) -> dict[str, float]:
    """The ways that lead to where something that matters could be done now, and how much."""
    leads: dict[str, float] = {}
    for place, (step, far) in ways_from(atlas, run).items():
        there = ahead(run, place)
        around = present(atlas, there)
        for deed in promises.at(place):
            worth = promises.of(deed.id) * FARTHER**far
            if worth < max(MATTERS, leads.get(step.id, 0.0)) or run.place in deed.at:
                continue
            if concerns(there, deed, around) and possible(atlas, there, deed):
                leads[step.id] = worth
    return leads


def _with_ways(
    picked: list[Deed], ranked: list[Deed], first: list[Deed], wanted: int
) -> list[Deed]:
    """The same with so many ways out among them, for what is neither first nor heavy."""
    kept = {deed.id for deed in first}
    ways = [deed for deed in ranked if deed.kind == "go"]
    for way in ways[:wanted]:
        light = [deed for deed in picked if deed.kind != "go" and deed.id not in kept]
        kinds = {deed.kind for deed in picked}
        room = len(kinds) == COUNT or "go" not in kinds
        if light and room and way.id not in {deed.id for deed in picked}:
            lightest = min(light, key=lambda deed: deed.weight)
            picked = [*(deed for deed in picked if deed is not lightest), way]
    return picked


def _varied(picked: list[Deed], ranked: list[Deed]) -> list[Deed]:
    """The same with at least three kinds among them, where there are three."""
    for deed in ranked:
        kinds = [one.kind for one in picked]
        if len({*kinds}) >= MIXED or len(picked) < COUNT:
            break
        if deed.kind not in kinds:
            spare = [index for index, kind in enumerate(kinds) if kinds.count(kind) > 1]
            picked = [*picked[: spare[-1]], *picked[spare[-1] + 1 :], deed]
    return picked


def _worth(run: Run, deed: Deed, promises: Promises, leads: Mapping[str, float]) -> float:
    """How gladly the deed is offered now."""
    if deed.kind == "go" and deed.does.move:
        seen = 0.4 if run.seen.get(deed.does.move) else 1.0
        return deed.weight * max(1.5 * seen, leads.get(deed.id, 0.0) ** 2 / MATTERS)
    worth = promises.of(deed.id) or deed.weight
    return worth * (AGAIN if deed.id in run.offered and worth < PRESSING else 1.0)


def _distinct(atlas: Atlas, run: Run, deeds: list[Deed], chance: Random) -> tuple[Choice, ...]:
    """The deeds as choices, with labels that differ."""
    choices: list[Choice] = []
    for deed in deeds:
        taken = {choice.label for choice in choices}
        labels = [label for label in deed.label if label not in taken] or deed.label
        hint = word_for(atlas, odds_of(atlas, run, deed))
        choices.append(Choice(key=deed.id, label=chance.choice(labels), kind=deed.kind, hint=hint))
    return tuple(choices)
