"""Which turns are filmed, what comes first, and what is done where a clip does not come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gateway import Filming, Frame, Job, Kind, Part, Price, Scene, Segment, Turn, Verb, hookimpl
from gateway.core import ladder, phrases
from gateway.testing import FakeStory, PlainRecorder, Seat, Table, told
from gateway.testing.fakes import png


class Studio(FakeStory):
    """Films either way; writes down what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @hookimpl
    async def render_frame(self, turn: Turn, path: Path) -> Frame:
        self.asked.append(f"still {turn.index}")
        return await super().render_frame(turn, path)

    @hookimpl
    async def shoot_segment(
        self, turn: Turn, path: Path, first: Path, last: Path | None
    ) -> Segment | Job | None:
        self.asked.append(f"clip {turn.index}{'' if last else ' first'}")
        assert first.name == f"frame_{turn.parent}.png"
        return await super().shoot_segment(turn, path)


def frame(table: Table, index: int) -> bytes:
    return (table.folder / f"images/frame_{index}.png").read_bytes()


def clips(table: Table) -> list[str]:
    return [name for name in table.files() if name.startswith("films/segments")]


def notices(table: Table) -> list[str]:
    return [delivery.text for delivery in table.platform.of(Part.NOTICE)]


async def play(table: Table, film: str, turns: int = 3) -> None:
    await table.do(Verb.SETTINGS, f"film {film}")
    del table.platform.shown[:]
    await table.do(Verb.START)
    for _ in range(turns - 1):
        await table.do(Verb.CHOOSE, "left")


async def test_the_clip_first_its_last_picture_is_the_turn_s_and_the_next_goes_on_from_it(
    seat: Seat,
):
    story, recorder = Studio(), PlainRecorder()
    async with seat(recorder, story=story) as table:
        await play(table, "film")
        assert story.asked == ["still 0", "clip 1 first", "clip 2 first"]
        assert [frame(table, n) for n in range(3)] == [png(0), b"segment 0 1", b"segment 1 2"]
        assert clips(table) == ["films/segments/seg_0_1.mp4", "films/segments/seg_1_2.mp4"]
        parts = [delivery.part for delivery in table.platform.shown]
        assert parts == [Part.WORDS, Part.PICTURE, *[Part.WORDS, Part.SEGMENT, Part.PICTURE] * 2]
        turn = recorder.heard[recorder.heard.index("turn_finished") + 1 :]
        kept = [name for name in turn if name not in ("delivery_sent", "moderate")]
        assert kept[: kept.index("turn_finished") + 1] == [
            *("admit_event", "turn_started", "quote", "write_scene"),
            *("quote", "shoot_segment", "segment_shot", "frame_rendered", "turn_finished"),
        ]
        film = await table.do(Verb.FILM)
        data = (table.folder / film[-1].attachments[0].path).read_bytes()
        assert data == b"film segment 0 1segment 1 2"


async def test_a_job_is_polled_before_the_turn_goes_on(seat: Seat):
    class Slow(Studio):
        @hookimpl
        async def shoot_segment(self, turn: Turn, path: Path, job: str | None) -> Segment | Job:
            self.asked.append(f"{'poll' if job else 'submit'} {turn.index}")
            if job is None:
                return Job(name=f"job-{turn.index}")
            return await FakeStory.shoot_segment(self, turn, path)

    story = Slow()
    async with seat(story=story) as table:
        await play(table, "film", turns=2)
        assert story.asked == ["still 0", "submit 1", "poll 1"]
        (progress,) = table.platform.of(Part.PROGRESS)
        assert progress.text == phrases.FILMING_FIRST
        picture = table.platform.of(Part.PICTURE)[-1]
        assert progress.key.rpartition(":")[0] == picture.key.rpartition(":")[0], "it is over then"
        assert frame(table, 1) == b"segment 0 1"


@pytest.mark.parametrize("how", ["raises", "writes nothing", "fails as a job"])
async def test_where_the_clip_fails_the_picture_is_drawn_in_the_same_turn(seat: Seat, how: str):
    class Clumsy(Studio):
        @hookimpl
        async def shoot_segment(self, turn: Turn, path: Path, job: str | None) -> Segment | Job:
            self.asked.append(f"clip {turn.index}")
            if how == "fails as a job" and job is None:
                return Job(name="job")
            if how == "writes nothing":
                return Segment(duration=1)
            raise ValueError("the film is torn")

        @hookimpl
        def quote(self, kind: Kind) -> Price | None:
            return Price(amount=1, model="v") if kind is Kind.SEGMENT else None

    story = Clumsy()
    async with seat(story=story) as table:
        await play(table, "film", turns=2)
        asked = ["clip 1", "clip 1"] if how == "fails as a job" else ["clip 1"]
        assert story.asked == ["still 0", *asked, "still 1"], "and it is not bought once more"
        assert frame(table, 1) == png(1)
        assert clips(table) == []
        (notice,) = notices(table)
        assert notice.startswith("This moment was not filmed")
        assert notice.endswith(ladder.STILL_FIRST)
        assert Part.FILM in [delivery.part for delivery in await table.do(Verb.FILM)]


async def test_at_a_cap_the_picture_comes_first_and_who_is_free_films_the_way_to_it(seat: Seat):
    class Dear(Studio):
        @hookimpl
        def quote(self, kind: Kind) -> Price | None:
            return Price(amount=600_000, model="v") if kind is Kind.SEGMENT else None

        @hookimpl
        async def shoot_segment(self, turn: Turn, path: Path) -> Segment:
            clip = await FakeStory.shoot_segment(self, turn, path)
            return replace(clip, cost=600_000)

        @hookimpl
        def provide_worlds(self) -> None:
            """The other's will do."""

    class Free(Studio):
        @hookimpl
        async def shoot_segment(self, turn: Turn, path: Path, last: Path | None) -> Segment | None:
            if last is None:
                return None
            path.write_bytes(b"for nothing")  # noqa: ASYNC240
            return Segment(duration=1)

    async with seat(Dear(), story=Free(), money={"session": 1}) as table:
        await play(table, "film")
        assert [frame(table, n) for n in range(3)] == [png(0), b"segment 0 1", png(2)]
        assert (table.folder / "films/segments/seg_1_2.mp4").read_bytes() == b"for nothing"
        assert notices(table) == [
            (
                "This story has $0.40 of its $1.00 left, too little for a clip. "
                "The picture comes first, and is drawn."
            )
        ]
        assert "Left for this story: $0.40 of $1.00" in told(await table.do(Verb.STATUS))


async def test_who_films_only_between_two_stills_is_asked_beside_the_play_and_nothing_is_said(
    seat: Seat,
):
    class Between(Studio):
        @hookimpl
        async def shoot_segment(self, turn: Turn, path: Path, last: Path | None) -> Segment | None:
            self.asked.append(f"clip {turn.index}{'' if last else ' first'}")
            return await FakeStory.shoot_segment(self, turn, path) if last else None

    story = Between()
    async with seat(story=story) as table:
        await play(table, "film", turns=2)
        assert story.asked == ["still 0", "clip 1 first", "still 1", "clip 1"]
        assert (frame(table, 1), clips(table)) == (png(1), ["films/segments/seg_0_1.mp4"])
        assert notices(table) == []


async def test_only_what_matters_is_filmed_where_a_session_says_so(seat: Seat):
    class Eventful(Studio):
        @hookimpl
        async def write_scene(self, turn: Turn) -> Scene:
            return replace(await super().write_scene(turn), filmed=turn.index in (0, 2))

    story = Eventful()
    story.turns = 5
    async with seat(story=story) as table:
        await play(table, "hybrid", turns=5)
        assert [asked for asked in story.asked if "clip" in asked] == ["clip 2", "clip 4"]
        assert Part.TAPE in [delivery.part for delivery in table.platform.shown], "it has ended"


@pytest.mark.parametrize(("film", "shot"), [("off", 0), ("still", 2)])
async def test_none_or_all_are_filmed_beside_the_play(seat: Seat, film: str, shot: int):
    story = Studio()
    async with seat(story=story) as table:
        await play(table, film)
        assert len(clips(table)) == shot
        assert [asked for asked in story.asked if "first" in asked] == []


async def test_a_setting_of_an_earlier_release_is_understood_when_typed(seat: Seat):
    async with seat() as table:
        said = told(await table.do(Verb.SETTINGS, "film on"))
        assert said.startswith("From now on: film still. Each turn has its picture at once")
        standing = table.gateway.store.database.transact(lambda r: r.standing(table.session))
        assert standing is not None
        assert standing.settings.film is Filming.STILL
