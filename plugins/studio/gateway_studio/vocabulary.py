"""The names that the studio can draw and sound, and those of a world that it cannot."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from gateway_studio.drawn import Figure, Lamp, Landmark, View
from gateway_studio.reading import Problem
from gateway_studio.references import parts_of
from gateway_studio.schema import Danger, Place, Sound, Thing

if TYPE_CHECKING:
    from gateway_studio.parts import Part
    from gateway_studio.schema import WorldFile

HEX = re.compile(r"#[0-9a-fA-F]{6}")


def unknown_names(world: WorldFile) -> Iterator[Problem]:
    """Names that nothing is drawn or heard by."""
    known = vocabulary(world)
    for where, part in parts_of(world):
        for kind, name in _names(part):
            if name not in known[kind] and not HEX.fullmatch(name):
                mend = f"`{name}` is none of the {kind}: use one of {_some(known[kind], name)}."
                yield Problem(where, mend, name)


def vocabulary(world: WorldFile) -> Mapping[str, Collection[str]]:
    """What there is to choose from, by kind, a world's own shapes among it."""
    from gateway_studio.scenery.grounds import MORE as FLOORS
    from gateway_studio.scenery.land import KNOWN as GROUNDS
    from gateway_studio.scenery.light import LAMPS
    from gateway_studio.scenery.staging import LANDMARKS
    from gateway_studio.scenery.surfaces import KNOWN as SURFACES
    from gateway_studio.scenery.things import KNOWN as THINGS
    from gateway_studio.sound import MAKERS

    own = {shape.id for shape in world.shapes}
    return {
        "grounds": {*GROUNDS},
        "surfaces": {*SURFACES, *FLOORS},
        "lamps": {*LAMPS},
        "landmarks": {*LANDMARKS, *own},
        "things": {*THINGS, *own},
        "sounds": {*MAKERS},
        "shapes": own,
        "dangers": {"watcher", *own},
    }


def _names(part: Part) -> list[tuple[str, str]]:
    """The kind of each name that a part is drawn or heard by, and the name."""
    match part:
        case View():
            return _made_of(part)
        case Lamp():
            return [("lamps", part.color)]
        case Landmark():
            return [("landmarks", part.draw)]
        case Thing():
            return [("things", part.draw)]
        case Place():
            return [("sounds", name) for name in part.sound]
        case Sound():
            return [("sounds", part.name)]
    return _shaped(part)


def _made_of(view: View) -> list[tuple[str, str]]:
    if view.composition == "open":
        return [("grounds", view.ground)]
    return [("surfaces", name) for name in (view.ground, view.wall, view.end, view.ceiling)]


def _shaped(part: Part) -> list[tuple[str, str]]:
    if isinstance(part, Danger) and part.figure:
        return [("dangers", part.draw)]
    if isinstance(part, Figure) and part.shape:
        return [("shapes", part.shape)]
    return []


def _some(known: Collection[str], name: str) -> str:
    """The names that are spelt most like it first; not more than a line of them."""
    from difflib import get_close_matches

    close = get_close_matches(name, known, 5, 0.5)
    return ", ".join([*close, *(one for one in sorted(known) if one not in close)][:12]) or "none"
