from __future__ import annotations

import hashlib
import json
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.errors import NotUnderstood, OperatorError, TapewayError, UnsafeMedia
from gateway.core.ids import SessionId
from gateway.store.archive import MANIFEST, export_session, import_session
from gateway.store.folders import Folders

WEB = SessionId.of("web", "default")
HOME = SessionId.of("web", "home")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.open(tmp_path / "sessions", expected=False)


@pytest.fixture
def played(folders: Folders) -> Folders:
    """A session of two turns."""
    folders.write_state(WEB, {"place": "cellar"})
    for turn in range(2):
        folders.append_history(WEB, {"turn": turn, "text": "…"})
        folders.write(WEB, folders.frame(turn), b"png" * 1000)
    folders.write(WEB, folders.segment(0, 1), b"mp4" * 1000)
    return folders


def contents(folders: Folders, session: SessionId) -> dict[str, bytes | None]:
    return {relative: folders.read(session, relative) for relative in folders.files(session)}


def pack(
    path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], **manifest: object
) -> Path:
    """An archive with a true manifest, unless told otherwise."""
    told = {
        entry if isinstance(entry, str) else entry.filename: {
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        for entry, data in entries
    }
    true = {"format": "tapeway", "version": 1, "session": str(WEB), "files": told}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in entries:
            archive.writestr(entry, data)
        archive.writestr(MANIFEST, json.dumps(true | manifest))
    return path


def assert_nothing_came(folders: Folders) -> None:
    left = sorted(path.name for path in folders.root.iterdir())
    assert left == [".tapeway-root"]


# -------------------------------------------------------------------------------- there and back


def test_a_session_comes_home_as_it_left(played: Folders, tmp_path: Path) -> None:
    out = export_session(played, WEB, tmp_path / "out" / "web.zip")
    before = contents(played, WEB)
    assert list(out.files) == sorted(before)
    assert out.size == played.size(WEB)
    played.delete(WEB)
    assert import_session(played, tmp_path / "out" / "web.zip") == out
    assert contents(played, WEB) == before
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["web.zip"]


def test_a_session_may_come_home_under_another_name(played: Folders, tmp_path: Path) -> None:
    export_session(played, WEB, tmp_path / "web.zip")
    done = import_session(played, tmp_path / "web.zip", HOME)
    assert done.session == HOME
    assert contents(played, HOME) == contents(played, WEB)


def test_any_other_program_can_unpack_it(played: Folders, tmp_path: Path) -> None:
    export_session(played, WEB, tmp_path / "web.zip")
    with zipfile.ZipFile(tmp_path / "web.zip") as archive:
        assert archive.testzip() is None
        assert all(info.external_attr >> 16 & 0o600 == 0o600 for info in archive.infolist())
        assert archive.getinfo("history.json").external_attr >> 16 & 0o777 == 0o644
        assert json.loads(archive.read("history.json")) == played.read_history(WEB)


def test_links_parts_and_the_cache_stay_at_home(played: Folders, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (played.path(WEB) / "images" / "link.png").symlink_to(tmp_path / "secret")
    played.begin(WEB, played.frame(2)).write_bytes(b"half")
    (played.cache(WEB) / "block").touch()
    done = export_session(played, WEB, tmp_path / "web.zip")
    assert sorted(done.files) == [
        "films/segments/seg_0_1.mp4", "history.json", "images/frame_0.png", "images/frame_1.png",
        "state.json",
    ]  # fmt: skip


def test_words_that_repeat_themselves_come_home_too(folders: Folders, tmp_path: Path) -> None:
    folders.append_history(WEB, {"turn": 0, "text": "no " * 1_000_000})
    export_session(folders, WEB, tmp_path / "web.zip")
    import_session(folders, tmp_path / "web.zip", HOME)
    assert folders.read_history(HOME) == folders.read_history(WEB)


def test_an_empty_session_travels_as_well(folders: Folders, tmp_path: Path) -> None:
    folders.create(WEB)
    export_session(folders, WEB, tmp_path / "web.zip")
    assert import_session(folders, tmp_path / "web.zip", HOME).files == ()
    assert folders.sessions() == [WEB, HOME]


def test_what_is_not_there_is_not_exported(folders: Folders, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match=r"no session web\.default here"):
        export_session(folders, WEB, tmp_path / "web.zip")
    with pytest.raises(NotUnderstood, match="no file"):
        import_session(folders, tmp_path / "web.zip")
    assert not (tmp_path / "web.zip").exists()


def test_a_session_is_never_overwritten(played: Folders, tmp_path: Path) -> None:
    export_session(played, WEB, tmp_path / "web.zip")
    played.append_history(WEB, {"turn": 2})
    before = contents(played, WEB)
    with pytest.raises(OperatorError, match="name another one to import into, or forget"):
        import_session(played, tmp_path / "web.zip")
    assert contents(played, WEB) == before
    assert played.sessions() == [WEB]


# ---------------------------------------------------------------------------------------- enemies


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "/etc/evil", "images/../../evil", "..\\evil", "C:\\evil", "C:evil", "./evil",
        "images//evil", "evil.", "a/" * 400 + "evil", "x" * 250, "frame.png.part",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_is_refused(folders: Folders, tmp_path: Path, name: str) -> None:
    archive = pack(tmp_path / "evil.zip", [("state.json", b"{}"), (name, b"evil")])
    with pytest.raises(UnsafeMedia):
        import_session(folders, archive)
    assert_nothing_came(folders)
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.png", "a.png"), ("a.png", "A.PNG"), ("é.png", "e\u0301.png"), ("a", "a/b"),
        ("a/b", "a"), ("A/b/c", "a/B"), ("straße", "STRASSE"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")  # which is what we are after
def test_two_files_of_one_name_are_refused(
    folders: Folders, tmp_path: Path, one: str, other: str
) -> None:
    archive = pack(tmp_path / "evil.zip", [(one, b"1"), (other, b"2")])
    with pytest.raises(UnsafeMedia, match="twice"):
        import_session(folders, archive)
    assert_nothing_came(folders)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(folders: Folders, tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("images/frame_0.png")
    info.external_attr = (kind | 0o777) << 16
    archive = pack(tmp_path / "evil.zip", [(info, b"/etc/passwd")])
    with pytest.raises(UnsafeMedia, match="a link or a device"):
        import_session(folders, archive)
    assert_nothing_came(folders)


def test_bombs_are_refused_before_they_are_unpacked(folders: Folders, tmp_path: Path) -> None:
    one = pack(tmp_path / "one.zip", [("images/a.png", bytes(3_000_000))])
    with pytest.raises(UnsafeMedia, match="bomb"):
        import_session(folders, one)
    many = pack(tmp_path / "many.zip", [(f"{n}.png", bytes(900_000)) for n in range(10)])
    with pytest.raises(UnsafeMedia, match="bomb"):
        import_session(folders, many)
    noise = random.Random(1).randbytes(100_000)
    mixed = pack(tmp_path / "mixed.zip", [("a.png", noise), ("b.png", bytes(3_000_000))])
    with pytest.raises(UnsafeMedia, match=r"'b\.png' in the archive is a bomb"):
        import_session(folders, mixed)
    large = pack(tmp_path / "large.zip", [("a.png", bytes(500)), ("b.png", bytes(501))])
    with pytest.raises(UnsafeMedia, match=r"1,000 are allowed"):
        import_session(folders, large, ceiling=1000)
    assert_nothing_came(folders)


def test_an_archive_that_lies_about_a_size_is_refused(folders: Folders, tmp_path: Path) -> None:
    archive = pack(tmp_path / "lie.zip", [("a.png", bytes(200_000))])
    data = archive.read_bytes()
    lie = data.replace((200_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lie != data
    archive.write_bytes(lie)
    with pytest.raises(UnsafeMedia):
        import_session(folders, archive)
    assert_nothing_came(folders)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_plain_packing_is_unpacked(folders: Folders, tmp_path: Path, method: int) -> None:
    info = zipfile.ZipInfo("a.png")
    info.compress_type = method
    archive = pack(tmp_path / "odd.zip", [(info, b"png")])
    with pytest.raises(UnsafeMedia, match="a way we do not unpack"):
        import_session(folders, archive)


def test_a_locked_archive_is_refused(folders: Folders, tmp_path: Path) -> None:
    archive = pack(tmp_path / "locked.zip", [("a.png", b"png")])
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    with pytest.raises(UnsafeMedia, match="in the archive is encrypted"):
        import_session(folders, archive)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ({"version": 2}, "newer Tapeway"),
        ({"version": "x"}, "cannot be read"),
        ({"files": {}}, "does not hold what its manifest says"),
        ({"files": None}, "does not hold what its manifest says"),
        ({"files": {"a.png": None}}, "not as it was exported"),
        ({"files": {"a.png": {"sha256": "0" * 64}}}, "not as it was exported"),
        ({"session": "../evil"}, "names no session"),
        ({"session": None}, "names no session"),
    ],
)
def test_a_wrong_manifest_is_refused(
    folders: Folders, tmp_path: Path, manifest: dict[str, Any], says: str
) -> None:
    archive = pack(tmp_path / "wrong.zip", [("a.png", b"png")], **manifest)
    with pytest.raises(UnsafeMedia, match=says):
        import_session(folders, archive)
    assert_nothing_came(folders)


def test_other_files_are_refused_with_what_to_do(folders: Folders, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("state.json", "{}")
    with pytest.raises(UnsafeMedia, match="unpack it and import the folder"):
        import_session(folders, other)
    for data in (b"", b"GIF89a", b"PK\x05\x06" + bytes(18)):
        other.write_bytes(data)
        with pytest.raises(UnsafeMedia):
            import_session(folders, other)
    assert_nothing_came(folders)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folders, bytes]:
    root = tmp_path_factory.mktemp("exported")
    folders = Folders.open(root / "sessions", expected=False)
    for turn in range(3):
        folders.append_history(WEB, {"turn": turn, "text": "a cellar " * 20})
        folders.write(WEB, folders.frame(turn), bytes(range(256)))
    export_session(folders, WEB, root / "web.zip")
    folders.delete(WEB)
    return folders, (root / "web.zip").read_bytes()


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    spot = st.integers(0, len(data) - 1)
    cut: Callable[[int], bytes] = lambda end: data[:end]  # noqa: E731
    flip = st.tuples(spot, st.integers(1, 255)).map(
        lambda at: data[: at[0]] + bytes([data[at[0]] ^ at[1]]) + data[at[0] + 1 :]
    )
    return spot.map(cut) | flip


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_archive_comes_in_whole_or_not_at_all(
    exported: tuple[Folders, bytes], data: st.DataObject
) -> None:
    folders, whole = exported
    archive = folders.root.parent / "damaged.zip"
    archive.write_bytes(data.draw(damaged(whole)))
    try:
        session = import_session(folders, archive).session
    except TapewayError:
        assert_nothing_came(folders)
        return
    assert [element["turn"] for element in folders.read_history(session)] == [0, 1, 2]
    assert len(folders.files(session)) == 4
    folders.delete(session)


def test_no_room_for_an_archive_leaves_nothing_of_it(tmp_path: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from gateway.core.errors import StorageFull
from gateway.core.ids import SessionId
from gateway.store.archive import export_session, import_session
from gateway.store.folders import Folders
web, home = SessionId.of("web", "default"), SessionId.of("web", "home")
folders = Folders.open(Path(sys.argv[1]) / "sessions", expected=False)
folders.write(web, "images/frame_0.png", bytes(100_000))
export_session(folders, web, Path(sys.argv[1]) / "whole.zip")
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
for attempt in (
    lambda: export_session(folders, web, Path(sys.argv[1]) / "out" / "web.zip"),
    lambda: import_session(folders, Path(sys.argv[1]) / "whole.zip", home),
):
    try:
        attempt()
    except StorageFull as error:
        print(error)
assert folders.sessions() == [web]
assert not list((Path(sys.argv[1]) / "out").iterdir())
assert sorted(p.name for p in folders.root.iterdir()) == [".tapeway-root", "web.default"]
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("There is no room left") == 2
