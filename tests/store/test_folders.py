from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core import layout
from gateway.core.errors import DataRootError, MediaError, OperatorError, UnsafeMedia
from gateway.core.ids import SessionId
from gateway.store.folders import Folders
from gateway.store.root import MARKER

WEB = SessionId.of("web", "default")
ROOM = SessionId.of("discord", "81384788765712384", "175928847299117063")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.open(tmp_path / "sessions", expected=False)


def everything(root: Path) -> list[str]:
    """All names below, but the marker."""
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.name != MARKER)


# -------------------------------------------------------------------------------------- the root


def test_a_new_root_is_made_with_a_marker(tmp_path: Path) -> None:
    opened = Folders.open(tmp_path / "a" / "b", expected=False)
    assert (tmp_path / "a" / "b" / MARKER).is_file()
    assert Folders.open(tmp_path / "a" / "b", expected=True).id == opened.id


@pytest.mark.parametrize("state", ["absent", "empty", "full"])
def test_a_root_without_its_marker_is_refused_where_sessions_are_expected(
    tmp_path: Path, state: str
) -> None:
    root = tmp_path / "disk"
    if state != "absent":
        root.mkdir()
    if state == "full":
        (root / str(WEB)).mkdir()
    with pytest.raises(DataRootError, match=r"mount the disk or correct the path"):
        Folders.open(root, expected=True)
    assert not (root / MARKER).exists()


def test_an_empty_marker_is_the_operators_yes(tmp_path: Path) -> None:
    (tmp_path / MARKER).touch()
    (tmp_path / "notes.txt").touch()
    assert Folders.open(tmp_path, expected=True).id == Folders.open(tmp_path, expected=True).id


def test_a_folder_of_sessions_is_adopted(tmp_path: Path) -> None:
    (tmp_path / ".gitkeep").touch()
    (tmp_path / str(ROOM)).mkdir()
    assert Folders.open(tmp_path, expected=False).sessions() == [ROOM]


def test_a_folder_of_other_things_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "Holidays").mkdir()
    with pytest.raises(DataRootError, match=r"Holidays.*choose an empty folder"):
        Folders.open(tmp_path, expected=False)
    assert everything(tmp_path) == ["Holidays"]
    assert not (tmp_path / MARKER).exists()


def test_a_file_where_the_root_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataRootError, match="let it be a folder"):
        Folders.open(tmp_path / "file", expected=False)


@pytest.mark.parametrize("marker", ["{", "[]", '{"version": 1}', "[" * 100_000])
def test_a_marker_that_cannot_be_read_is_refused(tmp_path: Path, marker: str) -> None:
    (tmp_path / MARKER).write_text(marker)
    with pytest.raises(DataRootError, match="cannot be read"):
        Folders.open(tmp_path, expected=True)


def test_the_root_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text('{"version": 2, "id": "x"}')
    with pytest.raises(DataRootError, match="newer Tapeway"):
        Folders.open(tmp_path, expected=True)


def test_the_root_of_another_database_is_refused(tmp_path: Path) -> None:
    opened = Folders.open(tmp_path, expected=False)
    Folders.open(tmp_path, expected=True, known_id=opened.id)
    with pytest.raises(DataRootError, match="another database"):
        Folders.open(tmp_path, expected=True, known_id="other")


def test_a_root_that_goes_away_is_never_taken_for_deleted_sessions(folders: Folders) -> None:
    folders.create(WEB)
    folders.root.rename(folders.root.with_name("unmounted"))
    folders.root.mkdir()
    for ask in (folders.exists, folders.create, folders.cache):
        with pytest.raises(DataRootError, match="mount the disk"):
            ask(WEB)
    with pytest.raises(DataRootError, match="mount the disk"):
        folders.write(WEB, "state.json", b"{}")
    with pytest.raises(DataRootError, match="mount the disk"):
        folders.sessions()
    assert everything(folders.root) == []


# --------------------------------------------------------------------------------------- sessions


def test_folders_appear_on_demand_and_are_listed_by_their_ids(folders: Folders) -> None:
    assert folders.sessions() == []
    assert not folders.exists(WEB)
    folders.write(WEB, folders.frame(0), b"png")
    assert folders.create(ROOM)
    assert not folders.create(ROOM)
    for other in ("Web.default", "web", ".hidden", "web.a b"):
        (folders.root / other).mkdir()
    (folders.root / "web.file").touch()
    assert folders.sessions() == [ROOM, WEB]
    assert folders.exists(WEB)


def test_deleting_a_session_takes_its_cache_and_nothing_else(folders: Folders) -> None:
    thread = SessionId.of("discord", "81384788765712384", "175928847299117063", "1")
    for session in (ROOM, thread):
        folders.write(session, folders.frame(0), b"png")
        (folders.cache(session) / "block").touch()
    assert folders.delete(ROOM)
    assert not folders.delete(ROOM)
    assert everything(folders.root) == [
        ".cache", f".cache/{thread}", f".cache/{thread}/block",
        str(thread), f"{thread}/images", f"{thread}/images/frame_0.png",
    ]  # fmt: skip


def test_what_a_crash_left_half_deleted_goes_at_the_next_start(folders: Folders) -> None:
    (folders.root / ".trash-1" / "images").mkdir(parents=True)
    fresh, stale = folders.root / ".new-1", folders.root / ".new-2"
    fresh.mkdir()
    stale.mkdir()
    os.utime(stale, (0, 0))
    Folders.open(folders.root, expected=True)
    assert everything(folders.root) == [".new-1"]


def test_the_size_is_that_of_the_whole_files(folders: Folders) -> None:
    assert folders.size(WEB) == 0
    folders.write(WEB, folders.frame(0), b"12345")
    folders.write(WEB, "state.json", b"{}")
    folders.begin(WEB, folders.frame(1)).write_bytes(b"half")
    assert folders.size(WEB) == 7
    assert folders.files(WEB) == ["images/frame_0.png", "state.json"]


# ------------------------------------------------------------------------------------------ names


def test_names_are_those_of_the_design() -> None:
    evening = datetime(2025, 12, 19, 20, 30, tzinfo=timezone(timedelta(hours=1)))
    assert Folders.frame(3) == "images/frame_3.png"
    assert Folders.segment(0, 1) == "films/segments/seg_0_1.mp4"
    assert Folders.tape(evening) == "tapes/tape_20251219_193000.gif"
    assert Folders.film(evening) == "films/final/HD_tape_20251219_193000.mp4"


def test_a_name_cannot_be_made_of_nonsense() -> None:
    with pytest.raises(ValueError, match="count from 0"):
        Folders.frame(-1)
    with pytest.raises(ValueError, match="make it aware"):
        Folders.tape(datetime(2025, 12, 19, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize(
    "relative",
    [
        "", ".", "..", "/etc/passwd", "../x", "images/../../x", "images//x", "images/", "./x",
        "C:/x", "c:x", "..\\x", "images\\..\\..\\x", "a\0b", "x.", "x ", "images/.. /x", "a\nb",
        "x" * 300, "\ud800",
    ],
)  # fmt: skip
def test_a_path_that_would_leave_the_session_is_refused(folders: Folders, relative: str) -> None:
    for ask in (folders.resolve, folders.read, folders.begin):
        with pytest.raises(UnsafeMedia, match="relative path"):
            ask(WEB, relative)
    with pytest.raises(UnsafeMedia):
        folders.write(WEB, relative, b"")
    assert everything(folders.root) == []


@given(st.text(max_size=40) | st.from_regex(r"([./\\~:]|[a-z]{1,2}){1,12}", fullmatch=True))
def test_no_path_leaves_the_session(relative: str) -> None:
    folders = Folders(Path("/data/root"), "id")
    try:
        path = folders.resolve(WEB, relative)
    except UnsafeMedia:
        return
    base = os.path.realpath("/data/root/web.default")
    assert os.path.realpath(path).startswith(base + "/")
    assert "/".join(layout.split(relative)) == relative


def test_a_link_is_no_way_out(folders: Folders, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folders.create(WEB)
    (folders.path(WEB) / "images").symlink_to(tmp_path)
    (folders.path(WEB) / "state.json").symlink_to(secret)
    for relative in ("images/secret", "state.json"):
        with pytest.raises(UnsafeMedia, match="reached by a link"):
            folders.read(WEB, relative)
        with pytest.raises(UnsafeMedia, match="reached by a link"):
            folders.write(WEB, relative, b"mine")
    assert folders.files(WEB) == []
    folders.delete(WEB)
    assert secret.read_text() == "secret"


# ------------------------------------------------------------------------------------ whole files


def test_a_file_is_replaced_as_a_whole(folders: Folders) -> None:
    folders.write(WEB, "state.json", b"old")
    reader = (folders.path(WEB) / "state.json").open("rb")
    folders.write(WEB, "state.json", b"new")
    with reader:
        assert reader.read() == b"old"
    assert folders.read(WEB, "state.json") == b"new"
    assert folders.read(WEB, "other.json") is None
    assert folders.read(WEB, "state.json/x") is None
    assert everything(folders.path(WEB)) == ["state.json"]


def test_a_received_file_appears_once_it_is_whole(folders: Folders) -> None:
    with folders.receiving(WEB, folders.frame(3)) as path:
        assert path.suffix == ".png", "libraries choose the format by the ending"
        path.write_bytes(b"half")
        (path.parent / "scratch.tmp").write_bytes(b"a library's own")
        assert folders.files(WEB) == []
        assert path.parent.parent == folders.path(WEB) / "images"
    assert folders.read(WEB, "images/frame_3.png") == b"half"
    assert everything(folders.path(WEB)) == ["images", "images/frame_3.png"]


def test_a_failed_plugin_leaves_nothing(folders: Folders) -> None:
    with pytest.raises(ZeroDivisionError), folders.receiving(WEB, folders.frame(3)) as path:
        path.write_bytes(bytes(1 // 0))
    with pytest.raises(MediaError, match="is not there"), folders.receiving(WEB, "videos/a.mp4"):
        pass
    assert everything(folders.path(WEB)) == ["images", "videos"]


def test_a_link_is_not_received(folders: Folders) -> None:
    with pytest.raises(UnsafeMedia), folders.receiving(WEB, folders.frame(3)) as path:
        path.symlink_to("/etc/hostname")
    assert folders.files(WEB) == []


def test_a_part_may_come_from_anywhere_and_only_it_is_moved(
    folders: Folders, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "mine.part"
    elsewhere.mkdir()
    (elsewhere / "clip.mp4").write_bytes(b"clip")
    (elsewhere / "other.mp4").write_bytes(b"other")
    folders.place(WEB, "videos/clip.mp4", elsewhere / "clip.mp4")
    assert folders.read(WEB, "videos/clip.mp4") == b"clip"
    assert everything(elsewhere) == ["other.mp4"]


def test_a_part_may_come_from_another_disk(folders: Folders, tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    part = memory / f"tapeway-test-{os.getpid()}"
    part.write_bytes(b"clip")
    folders.place(WEB, "videos/clip.mp4", part)
    assert folders.read(WEB, "videos/clip.mp4") == b"clip"
    assert not part.exists()
    assert everything(folders.path(WEB)) == ["videos", "videos/clip.mp4"]


def test_parts_of_a_process_that_died_go_when_the_session_is_next_written(
    folders: Folders,
) -> None:
    folders.write(WEB, folders.frame(0), b"png")
    folders.begin(WEB, folders.frame(1)).write_bytes(b"half")
    (folders.path(WEB) / "state.json.ab.part").write_bytes(b"half")
    again = Folders.open(folders.root, expected=True)
    assert again.files(WEB) == ["images/frame_0.png"]
    mine = again.begin(WEB, folders.frame(1))
    again.write(WEB, "state.json", b"{}")
    mine.write_bytes(b"whole")
    again.place(WEB, folders.frame(1), mine)
    assert everything(folders.path(WEB)) == [
        "images", "images/frame_0.png", "images/frame_1.png", "state.json",
    ]  # fmt: skip


def test_the_same_file_may_be_received_twice_at_once(folders: Folders) -> None:
    with (
        folders.receiving(WEB, "videos/a.mp4") as one,
        folders.receiving(WEB, "videos/a.mp4") as two,
    ):
        one.write_bytes(b"one")
        two.write_bytes(b"two")
    assert folders.read(WEB, "videos/a.mp4") == b"one"
    assert everything(folders.path(WEB)) == ["videos", "videos/a.mp4"]


def test_a_folder_that_is_built_appears_as_a_whole(folders: Folders) -> None:
    with folders.building(WEB) as path:
        (path / "state.json").write_text("{}")
        assert folders.sessions() == []
    assert folders.read(WEB, "state.json") == b"{}"
    with pytest.raises(OperatorError, match=r"There is a session web\.default already"):
        folders.building(WEB).__enter__()
    with pytest.raises(FileNotFoundError), folders.building(ROOM) as path:
        (path / "images" / "frame_0.png").touch()
    assert everything(folders.root) == [str(WEB), f"{WEB}/state.json"]


def test_state_survives_and_nonsense_in_its_place_is_none(folders: Folders) -> None:
    assert folders.read_state(WEB) is None
    folders.write_state(WEB, {"place": "Kellergewölbe 🕯", "torn": "\ud83d"})
    assert folders.read_state(WEB) == {"place": "Kellergewölbe 🕯", "torn": "\ud83d"}
    for broken in (b"", b"{", b"[1]", b"\xff", b"[" * 100_000):
        folders.write(WEB, "state.json", broken)
        assert folders.read_state(WEB) is None
    with pytest.raises(ValueError, match="not JSON compliant"):
        folders.write_state(WEB, {"health": float("nan")})


def test_many_threads_may_write_one_session(folders: Folders) -> None:
    def play(turn: int) -> None:
        folders.append_history(WEB, {"turn": turn})
        folders.write_state(WEB, {"turn": turn})

    threads = [threading.Thread(target=play, args=(turn,)) for turn in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [element["turn"] for element in folders.read_history(WEB)] == list(range(20))
    assert everything(folders.path(WEB)) == ["history.json", "state.json"]


def test_a_session_does_not_wait_for_another(folders: Folders) -> None:
    with folders._holding(WEB):
        other = threading.Thread(target=folders.write, args=(ROOM, "state.json", b"{}"))
        other.start()
        other.join(timeout=5)
        assert not other.is_alive()
