"""What the ledger says and what Google charged, call by call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gemini_bill import Bill

from gateway import SessionId, Spend

KINDS = {"words": "scene", "picture": "frame", "clip": "segment"}
SURE = ("done", "failed")


@dataclass(frozen=True)
class Bought:
    """All lines and all charges for one thing of one turn."""

    of: tuple[str, str]
    lines: Sequence[Spend]
    charges: Sequence[int]

    @property
    def unsure(self) -> list[Spend]:
        """The lines that nobody can speak for."""
        return [line for line in self.lines if line.state not in SURE]

    @property
    def hidden(self) -> list[int]:
        """What was charged for them, whatever anybody knows of it."""
        left = Counter(self.charges)
        left.subtract(line.settled for line in self.lines if line.state == "done")
        assert min(left.values(), default=0) >= 0, (self.of, "counted, and never charged", self)
        return sorted(left.elements())

    @property
    def again(self) -> int:
        """Calls that were paid after the result of one was recorded."""
        ready = [line.at for line in self.lines if line.state == "done"]
        return sum(line.at > min(ready) for line in self.lines) if ready else 0

    @property
    def after(self) -> str:
        """What came after a call that nobody can speak for."""
        if len(self.lines) > len(self.unsure):
            return "bought once more"
        return "bought once more, and cut off again" if len(self.lines) > 1 else "let go"

    def check(self) -> None:
        """No cent that is not accounted for."""
        assert {line.state for line in self.lines} <= {"done", "unknown"}, self
        assert len(self.hidden) <= len(self.unsure), (self, "paid, and nobody knows")
        room = sorted((line.settled for line in self.unsure), reverse=True)
        paid = reversed(self.hidden)
        assert all(held >= amount for held, amount in zip(room, paid, strict=False)), self


@dataclass(frozen=True)
class Reckoning:
    """Everything that was bought, and what it sums up to."""

    bought: Sequence[Bought]

    @classmethod
    def of(cls, ledger: Iterable[Spend], bill: Bill) -> Reckoning:
        """Lines and charges, put together by what they are for."""
        lines: dict[tuple[str, str], list[Spend]] = {}
        for line in ledger:
            world = SessionId.parse(str(line.session)).parts[0].removeprefix("r")
            lines.setdefault((line.kind.value, f"{world}/{line.turn + 1}"), []).append(line)
        charges: dict[tuple[str, str], list[int]] = {}
        for charge in bill.charges:
            charges.setdefault((KINDS[charge.what], charge.name), []).append(charge.amount)
        assert charges.keys() <= lines.keys(), "paid without a line in the ledger"
        return cls([Bought(of, found, charges.get(of, ())) for of, found in lines.items()])

    def check(self) -> None:
        """Nothing is bought twice, and the sums are the same but for what nobody can know."""
        for one in self.bought:
            one.check()
        assert self.again == 0, "paid again"
        counted = sum(line.settled for line in self._lines())
        charged = sum(sum(one.charges) for one in self.bought)
        assert counted - self.held == charged - self.hidden, "not the same to the micro-dollar"

    @property
    def again(self) -> int:
        """Calls that were paid after the result of one was recorded."""
        return sum(one.again for one in self.bought)

    @property
    def held(self) -> int:
        """What is counted for the lines that nobody can speak for."""
        return sum(line.settled for one in self.bought for line in one.unsure)

    @property
    def hidden(self) -> int:
        """What Google really charged for them."""
        return sum(sum(one.hidden) for one in self.bought)

    def __str__(self) -> str:
        """How it came out, for who looks on."""
        ended = Counter(f"{line.kind.value} {line.state}" for line in self._lines())
        unsure = [one for one in self.bought if one.unsure]
        after = Counter(f"{one.of[0]} {one.after}" for one in unsure)
        calls, paid = sum(len(one.unsure) for one in unsure), sum(len(one.hidden) for one in unsure)
        sure = sum(line.settled for line in self._lines()) - self.held
        return (
            f"lines {dict(sorted(ended.items()))}, paid again {self.again}\n"
            f"  ambiguous {calls}, {paid} of them charged; then {dict(sorted(after.items()))}\n"
            f"  ledger {sure} sure + {self.held} held; Google {sure} + {self.hidden}"
        )

    def _lines(self) -> Iterator[Spend]:
        return (line for one in self.bought for line in one.lines)
