"""What holds for every world that is shipped; `make prove-worlds` plays thousands of runs."""

from __future__ import annotations

from pathlib import Path

import pictures
import pytest
from gateway_studio.advice import advice
from gateway_studio.players import Player
from gateway_studio.reading import read
from gateway_studio.schema import WorldFile
from gateway_studio.trials import Trial, careful_trials, random_trials
from gateway_studio.verdict import Verdict
from gateway_studio.vocabulary import unknown_names
from gateway_studio.worlds import load_world

from gateway import World

ROOT = Path(__file__).parents[2]
WORLDS = sorted(path.stem for path in (ROOT / "worlds").glob("*.toml"))
RUNS = 12
ALL = pytest.mark.parametrize("name", WORLDS)


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {name: load_world(ROOT / "worlds" / f"{name}.toml") for name in WORLDS}


@pytest.fixture(scope="module")
def trials(worlds: dict[str, World]) -> dict[str, list[Trial]]:
    seeds = range(RUNS)
    return {
        name: [*random_trials(world, seeds), *careful_trials(world, seeds)]
        for name, world in worlds.items()
    }


def _file(name: str) -> WorldFile:
    return read((ROOT / "worlds" / f"{name}.toml").read_text(encoding="utf-8"))


@ALL
def test_a_run_has_eight_turns_or_more_as_a_rule_and_twenty_at_most(
    trials: dict[str, list[Trial]], name: str
):
    turns = [one.turns for one in trials[name]]
    assert all(6 <= one <= 20 for one in turns)
    assert sum(one >= 8 for one in turns) > 0.8 * len(turns)


@ALL
def test_no_run_contradicts_itself(trials: dict[str, list[Trial]], name: str):
    assert [line for one in trials[name] for line in one.wrong] == []


@ALL
def test_no_sentence_is_told_twice_in_a_run(trials: dict[str, list[Trial]], name: str):
    assert [line for one in trials[name] for line in one.repeated] == []


@ALL
def test_every_choice_can_be_carried_out_and_one_leads_out(
    trials: dict[str, list[Trial]], name: str
):
    assert [line for one in trials[name] for line in (*one.undoable, *one.stuck)] == []


@ALL
def test_the_choices_of_a_turn_are_of_three_kinds(trials: dict[str, list[Trial]], name: str):
    kinds = [count for one in trials[name] for count in one.kinds]
    assert sum(count >= 3 for count in kinds) > 0.97 * len(kinds)


@ALL
def test_the_words_of_a_turn_are_neither_few_nor_many(trials: dict[str, list[Trial]], name: str):
    words = sorted(count for one in trials[name] for count in one.words)
    assert words[len(words) // 50] >= 25
    assert words[-len(words) // 50] <= 250


@ALL
def test_runs_end_in_several_ways_and_two_of_them_read_differently(
    worlds: dict[str, World], trials: dict[str, list[Trial]], name: str
):
    verdict = Verdict(worlds[name], trials[name][:RUNS], trials[name][RUNS:])
    assert sum(times > 0 for times in verdict.endings.values()) >= 4
    assert dict(verdict.report())["shared by two runs"].split("%")[0] < "50"


@ALL
def test_all_that_a_world_names_is_drawn_and_heard(name: str):
    assert [problem.mend for problem in unknown_names(_file(name))] == []


@ALL
def test_there_is_nothing_to_mend_in_its_file(name: str):
    assert [problem.mend for problem in advice(_file(name))] == []


@ALL
def test_typed_words_that_nobody_foresaw_are_answered_in_every_world(
    worlds: dict[str, World], name: str
):
    player = Player(worlds[name], 3)
    for words in ("xyzzy", "look around", "where am I", "what can I do", "inventory", "wait"):
        assert len(player.say(words).text.split()) > 5
        if player.scene.ending is None:
            assert len(player.scene.choices) == 4


@ALL
def test_a_place_is_known_by_its_picture_and_no_two_frames_are_the_same(
    worlds: dict[str, World], name: str
):
    frames = [pictures.drawn(job) for job in pictures.details(worlds[name], runs=1, turns=10)]
    nearer, pairs = pictures.known_places(frames)
    assert nearer >= pictures.KNOWN * pairs
    assert pictures.twins(frames) == 0
