"""Plays a world many times and takes down what came of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from time import thread_time
from typing import TYPE_CHECKING, Any

from gateway_studio.players import Careful, Player, at_random
from gateway_studio.witness import contradictions

if TYPE_CHECKING:
    from gateway import Scene, World
    from gateway_studio.players import Pick

PAIRS = 400
"""Pairs of runs whose sentences are compared."""
TRIED = 0.12
"""Share of the turns in which every choice is tried, not only the one that is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One run, as it went."""

    seed: int
    turns: int
    ending: str
    died: bool
    """It ended badly before its time was up."""
    kinds: tuple[int, ...]
    """How many kinds of choices there were in each turn."""
    words: tuple[int, ...]
    seconds: tuple[float, ...]
    """Of CPU, by turn."""
    said: frozenset[str]
    done: frozenset[str]
    repeated: tuple[str, ...]
    wrong: tuple[str, ...]
    """Where it contradicts itself."""
    undoable: tuple[str, ...]
    """Choices that were offered and could not be carried out."""
    stuck: tuple[str, ...]
    """Scenes with no way on."""


def trial(world: World, seed: int, pick: Pick) -> Trial:
    """Play one run to its end."""
    chance = Random(seed + 1)
    player, seconds, undoable = Player(world, seed), [], []
    taken: list[str] = []
    while player.scene.ending is None and player.scene.choices:
        if chance.random() < TRIED:
            undoable += _undoable(player)
        choice = pick(player.scene)
        begun = thread_time()
        player.choose(choice)
        seconds.append(thread_time() - begun)
        taken.append(choice.key)
        if _passed(world, player.scene):
            undoable.append(choice.key)
    scenes = player.scenes
    last: Any = scenes[-1].state
    told = Counter(line for scene in scenes for line in spoken(scene))
    return Trial(
        seed=seed,
        turns=len(scenes),
        ending=scenes[-1].ending.title if scenes[-1].ending else "none",
        died=_died(world, scenes[-1], len(scenes)),
        kinds=tuple(len({one.kind for one in scene.choices}) for scene in scenes[:-1]),
        words=tuple(len(scene.text.split()) for scene in scenes),
        seconds=tuple(seconds),
        said=frozenset(told),
        done=frozenset(last["done"]),
        repeated=tuple(line for line, times in told.items() if times > 1),
        wrong=tuple(contradictions(world, scenes, taken)),
        undoable=tuple(undoable),
        stuck=tuple(scene.title for scene in scenes if _stuck(scene)),
    )


def random_trials(world: World, seeds: Iterable[int]) -> list[Trial]:
    """Runs of a player who takes any choice."""
    return [trial(world, seed, at_random(seed)) for seed in seeds]


def careful_trials(world: World, seeds: Iterable[int]) -> list[Trial]:
    """Runs of a player who tries to live."""
    return [trial(world, seed, Careful(world, seed)) for seed in seeds]


def shared(trials: Sequence[Trial]) -> float:
    """The share of its sentences that a run has in common with another, on average."""
    chance = Random(1)
    pairs = [chance.sample(trials, 2) for _ in range(PAIRS)] if len(trials) > 1 else []
    shares = [2 * len(a.said & b.said) / (len(a.said) + len(b.said)) for a, b in pairs]
    return sum(shares) / len(shares) if shares else 0.0


def spoken(scene: Scene) -> list[str]:
    """The sentences of a scene, without what does not make them another sentence."""
    split = re.split(r"(?<=[.!?…])[”’\"']*\s+|\n+", scene.text)
    bare = (re.sub(r"\W+", " ", sentence).strip().casefold() for sentence in split)
    return [sentence for sentence in bare if sentence]


def _undoable(player: Player) -> list[str]:
    choices = player.scene.choices
    return [one.key for one in choices if _passed(player.world, player.tried(one))]


def _passed(world: World, scene: Scene) -> bool:
    """Whether the choice came to nothing."""
    answers: Any = world.data["answers"]
    return any(_pattern(line).search(scene.text) for line in answers["passed"])


def _died(world: World, last: Scene, turns: int) -> bool:
    rules: Any = world.data["rules"]
    return last.ending is not None and last.ending.kind == "bad" and turns < rules["latest"]


def _stuck(scene: Scene) -> bool:
    return scene.ending is None and not any(choice.kind == "go" for choice in scene.choices)


@lru_cache(maxsize=256)
def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.split(r"\{[^}]*\}", line))))
