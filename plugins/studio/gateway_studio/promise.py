"""What a deed is good for: its own weight, or what it makes possible, whichever is more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed, Does, Needs
    from gateway_studio.worlds import Atlas

Gift: TypeAlias = "tuple[str, str]"
"""A kind, and a fact, a thing or a person whose trust it is."""

STEP = 0.85
"""How much of a deed's promise what leads to it has."""


@dataclass(frozen=True, slots=True)
class Chains:
    """What leads to what in a world."""

    leads: Mapping[str, tuple[tuple[str, Gift | None], ...]]
    """What leads to each deed, and by which gift; by none where it opens the way to it."""
    at: Mapping[str, tuple[str, ...]]
    """The deeds that are tied to each place."""


class Promises:
    """The promise of every deed as a run stands."""

    def __init__(self, atlas: Atlas, run: Run) -> None:
        self._deeds = atlas.deeds
        self._chains = chains(atlas)
        self._worth = self._spread(
            {*run.done}, {*_pairs("fact", run.facts), *_pairs("thing", run.have)}
        )

    def of(self, deed: str) -> float:
        """The promise of a deed; nothing where it is done."""
        return self._worth.get(deed, 0.0)

    def at(self, place: str) -> list[Deed]:
        """The deeds that are tied to a place, the most promising first."""
        deeds = (self._deeds[deed] for deed in self._chains.at.get(place, ()))
        return sorted(deeds, key=lambda deed: -self.of(deed.id))

    def _spread(self, done: Collection[str], had: Collection[Gift]) -> dict[str, float]:
        """From the most promising on: what leads to a deed has a part of its promise."""
        left = {
            one.id: one.weight for one in self._deeds.values() if not (one.once and one.id in done)
        }
        queue = [(-weight, deed) for deed, weight in left.items()]
        heapify(queue)
        worth: dict[str, float] = {}
        while queue:
            promise, deed = heappop(queue)
            if deed in worth:
                continue
            worth[deed] = -promise
            for before, gift in self._chains.leads.get(deed, ()):
                if before in left and before not in worth and gift not in had:
                    heappush(queue, (promise * STEP, before))
        return worth


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
    givers: dict[Gift, list[str]] = {}
    for deed in deeds:
        for gift in _given(deed.does):
            givers.setdefault(gift, []).append(deed.id)
    leads: dict[str, list[tuple[str, Gift | None]]] = {
        deed.id: [(one, gift) for gift in _wanted(deed) for one in givers.get(gift, ())]
        for deed in deeds
    }
    at: dict[str, list[str]] = {}
    for deed in deeds:
        for place in deed.at:
            at.setdefault(place, []).append(deed.id)
    ways = [deed for deed in deeds if deed.kind == "go" and deed.does.move]
    free = _reached(same.atlas.world.rules.start, [way for way in ways if not _gated(way)])
    shut = [way for way in ways if way.does.move not in free]
    for way in shut:
        for place in _reached(str(way.does.move), shut) if _gated(way) else ():
            for deed_id in at.get(place, ()):
                leads[deed_id].append((way.id, None))
    return Chains(
        {one: tuple(dict.fromkeys(pairs)) for one, pairs in leads.items()},
        {place: tuple(ids) for place, ids in at.items()},
    )


def _reached(start: str, ways: Iterable[Deed]) -> set[str]:
    """The places that ways lead to, one after the other."""
    ways, reached, edge = [*ways], {start}, [start]
    while edge:
        at = edge.pop()
        new = {str(way.does.move) for way in ways if at in way.at} - reached
        reached |= new
        edge += new
    return reached


def _gated(deed: Deed) -> bool:
    return next(iter(_asked(deed.needs)), None) is not None


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
