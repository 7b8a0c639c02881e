from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import gateway_studio
import numpy as np
import pytest
from gateway_studio.illustrator import draw_still
from PIL import Image

from gateway import Frame, Scene

Start: TypeAlias = "Callable[..., Any]"
Pixels: TypeAlias = "np.ndarray[Any, Any]"
Draw: TypeAlias = "Callable[..., Pixels]"

LOT = "go-gate-lot"


def _pixels(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=np.float32)


def _apart(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one - other).mean())


def _shape(pixels: Pixels) -> Pixels:
    """What is left of a picture when its brightness and fine grain are taken away."""
    small = pixels[:720, :1280].reshape(36, 20, 64, 20, 3).mean(axis=(1, 3))
    return (small - small.mean()) / small.std()


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("stills")

    def draw(scene: Scene, name: str = "still") -> np.ndarray:
        path = folder / f"{name}.png"
        draw_still(scene.picture.detail, str(path))
        return _pixels(path)

    return draw


async def test_a_frame_is_drawn_in_another_process_where_it_was_asked_for(
    start: Start, tmp_path: Path
):
    path = tmp_path / "frame.png"
    frame = await gateway_studio.render_frame(start().scene, path)
    assert frame == Frame(width=1280, height=720)
    with Image.open(path) as image:
        assert (image.format, image.size, image.mode) == ("PNG", (1280, 720), "RGB")


@pytest.mark.parametrize("pan", [-0.6, 0.6])
def test_whichever_way_people_look_they_are_painted_whole_and_stand_dark_against_the_dusk(
    start: Start, tmp_path: Path, pan: float
):
    detail = {**start().scene.picture.detail, "pan": pan}
    draw_still(detail, str(tmp_path / "with.png"))
    draw_still({**detail, "people": []}, str(tmp_path / "without.png"))
    lost = _pixels(tmp_path / "without.png") - _pixels(tmp_path / "with.png")
    changed = lost.mean(axis=2)
    assert (changed > 20).sum() > 10 * (changed < -20).sum() + 5_000


async def test_a_scene_of_another_writer_is_left_to_them(start: Start, tmp_path: Path):
    from dataclasses import replace

    from gateway import Picture

    scene = replace(start().scene, picture=Picture(alt="A dog."))
    assert await gateway_studio.render_frame(scene, tmp_path / "frame.png") is None


async def test_the_same_scene_gives_the_same_bytes_in_every_process(start: Start, tmp_path: Path):
    scene = start().scene
    here, apart = tmp_path / "here.png", tmp_path / "apart.png"
    draw_still(scene.picture.detail, str(here))
    await gateway_studio.render_frame(scene, apart)
    assert here.read_bytes() == apart.read_bytes()


def test_what_a_frame_is_drawn_from_survives_a_round_trip_through_json(start: Start, still: Draw):
    scene = start().scene
    detail = scene.picture.detail
    assert json.loads(json.dumps(detail)) == json.loads(json.dumps(dict(detail)))


def test_a_place_is_nearer_to_itself_than_to_any_other(start: Start, still: Draw):
    player = start(4)
    route = (LOT, "go-lot-corridor", "go-corridor-control", "go-control-archive")
    player.do(*route)
    back = start(4).do(*route, "slow-pan")
    here = _shape(still(back))
    apart = {scene.place: _apart(here, _shape(still(scene))) for scene in player.scenes}
    assert min(apart, key=apart.__getitem__) == "Archive"
    assert apart.pop("Archive") * 2 < min(apart.values())


def test_the_lights_change_the_picture_when_the_power_is_on(start: Start, still: Draw):
    player = start(11)
    player.do(LOT, "take-jerrycan", "go-lot-corridor")
    dark = still(player.scene)
    lit = {**player.scene.picture.detail, "view": _with_power(start)}
    assert _apart(dark, _drawn(lit, still)) > 12


def _with_power(start: Start) -> object:
    player = start(11)
    player.do(LOT, "take-jerrycan", "go-lot-corridor", "go-corridor-archive", "take-fuse")
    player.do("go-archive-corridor", "go-corridor-lot", "go-lot-shed", "bring-up-power")
    return player.do("go-shed-lot", "go-lot-corridor").picture.detail["view"]


def _drawn(detail: Mapping[str, object], still: Draw) -> Pixels:
    from dataclasses import replace

    from gateway import Picture

    blank = Scene(text="", picture=Picture(alt="", detail=detail))
    return still(replace(blank))


def test_the_sky_darkens_from_dusk_into_night(start: Start, still: Draw):
    detail = start(1).scene.picture.detail
    dusk = _drawn({**detail, "hour": 16.7 / 24}, still)[:200].mean()
    night = _drawn({**detail, "hour": 22 / 24}, still)[:200].mean()
    assert dusk > 2 * night


def test_a_person_who_is_here_is_in_the_picture(start: Start, still: Draw):
    detail = start(1).scene.picture.detail
    alone = _drawn({**detail, "people": []}, still)
    both = _drawn(detail, still)
    assert len(detail["people"]) == 2
    assert (np.abs(alone - both).max(axis=2) > 24).mean() > 0.02


def test_what_comes_nearer_is_seen_larger(start: Start, still: Draw):
    detail = start(1).do(LOT, "go-lot-corridor").picture.detail
    empty = _drawn({**detail, "ghost": 0.0}, still)
    changed = [
        (np.abs(_drawn({**detail, "ghost": near}, still) - empty).max(axis=2) > 20).sum()
        for near in (0.3, 0.6, 0.95)
    ]
    assert 0 < changed[0] < changed[1] < changed[2]


def test_the_picture_is_neither_black_nor_white_nor_flat(start: Start, still: Draw):
    player = start(4)
    player.do(LOT, "go-lot-corridor", "go-corridor-control")
    for scene in player.scenes:
        pixels = still(scene)
        assert 12 < pixels.mean() < 150
        assert pixels.std() > 15


def test_the_alternative_text_names_the_place_the_hour_and_who_is_there(start: Start):
    alt = start(1).scene.picture.alt
    assert "gate" in alt
    assert "dusk" in alt
    assert "Dana" in alt
    assert "Ellis" in alt


def test_importing_the_studio_loads_nothing_heavy():
    import subprocess
    import sys

    code = (
        "import sys, gateway_studio; "
        "heavy = {'skia', 'numpy', 'av', 'pydantic', 'PIL', 'anyio'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    folder = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr
