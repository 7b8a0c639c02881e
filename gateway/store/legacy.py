"""What the older single-platform bot left behind, as a session.

1. `find_legacy` looks for stories in a folder: itself, or those in its `sessions/`.
2. `read_legacy` plans what goes where, and reads the turns; nothing is written yet.
3. `import_legacy` copies it all into a new session, or nothing. The old files stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from gateway.core import layout
from gateway.core.errors import NotUnderstood
from gateway.core.ids import SessionId
from gateway.core.types import JSON
from gateway.store import files, history
from gateway.store.folders import Folders
from gateway.store.oldfiles import FRAME, MOVIES, STILLS, Finder, Targets, place_files
from gateway.store.oldturns import Object, find_turns, normalise

_PLACES: Final = ("images", "tapes", "films", "videos")
_HISTORIES: Final = (layout.HISTORY, "history.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """Something that was not imported; `path` is relative to the old folder."""

    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacySession:
    """An old story and where each of its files will go; `copies` by their place in the session."""

    source: Path
    copies: Mapping[str, Path]
    turns: tuple[Object, ...]
    left_alone: tuple[LeftAlone, ...]

    @property
    def next_turn(self) -> int:
        """The first number that neither a turn nor a frame has: go on from here."""
        frames = (FRAME.fullmatch(PurePosixPath(target).stem) for target in self.copies)
        taken = [int(frame[1]) for frame in frames if frame]
        return max(taken + [history.turn_of(turn) for turn in self.turns], default=-1) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyReport:
    """What an import did; `imported` as old path → new path, both relative."""

    session: SessionId
    imported: tuple[tuple[str, str], ...]
    left_alone: tuple[LeftAlone, ...]
    turns: int
    next_turn: int


def find_legacy(path: Path) -> list[Path]:
    """The folders of the old stories at `path`: itself, those in its `sessions/`, or in itself."""
    inside = path / "sessions"
    found = [path] if _is_story(path) else []
    found += _stories(inside)
    return found or _stories(path)


def read_legacy(path: Path) -> LegacySession:
    """The one old story at `path`, read and planned.

    :raises NotUnderstood: there is none, or there are several: the sentence names them.
    """
    found = find_legacy(path)
    if not found:
        raise NotUnderstood(
            f"There is no older story at {path}: name the folder that holds its images, tapes or "
            f"films, its {layout.STATE} or its {layout.HISTORY}."
        )
    if len(found) > 1 and found[0] != path:
        several = ", ".join(str(folder) for folder in found[:5])
        raise NotUnderstood(f"There are several stories at {path}: import one of {several}.")
    return _read(found[0])


def import_legacy(folders: Folders, legacy: LegacySession, session: SessionId) -> LegacyReport:
    """The old story is the new session `session`, all of it or nothing.

    :raises OperatorError: there is such a session already.
    :raises StorageFull: there is no room.
    """
    with folders.building(session) as folder:
        for target, source in legacy.copies.items():
            files.copy_whole(source, folder / target)
        if legacy.turns:
            history.mend(folder / layout.HISTORY, legacy.turns)
    told = [(_relative(source, legacy), to) for to, source in legacy.copies.items()]
    path = _history_of(legacy.source)
    if path is not None and legacy.turns:
        told.append((path.name, layout.HISTORY))
    return LegacyReport(
        session=session,
        imported=tuple(sorted(told)),
        left_alone=legacy.left_alone,
        turns=len(legacy.turns),
        next_turn=legacy.next_turn,
    )


# --------------------------------------------------------------------------------------- looking


def _is_story(path: Path) -> bool:
    return any((path / name).is_file() for name in (layout.STATE, *_HISTORIES)) or any(
        (path / name).is_dir() for name in _PLACES
    )


def _stories(path: Path) -> list[Path]:
    if not path.is_dir():
        return []
    return sorted(entry for entry in path.iterdir() if entry.is_dir() and _is_story(entry))


def _read(source: Path) -> LegacySession:
    left: list[LeftAlone] = []
    media = [PurePosixPath(path.relative_to(source).as_posix()) for path in _media(source, left)]
    targets = place_files(media)
    copies = {target: source / old for old, target in targets.items()}
    if _is_plain(source / layout.STATE) and _read_state(source / layout.STATE, left):
        copies[layout.STATE] = source / layout.STATE
    return LegacySession(
        source=source,
        turns=tuple(_turns(source, targets, left)),
        copies=copies,
        left_alone=tuple(left),
    )


def _media(source: Path, left: list[LeftAlone]) -> Iterator[Path]:
    """All stills and movies of the story; what else is there is put on the list."""
    read = (source / layout.STATE, _history_of(source))
    for entry in sorted(source.iterdir()):
        if entry in read and _is_plain(entry):
            continue
        if entry.is_dir() and not entry.is_symlink() and entry.name not in _PLACES:
            why = "other stories; import them on their own" if entry.name == "sessions" else ""
            left.append(LeftAlone(path=entry.name, why=why or "not a folder of a story"))
            continue
        for path in _below(entry):
            why = _why_not(path)
            if why:
                left.append(LeftAlone(path=path.relative_to(source).as_posix(), why=why))
            else:
                yield path


def _below(entry: Path) -> Iterator[Path]:
    if entry.is_symlink() or not entry.is_dir():
        yield entry
    else:
        for inner in sorted(entry.iterdir()):
            yield from _below(inner)


def _why_not(path: Path) -> str:
    if path.is_symlink():
        return "a link"
    if not path.is_file():
        return "not a file"
    if path.suffix.lower() not in STILLS | MOVIES:
        return "neither a still nor a movie"
    return ""


def _relative(source: Path, legacy: LegacySession) -> str:
    return source.relative_to(legacy.source).as_posix()


def _turns(source: Path, targets: Targets, left: list[LeftAlone]) -> list[Object]:
    path = _history_of(source)
    if path is None:
        return []
    old = _old_turns(path, left)
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    finder = Finder(targets)
    return normalise(old, written=written, image=finder.image, segment=finder.segment)


def _history_of(source: Path) -> Path | None:
    return next((source / name for name in _HISTORIES if _is_plain(source / name)), None)


def _old_turns(path: Path, left: list[LeftAlone]) -> list[JSON]:
    """The entries of an array, of an object with a list inside, or of lines of JSON."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    try:
        found, others = find_turns(json.loads(text))
    except (ValueError, RecursionError):
        return list(_scattered(text, path.name, left))
    if others:
        told = ", ".join(repr(name) for name in others)
        left.append(LeftAlone(path=path.name, why=f"no turns of this story: {told}"))
    return found


def _scattered(text: str, name: str, left: list[LeftAlone]) -> Iterator[JSON]:
    """Whatever values there are, one after another: lines of JSON, or an array that was torn."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        if text[position] in "[], \t\r\n":
            position += 1
            continue
        try:
            value, position = decoder.raw_decode(text, position)
            yield value
        except (ValueError, RecursionError):
            line = text.count("\n", 0, position) + 1
            left.append(LeftAlone(path=name, why=f"line {line} cannot be read"))
            position = (text.find("\n", position) + 1) or len(text)


def _read_state(path: Path, left: list[LeftAlone]) -> bool:
    """The file says where a story stood; where it says anything else, it is put on the list."""
    try:
        whole = isinstance(json.loads(path.read_bytes()), dict)
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        left.append(LeftAlone(path=path.name, why="cannot be read"))
    return whole


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
