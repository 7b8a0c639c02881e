"""What a player answers to the question of `unsure.py`: pay once more, or go on with less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gateway.core import phrases, unsure
from gateway.core.desk import Plan, Sitting
from gateway.core.errors import NotNow
from gateway.core.plain import from_plain
from gateway.core.types import Kind, Spend


@dataclass(frozen=True, slots=True)
class Reply(Sitting):
    """A press of one of the two buttons."""

    def pay_or_less(self, pays: bool, key: str) -> Plan:  # noqa: FBT001 - it is the answer
        """What is left to do now; the other button is answered with it.

        :raises NotNow: it was answered before, or the story has moved on.
        """
        if self.standing.owner is not None:
            self.require_voice()
        line = unsure.look_up(self.records, self.event.session, key)
        plan = Plan(again=line.kind, head=line.turn, payer=self.event.person.id)
        if line.kind is Kind.SCENE:
            plan = self._untold(line, free=not pays)
        elif not pays:
            self.notice(phrases.AS_IT_IS)
            plan = Plan()
        unsure.close(self.records, line)
        return plan

    def _untold(self, line: Spend, *, free: bool) -> Plan:
        """The turn that waited, if the story still stands where it stood."""
        known = self.records.answers(unsure.work_of(line.key)).get("plan")
        plan = from_plain(Plan, known["plan"]) if isinstance(known, Mapping) else Plan()
        now, turn = self.standing, plan.turn
        if turn is None or turn.index != now.next_turn:
            raise NotNow(phrases.STALE)
        if now.running if turn.parent is None else (not now.running or turn.parent != now.head):
            raise NotNow(phrases.STALE)
        turn = replace(turn, at=self.event.at, settings=now.settings)
        return Plan(turn=turn, payer=self.event.person.id, free=free)
