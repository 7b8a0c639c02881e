"""What players read where money ends: how much is left, when it is back, what they get instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway import CapReached, Kind
from gateway.core import ladder
from gateway.core.caps import Caps

NOW = datetime(2026, 1, 2, 20, 40, tzinfo=UTC)


def reached(scope: str, *, cap: int = 2_000_000, used: int = 2_000_000) -> CapReached:
    return CapReached("", scope=scope, cap=cap, used=used)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (reached("turn"), "This turn has used up its $2.00. The next turn starts afresh."),
        (reached("session"), "This story has used up its $2.00."),
        (reached("person"), "You have used up your $2.00."),
        (reached("platform"), "All stories on this platform have used up their $2.00."),
        (
            reached("day"),
            (
                "All stories together have used up today's $2.00. "
                "At 00:00 UTC, in 3 h 20 min, it is whole again."
            ),
        ),
        (
            reached("session", used=1_750_000),
            "This story has $0.25 of its $2.00 left, too little for a clip.",
        ),
        (reached("person", used=2_400_000), "You have used up your $2.00."),
    ],
    ids=lambda value: value.scope if isinstance(value, CapReached) else "",
)
def test_a_cap_says_whose_it_is_how_much_is_left_and_when_it_is_back(
    error: CapReached, sentence: str
):
    told, _ = ladder.text_and_key(ladder.notice(error, Kind.SEGMENT, ladder.STILL, NOW))
    assert told == f"{sentence} This moment stays a still."


def test_each_step_down_is_told_by_itself_and_a_new_day_is_told_anew():
    steps = [(Kind.SEGMENT, ladder.STILL), (Kind.FRAME, ladder.LAST_PICTURE), (Kind.FRAME, "")]
    keys = {
        ladder.text_and_key(ladder.notice(reached("day"), kind, instead, at))[1]
        for kind, instead in steps
        for at in (NOW, NOW.replace(day=3), NOW.replace(hour=21))
    }
    assert len(keys) == 6


def test_a_notice_of_an_earlier_release_is_text_and_its_own_key():
    assert ladder.text_and_key("No more.") == ("No more.", "No more.")
    assert ladder.text_and_key(None) == ("", "")


def test_what_is_left_is_said_of_every_cap_that_is_set():
    caps = Caps(turn=50_000, session=2_000_000, day=5_000_000)
    used = {"turn": 0, "session": 500_000, "person": 9, "day": 6_000_000}
    assert ladder.left(caps, used, NOW) == [
        "A turn may cost $0.05",
        "Left for this story: $1.50 of $2.00",
        "Left for today, for all stories: $0.00 of $5.00; whole again at 00:00 UTC, in 3 h 20 min",
    ]
    assert ladder.left(Caps(), used, NOW) == []
