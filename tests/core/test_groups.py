"""Who decides in a group, and what silence means; with a clock that stands still."""

from __future__ import annotations

import asyncio

import pytest

from gateway import Part, Verb, Verdict
from gateway.core import phrases
from gateway.testing import FakeClock, FakePlatform, Seat, Table, plugin_of, told


async def pass_time(table: Table, clock: FakeClock, seconds: float) -> None:
    """Let time pass, and whatever comes of it be played."""
    clock.advance(seconds)
    engine = table.gateway.engine
    engine.look_at_the_clock()
    # The clock's task looks, keeps what it found, clears the deadline, and looks once more.
    while await engine.kit.store.read(lambda r: r.due(clock())):  # noqa: ASYNC110
        await asyncio.sleep(0)
    await table.gateway.rest()


async def vote(table: Table, person: str, number: int) -> str:
    return told(await table.do(Verb.CHOOSE, str(number), person=person))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def open_vote(table: Table, seconds: int = 20) -> None:
    await table.do(Verb.START)
    await table.do(Verb.SETTINGS, f"players vote {seconds}")


async def test_the_first_voice_opens_the_window_and_most_voices_win(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        opened = await vote(table, "ann", 1)
        assert opened == "ann votes: Go left. " + phrases.WINDOW.format(seconds=20)
        assert await vote(table, "bob", 2) == "bob votes: Look right."
        assert await vote(table, "cyd", 2) == "cyd votes: Look right."
        await pass_time(table, clock, 19)
        assert table.history() == [0], "the window is still open"
        await pass_time(table, clock, 1)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: choose Look right"


async def test_a_voice_can_be_changed_and_counts_once(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        for person, number in [("ann", 2), ("ann", 2), ("bob", 1), ("ann", 1)]:
            await vote(table, person, number)
        await pass_time(table, clock, 20)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: choose Go left"


async def test_a_tie_goes_to_the_earliest(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        await vote(table, "ann", 2)
        await vote(table, "bob", 1)
        await pass_time(table, clock, 20)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: choose Look right"


async def test_where_all_vote_nobody_speaks_alone(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        assert await table.say("I run") == phrases.VOTING


async def test_a_vote_survives_a_restart_and_is_counted_once(seat: Seat, clock: FakeClock):
    platform = FakePlatform()
    async with seat(clock=clock, platform=platform) as table:
        await open_vote(table)
        await vote(table, "ann", 2)
    clock.advance(20)
    async with seat(clock=clock, platform=platform) as table:
        await pass_time(table, clock, 0)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: choose Look right"
        await pass_time(table, clock, 1000)
        assert table.history() == [0, 1]


async def test_what_was_voted_before_a_rewind_does_not_count_again(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        await vote(table, "ann", 1)
        await vote(table, "bob", 1)
        await pass_time(table, clock, 20)
        await table.do(Verb.REWIND, "0")
        await vote(table, "cyd", 2)
        await pass_time(table, clock, 20)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 2: choose Look right"


async def test_a_rewind_closes_the_vote_that_was_open(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        await vote(table, "ann", 1)
        await table.do(Verb.REWIND, "0")
        await pass_time(table, clock, 100)
        assert table.history() == [0]


async def test_the_window_of_a_vote_begins_when_it_is_heard(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await open_vote(table)
        clock.advance(3600)  # the line was long: the event's own time is long ago
        await vote(table, "ann", 1)
        await pass_time(table, clock, 19)
        assert table.history() == [0]


async def test_a_turn_that_fails_after_a_vote_lets_another_vote_begin(seat: Seat, clock: FakeClock):
    strict = [Verdict(allowed=False, reason="Not now.")]
    moderator = plugin_of("strict", moderate=lambda: strict.pop() if strict[1:] else None)
    async with seat(moderator, clock=clock) as table:
        await open_vote(table)
        strict.append(strict[0])
        await vote(table, "ann", 1)
        await pass_time(table, clock, 20)
        assert "Not now." in table.platform.of(Part.NOTICE)[-1].text
        assert phrases.WINDOW.format(seconds=20) in await vote(table, "ann", 2)
        await pass_time(table, clock, 20)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: choose Look right"


async def test_in_a_countdown_silence_is_an_action_too(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await table.do(Verb.SETTINGS, "pace countdown 30")
        await table.do(Verb.START)
        await pass_time(table, clock, 29)
        assert table.history() == [0]
        await pass_time(table, clock, 1)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: silence"
        await pass_time(table, clock, 30)
        assert table.history() == [0, 1, 2]


async def test_who_acts_in_time_begins_the_countdown_anew(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await table.do(Verb.SETTINGS, "pace countdown 30")
        await table.do(Verb.START)
        await pass_time(table, clock, 20)
        await table.do(Verb.CHOOSE, "1")
        await pass_time(table, clock, 20)
        assert table.history() == [0, 1]
        await pass_time(table, clock, 10)
        assert table.history() == [0, 1, 2]


async def test_an_auto_story_plays_itself_the_same_way_each_time(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await table.do(Verb.SETTINGS, "pace auto 10")
        await table.do(Verb.START, "plain 5")
        for _ in range(4):
            await pass_time(table, clock, 10)
        texts = [d.text.split(": ")[1] for d in table.platform.of(Part.WORDS)[1:]]
        assert len(texts) == 4
        assert set(texts) <= {"choose Go left", "choose Look right"}
        await table.do(Verb.EJECT)
        await table.do(Verb.START, "plain 5")


async def test_a_countdown_survives_a_restart_and_rings_once(seat: Seat, clock: FakeClock):
    platform = FakePlatform()
    async with seat(clock=clock, platform=platform) as table:
        await table.do(Verb.SETTINGS, "pace countdown 30")
        await table.do(Verb.START)
    clock.advance(3000)
    async with seat(clock=clock, platform=platform) as table:
        await pass_time(table, clock, 0)
        assert table.history() == [0, 1]


async def test_the_timers_of_two_sessions_ring_both(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        other = Table.at(table.gateway, table.platform, "other")
        for one in (table, other):
            await one.do(Verb.SETTINGS, "pace countdown 30")
            await one.do(Verb.START)
        await pass_time(table, clock, 30)
        assert table.history() == other.history() == [0, 1]


async def test_who_relaxes_the_pace_stops_the_clock_and_who_quickens_it_starts_it(
    seat: Seat, clock: FakeClock
):
    async with seat(clock=clock) as table:
        await table.do(Verb.SETTINGS, "pace countdown 30")
        await table.do(Verb.START)
        await table.do(Verb.SETTINGS, "pace relaxed")
        await pass_time(table, clock, 100)
        assert table.history() == [0]
        await table.do(Verb.SETTINGS, "pace countdown 30")
        await pass_time(table, clock, 30)
        assert table.history() == [0, 1]


async def test_nobody_but_the_clock_speaks_for_silence(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await table.do(Verb.SETTINGS, "pace countdown 30")
        await table.do(Verb.START)
        assert await table.do(Verb.SILENCE, "pace:0") == []
        assert table.history() == [0]


async def test_a_run_that_ended_is_not_played_on_by_the_clock(seat: Seat, clock: FakeClock):
    async with seat(clock=clock) as table:
        await table.do(Verb.SETTINGS, "pace auto 10")
        await table.do(Verb.START)
        await table.do(Verb.EJECT)
        await pass_time(table, clock, 100)
        assert table.history() == [0]
