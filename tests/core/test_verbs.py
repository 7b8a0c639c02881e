"""What each verb does, and every sentence a player can get instead of what was asked for."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import Part, Scene, Segment, Turn, Verb, World, hookimpl
from gateway.core import phrases
from gateway.testing import FakePlatform, FakeStory, Seat, Table, plugin_of, told


async def test_a_start_tells_the_first_scene_and_shows_its_picture(seat: Seat):
    async with seat() as table:
        words, picture = await table.do(Verb.START)

        assert (words.part, words.text) == (Part.WORDS, "Turn 0: start")
        assert [button.label for button in words.buttons] == ["Go left", "Look right"]
        assert all(len(button.id.encode()) <= 64 for button in words.buttons)
        assert picture.edits is not None, "the picture joins the words in one message"
        assert [file.path for file in picture.attachments] == ["images/frame_0.png"]
        assert table.files() == ["history.json", "images/frame_0.png", "state.json"]
        state = json.loads((table.folder / "state.json").read_text())
        assert (state["turn"], state["running"], state["owner"]) == (0, True, "fake:ann")


async def test_a_second_start_shows_where_the_story_stands_with_working_buttons(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)

        (again,) = await table.do(Verb.START)
        assert again.text == f"{phrases.RUNNING}\n\nTurn 0: start"
        assert "Turn 1" in told(await table.do(Verb.CHOOSE, button=again.buttons[0]))


@pytest.mark.parametrize(
    ("said", "world", "seed"),
    [
        ("plain 7", "plain", 7),
        ("Deep Sea 12", "deep-sea", 12),
        ("deep-sea", "deep-sea", None),
        ("99", "plain", 99),
        ("", "plain", None),
    ],
)
async def test_a_start_takes_a_world_and_a_seed(seat: Seat, said: str, world: str, seed: int):
    sea = plugin_of(
        "sea", provide_worlds=lambda: [World(name="deep-sea", title="Deep", summary="Water.")]
    )
    async with seat(sea) as table:
        # of two worlds the first registered plugin's comes first
        await table.do(Verb.START, said)
        standing = await table.gateway.store.database.read(lambda r: r.standing(table.session))
        assert standing is not None
        assert standing.world == world
        assert seed in (None, standing.seed)


async def test_a_start_in_an_unknown_world_names_those_there_are(seat: Seat):
    async with seat() as table:
        text = told(await table.do(Verb.START, "atlantis"))
        assert text == phrases.NO_WORLD.format(argument="atlantis", worlds="plain")


@pytest.mark.parametrize("verb", [Verb.SAY, Verb.CHOOSE, Verb.EJECT, Verb.REWIND, Verb.STATUS])
async def test_where_nothing_runs_there_is_nothing_to_play(seat: Seat, verb: Verb):
    async with seat() as table:
        assert told(await table.do(verb, "left")) == phrases.NO_RUN


@pytest.mark.parametrize("verb", [Verb.TAPE, Verb.FILM])
async def test_where_nothing_was_played_there_is_nothing_to_watch(seat: Seat, verb: Verb):
    async with seat() as table:
        assert told(await table.do(verb)) == phrases.NO_FRAMES


@pytest.mark.parametrize("said", ["", "   ", "\x00\x07\x1b", "\ud800"])
async def test_to_say_nothing_is_not_played(seat: Seat, said: str):
    async with seat() as table:
        await table.do(Verb.START)
        assert await table.say(said) == phrases.NO_WORDS


async def test_ten_thousand_characters_are_played_and_one_more_is_not(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        assert await table.say("x" * 10_001) == phrases.TOO_LONG.format(limit=10_000)
        assert (await table.say("x" * 10_000)).count("x") == 10_000


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("öffne die Tür", "öffne die Tür"),
        ("افتح الباب", "افتح الباب"),
        ("打开门 👩‍👩‍👧", "打开门 👩‍👩‍👧"),
        ("a\x1b[2Jb\x00c\r\nd", "a[2Jbc\nd"),
        ("half \ud83d pair", "half  pair"),
        ('"}] -- {why} %s <b>', '"}] -- {why} %s <b>'),
    ],
)
async def test_words_of_any_script_are_heard_as_they_were_said(seat: Seat, said: str, heard: str):
    async with seat() as table:
        await table.do(Verb.START)
        assert await table.say(said) == f"Turn 1: say {heard}"
        told_so = json.loads((table.folder / "history.json").read_text())[1]
        assert told_so["said"] == heard


@pytest.mark.parametrize(("argument", "label"), [("left", "Go left"), ("2", "Look right")])
async def test_a_choice_is_taken_by_its_key_or_its_number(seat: Seat, argument: str, label: str):
    async with seat() as table:
        await table.do(Verb.START)
        assert told(await table.do(Verb.CHOOSE, argument)) == f"Turn 1: choose {label}"


async def test_a_button_outranks_what_else_the_event_says(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        shown = await table.do(Verb.SAY, "something", button=table.buttons()[1])
        assert told(shown) == "Turn 1: choose Look right"


async def test_a_choice_that_is_not_offered_names_those_that_are(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        text = told(await table.do(Verb.CHOOSE, "up {0}"))
        assert text == phrases.NO_CHOICE.format(argument="up {0}", offered="left, right")


async def test_a_click_on_a_passed_turn_and_a_second_click_play_nothing(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        left, right = table.buttons()
        await table.do(Verb.CHOOSE, button=left)
        for late in (left, right):
            assert told(await table.do(Verb.CHOOSE, button=late)) == phrases.STALE
        assert table.history() == [0, 1]


async def test_two_clicks_at_once_are_one_turn(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        left, right = table.buttons()
        hear, event = table.gateway.engine.hear, table.platform.event
        await hear(event(Verb.CHOOSE, button=left.id))
        await hear(event(Verb.CHOOSE, button=right.id))
        await table.gateway.rest()
        assert table.history() == [0, 1]
        assert table.platform.of(Part.NOTICE)[-1].text == phrases.STALE


async def test_a_button_of_another_conversation_or_of_none_is_refused(seat: Seat):
    async with seat() as table:
        other = Table.at(table.gateway, table.platform, "other")
        await table.do(Verb.START)
        await other.do(Verb.START)
        foreign = table.buttons()[0]
        assert told(await other.do(Verb.CHOOSE, button=foreign)) == phrases.FOREIGN
        assert told(await other.do(Verb.CHOOSE, button="guess")) == phrases.UNKNOWN_BUTTON
        assert other.history() == [0]


async def test_buttons_work_after_a_restart(seat: Seat):
    platform = FakePlatform()
    async with seat(platform=platform) as table:
        await table.do(Verb.START)
        left = table.buttons()[0]
    async with seat(platform=platform) as table:
        assert told(await table.do(Verb.CHOOSE, button=left)) == "Turn 1: choose Go left"


async def test_where_the_owner_plays_others_only_watch(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        await table.do(Verb.SETTINGS, "players owner")
        refusal = phrases.NOT_YOURS.format(owner="whoever started it")
        for verb, word in [
            (Verb.SAY, "x"),
            (Verb.CHOOSE, "1"),
            (Verb.EJECT, ""),
            (Verb.REWIND, "0"),
        ]:
            assert told(await table.do(verb, word, person="bob")) == refusal
        assert told(await table.do(Verb.CHOOSE, person="bob", button=table.buttons()[0])) == refusal
        await table.do(Verb.EJECT)
        assert told(await table.do(Verb.START, person="bob")) == refusal
        assert "Turn 1" in told(await table.do(Verb.START))


async def test_only_the_owner_changes_settings_and_forgets(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        for verb, word in [(Verb.SETTINGS, "film off"), (Verb.FORGET, ""), (Verb.FORGET, "yes")]:
            assert told(await table.do(verb, word, person="bob")) == phrases.NOT_OWNER


async def test_settings_are_told_and_changed_while_the_story_goes_on(seat: Seat):
    async with seat() as table:
        assert "players: anyone" in told(await table.do(Verb.SETTINGS))
        said = told(await table.do(Verb.SETTINGS, "Film OFF"))
        assert said == "From now on: film off. No turn is filmed."
        assert "film: off" in told(await table.do(Verb.SETTINGS))
        await table.do(Verb.SETTINGS, "players vote 30")
        assert "vote_seconds: 30" in told(await table.do(Verb.SETTINGS))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("colour red", "There is no setting 'colour'"),
        ("players nobody", "players cannot be 'nobody': say one of anyone, owner, vote."),
        (
            "players vote soon",
            "vote_seconds cannot be 'soon': say a number of seconds, 5 to 86400.",
        ),
        ("pace_seconds 99999999999", "say a number of seconds, 5 to 86400."),
        ("pace_seconds ٣٣", "say a number of seconds"),
        ("film perhaps", "film cannot be 'perhaps': say one of off, still, film, hybrid."),
        ("look sepia", "look cannot be 'sepia': say one of clean, vhs."),
    ],
)
async def test_a_setting_that_cannot_be_says_what_can(seat: Seat, said: str, answer: str):
    async with seat() as table:
        assert answer in told(await table.do(Verb.SETTINGS, said))
        assert "players: anyone" in told(await table.do(Verb.SETTINGS))


async def test_status_tells_of_what_is_still_on_its_way(seat: Seat):
    class Slow(FakeStory):
        go_on = asyncio.Event()

        @hookimpl
        async def write_scene(self, turn: Turn) -> Scene:
            await self.go_on.wait()
            return await FakeStory.write_scene(self, turn)

    async with seat(story=Slow()) as table:
        hear, asked = table.gateway.engine.hear, table.platform.event
        for verb, sentence in ((Verb.START, phrases.BEGINS), (Verb.SAY, phrases.GOES_ON)):
            Slow.go_on.clear()
            await hear(asked(verb, "on" if verb is Verb.SAY else ""))
            await hear(asked(Verb.STATUS))
            await table.platform.until(lambda: sentence in told(table.platform.of(Part.NOTICE)))  # noqa: B023
            Slow.go_on.set()
            await table.gateway.rest()
        assert phrases.GOES_ON not in told(await table.do(Verb.STATUS))


async def test_status_says_where_the_story_stands(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        assert told(await table.do(Verb.STATUS)).splitlines() == [
            "Run 1 in The Plain, turn 1 (2 in this run).",
            "Place: plain",
            "Health: 98",
            "You carry: stone",
            "Spent here: $0.00",
        ]


async def test_help_names_the_worlds(seat: Seat):
    async with seat() as table:
        assert "worlds: plain" in told(await table.do(Verb.HELP))
        assert not table.folder.exists(), "to ask for help makes no folder"


async def test_an_ending_gives_the_tape_and_buttons_to_go_on_with(seat: Seat):
    async with seat(story=FakeStory(turns=2)) as table:
        await table.do(Verb.START)
        shown = await table.do(Verb.CHOOSE, "1")
        assert {Part.WORDS, Part.TAPE} <= {delivery.part for delivery in shown}
        assert "— The far side —" in told(shown)
        film, again = table.buttons()
        assert (film.label, again.label) == ("Watch the film", "Play again")
        assert told(await table.do(Verb.SAY, "more")) == phrases.NO_RUN
        assert [d.part for d in await table.do(Verb.FILM, button=film)] == [Part.FILM]
        assert "Turn 2: start" in told(await table.do(Verb.START, button=again))


async def test_the_button_for_the_film_shows_its_own_run_and_the_other_plays_its_own_world(
    seat: Seat,
):
    sea = plugin_of(
        "sea", provide_worlds=lambda: [World(name="sea", title="The Sea", summary="Water.")]
    )
    async with seat(sea, story=FakeStory(turns=2)) as table:
        await table.do(Verb.START, "sea")
        await table.do(Verb.CHOOSE, "1")
        film, again = table.buttons()
        await table.do(Verb.START, button=again)
        assert "in The Sea" in told(await table.do(Verb.STATUS))
        (shown,) = await table.do(Verb.FILM, button=film)
        assert shown.scene == {"run": 1, "turn": 1}


async def test_eject_ends_the_run_and_makes_its_tape(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        (tape,) = [d for d in await table.do(Verb.EJECT) if d.part is Part.TAPE]
        path = table.folder / tape.attachments[0].path
        frames = [(table.folder / f"images/frame_{n}.png").read_bytes() for n in (0, 1)]
        assert path.read_bytes() == b"".join(frames)
        assert told(await table.do(Verb.CHOOSE, "1")) == phrases.NO_RUN
        assert "ended" in told(await table.do(Verb.STATUS))


async def test_rewind_branches_and_the_frames_go_on_counting(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        for _ in range(3):
            await table.do(Verb.CHOOSE, "1")
        (shown,) = await table.do(Verb.REWIND, "1")
        assert shown.text.startswith(phrases.REWOUND.format(turn=1))
        await table.do(Verb.CHOOSE, button=shown.buttons[1])

        told_so = json.loads((table.folder / "history.json").read_text())
        assert [(turn["turn"], turn["parent"]) for turn in told_so] == [
            (0, None),
            (1, 0),
            (2, 1),
            (3, 2),
            (4, 1),
        ]
        assert "films/segments/seg_1_4.mp4" in table.files()
        (tape,) = await table.do(Verb.TAPE)
        branch = [(table.folder / f"images/frame_{n}.png").read_bytes() for n in (0, 1, 4)]
        assert (table.folder / tape.attachments[0].path).read_bytes() == b"".join(branch)


async def test_a_rewind_that_cannot_be_says_what_can(seat: Seat):
    async with seat(story=FakeStory(turns=3)) as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        await table.do(Verb.CHOOSE, "1")
        assert told(await table.do(Verb.REWIND)) == phrases.NO_REWIND.format(example=0)
        for wrong in ("7", "-1", "one", "2", "٠"):
            text = told(await table.do(Verb.REWIND, wrong))
            assert text == phrases.NO_TURN.format(argument=wrong, turns="0, 1")


async def test_a_run_that_ended_can_be_rewound_and_played_on(seat: Seat):
    async with seat(story=FakeStory(turns=2)) as table:
        await table.do(Verb.START)
        await table.do(Verb.CHOOSE, "1")
        await table.do(Verb.REWIND, "0")
        assert "Turn 2: choose Look right" in told(await table.do(Verb.CHOOSE, "2"))


async def test_a_tape_asked_for_twice_is_made_once(seat: Seat):
    made = []
    counter = plugin_of("counter", tape_cut=lambda path: made.append(path))
    async with seat(counter) as table:
        await table.do(Verb.START)
        (first,) = await table.do(Verb.TAPE)
        (second,) = await table.do(Verb.TAPE)
        assert first.attachments == second.attachments
        assert len(made) == 1
        (table.folder / first.attachments[0].path).unlink()
        await table.do(Verb.TAPE)
        assert len(made) == 2, "what somebody took away is made again"


async def test_two_tapes_within_one_second_have_two_names(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START, number=1)
        event = table.platform.event
        same = event(Verb.TAPE, number=2)
        for number, verb in [(2, Verb.TAPE), (3, Verb.CHOOSE), (4, Verb.TAPE)]:
            heard = event(verb, "1" if verb is Verb.CHOOSE else "", number=number)
            await table.gateway.engine.hear(replace(heard, at=same.at))
        await table.gateway.rest()
        tapes = [name for name in table.files() if name.startswith("tapes/")]
        assert len(tapes) == 2


async def test_a_look_that_was_changed_makes_another_tape(seat: Seat):
    async with seat() as table:
        await table.do(Verb.START)
        (first,) = await table.do(Verb.TAPE)
        await table.do(Verb.SETTINGS, "look clean")
        (second,) = await table.do(Verb.TAPE)
        assert first.attachments[0].path != second.attachments[0].path


async def test_a_film_waits_for_its_shots(seat: Seat):
    go_on = asyncio.Event()

    async def shoot(path: Path) -> Segment:
        await go_on.wait()
        path.write_bytes(b"clip")  # noqa: ASYNC240
        return Segment(duration=1)

    async with seat(plugin_of("slow", shoot_segment=shoot)) as table:
        hear, event = table.gateway.engine.hear, table.platform.event
        for verb, word in [(Verb.START, ""), (Verb.CHOOSE, "1"), (Verb.FILM, "")]:
            await hear(event(verb, word))
        waits = phrases.WAITING_FOR_SHOTS
        await table.platform.until(lambda: waits in told(table.platform.of(Part.PROGRESS)))
        assert table.platform.of(Part.FILM) == []
        go_on.set()
        await table.gateway.rest()
        (film,) = table.platform.of(Part.FILM)
        assert (table.folder / film.attachments[0].path).read_bytes() == b"film clip"


async def test_sessions_side_by_side_never_meet(seat: Seat):
    async with seat() as table:
        tables = [Table.at(table.gateway, table.platform, str(n)) for n in range(5)]
        for _ in range(3):
            for n, one in enumerate(tables):
                verb, word = (Verb.SAY, f"word{n}") if one.folder.exists() else (Verb.START, "")
                await table.gateway.engine.hear(
                    table.platform.event(verb, word, session=one.session)
                )
            await table.gateway.rest()
        for n, one in enumerate(tables):
            assert one.history() == [0, 1, 2]
            text = (one.folder / "history.json").read_text()
            assert f"word{n}" in text
            assert not any(f"word{other}" in text for other in range(5) if other != n)
            (tape,) = await one.do(Verb.TAPE)
            assert tape.attachments[0].session == one.session
