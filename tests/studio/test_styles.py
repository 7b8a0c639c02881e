from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import skia
from gateway_studio.illustrator import draw_still, layers_of
from gateway_studio.scenery.paint import Layer, blank, image_of
from gateway_studio.scenery.styles import STYLES, dressed
from gateway_studio.scenery.styles.fields import pixels_of
from PIL import Image

Start: TypeAlias = "Callable[..., Any]"
Pixels: TypeAlias = "np.ndarray[Any, Any]"
Detail: TypeAlias = Mapping[str, Any]


@pytest.fixture(scope="module")
def dusk(start: Start) -> Detail:
    return dict(start().scene.picture.detail)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Detail], Pixels]:
    path = tmp_path_factory.mktemp("styles") / "still.png"

    def draw(detail: Detail) -> Pixels:
        draw_still(detail, str(path))
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"), dtype=np.float32)

    return draw


@pytest.fixture(scope="module")
def styled(dusk: Detail, drawn: Callable[[Detail], Pixels]) -> dict[str, Pixels]:
    return {style: drawn({**dusk, "style": style}) for style in STYLES}


def _colors(pixels: Pixels) -> set[bytes]:
    inner = pixels[60:-60, 60:-60].astype(np.uint8)
    return {color.tobytes() for color in inner.reshape(-1, 3)[::3]}


def test_a_world_can_be_painted_in_every_style_its_file_may_name(styled: dict[str, Pixels]):
    from gateway_studio.schema import WorldFile

    named = WorldFile.model_fields["style"].annotation.__args__
    assert sorted(named) == sorted(STYLES)


def test_no_style_looks_like_another(styled: dict[str, Pixels]):
    for one, first in styled.items():
        for other, second in styled.items():
            if one != other:
                far = np.abs(first - second).mean()
                assert far > (3 if {one, other} == {"plain", "vhs"} else 8), (one, other)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_keeps_what_stands_in_the_picture(
    style: str, dusk: Detail, drawn: Callable[[Detail], Pixels], styled: dict[str, Pixels]
):
    alone = drawn({**dusk, "style": style, "people": []})
    assert (np.abs(alone - styled[style]).max(axis=2) > 24).mean() > 0.01


def test_ink_knows_no_color_but_one_red(styled: dict[str, Pixels]):
    red, green, blue = (styled["ink"][..., index] for index in range(3))
    spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    vivid = spread > 70
    assert 0 < vivid.mean() < 0.1
    assert (red[vivid] > 1.4 * np.maximum(green, blue)[vivid]).all()


def test_a_print_has_few_inks(dusk: Detail):
    inks = {
        int(color)
        for layer in layers_of({**dusk, "style": "print"})
        for color in np.unique(np.ascontiguousarray(pixels_of(layer.image)).view("<u4"))
        if color >> 24 == 255  # nothing shines through
    }
    assert len(inks) <= 11


def test_paint_is_richer_in_color_than_what_it_is_painted_from(styled: dict[str, Pixels]):
    plain, paint = (np.ptp(styled[style], axis=2).mean() for style in ("plain", "painterly"))
    assert paint > 1.15 * plain


def test_a_tape_keeps_colors_less_sharply_than_light(styled: dict[str, Pixels]):
    def sharpness(pixels: Pixels) -> tuple[float, float]:
        inner = pixels[40:-40, 40:-40].astype(np.uint8)
        planes = [
            np.asarray(band, float) for band in Image.fromarray(inner).convert("YCbCr").split()
        ]
        light, red = (np.abs(np.diff(plane, axis=1)).mean() for plane in (planes[0], planes[2]))
        return float(light), float(red)

    (plain_light, plain_red), (light, red) = sharpness(styled["plain"]), sharpness(styled["vhs"])
    assert red < 0.7 * plain_red
    assert light > 0.8 * plain_light


@pytest.mark.parametrize("style", STYLES)
def test_a_dark_mood_is_colder_than_a_bright_one(
    style: str, dusk: Detail, drawn: Callable[[Detail], Pixels]
):
    low, high = (drawn({**dusk, "style": style, "mood": mood}) for mood in (-1.0, 1.0))
    assert low.mean() < high.mean()
    if style != "ink":
        assert low[..., 2].mean() / low[..., 0].mean() > high[..., 2].mean() / high[..., 0].mean()


def test_a_style_has_the_same_bytes_in_every_process(dusk: Detail, tmp_path: Path):
    details = {style: {**dusk, "style": style} for style in STYLES}
    code = "import sys; from gateway_studio.illustrator import draw_still\n"
    code += f"for name, one in {details!r}.items(): draw_still(one, sys.argv[1] + name)"
    subprocess.run([sys.executable, "-c", code, f"{tmp_path}/there-"], check=True)
    for style, detail in details.items():
        draw_still(detail, f"{tmp_path}/here-{style}")
        there = (tmp_path / f"there-{style}").read_bytes()
        assert (tmp_path / f"here-{style}").read_bytes() == there


@pytest.mark.parametrize("kind", ["snow", "petals", "ash", "rain", "fog"])
def test_a_weather_is_seen(kind: str, dusk: Detail, drawn: Callable[[Detail], Pixels]):
    calm = {**dusk["weather"], kind: 0.0}
    clear, thick = (drawn({**dusk, "weather": {**calm, kind: much}}) for much in (0.0, 0.9))
    assert (np.abs(clear - thick).max(axis=2) > 12).mean() > 0.01


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [(1, 1), (3, 300), (300, 3)])
def test_a_sheet_with_a_speck_on_it_is_painted_too(style: str, size: tuple[int, int], dusk: Detail):
    pixels, surface = blank(*size)
    surface.getCanvas().clear(skia.ColorRED)
    speck = Layer(image_of(pixels, skia.kPremul_AlphaType), 0.5, 40, 40)
    (painted,) = dressed([speck], {**dusk, "style": style})
    assert (painted.image.width(), painted.image.height()) >= (1, 1)
    assert pixels_of(painted.image).any()
