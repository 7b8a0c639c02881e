"""What a tape costs, beside what others take for the same frames, all in one run."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bench.tables import show
from gateway import Reel, SessionId, Shot
from gateway.media import blocks, looks, tapes

WIDTH, HEIGHT = 640, 360
SECONDS = 0.5
AT = datetime(2025, 12, 19, 19, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one case took in a process of its own, children included; `rss` the peak, in MB."""

    wall: float
    cpu: float
    rss: float
    base: float


# ------------------------------------------------------------------------------------ measuring


def measured(work: Callable[[], object]) -> Cost:
    """Do it here and say what it took."""
    base = _peak()
    wall, cpu = time.perf_counter(), _cpu()
    work()
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    rss = max(_peak(), _children_peak())
    return Cost(wall, cpu, rss, base)


def machine() -> str:
    """Where these numbers come from."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _peak() -> float:
    """Of this process since it was started: `ru_maxrss` would begin at its parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = status.read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _children_peak() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def apart(module: str, case: str, folder: Path, count: int) -> Cost:
    """Measure a case in a fresh process, so that no peak is another's."""
    command = [sys.executable, "-m", module, "--case", case, "--folder", str(folder)]
    done = subprocess.run(
        [*command, "--count", str(count)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def parsed(description: str, count: int) -> argparse.Namespace:
    """The command line; `--case` and `--folder` are for the processes this one starts."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--count", type=int, default=count, help=f"how many (default {count})")
    parser.add_argument("--quick", action="store_true", help="a third of them")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.quick:
        given.count = max(1, given.count // 3)
    return given


# --------------------------------------------------------------------------------------- frames


def paint(index: int) -> Image.Image:
    """A painterly frame: soft ground, brush strokes, grain."""
    dice = np.random.default_rng(index)
    down = np.linspace(0, 1, 720)[:, None, None]
    ground = dice.uniform(20, 200, 3) * (1 - down) + dice.uniform(20, 255, 3) * down
    image = Image.fromarray(np.broadcast_to(ground, (720, 1280, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(image, "RGBA")
    for number in range(160):
        x, y, reach = dice.uniform(-100, 1280), dice.uniform(0, 720), dice.uniform(10, 260)
        colour = (*dice.integers(0, 255, 3), int(dice.uniform(40, 160)))
        stroke = draw.ellipse if number % 2 else draw.rectangle
        stroke((x, y, x + reach, y + reach * dice.uniform(0.2, 1)), fill=tuple(map(int, colour)))
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(1.5)), float)
    grain = np.repeat(np.repeat(dice.normal(0, 4, (360, 640, 1)), 2, axis=0), 2, axis=1)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))


def frame(folder: Path, index: int) -> Path:
    return folder / f"frame_{index:04d}.png"


def reel(folder: Path, count: int, *, cache: bool = False) -> Reel:
    shots = tuple(Shot(index=index, frame=frame(folder, index), at=AT) for index in range(count))
    return Reel(
        session=SessionId.of("bench", "tapes"),
        run=1,
        title="The Drowned Lighthouse",
        started=AT,
        shots=shots,
        cache=folder / "cache" if cache else None,
    )


def small(folder: Path, index: int) -> Image.Image:
    with Image.open(frame(folder, index)) as image:
        return image.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


# ---------------------------------------------------------------------------------------- cases


def silent(share: float, word: str) -> None:
    pass


def ours(folder: Path, count: int) -> None:
    tapes.LADDER = (blocks.Rung(WIDTH, 256),)
    tapes.cut_here(silent, reel(folder, count), folder / "ours.gif", None, looks.clean)


def ours_worn(folder: Path, count: int) -> None:
    tapes.LADDER = (blocks.Rung(WIDTH, 256),)
    tapes.cut_here(silent, reel(folder, count), folder / "worn.gif", None, looks.vhs)


def prepare(folder: Path, count: int) -> None:
    tapes.prepare(reel(folder, count, cache=True), looks.clean)


def copied(folder: Path, count: int) -> None:
    limit = (folder / "ours.gif").stat().st_size
    made = tapes.copy_prepared(
        reel(folder, count, cache=True), folder / "copied.gif", limit, looks.clean
    )
    assert made is not None


def drawing(folder: Path, count: int) -> None:
    for index in range(count):
        paint(index).save(frame(folder, index), compress_level=1)


def decoding(folder: Path, count: int) -> None:
    for index in range(count):
        small(folder, index)


def pillow(folder: Path, count: int) -> None:
    pictures = [small(folder, index) for index in range(count)]
    pictures[0].save(
        folder / "pillow.gif",
        save_all=True,
        append_images=pictures[1:],
        duration=SECONDS * 1000,
        loop=0,
    )


def moviepy(folder: Path, count: int) -> None:
    from moviepy import ImageSequenceClip

    pictures = [np.asarray(small(folder, index)) for index in range(count)]
    ImageSequenceClip(pictures, fps=1 / SECONDS).write_gif(folder / "moviepy.gif", logger=None)


def ffmpeg(folder: Path, count: int, name: str, palette: str, use: str) -> None:
    import imageio_ffmpeg

    scaled = f"scale={WIDTH}:{HEIGHT}:flags=lanczos,split[a][b]"
    graph = f"{scaled};[a]palettegen={palette}[p];[b][p]paletteuse={use}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-framerate", str(1 / SECONDS)]
    source = ["-i", str(folder / "frame_%04d.png"), "-frames:v", str(count)]
    subprocess.run([*command, *source, "-vf", graph, str(folder / f"{name}.gif")], check=True)


def one_palette(folder: Path, count: int) -> None:
    ffmpeg(folder, count, "one", "stats_mode=full", "dither=sierra2_4a")


def own_palettes(folder: Path, count: int) -> None:
    ffmpeg(folder, count, "own", "stats_mode=single", "new=1:dither=none")


DRAWING = "drawing the frames"
CASES: dict[str, tuple[Callable[[Path, int], None], str]] = {
    DRAWING: (drawing, ""),
    "decoding and resizing alone": (decoding, ""),
    "tapeway, from nothing": (ours, "ours"),
    "tapeway, from nothing, vhs": (ours_worn, "worn"),
    "tapeway, all blocks as turns end": (prepare, ""),
    "tapeway, asked for after play": (copied, "copied"),
    "Pillow save_all": (pillow, "pillow"),
    "moviepy write_gif": (moviepy, "moviepy"),
    "ffmpeg, one palette": (one_palette, "one"),
    "ffmpeg, a palette a frame": (own_palettes, "own"),
}


# ---------------------------------------------------------------------------------------- table


def quality(folder: Path, path: Path, count: int) -> str:
    """PSNR in dB over a few frames, and how many frames there are."""
    if path.stem == "worn":
        return "worn"
    with Image.open(path) as tape:
        if tape.n_frames != count:
            return f"{tape.n_frames} frames!"
        errors = []
        for index in range(0, count, max(1, count // 5)):
            tape.seek(index)
            shown = tape.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
            off = np.asarray(shown, float) - np.asarray(small(folder, index), float)
            errors.append((off**2).mean())
    return f"{10 * np.log10(255**2 / np.mean(errors)):.1f}"


def row(name: str, cost: Cost, pillow_cpu: float, size: str, psnr: str) -> Sequence[str]:
    numbers = (f"{cost.wall:.3f}", f"{cost.cpu:.2f}", f"{cost.rss:.0f}")
    return (name, *numbers, f"{pillow_cpu / max(cost.cpu, 0.001):.1f}", size, psnr)


def main() -> None:
    given = parsed(__doc__ or "", 40)
    if given.case:
        cost = measured(lambda: CASES[given.case][0](given.folder, given.count))
        print(json.dumps(asdict(cost)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        apart("bench.tapes", DRAWING, folder, given.count)
        costs = {
            name: apart("bench.tapes", name, folder, given.count)
            for name in CASES
            if name != DRAWING
        }
        rows = []
        for name in costs:
            file = CASES[name][1]
            path = folder / f"{file}.gif"
            size = f"{path.stat().st_size / 1e6:.1f}" if file else ""
            psnr = quality(folder, path, given.count) if file else ""
            rows.append(row(name, costs[name], costs["Pillow save_all"].cpu, size, psnr))
        third = apart("bench.tapes", "tapeway, from nothing", folder, max(1, given.count // 4))
    show(
        f"{given.count} painterly frames, {WIDTH} px wide",
        ("tape", "wall s", "CPU s", "peak RSS MB", "x less CPU than Pillow", "MB", "PSNR dB"),
        rows,
        f"{machine()}; RSS holds Python and Pillow: ours with a quarter of the frames "
        f"{third.rss:.0f} MB",
    )


if __name__ == "__main__":
    main()
