"""The demo, with everything real: the studio's story, frames, tape and film."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

TURNS = 3
SAME = 2


def demo(root: Path, turns: int) -> Path:
    """Play that many turns of the demo into `root`; the folder of its session."""
    environment = {key: value for key, value in os.environ.items() if "TAPEWAY" not in key}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "gateway.cli", "demo"),
            *("--turns", str(turns), "--seed", "7", "--out", str(root)),
        ],
        cwd=root.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    (root.parent / f"{root.name}.txt").write_text(done.stdout, encoding="utf-8")
    return root / "terminal.demo"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two demos with one seed; the second is told no more than its first turns."""
    base = tmp_path_factory.mktemp("demo")
    return demo(base / "first", TURNS), demo(base / "second", SAME)


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_the_same_seed_draws_the_same_frames_byte_for_byte(twice: tuple[Path, Path]) -> None:
    first, second = twice
    names = [f"images/frame_{index}.png" for index in range(TURNS)]
    assert sorted(p.relative_to(first).as_posix() for p in first.glob("images/*")) == names
    for name in names[:SAME]:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_same_seed_tells_the_same_story(twice: tuple[Path, Path]) -> None:

    first, second = (json.loads((path / "history.json").read_bytes()) for path in twice)
    for turn in (*first, *second):
        turn.pop("at")
    assert first[:SAME] == second
    assert [turn["turn"] for turn in first] == list(range(TURNS))


def test_the_same_seed_films_the_same_segments(twice: tuple[Path, Path]) -> None:
    first, second = twice
    for index in range(1, SAME):
        name = f"films/segments/seg_{index - 1}_{index}.mp4"
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_tape_opens_and_shows_every_frame(twice: tuple[Path, Path]) -> None:
    with Image.open(only(twice[0], "tapes/*.gif")) as tape:
        assert tape.n_frames == TURNS
        for index in range(TURNS):
            tape.seek(index)
            tape.load()


def test_the_film_decodes_without_a_warning(twice: tuple[Path, Path]) -> None:
    film = only(twice[0], "films/final/*.mp4")
    decoded = subprocess.run(
        [get_ffmpeg_exe(), "-v", "warning", "-xerror", "-i", str(film), "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert decoded.stderr == ""


def test_sound_and_picture_of_the_film_end_together(twice: tuple[Path, Path]) -> None:
    import av

    ends = {}
    with av.open(str(only(twice[0], "films/final/*.mp4"))) as film:
        frames = film.streams.video[0].average_rate
        for packet in film.demux(film.streams.video[0], film.streams.audio[0]):
            if packet.pts is not None and packet.duration:
                end = float((packet.pts + packet.duration) * packet.time_base)
                ends[packet.stream.type] = max(end, ends.get(packet.stream.type, 0.0))
    assert frames is not None
    assert abs(ends["video"] - ends["audio"]) <= float(1 / frames)


def test_the_demo_says_where_tape_and_film_lie(twice: tuple[Path, Path]) -> None:
    said = (twice[0].parent.parent / "first.txt").read_text(encoding="utf-8")
    assert str(only(twice[0], "tapes/*.gif")) in said
    assert str(only(twice[0], "films/final/*.mp4")) in said
