"""kill -9 wherever it hurts: nothing lost or doubled, nothing paid again once it is recorded."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter

import pytest
from kill_scene import EVENTS, KILLED, Scene

from gateway.core import phrases
from gateway.testing.fakes import png

AMBIGUOUS = {"write_scene": "scene", "render_frame": "frame", "submitting": "segment"}
"""Points inside of a paid call: nobody can say whether it was paid."""

EVERY = bool(os.environ.get("TAPEWAY_EVERY_KILL"))
"""Else those points are left out that differ little from another one."""

UNHEARD = [f"asked for a {kind}" for kind in ("frame", *(["scene", "segment"] if EVERY else []))]
"""Points inside of a paid call that the provider has not heard of."""

KEPT = ["settled scene", "settled frame", "recording frame", "recording submit"]
KEPT += ["recording scene", "frame_rendered", "settled segment"] if EVERY else []
"""Points between a paid answer and its record: it was paid, and must not be lost."""

FILM_FIRST = ["recording shot", "recording last frame"]
FILM_FIRST += ["settled segment", "recording shot poll"] if EVERY else []
"""Points on the way of a turn whose clip comes first."""

POINTS = [
    "admit_event",
    "session_opened",
    "queued",
    "recording plan",
    "turn_started",
    "quote scene",
    "recording words",
    "delivering words",
    "delivered words",
    "quote frame",
    "recording turn",
    "delivering picture",
    "delivered picture",
    "recording folder",
    "turn_finished",
    "quote segment",
    "polling",
    "recording poll",
    "recording segment",
    "delivered segment",
]


@pytest.mark.parametrize("point", POINTS)
def test_killed_there_it_plays_on_and_pays_nothing_twice(scene: Scene, point: str):
    assert scene.play(point=point, poll=1 if point == "queued" else 0.01) == KILLED
    assert scene.play(point=point) == 0, scene.log()
    scene.check(turns=3)
    paid = scene.charges()
    assert set(paid.values()) == {1}, "nothing is paid twice"
    # What goes on beside the point may have been inside a paid call at the kill, too.
    kinds, whole = Counter(str(of) for _, _, of in paid), Counter(scene=3, frame=3, segment=2)
    assert kinds <= whole <= kinds + scene.unknown()


@pytest.mark.parametrize("point", AMBIGUOUS)
@pytest.mark.parametrize(("unknown", "most"), [("fail", 1), ("retry", 2)])
def test_killed_inside_a_paid_call_the_operators_policy_holds(
    scene: Scene, point: str, unknown: str, most: int
):
    assert scene.play(point=point, unknown=unknown) == KILLED
    assert scene.play(point=point, unknown=unknown) == 0, scene.log()
    scene.check(turns=3)
    kind = AMBIGUOUS[point]
    first = min(turn for _, turn, of in scene.charges() if of == kind)
    repeats = {key: n for key, n in scene.charges().items() if n > 1}
    if most == 1:
        assert repeats == {}
    else:
        # A clip is shot beside the play: a frame may have been under way at the kill as well.
        assert repeats[("fake.a", first, kind)] == 2
        assert set(repeats.values()) == {2}


@pytest.mark.parametrize(
    ("film", "point"), [("still", p) for p in KEPT] + [("film", p) for p in FILM_FIRST]
)
def test_killed_once_a_paid_answer_is_settled_it_is_there_and_not_paid_again(
    scene: Scene, point: str, film: str
):
    assert scene.play(point=point, film=film) == KILLED
    assert scene.play(point=point, film=film) == 0, scene.log()
    scene.check(turns=3)
    assert set(scene.charges().values()) == {1}
    # A clip is shot beside the play: a frame may have been under way at the kill as well.
    if film == "film" or scene.unknown() == Counter():
        scene.check_bought(turns=3, film=film)


@pytest.mark.parametrize("point", [*AMBIGUOUS, *UNHEARD])
def test_killed_inside_a_paid_call_its_provider_is_asked_before_any_policy(
    scene: Scene, point: str
):
    assert scene.play(point=point) == KILLED
    assert scene.play(point=point, finds=True) == 0, scene.log()
    scene.check(turns=3)
    assert scene.unknown() == Counter()
    assert set(scene.charges().values()) == {1}, "what was found is not bought again"
    assert Counter(of for _, _, of in scene.charges()) == Counter(scene=3, frame=3, segment=2)
    scene.check_bought(turns=3, film="still")


@pytest.mark.parametrize("point", ["fetching", "fetched", "recording portrait"])
def test_killed_while_a_picture_is_taken_it_is_taken_all_the_same_and_told_once(
    scene: Scene, point: str
):
    events = [*EVENTS[:1], ("hero", "", "a")]
    assert scene.play(point=point, events=events) == KILLED
    assert scene.play(events=events) == 0, scene.log()
    assert scene.told("notice") == [phrases.HERO_KEPT]
    assert (scene.root / "fake.a/images/hero.png").read_bytes() == png(77)
    assert not list(scene.root.rglob("hero_*")), "what was fetched is cleared away"
    assert not list(scene.root.rglob("*.part"))


def test_asked_at_the_start_a_story_waits_untold_until_somebody_says_how_to_go_on(scene: Scene):
    how = {"unknown": "ask", "events": EVENTS[:1]}
    assert scene.play(point="write_scene", **how) == KILLED
    assert scene.play(**how) == 0, scene.log()
    (question,) = scene.told("notice")
    assert question.startswith("The gateway stopped while m was writing")
    assert not (scene.root / "fake.a/history.json").exists(), "nobody told it meanwhile"
    assert scene.open() == 1

    assert scene.play(presses=["Pay once more ($0.0001)"], **how) == 0, scene.log()
    scene.check(turns=1)
    scene.check_bought(turns=1, film="still")
    assert scene.charges()[("fake.a", 0, "scene")] == 2
    assert scene.play(presses=["Go on with less"], **how) == 0, scene.log()
    assert scene.told("notice")[1:] == [phrases.ANSWERED]
    assert scene.open() == 0


def test_whoever_would_rather_not_pay_is_told_the_turn_for_nothing(scene: Scene):
    how = {"unknown": "ask", "events": EVENTS[:1]}
    assert scene.play(point="write_scene", **how) == KILLED
    assert scene.play(presses=["Go on with less"], **how) == 0, scene.log()
    history = json.loads((scene.root / "fake.a/history.json").read_bytes())
    assert [told["title"] for told in history] == ["For nothing"]
    assert set(scene.charges().values()) == {1}


@pytest.mark.parametrize(("kind", "point"), [("frame", "render_frame"), ("segment", "submitting")])
def test_asked_about_a_picture_or_a_clip_the_story_goes_on_and_it_comes_later(
    scene: Scene, kind: str, point: str
):
    # Nobody writes beside the clip: words that are cut off, too, would be another question.
    assert scene.play(point=point, unknown="ask", events=EVENTS[:2]) == KILLED
    assert scene.play(unknown="ask") == 0, scene.log()
    scene.check(turns=3)
    assert set(scene.charges().values()) == {1}
    assert scene.open() == 1

    pay = "Pay once more ($0.0001)"
    assert scene.play(unknown="ask", presses=[pay, pay]) == 0, scene.log()
    first = min(turn for _, turn, of in scene.charges() if of == kind)
    assert scene.charges()[("fake.a", first, kind)] == 2, "once more, however often one presses"
    if kind == "frame":
        assert (scene.root / f"fake.a/images/frame_{first}.png").read_bytes() == png(first)
    else:
        assert (scene.root / f"fake.a/films/segments/seg_{first - 1}_{first}.mp4").exists()


def test_a_job_that_was_submitted_is_polled_again_and_never_submitted_again(scene: Scene):
    scene.play(point="polling")
    scene.play(point="polling")
    # Both may be under way at the kill, and then it is either's.
    polls = Counter(str(line[0]) for line in scene.lines("polls"))
    assert (set(polls), sorted(polls.values())) == ({"job-1", "job-2"}, [1, 2])
    assert {key for key in scene.charges() if key[2] == "segment"} == {
        ("fake.a", 1, "segment"),
        ("fake.a", 2, "segment"),
    }
    assert set(scene.charges().values()) == {1}


def test_killed_while_a_tape_is_cut_there_is_one_tape(scene: Scene):
    events = [*EVENTS, ("eject", "", "a")]
    assert scene.play(point="cut_tape", events=events) == KILLED
    assert scene.play(point="cut_tape", events=events) == 0, scene.log()
    scene.check(turns=3)
    assert len(list((scene.root / "fake.a/tapes").iterdir())) == 1
    assert [line[1] for line in scene.lines("shown")].count("tape") == 1


def test_a_termination_lets_the_paid_call_finish_and_begins_no_other(scene: Scene):
    assert scene.play(point="term") == 0, scene.log()
    assert Counter(kind for _, _, kind in scene.charges()) == {"scene": 1, "frame": 1}
    assert scene.play(point="term") == 0, scene.log()
    scene.check(turns=3)
    assert set(scene.charges().values()) == {1}, "nothing is repeated"


def test_a_termination_amid_twenty_paid_calls_repeats_none_of_them(scene: Scene):
    rooms = [f"r{number}" for number in range(20)]
    how = {"point": "term", "many": 20, "events": [("start", "", room) for room in rooms]}
    assert scene.play(**how) == 0, scene.log()
    assert Counter(kind for _, _, kind in scene.charges()) == {"scene": 20, "frame": 20}
    assert scene.play(**how) == 0, scene.log()
    assert Counter(kind for _, _, kind in scene.charges()) == {"scene": 20, "frame": 20}
    assert {line.state for line in scene.ledger()} == {"done"}
    for room in rooms:
        scene.check(turns=1, session=f"fake.{room}")


def test_thirty_kills_at_random_lose_and_double_nothing(scene: Scene):
    dice = random.Random(20260102)
    events = [("start", "", "a"), ("start", "", "b")]
    events += [("say", f"word {n}", "ab"[n % 2]) for n in range(8)]
    began, kills, rounds = time.monotonic(), 0, 0
    while kills < 30 and time.monotonic() - began < 45:
        # Round after round of a fresh conversation, each killed until it is through.
        names = {"a": f"a{rounds}", "b": f"b{rounds}"}
        said = [(verb, word, names[name]) for verb, word, name in events]
        # Event numbers are the platform's ids: those of earlier rounds are known and come again.
        story = [*scene_events(rounds, events), *said]
        how = {"events": story, "unknown": "retry", "film": ("still", "film")[rounds % 2]}
        patience = 1.0
        while scene.play(kill_after=dice.uniform(0.1, 0.6) * patience, **how) == KILLED:
            kills += 1
            patience *= 1.05  # a busy machine comes through in the end, too
        rounds += 1
    print(f"{kills} kills in {rounds} rounds, {time.monotonic() - began:.0f} s")
    assert kills >= 20
    for number in range(rounds):
        for name in "ab":
            scene.check(turns=5, session=f"fake.{name}{number}")
    ledger = Counter((str(x.session), x.turn, x.kind.value, x.state) for x in scene.ledger())
    for (session, turn, kind), paid in scene.charges().items():
        unknown = ledger[str(session), int(str(turn)), str(kind), "unknown"]
        assert ledger[str(session), int(str(turn)), str(kind), "done"] <= 1, "not bought once it is"
        assert paid <= 1 + unknown, "and every other payment stands there as unknown"


def scene_events(rounds: int, events: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [
        (verb, word, f"{name}{number}") for number in range(rounds) for verb, word, name in events
    ]
