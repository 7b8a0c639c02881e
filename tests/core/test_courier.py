"""Deliveries arrive in order, once, and in doubt say so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from gateway import Delivery, Limits, Part, Receipt, Refused, SessionId, TryLater, Uncertain, Verb
from gateway.testing import FakePlatform, Naps, PlainRecorder, Seat, told


class Moody(FakePlatform):
    """Answers the first words as it is told to; remembers every attempt."""

    def __init__(self, *moods: Exception, part: Part = Part.WORDS, **limits: object) -> None:
        self.moods: Iterator[Exception] = iter(moods)
        self.part = part
        self.tried: list[Delivery] = []
        super().__init__(fail=self._answer, limits=Limits(**limits))  # type: ignore[arg-type]

    def _answer(self, delivery: Delivery) -> None:
        if delivery.part is self.part:
            self.tried.append(delivery)
            if error := next(self.moods, None):
                raise error


async def test_a_busy_platform_is_waited_for_as_long_as_it_says(seat: Seat):
    naps, moody = Naps(), Moody(TryLater("busy", retry_after=7), TryLater("busy", retry_after=90))
    async with seat(platform=moody, sleep=naps) as table:
        shown = await table.do(Verb.START)
        assert naps.taken == [7, 90]
        assert [d.part for d in shown] == [Part.WORDS, Part.PICTURE], "the order is kept"
        assert not any(d.again for d in moody.tried)


async def test_who_does_not_say_how_long_is_asked_less_and_less_often(seat: Seat):
    naps, moody = Naps(), Moody(*(TryLater("busy", retry_after=0) for _ in range(9)))
    async with seat(platform=moody, sleep=naps) as table:
        await table.do(Verb.START)
        assert naps.taken == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_what_may_have_arrived_is_sent_once_more_and_says_so(seat: Seat):
    moody = Moody(Uncertain("the line broke"))
    async with seat(platform=moody, sleep=Naps()) as table:
        await table.do(Verb.START)
        assert [d.again for d in moody.tried] == [False, True]


async def test_words_in_doubt_are_sent_until_somebody_knows(seat: Seat):
    naps, moody = Naps(), Moody(*(Uncertain("broke") for _ in range(8)))
    async with seat(platform=moody, sleep=naps) as table:
        shown = await table.do(Verb.START)
        assert [d.again for d in moody.tried] == [False, *[True] * 8]
        assert naps.taken == [1, 2, 4, 8, 16, 32, 60, 60], "and less and less often"
        assert [d.part for d in shown] == [Part.WORDS, Part.PICTURE], "the order is kept"


async def test_a_file_that_is_in_doubt_again_and_again_is_given_up(seat: Seat):
    recorder = PlainRecorder()
    moody = Moody(*(Uncertain("broke") for _ in range(9)), part=Part.PICTURE)
    async with seat(recorder, platform=moody, sleep=Naps()) as table:
        await table.do(Verb.START)
        assert len(moody.tried) == 4
        assert recorder.heard.count("delivery_failed") == 1
        assert "Turn 1" in told(await table.do(Verb.CHOOSE, "1")), "the next goes on by itself"


async def test_where_the_platform_drops_repeats_it_is_asked_until_it_knows(seat: Seat):
    moody = Moody(*(Uncertain("broke") for _ in range(4)), repeatable=True)
    async with seat(platform=moody, sleep=Naps()) as table:
        await table.do(Verb.START)
        assert len(moody.tried) == 5
        assert not any(d.again for d in moody.tried)
        assert len({d.key for d in moody.tried}) == 1


@pytest.mark.parametrize("error", [Refused("never"), ValueError("a bug of the plugin's")])
async def test_what_is_refused_is_told_and_the_next_goes_on(seat: Seat, error: Exception):
    recorder = PlainRecorder()
    async with seat(recorder, platform=Moody(error), sleep=Naps()) as table:
        shown = await table.do(Verb.START)
        assert [d.part for d in shown] == [Part.PICTURE]
        assert recorder.heard.count("delivery_failed") == 1
        assert "Turn 1" in told(await table.do(Verb.CHOOSE, "1"))


async def test_one_conversation_that_waits_holds_up_no_other(seat: Seat):
    hold = asyncio.Event()

    class Slow(FakePlatform):
        async def deliver(self, delivery: Delivery) -> Receipt:
            if delivery.session == self.session("slow"):
                await hold.wait()
            return await super().deliver(delivery)

    platform = Slow()
    async with seat(platform=platform) as table:
        for name in ("slow", "quick"):
            event = platform.event(Verb.START, session=platform.session(name))
            await table.gateway.engine.hear(event)
        await platform.until(lambda: len(platform.of(session=platform.session("quick"))) == 2)
        assert platform.of(session=platform.session("slow")) == []
        hold.set()


async def test_deliveries_for_a_platform_that_is_away_wait_for_it(seat: Seat):
    platform = FakePlatform()
    async with seat(platform=platform) as table:
        table.gateway.engine.kit.courier.remove("fake")
        await table.do(Verb.START)
        assert platform.shown == []
        await table.gateway.engine.kit.courier.add(platform)
        await table.gateway.rest()
        assert [d.part for d in platform.shown] == [Part.WORDS, Part.PICTURE]


async def _leave_in_state(seat: Seat, platform: FakePlatform, state: str) -> None:
    """Close with the first words in a state that a kill could have left them in."""
    async with seat(platform=platform) as table:
        table.gateway.engine.kit.courier.remove("fake")
        await table.do(Verb.START)
        outgoing = await table.gateway.store.database.read(lambda r: r.outgoing(table.session))
        assert outgoing is not None
        key = outgoing.delivery.key
        await table.gateway.store.database.write(lambda r: r.mark(key, state=state))


@pytest.mark.parametrize(
    ("state", "repeatable", "again"),
    [("pending", False, False), ("sending", False, True), ("sending", True, False)],
)
async def test_after_a_restart_only_what_was_under_way_is_marked(
    seat: Seat, state: str, repeatable: bool, again: bool
):
    await _leave_in_state(seat, FakePlatform(), state)
    platform = FakePlatform(limits=Limits(repeatable=repeatable))
    async with seat(platform=platform) as table:
        await table.gateway.rest()
        assert [(d.part, d.again) for d in platform.shown] == [
            (Part.WORDS, again),
            (Part.PICTURE, False),
        ]


async def test_what_is_in_doubt_stays_so_while_its_platform_is_away(seat: Seat):
    class Leaving(FakePlatform):
        leave: Callable[[], None]

        async def deliver(self, delivery: Delivery) -> Receipt:
            self.leave()
            raise Uncertain("broke")

    leaving = Leaving()
    async with seat(platform=leaving, sleep=Naps()) as table:
        leaving.leave = lambda: table.gateway.engine.kit.courier.remove("fake")
        await table.do(Verb.START)
        outgoing = await table.gateway.store.database.read(lambda r: r.outgoing(table.session))
        assert outgoing is not None
        assert outgoing.unsure


async def test_what_is_under_way_when_the_gateway_stops_still_has_threads(seat: Seat):
    platform = FakePlatform()
    deliver, refused = platform.deliver, []

    async def slowly(delivery: Delivery) -> Receipt:
        stopping.set()
        for _ in range(3000):
            try:
                await asyncio.to_thread(len, "a file is read")
            except RuntimeError as error:
                refused.append(error)
        return await deliver(delivery)

    async with seat(platform=platform) as table:
        stopping = asyncio.Event()
        platform.deliver = slowly  # type: ignore[method-assign]
        await table.gateway.engine.hear(platform.event(Verb.START))
        await stopping.wait()
    assert not refused
    assert Part.WORDS in [d.part for d in platform.shown]


async def test_a_gateway_stops_although_a_platform_never_answers(seat: Seat):
    class Deaf(FakePlatform):
        async def deliver(self, delivery: Delivery) -> Receipt:
            await asyncio.Event().wait()
            raise AssertionError

    async with seat(platform=Deaf(), drain=0.01) as table:
        await table.gateway.engine.hear(table.platform.event(Verb.START))
    platform = FakePlatform()
    async with seat(platform=platform) as table:
        await table.gateway.rest()
        assert [d.part for d in platform.shown] == [Part.WORDS, Part.PICTURE]


async def test_a_long_text_goes_in_parts_and_only_what_has_not_arrived_is_sent_after_a_break(
    seat: Seat,
):
    sent = []

    def stumble(delivery: Delivery) -> None:
        sent.append(delivery.key)
        if len(sent) == 3:
            raise TryLater("busy")

    platform = FakePlatform(limits=Limits(text=20), fail=stumble)
    async with seat(platform=platform, sleep=Naps()) as table:
        await table.do(Verb.HELP)
        parts = [d.text for d in platform.shown]
        assert len(parts) > 10
        assert len(set(sent)) == len(parts)
        assert all(len(part) <= 20 for part in parts)
    assert SessionId.of("fake", "room") == platform.session()
