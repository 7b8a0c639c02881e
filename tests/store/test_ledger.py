"""Whatever is reserved and settled in whatever order, no cap is passed by what was quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import CapReached, Kind, SessionId, Spend
from gateway.core.caps import SCOPES, Caps, midnight
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.records import SqlRecords

BEGIN = datetime(2026, 1, 2, 20, tzinfo=UTC)
LINKED = frozenset({"a:ann", "b:ann"})
"""Two accounts of one person."""

CALLS = st.builds(
    Spend,
    key=st.just(""),
    session=st.sampled_from(["a.x", "a.y", "b.x"]).map(SessionId.parse),
    turn=st.integers(-1, 2),
    person=st.sampled_from(["a:ann", "b:ann", "a:bob"]),
    kind=st.sampled_from([Kind.SCENE, Kind.FRAME, Kind.SEGMENT]),
    model=st.just("m"),
    quoted=st.integers(0, 40),
    settled=st.just(0),
    state=st.just("called"),
    at=st.integers(0, 9).map(lambda hours: BEGIN + timedelta(hours=hours)),
)
ENDS = st.tuples(st.sampled_from(["done", "failed", "unknown", "open"]), st.floats(0, 1))
CAPS = st.builds(Caps, **{scope: st.one_of(st.none(), st.integers(0, 120)) for scope in SCOPES})


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'rows.sqlite'}")
    migrate(database.engine)
    database.transact(lambda r: r.join("a:ann", "b:ann", "circle", BEGIN))
    yield database
    database.close()


def counted(line: Spend) -> int:
    return line.quoted if line.state == "called" else line.settled


def same(scope: str, line: Spend, other: Spend) -> bool:
    """Whether a line counts against the same cap as another."""
    return {
        "turn": (line.session, line.turn) == (other.session, other.turn),
        "session": line.session == other.session,
        "person": line.person == other.person or {line.person, other.person} <= LINKED,
        "platform": line.session.platform == other.session.platform,
        "day": midnight(line.at) == midnight(other.at),
    }[scope]


def reached(caps: Caps, lines: list[Spend], call: Spend) -> bool:
    """Whether a call would pass a cap, by simply adding up."""
    for scope in SCOPES:
        cap = caps.of(scope)
        if cap is None or (scope == "turn" and call.turn < 0):
            continue
        used = sum(counted(line) for line in lines if same(scope, line, call))
        if used + call.quoted > cap:
            return True
    return False


@settings(deadline=None, max_examples=60)
@given(caps=CAPS, calls=st.lists(st.tuples(CALLS, ENDS, st.integers(0, 3)), max_size=12))
def test_what_is_reserved_is_what_fits_whatever_was_settled_meanwhile(
    database: Database, caps: Caps, calls: list[tuple[Spend, tuple[str, float], int]]
):
    lines: list[Spend] = []
    with database.engine.connect() as connection:
        records = SqlRecords(connection)
        for number, (call, (state, share), ending) in enumerate(calls):
            line = replace(call, key=str(number))
            if reached(caps, lines, line):
                with pytest.raises(CapReached) as refused:
                    records.reserve(line, caps, line.session.platform)
                assert refused.value.used + line.quoted > refused.value.cap
            else:
                assert records.reserve(line, caps, line.session.platform) is None
                lines.append(line)
            under_way = [line for line in lines if line.state == "called"][:ending]
            for line in under_way:
                amount = 0 if state == "failed" else round(line.quoted * share)
                settled = records.settle(line.key, amount=amount, state=state)
                lines[lines.index(line)] = settled
            for line in lines:
                for scope in SCOPES if line.turn >= 0 else SCOPES[1:]:
                    cap = caps.of(scope)
                    assert cap is None or records.used(scope, line) <= max(cap, 0)
        connection.rollback()


def test_a_line_that_is_there_is_not_reserved_once_more(database: Database, tmp_path: Path):
    call = Spend(
        key="once",
        session=SessionId.parse("a.x"),
        turn=0,
        person="a:ann",
        kind=Kind.FRAME,
        model="m",
        quoted=5,
        settled=0,
        state="called",
        at=BEGIN,
    )
    with database.engine.connect() as connection:
        records = SqlRecords(connection)
        assert records.reserve(call, Caps(), "a") is None
        assert records.reserve(replace(call, quoted=9), Caps(day=0), "a") == call
        connection.rollback()
