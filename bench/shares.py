"""A share that 200 people watch while 50 others play; 100,000 tapes in pages; a million guesses."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psutil

from bench import page, tables

if TYPE_CHECKING:
    from gateway.store.records import SqlRecords

VIEWERS, PLAYERS = 200, 50
STAY = 20.0
"""Seconds in which the viewers come, one after another, and read on."""

AT = datetime(2026, 1, 1, tzinfo=UTC)


async def main() -> None:
    """Print the tables."""
    quick = tables.quick(__doc__ or "")
    print(tables.machine())
    with tempfile.TemporaryDirectory() as folder:
        async with page.gateway(Path(folder) / "root") as (address, server):
            await watch(address, psutil.Process(server), 2 if quick else 4)
    with tempfile.TemporaryDirectory() as folder:
        leaf(Path(folder), 10_000 if quick else 100_000)
    with tempfile.TemporaryDirectory() as folder:
        guess(Path(folder), 100_000 if quick else 1_000_000)


# ------------------------------------------------------------------------------------- to watch


async def watch(address: str, process: psutil.Process, turns: int) -> None:
    """How long a page and its media take while people play, and what it does to them."""
    before = process.memory_info().rss / 1e6
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(_browser(address))
        code = await _share(host)
        alone = await _play(stack, address, turns)
        viewers = [await stack.enter_async_context(_browser(address)) for _ in range(VIEWERS)]
        playing = asyncio.create_task(_play(stack, address, turns))
        seen = await asyncio.gather(
            *(_view(http, code, STAY * n / VIEWERS) for n, http in enumerate(viewers))
        )
        waits = await playing
        after = process.memory_info().rss / 1e6
    tables.show(
        f"{VIEWERS} viewers of one share in {STAY:.0f} s, {PLAYERS} players beside them",
        ("", "p50 ms", "p99 ms", "worst ms"),
        [
            ("the page", *tables.milliseconds([pages for pages, _ in seen])),
            (
                "its tape, its still, a frame",
                *tables.milliseconds([m for _, ms in seen for m in ms]),
            ),
            ("click to first word, without viewers", *tables.milliseconds(alone)),
            ("click to first word, with them", *tables.milliseconds(waits)),
        ],
        f"the gateway's RSS {before:.0f} MB before, {after:.0f} MB after.",
    )


async def _share(http: httpx.AsyncClient) -> str:
    """Play a run of ten turns, share its tape."""
    person = page.Page(http)
    await person.open("")
    for number in range(10):
        await person.act("choose" if number else "start", "left" if number else "")
        await person.words()
    await person.act("eject", "")
    shown = ""
    for _ in range(100):
        shown = (await http.get(f"/r/{person.room}/gallery")).text
        if "data-share=" in shown:
            break
        await asyncio.sleep(0.2)
    path = shown.partition('data-share="')[2].partition('"')[0]
    made = await http.post(f"/r/{person.room}/share", json={"path": path})
    await person.close()
    return str(made.json()["code"])


async def _play(stack: AsyncExitStack, address: str, turns: int) -> list[float]:
    pages = [page.Page(await stack.enter_async_context(_browser(address))) for _ in range(PLAYERS)]
    for each in pages:
        await each.open("")
    told = await asyncio.gather(*(_turns(each, turns, n) for n, each in enumerate(pages)))
    for each in pages:
        await each.close()
    return [wait for waits in told for wait in waits]


async def _turns(person: page.Page, turns: int, number: int) -> list[float]:
    """One player's turns, as `page.play`, but nobody watches."""
    waits = []
    await asyncio.sleep(page.PAUSE * number / PLAYERS)
    for turn in range(turns):
        clicked = time.perf_counter()
        await person.act("choose" if turn else "start", "left" if turn else "")
        waits.append(await person.words() - clicked)
        await asyncio.sleep(page.PAUSE)
    return waits


async def _view(http: httpx.AsyncClient, code: str, after: float) -> tuple[float, list[float]]:
    await asyncio.sleep(after)
    took = await _get(http, f"/s/{code}")
    names = ("still.jpg", "tape.gif", "frame-1.webp", "frame-9.webp")
    return took, [await _get(http, f"/s/{code}/{name}") for name in names]


async def _get(http: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    answer = await http.get(path)
    assert answer.status_code == 200, (path, answer.text[:200])
    return time.perf_counter() - began


def _browser(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=page.PATIENCE)


# -------------------------------------------------------------------------------------- to leaf


def leaf(folder: Path, count: int) -> None:
    """What a page of tapes costs at the beginning, in the middle and at the end."""
    from gateway import SessionId
    from gateway.store import lookups, schema
    from gateway.store.database import Database
    from gateway.store.migrate import migrate

    database = Database(f"sqlite:///{folder / 'rows.sqlite'}")
    migrate(database.engine)
    session = SessionId.of("web", "default")
    rows = [
        {
            "session": str(session), "path": f"tapes/{n:06}.gif", "kind": "tape", "run": n,
            "head": n, "look": "vhs", "size": 1, "at": AT + timedelta(seconds=n),
        }
        for n in range(count)
    ]  # fmt: skip
    with database.engine.begin() as connection:
        connection.execute(schema.media.insert(), rows)

    def look(before: tuple[int, str, str] | None) -> float:
        began = time.perf_counter()
        found = database.transact(
            lambda r: lookups.reels(r.connection, session=session, kind="", before=before, most=50)
        )
        assert len(found) == 50
        return time.perf_counter() - began

    def at(number: int) -> tuple[int, str, str]:
        moment = schema.microseconds(AT + timedelta(seconds=number))
        return moment, str(session), f"tapes/{number:06}.gif"

    places: Sequence[tuple[str, tuple[int, str, str] | None]] = [
        ("the first page", None), ("the middle", at(count // 2)), ("the last page", at(50)),
    ]  # fmt: skip
    look(None)
    tables.show(
        f"50 of {count:,} tapes of one session",
        ("", "p50 ms", "p99 ms", "worst ms"),
        [(name, *tables.milliseconds([look(place) for _ in range(200)])) for name, place in places],
    )
    database.close()


# ------------------------------------------------------------------------------------- to guess


def guess(folder: Path, count: int) -> None:
    """Try codes from many addresses at once, as fast as it goes."""
    from gateway import NotNow, NotUnderstood, SessionId, Shared
    from gateway.core import codes, sharing
    from gateway.core.guesses import Guard
    from gateway.core.shared import EVERYBODY, Share
    from gateway.store.database import Database
    from gateway.store.migrate import migrate

    database = Database(f"sqlite:///{folder / 'rows.sqlite'}")
    migrate(database.engine)
    share = Share(
        code=codes.new_code(), session=SessionId.of("web", "default"), kind=Shared.TAPE, run=1,
        head=0, title="t", person="web:1", at=AT, path="tapes/a.gif",
    )  # fmt: skip
    for _ in range(1000):
        other = replace(share, code=codes.new_code())
        database.transact(lambda r, other=other: r.add_share(other))
    guard, dice, found, asked = Guard(), random.Random(7), 0, 0

    def hundred(records: SqlRecords, batch: int) -> tuple[int, int]:
        """A hundred tries within a tenth of a second: how many were right, how many looked up."""
        right = looked = 0
        now = AT + timedelta(milliseconds=100) * batch
        for number in range(batch * 100, batch * 100 + 100):
            who = f"address:{number % 5000}"
            try:
                code = codes.spell("".join(dice.choices(codes.LETTERS, k=codes.LENGTH)))
                sharing.look_up(records, guard, code, person=who, now=now)
                right += 1
            except NotUnderstood:
                looked += 1
            except NotNow:
                continue
        return right, looked

    began, used = time.perf_counter(), time.process_time()
    for batch in range(count // 100):
        right, looked = database.transact(partial(hundred, batch=batch))
        found, asked = found + right, asked + looked
    took, cpu = time.perf_counter() - began, time.process_time() - used
    late = database.transact(lambda r: r.guesses([EVERYBODY]))
    tables.show(
        f"{count:,} guessed codes from 5,000 addresses at 1,000 a second, 1,000 shares there",
        ("", ""),
        [
            ("found", f"{found}"),
            ("looked up at all", f"{asked:,}"),
            ("turned away", f"{count - asked:,}"),
            ("counted so far", f"{sum(g.wrong for g in late.values()):,}"),
            ("µs CPU each", f"{cpu / count * 1e6:.1f}"),
            ("seconds", f"{took:.0f}"),
        ],
    )
    database.close()


if __name__ == "__main__":
    if "--serve" in sys.argv:
        os.execv(sys.executable, [sys.executable, page.__file__, *sys.argv[1:]])  # noqa: S606
    asyncio.run(main())
