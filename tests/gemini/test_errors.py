"""Whatever Google answers: a sentence for players, a line for the operator, the right price."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from gateway_gemini import errors
from gateway_gemini.errors import Refused, Trouble, Unsure
from gemini_house import Desk
from gemini_wire import VERTEX, Fault
from gemini_wire import Gemini as Google

Sit = Callable[..., Desk]


async def test_a_busy_google_is_given_the_time_it_asks_for(desk: Sit, google: Google):
    google.fail("words", Fault(429, "Quota.", retry=7), Fault(503, "Overloaded."))
    sitting = desk()
    assert (await sitting.write()).text.startswith("Turn 1")
    assert sitting.naps.taken == [7, 2], "what it asks for, else ever more"
    assert len(google.bill.charges) == 1


async def test_longer_than_the_patience_nobody_waits(desk: Sit, google: Google):
    google.fail("picture", Fault(429, "Quota.", retry=61))
    sitting = desk(patience=60)
    with pytest.raises(Trouble, match=errors.BUSY):
        await sitting.draw()
    assert sitting.naps.taken == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(504, "Deadline."), errors.AWAY),
        (Fault(way="cut"), errors.CUT),
        (Fault(way="end"), errors.CUT),
        (Fault(way="drop"), errors.CUT),
        (Fault(way="hang"), errors.LATE),
    ],
    ids=["504", "cut", "end", "drop", "hang"],
)
async def test_where_it_may_have_been_paid_nobody_asks_again(
    desk: Sit, google: Google, fault: Fault, sentence: str
):
    google.fail("words", fault)
    with pytest.raises(Unsure) as error:
        await desk(timeout=1).write()
    assert str(error.value) == sentence
    assert len(google.asked) == 1


@pytest.mark.parametrize(
    ("way", "sentence"), [("blocked", errors.REFUSED), ("safety", errors.UNTOLD)]
)
async def test_what_gemini_will_not_write_is_told(
    desk: Sit, google: Google, way: str, sentence: str
):
    google.fail("words", Fault(way=way))
    with pytest.raises(Refused) as error:
        await desk().write()
    assert (str(error.value), error.value.cost) == (sentence, google.bill.total)


async def test_a_broken_answer_is_repaired_once(desk: Sit, google: Google):
    google.fail("words", Fault(way="broken"))
    scene = await desk().write()
    assert scene.text.startswith("Turn 1")
    assert scene.cost == google.bill.total
    first, second = google.calls("words")
    said = second.body["contents"]
    assert [content["role"] for content in said] == ["user", "model", "user"]
    assert said[1]["parts"][0]["text"] == "I would rather not."
    assert "not a JSON object" in said[2]["parts"][0]["text"]
    assert first.body["generationConfig"] == second.body["generationConfig"]


async def test_an_answer_that_was_too_long_is_asked_for_again_and_shorter(
    desk: Sit, google: Google
):
    google.fail("words", Fault(way="long"))
    assert (await desk().write()).text.startswith("Turn 1")
    assert "too long" in google.calls("words")[1].body["contents"][2]["parts"][0]["text"]


@pytest.mark.parametrize("second", [Fault(way="broken"), Fault(way="safety"), Fault(403, "No.")])
async def test_what_is_broken_twice_costs_what_it_cost(desk: Sit, google: Google, second: Fault):
    google.fail("words", Fault(way="broken"), second)
    with pytest.raises(Trouble) as error:
        await desk().write()
    assert error.value.cost == google.bill.total > 0


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("blocked", errors.UNDRAWN),
        ("safety", errors.UNDRAWN),
        ("words", errors.WORDY),
        ("empty", errors.EMPTY),
        ("nothing", errors.EMPTY),
    ],
)
async def test_a_picture_that_does_not_come_says_why(
    desk: Sit, google: Google, way: str, sentence: str
):
    google.fail("picture", Fault(way=way))
    with pytest.raises(Trouble) as error:
        await desk().draw()
    assert (str(error.value), error.value.cost) == (sentence, google.bill.total)


# ------------------------------------------------------------------------------------------- clips


OMNI, VEO = {"film": "omni"}, {"film": "veo", **VERTEX}
FOREIGN = (
    "projects/p/locations/l/publishers/google/models/veo-3.1-fast-generate-001/operations/v1_77"
)


@pytest.mark.parametrize("options", [OMNI, VEO], ids=["omni", "veo"])
async def test_a_clip_is_ordered_once_and_looked_after_ever_less_often(
    desk: Sit, google: Google, adc: None, options: dict[str, str]
):
    google.looks = 4
    google.fail("look", Fault(503, "Away."), Fault(way="drop"), Fault(429, "Busy."))
    sitting = desk(**options)
    made = await sitting.clip()
    assert made.duration == 4
    assert made.cost == google.bill.total
    assert (sitting.root / "clip.mp4").stat().st_size > 1000
    assert sitting.naps.taken[:3] == [5, 7.5, 11.25]
    assert len(google.calls("order")) == 1


@pytest.mark.parametrize("options", [OMNI, VEO], ids=["omni", "veo"])
@pytest.mark.parametrize(
    ("way", "sentence"), [("refused", errors.UNFILMED), ("failed", errors.CANCELLED)]
)
async def test_a_clip_that_does_not_come_costs_nothing(
    desk: Sit, google: Google, adc: None, options: dict[str, str], way: str, sentence: str
):
    google.fail("order", Fault(way=way))
    with pytest.raises(Trouble) as error:
        await desk(**options).clip()
    assert (str(error.value), error.value.cost) == (sentence, 0)


@pytest.mark.parametrize("options", [OMNI, VEO], ids=["omni", "veo"])
@pytest.mark.parametrize("fault", [Fault(500, "Internal."), Fault(503, "Away."), Fault(way="drop")])
async def test_an_order_whose_answer_is_lost_is_never_placed_again(
    desk: Sit, google: Google, adc: None, options: dict[str, str], fault: Fault
):
    google.fail("order", fault)
    with pytest.raises(Unsure):
        await desk(**options).film()
    assert len(google.calls("order")) == 1


@pytest.mark.parametrize("options", [OMNI, VEO], ids=["omni", "veo"])
async def test_an_order_that_was_turned_away_is_placed_when_there_is_time(
    desk: Sit, google: Google, adc: None, options: dict[str, str]
):
    google.fail("order", Fault(429, "Quota.", retry=3))
    sitting = desk(**options)
    await sitting.film()
    assert sitting.naps.taken == [3]
    assert (len(google.calls("order")), len(google.bill.charges)) == (2, 1)


@pytest.mark.parametrize(
    ("options", "job"),
    [
        (OMNI, "omni gemini-omni-1.2-flash 720p 4 v1_77"),
        (VEO, f"veo veo-3.1-fast-generate-001 720p 4 {FOREIGN}"),
        (OMNI, "sora 1"),
    ],
)
async def test_an_order_that_nobody_knows_is_given_up(
    desk: Sit, google: Google, adc: None, options: dict[str, str], job: str
):
    with pytest.raises(Trouble, match=errors.GONE):
        await desk(**options).film(job)


async def test_a_clip_that_takes_too_long_is_given_up(desk: Sit, google: Google):
    google.looks = 1000
    sitting = desk(film="omni", film_patience=60)
    with pytest.raises(Trouble, match=errors.TIMED_OUT) as error:
        await sitting.clip()
    assert error.value.cost is None, "it may come yet, and is paid"
    assert 60 <= sum(sitting.naps.taken) < 90


async def test_a_clip_may_come_inline(desk: Sit, google: Google):
    google.fail("order", Fault(way="inline"))
    sitting = desk(film="omni")
    await sitting.clip()
    assert (sitting.root / "clip.mp4").read_bytes()[4:8] == b"ftyp"
    assert google.calls("file") == []


async def test_a_file_is_fetched_again_where_the_line_breaks(desk: Sit, google: Google):
    google.fail("file", Fault(way="drop"), Fault(503, "Away."))
    await desk(film="omni").clip()
    assert len(google.calls("file")) == 3


async def test_a_file_that_google_threw_away_is_told(desk: Sit, google: Google):
    google.fail("order", Fault(way="lost"))
    with pytest.raises(Trouble, match="thrown it away"):
        await desk(film="omni").clip()


async def test_the_log_says_what_to_do_about_an_expired_order(
    desk: Sit, google: Google, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    with pytest.raises(Trouble):
        await desk(film="omni").film("omni gemini-omni-1.2-flash 720p 4 v1_77")
    assert "Google has thrown it away" in caplog.text
