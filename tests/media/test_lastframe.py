from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from av import VideoFrame
from av.container import InputContainer
from PIL import Image

from gateway import UnsafeMedia
from gateway.media import lastframe
from gateway.media.lastframe import last_frame, take_last_frame

Shoot = Callable[..., Path]

STRUCTURES = {
    "B frames": {"x264-params": "bframes=3:b-adapt=0"},
    "a pyramid of B frames": {"x264-params": "bframes=8:b-adapt=0:b-pyramid=normal"},
    "one key frame": {"x264-params": "keyint=infinite:bframes=2"},
    "open groups": {"x264-params": "open-gop=1:keyint=9:min-keyint=9:bframes=3:b-adapt=0"},
    "a key frame last": {"x264-params": "keyint=23:min-keyint=23:scenecut=0:bframes=0"},
    "key frames only": {"x264-params": "keyint=1"},
    "no B frames": {"x264-params": "bframes=0"},
    "periodic refresh": {"x264-params": "intra-refresh=1:keyint=10"},
}


def decoded(path: Path) -> Image.Image:
    """The last picture by decoding all of them."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    return max(frames, key=lambda frame: frame.pts).to_image()


def same(first: Image.Image, second: Image.Image) -> bool:
    return first.size == second.size and np.array_equal(np.asarray(first), np.asarray(second))


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_last_frame_is_the_one_a_viewer_sees_last(shoot: Shoot, structure: str) -> None:
    path = shoot(options=STRUCTURES[structure], pictures=24)
    assert same(last_frame(path), decoded(path))


def test_only_what_follows_the_last_key_frame_is_decoded(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int | None] = []
    latest = lastframe._latest

    def watched(container: InputContainer, key: int | None) -> VideoFrame | None:
        tried.append(key)
        return latest(container, key)

    monkeypatch.setattr(lastframe, "_latest", watched)
    path = shoot(options={"x264-params": "keyint=10:min-keyint=10:scenecut=0:bframes=2"})
    assert same(last_frame(path), decoded(path))
    assert tried == [20 * 512]


@pytest.mark.parametrize("seconds", [0.3, 5.0])
def test_sound_of_another_length_does_not_matter(shoot: Shoot, seconds: float) -> None:
    path = shoot(sound_seconds=seconds)
    assert same(last_frame(path), decoded(path))


def test_a_clip_of_one_picture_has_a_last_one(shoot: Shoot) -> None:
    path = shoot(pictures=1, rate=None)
    assert same(last_frame(path), decoded(path))


def test_an_edit_list_that_shows_less_is_followed(tmp_path: Path, shoot: Shoot) -> None:
    path = shoot(options=STRUCTURES["B frames"], rate=None)
    content = bytearray(path.read_bytes())
    at = content.index(b"elst") + 12
    content[at : at + 4] = (500).to_bytes(4, "big")  # half a second, on the movie's clock
    path.write_bytes(content)
    with av.open(str(path)) as container:
        shown = [frame.pts for frame in container.decode(video=0)]
    assert len(shown) < 24
    assert same(last_frame(path), decoded(path))


async def test_it_is_written_as_a_frame_of_the_working_size(tmp_path: Path, shoot: Shoot) -> None:
    frame = await take_last_frame(shoot(), tmp_path / "frame_1.png", size=(320, 180))
    assert (frame.width, frame.height) == (320, 180)
    with Image.open(tmp_path / "frame_1.png") as image:
        assert image.size == (320, 180)


@pytest.mark.parametrize("content", [b"", b"not a film", b"\0\0\0\x18ftypisom"])
async def test_what_is_no_clip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "seg.mp4"
    path.write_bytes(content)
    with pytest.raises(UnsafeMedia, match="shoot it again"):
        await take_last_frame(path, tmp_path / "frame_1.png")
