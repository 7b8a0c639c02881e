"""Writes `docs/worlds.md` and its pictures: `python docs/generate_worlds.py [WORLD ...]`.

For each world three runs that end differently as a contact sheet, and the tape and ten seconds of
the film of a run that the gateway played. It takes some minutes a world.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

import av
import gateway_studio
from gateway_studio.illustrator import draw_still
from PIL import Image, ImageDraw, ImageFont

from gateway import Action, Choice, Scene, SessionId, Turn, Verb, World
from gateway.media.fonts import legible

DOCS: Final = Path(__file__).parent
IMAGES: Final = DOCS / "images" / "worlds"
RUNS, FRAMES = 3, 6
WIDE, HIGH, FOOT = 320, 180, 46
CLIP: Final = (480, 270, 10.0)
"""Of the piece of film: width, height, seconds."""
FPS: Final = 24
SEED: Final = 7
SESSION: Final = SessionId.of("docs", "worlds")


def main() -> None:
    """Make the pictures of the worlds that are named, or of all, and the page."""
    worlds = gateway_studio.provide_worlds()
    wanted = set(sys.argv[1:]) or {world.name for world in worlds}
    IMAGES.mkdir(parents=True, exist_ok=True)
    for world in worlds:
        if world.name in wanted:
            print(f"{world.title}: the sheet, the tape, the film")
            sheet(world).save(IMAGES / f"{world.name}.webp", quality=78)
            tape_and_film(world)
    (DOCS / "worlds.md").write_text(page(worlds), encoding="utf-8")


def page(worlds: Sequence[World]) -> str:
    """The page that shows them all."""
    head = (
        "<!-- Written by docs/generate_worlds.py. -->\n\n# The worlds\n\n"
        "They come with Tapeway and play offline: nothing here was drawn, filmed or written by a "
        "paid model.\nEach is one file in [worlds](../worlds); [write your own]"
        "(writing-a-world.md).\n"
    )
    return head + "".join(map(_section, worlds))


def _section(world: World) -> str:
    folder = f"images/worlds/{world.name}"
    return (
        f"\n## {world.title}\n\n{world.summary}\n\n"
        f"![A tape of {world.title}: the frames of one run]({folder}.gif)\n\n"
        f"Ten seconds of its film, with the sound: [{world.name}.mp4]({folder}.mp4).\n\n"
        f"![Three runs of {world.title}, a row each, from their first frame to their endings]"
        f"({folder}.webp)\n"
    )


# ---------------------------------------------------------------------------------- three runs


def sheet(world: World) -> Image.Image:
    """Three runs that end differently, a row each, some frames of each with what was done."""
    drawn = Image.new("RGB", (WIDE * FRAMES, (HIGH + FOOT) * RUNS), "#111111")
    with tempfile.TemporaryDirectory() as folder:
        for row, scenes in enumerate(_three_runs(world)):
            for column, (scene, told) in enumerate(_some(scenes)):
                still = Path(folder) / "still.png"
                draw_still(scene.picture.detail, str(still))
                corner = (WIDE * column, (HIGH + FOOT) * row)
                with Image.open(still) as frame:
                    drawn.paste(frame.resize((WIDE, HIGH), Image.Resampling.LANCZOS), corner)
                _caption(drawn, corner, told)
    return drawn


def _three_runs(world: World) -> Iterator[list[tuple[Scene, str]]]:
    """Runs with three endings, those of the first seeds that have them."""
    known: set[str] = set()
    for seed in range(1, 400):
        scenes = list(_play(world, seed))
        ending = scenes[-1][0].ending
        if ending is not None and ending.title not in known:
            known.add(ending.title)
            yield scenes
        if len(known) == RUNS:
            return


def _play(world: World, seed: int) -> Iterator[tuple[Scene, str]]:
    """One run by somebody who tries everything once: each scene, and what led to it."""
    dice, kinds = Random(seed), Counter[str]()
    action, scene, told = Action(verb=Verb.START), None, world.title
    for index in range(200):
        scene = gateway_studio.write_scene(_turn(world, seed, index, action, scene))
        if scene is None:
            raise SystemExit(f"The studio does not know {world.name}.")
        yield scene, told if scene.ending is None else scene.ending.title
        if scene.ending is not None:
            return
        choice = min(scene.choices, key=lambda one: (kinds[one.kind], dice.random()))
        kinds[choice.kind] += 1
        action, told = _chosen(choice), choice.label


def _chosen(choice: Choice) -> Action:
    return Action(verb=Verb.CHOOSE, choice=choice, text=choice.label)


def _turn(world: World, seed: int, index: int, action: Action, before: Scene | None) -> Turn:
    return Turn(
        session=SESSION,
        run=1,
        index=index,
        parent=index - 1 if before else None,
        number=index + 1,
        world=world,
        seed=seed,
        action=action,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        state=before.state if before else {},
        picture=before.picture if before else None,
    )


def _some(scenes: Sequence[tuple[Scene, str]]) -> list[tuple[Scene, str]]:
    """The first, the last, and between them some at even distances."""
    last = len(scenes) - 1
    return [scenes[round(last * part / (FRAMES - 1))] for part in range(FRAMES)]


def _caption(sheet: Image.Image, corner: tuple[int, int], told: str) -> None:
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    lines = [""]
    for word in legible(told).split():
        if pen.textlength(f"{lines[-1]} {word}", font=font) > WIDE - 16:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    for number, line in enumerate(lines[:2]):
        at = (corner[0] + 8, corner[1] + HIGH + 5 + 19 * number)
        pen.text(at, line, font=font, fill="#d8d4c8")


# ------------------------------------------------------------------------------ the tape, the film


def tape_and_film(world: World) -> None:
    """Play a run as anybody would, and keep its tape and a piece of its film."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["demo", "--world", world.name, "--seed", str(SEED), "--turns", "40"]
        command = [sys.executable, "-m", "gateway.cli", *words, "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        session = next(path for path in Path(folder).iterdir() if (path / "tapes").is_dir())
        _small_tape(next((session / "images").parent.glob("tapes/*.gif")), world)
        _small_film(next((session / "films" / "final").glob("*.mp4")), world)


def _small_tape(source: Path, world: World) -> None:
    """The tape at the size of a page."""
    with Image.open(source) as tape:
        frames, times = [], []
        for number in range(tape.n_frames):
            tape.seek(number)
            times.append(tape.info["duration"])
            small = tape.convert("RGB").resize(CLIP[:2], Image.Resampling.LANCZOS)
            frames.append(small.quantize(96, Image.Quantize.FASTOCTREE))
    first, *rest = frames
    target = IMAGES / f"{world.name}.gif"
    first.save(target, save_all=True, append_images=rest, duration=times, loop=0)


def _small_film(source: Path, world: World) -> None:
    """Ten seconds from the middle of the film, small enough for a repository."""
    width, height, seconds = CLIP
    target = IMAGES / f"{world.name}.mp4"
    with av.open(str(source)) as film, av.open(str(target), "w") as clip:
        picture, track = film.streams.video[0], film.streams.audio[0]
        shown = clip.add_stream("libx264", rate=FPS)
        shown.width, shown.height, shown.pix_fmt = width, height, "yuv420p"
        shown.options = {"crf": "27", "preset": "slow"}
        heard = clip.add_stream("aac", rate=track.rate)
        heard.bit_rate = 96_000
        begin = float(film.duration or 0) / av.time_base * 0.4
        film.seek(int(begin * av.time_base))
        number = count()
        for frame in film.decode(picture, track):
            at = float(frame.time or 0) - begin
            if at < 0:
                continue
            if at >= seconds:
                break
            if isinstance(frame, av.VideoFrame):
                small = frame.reformat(width, height, "yuv420p")
                small.pts, small.time_base = next(number), Fraction(1, FPS)
                clip.mux(shown.encode(small))
            else:
                frame.pts = None
                clip.mux(heard.encode(frame))
        clip.mux([*shown.encode(None), *heard.encode(None)])


if __name__ == "__main__":
    main()
