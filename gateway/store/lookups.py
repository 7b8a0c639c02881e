"""Pages of what there is, for the office: each is one statement that begins at an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from gateway.core.ids import SessionId
from gateway.core.office import Card
from gateway.core.types import JSON
from gateway.store import schema as s

_DAY: Final = 86_400_000_000
_SESSION: Final = (
    s.sessions.c.id, s.sessions.c.owner, s.sessions.c.settings, s.sessions.c.run,
    s.sessions.c.running, s.sessions.c.world, s.sessions.c.started, s.sessions.c.head,
    s.sessions.c.waiting,
)  # fmt: skip


def sessions(db: sa.Connection, *, after: str, most: int, platform: str) -> Sequence[Card]:
    """Sessions by id; those of one platform lie between two ids."""
    query = sa.select(*_SESSION).where(s.sessions.c.id > max(after, platform and f"{platform}."))
    if platform:
        query = query.where(s.sessions.c.id < f"{platform}/")
    rows = db.execute(query.order_by(s.sessions.c.id).limit(most))
    return [_session(row) for row in rows.mappings()]


def session(db: sa.Connection, session: SessionId) -> Card | None:
    """Where one session stands, with the scene it stands at."""
    query = sa.select(*_SESSION).where(s.sessions.c.id == str(session))
    row = db.execute(query).mappings().first()
    if row is None:
        return None
    head = _turn_row(db, session, row["head"])
    return {**_session(row), "scene": _turn(head) if head else None}


def _turn_row(db: sa.Connection, session: SessionId, index: int | None) -> Mapping[Any, Any] | None:
    query = sa.select(s.turns).where(s.turns.c.session == str(session), s.turns.c.index == index)
    return db.execute(query).mappings().first() if index is not None else None


def _session(row: Mapping[Any, Any]) -> dict[str, JSON]:
    return {
        "session": row["id"],
        "platform": row["id"].partition(".")[0],
        "world": row["world"],
        "run": row["run"],
        "turn": row["head"],
        "running": row["running"],
        "waiting": row["waiting"],
        "owner": row["owner"],
        "settings": row["settings"],
        "started": _time(row["started"]),
    }


def runs(db: sa.Connection, session: SessionId, *, before: int, most: int) -> Sequence[Card]:
    """A session's runs, the newest first."""
    query = sa.select(s.runs).where(s.runs.c.session == str(session), s.runs.c.number < before)
    rows = db.execute(query.order_by(s.runs.c.number.desc()).limit(most)).mappings()
    return [
        {
            "run": row["number"],
            "world": row["world"],
            "ended": _time(row["ended"]),
            "ending": row["ending"],
        }
        for row in rows
    ]


def turns(
    db: sa.Connection, session: SessionId, *, after: int, most: int, run: int | None
) -> Sequence[Card]:
    """A session's turns in the order they were played."""
    query = sa.select(s.turns).where(s.turns.c.session == str(session), s.turns.c.index > after)
    if run is not None:
        query = query.where(s.turns.c.run == run)
    rows = db.execute(query.order_by(s.turns.c.index).limit(most))
    return [_turn(row) for row in rows.mappings()]


def _turn(row: Mapping[Any, Any]) -> dict[str, JSON]:
    """A turn without what is the writer's and the illustrator's own."""
    scene, action = row["scene"], row["action"]
    return {
        "turn": row["index"],
        "run": row["run"],
        "parent": row["parent"],
        "number": row["number"],
        "at": _time(row["at"]),
        "verb": action["verb"],
        "said": action["text"],
        "by": (action.get("person") or {}).get("name") or "",
        **{key: scene.get(key) or "" for key in ("title", "place", "text")},
        "health": scene.get("health"),
        "inventory": scene.get("inventory") or [],
        "choices": scene.get("choices") or [],
        "ending": scene.get("ending"),
        "alt": scene["picture"]["alt"],
        "image": row["frame"],
        "segment": row["segment"] or None,
    }


def reels(
    db: sa.Connection,
    *,
    session: SessionId | None,
    kind: str,
    before: tuple[int, str, str] | None,
    most: int,
) -> Sequence[Card]:
    """Tapes and films, the newest first, each with the turn it ends at and its world."""
    media, of_turn = s.media, sa.and_(
        s.turns.c.session == s.media.c.session, s.turns.c.index == s.media.c.head
    )  # fmt: skip
    of_run = sa.and_(s.runs.c.session == media.c.session, s.runs.c.number == media.c.run)
    query = sa.select(media, s.turns.c.scene, s.turns.c.frame, s.turns.c.number, s.runs.c.world)
    query = query.select_from(media.outerjoin(s.turns, of_turn).outerjoin(s.runs, of_run))
    if session is not None:
        query = query.where(media.c.session == str(session))
    if kind:
        query = query.where(media.c.kind == kind)
    if before is not None:
        query = query.where(_before(before))
    order = (media.c.at.desc(), media.c.session.desc(), media.c.path.desc())
    rows = db.execute(query.order_by(*order).limit(most))
    return [_reel(row) for row in rows.mappings()]


def _before(moment: tuple[int, str, str]) -> sa.ColumnElement[bool]:
    at, session, path = moment
    row = sa.tuple_(s.media.c.at, s.media.c.session, s.media.c.path)
    return row < sa.tuple_(
        sa.literal(at, sa.BigInteger), sa.literal(session), sa.literal(path)
    )  # the whole row is compared, so that the index alone finds where to begin


def _reel(row: Mapping[Any, Any]) -> Card:
    scene = row["scene"] or {}
    return {
        "session": row["session"],
        "path": row["path"],
        "kind": row["kind"],
        "run": row["run"],
        "turn": row["head"],
        "frames": row["number"],
        "look": row["look"],
        "size": row["size"],
        "at": _time(row["at"]),
        "moment": s.microseconds(row["at"]),
        "world": row["world"] or "",
        "title": ((scene.get("ending") or {}).get("title")) or scene.get("title") or "",
        "place": scene.get("place") or "",
        "still": row["frame"],
        "alt": (scene.get("picture") or {}).get("alt") or "",
    }


def shown(db: sa.Connection, session: SessionId, *, after: int, most: int) -> Sequence[Card]:
    """What a conversation was shown after a number; what only one person was shown is not."""
    query = sa.select(s.deliveries).where(
        s.deliveries.c.session == str(session),
        s.deliveries.c.state.in_(("sent", "failed")),
        s.deliveries.c.id > after,
    )
    rows = db.execute(query.order_by(s.deliveries.c.id).limit(most)).mappings()
    return [_shown(row) for row in rows]


def newest_shown(db: sa.Connection, session: SessionId) -> int:
    """The number of the last thing a conversation was shown."""
    query = sa.select(sa.func.max(s.deliveries.c.id)).where(
        s.deliveries.c.session == str(session), s.deliveries.c.state.in_(("sent", "failed"))
    )
    return int(db.execute(query).scalar() or 0)


def _shown(row: Mapping[Any, Any]) -> Card:
    delivery = row["delivery"]
    return {
        "number": row["id"],
        "private": bool(delivery.get("private")),
        "part": delivery["part"],
        "text": delivery.get("text") or "",
        "buttons": delivery.get("buttons") or [],
        "files": [_file(file) for file in delivery.get("attachments") or []],
        "scene": delivery.get("scene") or {},
        "arrived": row["state"] == "sent",
    }


def _file(file: Mapping[str, JSON]) -> dict[str, JSON]:
    return {key: file.get(key) for key in ("session", "path", "size", "media_type", "alt")}


def action(db: sa.Connection, session: SessionId, event: str) -> Card | None:
    """What became of an event: what it was answered are the notices under its key."""
    identity = f"{session.platform}:{event}"
    query = sa.select(s.inbox.c.state).where(
        s.inbox.c.id == identity, s.inbox.c.session == str(session)
    )
    state = db.execute(query).scalar()
    if state is None:
        return None
    key = s.deliveries.c.key == f"{session}:{event}:notice"
    said = db.execute(sa.select(s.deliveries.c.delivery).where(key)).scalars()
    return {"state": state, "notices": [notice["text"] for notice in said]}


def spend(db: sa.Connection, *, since: datetime) -> Sequence[Card]:
    """What was spent by day and model; what is open counts as quoted."""
    # `at` as it is stored: whole microseconds.
    at = sa.type_coerce(s.spend.c.at, sa.BigInteger)
    day = (at - at % _DAY).label("day")
    amount = sa.case((s.spend.c.state == "called", s.spend.c.quoted), else_=s.spend.c.settled)
    query = sa.select(
        day, s.spend.c.model, s.spend.c.kind,
        sa.func.count().label("calls"), sa.func.sum(amount).label("amount"),
    ).where(s.spend.c.at >= since)  # fmt: skip
    rows = db.execute(
        query.group_by(day, s.spend.c.model, s.spend.c.kind).order_by(day, s.spend.c.model)
    ).mappings()
    return [{**row, "day": _date(row["day"]), "amount": int(row["amount"])} for row in rows]


def health(db: sa.Connection) -> Mapping[str, int]:
    """How much there is, and how much waits."""

    def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(*where)
        return int(db.execute(query).scalar() or 0)

    return {
        "sessions": count(s.sessions),
        "running": count(s.sessions, s.sessions.c.running),
        "turns": count(s.turns),
        "reels": count(s.media),
        "events_waiting": count(s.inbox, s.inbox.c.state == "waiting"),
        "deliveries_waiting": count(s.deliveries, s.deliveries.c.state.in_(("pending", "sending"))),
        "deliveries_failed": count(s.deliveries, s.deliveries.c.state == "failed"),
        "calls_waiting": count(s.calls, s.calls.c.state == "waiting"),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _date(day: int) -> str:
    return f"{datetime.fromtimestamp(day / 1_000_000, UTC):%Y-%m-%d}"
