"""Who spent what: listed, added up, with what is left, and what to do where nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway import Kind, SessionId, Spend
from gateway.app import Store
from gateway.core.caps import Caps
from gateway.settings import load
from gateway.store.records import SqlRecords

Command = Callable[..., Any]

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=70)


def line(key: str, state: str, cost: int, **other: object) -> Spend:
    values: dict[str, Any] = {"model": "painter-1", "person": "fake:ann", "at": NOW, **other}
    return Spend(
        key=key,
        session=SessionId.parse(values.pop("session", "fake.room")),
        turn=0,
        kind=Kind.FRAME,
        quoted=50_000,
        settled=cost,
        state=state,
        **values,
    )


LINES = [
    line("a", "done", 40_000),
    line("b", "done", 1_200_000, model="filmer-2", person="fake:bob", session="fake.room2"),
    line("c", "unknown", 50_000, person="fake:bob"),
    line("d", "failed", 0),
    line("e", "done", 700_000, at=LONG_AGO, session="web.x", person="web:ann"),
]


@pytest.fixture
def books(root: Path) -> Path:
    """A root with a ledger; two of the accounts are one person's."""
    store = Store.open(load(root=root))
    try:
        store.database.transact(keep)
    finally:
        store.close()
    return root


def keep(records: SqlRecords) -> None:
    for each in LINES:
        records.reserve(each, Caps(), each.session.platform)
        records.settle(each.key, amount=each.settled, state=each.state)
    records.join("fake:ann", "web:ann", "circle", NOW)


def rows(out: str) -> list[list[str]]:
    return [row.split() for row in out.splitlines() if row.strip()]


def test_every_call_is_listed_and_what_nobody_knows_says_what_to_do(
    tapeway: Command, books: Path
) -> None:
    done = tapeway("spend", root=books)
    assert done.code == 0
    assert rows(done.out)[0] == ["when", "session", "person", "for", "model", "cost", "state"]
    assert rows(done.out)[1][2:] == ["web.x", "web:ann", "frame", "painter-1", "$0.7000", "done"]
    assert "Together: $1.99 for 5 calls" in done.out
    assert "tapeway spend --settle KEY=DOLLARS" in done.out
    assert rows(done.out)[-1][:3] == ["c", "painter-1", "$0.0500"]


@pytest.mark.parametrize(
    ("by", "first", "second"),
    [
        ("model", ["filmer-2", "1", "$0.0500", "$1.2000"], ["painter-1", "4", "$0.2000"]),
        ("session", ["fake.room2", "1"], ["web.x", "1"]),
        ("person", ["fake:bob", "2", "$0.1000", "$1.2500", "1", "($0.0500)"], ["web:ann", "1"]),
        ("platform", ["fake", "4"], ["web", "1"]),
    ],
)
def test_it_is_added_up_the_dearest_first(
    tapeway: Command, books: Path, by: str, first: list[str], second: list[str]
) -> None:
    heads, *table = rows(tapeway("spend", "--by", by, root=books).out)
    assert heads == [by, "calls", "quoted", "cost", "unknown"]
    assert table[0][: len(first)] == first
    assert table[1][: len(second)] == second


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        (("--day",), 4),
        (("--month",), 4),
        (("--since", f"{LONG_AGO - timedelta(days=1):%Y-%m-%d}"), 5),
        (("--since", f"{LONG_AGO + timedelta(days=1):%Y-%m-%d}"), 4),
    ],
)
def test_it_is_shown_from_a_day_on(
    tapeway: Command, books: Path, words: tuple[str, ...], calls: int
) -> None:
    assert f" for {calls} calls" in tapeway("spend", *words, root=books).out


def test_what_is_left_of_each_cap_is_shown_over_all_accounts_of_a_person(
    tapeway: Command, books: Path, tmp_path: Path
) -> None:
    (tmp_path / "tapeway.toml").write_text(
        "[money]\nturn = 0.1\nsession = 2\nperson = 1\nplatform = 3\nday = 1\n"
    )
    caps = rows(tapeway("spend", "--by", "model", root=books).out.split("\n\n")[2])
    assert caps[:3] == [
        ["cap", "most", "of", "used", "left"],
        ["turn", "$0.10", "each"],
        ["session", "$2.00", "fake.room2", "$1.20", "$0.80"],
    ]
    assert ["person", "$1.00", "fake:bob", "$1.25", "$0.00"] in caps
    assert [row[3:] for row in caps if row[2] in ("fake:ann", "web:ann")] == [["$0.74", "$0.26"]]
    assert ["platform", "$3.00", "fake", "$1.29", "$1.71"] in caps
    assert caps[-1][-2:] == ["$1.29", "$0.00"]


def test_an_operator_says_what_an_unknown_call_came_to(tapeway: Command, books: Path) -> None:
    assert "c came to $0.02." in tapeway("spend", "--settle", "c=0.02", root=books).out
    assert "--settle" not in tapeway("spend", root=books).out
    for wrong in ("c=0.02", "a=1", "nonsense"):
        refused = tapeway("spend", "--settle", wrong, root=books)
        assert refused.code == 1
        assert "There is no unknown call" in refused.err


@pytest.mark.parametrize("amount", ["-1", "much", "nan", "inf"])
def test_what_is_no_amount_is_refused(tapeway: Command, books: Path, amount: str) -> None:
    refused = tapeway("spend", "--settle", f"c={amount}", root=books)
    assert refused.code == 1
    assert "is no amount" in refused.err


def test_it_can_be_looked_at_while_a_gateway_runs(tapeway: Command, books: Path) -> None:
    running = Store.open(load(root=books))
    try:
        assert tapeway("spend", root=books).code == 0
    finally:
        running.close()
