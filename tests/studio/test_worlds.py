from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from gateway_studio.scenery.staging import LANDMARKS
from gateway_studio.scenery.things import KNOWN as THINGS
from gateway_studio.sound import MAKERS
from gateway_studio.worlds import find_worlds, load_world

from gateway import SettingsError, World

Broken: TypeAlias = "Callable[[str, str], str]"

WORLDS = Path(__file__).parents[2] / "worlds"
TEXT = (WORLDS / "dead-channel.toml").read_text(encoding="utf-8")


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    def load(before: str, after: str) -> str:
        assert before in TEXT
        path = tmp_path / "broken.toml"
        path.write_text(TEXT.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(SettingsError) as caught:
            load_world(path)
        return str(caught.value)

    return load


def test_every_world_that_is_shipped_can_be_read():
    shipped = sorted(path.stem for path in WORLDS.glob("*.toml"))
    assert "dead-channel" in shipped
    assert [world.name for world in find_worlds(WORLDS)] == shipped


def test_the_thriller_is_told_in_english_and_shown_on_tape(world: World):
    assert (world.name, world.language, world.look) == ("dead-channel", "en", "vhs")
    assert len(world.data["places"]) >= 9
    assert len(world.data["endings"]) >= 6


def test_broken_toml_is_named_with_its_file_and_line(broken: Broken):
    message = broken('title = "Dead Channel"', "title = Dead Channel")
    assert "broken.toml" in message
    assert "line 5" in message


def test_an_unknown_key_is_named_with_its_line(broken: Broken):
    message = broken('id = "read-log"\n', 'id = "read-log"\nwieght = 2\n')
    assert "`deeds." in message
    assert "spelling" in message
    line = TEXT[: TEXT.index('id = "read-log"')].count("\n") + 2
    assert f"line {line}:" in message


def test_a_missing_key_is_named(broken: Broken):
    message = broken('epitaph = "Sound: D. Ruiz."\n', "")
    assert "epitaph" in message
    assert "missing" in message


def test_a_wrong_kind_says_which_there_are(broken: Broken):
    message = broken('kind = "look"\nat = ["gate"]', 'kind = "lok"\nat = ["gate"]')
    assert "'go', 'look', 'use', 'risk' or 'speak'" in message


def test_a_name_that_leads_nowhere_says_what_there_is(broken: Broken):
    message = broken('to = "lot"\n', 'to = "lott"\n')
    assert "`lott` is none of the places" in message
    assert "archive" in message


def test_a_fact_nobody_can_learn_is_found(broken: Broken):
    message = broken('facts = ["log-read"]', 'facts = ["log-raed"]')
    assert "log-raed" in message


def test_two_deeds_of_one_name_are_found(broken: Broken):
    message = broken('id = "read-board"', 'id = "follow-prints"')
    assert "`follow-prints` is the id of two deeds" in message


def test_every_thing_has_a_use(world: World):
    needed = {thing for deed in world.data["deeds"] for thing in deed["needs"]["has"]}
    assert {thing["id"] for thing in world.data["things"]} <= needed


def test_every_place_can_be_reached(world: World):
    ways = {place["id"]: [way["to"] for way in place["ways"]] for place in world.data["places"]}
    seen, edge = {"gate"}, ["gate"]
    while edge:
        new = set(ways[edge.pop()]) - seen
        seen |= new
        edge += new
    assert seen == set(ways)


def test_all_that_a_world_names_can_be_drawn_and_heard(world: World):
    for place in world.data["places"]:
        assert {mark["draw"] for mark in place["view"]["landmarks"]} <= set(LANDMARKS)
        assert set(place["sound"]) <= set(MAKERS)
    assert {thing["draw"] for thing in world.data["things"]} <= set(THINGS)


def test_what_can_be_said_more_than_once_has_many_wordings(world: World):
    again = [deed for deed in world.data["deeds"] if not deed["once"]]
    assert again
    assert all(len(deed["text"]) >= 4 for deed in again)
