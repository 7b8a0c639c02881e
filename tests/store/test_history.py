from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.ids import SessionId
from gateway.store import history
from gateway.store.folders import Folders

WEB = SessionId.of("web", "default")
WORDS = st.text(max_size=30) | st.sampled_from(['"}\n]', "]\n", ",\n{", "🕯\u2028", "\ud83d", "[{"])
ELEMENTS = st.lists(
    st.fixed_dictionaries({"text": WORDS, "inventory": st.lists(WORDS, max_size=2)}), max_size=6
).map(lambda turns: [{"turn": number, **turn} for number, turn in enumerate(turns)])


def turn(number: int, size: int = 400) -> dict[str, Any]:
    return {"turn": number, "text": "é" * size, "choices": [{"key": "1"}], "ending": None}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.json"


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """In memory where there is such a place: thousands of files are synced here."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder, "history.json")


def test_the_file_is_a_json_array_after_every_turn(path: Path) -> None:
    for number in range(5):
        assert history.append(path, turn(number))
        assert json.loads(path.read_text()) == [turn(n) for n in range(number + 1)]
    assert len(path.read_text().splitlines()) == 7, "a line a turn, to be read by people"


@settings(max_examples=60, deadline=None)
@given(elements=ELEMENTS)
def test_appending_and_writing_at_once_give_the_same_bytes(
    scratch: Path, elements: list[dict[str, Any]]
) -> None:
    scratch.unlink(missing_ok=True)
    history.mend(scratch, [])
    for element in elements:
        history.append(scratch, element)
    assert scratch.read_bytes() == history.render(elements)
    assert json.loads(scratch.read_bytes()) == elements == history.read(scratch)
    assert history.last_turn(scratch) == (elements[-1]["turn"] if elements else None)


def test_a_turn_is_there_once_however_often_it_comes(path: Path) -> None:
    for number in (0, 0, 1, 2, 2, 0, 1):
        history.append(path, turn(number))
    assert history.read(path) == [turn(0), turn(1), turn(2)]
    assert not history.append(path, turn(2))
    assert not history.append(path, turn(0))


def test_a_turn_that_comes_late_finds_its_place(path: Path) -> None:
    for number in (0, 2, 3, 1):
        assert history.append(path, turn(number))
    assert history.read(path) == [turn(number) for number in range(4)]


@pytest.mark.parametrize("number", [None, "1", True, 1.0])
def test_an_element_without_a_turn_is_refused(path: Path, number: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        history.append(path, {"turn": number})  # type: ignore[dict-item]
    assert not path.exists()


def test_what_json_has_no_word_for_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        history.append(path, {"turn": 0, "health": float("inf")})
    with pytest.raises(ValueError, match="set is no JSON"):
        history.append(path, {"turn": 0, "health": {1}})  # type: ignore[dict-item]
    assert not path.exists()


def test_any_mapping_is_an_object(path: Path) -> None:
    history.append(path, MappingProxyType({"turn": 0, "ending": MappingProxyType({"kind": "bad"})}))
    assert json.loads(path.read_text()) == [{"turn": 0, "ending": {"kind": "bad"}}]


# ---------------------------------------------------------------------------------------- crashes


@settings(max_examples=15, deadline=None)
@given(elements=ELEMENTS.filter(len), garbage=st.sampled_from([b"", b"\0" * 9, b"\xff"]))
def test_a_write_torn_at_any_byte_loses_no_whole_turn(
    scratch: Path, elements: list[dict[str, Any]], garbage: bytes
) -> None:
    before, new = history.render(elements[:-1]), elements[-1]
    after = history.render(elements)
    for written in range(len(before) - 2, len(after) + 1):
        scratch.write_bytes(after[:written] + before[written:] + garbage)
        whole = elements if written >= len(after) - 2 else elements[:-1]
        assert history.read(scratch) == whole
        assert history.last_turn(scratch) == (whole[-1]["turn"] if whole else None)
        history.append(scratch, new)
        assert scratch.read_bytes() == after


@settings(max_examples=15, deadline=None)
@given(elements=ELEMENTS)
def test_a_file_cut_off_at_any_byte_keeps_every_whole_turn(
    scratch: Path, elements: list[dict[str, Any]]
) -> None:
    data = history.render(elements)
    ends = [len(history.render(elements[:n])) - 2 for n in range(1, len(elements) + 1)]
    last = {"turn": len(elements)}
    for cut in range(len(data)):
        scratch.write_bytes(data[:cut])
        whole = elements[: sum(end <= cut for end in ends)]
        assert history.read(scratch) == whole
        history.append(scratch, last)
        assert json.loads(scratch.read_bytes()) == [*whole, last]


@pytest.mark.parametrize(
    "text",
    [
        '[{"turn": 0, "text": "a"}, {"turn": 1}]',
        '[\n  {\n    "turn": 0,\n    "text": "a"\n  },\n  {"turn": 1}\n]\n',
        '\ufeff[\r\n{"turn":0,"text":"a"},\r\n{"turn":1}\r\n]\r\n',
        '[\n{"turn":0,"text":"a"}\n{"turn":1}\n]',
        '[{"turn":0,"text":"a"},null,{"no":"turn"},{"turn":1},{"turn":1,"text":"again"}]',
    ],
)
def test_a_file_that_somebody_edited_goes_on(path: Path, text: str) -> None:
    path.write_text(text, newline="")
    assert history.last_turn(path) == 1
    history.append(path, {"turn": 2})
    assert path.read_bytes() == history.render([{"turn": 0, "text": "a"}, {"turn": 1}, {"turn": 2}])


@pytest.mark.parametrize(
    "text", ["", "{}", "hello", "[" * 100_000, "]", "\n]", "[\n[\n]", '[{"turn":"0"}\n]']
)
def test_nonsense_is_an_empty_history(path: Path, text: str) -> None:
    path.write_text(text)
    assert history.read(path) == []
    history.append(path, turn(7))
    assert json.loads(path.read_text()) == [turn(7)]


def test_mending_writes_only_what_differs(path: Path) -> None:
    true = [turn(0), turn(1)]
    assert history.mend(path, true)
    before = path.stat()
    assert not history.mend(path, true)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino
    for wrong in ([], [turn(0)], [turn(0), turn(1, size=1)], [*true, turn(2)]):
        history.mend(path, wrong)
        assert history.mend(path, true)
        assert json.loads(path.read_bytes()) == true


def test_a_session_mends_from_the_database(tmp_path: Path) -> None:
    folders = Folders.open(tmp_path, expected=False)
    assert folders.mend(WEB, [turn(0), turn(1)])
    assert not folders.mend(WEB, iter([turn(0), turn(1)]))
    assert folders.last_turn(WEB) == 1
    assert folders.read_history(WEB) == [turn(0), turn(1)]


# ------------------------------------------------------------------------------------------- cost


def bytes_moved() -> int:
    """What this process has read and written so far, as the kernel counts it."""
    lines = Path("/proc/self/io").read_text().splitlines()
    counts = dict(line.split(": ") for line in lines)
    return int(counts["rchar"]) + int(counts["wchar"])


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs Linux to count bytes")
def test_the_ten_thousandth_turn_costs_what_the_tenth_did(path: Path) -> None:
    costs = {}
    for count in (10, 10_000):
        history.mend(path, [turn(number) for number in range(count)])
        start = bytes_moved()
        history.append(path, turn(count))
        costs[count] = bytes_moved() - start
        start = bytes_moved()
        assert not history.append(path, turn(count)), "nor does a repeat"
        assert history.last_turn(path) == count
        assert bytes_moved() - start < 30_000
    size = path.stat().st_size
    print(f"bytes moved by one append: {costs}, of a file of {size:,}")
    assert size > 8_000_000
    assert abs(costs[10_000] - costs[10]) < 10_000
    assert costs[10_000] < 20_000


def test_a_turn_longer_than_any_is_still_found(path: Path) -> None:
    for number in range(6):
        history.append(path, turn(number, size=8190 // 2 - 30 + number * 12_000))
        assert history.last_turn(path) == number
    assert len(history.read(path)) == 6


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs Linux to count bytes")
def test_no_length_of_a_turn_is_taken_for_a_torn_end(path: Path) -> None:
    for size in range(8150, 8200):
        history.mend(path, [{"turn": 0, "text": "x" * 100_000}, {"turn": 1, "text": "x" * size}])
        start = bytes_moved()
        history.append(path, {"turn": 2})
        assert bytes_moved() - start < 60_000
