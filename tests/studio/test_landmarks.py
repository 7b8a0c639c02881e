"""All that a world can name is drawn: landmarks, grounds, skies, surfaces, clothes, veils."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from gateway_studio.illustrator import draw_still
from gateway_studio.scenery import far, land, skies, veils
from gateway_studio.scenery.eye import eye_of
from gateway_studio.scenery.hands import HOLDS
from gateway_studio.scenery.light import Light
from gateway_studio.scenery.paint import blank, tone
from gateway_studio.scenery.pen import Pen
from gateway_studio.scenery.people import draw_person
from gateway_studio.scenery.staging import LANDMARKS
from gateway_studio.scenery.surfaces import KNOWN as SURFACES
from gateway_studio.scenery.surfaces import surface
from PIL import Image

Start: TypeAlias = "Callable[..., Any]"
Pixels: TypeAlias = "np.ndarray[Any, Any]"

EYE = eye_of(0.5, 0.5, 1.6, 0, 0)
WHITE = np.ones(3, np.float32)
DAY = Light(0.4 * WHITE, (), 0.0, 0.4 * WHITE, 0.0)
NIGHT = Light(0.02 * WHITE, (), 0.0, 0.02 * WHITE, 0.0)
PERSON = {
    "build": "slim",
    "head": "hair",
    "wears": "coat",
    "holds": "nothing",
    "pose": "stand",
    "color": "gray",
    "skin": "fair",
    "hair": "dark",
}
WIDE = {"parapet", "fence", "gate", "gate-open", "powerline", "wires", "tracks"}
"""Landmarks that stand across the whole view, or beside the way, wherever their foot is."""


HIGH = {"wires"}


def _painted(draw: Callable[[Pen], None], light: Light = DAY, *, snow: bool = False) -> Pixels:
    pixels, surface_ = blank()
    draw(Pen(surface_.getCanvas(), EYE, light, snow=snow))
    return pixels


@pytest.mark.parametrize("name", LANDMARKS)
def test_every_landmark_paints_something_in_its_place(name: str):
    away = 60.0 if name in HIGH else 12.0
    pixels = _painted(lambda pen: LANDMARKS[name](pen, 1.0, 0.0, away, 1.0))
    covered = pixels[..., 3] > 60
    assert covered.sum() > 150
    if name not in WIDE:
        column = round(EYE.spot(1.0, 0, away)[0])
        assert covered[:, column - 300 : column + 300].any()


def test_no_two_landmarks_look_the_same():
    looks = {
        name: _painted(lambda pen, draw=draw: draw(pen, 0.0, 0.0, 10.0, 1.0))[::8, ::8].astype(int)
        for name, draw in LANDMARKS.items()
    }
    for one, other in combinations(looks, 2):
        assert np.abs(looks[one] - looks[other]).max() > 40, (one, other)


@pytest.mark.parametrize("name", ["pine", "torii", "hut", "bare-tree", "stone-lantern", "church"])
def test_snow_lies_on_what_stands_in_the_snow(name: str):
    bare, laden = (
        _painted(lambda pen: LANDMARKS[name](pen, 0.0, 0.0, 12.0, 1.0), snow=snow).astype(int)
        for snow in (False, True)
    )
    assert (laden[..., 0] - bare[..., 0] > 60).sum() > 200


def test_every_ground_differs_from_every_other():
    looks = {name: tone(land.ground(name, EYE, DAY)[0])[-140::4, ::4] for name in land.KNOWN}
    for one, other in combinations(looks, 2):
        assert np.abs(looks[one] - looks[other]).mean() > 0.012, (one, other)


def test_every_surface_differs_from_every_other():
    v, u = np.mgrid[0:2.4:0.03, 0:3:0.03].astype(np.float32)
    looks = {}
    for name in SURFACES:
        skin = surface(name, u.ravel(), v.ravel())
        looks[name] = tone(skin.color + (0 if skin.emits is None else skin.emits))
    for one, other in combinations(looks, 2):
        assert np.abs(looks[one] - looks[other]).mean() > 0.015, (one, other)


@pytest.mark.parametrize("name", skies.KNOWN)
def test_under_a_sky_noon_is_bright_and_midnight_dark_and_dusk_is_warm(name: str):
    noon, night = skies.day_of(name, 0.5, 0.1), skies.day_of(name, 0.02, 0.1)
    dusk = skies.day_of(name, skies.KNOWN[name].down / 24, 0.1)
    assert noon.ground.mean() > 4 * night.ground.mean()
    assert noon.zenith[2] > 2 * noon.zenith[0]
    assert dusk.glow[0] > 2 * dusk.glow[2]


@pytest.mark.parametrize("name", skies.KNOWN)
def test_clouds_take_the_sun_away(name: str):
    clear, heavy = (skies.day_of(name, 0.5, clouds) for clouds in (0.0, 1.0))
    assert clear.sun is not None
    assert heavy.sun is not None
    assert heavy.sun.rgb.max() < 0.1 * clear.sun.rgb.max()


def test_what_stands_far_off_is_told_apart():
    day = skies.day_of("alpine", 0.5, 0.0)
    names = ("mountains", "hills", "peaks", "forest", "town")
    looks = {}
    for name in names:
        sheets = list(far.far(name, EYE, day, 0.0))
        looks[name] = sum(sheet.image.width() * sheet.image.height() for sheet in sheets)
    assert len(set(looks.values())) == len(names)
    assert list(far.far("none", EYE, day, 0.0)) == []
    assert list(far.far("nowhere", EYE, day, 0.0)) == []


@pytest.mark.parametrize("name", veils.KNOWN)
def test_a_veil_thickens_as_its_danger_nears(name: str):
    def covered(near: float) -> float:
        layer = veils.cover(name, near, 5)
        return 0.0 if layer is None else float(layer.image.toarray()[..., 3].sum())

    amounts = [covered(near) for near in (0.0, 0.35, 0.65, 0.95)]
    assert amounts[0] == 0
    assert amounts == sorted(amounts)
    assert amounts[3] > 1.5 * amounts[1]


def test_no_veil_and_an_unknown_one_are_nothing():
    assert veils.cover("none", 1.0, 5) is None
    assert veils.cover("custard", 1.0, 5) is None


def _somebody(light: Light = DAY, **look: str) -> Pixels:
    pixels = _painted(lambda pen: draw_person(pen, 0.0, 5.0, {**PERSON, **look}, 0.3), light)
    return pixels[160:740, 520:900]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("build", ["slim", "broad", "tall", "small", "child"]),
        ("head", ["cap", "hair", "long", "bare", "headset"]),
        ("head", ["hair", "hood", "straw", "kerchief", "bun", "helmet"]),
        ("wears", ["coat", "robe", "dress", "uniform", "shorts"]),
        ("holds", ["nothing", *HOLDS]),
        ("pose", ["stand", "sit", "lean"]),
        ("skin", ["pale", "fair", "tan", "brown", "dark"]),
        ("hair", ["dark", "white", "#cc4400"]),
        ("color", ["teal", "rust", "#4466ff"]),
    ],
)
def test_everything_that_is_said_of_a_figure_is_seen(key: str, values: list[str]):
    looks = [_somebody(**{key: value}).astype(int) for value in values]
    for one, other in combinations(looks, 2):
        assert (np.abs(one - other).max(axis=2) > 16).sum() > 60


def test_a_child_reaches_to_the_chest():
    def top(build: str) -> int:
        return int(np.flatnonzero((_somebody(build=build)[..., 3] > 200).any(axis=1))[0])

    foot, grown, child = EYE.spot(0, 0, 5)[1] - 160, top("slim"), top("child")
    assert 0.6 < (foot - child) / (foot - grown) < 0.8


def test_by_day_people_are_more_than_silhouettes():
    day, night = _somebody(DAY, color="coral"), _somebody(NIGHT, color="coral")
    body = (day[..., 3] > 250) & (night[..., 3] > 250)
    assert day[body][:, :3].mean() > 2.2 * night[body][:, :3].mean()
    assert day[body][:, 2].max() > 120


@pytest.fixture
def draw(start: Start, tmp_path: Path) -> Callable[..., Pixels]:
    base = start(1).scene.picture.detail

    def drawn(view: dict[str, object] | None = None, **changes: object) -> Pixels:
        scene = {**base, "style": "plain", "people": [], "things": [], "ghost": 0.0, **changes}
        scene["view"] = {**base["view"], "landmarks": [], "lamps": [], **(view or {})}
        draw_still(scene, str(tmp_path / "still.png"))
        with Image.open(tmp_path / "still.png") as image:
            return np.asarray(image.convert("RGB"), dtype=np.float32)

    return drawn


def test_water_begins_where_the_view_says(draw: Callable[..., Pixels]):
    scene: dict[str, Any] = {"sky": "seaside", "hour": 0.5, "pan": 0.0, "lift": 0.0}
    view = {"ground": "sand", "far": "none", "horizon": 0.5}
    dry, wet = draw(view, **scene), draw({**view, "water": 12.0}, **scene)
    changed = np.abs(dry - wet).mean(axis=(1, 2))
    shore = round(EYE.spot(0, 0, 12.0)[1] - 36)
    assert changed[shore - 40 : shore - 10].mean() > 15
    assert changed[shore + 40 :].mean() < 1


def test_a_lantern_lights_the_place_of_who_holds_it(start: Start, draw: Callable[..., Pixels]):
    night: dict[str, Any] = {"sky": "alpine", "hour": 0.95, "torch": 0.0}
    without = {**PERSON, "id": "a", "near": False}
    dark = draw({"ground": "snow"}, people=[without], **night)
    lit = draw({"ground": "snow"}, people=[{**without, "holds": "lantern"}], **night)
    assert (lit - dark)[400:].mean() > 4


def test_daylight_comes_into_a_room_that_is_bright_and_goes_with_the_day(
    draw: Callable[..., Pixels],
):
    room = {"composition": "room", "ground": "wood", "wall": "plaster", "width": 6, "length": 8}
    scene: dict[str, Any] = {"torch": 0.0, "sky": "seaside"}
    dark = draw({**room, "bright": 0.0}, hour=0.5, **scene)
    noon, night = (draw({**room, "bright": 1.0}, hour=hour, **scene) for hour in (0.5, 0.02))
    assert noon.mean() > 80
    assert 0.75 * noon.mean() > night.mean() > dark.mean()


def test_rain_darkens_the_ground_and_snow_whitens_it():
    light = Light(0.5 * WHITE, (), 0.0, 0.5 * WHITE, 0.0)
    dry, wet, white = (
        tone(land.ground("cobbles", EYE, light, snow=snow, wet=rain)[0])[-120:].mean()
        for snow, rain in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0))
    )
    assert wet < 0.9 * dry
    assert white > 1.5 * dry


@pytest.mark.parametrize("sky", ["space", "seaside"])
def test_through_glass_one_sees_the_worlds_own_outside(draw: Callable[..., Pixels], sky: str):
    room = {"composition": "room", "wall": "hull", "end": "glass", "width": 6, "length": 6}
    noon = draw({**room, "bright": 0.5}, sky=sky, hour=0.5, torch=0.0)
    pane = noon[300:330, 560:720].mean(axis=(0, 1))
    assert pane.mean() < 40 if sky == "space" else pane[2] > 120


def test_names_that_nobody_knows_do_no_harm(draw: Callable[..., Pixels]):
    strange = {"draw": "gazebo", "x": 0.0, "y": 0.0, "z": 9.0, "size": 1.0}
    view = {"ground": "jelly", "far": "moons", "landmarks": [strange], "tint": "octarine"}
    danger = {"draw": "jelly", "veil": "jelly", "near": 0.9}
    outside = draw(view, sky="jelly", danger=danger, ghost=0.9, held="jelly")
    inside = draw({**view, "composition": "room", "wall": "jelly", "end": "jelly"}, shapes={})
    assert outside.std() > 5
    assert inside.std() > 5
