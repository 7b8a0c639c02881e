"""The rows of what is shared: codes, addresses, who follows, and who guessed wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.core import codes
from gateway.core.ids import SessionId
from gateway.core.shared import EVERYBODY, Follow, Guesses, Share, Shared
from gateway.store import schema as s
from gateway.store.rows import Rows, of_session, without


class ShareRows(Rows):
    """What is shared, inside one transaction of a connection."""

    # ------------------------------------------------------------------------------------- shares

    def add_share(self, share: Share) -> None:
        """A tape, film or run is shared from now on."""
        row = {field.name: getattr(share, field.name) for field in fields(share)}
        row |= {"session": str(share.session), "kind": share.kind.value, "digest": share.digest}
        self._db.execute(sa.insert(s.shares).values(row))

    def share(self, code: str, now: datetime) -> Share | None:
        """What a code lets others see; `None` where it is unknown, revoked or has expired."""
        return self.share_by_digest(codes.digest(code), now)

    def share_by_digest(self, digest: str, now: datetime) -> Share | None:
        """As `share`, by the code's digest."""
        query = sa.select(s.shares).where(s.shares.c.digest == digest, _live(now))
        row = self._db.execute(query).mappings().first()
        return _share(row) if row else None

    def shares(self, session: SessionId, now: datetime) -> Sequence[Share]:
        """What a session shares, the newest first."""
        return self._shares(of_session(s.shares, session), _live(now))

    def shares_of(self, persons: frozenset[str], now: datetime) -> Sequence[Share]:
        """What these accounts have shared anywhere, the newest first."""
        return self._shares(s.shares.c.person.in_(persons), _live(now))

    def all_shares(
        self, now: datetime, *, before: tuple[datetime, str] | None = None, most: int = 50
    ) -> Sequence[Share]:
        """A page of everything that is shared, the newest first.

        :param before: the time and digest of the last share of the page before.
        """
        where = [_live(now)]
        if before is not None:
            where.append(sa.tuple_(s.shares.c.at, s.shares.c.digest) < sa.tuple_(*_key(before)))
        return self._shares(*where, most=most)

    def count_view(self, code: str) -> None:
        """It was watched once more."""
        self._db.execute(
            sa.update(s.shares)
            .where(s.shares.c.digest == codes.digest(code))
            .values(views=s.shares.c.views + 1)
        )

    def revoke(self, code: str) -> Share | None:
        """Nobody sees it by that code any more; what it was, if there was one."""
        digest = codes.digest(code)
        row = self._db.execute(sa.select(s.shares).where(s.shares.c.digest == digest)).mappings()
        found = row.first()
        if found is None:
            return None
        self._let_go(sa.select(s.shares.c.digest).where(s.shares.c.digest == digest))
        return _share(found)

    def revoke_all(self, session: SessionId) -> int:
        """Nobody sees anything of the session any more; how many codes that were."""
        return self._let_go(sa.select(s.shares.c.digest).where(of_session(s.shares, session)))

    def sweep_shares(self, now: datetime) -> int:
        """Forget the codes that have expired, and the wrong ones that are forgiven; how many."""
        self._db.execute(sa.delete(s.link_codes).where(s.link_codes.c.expires <= now))
        everybody = s.guesses.c.scope == codes.digest(EVERYBODY)
        self._db.execute(sa.delete(s.guesses).where(s.guesses.c.full <= now, ~everybody))
        return self._let_go(sa.select(s.shares.c.digest).where(s.shares.c.expires <= now))

    def _shares(self, *where: sa.ColumnElement[bool], most: int | None = None) -> Sequence[Share]:
        query = sa.select(s.shares).where(*where).limit(most)
        query = query.order_by(s.shares.c.at.desc(), s.shares.c.digest.desc())
        return [_share(row) for row in self._db.execute(query).mappings()]

    def _let_go(self, digests: sa.Select[Any]) -> int:
        """The codes are gone, with whoever followed by them and what is still on its way."""
        gone = [row.digest for row in self._db.execute(digests)]
        for some in _batches(gone):
            self._db.execute(sa.delete(s.follows).where(s.follows.c.share.in_(some)))
            self._db.execute(sa.delete(s.shares).where(s.shares.c.digest.in_(some)))
        self._stop_sending(gone)
        return len(gone)

    def let_others_forget(self, session: SessionId) -> None:
        """Whatever other sessions know of this one is gone, and nobody sees its files any more."""
        self.revoke_all(session)
        keys = sa.select(s.credited.c.key).where(of_session(s.credited, session)).distinct()
        self._stop_sending([row.key for row in self._db.execute(keys)])
        typed_there = s.link_codes.c.other_session == str(session)
        self._db.execute(sa.delete(s.link_codes).where(typed_there))

    def _stop_sending(self, leaves: Sequence[str]) -> None:
        """What goes out by these leaves does not; one that is under way finds its own end."""
        for some in _batches(leaves):
            self._db.execute(
                sa.delete(s.deliveries).where(
                    s.deliveries.c.share.in_(some), s.deliveries.c.state != "sending"
                )
            )

    # ---------------------------------------------------------------------- addresses, following

    def door(self, session: SessionId) -> str | None:
        """The address that a conversation gave out, if it lets itself be sent tapes."""
        address: str | None = self._scalar(
            sa.select(s.doors.c.address).where(of_session(s.doors, session))
        )
        return address

    def behind(self, address: str) -> SessionId | None:
        """The conversation that has that address."""
        query = sa.select(s.doors.c.session).where(s.doors.c.digest == codes.digest(address))
        session = self._scalar(query)
        return SessionId.parse(session) if session else None

    def open_door(self, session: SessionId, address: str, at: datetime) -> None:
        """The conversation lets itself be sent tapes under that address."""
        row = {"session": str(session), "digest": codes.digest(address), "address": address}
        self._put(s.doors, {**row, "at": at}, "session")

    def close_door(self, session: SessionId) -> bool:
        """Nothing is sent there any more; whether something could be before."""
        gone = self._db.execute(sa.delete(s.doors).where(of_session(s.doors, session)))
        return gone.rowcount > 0

    def follow(self, follow: Follow) -> None:
        """A conversation follows a run, and no other."""
        row = {"session": str(follow.session), "share": follow.share, "at": follow.at}
        self._put(s.follows, row, "session")

    def followed(self, session: SessionId, now: datetime) -> Share | None:
        """The run that a conversation follows."""
        query = (
            sa.select(s.shares)
            .join(s.follows, s.follows.c.share == s.shares.c.digest)
            .where(of_session(s.follows, session), _live(now))
        )
        row = self._db.execute(query).mappings().first()
        return _share(row) if row else None

    def followers(
        self, session: SessionId, run: int, now: datetime
    ) -> Sequence[tuple[SessionId, Share]]:
        """The conversations that follow a run, and by whose leave."""
        query = (
            sa.select(s.follows.c.session.label("follower"), s.shares)
            .join(s.shares, s.follows.c.share == s.shares.c.digest)
            .where(of_session(s.shares, session), s.shares.c.run == run, _live(now))
            .order_by(s.follows.c.at)
        )
        rows = self._db.execute(query).mappings()
        return [
            (SessionId.parse(row["follower"]), _share(without(row, "follower"))) for row in rows
        ]

    def unfollow(self, session: SessionId) -> bool:
        """A conversation follows nothing; whether it did."""
        gone = self._db.execute(sa.delete(s.follows).where(of_session(s.follows, session)))
        return gone.rowcount > 0

    # ---------------------------------------------------------------------------- wrong codes

    def guesses(self, scopes: Sequence[str]) -> Mapping[str, Guesses]:
        """The wrong codes of these scopes, of those that have any."""
        by_digest = {codes.digest(scope): scope for scope in scopes}
        query = sa.select(s.guesses).where(s.guesses.c.scope.in_(by_digest))
        rows = self._db.execute(query.order_by(s.guesses.c.scope).with_for_update())
        return {
            by_digest[row.scope]: Guesses(
                scope=by_digest[row.scope], full=row.full, wrong=row.wrong
            )
            for row in rows
        }

    def save_guesses(self, guesses: Guesses) -> None:
        """How many there are now."""
        row = {"scope": codes.digest(guesses.scope), "full": guesses.full, "wrong": guesses.wrong}
        self._put(s.guesses, row, "scope")


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as one statement may name."""
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


def _live(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(s.shares.c.expires.is_(None), s.shares.c.expires > now)


def _key(before: tuple[datetime, str]) -> tuple[sa.ColumnElement[Any], ...]:
    return sa.literal(before[0], s.Instant), sa.literal(before[1])


def _share(row: Mapping[Any, Any]) -> Share:
    values = without(row, "digest", "session", "kind")
    return Share(session=SessionId.parse(row["session"]), kind=Shared(row["kind"]), **values)
