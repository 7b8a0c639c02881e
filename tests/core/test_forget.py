"""Forget really forgets: no file, no row but the inbox's ids and the ledger."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway import Part, Segment, Verb
from gateway.core import phrases
from gateway.store import schema
from gateway.testing import FakePlatform, Seat, Table, plugin_of, told

SECRET = "the word nobody may keep"


def late(path: Path, data: bytes = b"late") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


async def forget(table: Table) -> str:
    (ask,) = await table.do(Verb.FORGET)
    assert ask.text == phrases.FORGET
    return told(await table.do(Verb.FORGET, button=ask.buttons[0]))


def rows(table: Table) -> dict[str, int]:
    """How many rows each table has of this session."""

    def count(records: object) -> dict[str, int]:
        db = records._db  # type: ignore[attr-defined]
        found = {}
        for name, each in schema.metadata.tables.items():
            text = " || ' ' || ".join(f"coalesce(cast(\"{c.name}\" as text), '')" for c in each.c)
            query = sa.text(f"select count(*) from {name} where {text} like :part")  # noqa: S608
            found[name] = db.execute(query, {"part": f"%{table.session}%"}).scalar()
        return {name: n for name, n in found.items() if n}

    return table.gateway.store.database.transact(count)


async def test_forget_asks_first_and_leaves_nothing(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        await table.do(Verb.SAY, SECRET)
        await table.do(Verb.TAPE)
        assert await forget(table) == phrases.FORGOTTEN
        assert not table.folder.exists()
        table.gateway.store.database.transact(
            lambda r: r.sweep(table.gateway.engine.kit.clock().replace(year=2000))
        )
        assert set(rows(table)) == {"inbox"}
        events = table.gateway.store.database.transact(
            lambda r: r._db.execute(sa.select(schema.inbox.c.event)).scalars().all()
        )
        assert set(events) == {None}
    found = b"".join(path.read_bytes() for path in table.folder.parent.rglob("*") if path.is_file())
    assert b"frame_0" not in found or SECRET.encode() not in _live(table.folder.parent)


def _live(root: Path) -> bytes:
    """What the database still holds, without the pages it will write over."""
    copy = root / "copy.sqlite"
    engine = sa.create_engine(f"sqlite:///{root / '.tapeway.sqlite'}")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{copy}'")
    engine.dispose()
    return copy.read_bytes()


async def test_a_forgotten_conversation_begins_afresh(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        await forget(table)
        assert told(await table.do(Verb.STATUS)) == phrases.NO_RUN
        assert told(await table.do(Verb.START, person="bob")) == "Turn 0: start"
        assert table.history() == [0]


async def test_an_event_from_before_that_comes_again_leaves_nothing_either(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START, number=1000)
        await forget(table)
        assert await table.do(Verb.START, number=1000) == []
        assert not table.folder.exists()
        assert "sessions" not in rows(table)


async def test_a_clip_that_is_being_shot_does_not_bring_the_folder_back(seat: Seat):
    shooting, go_on = asyncio.Event(), asyncio.Event()

    async def shoot(path: Path) -> Segment:
        shooting.set()
        try:
            await go_on.wait()
        finally:
            late(path)
        return Segment(duration=1)

    async with seat(plugin_of("slow", shoot_segment=shoot)) as table:
        await table.do(Verb.START)
        hear, event = table.gateway.engine.hear, table.platform.event
        await hear(event(Verb.CHOOSE, "1"))
        await shooting.wait()
        await hear(event(Verb.FORGET, "yes"))
        await table.platform.until(
            lambda: phrases.FORGOTTEN in told(table.platform.of(Part.NOTICE))
        )
        go_on.set()
        await table.gateway.rest()
        assert not table.folder.exists()


async def test_a_folder_deleted_between_two_turns_is_a_session_deleted(seat: Seat):
    async with seat() as table:
        other = Table.at(table.gateway, table.platform, "other")
        await other.do(Verb.START)
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        shutil.rmtree(table.folder)
        assert told(await table.do(Verb.CHOOSE, "1")) == phrases.NO_RUN
        assert told(await table.do(Verb.START)) == "Turn 0: start"
        assert table.history() == [0]
        assert other.history() == [0], "a neighbour notices nothing"


async def test_a_folder_deleted_while_a_clip_is_shot_gets_no_clip_of_the_old_story(seat: Seat):
    shooting, go_on = asyncio.Event(), asyncio.Event()

    async def shoot(path: Path) -> Segment:
        if not shooting.is_set():
            shooting.set()
            await go_on.wait()
            late(path, b"old")
        else:
            late(path, b"new")
        return Segment(duration=1)

    async with seat(plugin_of("slow", shoot_segment=shoot)) as table:
        hear, event = table.gateway.engine.hear, table.platform.event
        await hear(event(Verb.START))
        await hear(event(Verb.CHOOSE, "1"))
        await shooting.wait()
        await table.platform.until(lambda: len(table.platform.of(Part.PICTURE)) == 2)
        shutil.rmtree(table.folder)
        await hear(event(Verb.START))
        await hear(event(Verb.CHOOSE, "2"))
        await table.platform.until(lambda: table.platform.of(Part.SEGMENT))
        go_on.set()
        await table.gateway.rest()
        assert len(table.platform.of(Part.SEGMENT)) == 1, "the old story's is let go"
        assert (table.folder / "films/segments/seg_0_1.mp4").read_bytes() == b"new"


async def test_status_notices_a_deleted_folder_at_once(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        shutil.rmtree(table.folder)
        assert told(await table.do(Verb.STATUS)) == phrases.NO_RUN


async def test_where_the_data_root_is_gone_nothing_is_believed_deleted(seat: Seat, room: Path):
    async with seat() as table:
        await table.do(Verb.START)
        table.folder.rename(room / "elsewhere")
        marker = table.folder.parent / ".tapeway-root"
        marker.rename(room / "marker")

        await table.gateway.engine.hear(table.platform.event(Verb.CHOOSE, "1"))
        assert "turn 0" in told(await _at_once(table, Verb.STATUS)), "the rows still answer"

        (room / "marker").rename(marker)
        (room / "elsewhere").rename(table.folder)
        await table.platform.until(lambda: len(table.platform.of(Part.PICTURE)) == 2)
        assert table.history()[0] == 0


async def _at_once(table: Table, verb: Verb) -> list[object]:
    seen = len(table.platform.of(Part.NOTICE))
    await table.gateway.engine.hear(table.platform.event(verb))
    await table.platform.until(lambda: len(table.platform.of(Part.NOTICE)) > seen)
    return table.platform.of(Part.NOTICE)[seen:]


async def test_only_one_gateway_has_a_data_root(seat: Seat, root: Path):
    from gateway.app import Store
    from gateway.core.errors import DataRootError
    from gateway.settings import load

    async with seat(platform=FakePlatform()):
        with pytest.raises(DataRootError, match="Another gateway runs"):
            Store.open(load(root=root))
    Store.open(load(root=root)).close()
