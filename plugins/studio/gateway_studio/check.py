"""Checks a world's file: what it says, what it names, and how it plays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gateway_studio.advice import advice
from gateway_studio.reading import Problem, Unreadable, read
from gateway_studio.trials import careful_trials, random_trials
from gateway_studio.verdict import Verdict
from gateway_studio.vocabulary import unknown_names
from gateway_studio.worlds import load_world

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 200
"""So many of a player who takes any choice, and as many of one that tries to live."""


def check(path: Path, runs: int = RUNS) -> list[str]:
    """What there is to mend in a world's file, one sentence each; it is played once it can be."""
    text = path.read_text(encoding="utf-8")
    try:
        world = read(text)
    except Unreadable as error:
        return _told(path, text, error.problems)
    unknown = _told(path, text, [*unknown_names(world)])
    poor = _told(path, text, advice(world))
    return [*unknown, *poor, *_played(path, runs)]


def _told(path: Path, text: str, problems: Sequence[Problem]) -> list[str]:
    return [*dict.fromkeys(problem.told(path.name, text) for problem in problems)]


def _played(path: Path, runs: int) -> list[str]:
    world = load_world(path)
    seeds = range(runs)
    verdict = Verdict(world, random_trials(world, seeds), careful_trials(world, seeds))
    return [f"{path.name}, in {2 * runs} runs: {fault}." for fault in verdict.faults()]
