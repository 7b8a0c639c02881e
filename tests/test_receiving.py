"""A picture that comes over a line is written as it comes, and no more of it than it may have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway import PICTURE_BYTES, Refused, save_picture

PIECE = bytes(1_000_000)


class Line:
    """A line that brings so many million bytes, and counts what was taken from it."""

    def __init__(self, pieces: int) -> None:
        self.pieces, self.taken = pieces, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.pieces):
            self.taken += 1
            yield PIECE


async def test_a_picture_is_written_as_it_comes(tmp_path: Path):
    largest = PICTURE_BYTES // len(PIECE)
    await save_picture(Line(largest), tmp_path / "me", size=PICTURE_BYTES, media_type="image/png")
    assert (tmp_path / "me").stat().st_size == PICTURE_BYTES


@pytest.mark.parametrize(("size", "taken"), [(None, 21), (5, 21), (PICTURE_BYTES + 1, 0)])
async def test_one_that_is_too_large_is_left_at_that_whatever_it_is_said_to_have(
    tmp_path: Path, size: int | None, taken: int
):
    line = Line(1000)
    with pytest.raises(Refused, match=r"^it is larger than 20 MB: send a smaller one\.$"):
        await save_picture(line, tmp_path / "me", size=size)
    assert line.taken == taken


@pytest.mark.parametrize("kind", ["video/mp4", "audio/ogg", "text/html"])
async def test_what_is_plainly_something_else_is_said_to_be_no_picture(tmp_path: Path, kind: str):
    line = Line(1)
    with pytest.raises(Refused, match=r"^it is no picture: send a PNG, a JPEG or a WEBP\.$"):
        await save_picture(line, tmp_path / "me", media_type=kind)
    assert line.taken == 0


async def test_what_is_said_to_be_nothing_in_particular_is_for_the_gateway_to_look_at(
    tmp_path: Path,
):
    for kind in ("", "application/octet-stream", "image/heic"):
        await save_picture(Line(1), tmp_path / "me", media_type=kind)
        assert (tmp_path / "me").read_bytes() == PIECE
