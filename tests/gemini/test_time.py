"""Who has too little time gives up in time, says so, and knows what was paid."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from gateway_gemini import WITHIN, errors
from gateway_gemini.errors import Trouble, Unsure
from gemini_house import Desk, Hours
from gemini_shows import scene
from gemini_wire import Fault
from gemini_wire import Gemini as Google

from gateway import Part, SettingsError, Verb
from gateway.core.hooks import PATIENCE
from gateway.testing import Table, told

Sit = Callable[..., Desk]
House = Callable[..., AbstractAsyncContextManager[Table]]


def taking(naps: Hours, seconds: float) -> Callable[[dict[str, Any]], str]:
    """A model that takes so long over an answer which nobody can read."""

    def write(body: dict[str, Any]) -> str:
        naps.gone += seconds
        return json.dumps({**scene(body), "choices": []})

    return write


def test_the_gateway_has_more_patience_than_the_plugin():
    assert all(seconds < PATIENCE[hook] for hook, seconds in WITHIN.items())


async def test_a_busy_google_is_not_waited_for_beyond_the_end(desk: Sit, google: Google):
    google.fail("words", *[Fault(429, "Quota.", retry=60)] * 3)
    sitting = desk(patience=300)
    with pytest.raises(Trouble) as error:
        await sitting.write()
    assert (str(error.value), error.value.cost) == (errors.BUSY, None)
    assert sitting.naps.taken == [60]


async def test_no_repair_is_begun_that_would_not_be_finished(desk: Sit, google: Google):
    sitting = desk()
    google.write = taking(sitting.naps, 100)
    with pytest.raises(Trouble) as error:
        await sitting.write()
    assert (str(error.value), error.value.cost) == (errors.LATE, google.bill.total)
    assert len(google.asked) == 1


async def test_a_repair_that_is_put_off_too_long_costs_what_was_paid_before(
    desk: Sit, google: Google
):
    sitting = desk(patience=60)
    google.write = taking(sitting.naps, 80)
    google.fail("words", Fault(), Fault(429, "Quota.", retry=40))
    with pytest.raises(Trouble) as error:
        await sitting.write()
    assert (str(error.value), error.value.cost) == (errors.BUSY, google.bill.total)
    assert (len(google.asked), sitting.naps.taken) == (2, [])


async def test_a_call_that_the_end_cuts_off_may_have_been_paid(desk: Sit, google: Google):
    google.fail("picture", Fault(429, "Quota.", retry=169.95), Fault(way="hang"))
    with pytest.raises(Unsure, match=errors.LATE):
        await desk(patience=300).draw()
    assert len(google.asked) == 2


async def test_nothing_is_asked_after_the_end(desk: Sit, google: Google):
    sitting = desk()
    sitting.naps.drag = 200
    google.fail("words", Fault(503, "Overloaded."))
    with pytest.raises(Trouble, match=errors.LATE) as error:
        await sitting.write()
    assert error.value.cost is None
    assert len(google.asked) == 1


async def test_an_answer_that_comes_too_slowly_may_have_been_paid(desk: Sit, google: Google):
    sitting = desk()

    async def told(text: str) -> None:
        sitting.naps.gone = WITHIN["write_scene"]

    with pytest.raises(Unsure, match=errors.LATE):
        await sitting.gemini.write_scene(sitting.turn(), told)


async def test_a_clip_is_given_up_while_the_gateway_still_waits_for_it(desk: Sit, google: Google):
    google.looks = 1000
    sitting = desk(film="omni", film_patience=1700)
    sitting.naps.drag = 2  # each look takes as long as the pause before it
    with pytest.raises(Trouble, match=errors.TIMED_OUT):
        await sitting.clip()
    assert 1700 < sitting.naps.clock() < WITHIN["shoot_segment"]


def test_a_clip_cannot_be_waited_for_longer_than_the_gateway_does(desk: Sit):
    with pytest.raises(SettingsError, match="film_patience"):
        desk(film="omni", film_patience=3600)


async def test_the_studio_takes_over_before_the_gateway_gives_up(house: House, google: Google):
    google.fail("words", Fault(429, "Quota.", retry=109.95), Fault(way="hang"))
    async with house(gemini={"patience": 300}) as table:
        shown = await table.do(Verb.START, "dead-channel")
        assert errors.LATE in told(shown)
        assert [d.part for d in shown if d.buttons] == [Part.WORDS], "somebody told the turn"
        scene, picture = await table.gateway.store.database.read(lambda r: r.ledger())
        assert (scene.state, scene.settled) == ("unknown", scene.quoted)
        assert picture.state == "done"
        assert len(google.calls("words")) == 2
