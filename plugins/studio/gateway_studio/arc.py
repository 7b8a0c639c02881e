"""What a story does by itself: acts begin, people come and go and speak up, deeds echo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gateway_studio.model import apply
from gateway_studio.needs import here, holds, present

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Change, Does, Person, Round
    from gateway_studio.teller import Teller
    from gateway_studio.worlds import Atlas

FULL = 110
"""Words in a turn after which what can wait does."""


def go_on(atlas: Atlas, run: Run, teller: Teller, *, arrived: bool) -> None:
    """Let the story go on around you, after what you did and before the dangers move.

    Who is met as you arrive stays for that turn.
    """
    _begin_act(atlas, run, teller)
    staying = {*run.company, *run.settled, *(present(atlas, run) if arrived else ())}
    for person in atlas.world.people:
        if person.id not in staying:
            _walk(atlas, run, teller, person)
    _speak_up(atlas, run, teller)
    _echo(atlas, run, teller)


def meet(atlas: Atlas, run: Run, teller: Teller, person: str) -> None:
    """Say who somebody is, the first time."""
    if f"met-{person}" not in run.done:
        run.done.append(f"met-{person}")
        teller.tell(atlas.people[person].about)


def change_of(atlas: Atlas, run: Run) -> Change | None:
    """How the place you are in has changed: the last change that holds."""
    changes = here(atlas, run).changes
    return next((one for one in reversed(changes) if holds(atlas, run, one.needs)), None)


def notice_change(atlas: Atlas, run: Run, teller: Teller) -> None:
    """Tell how the place you are in has changed, if that was not told yet."""
    change = change_of(atlas, run)
    if change is None:
        return
    name = f"change-{run.place}-{here(atlas, run).changes.index(change)}"
    if name not in run.done:
        run.done.append(name)
        teller.tell(change.lines)


def _begin_act(atlas: Atlas, run: Run, teller: Teller) -> None:
    acts = atlas.world.acts
    place = next((index for index, act in enumerate(acts) if act.id == run.act), 0)
    for act in reversed(acts[place + 1 :]):
        due = act.since and run.turn >= act.since
        if due or (act.needs is not None and holds(atlas, run, act.needs)):
            run.act = act.id
            teller.tell(act.lines)
            return


def _walk(atlas: Atlas, run: Run, teller: Teller, person: Person) -> None:
    """Nobody appears or is gone before your eyes without a word: then it waits till you leave."""
    round_ = next((one for one in person.rounds if holds(atlas, run, one.needs)), None)
    at = round_.at if round_ else person.at
    before = run.people[person.id]
    seen = person.id in present(atlas, run)
    if at == before or (seen and not _told(teller, round_, "goes")):
        return
    run.people[person.id] = at
    if person.id not in present(atlas, run):
        return
    if _told(teller, round_, "comes"):
        meet(atlas, run, teller, person.id)
    else:
        run.people[person.id] = before


def _told(teller: Teller, round_: Round | None, which: str) -> bool:
    return round_ is not None and teller.tell(getattr(round_, which))


def _speak_up(atlas: Atlas, run: Run, teller: Teller) -> None:
    """One memory of somebody who is with you."""
    for person in present(atlas, run):
        for memory in atlas.people[person].memories:
            name = f"memory-{person}-{memory.id}"
            if _waits(run, teller, name) and holds(atlas, run, memory.needs):
                _happen(atlas, run, teller, name, memory.text, memory.does)
                return


def _echo(atlas: Atlas, run: Run, teller: Teller) -> None:
    """One thing that comes back."""
    for echo in atlas.world.echoes:
        name = f"echo-{echo.id}"
        at = not echo.at or run.place in echo.at
        if at and _waits(run, teller, name) and holds(atlas, run, echo.needs):
            _happen(atlas, run, teller, name, echo.text, echo.does)
            return


def _waits(run: Run, teller: Teller, name: str) -> bool:
    return run.ending is None and name not in run.done and teller.length < FULL


def _happen(
    atlas: Atlas, run: Run, teller: Teller, name: str, lines: Sequence[str], does: Does
) -> None:
    if teller.tell(lines):
        run.done.append(name)
        apply(atlas, run, does)
