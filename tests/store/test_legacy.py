from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core import layout
from gateway.core.errors import NotUnderstood, OperatorError
from gateway.core.ids import SessionId
from gateway.store.folders import Folders
from gateway.store.legacy import LegacyReport, find_legacy, import_legacy, read_legacy

WEB = SessionId.of("web", "default")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.open(tmp_path / "sessions", expected=False)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return tmp_path / "oldbot"


def put(root: Path, *relatives: str) -> None:
    """Files that each hold their own old path."""
    for relative in relatives:
        (root / relative).parent.mkdir(parents=True, exist_ok=True)
        (root / relative).write_text(relative)


def tell(root: Path, history: object, state: object = None) -> None:
    root.mkdir(parents=True, exist_ok=True)
    (root / "history.json").write_text(history if isinstance(history, str) else json.dumps(history))
    if state is not None:
        (root / "state.json").write_text(json.dumps(state))


def bring(folders: Folders, old: Path) -> LegacyReport:
    return import_legacy(folders, read_legacy(old), WEB)


def moved(report: LegacyReport) -> dict[str, str]:
    return dict(report.imported)


def test_the_global_folders_become_a_session(folders: Folders, old: Path) -> None:
    put(
        old,
        "images/frame_0.png", "images/frame_1.png", "tapes/tape_20251219_193000.gif",
        "films/segments/seg_0_1.mp4", "films/final/HD_tape_20251219_193000.mp4",
        "videos/clip.mp4", "bot.py", ".env", "assets/logo.png",
    )  # fmt: skip
    tell(old, [{"turn": 0, "text": "A cellar."}, {"turn": 1, "text": "Stairs."}], {"hp": 3})
    report = bring(folders, old)
    for relative in folders.files(WEB):
        if relative not in ("history.json", "state.json"):
            assert folders.read(WEB, relative) == relative.encode()
    assert sorted(moved(report)) == folders.files(WEB)
    assert folders.read_state(WEB) == {"hp": 3}
    told = folders.read_history(WEB)
    assert [turn["image"] for turn in told] == ["images/frame_0.png", "images/frame_1.png"]
    assert [turn["segment"] for turn in told] == [None, "films/segments/seg_0_1.mp4"]
    assert [left.path for left in report.left_alone] == [".env", "assets", "bot.py"]
    assert (report.turns, report.next_turn) == (2, 2)
    assert folders.append_history(WEB, {"turn": report.next_turn})


def test_the_old_files_stay_as_they_are(folders: Folders, old: Path) -> None:
    put(old, "images/3.png", "images/12.png", "notes.txt")
    tell(old, ["words"], {})
    before = {path: path.stat() for path in old.rglob("*")}
    bring(folders, old)
    assert {path: path.stat().st_mtime_ns for path in old.rglob("*")} == {
        path: stat.st_mtime_ns for path, stat in before.items()
    }
    assert len(before) == 6


def test_stills_without_frame_names_become_frames_in_order(folders: Folders, old: Path) -> None:
    put(old, "images/shot10.png", "images/shot9.jpg", "images/shot10b.PNG", "images/cover.png")
    tell(old, [{"image": "C:\\bot\\images\\shot10.png"}, {"image": "/srv/images/shot9.jpg"}, "?"])
    report = bring(folders, old)
    assert moved(report) == {
        "history.json": "history.json",
        "images/shot9.jpg": "images/frame_0.jpg",
        "images/shot10.png": "images/frame_1.png",
        "images/shot10b.PNG": "images/frame_2.png",
        "images/cover.png": "images/cover.png",
    }
    told = folders.read_history(WEB)
    assert [turn["image"] for turn in told] == [
        "images/frame_1.png", "images/frame_0.jpg", "images/frame_2.png",
    ]  # fmt: skip
    assert report.next_turn == 3, "no new still may take the name of an old one"


def test_frames_keep_their_numbers_and_others_their_names(folders: Folders, old: Path) -> None:
    put(old, "images/frame_007.png", "images/frame_7.png", "images/shot9.png", "images/a/b.webp")
    assert moved(bring(folders, old)) == {
        "images/frame_007.png": "images/frame_7.png",
        "images/frame_7.png": "images/frame_7-2.png",
        "images/shot9.png": "images/shot9.png",
        "images/a/b.webp": "images/a/b.webp",
    }


def test_everything_finds_its_place(folders: Folders, old: Path) -> None:
    put(
        old,
        "images/clip.mp4", "images/spin.gif", "loose.png", "loose.MP4", "tape_1.gif", "odd.gif",
        "tapes/a.mp4", "tapes/thumb.png", "films/x.mov", "films/segments/last.png", "videos/y.gif",
        "films/segments/what: ever?.mp4", "tapes/voice.mp3", "images/half.png.part",
    )  # fmt: skip
    report = bring(folders, old)
    assert moved(report) == {
        "images/clip.mp4": "videos/clip.mp4",
        "images/spin.gif": "images/spin.gif",
        "loose.png": "images/loose.png",
        "loose.MP4": "videos/loose.MP4",
        "tape_1.gif": "tapes/tape_1.gif",
        "odd.gif": "videos/odd.gif",
        "tapes/a.mp4": "tapes/a.mp4",
        "tapes/thumb.png": "images/thumb.png",
        "films/x.mov": "videos/x.mov",
        "films/segments/last.png": "images/last.png",
        "films/segments/what: ever?.mp4": "films/segments/what_ ever_.mp4",
        "videos/y.gif": "videos/y.gif",
    }
    assert [left.path for left in report.left_alone] == ["images/half.png.part", "tapes/voice.mp3"]


def test_no_file_takes_the_place_of_another(folders: Folders, old: Path) -> None:
    put(
        old, "clip.mp4", "images/clip.mp4", "videos/clip.mp4", "films/CLIP.mp4", "videos/clip-2.mp4"
    )
    report = bring(folders, old)
    assert len(moved(report)) == len(set(moved(report).values())) == 5
    assert {folders.read(WEB, new) for new in moved(report).values()} == {
        before.encode() for before in moved(report)
    }


def test_links_are_not_followed(folders: Folders, old: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret.png", "more/frame_1.png", "state.json", "history.json")
    put(old, "images/frame_0.png")
    (old / "images" / "frame_1.png").symlink_to(tmp_path / "secret.png")
    (old / "videos").symlink_to(tmp_path / "more")
    (old / "state.json").symlink_to(tmp_path / "state.json")
    (old / "history.json").symlink_to(tmp_path / "history.json")
    report = bring(folders, old)
    assert folders.files(WEB) == ["images/frame_0.png"]
    assert {left.path: left.why for left in report.left_alone} == dict.fromkeys(
        ["history.json", "images/frame_1.png", "state.json", "videos"], "a link"
    )


@pytest.mark.parametrize(
    "text",
    [
        '[{"text": "a"}, {"text": "b"}]',
        '{"history": [{"text": "a"}, {"text": "b"}]}',
        '{"text": "a"}\n{"text": "b"}\n',
        '\ufeff{"text": "a"}\r\n\r\n{"text": "b"}',
        '[{"text": "a"}, {"text": "b"}, {"te',
    ],
)
def test_histories_of_all_shapes_are_read(folders: Folders, old: Path, text: str) -> None:
    tell(old, text)
    bring(folders, old)
    assert [turn["text"] for turn in folders.read_history(WEB)] == ["a", "b"]
    assert json.loads(folders.read(WEB, "history.json") or b"")[1]["parent"] == 0


def test_what_cannot_be_read_is_listed(folders: Folders, old: Path) -> None:
    tell(old, '{"text": "a"}\nTraceback!\n{"text": "b"}\n', state=[1])
    (old / "history.jsonl").write_text("{}")
    report = bring(folders, old)
    assert report.turns == 2
    assert [(left.path, left.why) for left in report.left_alone] == [
        ("history.jsonl", "neither a still nor a movie"),
        ("state.json", "cannot be read"),
        ("history.json", "line 2 cannot be read"),
    ]


def test_what_else_stands_in_a_history_is_listed(folders: Folders, old: Path) -> None:
    tell(old, {"player": "Ada", "turns": [{"text": "a"}]})
    [left] = bring(folders, old).left_alone
    assert (left.path, left.why) == ("history.json", "no turns of this story: 'player'")


def test_a_folder_of_sessions_is_imported_one_by_one(folders: Folders, old: Path) -> None:
    put(old, "sessions/a/images/frame_0.png", "sessions/b/tapes/t.gif", "sessions/c/notes.txt")
    assert find_legacy(old) == [old / "sessions" / "a", old / "sessions" / "b"]
    assert find_legacy(old / "sessions") == find_legacy(old)
    with pytest.raises(NotUnderstood, match=r"import one of .*sessions/a, .*sessions/b"):
        read_legacy(old)
    shutil.rmtree(old / "sessions" / "b")
    assert moved(bring(folders, old)) == {"images/frame_0.png": "images/frame_0.png"}


def test_a_story_beside_sessions_says_that_there_are_more(folders: Folders, old: Path) -> None:
    put(old, "images/frame_0.png", "sessions/a/images/frame_0.png")
    [left] = bring(folders, old).left_alone
    assert (left.path, left.why) == ("sessions", "other stories; import them on their own")


def test_no_story_is_said_to_be_none(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NotUnderstood, match="name the folder that holds its images"):
            read_legacy(path)


def test_a_session_is_not_overwritten(folders: Folders, old: Path) -> None:
    put(old, "images/frame_0.png")
    folders.write(WEB, "state.json", b"{}")
    with pytest.raises(OperatorError, match="name another one"):
        bring(folders, old)
    assert folders.files(WEB) == ["state.json"]


def test_a_failed_import_leaves_nothing(folders: Folders, old: Path) -> None:
    put(old, "images/frame_0.png", "images/frame_1.png")
    legacy = read_legacy(old)
    (old / "images" / "frame_1.png").unlink()
    with pytest.raises(FileNotFoundError):
        import_legacy(folders, legacy, WEB)
    assert sorted(path.name for path in folders.root.iterdir()) == [".tapeway-root"]


NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: name not in (".", ".."))
FILES = st.tuples(
    st.sampled_from(["", "images/", "tapes/", "films/", "films/segments/", "videos/"]),
    NAMES | st.sampled_from(["frame_1", "FRAME_01", "x" * 240, "a.", "é", "e\u0301"]),
    st.sampled_from([".png", ".PNG", ".mp4", ".gif"]),
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(FILES, min_size=1, max_size=8, unique=True))
def test_whatever_the_files_are_called_each_has_one_place(
    tmp_path_factory: pytest.TempPathFactory, relatives: list[str]
) -> None:
    old = tmp_path_factory.mktemp("old")
    (old / "images").mkdir()
    put(old, *relatives)
    legacy = read_legacy(old)
    assert {str(source.relative_to(old)) for source in legacy.copies.values()} == set(relatives)
    assert len({target.casefold() for target in legacy.copies}) == len(relatives)
    for target in legacy.copies:
        assert "/".join(layout.split(target)) == target
    shutil.rmtree(old)
