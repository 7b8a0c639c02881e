"""However Google says no to words, pictures and clips: a sentence, a line of the log, no cent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from gateway_gemini import errors
from gateway_gemini.errors import Busy, Trouble, Unsure
from gemini_house import Desk
from gemini_wire import VERTEX, Fault
from gemini_wire import Gemini as Google

from gateway import Verb
from gateway.testing import FakeStory, Table, plugin_of, told

Sit = Callable[..., Desk]
House = Callable[..., AbstractAsyncContextManager[Table]]

KEY = Fault(400, "API key not valid. Please pass a valid API key.")
LEAKED = Fault(403, "Your API key was reported as leaked. Please use another API key.")
OFF = Fault(403, "Generative Language API has not been used in project 7 or it is disabled.")
ABROAD = Fault(400, "User location is not supported.", says="FAILED_PRECONDITION")
DAY = Fault(429, "Quota.", retry=3, quota="GenerateRequestsPerDayPerProjectPerModel-FreeTier")
MINUTE = Fault(429, "Quota.", retry=55, quota="GenerateRequestsPerMinutePerProjectPerModel")
BROKE = Fault(429, "Your prepayment credits are depleted.")

REPLIES = [
    (KEY, errors.LOCKED, "tapeway doctor"),
    (Fault(401, "No."), errors.LOCKED, "tapeway doctor"),
    (LEAKED, errors.LOCKED, "reported as leaked"),
    (OFF, errors.DENIED, "has not been used in project 7"),
    (ABROAD, errors.DENIED, "use Vertex AI"),
    (Fault(400, "Unknown size."), errors.WRONG, "docs/gemini.md"),
    (Fault(404, "No such model."), errors.MISSING, "tapeway doctor"),
    (DAY, errors.SPENT, "day's quota"),
    (MINUTE, errors.BUSY, "ask Google for more"),
    (BROKE, errors.DENIED, "billing"),
]
NAMES = ["key", "401", "leaked", "off", "abroad", "400", "404", "day", "minute", "broke"]
WORK = {
    "words": ("words", {}),
    "picture": ("picture", {}),
    "omni": ("order", {"film": "omni"}),
    "veo": ("order", {"film": "veo", **VERTEX}),
}


async def work(desk: Desk, what: str) -> None:
    """Have something made that costs."""
    await {"words": desk.write, "picture": desk.draw}.get(what, desk.film)()


@pytest.mark.parametrize("what", WORK)
@pytest.mark.parametrize(("fault", "sentence", "log"), REPLIES, ids=NAMES)
async def test_each_no_is_a_sentence_and_a_line_of_the_log(
    desk: Sit,
    google: Google,
    adc: None,
    caplog: pytest.LogCaptureFixture,
    what: str,
    fault: Fault,
    sentence: str,
    log: str,
):
    kind, options = WORK[what]
    google.fail(kind, fault)
    with pytest.raises(Trouble) as error:
        await work(desk(**options), what)
    assert (str(error.value), error.value.cost) == (sentence, None)
    (line,) = [record for record in caplog.records if record.name == "gateway.gemini"]
    assert log in line.getMessage()
    assert line.levelno == (logging.WARNING if sentence == errors.BUSY else logging.ERROR)
    assert (google.bill.total, len(google.calls(kind))) == (0, 1)


@pytest.mark.parametrize("what", WORK)
async def test_a_google_that_stays_busy_is_left_after_a_while(
    desk: Sit, google: Google, adc: None, what: str
):
    kind, options = WORK[what]
    google.fail(kind, *[Fault(429, "Quota.")] * 9)
    sitting = desk(**options)
    with pytest.raises(Busy, match=errors.BUSY):
        await work(sitting, what)
    assert sitting.naps.taken == [1, 2, 4, 8]
    assert len(google.calls(kind)) == 5


@pytest.mark.parametrize("what", WORK)
async def test_where_nobody_listens_nothing_is_asked_and_nothing_paid(
    desk: Sit, google: Google, adc: None, caplog: pytest.LogCaptureFixture, what: str
):
    caplog.set_level(logging.WARNING)
    nobody = google.base.rpartition(":")[0] + ":9"
    sitting = desk(**WORK[what][1], url=nobody)
    with pytest.raises(Busy, match=errors.UNHEARD):
        await work(sitting, what)
    assert sitting.naps.taken == [1, 2, 4, 8]
    assert "nothing was asked" in caplog.text


@pytest.mark.parametrize(
    ("what", "fault", "sentence"),
    [
        ("words", Fault(way="error"), errors.AWAY),
        ("words", Fault(way="busy"), errors.BUSY),
        ("picture", Fault(way="page"), errors.BROKEN),
        ("picture", Fault(way="drop"), errors.CUT),
        ("picture", Fault(504, "Deadline."), errors.AWAY),
        ("omni", Fault(way="drop"), errors.CUT),
        ("veo", Fault(500, "Internal."), errors.AWAY),
    ],
)
async def test_what_may_have_been_paid_is_told_and_logged_as_that(
    desk: Sit,
    google: Google,
    adc: None,
    caplog: pytest.LogCaptureFixture,
    what: str,
    fault: Fault,
    sentence: str,
):
    kind, options = WORK[what]
    google.fail(kind, fault)
    with pytest.raises(Unsure, match=sentence):
        await work(desk(**options), what)
    assert "it may have been paid" in caplog.text
    assert len(google.calls(kind)) == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_file_that_has_expired_is_told(desk: Sit, google: Google, status: int):
    google.fail("file", Fault(status, "You do not have permission, or it may not exist."))
    with pytest.raises(Trouble, match=errors.EXPIRED) as error:
        await desk(film="omni").clip()
    assert error.value.cost is None, "the clip was made, and is paid"


async def test_whatever_google_says_the_story_goes_on(house: House, google: Google):
    wrongs = {
        errors.LOCKED: [KEY],
        errors.DENIED: [OFF],
        errors.WRONG: [Fault(400, "Unknown size.")],
        errors.MISSING: [Fault(404, "No such model.")],
        errors.SPENT: [DAY],
        errors.BUSY: [MINUTE],
        errors.AWAY: [Fault(504, "Deadline.")],
        errors.CUT: [Fault(way="drop")],
        errors.REFUSED: [Fault(way="blocked")],
        errors.UNTOLD: [Fault(way="safety")],
        errors.UNREAD: [Fault(way="broken"), Fault(way="broken")],
    }
    quick = plugin_of("quick", render_frame=FakeStory().render_frame)
    async with house(quick, gemini={"painter": ""}) as table:
        await table.do(Verb.START, "dead-channel")
        for turn, (sentence, faults) in enumerate(wrongs.items(), 1):
            google.fail("words", *faults)
            shown = await table.do(Verb.CHOOSE, "1")
            assert sentence in told(shown)
            assert table.history() == [*range(turn + 1)]
        ledger = await table.gateway.store.database.read(lambda r: r.ledger())
        sure = [line for line in ledger if line.state != "unknown"]
        assert len(ledger) - len(sure) == 2, "the deadline and the broken line"
        hidden = google.bill.total - sum(line.settled for line in sure)
        assert 0 < hidden < 5000, "the one whose answer was lost"
