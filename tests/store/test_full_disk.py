"""A disk that is really full: a tiny one of our own where the kernel lets us mount it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gateway.core.errors import StorageFull
from gateway.core.ids import SessionId
from gateway.store.folders import Folders

PLAY = """
    import json, resource, sys
    from pathlib import Path
    from gateway.core.errors import StorageFull
    from gateway.core.ids import SessionId
    from gateway.store.folders import Folders

    web = SessionId.of("web", "default")
    folders = Folders.open(Path(sys.argv[1]), expected=False)
    if len(sys.argv) > 2:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    history = folders.path(web) / "history.json"
    folders.write(web, "state.json", b"old")
    turns = 0
    try:
        while True:
            folders.append_history(web, {"turn": turns, "text": "x" * (97 + turns)})
            turns += 1
    except StorageFull as error:
        print(error)
    assert turns > 50, turns
    told = json.loads(history.read_bytes())
    assert [element["turn"] for element in told] == list(range(turns)), history.read_bytes()[-300:]
    for attempt in ("write", "receive", "state"):
        try:
            if attempt == "write":
                folders.write(web, "images/frame_0.png", bytes(300_000))
            elif attempt == "state":
                folders.write(web, "state.json", bytes(300_000))
            else:
                with folders.receiving(web, "images/frame_1.png") as path:
                    path.write_bytes(bytes(300_000))
        except StorageFull as error:
            assert "free some space" in str(error)
        else:
            raise AssertionError(attempt)
    assert folders.files(web) == ["history.json", "state.json"]
    assert folders.read(web, "state.json") == b"old"
    assert not list(folders.root.rglob("*.part"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    (folders.root / ".gitkeep").unlink(missing_ok=True)
    if len(sys.argv) == 2:
        (folders.root / "ballast").unlink()
    assert folders.append_history(web, {"turn": turns, "text": "room again"})
    assert len(json.loads(history.read_bytes())) == turns + 1
    print("kept", turns)
"""
WEB = SessionId.of("web", "default")


def play(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_at_a_file_limit_everything_stays_what_it_was(tmp_path: Path) -> None:
    script = textwrap.dedent(PLAY)
    said = play(sys.executable, "-c", script, str(tmp_path / "sessions"), "20001")
    assert "There is no room left to write history.json" in said
    assert "kept" in said


def test_on_a_full_disk_everything_stays_what_it_was(tmp_path: Path) -> None:
    script = tmp_path / "play.py"
    script.write_text(textwrap.dedent(PLAY))
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=256k tapeway {disk}"
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    try:
        allowed = subprocess.run([*alone, mount], capture_output=True, timeout=20, check=False)
    except FileNotFoundError:
        pytest.skip("needs unshare")
    if allowed.returncode:
        pytest.skip("may not mount a disk here")
    ballast = f"head -c 100k /dev/zero > {disk}/ballast && touch {disk}/.tapeway-root"
    said = play(*alone, f"{mount} && {ballast} && {sys.executable} {script} {disk}")
    assert "No space left on device" in said
    assert "kept" in said


def test_a_plugin_that_finds_the_disk_full_is_understood(tmp_path: Path) -> None:
    folders = Folders.open(tmp_path, expected=False)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    with (
        pytest.raises(StorageFull, match=r"frame_0\.png .* free some space"),
        folders.receiving(WEB, folders.frame(0)) as path,
    ):
        full.write_bytes(path.name.encode())
    assert not list(folders.path(WEB).rglob("*.p*"))
