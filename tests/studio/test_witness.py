"""The witness of `make prove-worlds` sees what is wrong where something is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from gateway_studio.witness import contradictions
from small_house import deed, house, person

from gateway import Choice, Scene, World

Start: TypeAlias = "Callable[..., Any]"
CUP = {
    "id": "cup",
    "name": "cup",
    "at": "hall",
    "label": "Take the cup",
    "about": "A cup.",
    "taken": "You take the cup.",
    "draw": "fuse",
    "uses": "tea",
}


@pytest.fixture
def home() -> World:
    deeds = [deed("drink", needs={"has": ["cup"]})]
    return house(people=[person(at="attic")], things=[CUP], deeds=deeds)


@pytest.fixture
def scenes(start: Start, home: World) -> list[Scene]:
    player = start(1, home)
    player.do("take-cup", "drink")
    return list(player.scenes)


def test_a_run_as_it_was_played_does_not_contradict_itself(home: World, scenes: list[Scene]):
    assert contradictions(home, scenes, ["take-cup", "drink"]) == []


def test_a_thing_that_was_used_and_not_held(home: World, scenes: list[Scene]):
    scenes[1] = replace(scenes[1], inventory=())
    found = contradictions(home, scenes, ["take-cup", "drink"])
    assert any("the cup was used for drink, and was not held." in line for line in found)


def test_a_thing_that_is_held_and_lies_there(home: World, scenes: list[Scene]):
    scenes[0] = replace(scenes[0], inventory=("cup",))
    (found,) = contradictions(home, scenes[:1], [])
    assert "the cup is held and lies there too." in found


@pytest.mark.parametrize(
    ("label", "kind", "wrong"),
    [
        ("Push Ann", "use", True),
        ("Ask Ann about tea", "speak", True),
        ("Ask the wall about Ann", "speak", False),
        ("Leave without Ann", "go", False),
        ("Sip from the cup", "use", True),
        ("Push the cupboard", "use", False),
    ],
)
def test_a_choice_that_names_who_or_what_is_not_there(
    start: Start, home: World, label: str, kind: str, wrong: bool
):
    scene = start(1, home).do("go-hall-kitchen")
    scene = replace(scene, choices=(Choice(key="x", label=label, kind=kind),))
    assert bool(contradictions(home, [scene], [])) == wrong


def test_somebody_who_is_shown_and_is_elsewhere(home: World, scenes: list[Scene]):
    detail = {**scenes[0].picture.detail, "people": [{"id": "ann"}]}
    scenes[0] = replace(scenes[0], picture=replace(scenes[0].picture, detail=detail))
    assert any("shows ann, who is elsewhere" in f for f in contradictions(home, scenes[:1], []))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("“Tea,” says Ann.", True),
        ("Ann nods.", True),
        ("“Tea,” says Ann, in your head.", False),
        ("“Ann nods,” says the wall.", False),
    ],
)
def test_somebody_who_speaks_and_is_elsewhere(
    home: World, scenes: list[Scene], text: str, wrong: bool
):
    scenes[2] = replace(scenes[2], text=text)
    assert bool(contradictions(home, scenes, ["take-cup", "drink"])) == wrong


def test_somebody_who_was_left_behind_and_is_there_before_you(start: Start):
    home = house(people=[person()])
    player = start(1, home)
    player.do("go-hall-kitchen")
    first, second = player.scenes
    shown = {**second.picture.detail, "people": first.picture.detail["people"]}
    second = replace(second, picture=replace(second.picture, detail=shown))
    found = contradictions(home, [first, second], ["go-hall-kitchen"])
    assert any("ann was there before you" in line for line in found)


def test_a_clock_that_runs_backward(home: World, scenes: list[Scene]):
    scenes[2] = replace(scenes[2], state={**scenes[2].state, "minutes": 0})
    found = contradictions(home, scenes, ["take-cup", "drink"])
    assert any("the clock runs backward" in line for line in found)
