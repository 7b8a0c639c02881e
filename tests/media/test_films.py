from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from gateway import Ending, LimitTooSmall, MediaError, Reel
from gateway.media import cards, codecs, cutting, films, join
from gateway.media.tracks import read_clip

MakeReel = Callable[..., Reel]
Shoot = Callable[..., Path]

TITLE = cards.TITLE_SECONDS
CREDITS = cards.CREDITS_SECONDS
STILL = 3.0


def silent(share: float, word: str) -> None:
    pass


async def deaf(share: float, word: str) -> None:
    pass


def stitch(reel: Reel, path: Path, limit: int | None = None) -> films.Stitched:
    return films.stitch_here(silent, reel, path, limit)


def pictures(path: Path) -> list[tuple[Fraction, np.ndarray]]:
    with av.open(str(path)) as container:
        base = container.streams.video[0].time_base
        return [
            (frame.pts * base, frame.to_ndarray(format="gray"))
            for frame in container.decode(video=0)
        ]


def sound(path: Path) -> tuple[int, np.ndarray]:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
        return stream.rate, np.concatenate(parts)


def pitch(rate: int, wave: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave))))
    return float(np.argmax(spectrum) * rate / len(wave))


def complaints(path: Path) -> str:
    """What a strict player has to say while it plays to the end."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-xerror", "-i", str(path)]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True)
    return done.stderr + ("" if done.returncode == 0 else f"exit {done.returncode}")


@pytest.fixture
def played(reel: MakeReel, shoot: Shoot) -> Reel:
    """Four turns, three segments of one kind."""
    return reel(4, segments=[None, shoot(1), shoot(2), shoot(3)])


def test_alike_segments_are_joined_without_touching_a_picture(tmp_path: Path, played: Reel) -> None:
    path = tmp_path / "film.mp4"
    stitched = stitch(played, path)
    assert stitched.replaced == ()
    assert stitched.film.size == path.stat().st_size
    film = pictures(path)
    at = round((TITLE + STILL) * 24)
    for shot in played.shots[1:]:
        for (_, original), (_, shown) in zip(
            pictures(shot.segment), film[at : at + 24], strict=True
        ):
            assert np.array_equal(original, shown)
        at += 24
    assert len(film) == at + CREDITS * 24


def test_every_picture_is_due_one_after_the_other(tmp_path: Path, played: Reel) -> None:
    stitch(played, tmp_path / "film.mp4")
    film = pictures(tmp_path / "film.mp4")
    assert [time for time, _ in film] == [Fraction(number, 24) for number in range(len(film))]


def test_a_strict_player_does_not_complain(tmp_path: Path, played: Reel) -> None:
    stitch(played, tmp_path / "film.mp4")
    assert complaints(tmp_path / "film.mp4") == ""


def test_picture_and_sound_end_together(tmp_path: Path, played: Reel) -> None:
    film = stitch(played, tmp_path / "film.mp4").film
    with av.open(str(tmp_path / "film.mp4")) as container:
        ends = [
            float(stream.duration * stream.time_base)
            for stream in (container.streams.video[0], container.streams.audio[0])
        ]
    rate, wave = sound(tmp_path / "film.mp4")
    assert abs(ends[0] - ends[1]) < 1 / 24
    assert abs(len(wave) / rate - film.duration) < 1 / 24


def loud(wave: np.ndarray) -> float:
    return float(np.sqrt((wave**2).mean()))


def test_each_segment_is_heard_where_it_is_seen_and_one_without_sound_is_silent(
    tmp_path: Path, reel: MakeReel, shoot: Shoot
) -> None:
    segments = [None, shoot(1), shoot(2, rate=None), *(shoot(index) for index in range(3, 9))]
    stitch(reel(9, segments=segments), tmp_path / "film.mp4")
    rate, wave = sound(tmp_path / "film.mp4")
    start = TITLE + STILL
    for number in range(1, 9):
        begin = start + number - 1
        piece = wave[int((begin + 0.1) * rate) : int((begin + 0.9) * rate)]
        if number == 2:
            assert np.abs(piece).max() < 0.01
        else:
            assert abs(pitch(rate, piece) - (300 + 100 * number)) < 10
    heard = np.flatnonzero(np.abs(wave[int((start + 0.5) * rate) :]) > 0.05) / rate + start + 0.5
    ends, begins = heard[:-1][np.diff(heard) > 0.1], heard[1:][np.diff(heard) > 0.1]
    assert ends == pytest.approx([start + 1], abs=0.012)
    assert begins == pytest.approx([start + 2], abs=0.012)


def test_a_title_and_a_still_sound_like_the_place_where_the_film_sets_out(
    tmp_path: Path, played: Reel
) -> None:
    stitch(played, tmp_path / "film.mp4")
    rate, wave = sound(tmp_path / "film.mp4")
    title, still = wave[int(rate) : int(2 * rate)], wave[int(2.1 * rate) : int(4.9 * rate)]
    segment = wave[int(5.1 * rate) : int(5.9 * rate)]
    for piece in (title, still):
        assert abs(pitch(rate, piece) - 400) < 10
        assert loud(piece) == pytest.approx(loud(segment), rel=0.12)
    assert loud(wave[: rate // 50]) < 0.1 * loud(segment)


def test_the_credits_sound_like_the_place_where_it_ended_and_die_away(
    tmp_path: Path, played: Reel
) -> None:
    stitch(played, tmp_path / "film.mp4")
    rate, wave = sound(tmp_path / "film.mp4")
    credits_ = wave[-int(CREDITS * rate) :]
    assert abs(pitch(rate, credits_[: int(1.5 * rate)]) - 600) < 10
    assert loud(credits_[-rate // 50 :]) < 0.05 * loud(credits_[: int(rate)])


def test_no_join_clicks(tmp_path: Path, played: Reel) -> None:
    stitch(played, tmp_path / "film.mp4")
    rate, wave = sound(tmp_path / "film.mp4")
    steep = np.abs(np.diff(wave, n=2))
    for join_ in (TITLE, TITLE + STILL, TITLE + STILL + 3):
        at = slice(int((join_ - 0.03) * rate), int((join_ + 0.03) * rate))
        assert float(steep[at].max()) < 0.05 * float(wave.max())


def test_a_film_of_segments_without_sound_is_silent(
    tmp_path: Path, reel: MakeReel, shoot: Shoot
) -> None:
    stitch(reel(2, segments=[None, shoot(1, rate=None)]), tmp_path / "film.mp4")
    _, wave = sound(tmp_path / "film.mp4")
    assert np.abs(wave).max() < 0.01


def test_there_is_a_chapter_a_turn_and_the_narration_is_a_track(
    tmp_path: Path, played: Reel
) -> None:
    film = stitch(played, tmp_path / "film.mp4").film
    with av.open(str(tmp_path / "film.mp4")) as container:
        chapters = container.chapters()
        assert [chapter["metadata"]["title"] for chapter in chapters] == [
            "Scene 0",
            "Scene 1",
            "Scene 2",
            "Scene 3",
        ]
        starts = [float(chapter["start"] * chapter["time_base"]) for chapter in chapters]
        assert starts == [0, TITLE + STILL, TITLE + STILL + 1, TITLE + STILL + 2]
        assert float(chapters[-1]["end"] * chapters[-1]["time_base"]) == film.duration
        assert container.metadata["title"] == "The Drowned Lighthouse"
        words = container.streams.subtitles[0]
        said = [bytes(packet)[2:].decode() for packet in container.demux(words) if packet.size > 2]
    assert said == ["The lamp has been dark for nine days."] * 4


def test_it_plays_while_it_loads(tmp_path: Path, played: Reel) -> None:
    stitch(played, tmp_path / "film.mp4")
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(
    "shape",
    [
        {"size": (90, 160)},
        {"size": (322, 182)},
        {"pace": Fraction(30)},
        {"pace": Fraction(30000, 1001)},
        {"rate": 44100, "layout": "mono"},
        {"codec": "mpeg4", "options": {"preset": "x"}},
        {"options": {"x264-params": "sps-id=0:bframes=3:b-adapt=0:cabac=1"}},
    ],
)
def test_a_segment_that_differs_is_conformed_alone(
    tmp_path: Path, reel: MakeReel, shoot: Shoot, shape: dict[str, object]
) -> None:
    segments = [None, shoot(1), shoot(2, **shape), shoot(3)]
    path = tmp_path / "film.mp4"
    stitched = stitch(reel(4, segments=segments), path)
    assert stitched.replaced == ()
    assert (stitched.film.width, stitched.film.height) == (160, 90)
    film = pictures(path)
    at = round((TITLE + STILL) * 24)
    assert np.array_equal(film[at][1], pictures(segments[1])[0][1])
    assert np.array_equal(film[-round(CREDITS * 24) - 1][1], pictures(segments[3])[-1][1])
    assert complaints(path) == ""
    made = list((tmp_path / "cache" / films.FOLDER).glob("seg-*.mp4"))
    assert len(made) == 1


def test_what_is_made_for_a_film_is_made_once(tmp_path: Path, played: Reel) -> None:
    stitch(played, tmp_path / "a.mp4")
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.mp4")}
    stitch(played, tmp_path / "b.mp4")
    assert made == {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.mp4")}
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize("share", [0, 0.4, 0.98])
async def test_a_broken_segment_costs_one_still_and_is_reported(
    tmp_path: Path,
    played: Reel,
    share: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = played.shots[2].segment
    content = broken.read_bytes()
    broken.write_bytes(content[: int(len(content) * share)])
    with caplog.at_level(logging.WARNING):
        stitched = await films.stitch(played, tmp_path / "film.mp4", limit=None, progress=deaf)
    assert [lost.index for lost in stitched.replaced] == [2]
    assert "a still for turn 2" in caplog.text
    assert stitched.film.duration == TITLE + STILL + 1 + STILL + 1 + CREDITS
    assert complaints(tmp_path / "film.mp4") == ""


def test_a_run_without_segments_is_a_film_of_stills(tmp_path: Path, reel: MakeReel) -> None:
    film = stitch(reel(1, cache=False), tmp_path / "film.mp4").film
    assert (film.width, film.height) == (1280, 720)
    assert film.duration == TITLE + STILL + CREDITS


def test_a_still_comes_to_rest_as_the_frame_was_drawn(
    tmp_path: Path, reel: MakeReel, shoot: Shoot
) -> None:
    made = reel(2, segments=[None, shoot(1)])
    stitch(made, tmp_path / "film.mp4")
    last = pictures(tmp_path / "film.mp4")[round((TITLE + STILL) * 24) - 1][1]
    drawn = np.asarray(Image.open(made.shots[0].frame).convert("L"), float)
    assert np.abs(last.astype(float) * 0.9 - drawn * 0.9).mean() < 12


def test_a_missing_frame_becomes_a_night_sky(tmp_path: Path, reel: MakeReel, shoot: Shoot) -> None:
    made = reel(2, segments=[None, shoot(1)])
    made.shots[0].frame.unlink()
    stitch(made, tmp_path / "film.mp4")
    sky = pictures(tmp_path / "film.mp4")[round((TITLE + 1) * 24)][1]
    assert 10 < sky.mean() < 80


def test_a_run_without_shots_is_refused(tmp_path: Path, reel: MakeReel) -> None:
    with pytest.raises(MediaError, match="play a turn first"):
        stitch(replace(reel(1), shots=()), tmp_path / "film.mp4")


def test_a_portrait_run_is_a_portrait_film(tmp_path: Path, reel: MakeReel, shoot: Shoot) -> None:
    segments = [None, shoot(1, size=(90, 160)), shoot(2, size=(90, 160))]
    film = stitch(reel(3, segments=segments), tmp_path / "film.mp4").film
    assert (film.width, film.height) == (90, 160)


def test_a_run_in_mono_at_another_rate_and_pace_stays_so(
    tmp_path: Path, reel: MakeReel, shoot: Shoot
) -> None:
    shape = {"rate": 44100, "layout": "mono", "pace": Fraction(30000, 1001), "pictures": 30}
    segments = [None, shoot(1, **shape), shoot(2, **shape)]
    stitch(reel(3, segments=segments), tmp_path / "film.mp4")
    assert not list((tmp_path / "cache").rglob("seg-*"))
    rate, wave = sound(tmp_path / "film.mp4")
    assert rate == 44100
    start = TITLE + STILL + 1.1
    assert abs(pitch(rate, wave[int(start * rate) : int((start + 0.6) * rate)]) - 500) < 10
    assert complaints(tmp_path / "film.mp4") == ""


@pytest.mark.parametrize(
    "words", ["", "\x00\x1b\n", "word " * 2000, "x" * 10_000, "Маяк 灯台 🏮", "\ud800"]
)
def test_any_words_can_be_title_and_narration(
    tmp_path: Path, reel: MakeReel, shoot: Shoot, words: str
) -> None:
    made = reel(2, segments=[shoot(1), shoot(2)], title=words, text=words)
    ending = Ending(kind="bad", title=words, text=words)
    shots = tuple(replace(shot, title=words, action=words) for shot in made.shots)
    stitch(replace(made, ending=ending, shots=shots), tmp_path / "film.mp4")
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert len(container.chapters()) == 2
    assert complaints(tmp_path / "film.mp4") == ""


@pytest.mark.parametrize("limit", [220_000, 60_000])
def test_a_film_that_is_too_large_is_coded_to_fit(tmp_path: Path, played: Reel, limit: int) -> None:
    whole = stitch(played, tmp_path / "whole.mp4").film
    film = stitch(played, tmp_path / "film.mp4", limit).film
    assert film.size == (tmp_path / "film.mp4").stat().st_size <= limit
    assert film.duration == pytest.approx(whole.duration, abs=1 / 24)
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert len(container.chapters()) == 4
        assert len(container.streams.subtitles) == 1


def test_an_encoder_that_takes_more_than_it_was_given_is_asked_again(
    tmp_path: Path, played: Reel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "_SHARES", (4.0, 0.7))
    assert stitch(played, tmp_path / "film.mp4", 60_000).film.size <= 60_000


def test_a_film_that_cannot_be_made_that_small_says_so(tmp_path: Path, played: Reel) -> None:
    with pytest.raises(LimitTooSmall, match="do not fit into 5,000 bytes"):
        stitch(played, tmp_path / "film.mp4", 5_000)
    assert not (tmp_path / "film.mp4").exists()


def test_the_size_of_a_film_is_known_before_it_is_written(tmp_path: Path, played: Reel) -> None:
    plan = cutting.Cutting(played, tmp_path / "clips", silent).plan()
    with (tmp_path / "film.mp4").open("w+b") as file:
        join.write(plan, file)
    assert join.size(plan) == (tmp_path / "film.mp4").stat().st_size


def test_a_film_can_be_read_as_a_clip_again(tmp_path: Path, played: Reel) -> None:
    film = stitch(played, tmp_path / "film.mp4").film
    clip = read_clip(tmp_path / "film.mp4")
    assert clip.video.seconds == film.duration
    assert codecs.picture_of(clip.video).width == 160
    assert clip.audio is not None
    assert codecs.sound_of(clip.audio) == codecs.Sound(48000, 2)
