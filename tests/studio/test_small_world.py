"""The world on the page about worlds can be read, played to an end, and seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import gateway_studio
import pytest
from gateway_studio.illustrator import draw_still
from gateway_studio.scenery.colors import NAMES as COLORS
from gateway_studio.scenery.housed import TINTS
from gateway_studio.scenery.land import KNOWN as GROUNDS
from gateway_studio.scenery.light import LAMPS
from gateway_studio.scenery.staging import LANDMARKS
from gateway_studio.scenery.surfaces import KNOWN as SURFACES
from gateway_studio.scenery.things import KNOWN as THINGS
from gateway_studio.schema import WorldFile
from gateway_studio.sound import MAKERS
from gateway_studio.worlds import load_world
from PIL import Image
from pydantic import BaseModel

from gateway import World

Start: TypeAlias = "Callable[..., Any]"
PAGE = (Path(__file__).parents[2] / "docs/writing-a-world.md").read_text(encoding="utf-8")


@pytest.fixture
def ferry(tmp_path: Path) -> World:
    path = tmp_path / "night-ferry.toml"
    path.write_text(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0], encoding="utf-8")
    return load_world(path)


def test_the_world_on_the_page_is_the_one_to_begin_with(ferry: World):
    assert gateway_studio.draft_world("night-ferry") in PAGE
    assert 'name = "mine"' in gateway_studio.draft_world("mine")


def test_the_world_on_the_page_is_played_to_several_ends(start: Start, ferry: World):
    endings = set()
    for seed in range(60):
        dice = Random(seed)
        run = start(seed, ferry).play(lambda scene, dice=dice: dice.choice(scene.choices))
        assert 6 <= len(run) <= 14
        assert all(scene.choices for scene in run[:-1])
        endings.add(run[-1].ending.title)
    assert len(endings) >= 4


def test_four_choices_are_offered_where_there_are_four_things_to_do(start: Start, ferry: World):
    player = start(1, ferry)
    player.do("go-deck-saloon", "take-lamp", "go-saloon-deck")
    assert len(player.scene.choices) == 4


def test_a_danger_that_is_early_waits_for_the_earliest_turn(start: Start, ferry: World):
    player = start(1, ferry)
    while player.scene.ending is None:
        tide = player.scene.state["dangers"]["tide"]
        player.scenes[-1].state["dangers"]["tide"] = max(tide, 50)
        player.keep_silent()
    assert len(player.scenes) == 6


def test_the_small_world_is_drawn(start: Start, ferry: World, tmp_path: Path):
    player = start(1, ferry)
    player.do("take-lamp", "go-deck-saloon", "take-lamp")
    for number, scene in enumerate(player.scenes):
        draw_still(scene.picture.detail, str(tmp_path / f"{number}.png"))
        with Image.open(tmp_path / f"{number}.png") as image:
            assert len(set(image.resize((32, 18)).getdata())) > 60


def test_a_world_beside_you_is_offered(
    ferry: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "worlds"
    folder.mkdir()
    (tmp_path / "night-ferry.toml").rename(folder / "night-ferry.toml")
    monkeypatch.chdir(tmp_path)
    names = [world.name for world in gateway_studio.provide_worlds()]
    assert {"dead-channel", "night-ferry"} <= {*names}


def test_the_page_names_every_key(ferry: World):
    for key in _keys(WorldFile):
        assert f"`{key}`" in PAGE, key


def _keys(model: type[BaseModel], known: frozenset[type[BaseModel]] = frozenset()) -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        found.add(name)
        for part in set(_models(field.annotation)) - known:
            found |= _keys(part, known | {model, part})
    return found


def _models(hint: object) -> list[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return [hint]
    return [model for part in getattr(hint, "__args__", ()) for model in _models(part)]


@pytest.mark.parametrize(
    "names",
    [GROUNDS, SURFACES, LAMPS, COLORS, TINTS, LANDMARKS, THINGS, MAKERS],
    ids=["grounds", "surfaces", "lamps", "colors", "tints", "landmarks", "things", "sounds"],
)
def test_the_page_names_all_that_can_be_named(names: dict[str, object]):
    assert {name for name in names if f"`{name}`" not in PAGE} == set()
