"""Words that can be seen while they are written."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from gateway import Delivery, Limits, Part, Receipt, Scene, Turn, Verb, Verdict, hookimpl
from gateway.core.telling import Telling
from gateway.core.types import Told
from gateway.testing import FakePlatform, FakeStory, Seat, plugin_of, told


class Halting(FakeStory):
    """Lets words be seen, and waits before the whole of them."""

    def __init__(self, *parts: str) -> None:
        super().__init__()
        self.parts = parts
        self.go_on = asyncio.Event()

    @hookimpl
    async def write_scene(self, turn: Turn, told: Told) -> Scene:  # type: ignore[override]
        for part in self.parts:
            await told(part)
        await self.go_on.wait()
        return await FakeStory.write_scene(self, turn)


async def test_the_first_words_are_seen_at_once_and_the_whole_ones_take_their_place(seat: Seat):
    story, platform = Halting("It was a dark"), FakePlatform()
    async with seat(story=story, platform=platform) as table:
        turn = asyncio.create_task(table.do(Verb.START))
        await platform.until(lambda: platform.of(Part.TELLING))
        story.go_on.set()
        first, words, picture = await turn
        assert (first.text, first.buttons, first.edits) == ("It was a dark …", (), None)
        assert words.text == "Turn 0: start"
        assert (words.edits, picture.edits) == (
            Receipt(message={"number": 1}),
            Receipt(message={"number": 2}),
        )


async def test_where_a_message_cannot_change_nothing_is_seen_before_its_time(seat: Seat):
    story, platform = Halting("It was a dark"), FakePlatform(limits=Limits(edits=False))
    story.go_on.set()
    async with seat(story=story, platform=platform) as table:
        shown = await table.do(Verb.START)
        assert [d.part for d in shown] == [Part.WORDS, Part.PICTURE]


async def test_words_on_the_way_are_looked_at_as_the_whole_ones_are(seat: Seat):
    story, platform, asked = Halting("a foul word"), FakePlatform(), asyncio.Event()

    def moderate(text: str, source: str) -> Verdict | None:
        if source == "writer" and "foul" in text:
            asked.set()
            return Verdict(allowed=False, reason="No.")
        return None

    strict = plugin_of("strict", moderate=moderate)
    async with seat(strict, story=story, platform=platform) as t:
        turn = asyncio.create_task(t.do(Verb.START))
        await asked.wait()
        story.go_on.set()
        assert [d.part for d in await turn] == [Part.WORDS, Part.PICTURE]


async def test_a_turn_that_fails_leaves_no_half_sentence_standing(seat: Seat):
    platform = FakePlatform()

    class Failing(FakeStory):
        @hookimpl
        async def write_scene(self, turn: Turn, told: Told) -> Scene:  # type: ignore[override]
            if turn.index == 0:
                return await FakeStory.write_scene(self, turn)
            await told("It was a dark")
            await platform.until(lambda: platform.of(Part.TELLING))
            raise RuntimeError("no more ink")

    async with seat(story=Failing(), platform=platform) as table:
        await table.do(Verb.START)
        first, notice = await table.do(Verb.CHOOSE, "left")
        assert first.part is Part.TELLING
        assert "could not go on" in notice.text
        assert notice.edits is not None


async def test_more_words_change_the_message_at_most_so_often(seat: Seat):
    platform, naps = FakePlatform(limits=Limits(telling=3)), []
    async with seat(platform=platform) as table:
        await table.do(Verb.START)
        first = Delivery(key="w:telling", session=table.session, part=Part.TELLING)
        awake = asyncio.Event()

        async def sleep(seconds: float) -> None:
            naps.append(seconds)
            await table.gateway.rest()
            await awake.wait()
            awake.clear()

        async def as_it_is(text: str) -> str:
            return text

        telling = Telling(table.gateway.engine.kit, first, as_it_is, sleep)
        for word in ("One", "One two", "One two three"):
            await telling.told(word)
            await platform.until(lambda: platform.of(Part.TELLING))
        awake.set()
        await platform.until(lambda: len(platform.of(Part.TELLING)) == 2)
        await telling.over()
        assert told(platform.of(Part.TELLING)) == "One …\nOne two three …"
        assert platform.shown[-1] == replace(
            first, text="One two three …", edits=Receipt(message={"number": 3})
        )
        assert set(naps) == {3}


async def test_a_change_that_is_on_its_way_arrives_before_the_whole_words(seat: Seat):
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(FakePlatform):
        async def deliver(self, delivery: Delivery) -> Receipt:
            if delivery.part is Part.TELLING and delivery.edits:
                begun.set()
                await go_on.wait()
            return await FakePlatform.deliver(self, delivery)

    async def write_scene(turn: Turn, told: Told) -> Scene:
        await told("It was")
        await platform.until(lambda: platform.of(Part.TELLING))
        await told("It was a dark")
        await begun.wait()
        asyncio.get_running_loop().call_soon(go_on.set)
        return await FakeStory().write_scene(turn)

    platform = Slow(limits=Limits(telling=0))
    async with seat(plugin_of("w", write_scene=write_scene), platform=platform) as table:
        shown = [d.text for d in await table.do(Verb.START) if d.text]
        assert shown == ["It was …", "It was a dark …", "Turn 0: start"]


async def test_a_longer_beginning_than_a_message_holds_is_clipped(seat: Seat):
    story, platform = Halting("word " * 100), FakePlatform(limits=Limits(text=60))
    async with seat(story=story, platform=platform) as table:
        turn = asyncio.create_task(table.do(Verb.START))
        await platform.until(lambda: platform.of(Part.TELLING))
        story.go_on.set()
        await turn
        assert len(platform.of(Part.TELLING)[0].text) <= 60
