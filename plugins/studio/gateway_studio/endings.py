"""When a story is over, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway import Ending
from gateway_studio.model import apply
from gateway_studio.needs import holds

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.teller import Teller
    from gateway_studio.worlds import Atlas


def advance(atlas: Atlas, run: Run, teller: Teller, *, silent: bool) -> None:
    """Let every danger take its steps of this turn, and tell what is seen of it."""
    for danger in atlas.world.dangers:
        if not holds(atlas, run, danger.needs):
            continue
        steps = 1 if danger.every and run.turn % danger.every == 0 else 0
        run.dangers[danger.id] += steps + (danger.silence if silent else 0)
    for danger in atlas.world.dangers:
        level = run.dangers[danger.id]
        for stage in danger.stages:
            name = f"{danger.id}-at-{stage.at}"
            if level >= stage.at and name not in run.done and run.ending is None:
                run.done.append(name)
                teller.tell(stage.text)
                apply(atlas, run, stage.does)


def settle(atlas: Atlas, run: Run) -> None:
    """Decide whether the run ends here; never before its earliest turn, always by its latest."""
    rules = atlas.world.rules
    if run.turn < rules.earliest:
        run.ending = None
        run.health = max(run.health, 1)
        return
    run.ending = run.ending or _lost(atlas, run)
    if run.ending is None and run.turn >= rules.latest:
        fitting = (one.end for one in rules.final if holds(atlas, run, one.needs))
        run.ending = next(fitting, rules.death)


def _lost(atlas: Atlas, run: Run) -> str | None:
    if run.health <= 0:
        return atlas.world.rules.death
    for danger in atlas.world.dangers:
        if danger.end and run.dangers[danger.id] >= danger.limit:
            return danger.end
    return None


def close(atlas: Atlas, run: Run, teller: Teller) -> Ending | None:
    """The ending the run has come to, told; `None` while it goes on."""
    if run.ending is None:
        return None
    coda = atlas.endings[run.ending]
    if coda.place:
        run.place = coda.place
    teller.tell(coda.text)
    return Ending(kind=coda.kind, title=coda.title, text=coda.epitaph)
