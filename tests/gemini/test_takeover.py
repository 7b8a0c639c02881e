"""Gemini and the studio in one run: who fails is stood in for, and both know where the story is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from gateway_gemini import errors
from gemini_wire import Fault
from gemini_wire import Gemini as Google

from gateway import Part, Spend, Verb
from gateway.testing import FakePlatform, Table, told

House = Callable[..., AbstractAsyncContextManager[Table]]


async def lines(table: Table) -> list[Spend]:
    return list(await table.gateway.store.database.read(lambda r: r.ledger()))


async def test_the_studio_goes_on_where_gemini_stopped_and_gemini_where_the_studio_did(
    house: House, google: Google
):
    async with house() as table:
        await table.do(Verb.START, "dead-channel")  # at the hall, which the world has not
        await table.do(Verb.CHOOSE, "jump")  # at the well
        await table.do(Verb.CHOOSE, "jump")  # at the gate, with a lamp
        google.fail("words", Fault(403, "Billing is off."))
        shown = await table.do(Verb.CHOOSE, "ask-dana-about-the")
        words = next(d for d in shown if d.part is Part.WORDS)
        assert words.text.endswith("The studio has taken over the telling; it goes on at Gate.")
        assert words.scene["place"] == "Gate"
        assert int(str(words.scene["health"])) <= 98, "as hurt as before"
        assert errors.DENIED in told(shown), "why somebody else tells it"
        assert {button.kind for button in words.buttons} <= {"go", "look", "use", "risk", "speak"}

        shown = await table.do(Verb.CHOOSE, button=words.buttons[0])
        back = next(d for d in shown if d.part is Part.WORDS)
        assert back.text.startswith("Turn 5 of the model's.")
        asked = google.calls("words")[-1].body["contents"][0]["parts"][-1]["text"]
        assert "Somebody else told the last turns." in asked
        assert words.text[:60] in asked, "it reads what the studio told"
        assert "In turn 3 something happened." in asked, "and has forgotten nothing of its own"

        google.fail("words", Fault(403, "Billing is off."))
        again = await table.do(Verb.CHOOSE, "jump")
        assert "it goes on at" in told(again), "the studio's own run goes on"
        assert errors.DENIED not in told(again), "the same reason is told once a run"


async def test_at_a_cap_the_studio_tells_the_rest_for_nothing(house: House, google: Google):
    async with house(money={"session": 0.10}) as table:
        await table.do(Verb.START, "dead-channel")
        shown = [told(await table.do(Verb.CHOOSE, "1")) for _ in range(2)]
        assert "The studio has taken over the telling" in "\n".join(shown)
        ledger = await lines(table)
        assert sum(line.settled for line in ledger) == google.bill.total <= 100_000
        assert table.history() == [0, 1, 2], "no turn is lost"


async def test_a_story_begun_by_the_studio_goes_on_with_gemini(house: House, google: Google):
    async with house() as table:
        google.fail("words", Fault(401, "No."))
        await table.do(Verb.START, "dead-channel")
        shown = await table.do(Verb.CHOOSE, "1")
        assert told(shown).startswith("Turn 2 of the model's.")


async def test_half_a_stream_is_seen_and_then_told_by_the_studio_in_the_same_message(
    house: House, google: Google
):
    platform, google.gate = FakePlatform(), asyncio.Event()
    async with house(platform=platform) as table:
        google.fail("words", Fault(way="cut"))
        google.pieces = 30
        turn = asyncio.create_task(table.do(Verb.START, "dead-channel"))
        await platform.until(lambda: platform.of(Part.WORDS))
        shown = await turn
        words = next(d for d in shown if d.part is Part.WORDS)
        assert not words.text.startswith("Turn 1")
        assert errors.CUT in told(shown)
        scene, *_ = await lines(table)
        assert (scene.state, scene.settled) == ("unknown", scene.quoted)
        assert len(google.calls("words")) == 1


async def test_words_are_seen_while_they_are_written(house: House, google: Google):
    platform, google.gate = FakePlatform(), asyncio.Event()
    async with house(platform=platform) as table:
        google.pieces = 30
        turn = asyncio.create_task(table.do(Verb.START, "dead-channel"))
        await platform.until(lambda: platform.of(Part.TELLING))
        google.gate.set()
        first, words, picture = await turn
        assert first.text.startswith("Turn 1 of the model's.")
        assert words.text.startswith(first.text.removesuffix(" …"))
        assert words.edits is not None
        assert picture.edits is not None


async def test_what_the_writer_may_not_say_is_not_seen_on_the_way_either(
    house: House, google: Google
):
    platform = FakePlatform()
    async with house(gemini={"forbidden": ["model's"]}, platform=platform) as table:
        google.pieces = 30
        shown = await table.do(Verb.START, "dead-channel")
        assert "What came of that is not told here." in told(shown)
        assert "model's" not in told(platform.shown)
