"""The rows of what is shared and of who took part: found by code, gone with their session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway import Action, Delivery, Part, Person, Picture, Scene, SessionId, Verb
from gateway.core import codes
from gateway.core.platform import Attachment
from gateway.core.ports import Media, Played
from gateway.core.shared import EVERYBODY, Follow, Guesses, LinkCode, Share, Shared
from gateway.core.types import Kind
from gateway.store import schema
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.records import SqlRecords

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROOM, OTHER = SessionId.of("fake", "room"), SessionId.of("far", "room")
ANN, BOB, FAR_ANN = "fake:ann", "fake:bob", "far:ann"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    migrate(database.engine)
    yield database
    database.close()


@pytest.fixture
def records(database: Database) -> Iterator[SqlRecords]:
    with database.engine.begin() as connection:
        yield SqlRecords(connection)


def share(code: str = "", **changes: object) -> Share:
    made = Share(
        code=code or codes.new_code(),
        session=ROOM,
        kind=Shared.TAPE,
        path="tapes/tape_1.gif",
        run=1,
        head=0,
        title="The Plain",
        person=ANN,
        at=AT,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def tape(number: int, run: int = 1, at: datetime = AT) -> Media:
    path = f"tapes/tape_{number}.gif"
    return Media(path=path, kind=Kind.TAPE, run=run, head=0, look="vhs", size=9, at=at)


def turn(index: int, person: str, run: int = 1) -> Played:
    return Played(
        index=index,
        run=run,
        parent=None,
        number=1,
        at=AT,
        action=Action(verb=Verb.SAY, person=Person(id=person)),
        scene=Scene(text="t", picture=Picture(alt="")),
    )


def delivery(key: str, session: SessionId = OTHER) -> Delivery:
    file = Attachment(session=ROOM, path="tapes/t.gif", size=1, media_type="image/gif")
    return Delivery(key=key, session=session, part=Part.TAPE, attachments=(file,))


def test_a_share_is_found_by_its_code_until_it_expires(records: SqlRecords):
    made = share(expires=AT + timedelta(days=1))
    records.add_share(made)
    assert records.share(made.code, AT) == made
    assert records.share(made.code, AT + timedelta(days=1)) is None
    assert records.share(codes.new_code(), AT) is None


def test_shares_are_listed_by_session_and_by_who_made_them(records: SqlRecords):
    mine, theirs = share(), share(person=BOB, at=AT + timedelta(hours=1))
    for each in (mine, theirs):
        records.add_share(each)
    records.count_view(mine.code)
    assert records.shares(ROOM, AT) == [theirs, replace(mine, views=1)]
    assert records.shares_of(frozenset({BOB, FAR_ANN}), AT) == [theirs]
    assert records.shares(OTHER, AT) == []


def test_all_shares_are_leafed_through_without_gap_or_repeat(records: SqlRecords):
    made = [share(at=AT + timedelta(hours=n // 3)) for n in range(25)]
    for each in made:
        records.add_share(each)
    seen: list[Share] = []
    before = None
    while page := records.all_shares(AT, before=before, most=4):
        seen += page
        before = (page[-1].at, page[-1].digest)
    assert sorted(seen, key=lambda s: s.code) == sorted(made, key=lambda s: s.code)
    assert [s.at for s in seen] == sorted((s.at for s in made), reverse=True)


def test_a_revoked_code_is_gone_with_what_is_still_on_its_way(records: SqlRecords):
    made, kept = share(), share()
    for each in (made, kept):
        records.add_share(each)
        records.follow(Follow(session=OTHER, share=each.digest, at=AT))
        records.send(delivery(each.code), share=each.digest)
    assert records.revoke(made.code) == made
    assert records.revoke(made.code) is None
    assert records.share(made.code, AT) is None
    assert records.share(kept.code, AT) == kept
    outgoing = records.outgoing(OTHER)
    assert outgoing is not None
    assert outgoing.delivery.key == kept.code


def test_a_forgotten_session_takes_everything_along_that_others_know_of_it(
    database: Database, records: SqlRecords
):
    made = share()
    records.add_share(made)
    records.add_turn(ROOM, turn(0, ANN))
    records.add_media(ROOM, tape(1))
    records.open_door(ROOM, "7K2Q", AT)
    (credit,) = records.credits(frozenset({ANN}))
    records.follow(Follow(session=OTHER, share=made.digest, at=AT))
    records.send(delivery("a"), share=made.digest)
    records.send(delivery("b"), share=credit.key)
    records.mark("a", state="sent")
    link = LinkCode(digest="d", person=FAR_ANN, name="", session=OTHER, expires=AT)
    records.save_link_code(replace(link, other=ANN, other_session=ROOM))

    records.drop(ROOM)

    for table in schema.metadata.tables.values():
        for row in records._db.execute(sa.select(table)).all():
            assert str(ROOM) not in str(row), table.name


def test_what_has_expired_is_swept_away_and_wrong_codes_are_forgiven(records: SqlRecords):
    old, young = share(expires=AT), share(expires=AT + timedelta(days=1))
    for each in (old, young):
        records.add_share(each)
    for scope in ("person", EVERYBODY):
        records.save_guesses(Guesses(scope=scope, full=AT, wrong=3))
    assert records.sweep_shares(AT) == 1
    assert records.shares(ROOM, AT - timedelta(days=1)) == [young]
    assert set(records.guesses(["person", EVERYBODY])) == {EVERYBODY}, "the sum of all is kept"


def test_an_address_leads_to_its_conversation_until_that_is_closed(records: SqlRecords):
    records.open_door(ROOM, "AAAA", AT)
    records.open_door(ROOM, "BBBB", AT)
    assert (records.behind("AAAA"), records.behind("BBBB")) == (None, ROOM)
    assert records.door(ROOM) == "BBBB"
    assert records.close_door(ROOM)
    assert records.behind("BBBB") is None
    assert not records.close_door(ROOM)


def test_a_conversation_follows_one_run_at_a_time(records: SqlRecords):
    first, second = share(kind=Shared.RUN), share(kind=Shared.RUN, run=2)
    for each in (first, second):
        records.add_share(each)
        records.follow(Follow(session=OTHER, share=each.digest, at=AT))
    assert records.followed(OTHER, AT) == second
    assert records.followers(ROOM, 1, AT) == []
    assert records.followers(ROOM, 2, AT) == [(OTHER, second)]
    assert records.unfollow(OTHER)
    assert records.followed(OTHER, AT) is None


# ------------------------------------------------------------------------------------------ people


def test_accounts_that_are_joined_are_one_person_s_all_the_way_round(records: SqlRecords):
    assert records.accounts(ANN) == {ANN}
    records.join(ANN, FAR_ANN, "c1", AT)
    records.join("web:1", "slack:2", "c2", AT)
    assert records.accounts("web:1") == {"web:1", "slack:2"}
    records.join(FAR_ANN, "slack:2", "c3", AT)
    assert records.accounts(ANN) == {ANN, FAR_ANN, "web:1", "slack:2"}
    assert records.accounts(BOB) == {BOB}


def test_an_account_that_parts_stands_alone_and_the_others_stay(records: SqlRecords):
    records.join(ANN, FAR_ANN, "c1", AT)
    records.join(ANN, "web:1", "c2", AT)
    assert records.part(ANN)
    assert records.accounts(ANN) == {ANN}
    assert records.accounts(FAR_ANN) == {FAR_ANN, "web:1"}
    assert records.part(FAR_ANN)
    assert records.accounts("web:1") == {"web:1"}
    assert not records.part("web:1"), "nobody is joined to oneself"


def test_a_link_code_is_good_until_its_time(records: SqlRecords):
    link = LinkCode(digest="d", person=ANN, name="Ann", session=ROOM, expires=AT, origin={"m": 1})
    records.save_link_code(link)
    assert records.link_code("d", AT - timedelta(seconds=1)) == link
    assert records.link_code("d", AT) is None
    records.drop_link_codes(ANN)
    assert records.link_code("d", AT - timedelta(seconds=1)) is None


def test_my_tapes_are_those_of_every_run_i_took_part_in_however_late(records: SqlRecords):
    records.add_turn(ROOM, turn(0, ANN))
    records.add_media(ROOM, tape(1))
    records.add_turn(ROOM, turn(1, BOB))
    records.add_media(ROOM, tape(2, at=AT + timedelta(hours=1)))
    records.add_turn(ROOM, turn(2, BOB, run=2))
    records.add_media(ROOM, tape(3, run=2, at=AT + timedelta(hours=2)))
    of_ann = [credit.path for credit in records.credits(frozenset({ANN}))]
    of_bob = [credit.path for credit in records.credits(frozenset({BOB}))]
    assert of_ann == ["tapes/tape_2.gif", "tapes/tape_1.gif"]
    assert of_bob == ["tapes/tape_3.gif", "tapes/tape_2.gif", "tapes/tape_1.gif"]
    assert [c.path for c in records.credits(frozenset({ANN, BOB}))] == of_bob, "each of them once"


def test_my_tapes_are_leafed_through_without_gap_or_repeat(records: SqlRecords):
    persons = (ANN, BOB, FAR_ANN)
    for number in range(40):
        records.take_part(ROOM, number, persons[number % 3])
        records.take_part(ROOM, number, persons[number % 2])
        records.add_media(ROOM, tape(number, number, AT + timedelta(hours=number // 4)))
    seen, before = [], None
    while page := records.credits(frozenset(persons), before=before, most=7):
        seen += page
        before = (page[-1].at, page[-1].key)
    assert len({credit.key for credit in seen}) == len(seen) == 40
    assert [c.at for c in seen] == sorted((c.at for c in seen), reverse=True)


def test_a_credit_is_found_by_its_key_by_those_who_have_it_alone(records: SqlRecords):
    records.add_turn(ROOM, turn(0, ANN))
    records.add_media(ROOM, tape(1))
    (credit,) = records.credits(frozenset({ANN}))
    assert records.credit(frozenset({FAR_ANN, ANN}), credit.key) == credit
    assert records.credit(frozenset({BOB}), credit.key) is None
    assert str(ROOM) not in credit.key


def test_a_hundred_tapes_of_a_hundred_thousand_are_found_by_an_index(records: SqlRecords):
    query = sa.text(
        "explain query plan select * from credits where person = 'a' and (at, key) < (5, 'k') "
        "order by at desc, key desc limit 10"
    )
    plan = " ".join(str(row) for row in records._db.execute(query))
    assert "SEARCH" in plan
    assert "USE TEMP B-TREE" not in plan


def test_who_played_before_this_release_has_their_tapes(tmp_path: Path):
    from alembic import command
    from alembic.config import Config

    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    scripts = Path(schema.__file__).parent / "migrations"
    config.set_main_option("script_location", str(scripts))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            'insert into turns (session, "index", run, number, at, action, scene) values '
            "('fake.room', 0, 1, 1, 0, '{\"person\": {\"id\": \"fake:ann\"}}', '{}'), "
            "('fake.room', 1, 1, 2, 0, '{\"person\": null}', '{}')"
        )
        connection.exec_driver_sql(
            "insert into media values ('fake.room', 'tapes/t.gif', 'tape', 1, 0, 'vhs', 9, 5)"
        )
    migrate(database.engine)
    (credit,) = database.transact(lambda r: r.credits(frozenset({ANN})))
    assert (credit.session, credit.path) == (ROOM, "tapes/t.gif")
    database.transact(lambda r: r.take_part(ROOM, 1, ANN))
    assert len(database.transact(lambda r: r.credits(frozenset({ANN})))) == 1, "under the same key"
    database.close()
