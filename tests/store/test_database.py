"""Changes that wait together share a commit, and nothing else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.core.ids import SessionId
from gateway.core.ports import Standing
from gateway.core.types import SessionSettings
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.records import SqlRecords


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    migrate(database.engine)
    yield database
    database.close()


@pytest.fixture
def commits(database: Database) -> list[object]:
    seen: list[object] = []
    sa.event.listen(database.engine, "commit", seen.append)
    return seen


def saves(records: SqlRecords, name: str) -> str:
    session = SessionId.of("fake", name)
    records.save(Standing(session=session, settings=SessionSettings()))
    return name


def fails(records: SqlRecords) -> str:
    saves(records, "half")
    raise LookupError("this change cannot be made")


def names(records: SqlRecords) -> list[str]:
    return [standing.session.parts[0] for standing in records.standings()]


async def together(database: Database, *changes: object) -> list[object]:
    """Let the changes wait behind one that takes its time, then see what they answer."""
    gate = threading.Event()
    first = asyncio.create_task(database.write(lambda r: gate.wait()))
    await asyncio.sleep(0)
    tasks = [asyncio.create_task(database.write(change)) for change in changes]  # type: ignore[arg-type]
    await asyncio.sleep(0)
    gate.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_changes_that_wait_share_a_commit(database: Database, commits: list[object]):
    answers = await together(database, *(lambda r, n=str(n): saves(r, n) for n in range(10)))
    assert answers == [str(n) for n in range(10)]
    assert len(commits) == 2  # the first one's, and theirs
    assert sorted(await database.read(names)) == [str(n) for n in range(10)]


async def test_one_that_fails_takes_no_other_with_it(database: Database):
    answers = await together(database, lambda r: saves(r, "a"), fails, lambda r: saves(r, "b"))
    assert answers[0] == "a"
    assert isinstance(answers[1], LookupError)
    assert answers[2] == "b"
    assert sorted(await database.read(names)) == ["a", "b"]


async def test_what_is_cancelled_before_its_time_is_not_done(database: Database):
    gate = threading.Event()
    first = asyncio.create_task(database.write(lambda r: gate.wait()))
    await asyncio.sleep(0)
    second = asyncio.create_task(database.write(lambda r: saves(r, "never")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    gate.set()
    await first
    assert await database.read(names) == []


async def test_a_read_sees_what_was_written_before_it(database: Database):
    answers = await together(database, lambda r: saves(r, "a"), names)
    assert answers == ["a", ["a"]]


async def test_a_close_lets_the_last_changes_finish(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'closing.sqlite'}"
    database = Database(url)
    migrate(database.engine)
    tasks = [asyncio.create_task(database.write(lambda r, n=n: saves(r, str(n)))) for n in range(5)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    assert await asyncio.gather(*tasks) == [str(n) for n in range(5)]


def test_what_is_up_to_date_is_known_without_alembic(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'rows.sqlite'}"
    again = (
        "import sys; from gateway.store.database import Database; "
        "from gateway.store.migrate import migrate; "
        f"migrate(Database({url!r}).engine); print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [done.stdout.strip() for done in said] == ["True", "False"]
