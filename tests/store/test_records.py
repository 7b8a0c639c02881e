"""The rows: branches, forgetting, keeping, and a schema that equals its migrations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gateway import (
    Action,
    Choice,
    Event,
    Person,
    Picture,
    Scene,
    SessionId,
    SessionSettings,
    SettingsError,
    Verb,
)
from gateway.core.caps import Caps
from gateway.core.errors import CapReached
from gateway.core.ports import Played, Standing
from gateway.core.types import Kind, Spend
from gateway.store import schema
from gateway.store.database import Database
from gateway.store.migrate import migrate

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
VERSIONS = {"compare_type": True, "version_table": "tapeway_version"}
ROOM, OTHER = SessionId.of("fake", "room"), SessionId.of("fake", "room2")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    migrate(database.engine)
    yield database
    database.close()


def played(index: int, parent: int | None) -> Played:
    scene = Scene(text=f"t{index}", picture=Picture(alt=""), choices=(Choice(key="a", label="A"),))
    number = 1 if parent is None else 2
    return Played(
        index=index,
        run=1,
        parent=parent,
        number=number,
        at=AT,
        action=Action(verb=Verb.SAY, text="x"),
        scene=scene,
    )


def event(number: int, session: SessionId = ROOM) -> Event:
    return Event(
        id=str(number), session=session, person=Person(id="fake:ann"), verb=Verb.SAY, at=AT
    )


def keep(database: Database, number: int, session: SessionId = ROOM) -> int | None:
    return database.transact(
        lambda r: r.keep(event(number, session), queued=True, defaults=SessionSettings())
    ).place


def spend(key: str, amount: int, **changes: object) -> Spend:
    line = Spend(
        key=key,
        session=ROOM,
        turn=0,
        person="p",
        kind=Kind.FRAME,
        model="m",
        quoted=amount,
        settled=0,
        state="called",
        at=AT,
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def test_the_schema_is_what_the_migrations_make(database: Database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=VERSIONS)
        assert compare_metadata(context, schema.metadata) == []


def test_a_schema_that_was_changed_alone_is_noticed(database: Database):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE turns ADD COLUMN colour TEXT")
        context = MigrationContext.configure(connection, opts=VERSIONS)
        assert compare_metadata(context, schema.metadata) != []


def test_migrations_that_have_run_do_nothing(database: Database):
    keep(database, 1)
    migrate(database.engine)
    assert keep(database, 1) is None


def test_a_branch_leads_from_the_start_to_its_head(database: Database):
    turns = [played(0, None), played(1, 0), played(2, 1), played(3, 1), played(4, 3)]
    for turn in turns:
        database.transact(lambda r, t=turn: r.add_turn(ROOM, t))
    database.transact(lambda r: r.add_turn(OTHER, played(0, None)))

    def indices(head: int, most: int | None = None) -> list[int]:
        return [turn.index for turn in database.transact(lambda r: r.branch(ROOM, head, most=most))]

    assert indices(4) == [0, 1, 3, 4]
    assert indices(2) == [0, 1, 2]
    assert indices(4, most=2) == [3, 4]
    assert indices(0, most=1) == [0]
    assert indices(9) == []
    assert database.transact(lambda r: r.branch(ROOM, 4)) == [turns[n] for n in (0, 1, 3, 4)]


def test_events_stand_in_the_order_they_were_kept_and_each_only_once(database: Database):
    assert [keep(database, n) for n in (7, 3, 7, 5)] == [0, 1, None, 2]
    assert keep(database, 9, OTHER) == 0, "every session has a line of its own"
    assert keep(database, 7, OTHER) is None, "an id is unique on its platform"
    assert [place for _, place in database.transact(lambda r: r.unfinished())] == [0, 1, 2, 0]


def test_an_event_that_is_done_leaves_only_its_id(database: Database):
    keep(database, 1)
    assert database.transact(lambda r: r.event(ROOM, 0)) == event(1)
    database.transact(lambda r: r.finish(ROOM, 0))
    assert database.transact(lambda r: r.event(ROOM, 0)) is None
    assert database.transact(lambda r: r.unfinished()) == []
    assert keep(database, 1) is None


def test_a_known_event_opens_no_session(database: Database):
    keep(database, 1)
    database.transact(lambda r: r.drop(ROOM))
    keep(database, 1)
    assert database.transact(lambda r: r.standing(ROOM)) is None


def test_to_drop_a_session_leaves_its_neighbour_its_ids_and_its_bills(database: Database):
    for session in (ROOM, OTHER):
        keep(database, 1 if session is ROOM else 2, session)
        database.transact(lambda r, s=session: r.add_turn(s, played(0, None)))
        database.transact(lambda r, s=session: r.record(f"{s}:0", "scene", {"text": "x"}, AT))
    database.transact(lambda r: r.reserve(spend("k", 5), Caps(), "fake"))
    database.transact(lambda r: r.drop(ROOM))
    assert database.transact(lambda r: r.turns(ROOM)) == []
    assert database.transact(lambda r: r.answers(f"{ROOM}:0")) == {}
    assert len(database.transact(lambda r: r.turns(OTHER))) == 1
    assert database.transact(lambda r: r.answers(f"{OTHER}:0")) == {"scene": {"text": "x"}}
    assert database.transact(lambda r: r.spent(ROOM)) == 5
    assert keep(database, 1) is None


def test_to_drop_a_session_keeps_what_the_work_that_does_it_wrote_down(database: Database):
    for work in (f"{ROOM}:0", f"{ROOM}:1"):
        database.transact(lambda r, w=work: r.record(w, "plan", None, AT))
    database.transact(lambda r: r.drop(ROOM, but=f"{ROOM}:1"))
    assert database.transact(lambda r: r.answers(f"{ROOM}:0")) == {}
    assert database.transact(lambda r: r.answers(f"{ROOM}:1")) == {"plan": None}


def test_a_standing_comes_back_as_it_was_saved(database: Database):
    standing = Standing(
        session=ROOM,
        settings=SessionSettings(look="clean"),
        owner="fake:ann",
        run=3,
        running=True,
        world="w",
        seed=7,
        started=AT,
        head=4,
        next_turn=5,
        folder=True,
        origin={"thread": [1, None]},
        deadline=AT + timedelta(seconds=1),
        waiting="vote",
    )
    database.transact(lambda r: r.save(standing))
    assert database.transact(lambda r: r.standing(ROOM)) == standing
    assert database.transact(lambda r: r.due(AT)) == []
    assert database.transact(lambda r: r.due(AT + timedelta(seconds=1))) == [standing]
    assert database.transact(lambda r: r.next_deadline()) == standing.deadline


def test_a_line_of_the_ledger_is_reserved_once(database: Database):
    assert database.transact(lambda r: r.reserve(spend("k", 5), Caps(), "fake")) is None
    assert database.transact(lambda r: r.reserve(spend("k", 9), Caps(), "fake")) == spend("k", 5)
    settled = database.transact(lambda r: r.settle("k", amount=3, state="done"))
    assert (settled.settled, settled.state) == (3, "done")
    assert database.transact(lambda r: r.spent(ROOM)) == 3


@pytest.mark.parametrize("scope", ["turn", "session", "person", "platform", "day"])
def test_what_is_open_counts_against_a_cap_as_it_was_quoted(database: Database, scope: str):
    caps = Caps(**{scope: 10})
    database.transact(lambda r: r.reserve(spend("a", 6), caps, "fake"))
    with pytest.raises(CapReached) as refused:
        database.transact(lambda r: r.reserve(spend("b", 5), caps, "fake"))
    assert refused.value.scope == scope
    assert f"The {scope}'s cap" in str(refused.value)
    database.transact(lambda r: r.settle("a", amount=5, state="done"))
    assert database.transact(lambda r: r.reserve(spend("b", 5), caps, "fake")) is None


def test_a_call_for_no_turn_counts_for_none(database: Database):
    caps = Caps(turn=10)
    for key in "abc":
        line = spend(key, 6, turn=-1)
        assert database.transact(lambda r, x=line: r.reserve(x, caps, "fake")) is None


def test_a_transaction_that_fails_changes_nothing(database: Database):
    def change(records: object) -> None:
        records.add_turn(ROOM, played(0, None))  # type: ignore[attr-defined]
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it is our own
        database.transact(change)
    assert database.transact(lambda r: r.turns(ROOM)) == []


def test_a_sweep_takes_what_is_old_and_the_last_words_to_who_is_gone(database: Database):
    database.transact(lambda r: r.record("w:0", "plan", None, AT))
    assert database.transact(lambda r: r.sweep(AT)) == 0
    assert database.transact(lambda r: r.sweep(AT + timedelta(seconds=1))) == 1


def test_a_database_of_another_kind_is_refused():
    with pytest.raises(SettingsError, match=r"neither sqlite:///… nor postgresql://…"):
        Database("mysql://root@localhost/x")
    assert sa.__version__
