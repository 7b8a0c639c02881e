from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway import UnsafeMedia
from gateway.media import segments

Shoot = Callable[..., Path]


async def test_a_whole_segment_is_admitted_with_its_facts(shoot: Shoot) -> None:
    facts = await segments.admit_segment(shoot(pictures=36))
    assert facts.duration == pytest.approx(1.5)
    assert (facts.width, facts.height, facts.pace, facts.pictures) == (160, 90, 24.0, 36)
    assert (facts.codec, facts.sound, facts.rate, facts.channels) == ("h264", "aac", 48000, 2)


def test_a_segment_may_be_silent(shoot: Shoot) -> None:
    assert segments.admit(shoot(rate=None)).sound is None


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.7, 0.99])
def test_a_segment_that_was_cut_off_is_refused(shoot: Shoot, share: float) -> None:
    path = shoot()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UnsafeMedia, match=r"seg_0\.mp4 cannot be played: .* Shoot it again"):
        segments.admit(path)


@pytest.mark.parametrize("length", [40, 3000])
def test_a_segment_damaged_in_the_middle_is_refused(shoot: Shoot, length: int) -> None:
    path = shoot(pictures=48, options={"crf": "10"})
    content = bytearray(path.read_bytes())
    middle = content.index(b"mdat") + 6000
    for at in range(middle, middle + length):
        content[at] = (at * 37) & 0xFF
    path.write_bytes(content)
    with pytest.raises(UnsafeMedia, match="hoot it again"):
        segments.admit(path)


def test_what_says_it_is_larger_than_we_decode_is_refused_first(shoot: Shoot) -> None:
    path = shoot(pictures=1, size=(4200, 16), rate=None)
    with pytest.raises(UnsafeMedia, match="4200x16 pixels"):
        segments.admit(path)


async def test_a_missing_segment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeMedia, match=r"seg_0_1\.mp4"):
        await segments.admit_segment(tmp_path / "seg_0_1.mp4")
