"""What a deed is good for: its own weight, or what it makes possible, whichever is more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed, Does, Needs
    from gateway_studio.worlds import Atlas

Gift: TypeAlias = "tuple[str, str]"
"""A kind, and a fact, a thing or a person whose trust it is."""

STEP = 0.85
"""How much of a deed's promise what leads to it has."""
DEPTH = 6
"""So many steps ahead are seen."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Who needs what: the deeds that wait for each gift, and what each deed gives."""

    waiting: Mapping[Gift, tuple[str, ...]]
    gives: Mapping[str, tuple[Gift, ...]]
    beyond: Mapping[str, tuple[str, ...]]
    """The deeds at the far end of a way that is not always open."""


class Promises:
    """The promise of every deed as a run stands."""

    def __init__(self, atlas: Atlas, run: Run) -> None:
        self._deeds = atlas.deeds
        self._chains = chains(atlas)
        self._done = {*run.done}
        self._had = {*_pairs("fact", run.facts), *_pairs("thing", run.have)}
        self._known: dict[tuple[str, int], float] = {}

    def of(self, deed: str, depth: int = DEPTH) -> float:
        """The promise of a deed; nothing where it is done."""
        key = (deed, depth)
        if key not in self._known:
            self._known[key] = self._of(self._deeds[deed], depth)
        return self._known[key]

    def _of(self, deed: Deed, depth: int) -> float:
        if deed.once and deed.id in self._done:
            return 0.0
        if depth == 0:
            return deed.weight
        ahead = (STEP * self.of(other, depth - 1) for other in self._next(deed.id))
        return max((deed.weight, *ahead))

    def _next(self, deed: str) -> Iterator[str]:
        yield from self._chains.beyond.get(deed, ())
        for gift in self._chains.gives[deed]:
            if gift not in self._had:
                yield from self._chains.waiting.get(gift, ())


def chains(atlas: Atlas) -> Chains:
    """A world's chains, worked out once."""
    return _chains(_Same(atlas))


class _Same:
    """An atlas by its identity: the same object has the same chains."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas

    def __hash__(self) -> int:
        return id(self.atlas)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.atlas is self.atlas


@lru_cache(maxsize=8)
def _chains(same: _Same) -> Chains:
    deeds = same.atlas.deeds.values()
    waiting: dict[Gift, list[str]] = {}
    for deed in deeds:
        for gift in _wanted(deed):
            waiting.setdefault(gift, []).append(deed.id)
    return Chains(
        {gift: tuple(dict.fromkeys(ids)) for gift, ids in waiting.items()},
        {deed.id: tuple(_given(deed.does)) for deed in deeds},
        {deed.id: _at(deeds, deed.does.move) for deed in deeds if deed.does.move and _gated(deed)},
    )


def _gated(deed: Deed) -> bool:
    return next(iter(_asked(deed.needs)), None) is not None


def _at(deeds: Iterable[Deed], place: str) -> tuple[str, ...]:
    return tuple(deed.id for deed in deeds if deed.kind != "go" and place in deed.at)


def _wanted(deed: Deed) -> Iterator[Gift]:
    yield from _asked(deed.needs)
    for edge in deed.edges:
        if edge.by > 0:
            yield from _asked(edge.needs)


def _asked(needs: Needs) -> Iterator[Gift]:
    for one in (needs, *needs.any):
        yield from _pairs("fact", (*one.facts, *one.since))
        yield from _pairs("thing", one.has)
        yield from _pairs("trust", one.trust)


def _given(does: Does) -> Iterator[Gift]:
    yield from _pairs("fact", does.learn)
    yield from _pairs("thing", does.take)
    yield from _pairs("trust", (person for person, more in does.trust.items() if more > 0))


def _pairs(kind: str, names: Iterable[str]) -> Iterator[Gift]:
    return ((kind, name) for name in names)
