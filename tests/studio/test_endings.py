from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

Start: TypeAlias = "Callable[..., Any]"

LOT = "go-gate-lot"
WAYS_TO_END = {
    "Sign-Off": (
        *(LOT, "search-sedans", "take-jerrycan", "go-lot-corridor", "go-corridor-archive"),
        *("take-fuse", "take-reel", "go-archive-corridor", "go-corridor-lot", "go-lot-shed"),
        *("bring-up-power", "go-shed-lot", "go-lot-corridor", "go-corridor-control"),
        "play-signoff",
    ),
    "Shift Change": (
        *("read-log", "ask-ellis-kessler", "get-signature", LOT, "go-lot-shed", "take-crowbar"),
        *("go-shed-field", "open-hatch", "go-field-tunnel", "go-tunnel-chamber", "relieve-maud"),
    ),
    "Feedback": (
        *(LOT, "go-lot-corridor", "go-corridor-roof", "take-cable", "crank-dish"),
        *("go-roof-corridor", "go-corridor-control", "patch-in", "go-live"),
    ),
    "Daylight Saving": (
        *("read-log", "ask-ellis-chain", LOT, "take-battery", "fit-battery", "drive-out"),
    ),
    "The Long Shoulder": (
        *("watch-ellis-tv", "ask-ellis-chain", "slow-pan", "narrate", "leave-camera"),
    ),
    "Left on the Lot": (
        *(LOT, "take-battery", "fit-battery", "go-lot-corridor", "go-corridor-control"),
        *("leave-dana", "go-control-corridor", "go-corridor-lot", "drive-alone"),
    ),
}


@pytest.mark.parametrize("title", WAYS_TO_END)
def test_an_ending_is_reached_by_what_leads_to_it(start: Start, title: str):
    scene = start(11).do(*WAYS_TO_END[title])
    assert scene.ending is not None
    assert scene.ending.title == title


@pytest.mark.parametrize(("place", "title"), [("Gate", "Low Battery"), ("Corridor", "The Chair")])
def test_when_the_time_is_up_it_matters_where_you_are(start: Start, place: str, title: str):
    player = start(2)
    if place == "Corridor":
        player.do(LOT, "go-lot-corridor")
    while player.scene.ending is None:
        player.do("no-such-deed")
    assert player.scene.ending.title == title
    assert len(player.scenes) == 20


def test_nobody_gets_away_before_the_sixth_turn(start: Start):
    player = start(1)
    player.do("watch-ellis-tv", "ask-ellis-chain")
    assert "leave-camera" not in {choice.key for choice in player.scene.choices}
    assert player.do("leave-camera").ending is None


def test_a_clue_is_laid_before_every_payoff(start: Start):
    player = start(1)
    assert "shift-signed" not in player.do("get-signature").state["facts"]
    player.do("read-log", "ask-ellis-kessler", "get-signature")
    assert "shift-signed" in player.scene.state["facts"]


def test_an_ending_says_how_it_ended_in_text_and_in_a_card(start: Start):
    scene = start(11).do(*WAYS_TO_END["Feedback"])
    assert scene.ending.text not in scene.text
    assert len(scene.text.split()) > 40
    assert scene.picture.alt


def test_the_power_that_was_brought_up_runs_out_again(start: Start):
    player = start(11)
    player.do(*WAYS_TO_END["Sign-Off"][:11])
    assert "power-on" in player.scene.state["facts"]
    for _ in range(8):
        player.do("no-such-deed")
    assert "power-on" not in player.scene.state["facts"]


def test_silence_brings_the_danger_nearer_than_speech(start: Start):
    silent, busy = start(5), start(5)
    for _ in range(4):
        silent.keep_silent()
        busy.do("no-such-deed")
    near = [player.scene.state["dangers"]["relief"] for player in (silent, busy)]
    assert near[0] > near[1]
