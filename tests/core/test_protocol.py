"""The protocol of a turn, as `hookspecs.py` tells it: every call of a run, in one list."""

from __future__ import annotations

import pytest

from gateway import Delivery, Part, Price, Refused, Verb, Verdict
from gateway.testing import FakePlatform, FakeStory, PlainRecorder, Seat, plugin_of, told

BESIDE = {"delivery_sent", "shoot_segment", "segment_shot"}
"""What goes on beside the play, whenever it comes to it."""

TOLD = [
    "quote", "write_scene", "moderate", "quote", "render_frame", "frame_rendered", "turn_finished",
]  # fmt: skip
PLAYED = ["admit_event", "turn_started", "moderate", *TOLD]
RUN = [
    "platform_opened",
    *("admit_event", "session_opened", "run_started", "turn_started", *TOLD),
    *PLAYED,
    *(*PLAYED, "run_ended", "quote", "cut_tape", "tape_cut"),
    "session_closed",
]


def line(heard: list[str]) -> list[str]:
    """What was heard, without what goes on beside: a segment's quote is the one before it."""
    kept: list[str] = []
    for name in heard:
        if name == "shoot_segment" and kept[-1] == "quote":
            kept.pop()
        if name not in BESIDE:
            kept.append(name)
    return kept


async def test_a_run_of_three_turns_with_an_ending_is_exactly_this(seat: Seat):
    recorder = PlainRecorder()
    async with seat(recorder, story=FakeStory(turns=3)) as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "left")
        await table.do(Verb.SAY, "go on")

    assert line(recorder.heard) == RUN
    assert recorder.heard.count("shoot_segment") == recorder.heard.count("segment_shot") == 2
    # words and picture of three turns, two segments, the tape
    assert recorder.heard.count("delivery_sent") == 9


async def test_a_session_that_is_known_is_resumed(seat: Seat):
    recorder, platform = PlainRecorder(), FakePlatform()
    async with seat(platform=platform) as table:
        await table.do(Verb.START)
    async with seat(recorder, platform=platform) as table:
        await table.do(Verb.CHOOSE, "1")
        await table.do(Verb.FILM)
        await table.do(Verb.CHOOSE, "1")
    heard = recorder.heard
    assert heard.count("session_resumed") == 1
    assert "session_opened" not in heard
    film = heard.index("stitch_film")
    assert heard[film : film + 2] == ["stitch_film", "film_stitched"]


async def test_every_paid_call_is_followed_by_what_was_spent(seat: Seat):
    recorder = PlainRecorder()
    story = FakeStory()
    shop = plugin_of(
        "shop",
        quote=lambda kind: Price(amount=5, model="m") if kind == "scene" else None,
        write_scene=story.write_scene,
    )
    async with seat(shop, recorder) as table:
        await table.do(Verb.START)
        spent = recorder.heard.index("budget_spent")
        assert recorder.heard[spent - 1 : spent + 2] == ["quote", "budget_spent", "moderate"]


async def test_a_story_that_cannot_go_on_says_so_and_nothing_was_played(seat: Seat):
    recorder = PlainRecorder()
    strict = plugin_of("strict", moderate=lambda text: Verdict(allowed="bad" not in text))
    async with seat(strict, recorder) as table:
        await table.do(Verb.START)
        del recorder.heard[:]
        await table.do(Verb.SAY, "bad words")
        assert recorder.heard[:3] == ["admit_event", "turn_started", "moderate"]
        assert sorted(recorder.heard[3:]) == ["delivery_sent", "turn_failed"]
        assert table.history() == [0]


async def test_forgetting_and_failing_are_told_too(seat: Seat):
    recorder = PlainRecorder()

    def refuse(delivery: Delivery) -> None:
        if delivery.part is Part.PICTURE:
            raise Refused("No pictures here.")

    async with seat(recorder, platform=FakePlatform(fail=refuse)) as table:
        await table.do(Verb.START)
        assert recorder.heard.count("delivery_failed") == 1
        (ask,) = await table.do(Verb.FORGET)
        assert "for good" in told([ask])
        await table.do(Verb.FORGET, button=ask.buttons[0])
        assert set(recorder.heard[-2:]) == {"session_forgotten", "delivery_sent"}


async def test_a_platform_that_ends_is_closed(seat: Seat):
    recorder = PlainRecorder()

    class Short(FakePlatform):
        async def listen(self, inbox: object) -> None:
            return

    async with seat(recorder, platform=Short()) as table:
        await table.gateway.run()
        assert recorder.heard == ["platform_opened", "platform_closed"]


async def test_where_the_only_platform_fails_the_gateway_says_so(seat: Seat):
    recorder = PlainRecorder()

    class Broken(FakePlatform):
        async def listen(self, inbox: object) -> None:
            raise ConnectionError("the token was revoked")

    async with seat(recorder, platform=Broken()) as table:
        with pytest.raises(ConnectionError, match="revoked"):
            await table.gateway.run()
        assert recorder.heard == ["platform_opened", "platform_closed"]
