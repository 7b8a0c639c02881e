from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import gateway_studio
import pytest
from gateway_studio.lexicon import clean
from gateway_studio.players import Player
from gateway_studio.schema import Deed
from gateway_studio.worlds import open_atlas
from hypothesis import given, settings
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


@settings(deadline=None)
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


def test_back_is_where_you_came_from(start: Start):
    player = start()
    player.say("go to the lot", "try the generator shed", "go back")
    assert player.scene.place == "Parking lot"


def test_looking_round_tells_of_the_place_and_of_something_to_do(start: Start, world: World):
    player = start()
    text = player.say("look around").text
    (gate,) = (place for place in world.data["places"] if place["id"] == "gate")
    assert any(line in text for line in gate["details"])
    assert any(word in text for word in ("could", "still this", "comes to you", "can do"))


def test_a_topic_is_asked_of_whom_it_is_asked(start: Start):
    player = start()
    player.say("read the log", "talk to Ellis about Kessler")
    assert "ask-ellis-kessler" in player.scene.state["done"]


def test_a_topic_that_nobody_wrote_is_answered_by_whom_it_was_asked_of(start: Start, world: World):
    (ellis,) = (one for one in world.data["people"] if one["id"] == "ellis")
    text = start().say("ask Ellis about the price of bread").text
    assert any(line in text for line in ellis["replies"])


def test_a_thing_is_used_on_what_it_is_for(start: Start):
    player = start()
    player.do("go-gate-lot", "go-lot-shed", "take-crowbar", "go-shed-field")
    player.say("use the crowbar on the hatch")
    assert "hatch-open" in player.scene.state["facts"]


def test_a_thing_is_given_to_whom_it_is_for(start: Start):
    player = start(11)
    player.do("read-log", "ask-ellis-kessler", "get-signature", "go-gate-lot", "go-lot-shed")
    player.do("take-crowbar", "go-shed-field", "open-hatch", "go-field-tunnel", "go-tunnel-chamber")
    assert player.say("give the signed logbook to Maud").ending.title == "Shift Change"


@pytest.mark.parametrize("words", ["take the jerycan", "fetch the gas can", "picking up jerrycans"])
def test_slips_synonyms_and_endings_are_understood(start: Start, words: str):
    player = start()
    player.say("go to the lot", words)
    assert "jerrycan" in player.scene.inventory


@pytest.mark.parametrize("words", ["wait", "do nothing", "Stay here.", "I want to wait a while"])
def test_waiting_is_silence(start: Start, words: str):
    assert start(9).say(words) == start(9).keep_silent()


def test_whoever_asks_where_they_are_is_told_the_place_and_the_hour(start: Start):
    player = start()
    clock = f"{player.scene.state['minutes'] // 60}:{player.scene.state['minutes'] % 60:02}"
    text = player.say("Where am I?").text
    assert "Gate" in text
    assert clock in text


def test_whoever_asks_what_they_can_do_is_told_two_things_that_can_be_done(start: Start):
    player = start()
    text = player.say("what can I do?").text
    labels = {label.casefold() for deed in _doable(player) for label in deed.label}
    assert sum(label in text.casefold() for label in labels) == 2


def test_whoever_asks_what_they_carry_is_told(start: Start):
    player = start()
    player.do("go-gate-lot", "take-jerrycan")
    assert "jerrycan" in player.say("what do I have?").text


def test_what_is_not_understood_is_answered_with_something_that_can_be_done(start: Start):
    for seed in range(20):
        player = start(seed)
        text = player.say("blorp the frobnicator").text
        labels = {label.casefold() for deed in _doable(player) for label in deed.label}
        assert any(label in text.casefold() for label in labels)


def test_a_look_at_somebody_is_no_kiss(start: Start):
    player = start()
    player.say("kiss Ellis")
    assert "watch-ellis" not in player.scene.state["done"]


def _doable(player: Player) -> list[Deed]:
    atlas = open_atlas(player.world.data)
    return [deed for deed in atlas.deeds.values() if deed.kind != "go"]
