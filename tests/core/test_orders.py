"""What an order came to in the end, and what was paid for nothing, as the ledger has it."""

from __future__ import annotations

import pytest

from gateway import Job, Kind, Price, Scene, Segment, Spend, TapewayError, Turn, Verb
from gateway.testing import FakeStory, Seat, Table, plugin_of, told


class Spoilt(TapewayError):
    """It failed, and somebody knows what that cost."""

    def __init__(self, cost: int | None) -> None:
        super().__init__("The ink ran out.")
        self.cost = cost


async def ledger(table: Table) -> list[Spend]:
    return list(await table.gateway.store.database.read(lambda r: r.ledger()))


@pytest.mark.parametrize(
    ("outcome", "settled"),
    [(70, 70), (0, 100), (Spoilt(0), 0), (Spoilt(30), 30), (Spoilt(None), 100)],
    ids=["less", "unsaid", "nothing", "some", "unknown"],
)
async def test_an_order_costs_what_it_came_to(seat: Seat, outcome: int | Spoilt, settled: int):
    story = FakeStory()

    async def shoot_segment(turn: Turn, path: object, job: str | None) -> Segment | Job:
        if job is None:
            return Job(name="job", cost=100)
        if isinstance(outcome, Spoilt):
            raise outcome
        await FakeStory.shoot_segment(story, turn, path)  # type: ignore[arg-type]
        return Segment(duration=1.0, cost=outcome)

    shop = plugin_of(
        "shop",
        quote=lambda kind: Price(amount=100, model="m") if kind is Kind.SEGMENT else None,
        shoot_segment=shoot_segment,
    )
    async with seat(shop, story=story) as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "left")
        (line,) = await ledger(table)
        assert (line.state, line.settled) == ("done", settled)


async def test_what_failed_is_counted_at_what_it_cost_and_said_where_another_takes_over(seat: Seat):
    async def write_scene(turn: Turn) -> Scene:
        raise Spoilt(40)

    shop = plugin_of(
        "shop",
        quote=lambda kind: Price(amount=100, model="m") if kind is Kind.SCENE else None,
        write_scene=write_scene,
    )
    async with seat(shop) as table:
        shown = await table.do(Verb.START)
        assert "Turn 0: start" in told(shown)
        assert "The ink ran out." in told(shown)
        (line,) = await ledger(table)
        assert (line.state, line.settled) == ("failed", 40)
        again = await table.do(Verb.CHOOSE, "left")
        assert "The ink ran out." not in told(again), "the same reason once a run"
