"""The rows of the door for programs: tokens, answers that are given again, webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from gateway.core.office import Answered, Call, Token, Webhook
from gateway.store import schema as s
from gateway.store.records import SqlRecords

_KEPT: Final = timedelta(days=1)
"""How long an answer is given again."""

_TOLD: Final = timedelta(days=30)
"""How long a webhook's call is kept once it is over."""

_USED: Final = timedelta(minutes=1)
"""How often it is written down that a token was used."""


def token(records: SqlRecords, digest: str, now: datetime) -> Token | None:
    """Whose token has this digest."""
    db = records.connection
    row = db.execute(sa.select(s.tokens).where(s.tokens.c.digest == digest)).mappings().first()
    if row is None:
        return None
    if row["used"] is None or now - row["used"] > _USED:
        db.execute(sa.update(s.tokens).where(s.tokens.c.id == row["id"]).values(used=now))
    return _token(row)


def tokens(records: SqlRecords) -> Sequence[Token]:
    """All of them, the newest first."""
    rows = records.connection.execute(sa.select(s.tokens).order_by(s.tokens.c.at.desc()))
    return [_token(row) for row in rows.mappings()]


def add_token(records: SqlRecords, token: Token, digest: str) -> None:
    """Keep a token by its digest."""
    row: dict[str, Any] = {"scopes": " ".join(token.scopes), "digest": digest, "used": None}
    row |= {"id": token.id, "name": token.name, "at": token.at}
    records.connection.execute(sa.insert(s.tokens).values(row))


def revoke_token(records: SqlRecords, identity: str) -> bool:
    """Let a token be good no longer."""
    db = records.connection
    db.execute(sa.delete(s.answers).where(s.answers.c.token == identity))
    return db.execute(sa.delete(s.tokens).where(s.tokens.c.id == identity)).rowcount > 0


def _token(row: Mapping[Any, Any]) -> Token:
    return Token(
        id=row["id"],
        name=row["name"],
        scopes=tuple(row["scopes"].split()),
        at=row["at"],
        used=row["used"],
    )


def answered(records: SqlRecords, identity: str, key: str, now: datetime) -> Answered | None:
    """What was answered to a key, within the last day."""
    c = s.answers.c
    query = sa.select(c.digest, c.status, c.body).where(
        c.token == identity, c.key == key, c.at > now - _KEPT
    )
    row = records.connection.execute(query).mappings().first()
    return Answered(**row) if row else None


def answer(records: SqlRecords, identity: str, key: str, answered: Answered, now: datetime) -> None:
    """Keep what was answered, and let go of what nobody will ask for again."""
    db = records.connection
    db.execute(sa.delete(s.answers).where(s.answers.c.at <= now - _KEPT))
    row = {field.name: getattr(answered, field.name) for field in fields(answered)}
    records.add(s.answers, {"token": identity, "key": key, "at": now, **row})


def add_webhook(records: SqlRecords, webhook: Webhook) -> None:
    """Tell an address from now on."""
    row: dict[str, Any] = {"id": webhook.id, "url": webhook.url, "at": webhook.at}
    records.add(s.webhooks, {**row, "events": " ".join(webhook.events)})


def webhooks(records: SqlRecords) -> Sequence[Webhook]:
    """All of them, the oldest first."""
    rows = records.connection.execute(sa.select(s.webhooks).order_by(s.webhooks.c.at))
    return [
        Webhook(id=row.id, url=row.url, events=tuple(row.events.split()), at=row.at) for row in rows
    ]


def drop_webhook(records: SqlRecords, identity: str) -> bool:
    """Tell it nothing any more, and forget what it was told."""
    db = records.connection
    db.execute(sa.delete(s.calls).where(s.calls.c.webhook == identity))
    return db.execute(sa.delete(s.webhooks).where(s.webhooks.c.id == identity)).rowcount > 0


def announce(records: SqlRecords, calls: Sequence[Call]) -> None:
    """Keep calls until they are made."""
    for call in calls:
        records.add(s.calls, _row(call))


def calls_due(records: SqlRecords, now: datetime, *, most: int) -> Sequence[Call]:
    """The calls whose time has come."""
    c = s.calls.c
    query = sa.select(s.calls).where(c.state == "waiting", c.due <= now)
    rows = records.connection.execute(query.order_by(c.due).limit(most))
    return [Call(**row) for row in rows.mappings()]


def next_call(records: SqlRecords) -> datetime | None:
    """When the next call is due."""
    query = sa.select(sa.func.min(s.calls.c.due)).where(s.calls.c.state == "waiting")
    due: datetime | None = records.connection.execute(query).scalar()
    return due


def calls(records: SqlRecords, webhook: str, *, most: int) -> Sequence[Call]:
    """What a webhook was told lately, the newest first."""
    query = sa.select(s.calls).where(s.calls.c.webhook == webhook)
    rows = records.connection.execute(query.order_by(s.calls.c.at.desc()).limit(most))
    return [Call(**row) for row in rows.mappings()]


def mark_call(records: SqlRecords, call: Call) -> None:
    """Keep what became of a call, and let go of what was told long ago."""
    c, db = s.calls.c, records.connection
    db.execute(sa.update(s.calls).where(c.id == call.id).values(_row(call)))
    if call.state != "waiting":
        db.execute(sa.delete(s.calls).where(c.state != "waiting", c.due < call.due - _TOLD))


def _row(call: Call) -> dict[str, Any]:
    return {field.name: getattr(call, field.name) for field in fields(call)}
