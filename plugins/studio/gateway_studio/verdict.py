"""What many runs say about a world, and which of the bounds it misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from gateway_studio.trials import Trial, shared

if TYPE_CHECKING:
    from gateway import World

ENDINGS = 6
"""So many endings a world that is shipped has at least, and reaches."""
COMMONEST = 0.4
"""No ending may have a greater share than this."""
TURN = 0.02
"""Seconds that a turn's words may take."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A world's runs, of a random player and of one that tries to live."""

    world: World
    random: Sequence[Trial]
    careful: Sequence[Trial]

    @property
    def all(self) -> list[Trial]:
        """Every run."""
        return [*self.random, *self.careful]

    @property
    def endings(self) -> Counter[str]:
        """How often each ending was reached; none is left out."""
        data: Any = self.world.data
        titles = {one["title"]: 0 for one in data["endings"]}
        return Counter({**titles, **Counter(one.ending for one in self.all)})

    @property
    def never(self) -> list[str]:
        """Deeds of the file that were never done."""
        data: Any = self.world.data
        done = frozenset().union(*(one.done for one in self.all))
        return [one["id"] for one in data["deeds"] if one["id"] not in done]

    def faults(self) -> list[str]:
        """What is wrong with a world of any kind, one sentence each."""
        return [*self._unreached(), *self._common(), *self._broken()]

    def missed(self) -> list[str]:
        """What a world that is shipped misses besides."""
        reached = sum(times > 0 for times in self.endings.values())
        slow = median(second for one in self.all for second in one.seconds)
        return [
            *([f"only {reached} endings are reached, of {ENDINGS}"] if reached < ENDINGS else []),
            *([f"a turn's words take {slow * 1000:.0f} ms"] if slow > TURN else []),
        ]

    def report(self) -> list[tuple[str, str]]:
        """What there is to know, by its name."""
        whole = len(self.all)
        shares = ", ".join(f"{t} {n / whole:.0%}" for t, n in self.endings.most_common())
        words = [count for one in self.all for count in one.words]
        kinds = [count for one in self.all for count in one.kinds]
        times = sorted(second * 1000 for one in self.all for second in one.seconds)
        return [
            ("runs", f"{len(self.random)} random, {len(self.careful)} careful"),
            ("turns a run", _spread([one.turns for one in self.all])),
            ("endings", shares),
            ("deaths", f"{_deaths(self.random)} random, {_deaths(self.careful)} careful"),
            ("contradictions", str(sum(len(one.wrong) for one in self.all))),
            ("dead ends", str(sum(len(one.stuck) for one in self.all))),
            ("repeated in a run", str(sum(len(one.repeated) for one in self.all))),
            ("shared by two runs", f"{shared(self.random):.0%} random, {shared(self.all):.0%} all"),
            ("choices not possible", str(sum(len(one.undoable) for one in self.all))),
            ("kinds a turn", f"{sum(kinds) / len(kinds):.2f}"),
            ("words a turn", _spread(words)),
            ("ms of CPU a turn", f"{median(times):.1f} p50, {quantiles(times, n=100)[98]:.1f} p99"),
            ("deeds never done", ", ".join(self.never) or "none"),
        ]

    def _unreached(self) -> list[str]:
        missing = [title for title, times in self.endings.items() if times == 0]
        return [
            *(f"the ending “{title}” is never reached: lead to it sooner" for title in missing),
            *(f"the deed `{deed}` is never done: loosen what it needs" for deed in self.never),
        ]

    def _common(self) -> list[str]:
        whole = len(self.all)
        return [
            f"the ending “{title}” has {times / whole:.0%} of all runs: make others likelier"
            for title, times in self.endings.items()
            if times > COMMONEST * whole
        ]

    def _broken(self) -> list[str]:
        kinds = {
            "the runs contradict themselves": map(_placeless, self._each("wrong")),
            "said twice in a run": self._each("repeated"),
            "offered, and not possible": self._each("undoable"),
            "no way out": self._each("stuck"),
        }
        return [
            f"{kind}: {line} ({times} times)"
            for kind, lines in kinds.items()
            for line, times in Counter(lines).most_common(5)
        ]

    def _each(self, name: str) -> list[str]:
        return [line for one in self.all for line in getattr(one, name)]


def _placeless(line: str) -> str:
    """The line without the place and hour it begins with, and its full stop."""
    return line.partition(": ")[2].rstrip(".")


def _spread(numbers: Sequence[int]) -> str:
    return f"{min(numbers)} / {median(numbers):g} / {max(numbers)} (least, median, most)"


def _deaths(trials: Sequence[Trial]) -> str:
    return f"{sum(one.died for one in trials) / len(trials):.0%}"
