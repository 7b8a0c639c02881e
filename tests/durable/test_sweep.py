"""The sweep of the queue: what is merely slow is left alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway import SessionId
from gateway.core.ports import Steps
from gateway.durable.journal import Journal
from gateway.store.database import Database

WORKS = 60


async def test_what_this_process_is_still_writing_down_is_not_handed_out_again(
    root: Path, caplog: pytest.LogCaptureFixture
):
    database = Database(f"sqlite:///{root / '.tapeway.sqlite'}")
    journal = Journal(database, lambda: datetime.now(UTC), poll=0.01, sweep=0.5)
    done: list[int] = []
    everything = asyncio.Event()

    async def work(steps: Steps, session: SessionId, number: int) -> None:
        await steps.commit("done", lambda records: None)
        done.append(number)
        if len(done) == WORKS:
            everything.set()

    await journal.start(line=work, side=work)
    try:
        for number in range(WORKS):
            await journal.submit(SessionId.of("fake", f"room{number}"), number)
        async with asyncio.timeout(30):
            await everything.wait()
    finally:
        await journal.stop(drain=5)
        database.close()
    assert sorted(done) == list(range(WORKS))
    assert [text for text in caplog.messages if "handed out again" in text] == []
