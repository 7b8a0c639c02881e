"""Where the files of an older story go, and where to find them afterwards.

Stills named `frame_N` keep their number. Where none is, stills with a number in their name become
frames, in the order of their numbers; all others keep their layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from gateway.core import layout

STILLS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
MOVIES: Final = frozenset({".mp4", ".webm", ".mov", ".mkv", ".avi", ".m4v", ".gif"})
FRAME = re.compile(r"frame_(\d+)", re.IGNORECASE)
_SEGMENT = re.compile(r"seg_\d+_(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_UNFIT = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]')

Targets: TypeAlias = dict[PurePosixPath, str]


def place_files(media: Sequence[PurePosixPath]) -> Targets:
    """Where each file goes; no two to one place, even where case is ignored."""
    frames = _frames([old for old in media if _may_be_frame(old)])
    taken: set[str] = set()
    targets = {}
    for old in (*frames, *(old for old in media if old not in frames)):
        target = frames.get(old) or _place(old)
        targets[old] = _free(_fit(target), taken)
    return targets


def _may_be_frame(old: PurePosixPath) -> bool:
    return old.parent == PurePosixPath("images") and old.suffix.lower() in STILLS


def _frames(stills: Sequence[PurePosixPath]) -> Targets:
    named = {old: int(match[1]) for old in stills if (match := FRAME.fullmatch(old.stem))}
    if not named:
        numbered = sorted((old for old in stills if _NUMBER.search(old.stem)), key=_order)
        named = {old: index for index, old in enumerate(numbered)}
    return {
        old: f"{layout.IMAGES}/frame_{index}{old.suffix.lower()}"
        for old, index in sorted(named.items(), key=lambda item: (item[1], item[0].name))
    }


def _order(old: PurePosixPath) -> tuple[list[int], str]:
    return [int(number) for number in _NUMBER.findall(old.stem)], old.name


def _place(old: PurePosixPath) -> str:
    """Stills go to the images; movies stay where movies belong, or go to the videos."""
    within, rest = _split(old)
    if old.suffix.lower() in STILLS:
        return f"{layout.IMAGES}/{rest}"
    if within in (layout.TAPES, layout.SEGMENTS, layout.FILMS):
        return f"{within}/{rest}"
    if old.suffix.lower() == ".gif" and (within == layout.IMAGES or old.stem.startswith("tape_")):
        return f"{within or layout.TAPES}/{rest}"
    return f"{layout.VIDEOS}/{rest}"


def _split(old: PurePosixPath) -> tuple[str, PurePosixPath]:
    """The place of ours that the file was in, or nothing, and its path there."""
    ours = (layout.IMAGES, layout.TAPES, layout.SEGMENTS, layout.FILMS, layout.VIDEOS)
    for place in (*ours, "films"):
        if old.is_relative_to(place):
            return place, old.relative_to(place)
    return "", old


def _fit(target: str) -> str:
    """The same path in names that every file system takes."""
    fitting = []
    for name in target.split("/"):
        path = PurePosixPath(_UNFIT.sub("_", name).rstrip(". ") or "_")
        stem = path.stem.encode()[:120].decode(errors="ignore")
        fitting.append(f"{stem}{path.suffix[:12]}")
    return "/".join(fitting)


def _free(target: str, taken: set[str]) -> str:
    path, number = PurePosixPath(target), 1
    free = target
    while (key := unicodedata.normalize("NFC", free).casefold()) in taken:
        number += 1
        free = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    taken.add(key)
    return free


class Finder:
    """Where the files that a turn speaks of are now."""

    def __init__(self, targets: Targets) -> None:
        self._by_path = {str(old): target for old, target in targets.items()}
        self._by_name: dict[str, str] = {}
        for old, target in targets.items():
            self._by_name.setdefault(old.name, target)
        self._frames = _numbered(targets, layout.IMAGES, FRAME)
        self._segments = _numbered(targets, layout.SEGMENTS, _SEGMENT)

    def image(self, told: str | None, turn: int) -> str | None:
        """The turn's still, by its old name or else by its number."""
        return self._frames.get(turn) if told is None else self._find(told)

    def segment(self, told: str | None, turn: int) -> str | None:
        """The clip that leads to the turn, by its old name or else by its number."""
        return self._segments.get(turn) if told is None else self._find(told)

    def _find(self, told: str) -> str | None:
        """By as much of the path as the old folder still has; a bot may have told all of it."""
        parts = told.replace("\\", "/").split("/")
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        by_path = next((self._by_path[end] for end in ends if end in self._by_path), None)
        return by_path or self._by_name.get(parts[-1])


def _numbered(targets: Targets, place: str, pattern: re.Pattern[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for target in targets.values():
        path = PurePosixPath(target)
        match = pattern.fullmatch(path.stem)
        if match and str(path.parent) == place:
            found.setdefault(int(match[1]), target)
    return found
