"""How people are answered: in time or late, all of them or one alone, by command, form or word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from discord_house import ANN, Build, House, picture, session_of, words
from discord_wire import ALONE, BOT_ID, HALL, MAY, ROOM, THREAD, Discord, Fault, Shown
from gateway_discord.commands import COMMANDS
from gateway_discord.platform import DiscordPlatform

from gateway import Delivery, Part, Verb, hookimpl
from gateway.core import phrases
from gateway.core.types import Scene, Turn
from gateway.testing import FakeStory, PlainRecorder


class Waiting(FakeStory):
    """Tells nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        import asyncio

        self.go_on = asyncio.Event()

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        """As ever, in the end."""
        await self.go_on.wait()
        return await FakeStory.write_scene(self, turn)


def alone(discord: Discord, channel: int, person: int = 1) -> list[Shown]:
    """What that person reads there, and nobody else."""
    return [m for m in discord.read_by(person, channel) if m.reader == person]


# ------------------------------------------------------------------------------------ by their kind


async def test_the_button_of_our_own_opens_a_form_whose_words_are_what_one_does(
    house: Build, discord: Discord
):
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
        await home.choose("Say something", shown)
        (opened,) = await discord.until(
            lambda: [it for it in discord.interactions.values() if it.callback
                     and it.callback["type"] == 9]
        )  # fmt: skip
        assert opened.callback["data"]["title"] == "Say something"
        await discord.submit("I look behind the curtain", channel=ROOM)
        shown = await home.pictured("Turn 1: say I look behind the curtain", channel=ROOM)
        assert shown.author == "Person 1: I look behind the curtain", "nobody else saw the form"
        await home.choose("Go left", shown, person=2)
        shown = await home.pictured("Turn 2", channel=ROOM)
        assert shown.author == "Person 2: Go left", "also once its picture is there"


async def test_a_turn_that_nobody_did_anything_for_stands_under_nothing(
    house: Build, discord: Discord
):
    async with house() as home:
        await discord.command("story", "start")
        await home.choose("left", await home.pictured("Turn 0"))
        shown = await home.pictured("Turn 1")
        assert shown.author == "› Go left"
        await discord.command("story", "rewind", turn=0)
        again = await home.said("Rewound to turn 0")
        assert again.author == ""


async def test_worlds_and_settings_are_suggested_while_somebody_types(
    house: Build, discord: Discord
):
    async with house():
        await discord.command("story", "start", typing="world", world="pl")
        await discord.command("story", "settings", typing="value", name="players", value="v")
        await discord.until(lambda: not discord.unacknowledged)
        offered = [it.callback["data"]["choices"] for it in discord.interactions.values()]
        plain = "The Plain: Grass to the horizon."
        assert offered == [
            [{"name": plain, "value": "plain"}],
            [{"name": "vote", "value": "vote"}],
        ]


async def test_the_turns_of_a_run_are_suggested_to_whoever_rewinds(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "start")
        await home.choose("left", await home.pictured("Turn 0"))
        await home.pictured("Turn 1")
        await discord.command("story", "rewind", typing="turn", turn="")
        await discord.until(lambda: not discord.unacknowledged)
        typed = list(discord.interactions.values())[-1]
        assert typed.callback
        assert typed.callback["data"]["choices"] == [
            {"name": "1: Turn 1 (Go left)", "value": 1},
            {"name": "0: Turn 0 (start)", "value": 0},
        ]


async def test_a_file_of_another_session_goes_by_the_name_it_is_given(
    bot: DiscordPlatform, discord: Discord
):
    from dataclasses import replace

    file = replace(picture(bot, b"GIF89a", "t.gif"), name="a-tape.gif")
    await bot.deliver(Delivery(key="k:t", session=ANN, part=Part.TAPE, attachments=(file,)))
    assert discord.shown()[0].files == (("a-tape.gif", b"GIF89a"),)


async def test_help_is_for_whoever_asked_and_a_turn_for_all(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "help", channel=ROOM)
        await home.said("Talk to play", channel=ROOM)
        assert discord.shown(ROOM) == []
        (told,) = alone(discord, ROOM)
        assert "/story start [WORLD]" in told.text
        assert "/tape make · /tape film" in told.text


async def test_a_refused_command_is_answered_to_whoever_gave_it(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "eject", channel=ROOM)
        await home.said("No story is running here. Say /story start", channel=ROOM)
        assert discord.shown(ROOM) == [], "nothing waits there any more for an answer"
        assert len(alone(discord, ROOM)) == 1


async def test_a_word_to_the_bot_in_a_server_is_play_and_every_answer_replies(
    house: Build, discord: Discord
):
    async with house() as home:
        await discord.command("story", "start", channel=THREAD)
        await home.pictured("Turn 0", channel=THREAD)
        await discord.write(f"<@{BOT_ID}> I wave", channel=THREAD)
        await home.said("Turn 1: say I wave", channel=THREAD)
        asked = await discord.write(f"<@{BOT_ID}> status", channel=THREAD, person=2)
        told = await home.said("Run 1 in The Plain", channel=THREAD)
        assert str(told.reply) == asked["MESSAGE_CREATE"]["id"]
        assert told.mentions == ()


async def test_what_is_only_overheard_is_play_where_a_story_is_and_refused_in_silence(
    house: Build, discord: Discord
):
    recorder = PlainRecorder()
    async with house(recorder, bot={"message_content": True}) as home:
        await discord.write("what is for dinner?", channel=HALL)
        await discord.command("story", "start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await discord.write("I wave", channel=ROOM)
        await home.said("Turn 1: say I wave", channel=ROOM)
        await discord.command("story", "eject", channel=ROOM)
        await home.said("The tape of run 1", channel=ROOM)
        await discord.write("what is for dinner?", channel=ROOM)
        asked = await discord.write(f"<@{BOT_ID}> and?", channel=ROOM)
        number = int(asked["MESSAGE_CREATE"]["id"])
        await discord.until(lambda: [m for m in discord.shown(ROOM) if m.reply == number])
        assert len([m for m in discord.shown(ROOM) if "No story" in m.text]) == 1
        assert discord.shown(HALL) == []
        assert recorder.heard.count("session_opened") == 1, "the hall has no story"


async def test_without_the_intent_chatter_is_nothing(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await discord.write("what is for dinner?", channel=ROOM)
        await discord.command("story", "say", channel=ROOM, words="on")
        await home.said("Turn 1: say on", channel=ROOM)


async def test_a_bar_becomes_the_tape(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await discord.command("tape", "make", channel=ROOM)
        tape = await home.said("The tape of run 1", channel=ROOM)
        (made,) = (home.folder(ROOM) / "tapes").glob("*.gif")
        assert tape.files == ((made.name, made.read_bytes()),)
        command = list(discord.interactions.values())[-1]
        assert tape.number == command.original, "it is where the command was"
        bars = [f for f in discord.called("PATCH", "@original") if "EJECTING" in f["content"]]
        assert bars, "and showed how far it was"
        await discord.write(f"<@{BOT_ID}> film", channel=ROOM)
        await home.said("The film of run 1", channel=ROOM)
        assert not [m for m in discord.shown(ROOM) if "EJECTING" in m.text]


# --------------------------------------------------------------------------------------------- late


class Later:
    """The bot's clock, which can be put forward; so is Discord's."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, minutes: float) -> None:
        self.ahead += timedelta(minutes=minutes)
        self.discord.advance(minutes * 60)


@pytest.mark.parametrize("channel", [ROOM, ALONE + 1])
async def test_an_answer_after_fourteen_minutes_is_a_message_that_calls_whoever_asked(
    house: Build, discord: Discord, channel: int
):
    story, clock = Waiting(), Later(discord)
    async with house(story=story, clock_of_bot=clock) as home:
        await discord.command("story", "start", channel=channel)
        await discord.until(lambda: not discord.unacknowledged)
        clock.advance(14.5)
        story.go_on.set()
        shown = await home.pictured("Turn 0: start", channel=channel)
        assert shown.mentions == (("1",) if channel == ROOM else ()), "who is alone need not be"
        assert not discord.called("PATCH", "/webhooks/"), "the token was not tried"
        await home.choose("left", shown)
        await home.pictured("Turn 1", channel=channel)
        assert len([m for m in discord.shown(channel) if m.mentions]) == len(shown.mentions)


async def test_whoever_waited_is_called_once_however_much_comes_of_it(
    bot: DiscordPlatform, discord: Discord
):
    old = str(discord.number() - (20 * 60 * 1000 << 22))
    origin = {"interaction": old, "token": "t", "application": "1", "user": "7", "did": "› Go"}
    told = [words(f"Turn {n}.", f"k:{n}", session=session_of(ROOM), origin=origin)
            for n in range(2)]  # fmt: skip
    for delivery in told:
        await bot.deliver(delivery)
    assert [m.mentions for m in discord.shown(ROOM)] == [("7",), ()]
    assert [m.author for m in discord.shown(ROOM)] == ["› Go", ""]


async def test_a_token_that_died_too_soon_costs_nothing(house: Build, discord: Discord):
    story = Waiting()
    async with house(story=story) as home:
        await discord.command("story", "start", channel=ROOM)
        await discord.until(lambda: not discord.unacknowledged)
        discord.advance(16 * 60)
        story.go_on.set()
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        assert shown.mentions == ("1",)


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_an_acknowledgement_is_given_again_at_once_if_the_line_broke(
    house: Build, discord: Discord, drop: str
):
    async with house() as home:
        discord.faults.append(Fault("POST", "/callback", drop=drop))
        await discord.command("story", "start", channel=ROOM)
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        assert shown.number == next(iter(discord.interactions.values())).original
        assert shown.mentions == ()


async def test_an_acknowledgement_that_was_too_slow_costs_nothing(house: Build, discord: Discord):
    async with house() as home:
        discord.faults.append(
            Fault("POST", "/callback", status=404, code=10062, says="Unknown interaction")
        )
        await discord.command("story", "start", channel=ROOM)
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        assert shown.mentions == ("1",)


async def test_an_answer_whose_place_was_taken_away_comes_by_itself(house: Build, discord: Discord):
    story = Waiting()
    async with house(story=story) as home:
        await discord.command("story", "start", channel=ROOM)
        await discord.until(lambda: not discord.unacknowledged)
        discord.messages.clear()
        story.go_on.set()
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        assert shown.mentions == ()


async def test_after_a_restart_the_command_that_waits_gets_its_answer(
    house: Build, discord: Discord
):
    story = Waiting()
    async with house(story=story, drain=0.0):
        await discord.command("story", "start", channel=ROOM)
        await discord.until(lambda: not discord.unacknowledged)
    (promised,) = discord.shown(ROOM)
    assert promised.thinks
    async with house() as home:
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        assert shown.number == promised.number
        assert [m.number for m in discord.shown(ROOM)] == [promised.number]


# ----------------------------------------------------------------------------------- who may, where


@pytest.mark.parametrize("may", [0, MAY])
async def test_where_the_bot_may_not_write_it_answers_what_people_do(
    house: Build, discord: Discord, may: int
):
    discord.may = may  # as far as it is told
    discord.closed.add(ROOM)
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        await home.choose("left", shown)
        await home.pictured("Turn 1: choose Go left", channel=ROOM)
        await discord.command("tape", "make", channel=ROOM)
        await home.said("The tape of run 1", channel=ROOM)
        assert bool(discord.called("POST", "/channels/.*/messages")) is bool(may)


async def test_only_who_is_admitted_plays_and_a_stranger_reads_why_alone(
    house: Build, discord: Discord
):
    async with house(bot={"admit": [2, "<@&7003>"]}) as home:
        await discord.command("story", "start", channel=ROOM, person=1)
        told = await home.said("invited people only", channel=ROOM, person=1)
        assert told.reader == 1
        assert "admit 1" in told.text
        await discord.write("hello", person=1)
        await home.said("admit 1", person=1)
        await discord.write(f"<@{BOT_ID}> hello", channel=ROOM, person=1)
        await discord.command("story", "start", channel=HALL, person=3)
        await home.pictured("Turn 0", channel=HALL)
        await discord.command("story", "start", channel=ROOM, person=2)
        await home.pictured("Turn 0", channel=ROOM)
        assert len(discord.shown(ROOM)) == 1


async def test_a_click_by_somebody_else_is_refused_to_them_alone(house: Build, discord: Discord):
    async with house() as home:
        await _owned(home)
        shown = await home.said("Turn 0", channel=ROOM)
        await home.choose("left", shown, person=2)
        await home.said(phrases.NOT_YOURS.format(owner="whoever started it"),
                        channel=ROOM, person=2)  # fmt: skip
        assert len(alone(discord, ROOM, 2)) == 1
        assert alone(discord, ROOM, 1) == []


async def _owned(home: House) -> None:
    await home.discord.command("story", "start", channel=ROOM)
    await home.pictured("Turn 0", channel=ROOM)
    settings = COMMANDS[Verb.SETTINGS]
    await home.discord.command(
        settings.group, settings.name, channel=ROOM, name="players", value="owner"
    )
    await home.said("From now on: players owner.", channel=ROOM)
