"""Wrong codes are counted and slowed, by whom, where, and over all; in a flood, from memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway import NotNow, NotUnderstood, SessionId
from gateway.core import codes, phrases
from gateway.core.guesses import ALL, CONVERSATION, PERSON, Guard, scopes
from gateway.core.shared import EVERYBODY, Share, Shared
from gateway.core.sharing import look_up
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.records import SqlRecords
from gateway.testing import FakeClock

MANY = int(os.environ.get("TAPEWAY_GUESSES", "2000"))
"""A million and more, for who has the time: TAPEWAY_GUESSES=1000000."""


@pytest.fixture
def records(tmp_path: Path) -> Iterator[SqlRecords]:
    """All in one transaction: a test need not wait for the disk at every guess."""
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    migrate(database.engine)
    with database.engine.begin() as connection:
        yield SqlRecords(connection)
    database.close()


class Guesser:
    """Whoever tries codes, and what they are told."""

    def __init__(self, records: SqlRecords, clock: FakeClock) -> None:
        self.records, self.clock, self.guard = records, clock, Guard()

    def guess(self, person: str = "eve", place: str = "there", code: str = "") -> str:
        code = code or codes.new_code()
        now = self.clock()
        try:
            look_up(self.records, self.guard, code, person=person, place=place, now=now)
        except (NotUnderstood, NotNow) as error:
            return str(error)
        return "found"

    def wrong(self, scope: str) -> int:
        found = self.records.guesses([scope])
        return found[scope].wrong if scope in found else 0


@pytest.fixture
def guesser(records: SqlRecords) -> Guesser:
    return Guesser(records, FakeClock())


def slow(answer: str) -> bool:
    return answer.startswith(phrases.SLOW.partition("{")[0])


def test_a_person_has_five_wrong_codes_and_one_more_a_minute(guesser: Guesser):
    answers = [guesser.guess(place=f"room {n}") for n in range(7)]
    assert answers[: PERSON.count] == [phrases.NO_SHARE] * PERSON.count
    assert answers[PERSON.count :] == [phrases.SLOW.format(wait="60 seconds")] * 2
    guesser.clock.advance(59)
    assert guesser.guess() == phrases.SLOW.format(wait="1 seconds")
    guesser.clock.advance(1)
    assert [guesser.guess() == phrases.NO_SHARE, slow(guesser.guess())] == [True, True]


def test_a_conversation_has_thirty_and_everybody_together_a_thousand(guesser: Guesser):
    here = [guesser.guess(f"p{n}") for n in range(CONVERSATION.count + 1)]
    assert [slow(answer) for answer in here] == [False] * CONVERSATION.count + [True]
    others = [guesser.guess(f"q{n}", f"room {n}") for n in range(ALL.count)]
    assert sum(not slow(answer) for answer in others) == ALL.count - CONVERSATION.count
    guesser.clock.advance(1)
    fresh = [guesser.guess(f"r{n}", f"hall {n}") for n in range(12)]
    assert sum(not slow(answer) for answer in fresh) == 10, "ten more each second"


def test_long_waits_are_told_in_minutes(guesser: Guesser):
    for number in range(5):
        guesser.guess(place=f"room {number}")
    later = Guesser(guesser.records, guesser.clock)
    later.clock.advance(-120)
    assert later.guess() == phrases.SLOW.format(wait="3 minutes")


def test_a_new_process_knows_who_has_to_wait(guesser: Guesser):
    for number in range(5):
        guesser.guess(place=f"room {number}")
    again = Guesser(guesser.records, guesser.clock)
    assert slow(again.guess())


def test_a_right_code_is_no_guess_and_costs_nothing(guesser: Guesser, records: SqlRecords):
    made = Share(
        code=codes.new_code(),
        session=SessionId.of("near", "attic"),
        kind=Shared.RUN,
        run=1,
        head=0,
        title="The Plain",
        person="near:ann",
        at=guesser.clock(),
    )
    records.add_share(made)
    assert {guesser.guess(code=made.code) for _ in range(50)} == {"found"}
    assert guesser.wrong(EVERYBODY) == 0


def test_of_many_guesses_none_is_found_all_are_counted_and_few_are_looked_up(
    guesser: Guesser,
):
    looked_up = sum(not slow(guesser.guess()) for _ in range(MANY))
    assert looked_up == PERSON.count
    guesser.clock.advance(timedelta(hours=1).total_seconds())
    guesser.guess()
    assert guesser.wrong(EVERYBODY) == guesser.wrong("person eve") == MANY + 1


def test_who_is_known_to_wait_is_turned_away_without_the_records():
    guard, clock, who = Guard(), FakeClock(), scopes("eve")
    guard._shut["person eve"] = clock() + timedelta(seconds=1)
    with pytest.raises(NotNow):
        guard.turn_away(who, clock())
    clock.advance(1)
    guard.turn_away(who, clock())


def test_a_flood_of_people_takes_up_no_more_memory_than_ten_thousand(records: SqlRecords):
    guard, clock = Guard(), FakeClock()
    for number in range(10_001):
        guard._shut[f"person {number}"] = clock() + timedelta(hours=1)
        guard._turned_away[f"person {number}"] = 1
    guard._turned_away[EVERYBODY] = 10_001
    guard.admit(records, scopes("ann"), clock())
    assert len(guard._shut) == 0
    assert guard._turned_away == {EVERYBODY: 10_001}, "how many there were is not forgotten"
