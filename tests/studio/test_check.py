"""`tapeway worlds check`: every sentence names the line and the mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import gateway_studio
import pytest
from gateway_studio.check import check

Check: TypeAlias = "Callable[..., list[str]]"
TEXT = gateway_studio.draft_world("ferry")


@pytest.fixture
def checked(tmp_path: Path) -> Check:
    """What is said of the world to begin with, after some of its text is replaced."""

    def run(*changes: tuple[str, str], runs: int = 1) -> list[str]:
        text = TEXT
        for before, after in changes:
            assert text.count(before) >= 1, before
            text = text.replace(before, after, 1)
        path = tmp_path / "ferry.toml"
        path.write_text(text, encoding="utf-8")
        return [line for line in check(path, runs) if runs > 1 or " runs: " not in line]

    return run


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_the_world_to_begin_with_has_nothing_to_mend(checked: Check):
    assert checked(runs=200) == []


def test_all_of_several_slips_are_told_at_once(checked: Check):
    found = checked(("[answers]", "[answers]\nwhat = 1"), ('title = "Forty"\n', ""))
    assert len(found) == 2
    assert "`answers.what`: nobody knows this key" in found[0]
    assert "title`: is missing: write it." in found[1]


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        (
            'ground = "gravel"',
            'ground = "gravle"',
            "`gravle` is none of the grounds: use one of gravel",
        ),
        ('wall = "tin"', 'wall = "tinn"', "`tinn` is none of the surfaces: use one of tin"),
        ('color = "sodium"', 'color = "sodum"', "`sodum` is none of the lamps: use one of sodium"),
        ('draw = "pole"', 'draw = "polle"', "`polle` is none of the landmarks: use one of pole"),
        (
            'draw = "logbook"',
            'draw = "logbok"',
            "`logbok` is none of the things: use one of logbook",
        ),
        ("drip = 0.5", "drop = 0.5", "`drop` is none of the sounds: use one of drip"),
        ('name = "steps"', 'name = "stebs"', "`stebs` is none of the sounds: use one of steps"),
        ('head = "cap"', 'shape = "boot"', "`boot` is none of the shapes: use one of boat"),
        ('figure = "A tall', 'draw = "watch"\nfigure = "A tall', "`watch` is none of the dangers"),
    ],
)
def test_a_name_that_nothing_is_drawn_or_heard_by(
    checked: Check, before: str, after: str, mend: str
):
    (found,) = checked((before, after))
    assert mend in found
    assert found.startswith(f"ferry.toml, line {line_of(before)}:")


def test_a_fact_that_nothing_needs(checked: Check):
    taught = "does = { learn = ["
    (found,) = checked((taught, taught + '"idle", '))
    line = line_of(taught)
    assert found == (
        f"ferry.toml, line {line}: nothing needs the fact `idle`: let something need it, or take "
        "it out."
    )


def test_a_lamp_that_waits_for_a_fact_that_nothing_teaches(checked: Check):
    (found,) = checked(("flicker = 0.5", 'flicker = 0.5, fact = "dawn"'))
    assert f"line {line_of('flicker = 0.5')}: nothing ever teaches the fact `dawn`" in found


def test_a_thing_without_a_use(checked: Check):
    found = checked(('needs = { has = ["list"] }\n', ""))
    assert any(
        "nothing needs the passenger list: let a deed need it with `has`." in f for f in found
    )


@pytest.mark.parametrize(
    ("more", "harm"),
    [
        ("does = { health = -5 }", "can hurt"),
        ("fail_does = { danger = { tide = 1 } }", "can bring a danger nearer"),
        ('does = { end = "overboard" }', "can end badly"),
    ],
)
def test_a_deed_that_hurts_and_does_not_say_so_before(checked: Check, more: str, harm: str):
    known = 'id = "listen-door"\n'
    (found,) = checked((known, f"{known}{more}\n"))
    line = line_of(known)
    assert found == (
        f'ferry.toml, line {line}: `listen-door` {harm}: make its kind "risk" and give it `odds` '
        "or a `warning`."
    )


def test_odds_with_nothing_to_say_of_bad_luck(checked: Check):
    fail = 'fail_text = ["“There is always one too many,” says Wren. “Bring me it in writing.”"]\n'
    (found,) = checked((fail, ""))
    assert "`ask-round` has odds and no `fail_text`: say what goes wrong." in found


def test_a_choice_that_names_a_thing_that_need_not_be_there(checked: Check):
    (found,) = checked(('"Listen at the stairs"', '"Hide the storm lamp"'))
    assert f"line {line_of('Listen at the stairs')}" in found
    assert "“Hide the storm lamp” names the storm lamp, which need not be there" in found


def test_an_ending_that_nothing_leads_to(checked: Check):
    found = checked(('does = { end = "forty" }', 'does = { learn = ["count-known"] }'))
    assert any("nothing leads to the ending `forty`" in line for line in found)


def test_a_place_that_no_way_leads_to(checked: Check):
    found = checked(('to = "wheelhouse"', 'to = "deck"'))
    assert any("no way leads to `wheelhouse`" in line for line in found)


@pytest.mark.parametrize("which", ["comes", "goes"])
def test_a_round_that_nobody_sees(checked: Check, which: str):
    text = next(line for line in TEXT.splitlines() if line.startswith(f"{which} = "))
    (found,) = checked((text + "\n", ""))
    assert f"Aubrey's round to `deck` has no `{which}`" in found
    assert f"line {line_of('[[people.rounds]]')}" in found


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        ('  "You stand and drip.",\n', "", "silence can be told in 5 ways: write 1 more."),
        (
            '  "Something drips in fours.",\n',
            "",
            "what one notices in `hold` can be told in 3 ways",
        ),
        (', "Back at the rail."', "", "coming back to `deck` can be told in 2 ways: write 1 more."),
    ],
)
def test_too_few_lines_where_every_run_passes(checked: Check, before: str, after: str, mend: str):
    (found,) = checked((before, after))
    assert mend in found


def test_what_no_run_reaches_is_told_with_how_many_there_were(checked: Check):
    found = checked(('id = "ask-wren"\n', 'id = "ask-wren"\nneeds = { turn = 20 }\n'), runs=20)
    assert (
        "ferry.toml, in 40 runs: the deed `ask-wren` is never done: loosen what it needs." in found
    )


def test_an_ending_that_is_too_common(checked: Check):
    found = checked(("latest = 14", "latest = 6"), runs=60)
    assert any("of all runs: make others likelier." in line for line in found)
