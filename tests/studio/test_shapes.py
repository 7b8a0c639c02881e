"""What a world's file draws itself comes out where and as large as it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pytest
from gateway_studio.drawn import Shape
from gateway_studio.scenery.colors import color_of, glow_of
from gateway_studio.scenery.eye import eye_of
from gateway_studio.scenery.light import Light
from gateway_studio.scenery.paint import blank
from gateway_studio.scenery.pen import Pen
from gateway_studio.scenery.shapes import draw_shape, extent
from gateway_studio.scenery.staging import standing

Start: TypeAlias = "Callable[..., Any]"
Pixels: TypeAlias = "np.ndarray[Any, Any]"

EYE = eye_of(0.5, 0.5, 1.6, 0, 0)
WHITE = np.ones(3, np.float32)
DAY = Light(WHITE, (), 0.0, WHITE, 0.0)


def _shape(*parts: Mapping[str, object], **more: object) -> dict[str, Any]:
    shape = Shape.model_validate({"id": "it", "parts": parts, **more})
    return shape.model_dump(mode="json")


def _painted(draw: Callable[[Pen], None], light: Light = DAY) -> Pixels:
    pixels, surface = blank()
    draw(Pen(surface.getCanvas(), EYE, light))
    return pixels


def _drawn(shape: Mapping[str, Any], x: float, y: float, z: float, size: float = 1.0) -> Pixels:
    return _painted(lambda pen: draw_shape(shape, pen, x, y, z, size))


def _box(pixels: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is painted."""
    rows = np.flatnonzero(pixels[..., 3].any(axis=1))
    columns = np.flatnonzero(pixels[..., 3].any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def test_a_plate_stands_where_the_file_says():
    pixels = _drawn(_shape({"plate": (2, 1), "at": (0.5, 0, 0)}), 1.0, 0.5, 9.0)
    left, top = EYE.spot(0.5, 1.5, 9.0)
    right, bottom = EYE.spot(2.5, 0.5, 9.0)
    assert _box(pixels) == pytest.approx((left, top, right, bottom), abs=2)


def test_a_box_stands_around_the_middle_of_its_foot():
    pixels = _drawn(_shape({"box": (2, 1, 1)}), 0.0, 0.0, 9.0)
    left, bottom = EYE.spot(-1, 0, 8.5)
    right, top = EYE.spot(1, 1, 9.5)
    seen = _box(pixels)
    assert seen[0] == pytest.approx(left, abs=2)
    assert seen[3] == pytest.approx(bottom, abs=2)
    assert seen[1] == pytest.approx(top, abs=2)
    assert seen[2] > right


def test_an_outline_has_the_corners_of_the_file():
    roof = _shape({"outline": [(-1, 0), (0, 2), (1, 0)]})
    left, top, right, bottom = _box(_drawn(roof, 0, 0, 9))
    assert (left + right) / 2 == pytest.approx(EYE.spot(0, 0, 9)[0], abs=2)
    assert bottom - top == pytest.approx(2 * EYE.scale(9), abs=3)


def test_twice_the_size_is_twice_as_large():
    shape = _shape({"ball": 0.5, "at": (0, 0.5, 0)})
    small, large = _box(_drawn(shape, 0, 0, 9)), _box(_drawn(shape, 0, 0, 9, 2.0))
    assert large[2] - large[0] == pytest.approx(2 * (small[2] - small[0]), abs=4)


def test_a_repeat_goes_a_step_on_each_time():
    posts = _shape({"bar": ((0, 0, 0), (0, 1, 0)), "repeat": 3, "step": (1, 0, 0)})
    columns = _drawn(posts, 0, 0, 9)[..., 3].max(axis=0) > 128
    starts = np.flatnonzero(np.diff(columns.astype(int)) == 1)
    assert np.diff(starts) == pytest.approx([EYE.scale(9)] * 2, abs=2)


@pytest.mark.parametrize(
    "part",
    [
        {"box": (1, 1, 1)},
        {"roof": (1, 1, 1)},
        {"plate": (1, 1)},
        {"bar": ((0, 0, 0), (1, 1, 0))},
        {"ball": 0.5},
        {"cone": (0.5, 1)},
        {"outline": [(0, 0), (1, 1), (1, 0)], "smooth": True},
        {"shine": (1, 1)},
        {"glow": 1.0},
    ],
    ids=lambda part: next(iter(part)),
)
def test_every_kind_of_piece_paints(part: Mapping[str, object]):
    pixels = _drawn(_shape({**part, "color": "#ff8800"}), 0, 0.5, 6)
    painted = pixels[pixels[..., 3] > 120]
    assert len(painted) > 100
    blue, _, red, _ = painted.mean(axis=0)
    assert red > blue


def test_what_shines_needs_no_light():
    night = Light(0 * WHITE, (), 0.0, 0 * WHITE, 0.0)
    lit, unlit = _shape({"shine": (1, 1)}), _shape({"plate": (1, 1)})

    def brightest(shape: Mapping[str, Any]) -> int:
        return int(_painted(lambda pen: draw_shape(shape, pen, 0, 1, 6), night)[..., :3].max())

    assert brightest(lit) > 100 > 10 > brightest(unlit)


def test_a_shape_with_a_shadow_darkens_the_ground_under_it():
    plain, shaded = _shape({"ball": 0.2}), _shape({"ball": 0.2}, shadow=(3, 2))
    areas = [(_drawn(shape, 0, 0, 6)[..., 3] > 20).sum() for shape in (plain, shaded)]
    assert areas[1] > 2 * areas[0]


def test_the_extent_of_a_shape_is_its_longest_side():
    oar = _shape({"bar": ((0, 0, 0), (0, 2.5, 0))}, {"plate": (0.2, 0.6)})
    assert extent(oar) == pytest.approx(2.5)


def test_colors_have_names_or_are_written_out():
    assert color_of("#ffffff") == pytest.approx((0.85,) * 3)
    assert color_of("vermilion")[0] > 3 * color_of("vermilion")[2]
    assert color_of("no such color") == color_of("gray")
    assert max(glow_of("navy")) == pytest.approx(1)


def _scene(start: Start, **changes: object) -> dict[str, Any]:
    detail = dict(start(1).scene.picture.detail)
    view = {**detail["view"], "landmarks": []}
    empty = {"view": view, "people": [], "things": [], "ghost": 0.0, "held": None}
    return {**detail, **empty, **changes}


def _staged(detail: Mapping[str, Any]) -> Pixels:
    def draw(pen: Pen) -> None:
        for _, one in standing(detail):
            one(pen)

    return _painted(draw)


BLOCK = _shape({"plate": (1, 1), "color": "red"})


def test_a_shape_of_the_file_comes_before_the_studios_own(start: Start):
    mark = {"draw": "pine", "x": 0.0, "y": 0.0, "z": 9.0, "size": 1.0}
    view = {**start(1).scene.picture.detail["view"], "landmarks": [mark]}
    own = _staged(_scene(start, view=view, shapes={"pine": BLOCK}))
    assert _box(own) == _box(_drawn(BLOCK, 0, 0, 9))


def test_a_thing_a_person_and_a_danger_may_be_shapes(start: Start):
    x, z = start(1).scene.picture.detail["view"]["shelf"]
    thing = _staged(_scene(start, things=[{"id": "it", "draw": "it"}], shapes={"it": BLOCK}))
    assert _box(thing) == _box(_drawn(BLOCK, x, 0, z))

    person = {**start(1).scene.picture.detail["people"][0], "shape": "it", "pose": "stand"}
    somebody = _staged(_scene(start, people=[person], shapes={"it": BLOCK}))
    assert 0 < (somebody[..., 3] > 0).sum() < 40_000

    danger = {"draw": "it", "veil": "none", "near": 0.0}
    far, near = (
        _staged(_scene(start, ghost=ghost, danger=danger, shapes={"it": BLOCK}))
        for ghost in (0.3, 0.9)
    )
    assert (near > 0).sum() > 2 * (far > 0).sum()
