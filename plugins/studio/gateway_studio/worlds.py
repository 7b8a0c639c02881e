"""Worlds come in from TOML files, are checked once, and are looked things up in."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gateway import JSON, SettingsError, World
from gateway_studio.deeds import all_deeds
from gateway_studio.references import broken_references
from gateway_studio.schema import WorldFile

if TYPE_CHECKING:
    from gateway_studio.drawn import Weather
    from gateway_studio.schema import Coda, Danger, Deed, Person, Place, Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """A world with everything in it by its id."""

    world: WorldFile
    places: Mapping[str, Place]
    people: Mapping[str, Person]
    things: Mapping[str, Thing]
    deeds: Mapping[str, Deed]
    dangers: Mapping[str, Danger]
    endings: Mapping[str, Coda]
    weathers: Mapping[str, Weather]


def find_worlds(folder: Path) -> list[World]:
    """The worlds of a folder, by file name.

    :raises SettingsError: a file cannot be read as a world; says where and what to do.
    """
    return [load_world(path) for path in sorted(folder.glob("*.toml"))]


def load_world(path: Path) -> World:
    """The world in a file.

    :raises SettingsError: it cannot be read as a world; says where and what to do.
    """
    text = path.read_text(encoding="utf-8")
    try:
        world = WorldFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} is not TOML: {error}. Mend that line.") from error
    except ValidationError as error:
        raise SettingsError(_explain(path.name, text, error)) from error
    broken = broken_references(world)
    if broken:
        where, mend = broken[0]
        raise SettingsError(f"{path.name}{_line(text, where)}: {mend}")
    return World(
        name=world.name,
        title=world.title,
        summary=world.summary,
        language=world.language,
        look=world.look,
        data=world.model_dump(mode="json"),
    )


_last: list[tuple[Mapping[str, JSON], Atlas | None]] = []
"""The world that was opened last: mostly it is the very object that is opened next."""


def open_atlas(data: Mapping[str, JSON]) -> Atlas | None:
    """The world that `World.data` holds, or `None` if it is none of the studio's."""
    if not _last or _last[0][0] is not data:
        _last[:] = [(data, _atlas(json.dumps(data, sort_keys=True)))]
    return _last[0][1]


@lru_cache(maxsize=8)
def _atlas(data: str) -> Atlas | None:
    try:
        world = WorldFile.model_validate_json(data)
    except ValidationError:
        return None
    return Atlas(
        world=world,
        places={one.id: one for one in world.places},
        people={one.id: one for one in world.people},
        things={one.id: one for one in world.things},
        deeds={one.id: one for one in all_deeds(world)},
        dangers={one.id: one for one in world.dangers},
        endings={one.id: one for one in world.endings},
        weathers={one.id: one for one in world.weathers},
    )


def _explain(name: str, text: str, error: ValidationError) -> str:
    first = error.errors()[0]
    where = [part for part in first["loc"] if part != "function-before"]
    key = ".".join(map(str, where)) or "the file"
    more = error.error_count() - 1
    rest = f" ({more} more after that.)" if more else ""
    return f"{name}{_line(text, where)}: `{key}`: {_mend(first['type'], first['msg'])}{rest}"


def _mend(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "nobody knows this key: take it out or mend its spelling."
    if kind == "missing":
        return "is missing: write it."
    return f"{message[0].lower()}{message[1:]}: change it so."


def _line(text: str, where: Sequence[int | str]) -> str:
    """Where a key most likely stands; a table that has many of its kind is counted through."""
    rest = text
    at = 0
    for index, part in enumerate(where):
        if isinstance(part, int):
            continue
        count = where[index + 1] if index + 1 < len(where) else 0
        found = _nth(rest[at:], str(part), count if isinstance(count, int) else 0)
        if found is None:
            break
        at += found
    return f", line {text.count(chr(10), 0, at) + 1}" if at else ""


def _nth(text: str, name: str, count: int) -> int | None:
    bare = re.escape(name)
    tables = list(re.finditer(rf"^[ \t]*\[\[(?:\w+\.)*{bare}\]\]", text, re.MULTILINE))
    if tables:
        return tables[min(count, len(tables) - 1)].start()
    key = re.search(rf"^[ \t]*(?:\[(?:\w+\.)*{bare}\]|(?:\w+\.)*{bare}\b)", text, re.MULTILINE)
    return key.start() if key else None
