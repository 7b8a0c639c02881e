"""The ledger: every paid call a line, written before it is made and settled after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from gateway.core.budget import SCOPES, Caps
from gateway.core.errors import CapReached
from gateway.core.ids import SessionId
from gateway.core.types import Kind, Spend
from gateway.store import schema as s
from gateway.store.people import PeopleRows


class Ledger(PeopleRows):
    """The lines of the ledger inside one transaction of a connection."""

    def reserve(self, spend: Spend, caps: Caps, platform: str) -> Spend | None:
        """Write a paid call down before it is made; the line that was there, if there was one.

        :raises CapReached: it would pass a cap.
        """
        known = self._db.execute(sa.select(s.spend).where(s.spend.c.key == spend.key)).mappings()
        if row := known.first():
            return _spend(row)
        if self._db.dialect.name == "postgresql":
            # Two that count at once would both fit under the cap.
            self._db.execute(sa.text("LOCK TABLE spend IN SHARE ROW EXCLUSIVE MODE"))
        for scope in SCOPES if spend.turn >= 0 else SCOPES[1:]:
            cap = caps.of(scope)
            if cap is not None and self._total(scope, spend, platform) + spend.quoted > cap:
                raise CapReached(
                    f"The {scope}'s cap of ${cap / 1e6:.2f} does not allow another "
                    f"${spend.quoted / 1e6:.2f} for {spend.model}.",
                    scope=scope,
                )
        values = {field.name: getattr(spend, field.name) for field in fields(spend)}
        values |= {"session": str(spend.session), "kind": spend.kind.value, "platform": platform}
        self._db.execute(sa.insert(s.spend).values(values))
        return None

    def settle(self, key: str, *, amount: int, state: str) -> Spend:
        """What a paid call came to."""
        self._db.execute(
            sa.update(s.spend).where(s.spend.c.key == key).values(settled=amount, state=state)
        )
        row = self._db.execute(sa.select(s.spend).where(s.spend.c.key == key)).mappings().one()
        return _spend(row)

    def spent(self, session: SessionId) -> int:
        """What a session has cost, with what is reserved."""
        return self._sum(s.spend.c.session == str(session))

    def ledger(self) -> Sequence[Spend]:
        """Every line of the ledger, the oldest first."""
        rows = self._db.execute(sa.select(s.spend).order_by(s.spend.c.at)).mappings()
        return [_spend(row) for row in rows]

    def _total(self, scope: str, spend: Spend, platform: str) -> int:
        session = s.spend.c.session == str(spend.session)
        midnight = spend.at.replace(hour=0, minute=0, second=0, microsecond=0)
        where = {
            "turn": sa.and_(session, s.spend.c.turn == spend.turn),
            "session": session,
            "person": s.spend.c.person.in_(self.accounts(spend.person)),
            "platform": s.spend.c.platform == platform,
            "day": s.spend.c.at >= midnight,
        }
        return self._sum(where[scope])

    def _sum(self, where: sa.ColumnElement[bool]) -> int:
        """What is settled, and what is quoted where that is still open."""
        amount = sa.case((s.spend.c.state == "called", s.spend.c.quoted), else_=s.spend.c.settled)
        return int(self._scalar(sa.select(sa.func.coalesce(sa.func.sum(amount), 0)).where(where)))


def _spend(row: Mapping[Any, Any]) -> Spend:
    names = [field.name for field in fields(Spend)]
    values = {name: row[name] for name in names}
    return Spend(
        **{**values, "session": SessionId.parse(row["session"]), "kind": Kind(row["kind"])}
    )
