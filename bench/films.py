"""What a film costs, beside what others take for the same segments, all in one run."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import numpy as np

from bench.tables import show
from bench.tapes import AT, Cost, apart, machine, measured, paint, parsed
from gateway import Reel, SessionId, Shot
from gateway.media import codecs, films, join
from gateway.media.tracks import read_clip

PICTURES = 96
FEW = 2
DRAWING = "shooting the segments"


def segment(folder: Path, index: int) -> Path:
    return folder / f"seg_{index:04d}.mp4"


def segments(folder: Path, count: int) -> list[Path]:
    return [segment(folder, index) for index in range(count)]


def shoot(folder: Path, count: int) -> None:
    """Two segments full of grain, with a tone; the others are copies of them."""
    import av

    for index in range(min(2, count)):
        base, dice = np.asarray(paint(index)), np.random.default_rng(index)
        with av.open(str(segment(folder, index)), "w", format="mp4") as output:
            video = output.add_stream("libx264", rate=24, width=1280, height=720)
            video.pix_fmt = "yuv420p"
            video.options = {
                "preset": "veryfast",
                "qp": "22",
                "x264-params": "bframes=2:b-adapt=0:keyint=48",
            }
            audio = output.add_stream("aac", rate=48000, layout="stereo")
            for number in range(PICTURES):
                grain = dice.integers(0, 24, base.shape, dtype=np.uint8)
                pixels = np.roll(base // 2, number * 6, axis=1) + grain
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 24)
                output.mux(video.encode(frame))
            output.mux(video.encode(None))
            for start in range(0, PICTURES * 2000, 1000):
                wave = 0.2 * np.sin(np.arange(start, start + 1000) * (0.05 + 0.01 * index))
                tone = av.AudioFrame.from_ndarray(
                    np.stack([wave, wave]).astype(np.float32), format="fltp", layout="stereo"
                )
                tone.sample_rate, tone.pts = 48000, start
                output.mux(audio.encode(tone))
            output.mux(audio.encode(None))
    for index in range(2, count):
        shutil.copyfile(segment(folder, index % 2), segment(folder, index))


# ---------------------------------------------------------------------------------------- cases


def copying(folder: Path, count: int) -> None:
    with (folder / "copied.bin").open("wb") as target:
        for path in segments(folder, count):
            with path.open("rb") as source:
                shutil.copyfileobj(source, target, 1 << 20)


def joining(folder: Path, count: int) -> None:
    clips = [read_clip(path) for path in segments(folder, count)]
    plan = join.Plan(clips=clips, sound=codecs.Sound(48000, 2))
    with (folder / "joined.mp4").open("w+b") as file:
        join.write(plan, file)


def silent(share: float, word: str) -> None:
    pass


def whole(folder: Path, count: int) -> None:
    """A film with title, chapters, words and credits; the first time the cards are drawn."""
    still = folder / "frame.png"
    if not still.exists():
        paint(0).save(still)
    shots = tuple(
        Shot(
            index=index, frame=still, at=AT, segment=path, title=f"Scene {index}", text="It rains."
        )
        for index, path in enumerate(segments(folder, count))
    )
    reel = Reel(
        session=SessionId.of("bench", "films"),
        run=1,
        title="The Drowned Lighthouse",
        started=AT,
        shots=shots,
        cache=folder / "cache",
    )
    films.stitch_here(silent, reel, folder / "film.mp4", None)


def ffmpeg(folder: Path, count: int) -> None:
    import imageio_ffmpeg

    listing = folder / "list.txt"
    listing.write_text("".join(f"file '{path}'\n" for path in segments(folder, count)))
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "concat", "-safe", "0"]
    tail = ["-c", "copy", "-movflags", "+faststart", str(folder / "ffmpeg.mp4")]
    subprocess.run([*command, "-i", str(listing), *tail], check=True)


def moviepy(folder: Path, count: int) -> None:
    from moviepy import VideoFileClip, concatenate_videoclips

    clips = [VideoFileClip(str(path)) for path in segments(folder, count)]
    concatenate_videoclips(clips).write_videofile(
        str(folder / "moviepy.mp4"), preset="veryfast", logger=None, temp_audiofile_path=str(folder)
    )
    for clip in clips:
        clip.close()


def last_ours(folder: Path, count: int) -> None:
    from gateway.media.lastframe import last_frame

    for path in segments(folder, FEW):
        last_frame(path)


def last_decoding(folder: Path, count: int) -> None:
    import av

    for path in segments(folder, FEW):
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                last = frame
        last.to_image()


def last_moviepy(folder: Path, count: int) -> None:
    from moviepy import VideoFileClip

    for path in segments(folder, FEW):
        with VideoFileClip(str(path), audio=False) as clip:
            clip.get_frame(clip.duration - 1 / clip.fps)


CASES: dict[str, tuple[Callable[[Path, int], None], str]] = {
    DRAWING: (shoot, ""),
    "copying the bytes": (copying, "copied.bin"),
    "tapeway, joining MP4 boxes": (joining, "joined.mp4"),
    "tapeway, the first film (cards drawn)": (whole, "film.mp4"),
    "tapeway, a film again": (whole, "film.mp4"),
    "ffmpeg concat, stream copy": (ffmpeg, "ffmpeg.mp4"),
    "moviepy concatenate": (moviepy, "moviepy.mp4"),
    "last frames of two: tapeway": (last_ours, ""),
    "last frames of two: decoding all": (last_decoding, ""),
    "last frames of two: moviepy": (last_moviepy, ""),
}


def row(name: str, cost: Cost, copy: Cost, folder: Path) -> Sequence[str]:
    numbers = (f"{cost.wall:.3f}", f"{cost.cpu:.3f}", f"{cost.rss - cost.base:+.0f}")
    file = CASES[name][1]
    size = f"{(folder / file).stat().st_size / 1e6:.1f}" if file else ""
    return (name, *numbers, f"{cost.wall / copy.wall:.2f}" if file else "", size)


def main() -> None:
    given = parsed(__doc__ or "", 8)
    if given.case:
        print(json.dumps(asdict(measured(lambda: CASES[given.case][0](given.folder, given.count)))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        apart("bench.films", DRAWING, folder, given.count)
        names = [name for name in CASES if name != DRAWING]
        costs = {}
        for name in names:
            runs = 1 if any(word in name for word in ("moviepy", "first", "last")) else 5
            tries = [apart("bench.films", name, folder, given.count) for _ in range(runs)]
            costs[name] = min(tries, key=lambda cost: cost.wall)
        copy = costs["copying the bytes"]
        rows = [row(name, costs[name], copy, folder) for name in names]
    show(
        f"{given.count} segments of {PICTURES / 24:.0f} s, 720p, {PICTURES * given.count} pictures",
        ("film", "wall s", "CPU s", "RSS over start MB", "x copying", "MB"),
        rows,
        f"{machine()}; best of five, once where it takes long; every film of ours but the bare "
        "join ends on the disk (fsync)",
    )


if __name__ == "__main__":
    main()
