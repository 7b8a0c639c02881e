"""Reads a world's file, and says in a sentence what is wrong with it, where, and how to mend it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gateway_studio.references import broken_references
from gateway_studio.schema import WorldFile

if TYPE_CHECKING:
    from gateway_studio.references import Where


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: where it stands by its keys, what to do, and a word found in that line."""

    where: Where
    mend: str
    word: str = ""

    def told(self, name: str, text: str) -> str:
        """The sentence, with the file's name and the line."""
        line = line_of(text, self.where, self.word)
        return f"{name}{f', line {line}' if line else ''}: {self.mend}"


class Unreadable(Exception):
    """A text is no world; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].mend)
        self.problems = problems


def read(text: str) -> WorldFile:
    """The world that a text describes.

    :raises Unreadable: it does not describe one.
    """
    try:
        world = WorldFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        mend = f"this is not TOML: {error}. Mend that line."
        raise Unreadable([Problem((), mend)]) from error
    except ValidationError as error:
        raise Unreadable([_problem(dict(one)) for one in error.errors()]) from error
    broken = [Problem(where, mend, _quoted(mend)) for where, mend in broken_references(world)]
    if broken:
        raise Unreadable(broken)
    return world


def line_of(text: str, where: Where, word: str = "") -> int:
    """The line in which something most likely stands, 0 if that cannot be told.

    A table that has many of its kind is counted through; from there on, the word is looked for.
    """
    at = 0
    for index, part in enumerate(where):
        if isinstance(part, int):
            continue
        count = where[index + 1] if index + 1 < len(where) else 0
        found = _nth(text[at:], part, count if isinstance(count, int) else 0)
        if found is None:
            break
        at += found
    if word:
        at = max(at, text.find(word, at))
    return text.count("\n", 0, at) + 1 if at else 0


def _nth(text: str, name: str, count: int) -> int | None:
    bare = re.escape(name)
    tables = list(re.finditer(rf"^[ \t]*\[\[(?:\w+\.)*{bare}\]\]", text, re.MULTILINE))
    if tables:
        return tables[min(count, len(tables) - 1)].start()
    key = re.search(rf"^[ \t]*(?:\[(?:\w+\.)*{bare}\]|(?:\w+\.)*{bare}\b)", text, re.MULTILINE)
    return key.start() if key else None


def _quoted(mend: str) -> str:
    """The first name in a sentence, as it stands in the file."""
    name = re.search(r"`([^`]+)`", mend)
    return name[1] if name else ""


def _problem(error: dict[str, object]) -> Problem:
    loc: tuple[int | str, ...] = error["loc"]  # type: ignore[assignment]
    where = tuple(part for part in loc if part != "function-before")
    key = ".".join(map(str, where)) or "the file"
    shown = where[:-1] if error["type"] == "missing" else where
    return Problem(shown, f"`{key}`: {_mend(str(error['type']), str(error['msg']))}")


def _mend(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "nobody knows this key: take it out or mend its spelling."
    if kind == "missing":
        return "is missing: write it."
    return f"{message[0].lower()}{message[1:]}: change it so."
