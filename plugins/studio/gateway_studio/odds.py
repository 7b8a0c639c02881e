"""How likely a risk goes well, and the word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway_studio.needs import holds

if TYPE_CHECKING:
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.worlds import Atlas

SUREST, SLIMMEST = 0.95, 0.05
STEPS = (0.85, 0.65, 0.45, 0.25)


def odds_of(atlas: Atlas, run: Run, deed: Deed) -> float | None:
    """The chance that it goes well in the turn after `run.turn`; `None` where it always does."""
    if deed.odds is None:
        return None
    next_turn = run.model_copy(update={"turn": run.turn + 1})
    edges = (edge.by for edge in deed.edges if holds(atlas, next_turn, edge.needs))
    return min(SUREST, max(SLIMMEST, deed.odds + sum(edges)))


def word_for(atlas: Atlas, odds: float | None) -> str:
    """The world's word for such odds; nothing for what always goes well.

    >>> from types import SimpleNamespace as Any
    >>> atlas = Any(world=Any(phrases=Any(odds=["sure", "likely", "even", "risky", "slim"])))
    >>> word_for(atlas, 0.9), word_for(atlas, 0.3), word_for(atlas, 0.1)
    ('sure', 'risky', 'slim')
    """
    if odds is None:
        return ""
    return atlas.world.phrases.odds[sum(round(odds, 3) < step for step in STEPS)]
