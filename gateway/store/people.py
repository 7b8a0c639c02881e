"""The rows of people: whose accounts belong together, who played where, and what they are on."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from gateway.core.ids import SessionId
from gateway.core.shared import Credit, LinkCode, file_key
from gateway.core.types import Kind
from gateway.store import schema as s
from gateway.store.rows import Rows, of_session, without


class PeopleRows(Rows):
    """People, inside one transaction of a connection."""

    # --------------------------------------------------------------------------------- accounts

    def accounts(self, person: str) -> frozenset[str]:
        """All accounts of whoever has this one, on every platform; itself among them."""
        mine = sa.select(s.links.c.circle).where(s.links.c.person == person).scalar_subquery()
        rows = self._db.execute(sa.select(s.links.c.person).where(s.links.c.circle == mine))
        return frozenset({person, *(row.person for row in rows)})

    def join(self, person: str, other: str, circle: str, at: datetime) -> None:
        """Two accounts, and all that were joined to either, are one person's.

        :param circle: what nobody else's accounts are called together.
        """
        for account in self.accounts(person) | self.accounts(other):
            self._put(s.links, {"person": account, "circle": circle, "at": at}, "person")

    def part(self, person: str) -> bool:
        """An account stands alone again; whether it was joined to any."""
        others = self.accounts(person) - {person}
        gone = [person, *others] if len(others) == 1 else [person]
        self._db.execute(sa.delete(s.links).where(s.links.c.person.in_(gone)))
        return bool(others)

    def save_link_code(self, link: LinkCode) -> None:
        """A code that joins accounts is there, or was typed."""
        row = {field.name: getattr(link, field.name) for field in fields(link)}
        for name in ("session", "other_session"):
            row[name] = str(row[name]) if row[name] else None
        self._put(s.link_codes, row, "digest")

    def link_code(self, digest: str, now: datetime) -> LinkCode | None:
        """The code with that digest, while it is good."""
        code = s.link_codes.c
        query = sa.select(s.link_codes).where(code.digest == digest, code.expires > now)
        row = self._db.execute(query).mappings().first()
        if row is None:
            return None
        other = row["other_session"]
        return LinkCode(
            session=SessionId.parse(row["session"]),
            other_session=SessionId.parse(other) if other else None,
            **without(row, "session", "other_session"),
        )

    def drop_link_codes(self, person: str) -> None:
        """The codes that an account was shown are good no longer."""
        self._db.execute(sa.delete(s.link_codes).where(s.link_codes.c.person == person))

    # ---------------------------------------------------------------------- who is on which tape

    def take_part(self, session: SessionId, run: int, person: str) -> None:
        """Somebody acts or votes in a run: its tapes and films are theirs, too."""
        row = {"person": person, "session": str(session), "run": run}
        if self._insert_new(s.players, row):
            media = sa.select(s.media.c.path, s.media.c.at).where(
                of_session(s.media, session), s.media.c.run == run
            )
            for made in self._db.execute(media):
                self._give_credit(session, run, person, made.path, made.at)

    def _give_credits(self, session: SessionId, run: int, path: str, at: datetime) -> None:
        """What was made of a run is of everybody who took part in it."""
        query = sa.select(s.players.c.person).where(
            of_session(s.players, session), s.players.c.run == run
        )
        for row in self._db.execute(query).all():
            self._give_credit(session, run, row.person, path, at)

    def _give_credit(
        self, session: SessionId, run: int, person: str, path: str, at: datetime
    ) -> None:
        world = sa.select(s.runs.c.world).where(of_session(s.runs, session), s.runs.c.number == run)
        row = {"person": person, "session": str(session), "path": path, "at": at}
        row |= {"key": file_key(session, path), "world": self._scalar(world) or ""}
        self._insert_new(s.credited, row)

    def credits(
        self,
        persons: frozenset[str],
        *,
        before: tuple[datetime, str] | None = None,
        most: int = 10,
    ) -> Sequence[Credit]:
        """A page of the tapes and films of these accounts, the newest first.

        :param before: time and key of the last one of the page before.
        """
        # An index each, merged: the whole list is never sorted, however long it is.
        piles = [self._pile(person, before, most) for person in sorted(persons)]
        merged = heapq.merge(*piles, key=lambda credit: (credit.at, credit.key), reverse=True)
        found = {credit.key: credit for credit in merged}
        return list(islice(found.values(), most))

    def credit(self, persons: frozenset[str], key: str) -> Credit | None:
        """A tape or film by its key, if it is one of these accounts'."""
        query = _credits().where(s.credited.c.key == key, s.credited.c.person.in_(persons))
        row = self._db.execute(query.limit(1)).mappings().first()
        return _credit(row) if row else None

    def world_of(self, session: SessionId, path: str) -> str:
        """The world that a tape or film was played in; empty where nobody knows."""
        credit = s.credited.c
        query = sa.select(credit.world).where(credit.key == file_key(session, path))
        return self._scalar(query.limit(1)) or ""

    def keyed(self, key: str) -> tuple[SessionId, str] | None:
        """The tape or film that a key names, whoever asks."""
        c = s.credited.c
        row = self._db.execute(sa.select(c.session, c.path).where(c.key == key).limit(1)).first()
        return (SessionId.parse(row.session), row.path) if row else None

    def _pile(
        self, person: str, before: tuple[datetime, str] | None, most: int
    ) -> Sequence[Credit]:
        order = (s.credited.c.at, s.credited.c.key)
        query = _credits().where(s.credited.c.person == person)
        if before is not None:
            last = (sa.literal(before[0], s.Instant), sa.literal(before[1]))
            query = query.where(sa.tuple_(*order) < sa.tuple_(*last))
        query = query.order_by(*(column.desc() for column in order)).limit(most)
        return [_credit(row) for row in self._db.execute(query).mappings()]


def _credits() -> sa.Select[Any]:
    made = s.media.c
    return sa.select(
        s.credited.c.key, made.session, made.path, made.kind, made.run, made.head, made.size,
        made.at, s.credited.c.world,
    ).join(
        s.credited,
        sa.and_(s.credited.c.session == made.session, s.credited.c.path == made.path),
    )  # fmt: skip


def _credit(row: Any) -> Credit:  # noqa: ANN401 - a row of the query above
    values = without(row, "session", "kind")
    return Credit(session=SessionId.parse(row["session"]), kind=Kind(row["kind"]), **values)
