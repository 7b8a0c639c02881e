from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gateway_terminal import provide_platform
from gateway_terminal.demo import DemoPlatform, Taste
from gateway_terminal.inbound import Ear
from gateway_terminal.screen import Screen
from terminal_story import Story, perform

from gateway import JSON, Button, Event, Part, Platform, TapewayError, Verb

Demo = Callable[..., DemoPlatform]
Watch = Callable[..., Awaitable[Story]]
KINDS = ("go", "look", "use", "risk", "speak")
WAYS = tuple(Button(id=f"x{n}", label=f"way {n}", kind=kind) for n, kind in enumerate(KINDS))


@pytest.fixture
def demo(tmp_path: Path, ear: Ear, paper: Screen):
    """A demo of four turns whose screen is a piece of paper."""

    def make(**what: object) -> DemoPlatform:
        what = {"turns": 4, "patience": 5.0, "screen": paper} | what
        return DemoPlatform(ear, str(tmp_path), **what)

    return make


@pytest.fixture
def watch(tmp_path: Path):
    """Play a demo to its end; answers the story it played."""

    async def play(platform: Platform, **what: object) -> Story:
        story = Story(platform, tmp_path, **what)
        await perform(platform, story)
        return story

    return play


def verbs(story: Story):
    return [event.verb for event in story.heard]


async def test_a_demo_plays_its_turns_then_ejects_and_asks_for_the_film(demo: Demo, watch: Watch):
    story = await watch(demo())
    assert verbs(story) == [Verb.START, *[Verb.CHOOSE] * 3, Verb.EJECT, Verb.FILM]


async def test_it_presses_buttons_it_was_shown(demo: Demo, watch: Watch):
    story = await watch(demo())
    pressed = [event.button for event in story.heard if event.verb is Verb.CHOOSE]
    assert [button.split("-")[0] for button in pressed] == ["b0", "b1", "b2"]
    assert set(pressed) < {button.id for button in story.offered}


async def test_it_asks_for_the_tape_where_the_end_made_none(demo: Demo, watch: Watch):
    story = await watch(demo(), tape_at_end=False)
    assert verbs(story)[-3:] == [Verb.EJECT, Verb.FILM, Verb.TAPE]


async def test_a_story_that_ends_by_itself_is_not_ejected_and_no_tape_is_asked_for_twice(
    demo: Demo, watch: Watch
):
    story = await watch(demo(turns=9), ends_at=2)
    assert verbs(story) == [Verb.START, Verb.CHOOSE, Verb.CHOOSE, Verb.FILM]


async def test_the_last_thing_it_says_is_where_tape_and_film_lie(
    demo: Demo,
    watch: Watch,
    paper: Screen,
    tmp_path: Path,
):
    await watch(demo())
    end = paper.console.file.getvalue().split("THE END")[1]
    assert f"{tmp_path}/terminal.play/tapes/tape_1.gif" in end
    assert f"{tmp_path}/terminal.play/films/final/HD_tape_1.mp4" in end


async def test_without_a_terminal_it_prints_plain_lines(demo: Demo, watch: Watch, paper: Screen):
    await watch(demo())
    text = paper.console.file.getvalue()
    assert "\x1b" not in text
    assert "A red corridor, and a handprint on glass." in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


async def test_a_bar_without_a_terminal_is_a_few_lines(demo: Demo, watch: Watch, paper: Screen):
    await watch(demo())
    tape = paper.console.file.getvalue().split("/eject")[1].split("▶ Tape")[0]
    assert [line.split()[-1] for line in tape.splitlines() if "EJECTING" in line] == [
        "0%", "50%", "90%", "100%",
    ]  # fmt: skip


def from_settings(root: Path, **what: object):
    demo = {"enabled": True, "mode": "demo", "turns": 5, "root": str(root), "seed": 7}
    return provide_platform({"plugins": {"terminal": demo | {"at": "2025-12-19T19:30:00Z"} | what}})


async def test_two_demos_of_one_seed_say_exactly_the_same(tmp_path: Path, watch: Watch):
    first = await watch(from_settings(tmp_path))
    second = await watch(from_settings(tmp_path))
    assert first.heard == second.heard


async def test_its_ids_count_and_its_clock_ticks(tmp_path: Path, watch: Watch):
    story = await watch(from_settings(tmp_path))
    began = datetime(2025, 12, 19, 19, 30, tzinfo=UTC)
    assert [event.id for event in story.heard[:3]] == ["demo:7:0", "demo:7:1", "demo:7:2"]
    assert [event.at for event in story.heard[:2]] == [began, began + timedelta(seconds=20)]


async def test_another_run_plays_anew_with_the_same_choices(tmp_path: Path, watch: Watch):
    first = await watch(from_settings(tmp_path))
    second = await watch(from_settings(tmp_path, run="2"))
    assert second.heard[0].id == "demo:7:2:0"
    assert not {event.id for event in first.heard} & {event.id for event in second.heard}
    assert [event.button for event in first.heard] == [event.button for event in second.heard]


async def test_another_seed_chooses_otherwise(tmp_path: Path, watch: Watch):
    chosen = {
        tuple(event.button for event in (await watch(from_settings(tmp_path, seed=seed))).heard)
        for seed in range(4)
    }
    assert len(chosen) > 1


async def test_a_story_that_never_answers_is_an_error_and_not_an_endless_wait(
    demo: Demo, watch: Watch
):
    with pytest.raises(TapewayError, match="does not answer"):
        await watch(demo(patience=0.05), silent=True)


async def test_a_demo_that_was_played_here_already_says_so(demo: Demo, tmp_path: Path):
    platform = demo()
    story = Story(platform, tmp_path)
    await perform(platform, story)
    again = demo()
    story.platform = again
    with pytest.raises(TapewayError, match="another run"):
        await perform(again, story)


async def test_a_film_that_cannot_be_made_is_told_and_the_demo_ends(
    demo: Demo, tmp_path: Path, paper: Screen
):
    class Filmless(Story):
        async def film(self, event: Event, part: Part) -> None:
            if part is Part.FILM:
                await self.notice(event, "No film: the budget is spent.")
            else:
                await super().film(event, part)

    platform = demo(patience=0.5)
    story = Filmless(platform, tmp_path)
    await perform(platform, story)
    assert "▶ Tape" in paper.console.file.getvalue().split("THE END")[1]


def test_whoever_is_weak_takes_no_risk():
    taste = Taste(1)
    assert "risk" not in {taste.pick(WAYS, {"health": 20}).kind for _ in range(50)}


def test_there_is_a_risk_to_take_where_nothing_else_is_offered():
    assert Taste(1).pick(WAYS[3:4], {"health": 1}).kind == "risk"


@pytest.mark.parametrize("health", [100, None, "well"])
def test_whoever_is_well_tries_every_kind_before_any_twice(health: JSON):
    taste = Taste(3)
    offers = [
        [Button(id=kind, label=f"{turn} {kind}", kind=kind) for kind in KINDS] for turn in KINDS
    ]
    assert {taste.pick(offer, {"health": health}).kind for offer in offers} == set(KINDS)


@pytest.mark.parametrize("seed", range(8))
def test_what_was_done_before_is_done_last(seed: int):
    same, new = Button(id="a", label="Wait"), Button(id="b", label="Run")
    taste = Taste(seed)
    taste.pick((same,), {})
    assert taste.pick((same, new), {}) is new
