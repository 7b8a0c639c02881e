"""What a session's folder holds, as a page may see it. Only names that match are ever opened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from gateway import JSON, SessionId

Past: TypeAlias = "dict[str, JSON]"

MOST_TURNS: Final = 300
"""Turns a page is given to look back on; the story's own page has them all."""

_NAMES: Final = {
    "images": re.compile(r"(?:frame_\d{1,9}|hero)\.png", re.ASCII),
    "films/segments": re.compile(r"seg_\d{1,9}_\d{1,9}\.mp4", re.ASCII),
    "tapes": re.compile(r"tape_(\d{8}_\d{6})\.gif", re.ASCII),
    "films/final": re.compile(r"HD_tape_(\d{8}_\d{6})\.mp4", re.ASCII),
}
HERO: Final = "images/hero.png"
"""Who is played, where somebody sent a picture: the one file whose name stays when it changes."""

MEDIA_TYPES: Final = {".png": "image/png", ".gif": "image/gif", ".mp4": "video/mp4"}
_KEPT: Final = (
    "turn", "run", "parent", "number", "verb", "said", "title", "text", "place", "health",
    "inventory", "image", "alt", "segment", "ending", "at",
)  # fmt: skip


_REELS: Final = {"tape": "tapes", "film": "films/final"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """A tape or a film that lies in the folder; `turn` is the last one on it, if that is known."""

    kind: str
    path: str
    size: int
    at: datetime
    turn: Past | None = None


class Shelf:
    """The folder of one session, to look into."""

    def __init__(self, root: Path, session: SessionId) -> None:
        self.folder = root / str(session)

    def find(self, relative: str) -> Path | None:
        """Where a picture, segment, tape or film lies; `None` for every other name."""
        folder, _, name = relative.rpartition("/")
        pattern = _NAMES.get(folder)
        if pattern is None or not pattern.fullmatch(name):
            return None
        path = self.folder / folder / name
        links = (self.folder, *path.parents, path)
        inside = [p for p in links if p == self.folder or self.folder in p.parents]
        if any(p.is_symlink() for p in inside) or not path.is_file():
            return None
        return path

    def hero(self) -> str | None:
        """Which picture of who is played lies there: another word for each, `None` for none."""
        path = self.find(HERO)
        try:
            return f"{path.stat().st_mtime_ns:x}" if path else None
        except FileNotFoundError:
            return None

    def state(self) -> Past:
        """What `state.json` says, nothing where there is none."""
        try:
            read = json.loads((self.folder / "state.json").read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    def history(self) -> list[Past]:
        """Every turn there is, oldest first."""
        try:
            read = json.loads((self.folder / "history.json").read_bytes())
        except (OSError, ValueError, RecursionError):
            return []
        turns = read if isinstance(read, list) else []
        return [_past(turn) for turn in turns if _is_turn(turn)]

    def branch(self, heads: Iterable[int]) -> list[Past]:
        """The turns that lead to the first of the heads that is known, its own last."""
        turns = {turn["turn"]: turn for turn in self.history()}
        found: list[Past] = []
        at: JSON = next((head for head in heads if head in turns), None)
        while at in turns and len(found) < MOST_TURNS:
            found.append(turns.pop(at))
            at = found[-1].get("parent")
        segments = self._present("films/segments")
        for turn in found:
            if turn.get("segment") not in segments:
                turn["segment"] = None
        return found[::-1]

    def reels(self) -> list[Reel]:
        """The tapes and films, newest first."""
        history = self.history()
        found = []
        for kind, folder in _REELS.items():
            for path in self._present(folder):
                match = _NAMES[folder].fullmatch(path.rpartition("/")[2])
                file = self.find(path)
                if match is None or file is None:
                    continue
                at = datetime.strptime(match[1], "%Y%m%d_%H%M%S").replace(tzinfo=UTC)
                turn = _last_before(history, at)
                found.append(Reel(kind=kind, path=path, size=file.stat().st_size, at=at, turn=turn))
        return sorted(found, key=lambda reel: (reel.at, reel.kind), reverse=True)

    def delete(self, relative: str) -> bool:
        """Delete a tape or film; False where there is none of that name."""
        path = self.find(relative)
        if path is None or relative.rpartition("/")[0] not in _REELS.values():
            return False
        path.unlink(missing_ok=True)
        return True

    def _present(self, folder: str) -> set[str]:
        try:
            names = [entry.name for entry in (self.folder / folder).iterdir()]
        except OSError:
            return set()
        return {f"{folder}/{name}" for name in names if _NAMES[folder].fullmatch(name)}


def _past(turn: Mapping[str, JSON]) -> Past:
    person = turn.get("person")
    by = person.get("name") if isinstance(person, Mapping) else ""
    return {key: turn.get(key) for key in _KEPT} | {"by": by or ""}


def _is_turn(turn: object) -> bool:
    return isinstance(turn, dict) and type(turn.get("turn")) is int


def _last_before(history: list[Past], at: datetime) -> Past | None:
    """The turn that was the last when a reel was asked for; the name's time has whole seconds."""
    found = None
    for turn in history:
        try:
            told = datetime.fromisoformat(str(turn.get("at")))
        except ValueError:
            continue
        if told.astimezone(UTC).replace(microsecond=0) <= at:
            found = turn
    return found
