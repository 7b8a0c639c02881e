"""What the studio's words, frames and segments cost, world by world and style by style.

Some runs of each world are played and their words timed; the scenes of several places are drawn and
filmed in a process of their own, whose processor time and memory are what is shown.
"""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import Any

from bench.tables import machine, quick, show
from gateway import World

BOUNDS = (20.0, 0.5, 4.0, 300.0)
"""Milliseconds of words, seconds of a frame, seconds of a segment, MB."""
STYLES = ("plain", "vhs", "painterly", "ink", "print")
HEADS = ("words ms", "worst", "frame s", "worst", "segment s", "worst", "MB")


@dataclass(frozen=True)
class Cost:
    """What a few scenes cost: processor seconds of each frame and segment, and the most memory."""

    frames: list[float]
    segments: list[float]
    memory: float


def main() -> int:
    """Print both tables; how many figures are over their bounds."""
    from gateway_studio import provide_worlds

    places = 3 if quick(__doc__ or "") else 8
    worlds = provide_worlds()
    gc.freeze()  # as the gateway does once it is open
    rows, over, open_places = [], 0, []
    for world in worlds:
        words, details = played(world, places)
        open_places += [one for one in details if one["view"]["composition"] == "open"][:1]
        row, wrong = _row(world.name, apart(details), words)
        rows.append(row)
        over += wrong
    note = "at most {:g} ms, {:g} s, {:g} s of processor time, {:g} MB"
    show(f"The studio, by world ({machine()})", ("world", *HEADS), rows, note.format(*BOUNDS))
    rows = []
    for style in STYLES:
        details = [{**one, "style": style} for one in open_places]
        row, wrong = _row(style, apart(details), ())
        rows.append(row)
        over += wrong
    show("Open places, by style", ("style", *HEADS), rows)
    return over


def _row(name: str, cost: Cost, words: Sequence[float]) -> tuple[list[str], int]:
    """One line of a table, and how much of it is over the bounds."""
    timed: list[tuple[Sequence[float], str]] = [
        ([value * 1e3 for value in words], ".1f"),
        (cost.frames, ".2f"),
        (cost.segments, ".2f"),
    ]
    cells, over = [name], 0
    for (values, form), bound in zip(timed, BOUNDS, strict=False):
        if not values:
            cells += ["", ""]
            continue
        cells += [format(statistics.median(values), form), format(max(values), form)]
        over += max(values) > bound
    return [*cells, f"{cost.memory:.0f}"], over + (cost.memory > BOUNDS[3])


def played(world: World, places: int) -> tuple[list[float], list[dict[str, Any]]]:
    """How long the words of some runs took, and a scene of each of so many places."""
    from gateway_studio.players import Player, at_random

    words: list[float] = []
    found: dict[str, dict[str, Any]] = {}
    for seed in range(6):
        player = Player(world, seed)
        pick = at_random(seed)
        while player.scene.ending is None:
            found.setdefault(str(player.scene.picture.detail["place"]), _detail(player))
            choice = pick(player.scene)
            words.append(timed(player.choose, choice))
    return words, [*found.values()][:places]


def _detail(player: Any) -> dict[str, Any]:  # noqa: ANN401 - imported where it is used
    return dict(player.scene.picture.detail)


def apart(details: list[dict[str, Any]]) -> Cost:
    """What it costs to draw the scenes and to film the way through them, in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(cost_of, details).result()


def cost_of(details: list[dict[str, Any]]) -> Cost:
    """The same, in this process; what is loaded and made only once is not counted."""
    from gateway_studio.camera import shoot
    from gateway_studio.illustrator import draw_still

    with tempfile.TemporaryDirectory() as folder:
        stills = [str(Path(folder, f"{number}.png")) for number in range(len(details))]
        draw_still(details[-1], stills[-1])
        frames = [timed(draw_still, *one) for one in zip(details, stills, strict=True)]
        film = str(Path(folder, "film.mp4"))
        ways = [*zip(details, details[1:], stills, stills[1:], strict=False)]
        segments = [timed(shoot, *way, film) for way in ways[:1] + ways][1:]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(frames, segments, most)


def timed(work: Callable[..., object], *args: object) -> float:
    """Seconds that all threads of this process worked."""
    start = process_time()
    work(*args)
    return process_time() - start


if __name__ == "__main__":
    sys.exit(main() > 0)
