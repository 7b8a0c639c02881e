"""How to get from one place to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway_studio.deeds import ahead, possible

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.worlds import Atlas


def ways_from(atlas: Atlas, run: Run) -> dict[str, tuple[Deed, int]]:
    """Every place that can be got to: the first step of the shortest open way, and its steps."""
    found: dict[str, tuple[Deed, int]] = {}
    edge = [run.place]
    while edge:
        at = edge.pop(0)
        there = ahead(run, at)
        for way in atlas.places[at].ways:
            deed = atlas.deeds[f"go-{at}-{way.to}"]
            if way.to not in found and way.to != run.place and possible(atlas, there, deed):
                first, steps = found.get(at, (deed, 0))
                found[way.to] = (first, steps + 1)
                edge.append(way.to)
    return found
