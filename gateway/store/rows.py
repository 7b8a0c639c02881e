"""What all rows have in common: one connection, and a statement or two a method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from gateway.core.ids import SessionId
from gateway.store import schema as s


class Rows:
    """Rows inside one transaction of a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection
        self._upsert = (
            _postgres_insert if connection.dialect.name == "postgresql" else _sqlite_insert
        )

    @property
    def connection(self) -> sa.Connection:
        """The transaction they are in."""
        return self._db

    def add(self, table: sa.Table, row: Mapping[str, Any]) -> bool:
        """As `_insert_new`, for those who keep their statements elsewhere."""
        return self._insert_new(table, row)

    def _scalar(self, query: sa.Select[Any]) -> Any:  # noqa: ANN401 - whatever the column holds
        return self._db.execute(query).scalar()

    def _insert_new(self, table: sa.Table, row: Mapping[str, Any]) -> bool:
        """Insert a row if its key is new; whether it was."""
        insert = self._upsert(table).values(**row).on_conflict_do_nothing()
        # How many rows an insert made is not kept unasked, where the database is a server.
        return self._db.execute(insert, execution_options={"preserve_rowcount": True}).rowcount > 0

    def _put(self, table: sa.Table, row: Mapping[str, Any], *key: str) -> None:
        """Insert a row, or let the one with that key read so."""
        rest = {name: value for name, value in row.items() if name not in key}
        statement = self._upsert(table).values(**row)
        self._db.execute(statement.on_conflict_do_update(index_elements=key, set_=rest))


def of_session(table: sa.Table, session: SessionId | str) -> sa.ColumnElement[bool]:
    """The rows of a session."""
    column = table.c.id if table is s.sessions else table.c.session
    return column == str(session)


def without(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    """A row but for some of its columns."""
    return {key: value for key, value in row.items() if key not in names}


def _sqlite_insert(table: sa.Table) -> Any:  # noqa: ANN401 - the dialects' inserts share no class
    from sqlalchemy.dialects.sqlite import insert

    return insert(table)


def _postgres_insert(table: sa.Table) -> Any:  # noqa: ANN401 - the dialects' inserts share no class
    from sqlalchemy.dialects.postgresql import insert

    return insert(table)
