"""How much somebody may ask for in a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_MOST: Final = 4096
"""Buckets kept at once; the one unused for longest goes first, and it is full by then."""


class Limiter:
    """A bucket for each key: `burst` at once, then `rate` a second.

    :param clock: seconds that only go up.
    """

    def __init__(
        self, *, burst: float, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one; 0 where there was one, else the seconds until there is."""
        now = self._clock()
        left, seen = self._buckets.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - seen) * self._rate)
        short = max(0.0, 1 - left)
        self._buckets[key] = (left if short else left - 1, now)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return short / self._rate
