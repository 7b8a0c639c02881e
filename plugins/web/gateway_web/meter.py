"""Counts what is answered, and how long that takes."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import Final

_BOUNDS: Final = (0.005, 0.025, 0.1, 0.5, 2.5)
_PLACES: Final = {
    "r": "room", "s": "share", "f": "file", "api": "api", "admin": "admin", "static": "static",
    "me": "gallery",
}  # fmt: skip
"""The first word of an address, as it is counted; nothing else of it is told."""


class Meter:
    """Counts what was answered, by where and how; and how long that took."""

    def __init__(self) -> None:
        self.began = time.time()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """One request was begun to be answered."""
        place = _PLACES.get(path.split("/", 2)[1] if "/" in path else "", "other")
        known = method if method in ("GET", "HEAD", "POST", "DELETE") else "other"
        self._answers[place, known, status] += 1
        self._seconds[place] += seconds
        for bound in (*_BOUNDS, float("inf")):
            if seconds <= bound:
                self._within[place, bound] += 1

    def lines(self) -> list[str]:
        """All of it."""
        told = head("tapeway_http_requests_total", "counter", "Answers, by where and how.")
        for (place, method, status), count in sorted(self._answers.items()):
            labels = f'place="{place}",method="{method}",status="{status}"'
            told.append(f"tapeway_http_requests_total{{{labels}}} {count}")
        name = "tapeway_http_answer_seconds"
        told += head(name, "histogram", "Seconds until an answer began.")
        for place in sorted(self._seconds):
            for bound in (*_BOUNDS, float("inf")):
                spelt = "+Inf" if bound == float("inf") else f"{bound:g}"
                within = self._within[place, bound]
                told.append(f'{name}_bucket{{place="{place}",le="{spelt}"}} {within}')
            told.append(f'{name}_sum{{place="{place}"}} {self._seconds[place]:.6f}')
            told.append(f'{name}_count{{place="{place}"}} {self._within[place, float("inf")]}')
        return told


def head(name: str, kind: str, what: str) -> list[str]:
    """What stands before a metric."""
    return [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]
