"""Several people, several conversations: who is heard where, and who reads what."""

from __future__ import annotations

import asyncio

import pytest
from gateway_telegram.options import bots
from gateway_telegram.platform import TelegramPlatform
from telegram_house import Build
from telegram_wire import BOT, Shown, Telegram

from gateway import Pacer, SettingsError
from gateway.core import phrases
from gateway.testing import FakeStory, offering, playing

GROUP = -1001


async def test_a_button_pressed_by_somebody_else_gets_a_word_to_them_alone(
    house: Build, telegram: Telegram
):
    async with house(sleep_of_bot=_never) as home:
        await telegram.write("/start@tape_bot", chat=GROUP, person=1)
        shown = await home.pictured("Turn 0", chat=GROUP)
        await telegram.write("/settings@tape_bot players owner", chat=GROUP, person=1)
        await home.said("From now on: players owner.", chat=GROUP)
        seen = len(telegram.shown(GROUP))
        press = await home.choose("left", shown, person=2)
        alert = await telegram.until(lambda: telegram.alerts.get(press))
        assert not telegram.called("sendChatAction"), "a group's calls are for its story"
        assert alert == phrases.NOT_YOURS.format(owner="whoever started it")
        assert len(telegram.shown(GROUP)) == seen, "nobody else reads it"
        await home.choose("left", shown, person=1)
        await home.said("Turn 1: choose Go left", chat=GROUP)


async def test_a_press_is_answered_soon_even_if_the_story_takes_its_time(
    house: Build, telegram: Telegram
):
    told = asyncio.Event()

    class Slow(FakeStory):
        async def write_scene(self, turn):  # noqa: ANN001, ANN202 - as FakeStory's
            if turn.number > 1:
                await told.wait()
            return await super().write_scene(turn)

        write_scene.gateway_impl = FakeStory.write_scene.gateway_impl

    async with house(story=Slow(), sleep_of_bot=_at_once) as home:
        await telegram.write("/start")
        shown = await home.pictured("Turn 0")
        press = await home.choose("left", shown)
        assert await telegram.until(lambda: press in telegram.alerts)
        assert telegram.alerts[press] == ""
        assert not [m for m in telegram.shown() if "Turn 1" in m.text]
        told.set()
        await home.said("Turn 1")


async def _at_once(seconds: float) -> None:
    await asyncio.sleep(0)


async def _never(seconds: float) -> None:
    await asyncio.Event().wait()


async def test_a_passed_button_says_so_and_runs_nothing(house: Build, telegram: Telegram):
    async with house(sleep_of_bot=_never) as home:
        await telegram.write("/start")
        first = await home.pictured("Turn 0")
        await home.choose("left", first)
        await home.pictured("Turn 1")
        press = await home.choose("left", first)
        assert await telegram.until(lambda: telegram.alerts.get(press)) == phrases.STALE
        await home.gateway.rest()
        told = [m.text.split("\n")[0] for m in telegram.shown() if m.kind == "photo"]
        assert told == ["Turn 0", "Turn 1"]


async def test_a_refusal_that_comes_too_late_for_the_press_is_a_message(
    house: Build, telegram: Telegram
):
    async with house(sleep_of_bot=_never) as home:
        await telegram.write("/start")
        first = await home.pictured("Turn 0")
        await home.choose("left", first)
        await home.pictured("Turn 1")
        press = f"press{next(telegram._ids) + 1}"
        telegram.alerts[press] = "(Telegram has given it up)"
        assert await home.choose("left", first) == press
        assert await home.said(phrases.STALE)


async def test_each_topic_is_a_story_of_its_own(house: Build, telegram: Telegram):
    def topic(number: int) -> dict[str, object]:
        return {"message_thread_id": number, "is_topic_message": True}

    async with house() as home:
        for number in (7, 8):
            await telegram.write("/start@tape_bot", chat=GROUP, person=1, **topic(number))
        seven = await home.pictured("Turn 0", chat=GROUP, thread=7)
        await home.pictured("Turn 0", chat=GROUP, thread=8)
        await home.choose("left", seven)
        await home.pictured("Turn 1: choose Go left", chat=GROUP, thread=7)
        assert len(telegram.shown(GROUP, 8)) == 1
        assert telegram.shown(GROUP) == [], "nothing outside of the topics"
        assert (home.folder(GROUP, 7) / "images" / "frame_1.png").exists()
        assert not (home.folder(GROUP, 8) / "images" / "frame_1.png").exists()


async def test_a_conversation_with_the_bot_alone_is_one_however_it_goes_on(
    house: Build, telegram: Telegram
):
    async with house() as home:
        await telegram.write("/start")
        shown = await home.pictured("Turn 0")
        await home.choose("left", shown)
        await home.pictured("Turn 1: choose")
        await telegram.write("I sit down")
        await home.pictured("Turn 2: say I sit down")
        reply = {"message_id": shown.number, "from": BOT, "chat": {"id": 1}}
        await telegram.write("I stand up", reply_to_message=reply)
        await home.pictured("Turn 3: say I stand up")
        await telegram.write("2")
        await home.pictured("Turn 4: choose Look right")
        sessions = [p.name for p in home.folder().parent.iterdir() if p.name.startswith("tele")]
        assert sessions == ["telegram.1"]


async def test_in_a_group_a_reply_is_a_free_action_and_chatter_is_not(
    house: Build, telegram: Telegram
):
    async with house() as home:
        await telegram.write("/start@tape_bot", chat=GROUP, person=1)
        shown = await home.pictured("Turn 0", chat=GROUP)
        await telegram.write("what is for dinner?", chat=GROUP, person=2)
        reply = {"message_id": shown.number, "from": BOT, "chat": {"id": GROUP}}
        await telegram.write("I open it", chat=GROUP, person=2, reply_to_message=reply)
        await home.pictured("Turn 1: say I open it", chat=GROUP)
        assert len(telegram.shown(GROUP)) == 2


async def test_an_answer_to_one_person_replies_to_them(house: Build, telegram: Telegram):
    async with house() as home:
        asked = await telegram.write("/status@tape_bot", chat=GROUP, person=2)
        shown = await home.said("No story is running here", chat=GROUP)
        assert shown.commands == ["start"]
        assert str(asked["message"]["message_id"]) in shown.fields["reply_parameters"]


async def test_a_vote_is_for_all_to_see(house: Build, telegram: Telegram):
    async with house() as home:
        await telegram.write("/start@tape_bot", chat=GROUP, person=1)
        shown = await home.pictured("Turn 0", chat=GROUP)
        await telegram.write("/settings@tape_bot players vote 600", chat=GROUP, person=1)
        await home.said("From now on: players vote.", chat=GROUP)
        await home.choose("left", shown, person=2)
        assert await home.said("Person 2 votes: Go left.", chat=GROUP)


async def test_only_who_is_admitted_plays(house: Build, telegram: Telegram):
    async with house(bot={"admit": ["@person_1", GROUP]}) as home:
        await telegram.write("/start", chat=2)
        assert "admit 2." in (await home.said("invited people only", chat=2)).text
        assert not home.folder(2).exists()
        await telegram.write("/start", chat=1)
        await home.pictured("Turn 0", chat=1)
        await telegram.write("/start@tape_bot", chat=GROUP, person=3)
        shown = await home.pictured("Turn 0", chat=GROUP)
        await telegram.write("/start@tape_bot", chat=-1002, person=3)
        await home.choose("left", shown, person=3)
        await home.pictured("Turn 1", chat=GROUP)
        assert telegram.shown(-1002) == [], "a group that is not admitted is not even answered"


async def test_what_somebody_wrote_mentions_nobody(house: Build, telegram: Telegram):
    async with house() as home:
        await telegram.write("/start")
        await home.pictured("Turn 0")
        await telegram.write("I call @everyone and <b>/forget</b> [all](tg://user?id=3) /eject")
        shown: Shown = await home.pictured("Turn 1")
        assert not shown.mentions
        assert not shown.commands
        assert {e["type"] for e in shown.entities} <= {"bold", "italic", "expandable_blockquote"}
        fields = telegram.called("sendMessage", "editMessageMedia")
        assert not any("parse_mode" in str(sent) for sent in fields)


async def test_an_unknown_command_is_answered(house: Build, telegram: Telegram):
    async with house() as home:
        await telegram.write("/dance")
        assert (await home.said("There is no")).commands == ["help"]


async def test_two_bots_in_one_chat_play_two_stories(root, telegram: Telegram):  # noqa: ANN001
    async with Telegram() as second:
        section = {
            "enabled": True,
            "bots": {"red": {"api": telegram.base}, "blue": {"api": second.base}},
        }
        tokens = {f"TAPEWAY_TELEGRAM_TOKEN_{name}": telegram.token for name in ("RED", "BLUE")}
        found = bots({"root": str(root), "plugins": {"telegram": section}}, tokens)
        platforms = [TelegramPlatform(options, pacer=Pacer()) for options in found]
        async with playing(root, FakeStory(), offering(*platforms)) as gateway:
            running = asyncio.create_task(gateway.run())
            for one in (telegram, second):
                await one.write("/start")
            for one in (telegram, second):
                await one.until(lambda: [m for m in one.shown() if m.kind == "photo"])  # noqa: B023
            gateway.stop()
            await running
        names = sorted(p.name for p in root.iterdir() if p.name.startswith("telegram"))
        assert names == ["telegram-blue.1", "telegram-red.1"]


async def test_one_bot_s_failure_leaves_the_other_playing(root, telegram: Telegram):  # noqa: ANN001
    async with Telegram() as second:
        section = {
            "enabled": True,
            "bots": {"red": {"api": telegram.base}, "blue": {"api": second.base}},
        }
        tokens = {f"TAPEWAY_TELEGRAM_TOKEN_{name}": telegram.token for name in ("RED", "BLUE")}
        found = bots({"root": str(root), "plugins": {"telegram": section}}, tokens)
        platforms = [TelegramPlatform(options, pacer=Pacer()) for options in found]
        async with playing(root, FakeStory(), offering(*platforms), drain=0) as gateway:
            running = asyncio.create_task(gateway.run())
            await second.until(lambda: second.called("getUpdates"))
            second.token = "another"
            await second.write("/start")
            await telegram.write("/start")
            await telegram.until(lambda: [m for m in telegram.shown() if m.kind == "photo"])
            assert not running.done()
            gateway.stop()
            await running


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({}, "TAPEWAY_TELEGRAM_TOKEN"),
        ({"token": "1:abc"}, r"plugins\.telegram\.token does not belong in the settings"),
        ({"colour": "red"}, r"There is no setting plugins\.telegram\.colour\. .* knows admit, api"),
        ({"hears": "all"}, r"plugins\.telegram\.hears is wrong"),
        ({"webhook": "example.org"}, r"plugins\.telegram\.webhook is wrong"),
        ({"name": "x"}, r"There is no setting plugins\.telegram\.name"),
        ({"token_file": "/nowhere/token"}, r"plugins\.telegram\.token_file cannot be read"),
        ({"bots": {"Red One": {}}}, r"plugins\.telegram\.bots\.Red One has a name"),
        ({"bots": {"red": {}}}, "TAPEWAY_TELEGRAM_TOKEN_RED"),
        ({"bots": []}, "bots in the settings is a table"),
        ({"enabled": "perhaps"}, r"plugins\.telegram\.enabled is true or false"),
    ],
)
def test_a_wrong_setting_is_named(section: dict[str, object], says: str):
    settings = {"plugins": {"telegram": {"enabled": True, **section}}}
    with pytest.raises(SettingsError, match=says):
        bots(settings, {})


@pytest.mark.parametrize("token", ["abc", "77", "123:shorter", "https://api.telegram.org/bot1:x"])
def test_what_is_no_token_is_not_taken_for_one_and_not_repeated(token: str):
    with pytest.raises(SettingsError, match="TAPEWAY_TELEGRAM_TOKEN") as found:
        bots({"plugins": {"telegram": {"enabled": True}}}, {"TAPEWAY_TELEGRAM_TOKEN": token})
    assert token not in str(found.value)


def test_nobody_who_did_not_ask_gets_a_bot():
    assert bots({}, {}) == []
    assert bots({"plugins": {"telegram": {"enabled": False}}}, {}) == []
