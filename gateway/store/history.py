"""`history.json`: a JSON array with one element a turn, appended in place.

The file is `[`, one element a line with a comma between, `]`. A turn overwrites the last line break
and bracket with its own line and a new bracket, in one write: the cost is that of the turn, however
long the story is, and whoever reads meets a valid array. Where a crash tore the end, or somebody
edited the file, the next append finds it at a glance and writes the whole elements anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from gateway.core.types import JSON
from gateway.store.files import making_room, write_whole

_END: Final = b"\n]"
_CHUNK: Final = 8192
"""Bytes read from the end at once; most turns are shorter."""
_GAP = re.compile(r"[\s,\x00]*")
"""What may stand between elements; some file systems fill what they lost with zeros."""


@dataclass(frozen=True, slots=True)
class _Tail:
    end: int
    """Where the line break before the closing bracket stands."""
    turn: int | None
    """The last element's, `None` where the array is empty."""


def append(path: Path, element: Mapping[str, JSON]) -> bool:
    """The turn stands in the array, once; False where it did already.

    :raises ValueError: the element has no whole number as its `turn`, or is no JSON.
    :raises StorageFull: there is no room; the array is what it was.
    """
    turn, line = turn_of(element), encode(element)
    try:
        with path.open("r+b", buffering=0) as file:
            tail = _read_tail(file)
            if tail is not None and (tail.turn is None or turn > tail.turn):
                comma = b"" if tail.turn is None else b","
                _overwrite(file, path, tail.end, comma + b"\n" + line + _END)
                return True
            if tail is not None and turn == tail.turn:
                return False
    except FileNotFoundError:
        pass
    return _insert(path, element)


def last_turn(path: Path) -> int | None:
    """The last whole turn in the array, `None` where there is none; reads the end only."""
    try:
        with path.open("rb", buffering=0) as file:
            tail = _read_tail(file)
    except FileNotFoundError:
        return None
    if tail is not None:
        return tail.turn
    return max((turn_of(element) for element in read(path)), default=None)


def read(path: Path) -> list[dict[str, JSON]]:
    """All whole elements, whatever state the file is in; none where there is no file."""
    try:
        return salvage(path.read_bytes())
    except FileNotFoundError:
        return []


def mend(path: Path, elements: Iterable[Mapping[str, JSON]]) -> bool:
    """The array holds exactly these elements; False where it did already.

    :raises StorageFull: there is no room; the array is what it was.
    """
    data = render(elements)
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    write_whole(path, data)
    return True


def render(elements: Iterable[Mapping[str, JSON]]) -> bytes:
    """The whole file."""
    lines = [b"\n" + encode(element) for element in elements]
    return b"[" + b",".join(lines) + _END


def salvage(data: bytes) -> list[dict[str, JSON]]:
    """The elements from the start up to the first that is not whole, one a turn."""
    text = data.decode("utf-8-sig", errors="replace")
    decoder = json.JSONDecoder()
    found: dict[int, dict[str, JSON]] = {}
    position = len(text) - len(text.lstrip("[ \t\r\n"))
    while True:
        position += len(_GAP.match(text, position)[0])  # type: ignore[index]  # matches anything
        try:
            element, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return list(found.values())
        if _is_turn(element):
            found.setdefault(element["turn"], element)


def turn_of(element: Mapping[str, JSON]) -> int:
    """The number of the turn that the element tells.

    :raises ValueError: it has none.
    """
    turn = element.get("turn")
    if not isinstance(turn, int) or isinstance(turn, bool):
        raise ValueError("An element of a history needs a whole number as its 'turn'.")
    return turn


def encode(value: Mapping[str, JSON], *, indent: int | None = None) -> bytes:
    """The value as JSON that every reader takes, on one line unless it is indented.

    :raises ValueError: it holds a number that JSON has no word for.
    """
    plain = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, default=_mapping)
    try:
        return plain.encode()
    except UnicodeEncodeError:  # half a surrogate pair, as models and platforms sometimes send
        return json.dumps(value, allow_nan=False, indent=indent, default=_mapping).encode()


def _mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise ValueError(f"{type(value).__name__} is no JSON.")


def _insert(path: Path, element: Mapping[str, JSON]) -> bool:
    """The long way: the file is missing or torn, or a later turn stands there already."""
    elements: dict[int, Mapping[str, JSON]] = {turn_of(known): known for known in read(path)}
    added = turn_of(element) not in elements
    elements.setdefault(turn_of(element), element)
    mend(path, [elements[turn] for turn in sorted(elements)])
    return added


def _read_tail(file: FileIO) -> _Tail | None:
    """How the file ends; `None` where that is not how we end it."""
    size = file.seek(0, os.SEEK_END)
    length = _CHUNK
    while True:
        start = max(0, size - length)
        file.seek(start)
        chunk = file.read(size - start)
        if not chunk.endswith(_END):
            return None
        head, newline, line = chunk[: -len(_END)].rpartition(b"\n")
        if head or start == 0:
            break
        length *= 4
    end = size - len(_END)
    if not newline:
        return _Tail(end, None) if line == b"[" else None
    if not head.endswith(b",") and not (head == b"[" and start == 0):
        return None
    return _tail_of(line, end)


def _tail_of(line: bytes, end: int) -> _Tail | None:
    try:
        element = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return _Tail(end, element["turn"]) if _is_turn(element) else None


def _is_turn(element: object) -> bool:
    return isinstance(element, dict) and type(element.get("turn")) is int


def _overwrite(file: FileIO, path: Path, end: int, data: bytes) -> None:
    with making_room(path):
        try:
            file.seek(end)
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) or 0 :]
            os.fsync(file.fileno())
        except OSError:
            # In this order: the old end lies in a block that is ours even on a full disk.
            file.seek(end)
            file.write(_END)
            file.truncate(end + len(_END))
            raise
