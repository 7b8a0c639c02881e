"""The office over the database and the folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from gateway.core import codes
from gateway.core.ids import SessionId
from gateway.core.office import Answered, Call, Card, Token, Webhook
from gateway.core.shared import Share
from gateway.store import counter, lookups
from gateway.store.database import Database
from gateway.store.folders import Folders


class SqlOffice:
    """`gateway.core.office.Office`, which says what each method is for.

    :param clock: the time, aware and in UTC.
    """

    def __init__(self, database: Database, folders: Folders, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._folders = folders
        self._clock = clock

    async def sessions(self, *, after: str, most: int, platform: str = "") -> Sequence[Card]:
        """See `Office`."""
        look = partial(lookups.sessions, after=after, most=most, platform=platform)
        return await self._database.read(lambda r: look(r.connection))

    async def session(self, session: SessionId) -> Card | None:
        """See `Office`."""
        return await self._database.read(lambda r: lookups.session(r.connection, session))

    async def runs(self, session: SessionId, *, before: int, most: int) -> Sequence[Card]:
        """See `Office`."""
        look = partial(lookups.runs, session=session, before=before, most=most)
        return await self._database.read(lambda r: look(r.connection))

    async def turns(
        self, session: SessionId, *, after: int, most: int, run: int | None = None
    ) -> Sequence[Card]:
        """See `Office`."""
        look = partial(lookups.turns, session=session, after=after, most=most, run=run)
        return await self._database.read(lambda r: look(r.connection))

    async def reels(
        self,
        *,
        session: SessionId | None = None,
        kind: str = "",
        before: tuple[int, str, str] | None,
        most: int,
    ) -> Sequence[Card]:
        """See `Office`."""
        look = partial(lookups.reels, session=session, kind=kind, before=before, most=most)
        return await self._database.read(lambda r: look(r.connection))

    async def shown(self, session: SessionId, *, after: int, most: int) -> Sequence[Card]:
        """See `Office`."""
        look = partial(lookups.shown, session=session, after=after, most=most)
        return await self._database.read(lambda r: look(r.connection))

    async def newest_shown(self, session: SessionId) -> int:
        """See `Office`."""
        return await self._database.read(lambda r: lookups.newest_shown(r.connection, session))

    async def action(self, session: SessionId, event: str) -> Card | None:
        """See `Office`."""
        return await self._database.read(lambda r: lookups.action(r.connection, session, event))

    async def spend(self, *, since: datetime) -> Sequence[Card]:
        """See `Office`."""
        return await self._database.read(lambda r: lookups.spend(r.connection, since=since))

    async def shares(
        self, *, session: SessionId | None = None, before: tuple[datetime, str] | None, most: int
    ) -> Sequence[Share]:
        """See `Office`."""
        now = self._clock()
        if session is not None:
            return await self._database.read(lambda r: r.shares(session, now)[:most])
        return await self._database.read(lambda r: r.all_shares(now, before=before, most=most))

    async def revoke_share(self, code: str) -> bool:
        """See `Office`."""
        spelt = codes.read(code)
        if spelt is None:
            return False
        return await self._database.write(lambda r: r.revoke(spelt)) is not None

    async def keyed(self, key: str) -> tuple[SessionId, str] | None:
        """See `Office`."""
        return await self._database.read(lambda r: r.keyed(key))

    async def health(self) -> Mapping[str, int]:
        """See `Office`."""
        return await self._database.read(lambda r: lookups.health(r.connection))

    def file(self, session: SessionId, relative: str) -> Path:
        """See `Office`."""
        return self._folders.resolve(session, relative)

    # ---------------------------------------------------------------------------------- to keep

    async def token(self, digest: str) -> Token | None:
        """See `Office`."""
        return await self._database.write(lambda r: counter.token(r, digest, self._clock()))

    async def tokens(self) -> Sequence[Token]:
        """See `Office`."""
        return await self._database.read(counter.tokens)

    async def revoke_token(self, token: str) -> bool:
        """See `Office`."""
        return await self._database.write(lambda r: counter.revoke_token(r, token))

    async def answered(self, token: str, key: str) -> Answered | None:
        """See `Office`."""
        return await self._database.read(lambda r: counter.answered(r, token, key, self._clock()))

    async def answer(self, token: str, key: str, answered: Answered) -> None:
        """See `Office`."""
        await self._database.write(lambda r: counter.answer(r, token, key, answered, self._clock()))

    async def add_webhook(self, webhook: Webhook) -> None:
        """See `Office`."""
        await self._database.write(lambda r: counter.add_webhook(r, webhook))

    async def webhooks(self) -> Sequence[Webhook]:
        """See `Office`."""
        return await self._database.read(counter.webhooks)

    async def drop_webhook(self, webhook: str) -> bool:
        """See `Office`."""
        return await self._database.write(lambda r: counter.drop_webhook(r, webhook))

    async def announce(self, calls: Sequence[Call]) -> None:
        """See `Office`."""
        await self._database.write(lambda r: counter.announce(r, calls))

    async def calls_due(self, now: datetime, *, most: int) -> Sequence[Call]:
        """See `Office`."""
        return await self._database.read(lambda r: counter.calls_due(r, now, most=most))

    async def next_call(self) -> datetime | None:
        """See `Office`."""
        return await self._database.read(counter.next_call)

    async def calls(self, webhook: str, *, most: int) -> Sequence[Call]:
        """See `Office`."""
        return await self._database.read(lambda r: counter.calls(r, webhook, most=most))

    async def mark_call(self, call: Call) -> None:
        """See `Office`."""
        await self._database.write(lambda r: counter.mark_call(r, call))
