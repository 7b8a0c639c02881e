"""Worlds come in from TOML files, are checked once, and are looked things up in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gateway import JSON, SettingsError, World
from gateway_studio.deeds import all_deeds
from gateway_studio.reading import Unreadable, read
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
        world = read(text)
    except Unreadable as error:
        more = len(error.problems) - 1
        rest = f" ({more} more after that.)" if more else ""
        raise SettingsError(error.problems[0].told(path.name, text) + rest) from error
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
