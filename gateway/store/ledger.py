"""The ledger: every paid call a line, written before it is made and settled after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.core.caps import SCOPES, Caps, dollars, midnight, tomorrow
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
        if known := self.line(spend.key):
            return known
        if self._db.dialect.name == "postgresql":
            # Two that count at once would both fit under the cap.
            self._db.execute(sa.text("LOCK TABLE spend IN SHARE ROW EXCLUSIVE MODE"))
        for scope in SCOPES if spend.turn >= 0 else SCOPES[1:]:
            cap = caps.of(scope)
            if cap is None:
                continue
            used = self.used(scope, spend)
            if used + spend.quoted > cap:
                raise CapReached(
                    f"The {scope}'s cap of {dollars(cap)} does not allow another "
                    f"{dollars(spend.quoted)} for {spend.model}: {dollars(used)} of it are used.",
                    scope=scope,
                    cap=cap,
                    used=used,
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
        line = self.line(key)
        assert line is not None  # noqa: S101 - it was written before the call was made
        return line

    def unturn(self, session: SessionId) -> None:
        """The lines of a session belong to no turn: those of the next story count from 0 again."""
        self._db.execute(
            sa.update(s.spend).where(s.spend.c.session == str(session)).values(turn=-1)
        )

    def line(self, key: str) -> Spend | None:
        """A line of the ledger by its key."""
        row = self._db.execute(sa.select(s.spend).where(s.spend.c.key == key)).mappings().first()
        return _spend(row) if row else None

    def spent(self, session: SessionId) -> int:
        """What a session has cost, with what is reserved."""
        return self._sum(s.spend.c.session == str(session))

    def ledger(self) -> Sequence[Spend]:
        """Every line of the ledger, the oldest first."""
        rows = self._db.execute(sa.select(s.spend).order_by(s.spend.c.at)).mappings()
        return [_spend(row) for row in rows]

    def used(self, scope: str, spend: Spend) -> int:
        """What counts against the cap of a scope of that line, with what is reserved."""
        if scope == "turn":
            of_session = s.spend.c.session == str(spend.session)
            return self._sum(sa.and_(of_session, s.spend.c.turn == spend.turn))
        return self.usage(spend.session, spend.person, spend.at, scopes=(scope,))[scope]

    def usage(
        self,
        session: SessionId,
        person: str,
        at: datetime,
        *,
        scopes: Sequence[str] = ("session", "person", "day"),
    ) -> Mapping[str, int]:
        """What counts against these caps for a person's next turn there, with what is reserved."""
        where = {
            "session": s.spend.c.session == str(session),
            "person": s.spend.c.person.in_(self.accounts(person)),
            "platform": s.spend.c.platform == session.platform,
            "day": sa.and_(s.spend.c.at >= midnight(at), s.spend.c.at < tomorrow(at)),
        }
        return {scope: self._sum(where[scope]) for scope in scopes}

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
