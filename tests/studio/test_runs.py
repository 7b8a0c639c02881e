from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from random import Random
from statistics import median
from typing import Any, TypeAlias

import pytest
from gateway_studio.teller import mark, sentences

from gateway import Choice, Scene, World

Start: TypeAlias = "Callable[..., Any]"
Run: TypeAlias = "list[Scene]"

RUNS = 200
CAREFUL = 50


@pytest.fixture(scope="module")
def random_runs(start: Start) -> list[Run]:
    return [_random(start, seed) for seed in range(RUNS)]


@pytest.fixture(scope="module")
def careful_runs(start: Start) -> list[Run]:
    return [start(seed).play(Careful(seed)) for seed in range(CAREFUL)]


def _random(start: Start, seed: int) -> Run:
    dice = Random(seed)
    return start(seed).play(lambda scene: dice.choice(scene.choices))


class Careful:
    """Goes where it has not been, takes what lies there, never risks anything."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.been = Counter()

    def __call__(self, scene: Scene) -> Choice:
        worth = {"use": 2.6, "speak": 2.2, "look": 2.0, "go": 2.4, "risk": 0.0}
        choice = max(
            scene.choices,
            key=lambda one: worth[one.kind] - 0.6 * self.been[one.key] + self.dice.random(),
        )
        self.been[choice.key] += 1
        return choice


def test_every_run_ends_within_six_to_twenty_turns(random_runs: list[Run], careful_runs: list[Run]):
    assert all(6 <= len(run) <= 20 for run in random_runs + careful_runs)


def test_new_places_risks_and_endings_are_worth_a_clip_and_the_rest_is_not(
    random_runs: list[Run],
):
    for run in random_runs[:40]:
        been: set[str] = set()
        for scene in run:
            risked = scene.picture.detail["kind"] == "risk"
            new = scene.place not in been
            been.add(scene.place)
            assert scene.filmed == (new or risked or scene.ending is not None)


def test_silence_alone_comes_to_an_end_too(start: Start):
    for seed in range(12):
        player = start(seed)
        while player.scene.ending is None:
            player.keep_silent()
        assert 6 <= len(player.scenes) <= 20
        assert player.scene.ending.kind == "bad"


def test_every_turn_offers_four_choices_that_differ_in_key_and_label(
    random_runs: list[Run], careful_runs: list[Run]
):
    for run in random_runs + careful_runs:
        for scene in run[:-1]:
            assert len(scene.choices) == 4
            assert len({choice.key for choice in scene.choices}) == 4
            assert len({choice.label for choice in scene.choices}) == 4
        assert run[-1].choices == ()


def test_the_choices_of_a_turn_are_of_three_kinds_at_least(
    random_runs: list[Run], careful_runs: list[Run]
):
    for run in random_runs + careful_runs:
        for scene in run[:-1]:
            assert len({choice.kind for choice in scene.choices}) >= 3


def test_there_is_a_way_out_of_every_scene(random_runs: list[Run]):
    for run in random_runs:
        for scene in run[:-1]:
            assert any(choice.kind == "go" for choice in scene.choices)


def test_every_choice_that_is_offered_can_be_carried_out(start: Start, world: World):
    late = world.data["answers"]["passed"]
    for seed in range(12):
        player = start(seed)
        dice = Random(seed)
        while player.scene.ending is None:
            for choice in player.scene.choices:
                scenes = [*player.scenes]
                told = player.choose(choice).text
                player.scenes = scenes
                assert not any(line.split(".")[0] in told for line in late)
            player.choose(dice.choice(player.scene.choices))


def test_no_sentence_is_told_twice_in_a_run(random_runs: list[Run], careful_runs: list[Run]):
    for run in random_runs + careful_runs:
        told = [
            mark(sentence)
            for scene in run
            for paragraph in scene.text.split("\n\n")
            for sentence in sentences(paragraph)
        ]
        assert len(told) == len(set(told))


def test_runs_end_in_many_ways(random_runs: list[Run], careful_runs: list[Run]):
    endings = {run[-1].ending.title for run in random_runs + careful_runs}
    assert len(endings) >= 5


def test_a_run_is_the_same_every_time(start: Start):
    for seed in (3, 4, 5):
        first, second = (start(seed).play(_by_length) for _ in "ab")
        assert [scene.text for scene in first] == [scene.text for scene in second]
        assert first == second


def _by_length(scene: Scene) -> Choice:
    return scene.choices[len(scene.text) % len(scene.choices)]


def test_other_seeds_tell_it_in_other_words(start: Start):
    texts = {start(seed).scene.text for seed in range(20)}
    assert len(texts) > 8


def test_the_state_is_plain_json_and_small(random_runs: list[Run]):
    for run in random_runs[:40]:
        for scene in run:
            text = json.dumps(scene.state)
            assert json.loads(text) == scene.state
            assert len(text) < 12_000


def test_health_and_inventory_keep_within_bounds(random_runs: list[Run]):
    for run in random_runs:
        for scene in run:
            assert 0 <= scene.health <= 100
            assert len(set(scene.inventory)) == len(scene.inventory)


def test_the_words_of_a_turn_are_neither_few_nor_many(random_runs: list[Run]):
    lengths = [len(scene.text.split()) for run in random_runs for scene in run]
    assert min(lengths) >= 25
    assert median(lengths) > 60
    assert max(lengths) <= 200
