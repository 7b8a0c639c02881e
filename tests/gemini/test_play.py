"""Whole runs: what Gemini writes, draws and films, on tape and film."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import gemini_shows as shows
import pytest
from gemini_wire import VERTEX
from gemini_wire import Gemini as Google
from PIL import Image

from gateway import Part, Spend, Verb
from gateway.testing import FakePlatform, Table

House = Callable[..., AbstractAsyncContextManager[Table]]


async def test_a_turn_is_written_drawn_and_paid_for_as_google_counts_it(
    house: House, google: Google
):
    async with house() as table:
        words, picture = await table.do(Verb.START, "dead-channel")
        assert words.text.startswith("Turn 1 of the model's. You the player arrives.")
        assert [b.label for b in words.buttons][1] == "Look behind the lamp"
        assert words.scene["health"] == 100
        assert picture.part is Part.PICTURE
        await table.do(Verb.CHOOSE, "jump")
        ledger = await table.gateway.store.database.read(lambda r: r.ledger())
        assert sum(line.settled for line in ledger) == google.bill.total > 0
        assert {line.state for line in ledger} == {"done"}
        assert all(line.settled <= line.quoted for line in ledger)
        assert [a.what for a in google.asked] == ["words", "picture", "words", "picture"]


async def test_who_is_sent_as_a_picture_is_drawn_from_the_next_picture_on(
    house: House, google: Google
):
    chat = FakePlatform()
    chat.pictures["me"] = shows.picture(7, 1600, 1200)
    async with house(platform=chat) as table:
        await table.do(Verb.START, "dead-channel")
        await table.do(Verb.HERO, picture="me")
        await table.do(Verb.CHOOSE, "jump")
        await table.do(Verb.HERO, "off")
        await table.do(Verb.CHOOSE, "jump")
    asked = [one.body["contents"][0]["parts"] for one in google.asked if one.what == "picture"]
    told = [parts[-1]["text"] for parts in asked]
    of_hero = "Picture 1: who is played; they look like this."
    assert [of_hero in words for words in told] == [False, True, False]
    shown = asked[1][0]["inlineData"]["data"]
    sent = Image.open(io.BytesIO(base64.urlsafe_b64decode(shown)))
    assert sent.size == (768, 576)


async def play(table: Table, turns: int) -> None:
    """A run of so many turns, by buttons and words in turn."""
    await table.do(Verb.START, "dead-channel")
    for number in range(1, turns):
        if number % 3:
            await table.do(Verb.CHOOSE, button=table.buttons()[number % 4])
        else:
            await table.do(Verb.SAY, f"I count to {number}")


async def ledger(table: Table) -> list[Spend]:
    return list(await table.gateway.store.database.read(lambda r: r.ledger()))


def facts(path: Path) -> tuple[float, int]:
    """How long a clip is, and how many pictures it has."""
    import av

    with av.open(str(path)) as clip:
        count = sum(1 for _ in clip.decode(video=0))
        return float(clip.duration or 0) / 1e6, count


@pytest.mark.parametrize(
    ("filming", "said", "turns"),
    [
        ("still", {"film": "omni"}, 10),
        ("film", {"film": "omni"}, 10),
        ("still", {"film": "veo", **VERTEX}, 2),
    ],
    ids=["still first", "film first", "veo"],
)
async def test_a_run_ends_on_a_tape_and_a_film_of_what_came_back(
    house: House, google: Google, adc: None, filming: str, said: dict[str, str], turns: int
):
    async with house(gemini=said, play={"film": filming}) as table:
        await play(table, turns)
        *_, tape = await table.do(Verb.TAPE)
        *_, reel = await table.do(Verb.FILM)
        assert (tape.part, reel.part) == (Part.TAPE, Part.FILM)
        files = table.files()
        assert len([name for name in files if name.startswith("images/")]) == turns
        assert len([name for name in files if name.startswith("films/segments/")]) == turns - 1
        seconds, _ = facts(table.folder / reel.attachments[0].path)
        assert seconds > (turns - 1) * 3.9
        lines = await ledger(table)
        assert sum(line.settled for line in lines) == google.bill.total
        assert {line.state for line in lines} == {"done"}
        assert all(line.settled <= line.quoted for line in lines)
        drawn = 1 if filming == "film" else turns
        assert (len(google.bill.of("picture")), len(google.bill.of("clip"))) == (drawn, turns - 1)
