from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from gateway_terminal.halfblocks import fitted, load
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image


@pytest.fixture
def flag(tmp_path: Path):
    """Red above blue."""
    image = Image.new("RGB", (320, 180), (200, 0, 0))
    image.paste((0, 0, 200), (0, 90, 320, 180))
    path = tmp_path / "flag.png"
    image.save(path)
    return path


def test_a_cell_holds_two_pixels_one_in_its_ink_and_one_in_its_paper(
    flag: Path, seen: Callable[..., str]
):
    picture = load(flag, 1, 1)
    assert (picture.columns, picture.rows) == (1, 1)
    text = seen(picture, colours="truecolor")
    assert text.count("▀") == 1
    red, blue = text[text.index("38;2;") : text.index("▀")].removesuffix("m").split(";48;2;")
    assert int(red.split(";")[2]) > 150 > 50 > int(red.split(";")[4])
    assert int(blue.split(";")[2]) > 150 > 50 > int(blue.split(";")[0])


def test_the_picture_keeps_its_shape(flag: Path):
    picture = load(flag, 80, 100)
    assert (picture.columns, picture.rows) == (80, 22)


def test_fewer_colours_come_from_rich_by_itself(flag: Path, seen: Callable[..., str]):
    picture = load(flag, 8, 4)
    assert "38;5;" in seen(picture, colours="256")
    assert "38;" not in seen(picture, colours="standard")
    assert "\x1b" not in seen(picture, colours=None)


def test_neighbours_of_one_colour_share_a_segment(flag: Path, seen: Callable[..., str]):
    assert seen(load(flag, 80, 22), colours="truecolor").count("\x1b[0m") < 80


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40]
)
def test_what_cannot_be_read_is_no_picture(content: bytes, tmp_path: Path):
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    assert load(path, 80, 20) is None


def test_a_picture_that_is_not_there_is_none(tmp_path: Path):
    assert load(tmp_path / "gone.png", 80, 20) is None


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    columns=st.integers(1, 400),
    rows=st.integers(1, 200),
)
def test_a_picture_never_leaves_its_frame(width: int, height: int, columns: int, rows: int):
    wide, high = fitted(width, height, columns, rows)
    assert 1 <= wide <= columns
    assert 1 <= high <= rows
