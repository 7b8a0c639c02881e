from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import av
import gateway_studio
import numpy as np
import pytest
from gateway_studio.camera import shoot
from gateway_studio.illustrator import draw_still
from gateway_studio.moves import FRAMES, MOVES, mixed, move_of, pose
from gateway_studio.scenery.paint import HEIGHT, MARGIN_X, MARGIN_Y, WIDTH
from gateway_studio.sound import RATE, ambience, levels
from PIL import Image

from gateway import World

Start: TypeAlias = "Callable[..., Any]"
Pixels: TypeAlias = "np.ndarray[Any, Any]"

LOT = "go-gate-lot"


@dataclass
class Shot:
    """A segment that was shot, and what it was shot from."""

    folder: Path
    path: Path
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Decoded:
    """All that came out of a segment's file."""

    frames: list[Pixels]
    sound: Pixels
    seconds: tuple[float, float]


def _decode(path: Path) -> Decoded:
    with av.open(str(path)) as container:
        picture, track = container.streams.video[0], container.streams.audio[0]
        seconds = (
            float(picture.duration * picture.time_base),
            float(track.duration * track.time_base),
        )
        names = (picture.codec_context.name, picture.codec_context.pix_fmt, track.codec.name)
        assert names == ("h264", "yuv420p", "aac")
        assert (picture.width, picture.height, track.rate, track.channels) == (1280, 720, RATE, 2)
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(picture)]
    with av.open(str(path)) as container:
        sound = np.concatenate([one.to_ndarray() for one in container.decode(audio=0)], axis=1)
    return Decoded(frames, sound, seconds)


def _still(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=np.float64)


def _psnr(one: Pixels, other: Pixels) -> float:
    return 10 * np.log10(255**2 / ((one.astype(np.float64) - other) ** 2).mean())


@pytest.fixture(scope="module")
def shot(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Shot:
    folder = tmp_path_factory.mktemp("segment")
    player = start(6)
    player.do(LOT)
    before, after = (dict(scene.picture.detail) for scene in player.scenes[:2])
    draw_still(before, str(folder / "first.png"))
    draw_still(after, str(folder / "last.png"))
    path = folder / "seg.mp4"
    shoot(before, after, str(folder / "first.png"), str(folder / "last.png"), str(path))
    return Shot(folder, path, before, after)


@pytest.fixture(scope="module")
def decoded(shot: Shot) -> Decoded:
    return _decode(shot.path)


def test_a_segment_is_four_seconds_of_twenty_four_frames(decoded: Decoded):
    assert len(decoded.frames) == 96


def test_it_begins_on_the_first_still_and_ends_on_the_last(shot: Shot, decoded: Decoded):
    assert _psnr(decoded.frames[0], _still(shot.folder / "first.png")) > 33
    assert _psnr(decoded.frames[-1], _still(shot.folder / "last.png")) > 33
    assert _psnr(decoded.frames[0], _still(shot.folder / "last.png")) < 20


def test_it_moves_all_the_way(decoded: Decoded):
    smooth = [frame.reshape(90, 8, 160, 8, 3).mean(axis=(1, 3)) for frame in decoded.frames[::8]]
    steps = [np.abs(one - other).mean() for one, other in pairwise(smooth)]
    assert min(steps) > 0.4


def test_sound_and_picture_are_equally_long(decoded: Decoded):
    picture, sound = decoded.seconds
    assert picture == 4.0
    assert abs(sound - picture) < 1 / 24
    assert abs(decoded.sound.shape[1] / RATE - 4.0) < 1 / 24


def test_the_sound_is_neither_silent_nor_torn(decoded: Decoded):
    assert np.isfinite(decoded.sound).all()
    assert np.abs(decoded.sound).max() < 0.98
    loud = 20 * np.log10(np.sqrt((decoded.sound**2).mean()))
    assert -23 < loud < -15


def test_it_opens_and_closes_without_a_click(shot: Shot):
    sound = ambience(shot.before, shot.after, 4.0)
    assert sound.shape == (2, 4 * RATE)
    assert np.abs(sound[:, :2]).max() < 0.001
    assert np.abs(sound[:, -2:]).max() < 0.001


def test_the_same_segment_has_the_same_bytes(shot: Shot):
    again = shot.folder / "again.mp4"
    stills = str(shot.folder / "first.png"), str(shot.folder / "last.png")
    shoot(shot.before, shot.after, *stills, str(again))
    assert again.read_bytes() == shot.path.read_bytes()


def test_every_world_place_has_a_sound_that_is_its_own(world: World):
    sounds = [tuple(sorted(place["sound"])) for place in world.data["places"]]
    assert all(sounds)
    assert len(set(sounds)) == len(sounds)


def test_a_pulse_is_heard_as_danger_comes_near(shot: Shot):
    assert "pulse" not in levels({**shot.after, "ghost": 0.1})
    assert levels({**shot.after, "ghost": 0.9})["pulse"] > 0.5


@pytest.mark.parametrize("style", ["vhs", "ink"])
def test_in_every_style_a_segment_is_its_stills_at_both_ends(
    style: str, shot: Shot, tmp_path: Path
):
    scenes = [{**one, "style": style, "kind": "look"} for one in (shot.before, shot.after)]
    stills = [str(tmp_path / name) for name in ("first.png", "last.png")]
    for scene, still in zip(scenes, stills, strict=True):
        draw_still(scene, still)
    path = tmp_path / "seg.mp4"
    shoot(scenes[0], scenes[1], stills[0], stills[1], str(path))
    frames = _decode(path).frames
    assert _psnr(frames[0], _still(tmp_path / "first.png")) > 30
    assert _psnr(frames[-1], _still(tmp_path / "last.png")) > 30


@pytest.mark.parametrize("kind", [*MOVES, None])
def test_every_move_begins_and_ends_where_the_stills_were_taken_from(kind: str | None):
    move = move_of({"pan": 0.2}, {"kind": kind, "pan": -0.4})
    for number, leaving in ((0, True), (FRAMES - 1, False)):
        at = pose(move, number, leaving=leaving)
        assert (at.zoom, at.gone, at.seconds) == (0, 0, 0)
        assert abs(at.x) + abs(at.y) < 1e-9
    assert mixed(move, 0) == 0
    assert mixed(move, FRAMES - 1) == 1


@pytest.mark.parametrize("kind", [*MOVES, None])
def test_no_move_jumps(kind: str | None):
    move = move_of({"pan": -0.2}, {"kind": kind, "pan": 0.4, "ghost": 1.0})
    for leaving in (True, False):
        way = [pose(move, number, leaving=leaving) for number in range(FRAMES)]
        assert max(abs(b.x - a.x) for a, b in pairwise(way)) < 5
        assert max(abs(b.zoom - a.zoom) for a, b in pairwise(way)) < 0.02
    assert max(mixed(move, n + 1) - mixed(move, n) for n in range(FRAMES - 1)) < 0.5


@pytest.mark.parametrize("kind", [*MOVES, None])
def test_no_move_looks_past_the_edge_of_what_is_painted(kind: str | None):
    move = move_of({"pan": -0.2}, {"kind": kind, "pan": 0.4, "ghost": 1.0})
    for number in range(FRAMES):
        for leaving in (True, False):
            at = pose(move, number, leaving=leaving)
            for depth in (0.0, 0.35, 1.0):
                scale = 1 + at.zoom * (0.25 + depth)
                for moved, half, margin in (
                    (at.x, WIDTH / 2, MARGIN_X),
                    (at.y, HEIGHT / 2, MARGIN_Y),
                ):
                    assert (half + margin) * scale - abs(moved) * (0.35 + depth) >= half


def test_walking_goes_in_and_looking_goes_aside():
    going, looking = move_of({}, {"kind": "go"}), move_of({}, {"kind": "look"})
    middle = FRAMES // 2
    walked, looked = (pose(move, middle, leaving=True) for move in (going, looking))
    assert walked.zoom > 2 * looked.zoom
    assert abs(looked.x) > abs(walked.x)


async def test_stills_of_another_hand_are_filmed_as_they_are(start: Start, tmp_path: Path):
    player = start(6)
    player.do(LOT)
    for name, color in (("a", (190, 60, 30)), ("b", (20, 70, 160))):
        picture = Image.new("RGB", (1280, 720), color)
        picture.paste((240, 240, 240), (500, 300, 700, 420))
        picture.save(tmp_path / f"{name}.png")
    first, last, path = (tmp_path / name for name in ("a.png", "b.png", "seg.mp4"))
    turn = player.turns[-1]
    segment = await gateway_studio.shoot_segment(
        turn.session, turn, player.scene, first, last, path
    )
    assert segment.duration == 4.0
    frames = _decode(path).frames
    assert _psnr(frames[0], _still(first)) > 33
    assert _psnr(frames[-1], _still(last)) > 33


async def test_there_is_no_segment_where_there_was_no_picture_before(start: Start, tmp_path: Path):
    player = start()
    path = tmp_path / "seg.mp4"
    turn = player.turns[0]
    asked = (turn.session, turn, player.scene, tmp_path / "a.png", tmp_path / "b.png", path)
    assert await gateway_studio.shoot_segment(*asked) is None
    assert not path.exists()
