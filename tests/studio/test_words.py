from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import gateway_studio
from gateway_studio.parser import clean
from hypothesis import given
from hypothesis import strategies as st

from gateway import Action, Choice, Verb, World

Start: TypeAlias = "Callable[..., Any]"


def test_a_sentence_that_names_a_deed_does_it(start: Start):
    player = start()
    player.say("Could you read the logbook in the booth, please?")
    assert "read-log" in player.scene.state["done"]


def test_a_verb_of_ones_own_and_a_place_take_you_there(start: Start):
    player = start()
    player.say("wander up to the parking lot")
    assert player.scene.place == "Parking lot"


def test_a_place_farther_off_is_set_out_for(start: Start):
    player = start()
    player.say("head for the archive")
    assert player.scene.place == "Parking lot"
    player.say("archive", "archive")
    assert player.scene.place == "Archive"


def test_a_thing_is_taken_by_its_name(start: Start):
    player = start()
    player.say("go to the lot", "grab the jerrycan")
    assert "jerrycan" in player.scene.inventory


def test_what_is_too_early_is_refused_in_the_words_of_the_world(start: Start, world: World):
    player = start()
    player.say("go to the lot", "go to the shed", "start the generator")
    assert "power-on" not in player.scene.state["facts"]
    (deed,) = (one for one in world.data["deeds"] if one["id"] == "start-generator")
    assert any(line in player.scene.text for line in deed["refusal"])


def test_somebody_who_is_not_here_is_not_answered_for(start: Start, world: World):
    player = start()
    player.say("go to the lot", "ask Ellis about the weather")
    assert any(line in player.scene.text for line in world.data["answers"]["absent"])


def test_another_script_is_answered_with_grace(start: Start, world: World):
    player = start()
    player.say("Есть здесь кто-нибудь?")
    assert any(line in player.scene.text for line in world.data["answers"]["foreign"])


def test_empty_words_are_silence(start: Start):
    spoken, silent = start(9), start(9)
    assert spoken.say(" \n\t ") == silent.keep_silent()


def test_a_choice_nobody_offered_is_answered_politely(start: Start, world: World):
    player = start()
    player.choose(Choice(key="no-such-key", label="?"))
    late = world.data["answers"]["passed"]
    assert any(line in player.scene.text for line in late)
    assert len(player.scene.choices) == 4


def test_a_choice_whose_time_has_passed_changes_nothing_but_the_clock(start: Start):
    player = start()
    player.do("get-signature")
    assert "logbook" not in player.scene.inventory


def test_what_is_echoed_holds_no_markup(start: Start):
    for seed in range(8):
        player = start(seed)
        player.say("@everyone **<b>blorp</b>** `x` {clock} [l](u)")
        assert not set("@<>*`{}[]_") & set(player.scene.text)


def test_a_state_of_another_writer_begins_again_and_says_so(start: Start):
    player = start()
    turn = player.turn(Action(verb=Verb.SAY, text="hello"))
    scene = gateway_studio.write_scene(replace(turn, state={"theirs": 1}, number=9))
    assert scene.notice
    assert len(scene.choices) == 4


def test_a_world_of_another_writer_is_left_to_them(start: Start, world: World):
    turn = start().turn(Action(verb=Verb.START))
    assert gateway_studio.write_scene(replace(turn, world=replace(world, data={}))) is None


@given(text=st.text(max_size=300), seed=st.integers(0, 2**63))
def test_any_text_is_survived_and_the_same_text_gives_the_same_scene(
    start: Start, text: str, seed: int
):
    player = start(seed)
    turn = player.turn(Action(verb=Verb.SAY, text=text))
    scene = gateway_studio.write_scene(turn)
    assert scene.text
    assert len(scene.choices) == 4
    assert scene == gateway_studio.write_scene(turn)


@given(text=st.text(alphabet=st.characters(codec=None), max_size=60))
def test_cleaned_text_is_one_short_line(text: str):
    line = clean(text * 200)
    assert len(line) <= 400
    assert line == " ".join(line.split())


def test_ten_thousand_characters_take_no_longer_than_a_sentence(start: Start):
    player = start()
    player.say("look at the gate " * 600)
    player.say("\x00\x1b[31m" * 2500)
    assert player.scene.text
