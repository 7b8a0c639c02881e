"""The rows behind the core's `Records` port: each method is a statement or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.core.ids import SessionId
from gateway.core.plain import from_plain, to_plain
from gateway.core.platform import Button, Delivery, Receipt
from gateway.core.ports import Kept, Media, Outgoing, Played, Press, Standing
from gateway.core.types import (
    JSON,
    Action,
    Ending,
    Event,
    Kind,
    Scene,
    SessionSettings,
    Verb,
)
from gateway.store import schema as s
from gateway.store.ledger import Ledger
from gateway.store.rows import of_session as _of
from gateway.store.rows import without as _without
from gateway.store.shares import ShareRows

_UNSENT = ("pending", "sending")


class SqlRecords(ShareRows, Ledger):
    """The records inside one transaction of a connection."""

    # ------------------------------------------------------------------------------------- inbox

    def keep(self, event: Event, *, queued: bool, defaults: SessionSettings) -> Kept:
        """Keep an event under its platform's id; its place is the next in its session's line."""
        session = str(event.session)
        last = self._scalar(sa.select(sa.func.max(s.inbox.c.place)).where(_of(s.inbox, session)))
        place = 0 if last is None else last + 1
        row = {
            "id": f"{event.session.platform}:{event.id}",
            "session": session,
            "place": place if queued else None,
            "state": "waiting" if queued else "done",
            "event": to_plain(event) if queued else None,
            "at": event.at,
        }
        if not self._insert_new(s.inbox, row):
            return Kept(place=None)
        opened = self._insert_new(s.sessions, _fresh(event, defaults))
        return Kept(place=place, opened=opened, queued=queued)

    def event(self, session: SessionId, place: int) -> Event | None:
        """The event that waits at a place; `None` once it is done."""
        event = self._scalar(
            sa.select(s.inbox.c.event).where(
                _of(s.inbox, session), s.inbox.c.place == place, s.inbox.c.state == "waiting"
            )
        )
        return from_plain(Event, event) if event else None

    def finish(self, session: SessionId, place: int) -> None:
        """The event at a place is done; its id stays, what it said goes."""
        self._db.execute(
            sa.update(s.inbox)
            .where(_of(s.inbox, session), s.inbox.c.place == place)
            .values(state="done", event=sa.null())
        )

    def unfinished(self) -> Sequence[tuple[SessionId, int]]:
        """The places that wait, in the order of their lines."""
        rows = self._db.execute(
            sa.select(s.inbox.c.session, s.inbox.c.place)
            .where(s.inbox.c.state == "waiting")
            .order_by(s.inbox.c.session, s.inbox.c.place)
        )
        return [(SessionId.parse(row.session), row.place) for row in rows]

    def busy(self, session: SessionId) -> bool:
        """Something waits in the session's line, or is being played."""
        waits = (_of(s.inbox, session), s.inbox.c.state == "waiting")
        return bool(self._scalar(sa.select(sa.func.count()).where(*waits)))

    # ---------------------------------------------------------------------------------- sessions

    def standing(self, session: SessionId) -> Standing | None:
        """Where a session's story stands, if it was heard of."""
        query = sa.select(s.sessions).where(s.sessions.c.id == str(session))
        row = self._db.execute(query.with_for_update()).mappings().first()
        return _standing(row) if row else None

    def peek(self, session: SessionId) -> Standing | None:
        """As `standing`, for another session than one's own: nobody waits for it, or for us."""
        row = self._db.execute(sa.select(s.sessions).where(_of(s.sessions, session))).mappings()
        found = row.first()
        return _standing(found) if found else None

    def save(self, standing: Standing) -> None:
        """Where it stands now."""
        row = _standing_row(standing)
        statement = self._upsert(s.sessions).values(row)
        self._db.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    def standings(self) -> Sequence[Standing]:
        """All sessions, by id."""
        rows = self._db.execute(sa.select(s.sessions).order_by(s.sessions.c.id)).mappings()
        return [_standing(row) for row in rows]

    def drop(self, session: SessionId, *, but: str = "") -> None:
        """Forget a session; the ledger stays, and the ids of its events, so that none comes again.

        Events of it that still wait are heard by the session that begins afresh.

        :param but: the work that may still need what it wrote down.
        """
        self.let_others_forget(session)
        for table in s.OF_A_SESSION:
            self._db.execute(sa.delete(table).where(_of(table, session)))
        self.unturn(session)
        work = s.checkpoints.c.work
        # A semicolon follows the colon: all works of the session lie between the two.
        of_it = sa.and_(work > f"{session}:", work < f"{session};", work != but)
        self._db.execute(sa.delete(s.checkpoints).where(of_it))

    # ------------------------------------------------------------------------------ runs and turns

    def add_turn(self, session: SessionId, played: Played, *, world: str = "") -> None:
        """A turn was played; its run is there from its first turn on, and set in `world`."""
        run = {"session": str(session), "number": played.run, "world": world}
        self._insert_new(s.runs, run)
        row = {field.name: getattr(played, field.name) for field in fields(played)}
        row |= {"action": to_plain(played.action), "scene": to_plain(played.scene)}
        self._db.execute(sa.insert(s.turns).values(session=str(session), **row))
        if played.action.person is not None:
            self.take_part(session, played.run, played.action.person.id)

    def played(self, session: SessionId, index: int) -> Played | None:
        """A turn by its index."""
        query = sa.select(s.turns).where(_of(s.turns, session), s.turns.c.index == index)
        row = self._db.execute(query).mappings().first()
        return _played(row) if row else None

    def branch(self, session: SessionId, head: int, *, most: int | None = None) -> Sequence[Played]:
        """The turns that lead to `head`, from the start of its run, or the last `most` of them."""
        first = sa.select(s.turns, sa.literal(1).label("depth"))
        way = first.where(_of(s.turns, session), s.turns.c.index == head).cte("way", recursive=True)
        step = sa.select(s.turns, way.c.depth + 1).where(
            s.turns.c.session == way.c.session, s.turns.c.index == way.c.parent
        )
        way = way.union_all(step if most is None else step.where(way.c.depth < most))
        rows = self._db.execute(sa.select(way).order_by(way.c.index)).mappings()
        return [_played(_without(row, "depth")) for row in rows]

    def turns(self, session: SessionId) -> Sequence[Played]:
        """All turns of a session, in the order they were played."""
        query = sa.select(s.turns).where(_of(s.turns, session)).order_by(s.turns.c.index)
        return [_played(row) for row in self._db.execute(query).mappings()]

    def set_segment(self, session: SessionId, index: int, path: str) -> None:
        """Where the clip that leads to a turn lies; empty where none will come."""
        self._db.execute(
            sa.update(s.turns)
            .where(_of(s.turns, session), s.turns.c.index == index)
            .values(segment=path)
        )

    def reopen_segment(self, session: SessionId, index: int) -> None:
        """The clip that leads to a turn is shot once more."""
        self._db.execute(
            sa.update(s.turns)
            .where(_of(s.turns, session), s.turns.c.index == index)
            .values(segment=sa.null())
        )

    def set_frame(self, session: SessionId, index: int, path: str) -> None:
        """Where the picture of a turn lies, which had none."""
        self._db.execute(
            sa.update(s.turns)
            .where(_of(s.turns, session), s.turns.c.index == index)
            .values(frame=path)
        )

    def end_run(
        self, session: SessionId, run: int, at: datetime | None, ending: Ending | None
    ) -> None:
        """A run is over, or, without an ending, goes on."""
        self._db.execute(
            sa.update(s.runs)
            .where(_of(s.runs, session), s.runs.c.number == run)
            .values(ended=at, ending=to_plain(ending) if ending else sa.null())
        )

    def ending(self, session: SessionId, run: int) -> Ending | None:
        """How a run ended, if it did."""
        ending = self._scalar(
            sa.select(s.runs.c.ending).where(_of(s.runs, session), s.runs.c.number == run)
        )
        return from_plain(Ending, ending) if ending else None

    # -------------------------------------------------------------------------------------- media

    def add_media(self, session: SessionId, media: Media) -> None:
        """A tape or film was made."""
        row = {field.name: getattr(media, field.name) for field in fields(media)}
        self._insert_new(s.media, {"session": str(session), **row, "kind": media.kind.value})
        self._give_credits(session, media.run, media.path, media.at)

    def media(self, session: SessionId) -> Sequence[Media]:
        """The tapes and films of a session, the oldest first."""
        query = sa.select(s.media).where(_of(s.media, session)).order_by(s.media.c.at)
        return [_media(row) for row in self._db.execute(query).mappings()]

    def medium(self, session: SessionId, path: str) -> Media | None:
        """A tape or film of a session by its path."""
        query = sa.select(s.media).where(_of(s.media, session), s.media.c.path == path)
        row = self._db.execute(query).mappings().first()
        return _media(row) if row else None

    # ---------------------------------------------------------------------------- buttons, votes

    def add_buttons(
        self, session: SessionId, run: int, turn: int, presses: Sequence[tuple[Button, Press]]
    ) -> None:
        """What pressing each of these buttons will mean."""
        for button, press in presses:
            self._db.execute(
                sa.insert(s.buttons).values(
                    id=button.id,
                    session=str(session),
                    run=run,
                    turn=turn,
                    verb=press.verb.value,
                    argument=press.argument,
                )
            )

    def press(self, button: str) -> Press | None:
        """What pressing a button means."""
        row = self._db.execute(sa.select(s.buttons).where(s.buttons.c.id == button)).first()
        if row is None:
            return None
        return Press(
            session=SessionId.parse(row.session),
            run=row.run,
            turn=row.turn,
            verb=Verb(row.verb),
            argument=row.argument,
        )

    def vote(self, session: SessionId, turn: int, person: str, key: str, at: datetime) -> None:
        """A person's voice for a choice; the last one counts."""
        row = {"session": str(session), "turn": turn, "person": person, "choice": key, "at": at}
        self._db.execute(
            self._upsert(s.votes)
            .values(row)
            .on_conflict_do_update(
                index_elements=["session", "turn", "person"], set_={"choice": key, "at": at}
            )
        )

    def clear_votes(self, session: SessionId, turn: int) -> None:
        """Nobody has voted at a turn."""
        self._db.execute(sa.delete(s.votes).where(_of(s.votes, session), s.votes.c.turn == turn))

    def votes(self, session: SessionId, turn: int) -> Sequence[tuple[str, datetime]]:
        """The voices at a turn: choice and time."""
        query = sa.select(s.votes.c.choice, s.votes.c.at).where(
            _of(s.votes, session), s.votes.c.turn == turn
        )
        return [(row.choice, row.at) for row in self._db.execute(query)]

    # ---------------------------------------------------------------------------------- deliveries

    def send(
        self, delivery: Delivery, *, edits: str | None = None, share: str | None = None
    ) -> None:
        """Put a delivery into its conversation's line; twice is once.

        :param share: by whose leave it shows another session's files: the digest of a code, or the
            key of a credit. With that it is gone, too.
        """
        row = {
            "key": delivery.key,
            "session": str(delivery.session),
            "delivery": to_plain(delivery),
            "edits": edits,
            "state": "pending",
            "sent": 0,
            "why": "",
            "share": share,
        }
        self._db.execute(
            self._upsert(s.deliveries).values(row).on_conflict_do_nothing(index_elements=["key"])
        )

    def outgoing(self, session: SessionId) -> Outgoing | None:
        """The next delivery of a conversation, from now on under way."""
        row = self._db.execute(
            sa.select(s.deliveries)
            .where(_of(s.deliveries, session), s.deliveries.c.state.in_(_UNSENT))
            .order_by(s.deliveries.c.id)
            .limit(1)
        ).first()
        if row is None:
            return None
        self.mark(row.key, state="sending")
        return Outgoing(
            delivery=from_plain(Delivery, row.delivery),
            edits=row.edits,
            sent=row.sent,
            unsure=row.state == "sending",
            receipt=from_plain(Receipt, row.receipt) if row.receipt else None,
        )

    def receipt(self, key: str) -> Receipt | None:
        """Where a delivery ended up, if it arrived."""
        receipt = self._scalar(sa.select(s.deliveries.c.receipt).where(s.deliveries.c.key == key))
        return from_plain(Receipt, receipt) if receipt else None

    def mark(
        self,
        key: str,
        *,
        state: str,
        sent: int | None = None,
        receipt: Receipt | None = None,
        why: str = "",
    ) -> None:
        """How far a delivery has come."""
        values: dict[str, Any] = {"state": state, "why": why}
        if sent is not None:
            values["sent"] = sent
        if receipt is not None:
            values["receipt"] = to_plain(receipt)
        self._db.execute(sa.update(s.deliveries).where(s.deliveries.c.key == key).values(values))

    def waiting(self) -> Sequence[SessionId]:
        """The conversations that something is on its way to."""
        query = sa.select(s.deliveries.c.session).where(s.deliveries.c.state.in_(_UNSENT))
        return [SessionId.parse(row.session) for row in self._db.execute(query.distinct())]

    # ---------------------------------------------------------------------------------- deadlines

    def due(self, now: datetime) -> Sequence[Standing]:
        """The sessions whose silence has lasted long enough."""
        query = sa.select(s.sessions).where(s.sessions.c.deadline <= now)
        rows = self._db.execute(query.order_by(s.sessions.c.deadline)).mappings()
        return [_standing(row) for row in rows]

    def next_deadline(self) -> datetime | None:
        """When the clock has to speak next."""
        deadline: datetime | None = self._scalar(sa.select(sa.func.min(s.sessions.c.deadline)))
        return deadline

    # --------------------------------------------------------------------------------- checkpoints

    def answers(self, work: str) -> Mapping[str, JSON]:
        """What the steps and commits of a piece of work answered, by name."""
        query = sa.select(s.checkpoints).where(s.checkpoints.c.work == work)
        return {row.name: row.answer for row in self._db.execute(query)}

    def record(self, work: str, name: str, answer: JSON, at: datetime) -> None:
        """What a commit answered."""
        row = {"work": work, "name": name, "answer": answer, "at": at}
        self._db.execute(sa.insert(s.checkpoints).values(row))

    def forget_work(self, work: str) -> None:
        """Nothing is known of what a piece of work answered."""
        self._db.execute(sa.delete(s.checkpoints).where(s.checkpoints.c.work == work))

    def sweep(self, before: datetime) -> int:
        """Delete checkpoints from before a time, and the last words to sessions that are gone.

        :returns: the number of checkpoints.
        """
        self._db.execute(
            sa.delete(s.deliveries).where(
                s.deliveries.c.state.not_in(_UNSENT),
                s.deliveries.c.session.not_in(sa.select(s.sessions.c.id)),
            )
        )
        gone = self._db.execute(sa.delete(s.checkpoints).where(s.checkpoints.c.at < before))
        return gone.rowcount


def _fresh(event: Event, settings: SessionSettings) -> dict[str, Any]:
    return _standing_row(Standing(session=event.session, settings=settings, origin=event.origin))


def _standing_row(standing: Standing) -> dict[str, Any]:
    row = {field.name: getattr(standing, field.name) for field in fields(standing)}
    row["id"] = str(row.pop("session"))
    row["settings"] = to_plain(standing.settings)
    row["origin"] = to_plain(standing.origin)
    return row


def _standing(row: Mapping[Any, Any]) -> Standing:
    values = _without(row, "id", "settings")
    return Standing(
        session=SessionId.parse(row["id"]),
        settings=from_plain(SessionSettings, row["settings"]),
        **values,
    )


def _media(row: Mapping[Any, Any]) -> Media:
    return Media(**{**_without(row, "session"), "kind": Kind(row["kind"])})


def _played(row: Mapping[Any, Any]) -> Played:
    values = _without(row, "session", "action", "scene")
    return Played(
        action=from_plain(Action, row["action"]),
        scene=from_plain(Scene, row["scene"]),
        **values,
    )
