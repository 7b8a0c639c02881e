"""Money: reserved before it is spent, never over a cap, and every line of it in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gateway import Frame, Job, Kind, Part, Price, Segment, Spend, Verb, hookimpl
from gateway.core import ladder
from gateway.testing import FakeClock, FakeStory, PlainRecorder, Seat, Table, plugin_of, told
from gateway.testing.fakes import png

DEAR = png(7)
"""What the paid illustrator draws."""


class Shop(FakeStory):
    """Writes, draws and films for money; counts what it was asked for."""

    def __init__(self, *kinds: Kind, price: int = 1_000_000, cost: int | None = None) -> None:
        super().__init__()
        self.kinds = kinds
        self.price = price
        self.cost = price if cost is None else cost
        self.made: list[Kind] = []

    @hookimpl
    def provide_worlds(self) -> None:
        """None of its own."""

    @hookimpl
    def quote(self, kind: Kind) -> Price | None:
        return Price(amount=self.price, model="dear-1") if kind in self.kinds else None

    @hookimpl
    def write_scene(self) -> None:
        """Leave it to whoever writes for nothing."""

    @hookimpl
    def render_frame(self, path: Path) -> Frame | None:
        if Kind.FRAME not in self.kinds:
            return None
        self.made.append(Kind.FRAME)
        path.write_bytes(DEAR)
        return Frame(width=1, height=1, cost=self.cost)

    @hookimpl
    def shoot_segment(self, path: Path) -> Segment | None:
        if Kind.SEGMENT not in self.kinds:
            return None
        self.made.append(Kind.SEGMENT)
        path.write_bytes(b"dear")
        return Segment(duration=1.0, cost=self.cost)


class Wordy(FakeStory):
    """Tells, and neither draws nor films."""

    @hookimpl
    def render_frame(self) -> None:
        """Never."""

    @hookimpl
    def shoot_segment(self) -> None:
        """Never."""


def ledger(table: Table) -> list[Spend]:
    return list(table.gateway.store.database.transact(lambda r: r.ledger()))


def frames(table: Table) -> list[bytes]:
    return [
        (table.folder / f"images/frame_{n}.png").read_bytes() for n in range(len(table.history()))
    ]


async def play(table: Table, turns: int) -> None:
    await table.do(Verb.START)
    for _ in range(turns - 1):
        await table.do(Verb.CHOOSE, "1")


async def test_a_paid_call_stands_in_the_ledger_with_what_it_cost(seat: Seat):
    recorder, shop = PlainRecorder(), Shop(Kind.FRAME, price=1_000_000, cost=400_000)
    async with seat(shop, recorder) as table:
        await play(table, 1)
        (line,) = ledger(table)
        assert (line.kind, line.model, line.state) == (Kind.FRAME, "dear-1", "done")
        assert (line.quoted, line.settled, line.person) == (1_000_000, 400_000, "fake:ann")
        assert "Spent here: $0.40" in told(await table.do(Verb.STATUS))
        assert recorder.heard.count("budget_spent") == 1


CAPS: list[tuple[Mapping[str, float], list[int]]] = [
    ({}, [7, 7, 7]),
    ({"turn": 0.5}, [0, 1, 2]),
    ({"session": 2}, [7, 7, 2]),
    ({"person": 1}, [7, 1, 2]),
    ({"platform": 1.5}, [7, 1, 2]),
    ({"day": 2.99}, [7, 7, 2]),
]


@pytest.mark.parametrize(
    ("money", "greys"), CAPS, ids=[",".join(caps) or "none" for caps, _ in CAPS]
)
async def test_at_a_cap_whoever_is_free_draws_on(
    seat: Seat, money: Mapping[str, float], greys: list[int]
):
    shop = Shop(Kind.FRAME)
    async with seat(shop, money=money) as table:
        await play(table, 3)
        assert frames(table) == [png(grey) for grey in greys]
        assert len(shop.made) == greys.count(7) == len(ledger(table))


async def test_a_cap_is_told_once_a_run(seat: Seat):
    async with seat(Shop(Kind.FRAME), money={"session": 1}) as table:
        await play(table, 4)
        capped = f"This story has used up its $1.00. {ladder.FREE[Kind.FRAME]}"
        assert [d.text for d in table.platform.of(Part.NOTICE)] == [capped]
        await table.do(Verb.EJECT)
        await table.do(Verb.START)
        assert [d.text for d in table.platform.of(Part.NOTICE)] == [capped, capped]


async def test_where_nobody_draws_for_nothing_the_last_frame_stands_again(seat: Seat):
    async with seat(Shop(Kind.FRAME), story=Wordy(), money={"session": 1}) as table:
        await play(table, 3)
        assert frames(table) == [DEAR, DEAR, DEAR]


async def test_each_step_down_from_the_clip_to_the_last_picture_is_said_once(seat: Seat):
    shop = Shop(Kind.FRAME, Kind.SEGMENT)
    async with seat(shop, story=Wordy(), money={"session": 3}) as table:
        await play(table, 2)
        assert shop.made == [Kind.FRAME, Kind.FRAME, Kind.SEGMENT]
        await table.do(Verb.CHOOSE, "1")
        await table.do(Verb.CHOOSE, "1")
        used = "This story has used up its $3.00."
        assert sorted(d.text for d in table.platform.of(Part.NOTICE)) == [
            f"{used} {ladder.LAST_PICTURE}",
            f"{used} {ladder.STILL}",
        ]


async def test_the_last_step_down_is_words_alone(seat: Seat):
    async with seat(Shop(Kind.FRAME), story=Wordy(), money={"turn": 0.5}) as table:
        await play(table, 2)
        (notice,) = table.platform.of(Part.NOTICE)
        assert notice.text.endswith(f"The next turn starts afresh. {ladder.WORDS}")
        assert len(table.platform.of(Part.WORDS)) == 2
        assert table.platform.of(Part.PICTURE) == []


async def test_where_the_writer_is_too_dear_the_story_is_told_for_nothing_and_says_so(seat: Seat):
    class Writer(FakeStory):
        @hookimpl
        def provide_worlds(self) -> None:
            """None of its own."""

        @hookimpl
        def quote(self, kind: Kind) -> Price | None:
            return Price(amount=9_000, model="pen-1") if kind is Kind.SCENE else None

    async with seat(Writer(), money={"person": 0.005}) as table:
        await play(table, 2)
        (notice,) = table.platform.of(Part.NOTICE)
        free = ladder.FREE[Kind.SCENE]
        assert notice.text == (
            f"You have $0.0050 of your $0.0050 left, too little for the writer. {free}"
        )
        assert table.history() == [0, 1]


async def test_a_segment_over_the_cap_is_not_shot_and_its_still_is_shown(seat: Seat):
    class Filmless(FakeStory):
        @hookimpl
        def shoot_segment(self) -> None:
            """Never."""

    shop = Shop(Kind.SEGMENT)
    async with seat(shop, story=Filmless(), money={"session": 1}) as table:
        await play(table, 4)
        assert len(shop.made) == 1
        notices = [d.text for d in table.platform.of(Part.NOTICE)]
        assert notices == [f"This story has used up its $1.00. {ladder.STILL}"]
        (film,) = await table.do(Verb.FILM)
        assert (table.folder / film.attachments[0].path).read_bytes() == b"film dear"


async def test_where_nobody_films_nothing_is_said_of_it(seat: Seat):
    class Filmless(FakeStory):
        @hookimpl
        def shoot_segment(self) -> None:
            """Never."""

    async with seat(story=Filmless()) as table:
        await play(table, 3)
        assert table.platform.of(Part.NOTICE) == []


async def test_a_call_that_fails_costs_nothing_and_the_next_is_asked(seat: Seat):
    def stumble() -> None:
        raise ValueError("no picture today")

    broken = plugin_of(
        "broken",
        quote=lambda kind: Price(amount=9, model="m") if kind == "frame" else None,
        render_frame=stumble,
    )
    async with seat(broken) as table:
        await play(table, 1)
        (line,) = ledger(table)
        assert (line.state, line.settled) == ("failed", 0)
        assert frames(table) == [png(0)]


async def test_a_call_that_takes_too_long_may_have_been_paid(seat: Seat):
    import asyncio

    async def hang() -> None:
        await asyncio.Event().wait()

    slow = plugin_of(
        "slow",
        quote=lambda kind: Price(amount=9, model="m") if kind == "frame" else None,
        render_frame=hang,
    )
    async with seat(slow, patience={"render_frame": 0.05}) as table:
        await play(table, 1)
        (line,) = ledger(table)
        assert (line.state, line.settled) == ("unknown", 9)


@pytest.mark.parametrize("quote", ["raises", "negative", "nonsense"])
async def test_who_cannot_say_a_price_is_not_asked_at_all(seat: Seat, quote: str):
    def price() -> object:
        if quote == "raises":
            raise ValueError("the price list is gone")
        return Price(amount=-5, model="m") if quote == "negative" else 5

    made = []
    sly = plugin_of("sly", quote=price, render_frame=lambda: made.append(1))
    async with seat(sly) as table:
        await play(table, 2)
        assert made == []
        assert ledger(table) == []
        assert frames(table) == [png(0), png(1)]


async def test_a_job_is_paid_when_it_is_submitted_and_polled_by_its_own_plugin(seat: Seat):
    asked: list[tuple[str, str | None]] = []

    def shoot(job: str | None, path: Path) -> Segment | Job:
        asked.append(("dear", job))
        if job is None:
            return Job(name="job-1", cost=800_000)
        path.write_bytes(b"clip")
        return Segment(duration=2)

    def other(job: str | None) -> None:
        asked.append(("other", job))

    dear = plugin_of(
        "dear",
        quote=lambda kind: Price(amount=1_000_000, model="v") if kind == "segment" else None,
        shoot_segment=shoot,
    )
    async with seat(dear, plugin_of("other", shoot_segment=other), money={"session": 1}) as table:
        await play(table, 2)
        assert [name for name in asked if name[1]] == [("dear", "job-1")]
        assert [line.settled for line in ledger(table)] == [800_000]
        assert (table.folder / "films/segments/seg_0_1.mp4").read_bytes() == b"clip"


async def test_a_job_that_fails_says_so_and_the_film_waits_no_longer(seat: Seat):
    def shoot(job: str | None) -> Job:
        if job is None:
            return Job(name="job-1", cost=1)
        raise ValueError("the provider refused it")

    async with seat(plugin_of("dear", shoot_segment=shoot)) as table:
        await play(table, 2)
        assert "This moment was not filmed" in table.platform.of(Part.NOTICE)[-1].text
        assert Part.FILM in [d.part for d in await table.do(Verb.FILM)]


async def test_what_the_clock_plays_counts_for_the_owner(seat: Seat):
    clock, shop = FakeClock(), Shop(Kind.FRAME)
    async with seat(shop, clock=clock, money={"person": 2}) as table:
        await table.do(Verb.SETTINGS, "pace auto 10")
        await table.do(Verb.START)
        for turn in range(1, 4):
            clock.advance(10)
            table.gateway.engine.look_at_the_clock()
            await table.platform.until(lambda t=turn: len(table.platform.of(Part.PICTURE)) > t)
        await table.gateway.rest()
        assert {line.person for line in ledger(table)} == {"fake:ann"}
        assert len(shop.made) == 2


async def test_a_story_that_was_forgotten_counts_against_no_turn_of_the_next(seat: Seat):
    shop = Shop(Kind.FRAME)
    async with seat(shop, money={"turn": 1, "session": 3}) as table:
        await play(table, 1)
        (ask,) = await table.do(Verb.FORGET)
        await table.do(Verb.FORGET, button=ask.buttons[0])
        await play(table, 3)
        assert [line.turn for line in ledger(table)] == [-1, 0, 1]
        assert frames(table) == [DEAR, DEAR, png(2)], "but what it cost is not forgotten"


async def test_what_is_quoted_for_nothing_stands_in_no_ledger(seat: Seat):
    recorder, shop = PlainRecorder(), Shop(Kind.FRAME, price=0)
    async with seat(shop, recorder, money={"day": 0}) as table:
        await play(table, 2)
        assert frames(table) == [DEAR, DEAR]
        assert ledger(table) == []
        assert "budget_spent" not in recorder.heard


@pytest.mark.parametrize("price", [0, 300_000])
async def test_who_charges_more_than_it_quoted_is_settled_at_what_it_charged(
    seat: Seat, price: int, caplog: pytest.LogCaptureFixture
):
    shop = Shop(Kind.FRAME, price=price, cost=900_000)
    async with seat(shop, money={"session": 1}) as table:
        await play(table, 2)
        (first, *more) = ledger(table)
        assert (first.quoted, first.settled, first.state) == (price, 900_000, "done")
        assert "had quoted" in caplog.text
        assert frames(table)[1] == (DEAR if price == 0 else png(1)), "the next reservation sees it"
        assert len(more) == (price == 0)


async def test_every_paid_call_is_a_line_of_the_log(seat: Seat, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="gateway.budget")
    async with seat(Shop(Kind.FRAME, cost=400_000)) as table:
        await play(table, 1)
    assert caplog.messages == [
        "fake.room turn 0: frame on dear-1 was done, quoted $1.0000, settled $0.4000, for fake:ann"
    ]


async def test_what_is_left_is_told_to_whoever_asks(seat: Seat):
    money = {"turn": 2, "session": 5, "person": 3, "day": 10}
    async with seat(Shop(Kind.FRAME), clock=FakeClock(), money=money) as table:
        await play(table, 2)
        said = told(await table.do(Verb.STATUS, person="bob"))
        assert said.splitlines()[-5:] == [
            "Spent here: $2.00",
            "A turn may cost $2.00",
            "Left for this story: $3.00 of $5.00",
            "Left for you: $3.00 of $3.00",
            (
                "Left for today, for all stories: $8.00 of $10.00; whole again at 00:00 UTC, "
                "in 20 h 56 min"
            ),
        ]


async def test_a_day_is_over_at_midnight(seat: Seat):
    clock, shop = FakeClock(), Shop(Kind.FRAME)
    async with seat(shop, clock=clock, money={"day": 1}) as table:
        await play(table, 2)
        clock.advance(24 * 3600)
        await table.do(Verb.CHOOSE, "1")
        assert frames(table) == [DEAR, png(1), DEAR]
