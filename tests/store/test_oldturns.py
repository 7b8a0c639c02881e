from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.types import JSON, Verb
from gateway.store.oldturns import find_turns, normalise

WRITTEN = datetime(2025, 12, 19, 19, 30, tzinfo=UTC)
SHAPE = {
    "turn", "run", "parent", "at", "person", "verb", "said", "title", "text", "place", "health",
    "inventory", "choices", "image", "alt", "segment", "ending",
}  # fmt: skip
KEYS = st.text(max_size=4) | st.sampled_from(
    [
        "turn", "index", "run", "at", "time", "user", "person", "role", "said", "action", "content",
        "text", "parts", "place", "hp", "inventory", "items", "choices", "options", "image",
        "video", "ending", "name", "label", "key", "legacy", "asked", "mood", "parent",
    ]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.sampled_from(["user", "model", "start"])
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def turns_of(*old: JSON) -> list[dict[str, Any]]:
    return normalise(
        old, written=WRITTEN, image=lambda told, turn: None, segment=lambda told, turn: None
    )


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, max_size=5))
def test_whatever_was_told_becomes_elements_and_nothing_is_lost(old: list[Any]) -> None:
    turns = turns_of(*old)
    told = json.dumps(turns, ensure_ascii=False)
    assert json.loads(told) == turns
    for number, turn in enumerate(turns):
        assert turn.keys() - {"legacy"} == SHAPE
        assert turn["verb"] in list(Verb)
        assert datetime.fromisoformat(turn["at"]).tzinfo is not None
        assert number == 0 or turn["turn"] > turns[number - 1]["turn"]
    kept = [datetime.fromisoformat(turn["at"]).timestamp() for turn in turns]
    text = "\0".join(leaves(turns))
    for leaf in leaves(old):
        lost = leaf not in text and leaf not in ("user", "model", "start")
        assert not lost or (leaf.lstrip("-").isdecimal() and int(leaf) in kept), (
            f"{leaf!r} of {old} in {turns}"
        )


def test_our_own_elements_stay_as_they_are() -> None:
    turn = {
        "turn": 3, "run": 2, "parent": None, "at": "2026-11-23T09:00:00+00:00",
        "person": {"id": "web:1", "name": "Ada"}, "verb": "choose", "said": "Go down", "title": "A",
        "text": "Dark.", "place": "cellar", "health": 80, "inventory": ["lamp"],
        "choices": [{"key": "1", "label": "Wait", "kind": "look"}], "image": None, "alt": "stairs",
        "segment": None, "ending": {"kind": "bad", "title": "Dust", "text": "You are dust."},
    }  # fmt: skip
    assert turns_of(turn) == [turn]


def test_the_words_of_a_chat_become_turns() -> None:
    told = turns_of(
        {"role": "user", "parts": [{"text": "open the door"}], "time": 1},
        {"role": "model", "parts": [{"text": "It opens."}, {"text": "Wind."}], "time": 2},
        {"role": "user", "content": "run"},
        {"role": "user", "content": "run faster"},
        {"role": "assistant", "content": "You run."},
        {"role": "user", "content": "unanswered"},
    )
    assert [(turn["said"], turn["text"]) for turn in told] == [
        ("open the door", "It opens.\nWind."),
        ("run", ""),
        ("run faster", "You run."),
        ("unanswered", ""),
    ]
    assert told[0]["at"] == "1970-01-01T00:00:02+00:00"
    assert told[0]["legacy"]["asked"] == {"time": 1}


def test_other_names_are_understood() -> None:
    [turn] = turns_of(
        {
            "index": 7, "scene": "A cellar.", "user_action": "look", "location": "cellar", "hp": 50,
            "options": ["Up", {"id": "d", "text": "Down"}], "items": [{"name": "lamp", "n": 2}],
            "username": "Ada", "timestamp": "2025-12-19 20:30:00", "mood": "grim",
        }
    )  # fmt: skip
    assert (turn["turn"], turn["text"], turn["said"], turn["place"]) == (
        7, "A cellar.", "look", "cellar",
    )  # fmt: skip
    assert turn["health"] == 50
    assert turn["choices"] == [
        {"key": "1", "label": "Up", "kind": "go"},
        {"key": "d", "label": "Down", "kind": "go"},
    ]
    assert turn["inventory"] == ["lamp"]
    assert turn["person"] == {"id": "legacy:Ada", "name": "Ada"}
    assert turn["at"] == "2025-12-19T20:30:00+00:00"
    assert turn["legacy"]["mood"] == "grim"
    assert turn["legacy"]["inventory"] == [{"name": "lamp", "n": 2}]


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2025-12-19T20:30:00+01:00", "2025-12-19T19:30:00+00:00"),
        ("2025-12-19T19:30:00Z", "2025-12-19T19:30:00+00:00"),
        (1766172600, "2025-12-19T19:30:00+00:00"),
        (1766172600000, "2025-12-19T19:30:00+00:00"),
        ("yesterday", WRITTEN.isoformat()),
        (10**30, WRITTEN.isoformat()),
        ("0001-01-01T00:00:00+14:00", WRITTEN.isoformat()),
    ],
)
def test_a_time_is_told_in_utc(told: object, at: str) -> None:
    assert turns_of({"time": told})[0]["at"] == at


def test_numbers_are_kept_only_where_they_rise() -> None:
    assert [turn["turn"] for turn in turns_of({"turn": 2}, {"turn": 5})] == [2, 5]
    again = turns_of({"turn": 2}, {"turn": 2}, "words")
    assert [turn["turn"] for turn in again] == [0, 1, 2]
    assert [turn.get("legacy") for turn in again] == [{"turn": 2}, {"turn": 2}, None]


def test_a_branch_keeps_its_parent() -> None:
    told = turns_of({"turn": 0}, {"turn": 1}, {"turn": 2, "parent": 0}, {"turn": 3, "parent": 9})
    assert [turn["parent"] for turn in told] == [None, 0, 0, 2]
    assert told[3]["legacy"] == {"parent": 9}


def test_a_run_begins_without_a_parent() -> None:
    told = turns_of({"run": 1}, {"run": 1, "said": "go"}, {"run": 2}, {"run": 2, "verb": "EJECT"})
    assert [turn["parent"] for turn in told] == [None, 0, None, 2]
    assert [turn["verb"] for turn in told] == ["start", "say", "start", "eject"]


@pytest.mark.parametrize(
    ("data", "found", "others"),
    [
        ([1], [1], []),
        ({"player": "Ada", "turns": [1], "extra": [2]}, [1], ["player", "extra"]),
        ({"channel 7": [1]}, [1], []),
        ({"turns": None}, [], ["turns"]),
        ("words", [], ["what it holds"]),
    ],
)
def test_the_list_of_turns_is_found(data: JSON, found: list[JSON], others: list[str]) -> None:
    assert find_turns(data) == (found, others)
