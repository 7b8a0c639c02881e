"""Draws the frames of a few runs of a world, and says whether a place is known by its picture.

The measure is perceptual: pHash, the signs of a picture's 16 x 16 lowest frequencies (ImageHash).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from gateway_studio.illustrator import draw_still
from gateway_studio.players import Careful, Player, at_random
from PIL import Image

from gateway import World

SIDE = 16
KNOWN = 0.95
"""The share of pairs of one place that must be nearer to each other than to any other place."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A frame: where it is, its run, what it looks like, and a name that only its twin has."""

    place: str
    run: int
    look: Any
    twin: str


def details(world: World, runs: int, turns: int = 20) -> list[tuple[int, dict[str, Any]]]:
    """What the frames of a world's first runs are drawn from."""
    found = []
    for run in range(runs):
        player = Player(world, run)
        player.play(Careful(world, run) if run % 2 else at_random(run))
        found += [(run, dict(scene.picture.detail)) for scene in player.scenes[:turns]]
    return found


def drawn(job: tuple[int, dict[str, Any]]) -> Drawn:
    """Draw one frame and look at it."""
    import imagehash

    run, detail = job
    with TemporaryDirectory() as folder:
        path = Path(folder) / "frame.png"
        draw_still(detail, str(path))
        with Image.open(path) as image, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pixels = image.convert("RGB")
            look = imagehash.phash(pixels, SIDE)
            twin = blake2b(pixels.tobytes(), digest_size=16).hexdigest()
    place = "the end" if detail["ending"] else str(detail["place"])
    return Drawn(place, run, look, twin)


def known_places(frames: Sequence[Drawn]) -> tuple[int, int]:
    """Of how many pairs of one place the two are nearer than either place's neighbour, of how many.

    The end's own picture is left out: it may be anywhere.
    """
    frames = [frame for frame in frames if frame.place != "the end"]
    nearer = pairs = 0
    for one in frames:
        far = [
            median(one.look - other.look for other in frames if other.place == place)
            for place in {frame.place for frame in frames} - {one.place}
        ]
        near = [one.look - other.look for other in frames if _pair(one, other)]
        pairs += len(near)
        nearer += sum(distance < min(far, default=SIDE**2) for distance in near)
    return nearer, pairs


def twins(frames: Iterable[Drawn]) -> int:
    """How many pairs of frames of one run are the same, dot for dot."""
    return sum(a.run == b.run and a.twin == b.twin for a, b in combinations(frames, 2))


def report(frames: Sequence[Drawn], say: Callable[[str, str], None]) -> list[str]:
    """Say what there is to see, and what is missed."""
    nearer, pairs = known_places(frames)
    same = twins(frames)
    share = nearer / pairs if pairs else 1.0
    say("places known", f"{share:.1%} of {pairs} pairs, by pHash of {len(frames)} frames")
    say("twins in a run", str(same))
    return [
        *([f"a place is known by its picture in {share:.1%} of pairs"] if share < KNOWN else []),
        *([f"{same} pairs of frames of one run are the same"] if same else []),
    ]


def _pair(one: Drawn, other: Drawn) -> bool:
    return one is not other and one.place == other.place
