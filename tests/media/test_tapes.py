from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from gateway import LimitTooSmall, MediaError, Reel
from gateway.media import frames, gif, looks, palettes, tapes
from gateway.media.blocks import LADDER

MakeReel = Callable[..., Reel]
Paint = Callable[..., Image.Image]


def silent(share: float, word: str) -> None:
    pass


async def deaf(share: float, word: str) -> None:
    pass


def shown(path: Path) -> list[tuple[Image.Image, float]]:
    """Every picture of a GIF with how many seconds it is shown."""
    with Image.open(path) as image:
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append((image.convert("RGB"), image.info["duration"] / 1000))
        return found


def distance(first: Image.Image, second: Image.Image) -> float:
    smaller = second.resize(first.size, Image.Resampling.LANCZOS)
    return float(np.abs(np.asarray(first, float) - np.asarray(smaller, float)).mean())


def cut(reel: Reel, path: Path, limit: int | None = None) -> object:
    return tapes.cut_here(silent, reel, path, limit, looks.clean)


@pytest.mark.parametrize("cache", [True, False])
async def test_a_tape_shows_every_frame_in_order(
    tmp_path: Path, reel: MakeReel, paint: Paint, cache: bool
) -> None:
    path = tmp_path / "tape.gif"
    tape = await tapes.cut(reel(7, cache=cache), path, limit=None, look=looks.clean, progress=deaf)
    pictures = shown(path)
    assert tape.frames == len(pictures) == 7
    assert tape.size == path.stat().st_size
    for number, (picture, _) in enumerate(pictures):
        distances = [distance(picture, paint(other)) for other in range(7)]
        assert distances.index(min(distances)) == number
    assert [file.name for file in tmp_path.glob("tape*")] == ["tape.gif"]  # noqa: ASYNC240


def test_a_tape_loops_names_its_title_and_holds_the_last_frame(
    tmp_path: Path, reel: MakeReel
) -> None:
    path = tmp_path / "tape.gif"
    cut(reel(3, title="Über \x00Wasser"), path)
    with Image.open(path) as image:
        assert image.info["loop"] == 0
        assert image.info["comment"].decode() == "Über Wasser"
    assert [seconds for _, seconds in shown(path)] == [1.6, 1.6, 3.2]


def test_another_decoder_reads_it_without_complaint(tmp_path: Path, reel: MakeReel) -> None:
    path = tmp_path / "tape.gif"
    cut(reel(5), path)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-xerror", "-i", str(path)]
    done = subprocess.run(
        [*command, "-fps_mode", "passthrough", "-f", "framemd5", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert len([line for line in done.stdout.splitlines() if not line.startswith("#")]) == 5


def test_a_run_of_one_frame_is_a_tape(tmp_path: Path, reel: MakeReel) -> None:
    tape = cut(reel(1), tmp_path / "tape.gif", 100_000)
    assert tape.frames == 1
    assert len(shown(tmp_path / "tape.gif")) == 1


def test_a_run_without_frames_is_refused(tmp_path: Path, reel: MakeReel) -> None:
    with pytest.raises(MediaError, match="play a turn first"):
        cut(replace(reel(1), shots=()), tmp_path / "tape.gif")


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (33, 17), (1, 1), (64, 64)])
def test_a_tape_has_the_shape_of_its_first_frame(
    tmp_path: Path, reel: MakeReel, size: tuple[int, int]
) -> None:
    tape = cut(reel(2, size=size), tmp_path / "tape.gif", 200_000)
    assert abs(tape.width / tape.height - size[0] / size[1]) < 0.05


def test_frames_of_other_shapes_are_fitted_in(tmp_path: Path, reel: MakeReel, paint: Paint) -> None:
    mixed = reel(3)
    paint(9, (50, 200)).save(mixed.shots[1].frame)
    tape = cut(mixed, tmp_path / "tape.gif")
    assert {picture.size for picture, _ in shown(tmp_path / "tape.gif")} == {
        (tape.width, tape.height)
    }


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(limit=st.integers(1_000, 2_000_000))
def test_a_tape_never_passes_its_limit_and_never_drops_a_frame(
    tmp_path: Path, reel: MakeReel, limit: int
) -> None:
    path = tmp_path / "tape.gif"
    path.unlink(missing_ok=True)
    made = reel(3)
    try:
        tape = cut(made, path, limit)
    except LimitTooSmall:
        assert limit < 3_000
        assert not path.exists()
        return
    assert tape.size == path.stat().st_size <= limit
    assert tape.frames == len(shown(path)) == 3


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(limit=st.integers(5_000, 200_000))
def test_a_limit_is_used_well(tmp_path: Path, reel: MakeReel, limit: int) -> None:
    tape = cut(reel(3, size=(480, 270)), tmp_path / "tape.gif", limit)
    best = tape.width == 480
    tiny = tape.width <= 168
    assert best or tiny or tape.size > 0.6 * limit


def test_a_tape_from_kept_blocks_is_the_one_made_from_nothing(
    tmp_path: Path, reel: MakeReel
) -> None:
    limit = 30_000
    made = reel(6)
    cut(replace(made, cache=None), tmp_path / "fresh.gif", limit)
    tapes.prepare(made, looks.clean)
    tape = tapes.copy_prepared(made, tmp_path / "copied.gif", limit, looks.clean)
    assert tape is not None
    assert (tmp_path / "copied.gif").read_bytes() == (tmp_path / "fresh.gif").read_bytes()


def test_prepared_turn_by_turn_a_tape_is_copied_without_opening_a_frame(
    tmp_path: Path, reel: MakeReel
) -> None:
    whole = reel(4, size=(640, 360))
    for count in range(1, 5):
        tapes.prepare(replace(whole, shots=whole.shots[:count]), looks.vhs)
    last = whole.shots[-1].frame
    content = last.read_bytes()
    last.write_bytes(content[:4096] + bytes(len(content) - 8192) + content[-4096:])
    with pytest.raises(MediaError):
        frames.open_frame(last, 4)
    assert tapes.copy_prepared(whole, tmp_path / "tape.gif", 90_000, looks.vhs) is not None


def test_a_frame_drawn_anew_is_not_taken_from_the_cache(
    tmp_path: Path, reel: MakeReel, paint: Paint
) -> None:
    made = reel(2)
    tapes.prepare(made, looks.clean)
    frames.write_frame(paint(77), made.shots[1].frame)
    assert tapes.copy_prepared(made, tmp_path / "tape.gif", None, looks.clean) is None
    cut(made, tmp_path / "tape.gif")
    assert distance(shown(tmp_path / "tape.gif")[1][0], paint(77)) < 8


def test_another_look_or_title_is_not_taken_from_the_cache(tmp_path: Path, reel: MakeReel) -> None:
    made = reel(2)
    tapes.prepare(made, looks.vhs)
    assert tapes.copy_prepared(made, tmp_path / "a.gif", None, looks.clean) is None
    assert (
        tapes.copy_prepared(replace(made, title="B"), tmp_path / "a.gif", None, looks.vhs) is None
    )


@pytest.mark.parametrize("damage", [b"", b"torn", None])
async def test_a_torn_block_is_made_again(
    tmp_path: Path, reel: MakeReel, damage: bytes | None
) -> None:
    made = reel(3)
    tapes.prepare(made, looks.clean)
    tapes.copy_prepared(made, tmp_path / "good.gif", None, looks.clean)
    victim = next(path for path in made.cache.rglob("frame_1-*-960-256.block"))
    body = victim.read_bytes()
    victim.write_bytes(body[:-9] + b"\xff" + body[-8:] if damage is None else damage)
    await tapes.cut(made, tmp_path / "tape.gif", limit=None, look=looks.clean, progress=deaf)
    assert (tmp_path / "tape.gif").read_bytes() == (tmp_path / "good.gif").read_bytes()


@pytest.mark.parametrize("damage", ["gone", "empty", "cut off"])
async def test_a_missing_or_damaged_frame_is_named(
    tmp_path: Path, reel: MakeReel, damage: str
) -> None:
    made = reel(4)
    frame = made.shots[2].frame
    content = frame.read_bytes()
    frame.unlink()
    if damage != "gone":
        frame.write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    with pytest.raises(MediaError, match=r"Frame 3 \(frame_2\.png\) cannot be read"):
        await tapes.cut(made, tmp_path / "tape.gif", limit=50_000, look=looks.clean, progress=deaf)


async def test_what_cannot_be_made_that_small_says_so(tmp_path: Path, reel: MakeReel) -> None:
    with pytest.raises(LimitTooSmall, match="5 frames do not fit into 500 bytes"):
        await tapes.cut(reel(5), tmp_path / "tape.gif", limit=500, look=looks.clean, progress=deaf)
    assert not (tmp_path / "tape.gif").exists()


async def test_preparing_does_nothing_without_a_cache(reel: MakeReel, tmp_path: Path) -> None:
    await tapes.prepare_blocks(reel(1, cache=False), looks.clean)
    await tapes.prepare_blocks(reel(1), looks.clean)
    assert len(list((tmp_path / "cache").rglob("*.block"))) == len(LADDER)


def test_the_ladder_only_goes_down() -> None:
    sizes = [(rung.side, rung.colours) for rung in LADDER]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)


def test_a_block_is_what_pillow_packed(paint: Paint) -> None:
    indexed = palettes.quantise(paint(4), 16)
    whole = gif.header((160, 90), "") + gif.control(1) + gif.block(indexed) + gif.TRAILER
    with Image.open(io.BytesIO(whole)) as image:
        assert image.convert("RGB").tobytes() == indexed.convert("RGB").tobytes()


def test_a_long_title_is_cut_between_letters() -> None:
    assert b"\xc3\0" not in gif.header((1, 1), "x" + "é" * 500)


def test_a_palette_is_better_than_pillows_own(paint: Paint) -> None:
    def noise(indexed: Image.Image) -> float:
        off = np.asarray(image, float) - np.asarray(indexed.convert("RGB"), float)
        return float((off**2).mean())

    image = paint(5, (640, 360)).filter(ImageFilter.GaussianBlur(4))
    quick = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    usual = image.quantize(256, dither=Image.Dither.NONE)
    ours = noise(palettes.quantise(image, 256))
    assert ours < 0.5 * noise(quick)
    assert ours < 0.8 * noise(usual)


@pytest.mark.parametrize("colours", [2, 8, 64, 256])
@pytest.mark.parametrize("size", [(1, 1), (7, 3), (200, 100)])
def test_a_palette_holds_no_more_colours_than_were_asked_for(
    paint: Paint, size: tuple[int, int], colours: int
) -> None:
    indexed = palettes.quantise(paint(6, size), colours)
    assert len(indexed.getcolors()) <= colours
    assert indexed.size == size
