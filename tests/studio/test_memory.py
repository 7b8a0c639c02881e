"""What a run remembers: people who move and trust, deeds that echo, an arc that goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from gateway_studio.players import Player
from gateway_studio.writer import write
from small_house import deed, house, person

from gateway import Action, Choice, Verb

Start: TypeAlias = "Callable[..., Any]"
COMES, GOES = "Ann comes in.", "Ann goes to the kitchen."


def _round(**more: object) -> dict[str, Any]:
    return {"at": "kitchen", "needs": {"turn": 3}, "comes": COMES, "goes": GOES, **more}


def test_people_go_their_rounds_and_are_seen_to_go(start: Start):
    player = start(1, house(people=[person(rounds=[_round()])]))
    assert player.do("nothing").state["people"] == {"ann": "hall"}
    assert GOES in player.do("nothing").text
    assert player.scene.state["people"] == {"ann": "kitchen"}
    assert "Ann" not in player.scene.picture.alt


def test_people_are_seen_to_come(start: Start):
    player = start(1, house(people=[person(rounds=[_round()])]))
    assert COMES not in player.do("go-hall-kitchen").text
    assert COMES in player.do("nothing").text
    assert "Ann" in player.scene.picture.alt


def test_nobody_is_gone_before_your_eyes_without_a_word(start: Start):
    player = start(1, house(people=[person(rounds=[_round(goes=[])])]))
    player.do("nothing", "nothing", "nothing")
    assert player.scene.state["people"] == {"ann": "hall"}
    assert player.do("go-hall-attic").state["people"] == {"ann": "kitchen"}


def test_who_was_sent_somewhere_stays_there(start: Start):
    deeds = [deed("send-ann", does={"send": {"ann": "attic"}})]
    player = start(1, house(people=[person(rounds=[_round()])], deeds=deeds))
    player.do("send-ann", "nothing", "nothing", "nothing")
    assert player.scene.state["people"] == {"ann": "attic"}


def test_a_memory_is_spoken_of_once_and_counts(start: Start):
    memory = {
        "id": "m",
        "needs": {"turn": 2},
        "text": "Ann remembers.",
        "does": {"learn": ["told"]},
    }
    player = start(1, house(people=[person(memories=[memory])], deeds=[_needs("told")]))
    assert "Ann remembers." in player.do("nothing").text
    assert player.scene.state["facts"] == ["told"]
    assert "remembers" not in player.do("nothing").text


def test_a_memory_waits_until_you_are_together(start: Start):
    memory = {"id": "m", "needs": {}, "text": "Ann remembers."}
    player = start(1, house(people=[person(at="attic", memories=[memory])]))
    assert "remembers" not in player.do("nothing").text
    assert "Ann remembers." in player.do("go-hall-attic").text


def test_an_echo_comes_back_so_many_turns_later_where_it_can_be_noticed(start: Start):
    echo = {"id": "e", "needs": {"since": {"sown": 2}}, "at": ["hall"], "text": "It has grown."}
    player = start(1, house(deeds=[deed("sow", does={"learn": ["sown"]})], echoes=[echo]))
    assert "grown" not in player.do("sow").text
    assert "grown" not in player.do("nothing").text
    assert "grown" not in player.do("go-hall-kitchen").text
    assert "It has grown." in player.do("go-kitchen-hall").text
    assert "grown" not in player.do("nothing").text


def test_one_echo_at_most_is_told_in_a_turn(start: Start):
    echoes = [{"id": name, "needs": {}, "text": f"Echo {name}."} for name in "ab"]
    player = start(1, house(echoes=echoes))
    assert [scene.text.count("Echo") for scene in (player.scene, player.do("nothing"))] == [1, 1]


def test_trust_is_won_and_lost_and_asked_for(start: Start):
    deeds = [
        deed("help", does={"trust": {"ann": 2}}),
        deed("steal", does={"trust": {"ann": -3}}),
        deed("ask", needs={"trust": {"ann": 3}}, weight=5),
        deed("apologise", needs={"doubt": {"ann": 0}}, weight=5),
    ]
    player = start(1, house(people=[person(trust=1)], deeds=deeds))
    assert not _offered(player) & {"ask", "apologise"}
    assert "ask" in _offered(player, "help")
    assert "apologise" in _offered(player, "steal")


def test_an_act_begins_by_its_needs_or_by_its_turn_and_is_told_once(start: Start):
    acts = [
        {"id": "first", "mood": 0.5},
        {"id": "second", "needs": {"facts": ["known"]}, "lines": "The second act.", "mood": -0.5},
        {"id": "third", "since": 4, "lines": "The third act."},
    ]
    deeds = [deed("know", does={"learn": ["known"]}), deed("late", needs={"acts": ["third"]})]
    player = start(1, house(acts=acts, deeds=deeds))
    assert (player.scene.state["act"], player.scene.picture.detail["mood"]) == ("first", 0.5)
    assert "The second act." in player.do("know").text
    assert player.scene.picture.detail["mood"] == -0.5
    assert "act" not in player.do("nothing").text
    assert "late" not in _offered(player)
    assert "The third act." in player.do("nothing").text
    assert "late" in _offered(player)


def test_a_place_reads_as_it_has_become(start: Start):
    change = {"needs": {"facts": ["flood"]}, "lines": ["Water.", "More water."], "alt": "flooded"}
    deeds = [deed("open-tap", does={"learn": ["flood"]})]
    player = start(1, house(rooms={"hall": {"changes": [change]}}, deeds=deeds))
    told = player.do("open-tap")
    assert "ater." in told.text
    assert "A hall, flooded, in the evening" in told.picture.alt
    assert "ater." in player.do("go-hall-attic", "go-attic-hall").text
    assert "Back in the hall" in player.do("go-hall-attic", "go-attic-hall").text


def test_a_thing_can_be_put_down_and_time_and_weather_changed(start: Start):
    thing = {
        "id": "cup",
        "name": "cup",
        "at": "hall",
        "label": "Take the cup",
        "about": "A cup.",
        "taken": "You take the cup.",
        "draw": "fuse",
        "uses": "tea",
    }
    storm = {"id": "storm", "lines": [], "alt": " in a storm"}
    calm = {"id": "calm", "lines": [], "alt": ""}
    does = {"put": {"cup": "attic"}, "minutes": 60}
    deeds = [deed("hide-cup", needs={"has": ["cup"]}, does=does)]
    player = start(1, house(things=[thing], deeds=deeds, weathers=[calm, storm]))
    before = player.do("take-cup").state["minutes"]
    after = player.do("hide-cup").state
    assert (after["have"], after["things"]) == ([], {"cup": "attic"})
    assert after["minutes"] == before + 70


def test_one_of_several_needs_is_enough(start: Start):
    needs = {"any": [{"facts": ["one"]}, {"facts": ["two"]}]}
    deeds = [deed("learn-two", does={"learn": ["two"]}), deed("either", needs=needs)]
    deeds.append(deed("learn-one", needs={"turn": 99}, does={"learn": ["one"]}))
    player = start(1, house(deeds=deeds))
    assert "either" not in _offered(player)
    assert "either" in _offered(player, "learn-two")


@pytest.mark.parametrize(
    ("odds", "edge", "word"),
    [
        (0.5, 0.0, "even odds"),
        (0.5, 0.3, "likely"),
        (0.5, -0.4, "a long shot"),
        (1.0, 0, "almost sure"),
    ],
)
def test_the_odds_of_a_risk_can_be_read_off_its_choice(
    start: Start, odds: float, edge: float, word: str
):
    edges = [{"needs": {"turn": 1}, "by": edge}, {"needs": {"turn": 99}, "by": 0.5}]
    risk = deed("leap", "risk", odds=odds, edges=edges, fail_text="You fall.")
    (choice,) = (one for one in start(1, house(deeds=[risk])).scene.choices if one.key == "leap")
    assert choice.hint == word


def test_fate_keeps_to_the_odds_that_were_shown(start: Start):
    edges = [{"needs": {"facts": ["rope"]}, "by": 0.7}]
    risk = deed("leap", "risk", odds=0.2, edges=edges, fail_text="You fall.")
    world = house(deeds=[deed("rope", does={"learn": ["rope"]}), risk])
    bare = sum("Done" in start(seed, world).do("leap").text for seed in range(300))
    roped = sum("Done: leap" in start(seed, world).do("rope", "leap").text for seed in range(300))
    assert 35 < bare < 85
    assert 250 < roped < 290


def test_a_risk_is_warned_of_once_in_the_scene_that_first_offers_it(start: Start):
    risk = deed("leap", "risk", once=False, warning="The edge is loose.", weight=9)
    player = start(1, house(deeds=[risk]))
    assert "The edge is loose." in player.scene.text
    assert "loose" not in player.do("nothing").text


def test_whoever_asks_for_a_risk_unseen_is_warned_before_it_bites(start: Start):
    risk = {"words": ["leap"], "warning": "The edge is loose.", "does": {"health": -30}}
    hidden = [deed(f"other-{n}", kind, weight=9) for n, kind in enumerate(("look", "use", "speak"))]
    world = house(deeds=[*hidden, deed("leap", "risk", weight=0.1, **risk)])
    player = next(one for one in _starts(start, world) if "leap" not in _offered(one))
    assert "The edge is loose." in player.say("leap").text
    assert player.scene.health == 100
    assert "leap" in _offered(player)
    assert player.say("leap").health == 70


def test_a_line_with_alternatives_is_said_once_with_one_of_them(start: Start):
    world = house(opening="The {cat|dog} sleeps at {clock} in the {place}, {weather}.")
    texts = {start(seed, world).scene.text.split("\n")[0] for seed in range(20)}
    said = "The {} sleeps at 20:00 in the Hall, in still air."
    assert texts == {said.format("cat"), said.format("dog")}


def test_alternatives_do_not_make_one_line_two(start: Start):
    again = deed("again", once=False, text=["You {hum|sing|whistle|croon}."])
    player = start(1, house(deeds=[again]))
    player.do("again", "again", "again")
    told = " ".join(scene.text for scene in player.scenes)
    assert sum(told.count(verb) for verb in ("hum.", "sing.", "whistle.", "croon.")) == 1


def test_sounds_come_and_go_with_a_fact(start: Start):
    sounds = [{"name": "bell", "level": 0.5, "fact": "rung"}]
    deeds = [deed("ring", does={"learn": ["rung"]})]
    player = start(
        1, house(rooms={"hall": {"sounds": sounds, "sound": {"wind": 0.1}}}, deeds=deeds)
    )
    assert player.scene.picture.detail["sound"] == {"wind": 0.1}
    assert player.do("ring").picture.detail["sound"] == {"wind": 0.1, "bell": 0.5}


def test_the_picture_names_the_danger_its_veil_and_the_shapes_it_needs(start: Start):
    ball = {"ball": 1.0}
    shapes = [{"id": name, "parts": [ball]} for name in ("wolf", "well", "never")]
    marks = {"landmarks": [{"draw": "well"}], "composition": "open", "alt": "A hall"}
    danger = {"id": "cold", "limit": 10, "every": 1, "stages": [], "figure": "A wolf"}
    world = house(
        style="ink",
        shapes=shapes,
        dangers=[{**danger, "draw": "wolf", "veil": "frost"}],
        rooms={"hall": {"view": marks}},
    )
    detail = start(1, world).do("nothing").picture.detail
    assert detail["danger"] == {"draw": "wolf", "veil": "frost", "near": 0.2}
    assert (set(detail["shapes"]), detail["style"]) == ({"wolf", "well"}, "ink")


def test_a_danger_veils_the_picture_only_where_it_goes_on(start: Start):
    tide = {"id": "tide", "limit": 4, "every": 1, "stages": [], "veil": "water"}
    player = start(1, house(dangers=[{**tide, "needs": {"inside": False}}]))
    outside = player.do("nothing").picture.detail["danger"]
    inside = player.do("go-hall-attic").picture.detail["danger"]
    assert (outside["veil"], inside["veil"]) == ("water", "none")
    assert outside["near"] > inside["near"] == 0.0


def test_a_run_of_before_goes_on(start: Start):
    player = start(1, house(acts=[{"id": "first"}]))
    new = ("learned", "settled", "trust", "act", "offered")
    old = {key: value for key, value in player.scene.state.items() if key not in new}
    turn = player.turn(Action(verb=Verb.CHOOSE, choice=Choice(key="go-hall-attic", label="")))
    from dataclasses import replace

    scene = write(replace(turn, state=old))
    assert scene is not None
    assert (scene.notice, scene.place, scene.state["act"]) == ("", "Attic", "first")


def _offered(player: Player, *keys: str) -> set[str]:
    return {choice.key for choice in (player.do(*keys) if keys else player.scene).choices}


def _starts(start: Start, world: object) -> Iterator[Any]:
    return (start(seed, world) for seed in range(50))


def _needs(fact: str) -> dict[str, Any]:
    return deed(f"needs-{fact}", needs={"facts": [fact]})
