"""Proves the worlds: `make prove-worlds`, or `python bench/worlds.py [--runs N] [WORLD …]`.

Plays every world many times, by a player who takes any choice and by one that tries to live, prints
what came of it, and fails where a world misses what CONTRIBUTING.md asks of it. `--pictures N`
draws the frames of N runs as well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from os import cpu_count
from pathlib import Path

import pictures
from gateway_studio.trials import Trial, careful_trials, random_trials
from gateway_studio.verdict import Verdict
from gateway_studio.worlds import load_world

from gateway import World

WORLDS = Path(__file__).parents[1] / "worlds"
CHUNK = 25


def main() -> int:
    """Print a table per world; 1 where a bound is missed."""
    asked = _asked()
    missed = 0
    with ProcessPoolExecutor(cpu_count()) as pool:
        for path in asked.files or sorted(WORLDS.glob("*.toml")):
            world = load_world(path)
            verdict = Verdict(
                world,
                _played(pool, random_trials, world, asked.runs),
                _played(pool, careful_trials, world, asked.runs),
            )
            missed += _show(verdict)
            missed += _look(pool, world, asked.pictures) if asked.pictures else 0
    return int(missed > 0)


def _played(
    pool: ProcessPoolExecutor,
    play: Callable[[World, range], list[Trial]],
    world: World,
    runs: int,
) -> list[Trial]:
    chunks = [range(start, min(start + CHUNK, runs)) for start in range(0, runs, CHUNK)]
    return [one for part in pool.map(play, [world] * len(chunks), chunks) for one in part]


def _show(verdict: Verdict) -> int:
    print(f"\n{verdict.world.title} ({verdict.world.name})")
    for name, value in verdict.report():
        _say(name, value)
    return _missed([*verdict.faults(), *verdict.missed()])


def _look(pool: ProcessPoolExecutor, world: World, runs: int) -> int:
    frames = [*pool.map(pictures.drawn, pictures.details(world, runs), chunksize=4)]
    return _missed(pictures.report(frames, _say))


def _say(name: str, value: str) -> None:
    print(f"  {name:<22}{value}", flush=True)


def _missed(lines: list[str]) -> int:
    for line in lines:
        print(f"  missed: {line}.", flush=True)
    return len(lines)


def _asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="worlds; all of worlds/ if none")
    parser.add_argument("--runs", type=int, default=1000, help="runs of each player")
    parser.add_argument("--pictures", type=int, default=0, help="draw so many runs, too")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
