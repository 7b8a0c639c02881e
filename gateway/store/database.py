"""One database behind one URL: SQLite by default, PostgreSQL for many workers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from gateway.core.errors import SettingsError, StorageFull
from gateway.store.records import SqlRecords

T = TypeVar("T")

_Waiting = tuple[Callable[[SqlRecords], Any], "Future[Any]"]

_BUSY_MS: Final = 30_000
"""Milliseconds SQLite waits for another writer."""

_WRITERS: Final = {"sqlite": 1, "postgresql": 8}
"""Threads that run transactions: SQLite has one writer at a time anyway."""

_TOGETHER: Final = {"sqlite": 32, "postgresql": 1}
"""Changes that one commit may carry: SQLite's one writer waits for the disk at each."""


class Database:
    """Runs functions over the records, each in one transaction, in threads of its own.

    Changes that wait at the same time share a commit. A change may be run more than once; what it
    does to the records happens once, or not at all.

    :raises SettingsError: the URL is for no database we know.
    """

    def __init__(self, url: str) -> None:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() not in _WRITERS:
            raise SettingsError(
                f"The database {parsed.render_as_string()} is neither sqlite:///… nor "
                "postgresql://…: set TAPEWAY_DATABASE to one of these."
            )
        self.url = parsed
        self.engine = _engine(parsed)
        self._threads = ThreadPoolExecutor(_WRITERS[parsed.get_backend_name()], "database")
        self._together = _TOGETHER[parsed.get_backend_name()]
        self._waiting: deque[_Waiting] = deque()

    async def write(self, change: Callable[[SqlRecords], T]) -> T:
        """Commit what `change` does; all of it or nothing.

        :raises StorageFull: the disk has no room.
        """
        done: Future[T] = Future()
        self._waiting.append((change, done))
        self._threads.submit(self._work)
        return await asyncio.wrap_future(done)

    async def read(self, query: Callable[[SqlRecords], T]) -> T:
        """What `query` sees, in one transaction."""
        return await self.write(query)

    def transact(self, change: Callable[[SqlRecords], T]) -> T:
        """As `write`, in this thread."""
        try:
            with self.engine.begin() as connection:
                return change(SqlRecords(connection))
        except DBAPIError as error:
            if "disk is full" in str(error.orig) or "No space left" in str(error.orig):
                raise StorageFull(
                    "The disk with the database is full: make room; the gateway goes on by itself."
                ) from error
            raise

    def _work(self) -> None:
        """Do what waits; nothing if another call has done it on its way."""
        batch: list[_Waiting] = []
        with suppress(IndexError):
            while len(batch) < self._together:
                change, done = self._waiting.popleft()
                if done.set_running_or_notify_cancel():
                    batch.append((change, done))
        if len(batch) < 2 or not self._commit(batch):
            for change, done in batch:
                self._run(change, done)

    def _commit(self, batch: list[_Waiting]) -> bool:
        """Make all the changes in one transaction; False, and nothing done, if one fails."""
        try:
            with self.engine.begin() as connection:
                # At once: a change that only reads must not see what is not there at the commit.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                records = SqlRecords(connection)
                answers = [change(records) for change, _ in batch]
        except Exception:
            return False  # each is tried alone, and tells whoever asked what is wrong
        for (_, done), answer in zip(batch, answers, strict=True):
            done.set_result(answer)
        return True

    def _run(self, change: Callable[[SqlRecords], Any], done: Future[Any]) -> None:
        try:
            done.set_result(self.transact(change))
        except BaseException as error:
            done.set_exception(error)

    def close(self) -> None:
        """Let the last transaction finish and let go of the database."""
        self._threads.shutdown()
        self.engine.dispose()


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    with engine.connect() as connection:
        # Once, before anybody else opens the file: readers then never wait for the writer.
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the DB-API's own
    # Write transactions take their lock at once: two that read first could not both go on.
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
