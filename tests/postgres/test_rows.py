"""The rows on PostgreSQL: as the migrations say, and no cap is passed by many at once."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gateway import CapReached, Kind, Part, SessionId, Spend, Verb
from gateway.core.caps import Caps
from gateway.core.codes import new_code
from gateway.core.guesses import Guard, scopes
from gateway.core.ports import Media
from gateway.core.shared import EVERYBODY, Follow, Share, Shared
from gateway.store import schema
from gateway.store.database import Database
from gateway.store.records import SqlRecords
from gateway.testing import FakePlatform, FakeStory, Table, offering, playing

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
CALL = Spend(
    key="", session=SessionId.of("fake", "room"), turn=0, person="fake:ann", kind=Kind.FRAME,
    model="m", quoted=7, settled=0, state="called", at=AT,
)  # fmt: skip


def test_the_migrations_make_what_the_schema_says(database: Database):
    with database.engine.connect() as connection:
        options = {"compare_type": True, "version_table": "tapeway_version"}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, schema.metadata)
    assert differences == []


def test_two_hundred_that_reserve_at_once_pass_no_cap(database: Database):
    gate = threading.Barrier(8)

    def spend(worker: int) -> int:
        gate.wait()
        return sum(fits(f"{worker}:{number}") for number in range(25))

    def fits(key: str) -> bool:
        call = replace(CALL, key=key)
        try:
            database.transact(lambda r: r.reserve(call, Caps(day=70), "fake"))
        except CapReached:
            return False
        return True

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(spend, range(8))) == 10
    assert database.transact(lambda r: r.spent(CALL.session)) == 70


async def test_a_run_is_played_taped_and_filmed(url: str, root: Path):
    platform = FakePlatform()
    async with playing(root, FakeStory(), offering(platform), database=url) as gateway:
        table = Table.at(gateway, platform)
        await table.do(Verb.START)
        for _ in range(3):
            await table.do(Verb.CHOOSE, button=table.buttons()[0])
        assert "Turn 4: say on we go" in await table.say("on we go")
        await table.do(Verb.REWIND, "2")
        await table.do(Verb.SAY, "another way")
        assert table.history() == [0, 1, 2, 3, 4, 5]
        shown = [delivery.part for delivery in await table.do(Verb.FILM)]
        assert shown == [Part.FILM]
        assert Part.TAPE in [delivery.part for delivery in await table.do(Verb.EJECT)]


async def test_what_one_hears_is_in_order_and_others_do_not_wait(url: str, root: Path):
    platform = FakePlatform()
    async with playing(
        root, FakeStory(), offering(platform), database=url, play={"film": "off"}
    ) as g:
        rooms = [platform.session(f"room{n}") for n in range(4)]
        for room in rooms:
            await g.engine.hear(platform.event(Verb.START, session=room))
        events = [
            platform.event(Verb.SAY, str(n), session=room) for n in range(3) for room in rooms
        ]
        await asyncio.gather(*map(g.engine.hear, events))
        await g.rest()
        for room in rooms:
            told = [d.text.split()[-1] for d in platform.of(Part.WORDS, session=room)]
            assert sorted(told[1:]) == [str(n) for n in range(3)]
            assert [d.text.split(":")[0] for d in platform.of(Part.WORDS, session=room)] == [
                f"Turn {n}" for n in range(4)
            ]


def test_what_is_shared_and_who_took_part_is_kept_there_too(database: Database):
    room, far = SessionId.of("fake", "attic"), SessionId.of("far", "cellar")
    share = Share(
        code=new_code(), session=room, kind=Shared.TAPE, path="tapes/t.gif", run=1, head=0,
        title="The Plain", person="fake:ann", at=AT, expires=AT + timedelta(days=1),
    )  # fmt: skip
    media = Media(path=share.path, kind=Kind.TAPE, run=1, head=0, look="vhs", size=9, at=AT)

    def change(records: SqlRecords) -> None:
        records.take_part(room, 1, "fake:ann")
        records.add_media(room, media)
        records.add_share(share)
        records.count_view(share.code)
        records.follow(Follow(session=far, share=share.digest, at=AT))
        records.join("fake:ann", "far:ann", "circle", AT)

    database.transact(change)
    mine = database.transact(lambda r: r.accounts("far:ann"))
    (credit,) = database.transact(lambda r: r.credits(mine, before=(AT + timedelta(1), "")))
    assert (credit.session, credit.path) == (room, share.path)
    assert not database.transact(lambda r: r.credits(mine, before=(AT, credit.key)))
    (page,) = database.transact(lambda r: r.all_shares(AT, before=(AT + timedelta(1), "")))
    assert page == replace(share, views=1)
    assert database.transact(lambda r: r.followers(room, 1, AT)) == [(far, page)]
    assert database.transact(lambda r: r.sweep_shares(AT + timedelta(days=1))) == 1
    assert database.transact(lambda r: r.followers(room, 1, AT)) == []


def test_wrong_codes_that_come_at_once_are_all_counted(database: Database):
    guard, who = Guard(), scopes("eve", "there")
    database.transact(lambda r: guard.wrong(r, who, AT))
    with ThreadPoolExecutor(8) as workers:
        guesses = [
            workers.submit(database.transact, lambda r: guard.wrong(r, who, AT)) for _ in range(40)
        ]
    assert all(guess.exception() is None for guess in guesses)
    counted = database.transact(lambda r: r.guesses([EVERYBODY, "person eve"]))
    assert {each.wrong for each in counted.values()} == {41}
