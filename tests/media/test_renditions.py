"""A tape as a film, and a film once more, smaller: within the bytes there are, and still whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from gateway import LimitTooSmall, MediaError, Reel
from gateway.media import films, looks, renditions
from gateway.media.spoken import Spoken, spoken
from gateway.media.tapes import SECONDS_A_FRAME, SECONDS_AT_THE_END

MakeReel = Callable[..., Reel]


def silent(share: float, word: str) -> None:
    """Nobody looks on."""


async def deaf(share: float, word: str) -> None:
    """Nobody listens."""


def facts(path: Path) -> tuple[float, tuple[int, int], int]:
    """Seconds, size, and how many sound tracks; all of it decoded."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        pictures = sum(1 for _ in container.decode(video))
        seconds = pictures / float(video.average_rate or 1)
        return seconds, (video.width, video.height), len(container.streams.audio)


@pytest.mark.parametrize("limit", [None, 60_000, 12_000])
def test_a_tape_is_filmed_with_every_frame_as_long_as_on_the_tape(
    tmp_path: Path, reel: MakeReel, limit: int | None
):
    path = tmp_path / "tape.mp4"
    renditions.film_tape_here(silent, reel(4), looks.clean, path, limit)
    assert limit is None or path.stat().st_size <= limit
    seconds, (width, height), sounds = facts(path)
    assert seconds == pytest.approx(3 * SECONDS_A_FRAME + SECONDS_AT_THE_END)
    assert (width % 2, height % 2, sounds) == (0, 0, 0)
    assert path.read_bytes().index(b"moov") < path.read_bytes().index(b"mdat"), "it plays at once"


async def test_a_tape_is_filmed_in_a_worker_too(tmp_path: Path, reel: MakeReel):
    path = tmp_path / "tape.mp4"
    await renditions.film_tape(reel(1), looks.vhs, path, limit=None, progress=deaf)
    assert facts(path)[0] == pytest.approx(SECONDS_AT_THE_END)


def test_a_tape_that_cannot_be_filmed_says_so_and_leaves_nothing(tmp_path: Path, reel: MakeReel):
    path = tmp_path / "tape.mp4"
    with pytest.raises(LimitTooSmall, match="2 frames do not fit into 500 bytes as a film"):
        renditions.film_tape_here(silent, reel(2), looks.clean, path, 500)
    assert not path.exists()
    with pytest.raises(MediaError, match="no frame"):
        renditions.film_tape_here(silent, reel(0), looks.clean, path, None)


def test_a_film_is_made_smaller_from_the_film_alone(
    tmp_path: Path, reel: MakeReel, shoot: Callable[..., Path]
):
    film, path = tmp_path / "film.mp4", tmp_path / "smaller.mp4"
    films.stitch_here(silent, reel(2, segments=[None, shoot(1)]), film, None)
    limit = film.stat().st_size * 3 // 4
    renditions.squeeze_here(silent, film, path, limit)
    assert path.stat().st_size <= limit
    assert facts(path)[0] == pytest.approx(facts(film)[0], abs=0.1)
    assert facts(path)[2] == facts(film)[2] == 1
    whole, smaller = spoken(film), spoken(path)
    assert (len(whole.chapters), bool(whole.subtitles), bool(whole.title)) == (2, True, True)
    assert smaller.title == whole.title
    for kept, was in zip(
        [*smaller.chapters, *smaller.subtitles], [*whole.chapters, *whole.subtitles], strict=True
    ):
        assert kept.text == was.text
        assert (kept.start, kept.end) == pytest.approx((was.start, was.end), abs=0.1)
    renditions.squeeze_here(silent, film, path, film.stat().st_size)
    assert path.read_bytes() == film.read_bytes(), "what fits is left as it is"


async def test_what_is_no_film_is_refused(tmp_path: Path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"nonsense" * 100)
    with pytest.raises(MediaError, match=r"film\.mp4 cannot be made smaller"):
        await renditions.squeeze(film, tmp_path / "smaller.mp4", limit=100, progress=deaf)


def test_what_no_words_can_be_read_from_says_nothing(tmp_path: Path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"nonsense" * 100)
    assert spoken(film) == Spoken()
