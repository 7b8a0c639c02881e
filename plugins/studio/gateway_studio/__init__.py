"""The studio writes, draws and films offline: the same seed and the same actions, the same tape.

It charges nothing, needs no network and is asked last, so that any other plugin comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gateway import Frame, Scene, Segment, SessionId, Turn, World, hookimpl


@hookimpl(trylast=True)
def provide_worlds() -> Sequence[World]:
    """The worlds that come with Tapeway, and those in the folder `worlds` beside you."""
    from gateway_studio.worlds import find_worlds

    packaged = Path(__file__).parent / "worlds"
    own = packaged if packaged.is_dir() else Path(__file__).parents[3] / "worlds"
    beside = Path.cwd() / "worlds"
    found = {world.name: world for folder in (own, beside) for world in find_worlds(folder)}
    return [*found.values()]


@hookimpl(trylast=True)
def draft_world(world: str) -> str:
    """A small world with every table in it, to change line by line."""
    text = (Path(__file__).parent / "template.toml").read_text(encoding="utf-8")
    return text.replace("night-ferry", world)


@hookimpl(trylast=True)
def check_world(path: Path) -> Sequence[str] | None:
    """What there is to mend in a TOML file, read and played."""
    from gateway_studio.check import check

    return check(path) if path.suffix == ".toml" else None


@hookimpl(trylast=True)
def write_scene(turn: Turn) -> Scene | None:
    """What happens, told from the world's own pages."""
    from gateway_studio.writer import write

    return write(turn)


@hookimpl(trylast=True)
async def render_frame(scene: Scene, path: Path) -> Frame | None:
    """The scene's still, drawn in a process of its own; only for scenes the studio wrote."""
    from gateway_studio.illustrator import draw_still
    from gateway_studio.scenery.paint import HEIGHT, WIDTH
    from gateway_studio.workers import run_apart

    if "view" not in scene.picture.detail:
        return None
    await run_apart(draw_still, dict(scene.picture.detail), str(path))
    return Frame(width=WIDTH, height=HEIGHT)


@hookimpl(trylast=True)
async def shoot_segment(
    session: SessionId, turn: Turn, scene: Scene, first: Path, last: Path | None, path: Path
) -> Segment | None:
    """The way from one still to the next, drawn first if need be.

    `None` where no still was before, and where the next is neither there nor the studio's to draw.
    """
    del session
    from gateway_studio.camera import shoot
    from gateway_studio.illustrator import draw_still
    from gateway_studio.moves import DURATION
    from gateway_studio.workers import run_apart

    if turn.picture is None:
        return None
    before, after = dict(turn.picture.detail), dict(scene.picture.detail)
    if last is None and "view" not in after:
        return None
    if last is None:
        last = path.with_suffix(".png")
        await run_apart(draw_still, after, str(last))
    await run_apart(shoot, before, after, str(first), str(last), str(path))
    return Segment(duration=DURATION)
