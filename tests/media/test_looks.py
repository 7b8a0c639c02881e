from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image, ImageChops

from gateway import Stamp
from gateway.media import fonts, looks
from gateway.media.words import plain

Paint = Callable[..., Image.Image]

AT = datetime(2025, 12, 19, 19, 30, 12, tzinfo=UTC)


def stamp(index: int = 0, title: str = "The Drowned Lighthouse") -> Stamp:
    return Stamp(title=title, at=AT, index=index, count=index + 1)


def test_the_clean_look_changes_nothing(paint: Paint) -> None:
    assert looks.clean(paint(1), stamp()) == paint(1)


@pytest.mark.parametrize("size", [(1280, 720), (331, 187), (90, 160), (16, 9), (1, 1), (3, 200)])
def test_a_look_keeps_the_size_whatever_it_is(paint: Paint, size: tuple[int, int]) -> None:
    seen = looks.vhs(paint(1, size), stamp())
    assert (seen.mode, seen.size) == ("RGB", size)


def test_the_same_picture_and_stamp_give_the_same_pixels(paint: Paint) -> None:
    assert looks.vhs(paint(1), stamp(3)) == looks.vhs(paint(1), stamp(3))
    assert looks.vhs(paint(1), stamp(3)) != looks.vhs(paint(1), stamp(4))


def test_a_cassette_looks_like_one_but_shows_the_picture(paint: Paint) -> None:
    image = paint(1, (640, 360))
    worn = looks.vhs(image, stamp())
    difference = np.asarray(ImageChops.difference(image, worn), dtype=float)
    assert 4 < difference.mean() < 40


def test_the_recorder_blinks(paint: Paint) -> None:
    def red(index: int) -> int:
        corner = looks.vhs(Image.new("RGB", (640, 360)), stamp(index)).crop((10, 10, 60, 60))
        pixels = np.asarray(corner, dtype=int)
        return int((pixels[..., 0] > 120).sum() - (pixels[..., 1] > 120).sum())

    assert red(0) > 50 > red(1)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "\x00\x1b[31m\n\t",
        "x" * 10_000,
        "Маяк",
        "灯台と海",
        "🏮\u200d🏮",
        "\ud800",
        chr(0x202E) + "evil",
        "é" * 500,
    ],
)
def test_any_title_can_be_written(paint: Paint, title: str) -> None:
    assert looks.vhs(paint(1, (640, 360)), stamp(title=title)).size == (640, 360)


@pytest.mark.parametrize("letter", ["W", "Щ"])
def test_a_long_title_does_not_run_into_the_date(letter: str) -> None:
    black = Image.new("RGB", (640, 360))
    short = looks._with_stamp(black, stamp(title=""))
    long = looks._with_stamp(black, stamp(title=letter * 10_000))
    box = ImageChops.difference(short, long).getbbox()
    date = 640 - 24 - 12 * 19
    assert box is not None
    assert box[2] < date


def test_plain_words_are_one_line_without_control_characters() -> None:
    assert plain(" a\x00b\n\n c\u202ed\x7f ", 80) == "a b c d"
    assert plain("x" * 10_000, 10) == "x" * 9 + "…"


def test_a_letter_no_font_has_is_left_out_instead_of_drawn_as_a_box() -> None:
    assert fonts.legible("lamp \U0010fffe lit") == "lamp lit"
    assert fonts.legible("plain ascii") == "plain ascii"
