"""What the models are told: the arc, the die, the world whole, the people as they look."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gateway_gemini import prompts
from gateway_gemini.errors import Trouble
from gateway_studio.worlds import load_world
from gemini_house import WORLD, Desk
from gemini_shows import scene
from gemini_wire import Gemini as Google

from gateway import Action, Choice, Picture, Scene, Verb

Sit = Callable[..., Desk]

WORLDS = sorted((Path(__file__).parents[2] / "worlds").glob("*.toml"))


def told(google: Google) -> str:
    """Where the story stands, as the writer read it last."""
    return str(google.asked[-1].body["contents"][0]["parts"][-1]["text"])


def wanted(google: Google) -> dict[str, Any]:
    """The shape that was asked for last."""
    shape: dict[str, Any] = google.asked[-1].body["generationConfig"]["responseJsonSchema"]
    return shape


@pytest.mark.parametrize(
    ("number", "what", "turns"),
    [
        (1, "The beginning:", 18),
        (5, "The beginning:", 18),
        (6, "The middle:", 18),
        (12, "The middle:", 18),
        (13, "Towards the end:", 18),
        (17, "Towards the end:", 18),
        (18, "The end is due:", 18),
        (19, "The end is due:", 18),
        (20, "This is the last turn:", 18),
        (400, "This is the last turn:", 18),
        (8, "The end is due:", 8),
        (400, "There is no end in mind:", 0),
    ],
)
async def test_a_turn_knows_how_far_the_story_has_come(
    desk: Sit, google: Google, number: int, what: str, turns: int
):
    await desk(turns=turns).write(desk(turns=turns).turn(number))
    assert f"This is turn {number}. {what}" in told(google)
    last = what == "This is the last turn:"
    assert ("ending" in wanted(google)["required"]) is last
    assert ("choices" not in wanted(google)["properties"]) is last


async def test_a_story_that_is_let_run_comes_to_its_end(desk: Sit, google: Google):
    """The shape is what a model is held to, so here it is held to nothing else."""

    def write(body: dict[str, Any]) -> str:
        told = scene(body)
        if "choices" not in body["generationConfig"]["responseJsonSchema"]["properties"]:
            end = {"kind": "good", "title": "Room Tone", "text": "Ninety seconds of nothing."}
            return json.dumps({**told, "choices": [], "ending": end})
        return json.dumps(told)

    google.write, sitting = write, desk()
    endings = [(await sitting.write(sitting.turn(n))).ending for n in range(15, 21)]
    assert [bool(ending) for ending in endings] == [False] * 5 + [True]


async def test_nobody_goes_on_with_no_health(desk: Sit, google: Google):
    google.write = lambda body: json.dumps({**scene(body), "health": 0})
    with pytest.raises(Trouble):
        await desk().write()
    said = google.asked[-1].body["contents"][2]["parts"][0]["text"]
    assert "health is 0, so the story ends badly here" in said


async def test_a_risk_is_thrown_for_and_not_left_to_kindness(desk: Sit, google: Google):
    sitting = desk()
    jump = Choice(key="jump", label="Jump", kind="risk", hint="long odds")
    action = Action(verb=Verb.CHOOSE, text="Jump", choice=jump)
    turn = sitting.turn(7, action=action)
    await sitting.write(turn)
    thrown = prompts.die(turn)
    assert f"The die: {thrown} of 100. The act was offered as a risk: long odds." in told(google)
    assert prompts.die(sitting.turn(7)) == thrown, "told again it is the same"
    throws = {prompts.die(sitting.turn(number)) for number in range(1, 400)}
    assert (min(throws), max(throws)) == (1, 100)


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_a_world_is_told_whole(path: Path):
    world = load_world(path)
    words = prompts.system(world, "teen", 110)
    named = [world.data[kind] for kind in ("endings", "people", "places", "things")]
    for one in (one for kind in named for one in kind):  # type: ignore[union-attr]
        assert str(one.get("name") or one.get("title")) in words  # type: ignore[union-attr]
    odds = world.data["phrases"]["odds"]  # type: ignore[index,call-overload]
    assert ", ".join(odds) in words  # type: ignore[arg-type]
    assert "the language with the code `en`" in words


def test_who_is_to_be_seen_looks_the_same_in_every_picture():
    shown = Scene(text="x", picture=Picture(alt="A room", prompt="dana waits. No Ellison here."))
    words = prompts.picture(shown, WORLD, "teen", ["the moment before"])
    assert "How Dana looks, whatever they do now: Dana, the sound recordist, stands by" in words
    assert "night watchman" not in words
    assert "1993 camcorder footage" in words
    assert "Picture 1: the moment before." in words
