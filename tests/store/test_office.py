"""What can be looked up, page by page, and what is kept for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway import Action, Answered, Call, Kind, Picture, Scene, SessionId, Token, Verb, Webhook
from gateway.core.ports import Media, Played, Standing
from gateway.core.types import SessionSettings
from gateway.store import counter
from gateway.store.database import Database
from gateway.store.folders import Folders
from gateway.store.migrate import migrate
from gateway.store.office import SqlOffice

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ROOM = SessionId.of("fake", "room")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    migrate(database.engine)
    yield database
    database.close()


@pytest.fixture
def office(database: Database, tmp_path: Path) -> SqlOffice:
    return SqlOffice(database, Folders.open(tmp_path / "root", expected=False), lambda: AT)


def opened(database: Database, session: SessionId) -> None:
    standing = Standing(session=session, settings=SessionSettings(), world="lamp", run=1, head=0)
    database.transact(lambda r: r.save(standing))


def told(database: Database, session: SessionId, index: int) -> None:
    turn = Played(
        index=index,
        run=1,
        parent=index - 1 if index else None,
        number=index + 1,
        at=AT,
        action=Action(verb=Verb.SAY, text="x"),
        scene=Scene(text="t", title="The gate", place="A yard", picture=Picture(alt="A gate")),
        frame=f"images/frame_{index}.png",
    )
    database.transact(lambda r: r.add_turn(session, turn, world="lamp"))


def cut(database: Database, session: SessionId, number: int, kind: Kind = Kind.TAPE) -> None:
    media = Media(
        path=f"tapes/{number:06}.gif",
        kind=kind,
        run=1,
        head=0,
        look="vhs",
        size=1,
        # Three at the same moment: what a page begins after is a whole row.
        at=AT + timedelta(seconds=number // 3),
    )
    database.transact(lambda r: r.add_media(session, media))


async def test_pages_of_sessions_hold_each_once_and_those_of_a_platform_alone(
    database: Database, office: SqlOffice
) -> None:
    names = ["discord.1", "fake.a", "fake.b", "fake.c", "fakery.x", "web.default"]
    for name in names:
        opened(database, SessionId.parse(name))
    seen, after = [], ""
    while page := await office.sessions(after=after, most=4):
        seen += [card["session"] for card in page]
        after = str(seen[-1])
    assert seen == names
    fakes = await office.sessions(after="", most=9, platform="fake")
    assert [card["session"] for card in fakes] == ["fake.a", "fake.b", "fake.c"]


async def test_pages_of_tapes_hold_each_once_the_newest_first(
    database: Database, office: SqlOffice
) -> None:
    opened(database, ROOM)
    told(database, ROOM, 0)
    for number in range(20):
        cut(database, ROOM, number, Kind.FILM if number % 5 == 0 else Kind.TAPE)
    cut(database, SessionId.of("fake", "other"), 99)
    seen: list[object] = []
    before = None
    while page := await office.reels(before=before, most=7):
        seen += [(card["session"], card["path"]) for card in page]
        last = page[-1]
        before = (int(str(last["moment"])), str(last["session"]), str(last["path"]))
    expected = [("fake.room", f"tapes/{number:06}.gif") for number in reversed(range(20))]
    assert seen == [("fake.other", "tapes/000099.gif"), *expected]
    films = await office.reels(session=ROOM, kind="film", before=None, most=9)
    assert len(films) == 4
    card = films[0]
    told_of = (card["world"], card["title"], card["place"], card["still"], card["frames"])
    assert told_of == ("lamp", "The gate", "A yard", "images/frame_0.png", 1)


@pytest.mark.parametrize("where", [{}, {"session": ROOM}])
async def test_a_page_of_tapes_begins_at_an_index_however_far_back_it_is(
    database: Database, office: SqlOffice, where: dict[str, SessionId]
) -> None:
    asked: list[tuple[str, object]] = []

    def listen(_c: object, _u: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    sa.event.listen(database.engine, "before_cursor_execute", listen)
    await office.reels(before=(1, "fake.room", "tapes/x.gif"), most=9, **where)  # type: ignore[arg-type]
    statement, values = asked[-1]
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
        steps = " / ".join(row.detail for row in plan)
    assert "SEARCH media USING INDEX ix_media" in steps
    assert "B-TREE" not in steps


async def test_turns_of_a_session_or_of_one_run_are_told_without_what_is_the_writers_own(
    database: Database, office: SqlOffice
) -> None:
    opened(database, ROOM)
    for index in range(3):
        told(database, ROOM, index)
    page = await office.turns(ROOM, after=0, most=9)
    assert [card["turn"] for card in page] == [1, 2]
    assert not await office.turns(ROOM, after=-1, most=9, run=2)
    assert not {"state", "prompt", "detail"} & page[0].keys()
    assert [card["world"] for card in await office.runs(ROOM, before=9, most=9)] == ["lamp"]


async def test_a_token_is_known_by_its_digest_until_it_is_revoked(
    database: Database, office: SqlOffice
) -> None:
    token = Token(id="1", name="bot", scopes=("play", "read"), at=AT)
    database.transact(lambda r: counter.add_token(r, token, "d1"))
    assert await office.token("d1") == token
    assert (await office.tokens())[0].used == AT
    await office.answer("1", "k", Answered(digest="q", status=202, body="{}"))
    assert await office.token("d2") is None
    assert await office.revoke_token("1")
    assert not await office.revoke_token("1")
    assert await office.token("d1") is None
    assert await office.answered("1", "k") is None


async def test_an_answer_is_given_again_for_a_day(database: Database, tmp_path: Path) -> None:
    now = [AT]
    folders = Folders.open(tmp_path / "root", expected=False)
    office = SqlOffice(database, folders, lambda: now[0])
    first = Answered(digest="q", status=202, body="{}")
    await office.answer("1", "k", first)
    await office.answer("1", "k", Answered(digest="other", status=500, body=""))
    now[0] += timedelta(hours=23)
    assert await office.answered("1", "k") == first
    now[0] += timedelta(hours=2)
    assert await office.answered("1", "k") is None


async def test_a_call_is_kept_once_and_is_due_until_it_is_done(office: SqlOffice) -> None:
    await office.add_webhook(Webhook(id="w", url="http://x", events=("run_ended",), at=AT))
    call = Call(id="c", webhook="w", event="run_ended", at=AT, due=AT, body={"run": 1})
    await office.announce([call])
    await office.announce([call])
    assert await office.calls_due(AT, most=9) == [call]
    assert await office.next_call() == AT
    later = Call(**{**_fields(call), "due": AT + timedelta(hours=1), "attempts": 1, "why": "away"})
    await office.mark_call(later)
    assert not await office.calls_due(AT, most=9)
    assert await office.calls("w", most=9) == [later]
    assert await office.drop_webhook("w")
    assert not await office.calls("w", most=9)
    assert await office.next_call() is None


def _fields(call: Call) -> dict[str, object]:
    return {name: getattr(call, name) for name in call.__slots__}
