"""What plugins, players and disks can do to a gateway, and the story goes on."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from gateway import (
    Choice,
    Delivery,
    Event,
    Film,
    Frame,
    Part,
    Picture,
    Scene,
    Segment,
    Tape,
    Turn,
    Verb,
    Verdict,
    World,
    hookimpl,
)
from gateway.core import phrases
from gateway.testing import FakePlatform, FakeStory, PlainRecorder, Seat, Table, plugin_of, told
from gateway.testing.fakes import png

BURST = int(os.environ.get("TAPEWAY_BURST", "120"))
"""Events at once."""


async def hang() -> None:
    await asyncio.Event().wait()


def fail() -> None:
    raise ValueError("secret detail")


async def give_up() -> None:
    raise asyncio.CancelledError


WRONGS: dict[str, Callable[..., object]] = {
    "raises": fail,
    "hangs": hang,
    "gives up": give_up,
    "nonsense": lambda: 7,
}
SOON = dict.fromkeys(
    (
        "write_scene",
        "render_frame",
        "shoot_segment",
        "cut_tape",
        "stitch_film",
        "moderate",
        "quote",
    ),
    0.05,
)


def scene(**changes: object) -> Scene:
    good = Scene(text="words", picture=Picture(alt="x"), choices=(Choice(key="a", label="A"),))
    return replace(good, **changes)


async def test_the_same_event_twice_is_one_turn(seat: Seat):
    async with seat() as table:
        event = table.platform.event(Verb.START)
        hear = table.gateway.engine.hear
        assert await hear(event) is True
        assert await hear(event) is False
        await table.gateway.rest()
        assert await hear(event) is False
        assert table.history() == [0]
        assert len(table.platform.of(Part.WORDS)) == 1


async def test_the_same_event_twice_at_once_is_one_turn(seat: Seat):
    async with seat() as table:
        event = table.platform.event(Verb.START)
        heard = await asyncio.gather(*(table.gateway.engine.hear(event) for _ in range(5)))
        assert sorted(heard) == [False] * 4 + [True]
        await table.gateway.rest()
        assert table.history() == [0]


async def test_what_is_not_admitted_leaves_nothing(seat: Seat):
    guard = plugin_of("guard", admit_event=lambda event: event.argument != "no")
    async with seat(guard) as table:
        assert await table.do(Verb.START, "no") == []
        assert not table.folder.exists()
        assert table.gateway.store.database.transact(lambda r: r.standings()) == []


async def test_events_are_played_in_the_order_they_were_heard_however_long_a_guard_thinks(
    seat: Seat,
):
    first = asyncio.Event()

    async def think(event: Event) -> bool:
        if event.argument == "one":
            await first.wait()
        else:
            first.set()
        return True

    async with seat(plugin_of("guard", admit_event=think), patience={"admit_event": 0.05}) as table:
        await table.do(Verb.START)
        first.clear()
        event = table.platform.event
        events = [event(Verb.SAY, word) for word in ("one", "two")]
        await asyncio.gather(*map(table.gateway.engine.hear, events))
        await table.gateway.rest()
        assert [d.text for d in table.platform.of(Part.WORDS)[1:]] == [
            "Turn 1: say one",
            "Turn 2: say two",
        ]


async def test_whoever_goes_away_while_an_event_is_kept_is_played_all_the_same(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        task = asyncio.create_task(
            table.gateway.engine.hear(table.platform.event(Verb.SAY, "wait for me"))
        )
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await table.platform.until(lambda: len(table.platform.of(Part.PICTURE)) == 2)
        assert table.platform.of(Part.WORDS)[-1].text == "Turn 1: say wait for me"


async def test_hundreds_of_events_in_one_burst_are_all_played_in_order(seat: Seat):
    class Quick(FakeStory):
        @hookimpl
        def write_scene(self, turn: Turn) -> Scene:
            return scene(text=f"Turn {turn.index}: say {turn.action.text}")

        @hookimpl
        def render_frame(self) -> None:
            """Words alone will do."""

    async with seat(story=Quick()) as table:
        await table.do(Verb.SETTINGS, "film off")
        await table.do(Verb.START)
        event, hear = table.platform.event, table.gateway.engine.hear
        for n in range(BURST):
            await hear(event(Verb.SAY, f"{n}"))
        other = Table.at(table.gateway, table.platform, "other")
        behind = len(table.platform.of(Part.WORDS, session=table.session))
        await hear(event(Verb.START, session=other.session))
        await table.platform.until(lambda: table.platform.of(session=other.session))
        ahead = len(table.platform.of(Part.WORDS, session=table.session)) - behind
        assert ahead < 50, "another session does not wait behind the burst"
        words = partial(table.platform.of, Part.WORDS, session=table.session)
        await table.platform.until(lambda: len(words()) == BURST + 1, seconds=60)
        await table.gateway.rest()
        said = [d.text for d in table.platform.of(Part.WORDS, session=table.session)[1:]]
        assert said == [f"Turn {n + 1}: say {n}" for n in range(BURST)]
        assert table.history() == list(range(BURST + 1))


async def test_twenty_sessions_at_once_do_not_starve_each_other(seat: Seat):
    inside, everybody = [], asyncio.Event()

    class Slow(FakeStory):
        @hookimpl
        async def write_scene(self, turn: Turn) -> Scene:
            inside.append(turn)
            if len(inside) == 20:
                everybody.set()
            await everybody.wait()
            return scene()

    async with seat(story=Slow()) as table:
        tables = [Table.at(table.gateway, table.platform, str(n)) for n in range(20)]
        for one in tables:
            event = table.platform.event(Verb.START, session=one.session)
            await table.gateway.engine.hear(event)
        await table.gateway.rest()
        assert all(one.history() == [0] for one in tables)


# ------------------------------------------------------------------------------- broken plugins


@pytest.mark.parametrize("wrong", WRONGS)
async def test_a_writer_that_fails_leaves_the_story_where_it_stood(seat: Seat, wrong: str):
    class Writer(FakeStory):
        @hookimpl
        async def write_scene(self, turn: Turn) -> object:
            if turn.action.text != "stumble":
                return scene()
            answer = WRONGS[wrong]()
            return await answer if asyncio.iscoroutine(answer) else answer

    recorder = PlainRecorder()
    async with seat(recorder, story=Writer(), patience=SOON) as table:
        await table.do(Verb.START)
        text = await table.say("stumble")
        assert text.startswith("The story could not go on: ")
        assert "secret" not in text
        assert "turn_failed" in recorder.heard
        assert table.history() == [0]
        assert await table.say("go on") == "words"
        assert table.history() == [0, 1]
        left = await table.gateway.store.database.read(lambda r: r.unfinished())
        assert left == [], "what failed is done with"


@pytest.mark.parametrize(
    "bad",
    [
        {"text": "  "},
        {"choices": ()},
        {"choices": tuple(Choice(key=str(n), label="x") for n in range(11))},
        {"choices": (Choice(key="a", label="A"), Choice(key="a", label="B"))},
        {"choices": (Choice(key="", label="A"),)},
        {"choices": (Choice(key="a", label=" "),)},
        {"choices": (Choice(key="\ud800", label="A"),)},
        {"choices": None},
        {"state": {"x": float("nan")}},
        {"state": {"x": object()}},
        {"text": None},
    ],
    ids=lambda bad: "-".join(bad),
)
async def test_a_scene_that_cannot_be_played_is_the_next_writers(
    seat: Seat, bad: dict[str, object]
):
    async with seat(plugin_of("odd", write_scene=lambda: scene(**bad))) as table:
        assert told(await table.do(Verb.START)) == "Turn 0: start"


@pytest.mark.parametrize("wrong", [*WRONGS, "no file"])
async def test_an_illustrator_that_fails_leaves_the_last_frame(seat: Seat, wrong: str):
    class Illustrator(FakeStory):
        @hookimpl
        async def render_frame(self, turn: Turn, path: Path) -> object:
            if turn.index == 0:
                path.write_bytes(png(9))  # noqa: ASYNC240
                return Frame(width=1, height=1)
            if wrong == "no file":
                return Frame(width=1, height=1)
            answer = WRONGS[wrong]()
            return await answer if asyncio.iscoroutine(answer) else answer

    recorder = PlainRecorder()
    async with seat(recorder, story=Illustrator(), patience=SOON) as table:
        await table.do(Verb.START)
        shown = await table.do(Verb.CHOOSE, "1")
        assert [d.part for d in shown][:2] == [Part.WORDS, Part.PICTURE]
        assert "There is no new picture: " in told(shown)
        assert "secret" not in told(shown)
        assert (table.folder / "images/frame_1.png").read_bytes() == png(9)
        assert "media_failed" in recorder.heard
        again = await table.do(Verb.CHOOSE, "1")
        assert "no new picture" not in told(again), "the same sentence once a run"


async def test_a_first_picture_that_fails_leaves_words_alone(seat: Seat):
    class Wordy(FakeStory):
        @hookimpl
        def render_frame(self) -> None:
            raise ValueError("no")

    async with seat(story=Wordy()) as table:
        shown = await table.do(Verb.START)
        assert [d.part for d in shown] == [Part.WORDS, Part.NOTICE]
        assert told(await table.do(Verb.TAPE)) == phrases.NO_TAPE.format(why=phrases.NO_FRAMES)


@pytest.mark.parametrize("wrong", [*WRONGS, "no file"])
async def test_a_clip_that_fails_is_said_once_and_the_film_is_made_without(seat: Seat, wrong: str):
    class Camera(FakeStory):
        @hookimpl
        async def shoot_segment(self) -> object:
            if wrong == "no file":
                return Segment(duration=1)
            answer = WRONGS[wrong]()
            return await answer if asyncio.iscoroutine(answer) else answer

    async with seat(story=Camera(), patience=SOON) as table:
        for verb in (Verb.START, Verb.CHOOSE, Verb.CHOOSE):
            await table.do(verb, "1" if verb is Verb.CHOOSE else "")
        notices = [d.text for d in table.platform.of(Part.NOTICE)]
        assert len(notices) in (1, 2)  # the sentence may name the turn's file
        assert all("This moment was not filmed: " in text for text in notices)
        assert [d.part for d in await table.do(Verb.FILM)] == [Part.FILM]


@pytest.mark.parametrize("wrong", [*WRONGS, "no file"])
@pytest.mark.parametrize(("verb", "hook"), [(Verb.TAPE, "cut_tape"), (Verb.FILM, "stitch_film")])
async def test_a_tape_or_film_that_fails_says_why_and_the_line_goes_on(
    seat: Seat, verb: Verb, hook: str, wrong: str
):
    async def answer() -> object:
        if wrong == "no file":
            kinds = {"cut_tape": Tape(frames=1, width=1, height=1, size=1)}
            return kinds.get(hook, Film(duration=1, width=1, height=1, size=1))
        value = WRONGS[wrong]()
        return await value if asyncio.iscoroutine(value) else value

    class Without(FakeStory):
        @hookimpl
        async def cut_tape(self) -> object:
            return await answer()

        @hookimpl
        async def stitch_film(self) -> object:
            return await answer()

    async with seat(story=Without(), patience=SOON) as table:
        await table.do(Verb.START)
        text = told(await table.do(verb))
        assert text.startswith(f"The {verb.value} could not be made: ")
        assert "secret" not in text
        assert not [name for name in table.files() if name.startswith(("tapes", "films/final"))]
        assert "Turn 1" in told(await table.do(Verb.CHOOSE, "1"))


async def test_a_moderator_may_mend_what_is_said_and_what_is_told(seat: Seat):
    def mend(text: str, source: str) -> Verdict | None:
        return Verdict(allowed=True, text=text.replace("darn", "***") + f" ({source})")

    async with seat(plugin_of("mender", moderate=mend)) as table:
        await table.do(Verb.START)
        assert await table.say("darn it") == "Turn 1: say *** it (person) (writer)"
        assert "darn" not in (table.folder / "history.json").read_text()


async def test_a_moderator_may_refuse(seat: Seat):
    def refuse(text: str, source: str) -> Verdict:
        return Verdict(allowed=source not in text, reason=f"No {source}s here.")

    async with seat(plugin_of("strict", moderate=refuse)) as table:
        await table.do(Verb.START)
        assert await table.say("person") == phrases.TURN_FAILED.format(why="No persons here.")
        assert await table.say("writer") == phrases.TURN_FAILED.format(why="No writers here.")
        assert table.history() == [0]


async def test_a_platform_that_cannot_show_progress_gets_its_tape(seat: Seat):
    def stumble(delivery: Delivery) -> None:
        if delivery.part is Part.PROGRESS:
            raise ValueError("no progress here")

    async with seat(platform=FakePlatform(fail=stumble)) as table:
        await table.do(Verb.START)
        assert [d.part for d in await table.do(Verb.TAPE)] == [Part.TAPE]


async def test_a_picture_that_somebody_deletes_is_missing_and_nothing_else(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        (table.folder / "images/frame_0.png").unlink()
        (tape,) = await table.do(Verb.TAPE)
        only = (table.folder / "images/frame_1.png").read_bytes()
        assert (table.folder / tape.attachments[0].path).read_bytes() == only
        assert "Turn 2" in told(await table.do(Verb.CHOOSE, "1"))


async def test_a_folder_that_is_broken_does_not_stop_the_story(
    seat: Seat, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.CRITICAL)
    async with seat() as table:
        await table.do(Verb.START)
        (table.folder / "history.json").unlink()
        (table.folder / "history.json").mkdir()
        assert "Turn 1" in told(await table.do(Verb.CHOOSE, "1"))
        (table.folder / "history.json").rmdir()
        assert "Turn 2" in told(await table.do(Verb.CHOOSE, "1"))
        assert table.history() == [0, 1, 2], "and it is mended as soon as it can be"


async def test_a_world_that_is_gone_says_so(seat: Seat):
    platform = FakePlatform()
    sea = plugin_of("sea", provide_worlds=lambda: [World(name="sea", title="S", summary="W")])
    async with seat(sea, platform=platform) as table:
        await table.do(Verb.START, "sea")
    async with seat(platform=platform) as table:
        assert told(await table.do(Verb.CHOOSE, "1")) == phrases.WORLD_GONE.format(world="sea")
        assert Part.TAPE in [d.part for d in await table.do(Verb.EJECT)]
