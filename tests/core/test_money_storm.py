"""A hundred stories at once against a cap of a few dollars: never a cent over, everybody told."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

from gateway import Frame, Kind, Part, Price, Spend, Turn, Verb, hookimpl
from gateway.core import ladder
from gateway.core.caps import Caps
from gateway.testing import FakeStory, Seat, Table
from gateway.testing.fakes import png

ROOMS = int(os.environ.get("TAPEWAY_STORM_ROOMS", "100"))
FEW = 16
CAP = 2_000_000
QUOTE = 70_000


class Painter(FakeStory):
    """Paints for money; nobody's picture is ready before everybody has asked for one.

    :param most: what a picture costs at most, whatever was quoted.
    """

    def __init__(self, rooms: int, most: int = QUOTE) -> None:
        super().__init__()
        self.rooms = rooms
        self.most = most
        self.dice = random.Random(20260102)
        self.asked = 0
        self.bill: list[int] = []
        self.everybody = asyncio.Event()
        self.totals: list[int] = []
        self.table: Table | None = None

    @hookimpl
    def provide_worlds(self) -> None:
        """The other's will do."""

    @hookimpl
    def write_scene(self) -> None:
        """Left to who does it for nothing."""

    @hookimpl
    def shoot_segment(self) -> None:
        """Left to who does it for nothing."""

    @hookimpl
    def quote(self, kind: Kind) -> Price | None:
        if kind is not Kind.FRAME:
            return None
        self.asked += 1
        if self.asked >= self.rooms:
            self.everybody.set()
        return Price(amount=QUOTE, model="oils-3")

    @hookimpl
    async def render_frame(self, turn: Turn, path: Path) -> Frame:
        await self.everybody.wait()
        cost = self.dice.randint(1, self.most)
        for _ in range(self.dice.randint(0, 40)):
            await asyncio.sleep(0)
        self.bill.append(cost)
        path.write_bytes(png(7))  # noqa: ASYNC240
        return Frame(width=1, height=1, cost=cost)

    @hookimpl
    async def budget_spent(self, spend: Spend) -> None:
        assert self.table is not None
        lines = await self.table.gateway.store.database.read(lambda r: r.ledger())
        self.totals.append(sum(x.quoted if x.state == "called" else x.settled for x in lines))


async def everybody_plays(table: Table, rooms: int, verb: Verb, argument: str = "") -> None:
    for number in range(rooms):
        room, person = table.platform.session(f"room{number}"), f"p{number}"
        event = table.platform.event(verb, argument, session=room, person=person)
        await table.gateway.engine.hear(event)
    await table.gateway.rest()


def ledger(table: Table) -> list[Spend]:
    return list(table.gateway.store.database.transact(lambda r: r.ledger()))


async def test_a_hundred_stories_spend_not_a_cent_over_the_cap_and_each_is_told_once(seat: Seat):
    painter = Painter(ROOMS)
    how = {"money": {"day": CAP / 1e6}, "play": {"film": "off"}}
    async with seat(painter, **how) as table:
        painter.table = table
        await everybody_plays(table, ROOMS, Verb.START)
        assert len(painter.bill) == min(ROOMS, CAP // QUOTE), "as many as fit by their quotes"
        await everybody_plays(table, ROOMS, Verb.CHOOSE, "left")
        assert sum(painter.bill) > CAP - QUOTE, "and then as many as what they cost left room for"

        lines = ledger(table)
        assert sum(line.settled for line in lines) == sum(painter.bill) <= CAP
        assert max(painter.totals) <= CAP, "nor at any time between"
        assert {line.state for line in lines} == {"done"}

        told = Counter(str(d.session) for d in table.platform.of(Part.NOTICE))
        refused = {f"fake.room{n}" for n in range(ROOMS)} - {
            session
            for session, n in Counter(str(x.session) for x in lines).items()
            if n == turns(table)
        }
        assert set(told) == refused, "whoever got less, and nobody else"
        assert set(told.values()) == {1}
        texts = {delivery.text for delivery in table.platform.of(Part.NOTICE)}
        assert all(
            ladder.FREE[Kind.FRAME] in text and "At 00:00 UTC, in " in text for text in texts
        )
        pictures = Counter(str(d.session) for d in table.platform.of(Part.PICTURE))
        assert set(pictures.values()) == {turns(table)}, "nobody went without a picture"


def turns(table: Table) -> int:
    """How many turns everybody has played."""
    return len(table.platform.of(Part.WORDS)) // ROOMS


async def test_who_charges_more_than_it_quoted_is_counted_and_no_other_call_is_reserved_after(
    seat: Seat,
):
    cap = FEW * QUOTE
    painter = Painter(FEW, most=3 * QUOTE)
    how = {"money": {"day": cap / 1e6}, "play": {"film": "off"}}
    async with seat(painter, **how) as table:
        painter.table = table
        await everybody_plays(table, FEW, Verb.START)
        lines = ledger(table)
        assert sum(line.settled for line in lines) == sum(painter.bill) > cap
        before = len(painter.bill)
        await everybody_plays(table, FEW, Verb.CHOOSE, "left")
        assert len(painter.bill) == before
        over = replace(lines[0], key="one more", quoted=1)
        refused = table.gateway.store.database.transact(lambda r: refusal(r, over))
        assert refused == ("day", cap, sum(painter.bill))


def refusal(records: object, call: Spend) -> tuple[str, int, int]:
    from gateway import CapReached

    try:
        records.reserve(call, Caps(day=FEW * QUOTE), "fake")  # type: ignore[attr-defined]
    except CapReached as error:
        return error.scope, error.cap, error.used
    raise AssertionError("it was reserved")
