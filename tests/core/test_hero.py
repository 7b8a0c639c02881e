"""A player sends a picture of who they play; painters find it in the session's folder."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import JSON, Delivery, Part, Refused, TryLater, Verb
from gateway.core import layout, phrases
from gateway.core.courier import FETCH_PATIENCE, Courier
from gateway.testing import FakePlatform, Naps, Seat, Table, offering, told

ANN = b"a picture of Ann"


@pytest.fixture
def chat() -> FakePlatform:
    platform = FakePlatform()
    platform.pictures["ann"] = ANN
    return platform


def hero(table: Table) -> Path:
    return table.folder / layout.HERO


async def send(table: Table, name: str = "ann", **how: str) -> list[Delivery]:
    return await table.do(Verb.HERO, picture=name, **how)


async def test_a_picture_that_is_sent_is_who_is_played_and_is_shown_back(
    seat: Seat, chat: FakePlatform
):
    async with seat(platform=chat) as table:
        (kept,) = await send(table)
        assert hero(table).read_bytes() == ANN
        assert kept.text == phrases.HERO_KEPT
        assert [(file.path, file.alt) for file in kept.attachments] == [
            (layout.HERO, "Who you play")
        ]
        assert not [path for path in table.folder.rglob("*") if "part" in path.name]


async def test_it_can_be_sent_before_a_story_and_stays_for_the_next_ones(
    seat: Seat, chat: FakePlatform
):
    async with seat(platform=chat) as table:
        await send(table)
        await table.do(Verb.START)
        await table.do(Verb.EJECT)
        await table.do(Verb.START)
        (shown,) = await table.do(Verb.HERO)
        assert shown.text == phrases.HERO_SHOWN
        assert shown.attachments[0].path == layout.HERO


async def test_a_second_one_takes_the_place_of_the_first(seat: Seat, chat: FakePlatform):
    chat.pictures["later"] = b"Ann with a hat"
    async with seat(platform=chat) as table:
        await send(table)
        await send(table, "later")
        assert hero(table).read_bytes() == b"Ann with a hat"


async def test_hero_off_takes_it_away(seat: Seat, chat: FakePlatform):
    async with seat(platform=chat) as table:
        await send(table)
        assert told(await table.do(Verb.HERO, "off")) == phrases.HERO_OFF
        assert not hero(table).exists()
        assert told(await table.do(Verb.HERO, "off")) == phrases.NO_HERO


async def test_forget_takes_it_along(seat: Seat, chat: FakePlatform):
    async with seat(platform=chat) as table:
        await send(table)
        (ask,) = await table.do(Verb.FORGET)
        await table.do(Verb.FORGET, button=ask.buttons[0])
        assert not table.folder.exists()


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("", "There is no picture of who you play. Send one together with the word `hero`."),
        ("of the day", "Send a picture with the word `hero`, say `hero` to see it, or `hero off`."),
    ],
)
async def test_without_a_picture_one_reads_how_to_send_one(
    seat: Seat, argument: str, sentence: str
):
    async with seat() as table:
        assert told(await table.do(Verb.HERO, argument)) == sentence


async def test_only_who_plays_here_sends_it(seat: Seat, chat: FakePlatform):
    async with seat(platform=chat) as table:
        await table.do(Verb.START)
        await table.do(Verb.SETTINGS, "players owner")
        refused = told(await send(table, person="bob"))
        assert refused.startswith("Only whoever started it decides in this story.")
        assert told(await table.do(Verb.HERO, "off", person="bob")) == refused
        assert not hero(table).exists()


async def test_before_anybody_owns_a_story_anybody_may_send_one(seat: Seat, chat: FakePlatform):
    async with seat(platform=chat) as table:
        await table.do(Verb.SETTINGS, "players owner")
        assert told(await send(table)) == phrases.HERO_KEPT
        assert told(await table.do(Verb.HERO, "off")) == phrases.HERO_OFF


async def test_a_picture_that_is_there_a_little_later_is_waited_for(seat: Seat):
    naps = Naps()

    class Slow(FakePlatform):
        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            if len(naps.taken) == 2:
                self.pictures["ann"] = ANN
            await super().fetch(picture, path)

    async with seat(platform=Slow(), sleep=naps) as table:
        assert told(await send(table)) == phrases.HERO_KEPT
        assert hero(table).read_bytes() == ANN


async def test_one_that_never_comes_is_given_up_and_the_one_before_stays(
    seat: Seat, chat: FakePlatform
):
    async with seat(platform=chat, sleep=Naps()) as table:
        await send(table)
        assert told(await send(table, "bob")) == (
            "That picture cannot be used: The chat has no picture bob yet."
        )
        assert hero(table).read_bytes() == ANN
        await table.do(Verb.START)
        assert table.buttons(), "the story goes on"


async def test_a_platform_that_asks_for_an_hour_is_not_waited_for(seat: Seat):
    naps = Naps()

    class Busy(FakePlatform):
        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            raise TryLater("the chat is full: send it once more later.", retry_after=3600)

    async with seat(platform=Busy(), sleep=naps) as table:
        assert told(await send(table)) == (
            "That picture cannot be used: the chat is full: send it once more later."
        )
        assert naps.taken == []


async def test_a_platform_is_waited_for_as_long_as_a_restart_takes_and_no_longer(seat: Seat):
    naps = Naps()
    async with seat(sleep=naps) as table:
        await send(table)
    assert FETCH_PATIENCE / 2 < sum(naps.taken) <= FETCH_PATIENCE


async def test_a_picture_that_hangs_is_given_up(seat: Seat):
    class Hangs(FakePlatform):
        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            await asyncio.Event().wait()

    async with seat(platform=Hangs()) as table:
        courier = Courier(table.gateway.store.database, table.gateway.hooks, fetch_patience=0.01)
        await courier.add(table.platform)
        with pytest.raises(TryLater, match="did not come in time"):
            await courier.fetch(table.session, {"name": "ann"}, table.folder)


async def test_while_a_picture_is_on_its_way_no_story_is_said_to_begin(seat: Seat):
    class Slow(FakePlatform):
        go_on = asyncio.Event()

        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            await self.go_on.wait()
            await super().fetch(picture, path)

    chat = Slow()
    chat.pictures["ann"] = ANN
    async with seat(platform=chat) as table:
        await table.gateway.engine.hear(chat.event(Verb.HERO, picture="ann"))
        await table.gateway.engine.hear(chat.event(Verb.STATUS))
        await chat.until(lambda: chat.of(Part.NOTICE))
        assert told(chat.of(Part.NOTICE)) == (
            "No story is told here yet. What was asked for last is still on its way."
        )
        chat.go_on.set()


async def test_a_platform_that_breaks_over_a_picture_stops_no_vote(seat: Seat):
    class Broken(FakePlatform):
        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            raise KeyError("file")

    async with seat(platform=Broken()) as table:
        await table.do(Verb.START)
        await table.do(Verb.SETTINGS, "players vote")
        await table.do(Verb.CHOOSE, button=table.buttons()[0])
        assert told(await send(table)) == (
            "That picture cannot be used: something went wrong inside; whoever runs this bot finds "
            "it in the log."
        )
        standing = await table.gateway.store.database.read(lambda r: r.standing(table.session))
        assert standing is not None
        assert standing.waiting == "vote"


async def test_a_picture_for_which_there_is_no_room_waits_until_there_is(seat: Seat):
    class Full(FakePlatform):
        left = 1

        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            if self.left:
                self.left -= 1
                raise OSError(errno.ENOSPC, "No space left on device")
            await super().fetch(picture, path)

    chat = Full()
    chat.pictures["ann"] = ANN
    async with seat(platform=chat) as table:
        assert told(await send(table)) == phrases.HERO_KEPT


async def test_what_the_platform_refuses_is_said_as_it_says_it(seat: Seat):
    class Forgetful(FakePlatform):
        async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
            raise Refused("it is gone from the chat: send it once more.")

    async with seat(platform=Forgetful()) as table:
        assert told(await send(table)) == (
            "That picture cannot be used: it is gone from the chat: send it once more."
        )


async def test_where_no_picture_can_be_sent_that_is_said(seat: Seat):
    class Words(FakePlatform):
        fetch = None  # type: ignore[assignment]

    async with seat(platform=Words()) as table:
        assert told(await send(table)) == (
            "That picture cannot be used: pictures cannot be sent to this bot here."
        )


async def test_one_that_another_platform_brought_is_fetched_there(seat: Seat):
    door = FakePlatform("door")
    door.pictures["ann"] = ANN
    async with seat(offering(door)) as table:
        sent = table.platform.event(Verb.HERO, session=table.session, picture="ann")
        picture = {**(sent.picture or {}), "platform": "door"}
        await table.gateway.engine.hear(replace(sent, picture=picture))
        await table.gateway.rest()
        assert hero(table).read_bytes() == ANN


async def test_the_same_picture_twice_is_one_event(seat: Seat, chat: FakePlatform):
    async with seat(platform=chat) as table:
        assert len(await table.do(Verb.HERO, picture="ann", number=7)) == 1
        assert await table.do(Verb.HERO, picture="ann", number=7) == []
