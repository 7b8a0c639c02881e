from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pluggy
import pytest
from PIL import Image

import gateway.media
from gateway import Reel, Stamp
from gateway.core import hookspecs
from gateway.media import plugin
from gateway.media.looks import vhs

MakeReel = Callable[..., Reel]

HEAVY = {"PIL", "av", "moviepy", "numpy", "imagequant"}


async def deaf(share: float, word: str) -> None:
    pass


def sepia(image: Image.Image, stamp: Stamp) -> Image.Image:
    return image.convert("L").convert("RGB")


def test_it_keeps_the_contract_of_the_hooks_and_comes_last() -> None:
    manager = pluggy.PluginManager("gateway")
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    for name in ("cut_tape", "stitch_film"):
        (implementation,) = getattr(manager.hook, name).get_hookimpls()
        assert implementation.trylast
    assert set(manager.hook.provide_looks()[0]) == {"clean", "vhs"}


async def test_it_cuts_a_tape(tmp_path: Path, reel: MakeReel) -> None:
    path = tmp_path / "tape.gif"
    tape = await plugin.cut_tape(reel=reel(2), path=path, limit=100_000, look=vhs, progress=deaf)
    assert tape.frames == 2
    assert tape.size == len(path.read_bytes())


async def test_it_stitches_a_film(
    tmp_path: Path, reel: MakeReel, shoot: Callable[..., Path]
) -> None:
    path = tmp_path / "film.mp4"
    heard: list[float] = []

    async def hear(share: float, word: str) -> None:
        heard.append(share)

    made = reel(2, segments=[shoot(1), shoot(2)])
    film = await plugin.stitch_film(reel=made, path=path, limit=None, progress=hear)
    assert film.size == len(path.read_bytes())
    assert heard == sorted(heard)


async def test_a_look_of_another_plugin_can_be_used(tmp_path: Path, reel: MakeReel) -> None:
    path = tmp_path / "t.gif"
    await plugin.cut_tape(reel=reel(1), path=path, limit=None, look=sepia, progress=deaf)
    with Image.open(path) as image:
        red, green, _ = image.convert("RGB").split()
    assert red.tobytes() == green.tobytes()


def test_importing_it_imports_nothing_heavy() -> None:
    code = "import sys, gateway.media.plugin; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


@pytest.mark.parametrize(
    "path", sorted(Path(gateway.media.__file__).parent.glob("*.py")), ids=lambda path: path.stem
)
def test_heavy_libraries_are_imported_inside_functions_only(path: Path) -> None:
    def names(node: ast.AST) -> set[str]:
        if isinstance(node, ast.Import):
            return {alias.name.split(".")[0] for alias in node.names}
        return {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()

    def at_import(body: list[ast.stmt]) -> set[str]:
        found: set[str] = set()
        for node in body:
            found |= names(node)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                continue
            if isinstance(node, ast.If | ast.Try | ast.ClassDef | ast.With):
                found |= at_import(node.body)
        return found

    assert not HEAVY & at_import(ast.parse(path.read_text("utf-8")).body)
