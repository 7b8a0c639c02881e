"""Several people, several conversations: who is heard where, and who reads what."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from gateway_slack import limits
from gateway_slack.options import bots
from gateway_slack.platform import SlackPlatform
from slack_chat import Fault, read
from slack_house import NAME, ROOM, Build, options_of
from slack_wire import Slack

from gateway import Pacer, SettingsError
from gateway.core import phrases
from gateway.testing import FakeStory, offering, playing

THREAD = "1718900000.123456"


async def test_a_button_pressed_by_somebody_else_gets_a_word_to_them_alone(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
        await slack.command("settings players owner", channel=ROOM)
        await home.said("From now on: players owner.", channel=ROOM)
        seen = len(slack.shown(ROOM))
        await slack.press("left", shown, person="U2")
        await home.whispered(phrases.NOT_YOURS.format(owner="whoever started it"), person="U2")
        assert len(slack.shown(ROOM)) == seen, "nobody else reads it"
        await slack.press("left", shown)
        await home.said("Turn 1: choose Go left", channel=ROOM)


async def test_channels_threads_and_whoever_is_alone_with_it_play_stories_of_their_own(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("start", channel=ROOM)
        await slack.write(f"{NAME} start", channel=ROOM, thread=THREAD)
        await slack.write(f"{NAME} start", channel=ROOM, thread="1718900000.999999")
        await slack.write("start")
        thread = await home.pictured("Turn 0", channel=ROOM, thread=THREAD)
        for where in ((ROOM,), (ROOM, "1718900000.999999"), ("D1",)):
            await home.pictured("Turn 0", channel=where[0], thread=(*where, None)[1])
        await slack.press("left", thread)
        await home.pictured("Turn 1: choose Go left", channel=ROOM, thread=THREAD)
        assert len(slack.shown(ROOM)) == 1
        assert len(slack.shown(ROOM, "1718900000.999999")) == 1
        assert (home.folder(ROOM, THREAD) / "images" / "frame_1.png").exists()
        assert not (home.folder(ROOM) / "images" / "frame_1.png").exists()


async def test_alone_with_the_app_it_is_one_conversation_however_it_goes_on(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("start")
        shown = await home.pictured("Turn 0")
        await slack.press("left", shown)
        await home.pictured("Turn 1: choose")
        await slack.write("I sit down")
        await home.pictured("Turn 2: say I sit down")
        await slack.write("I stand up", thread=shown.ts)
        await home.pictured("Turn 3: say I stand up")
        await slack.write(f"{NAME} 2")
        await home.pictured("Turn 4: choose Look right")
        sessions = [p.name for p in home.folder().parent.iterdir() if p.name.startswith("slack")]
        assert sessions == [str(home.session())]


async def test_a_message_that_names_the_app_comes_twice_and_is_one_turn(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        brought = slack.brought
        await slack.write(f"{NAME} I knock", channel=ROOM)
        assert slack.brought == brought + 2
        await home.pictured("Turn 1: say I knock", channel=ROOM)
        await home.gateway.rest()
        assert [m.reads.split("\n")[0] for m in slack.shown(ROOM) if m.picture] == [
            "Turn 0",
            "Turn 1",
        ]


async def test_in_a_channel_chatter_is_no_play_and_in_a_thread_with_a_story_every_word_is(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.write(f"{NAME} start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await slack.write("what is for dinner?", channel=ROOM, person="U2")
        await slack.write("soup", channel=ROOM, thread=THREAD, person="U2")
        await slack.write(f"{NAME} start", channel=ROOM, thread=THREAD)
        await slack.write("I look around", channel=ROOM, thread=THREAD, person="U2")
        await home.pictured("Turn 1: say I look around", channel=ROOM, thread=THREAD)
        home.platform._begun.clear()  # as after a restart
        await slack.write("I go on", channel=ROOM, thread=THREAD, person="U2")
        await home.pictured("Turn 2: say I go on", channel=ROOM, thread=THREAD)
        await home.gateway.rest()
        assert len(slack.shown(ROOM)) == 1
        assert len([m for m in slack.shown(ROOM, THREAD) if m.picture]) == 3


async def test_a_channel_may_be_heard_whole_if_the_operator_says_so(house: Build, slack: Slack):
    async with house(bot={"hears": "everything"}) as home:
        await slack.write("start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await slack.write("I knock", channel=ROOM, person="U2")
        await home.pictured("Turn 1: say I knock", channel=ROOM)
        await slack.write("just chatter", channel="C9", person="U2")
        await slack.until(lambda: not slack.unanswered)
        await home.gateway.rest()
        assert not [m for m in slack.whispers if m.channel == "C9"], "no story is there"


async def test_one_s_own_words_may_come_by_the_form(house: Build, slack: Slack):
    async with house() as home:
        await slack.write(f"{NAME} start", channel=ROOM, thread=THREAD)
        shown = await home.pictured("Turn 0", channel=ROOM, thread=THREAD)
        await slack.press("Say something", shown, person="U2")
        view, form = await slack.until(lambda: next(iter(slack.forms.items()), None))
        assert form["title"]["text"] == "What do you do?"
        await slack.fill(view, "I whistle & wait", person="U2")
        await home.pictured("Turn 1: say I whistle & wait", channel=ROOM, thread=THREAD)
        await slack.again()
        await slack.until(lambda: not slack.unanswered)
        await home.gateway.rest()
        assert len([m for m in slack.shown(ROOM, THREAD) if m.picture]) == 2


async def test_the_form_asks_whoever_sends_it(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
        await slack.command("settings players owner", channel=ROOM)
        await home.said("From now on", channel=ROOM)
        await slack.press("Say something", shown, person="U2")
        view = await slack.until(lambda: next(iter(slack.forms), None))
        await slack.fill(view, "I barge in", person="U2")
        await home.whispered("Only whoever started it decides", person="U2")
        assert len(slack.shown(ROOM)) == 2


async def test_the_home_tab_lists_what_one_began_and_plays_its_tape_where_it_is(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.look_home()
        view = await slack.until(lambda: slack.homes.get("U1"))
        assert "None yet." in str(view)
        await slack.command("start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await slack.command("start", channel=ROOM + "X", person="U2")
        await home.pictured("Turn 0", channel=ROOM + "X")
        await home.gateway.rest()
        slack.homes.clear()
        await slack.look_home()
        view = await slack.until(lambda: slack.homes.get("U1"))
        told = list(read(view["blocks"]))
        assert told[1] == f"The Plain, in @{ROOM}\nTurn 0 · 1 turn, under way"
        assert f"{ROOM}X" not in str(view), "somebody else's"
        await slack.press_home("Play its tape there")
        await home.said("The tape of run 1", channel=ROOM)
        slack.homes.clear()
        await slack.look_home()
        view = await slack.until(lambda: slack.homes.get("U1"))
        assert "📼 Turn 0, 1 frame, " in list(read(view["blocks"]))[1]


async def test_help_and_status_by_command_are_for_whoever_asked(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("help", channel=ROOM, person="U2")
        shown = await home.whispered("/tapeway start [WORLD] [SEED]", person="U2")
        assert "response_type" in shown.fields
        await slack.command("", channel=ROOM, person="U2")
        await slack.until(lambda: len(slack.whispers) == 2)
        assert slack.shown(ROOM) == []


async def test_a_command_that_is_none_is_answered(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("dance wildly", channel=ROOM)
        shown = await home.whispered("There is no")
        assert "/tapeway help tells" in shown.reads


async def test_an_answer_that_comes_too_late_calls_whoever_asked(house: Build, slack: Slack):
    go_on = asyncio.Event()

    class Slow(FakeStory):
        async def write_scene(self, turn):  # noqa: ANN001, ANN202 - as FakeStory's
            if turn.number > 1:
                await go_on.wait()
            return await super().write_scene(turn)

        write_scene.gateway_impl = FakeStory.write_scene.gateway_impl

    async with house(story=Slow()) as home:
        await slack.command("start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
        await slack.press("left", shown)
        await slack.press("right", shown, person="U2")
        await slack.command("tape", channel=ROOM, person="U3")
        await slack.until(lambda: not slack.unanswered)
        slack.now += limits.RESPOND_FOR + 1
        go_on.set()
        await home.pictured("Turn 1: choose Go left", channel=ROOM)
        await home.whispered(phrases.STALE, person="U2")
        tape = await home.said("The tape of run 1", channel=ROOM)
        assert "U3" in tape.mentions
        assert not slack.called("respond")


async def test_what_cannot_be_told_alone_any_more_is_told_where_it_was_asked(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("start", channel=ROOM)
        first = await home.pictured("Turn 0", channel=ROOM)
        await slack.press("left", first)
        await home.pictured("Turn 1", channel=ROOM)
        await slack.press("left", first, person="U2")
        await home.whispered(phrases.STALE, person="U2")
        slack.alone = False
        slack._responses.clear()
        slack.now += limits.RESPOND_FOR + 1
        slack.whispers.clear()
        event = {**slack.sent["payload"], "trigger_id": "1.2.3"}
        await slack.bring("interactive", {**event, "response_url": f"{slack.base}/respond/gone"})
        shown = await home.said(phrases.STALE, channel=ROOM)
        assert shown.mentions == ["U2", "@U2"]
        assert slack.whispers == []


async def test_where_the_app_is_no_member_it_says_so_to_whoever_asked(house: Build, slack: Slack):
    async with house() as home:
        slack.closed.add("G1")
        await slack.command("start", channel="G1")
        await home.whispered("Say /invite and my name")
        await home.gateway.rest()
        assert slack.shown("G1") == []


async def test_in_a_public_channel_it_plays_uninvited_and_says_why_it_shows_no_tape(
    house: Build, slack: Slack
):
    async with house() as home:
        slack.visited.add(ROOM)
        await slack.command("start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await slack.command("tape", channel=ROOM)
        shown = await home.said("cannot be shown here: the app is no member", channel=ROOM)
        assert shown.reads.startswith("(The tape of run 1, ")
        for number in range(2):
            await slack.press("left", await home.pictured(f"Turn {number}\n", channel=ROOM))
        await home.pictured("Turn 2\n", channel=ROOM)
        await home.gateway.rest()
        told = [m.reads for m in slack.shown(ROOM) if "filmed" in m.reads]
        assert told == [], "it was said once, and is not said at every turn"


async def test_only_who_is_admitted_plays(house: Build, slack: Slack):
    async with house(bot={"admit": ["u1", ROOM]}) as home:
        await slack.write("start", channel="D2", person="U2")
        assert "admit U2." in (await home.said("invited people only", channel="D2")).reads
        await slack.command("start", channel="C9", person="U2")
        await home.whispered("admit U2.", person="U2")
        assert not home.folder("D2").exists()
        await slack.command("start")
        await home.pictured("Turn 0")
        await slack.command("start", channel=ROOM, person="U3")
        shown = await home.pictured("Turn 0", channel=ROOM)
        await slack.write(f"{NAME} start", channel="C9", person="U3")
        await slack.press("left", shown, person="U3")
        shown = await home.pictured("Turn 1", channel=ROOM)
        await slack.press("Say something", shown, person="U3")
        view = await slack.until(lambda: next(iter(slack.forms), None))
        await slack.fill(view, "I sing", person="U3")
        await home.pictured("Turn 2: say I sing", channel=ROOM)
        assert slack.shown("C9") == [], "a channel that is not admitted is not even answered"


async def test_what_somebody_wrote_calls_nobody(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("start")
        await home.pictured("Turn 0")
        wild = "I call <!channel> <!subteam^S1|@all> <@U2> &lt;!here&gt; *loudly* <https://a.b>"
        await slack.write(wild)
        shown = await home.pictured("Turn 1")
        assert "I call @channel @all @U2 <!here> *loudly* https://a.b" in shown.reads
        assert not shown.mentions
        sent = slack.called("chat.postMessage", "chat.update")
        assert not any("mrkdwn" in str(one) or ("section'" in str(one["blocks"]) and
                       "'type': 'section'" in str(one)) for one in sent)  # fmt: skip
        assert all(one["unfurl_links"] is False for one in slack.called("chat.postMessage"))


async def test_a_vote_is_for_all_to_see_and_names_who_voted(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
        await slack.command("settings players vote 600", channel=ROOM)
        await home.said("From now on: players vote", channel=ROOM)
        await slack.press("left", shown, person="U2")
        assert await home.said("person_u2 votes: Go left.", channel=ROOM)


async def test_who_only_writes_is_called_by_name_once_slack_has_said_it(house: Build, slack: Slack):
    async with house() as home:
        await slack.write(f"{NAME} start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await slack.until(lambda: slack.called("users.info"))
        await slack.command("settings players vote 600", channel=ROOM)
        await home.said("From now on: players vote", channel=ROOM)
        await slack.write(f"{NAME} 1", channel=ROOM)
        assert await home.said("person_u1 votes: Go left.", channel=ROOM)
        assert len(slack.called("users.info")) == 1


async def test_an_app_that_may_not_know_names_asks_once(house: Build, slack: Slack):
    slack.faults += [Fault("users.info", error="missing_scope")] * 9
    async with house() as home:
        await slack.write("start")
        await home.pictured("Turn 0")
        await slack.until(lambda: len(slack.faults) == 8)
        await slack.write("start", channel="D2", person="U2")
        await home.pictured("Turn 0", channel="D2")
        await home.gateway.rest()
        assert len(slack.faults) == 8


async def test_in_a_thread_the_app_spells_its_verbs_with_its_name(house: Build, slack: Slack):
    async with house() as home:
        await slack.write(f"{NAME} status", channel=ROOM, thread=THREAD)
        shown = await slack.until(
            lambda: next((m for m in slack.whispers if m.thread == THREAD), None)
        )
        assert shown.reads == "No story is running here. Say @tapeway start to begin one."
        assert not home.folder(ROOM, THREAD).exists()


async def test_two_apps_in_one_channel_play_two_stories(root, slack: Slack):  # noqa: ANN001
    async with Slack("T0OTHER") as second:
        section = {
            "enabled": True,
            "bots": {"red": {"api": f"{slack.base}/api"}, "blue": {"api": f"{second.base}/api"}},
        }
        secrets = {
            f"TAPEWAY_SLACK_{what}_{name}": value
            for name in ("RED", "BLUE")
            for what, value in (("TOKEN", slack.token), ("APP_TOKEN", slack.app_token))
        }
        found = bots({"root": str(root), "plugins": {"slack": section}}, secrets)
        platforms = [SlackPlatform(options, pacer=Pacer()) for options in found]
        async with playing(root, FakeStory(), offering(*platforms)) as gateway:
            running = asyncio.create_task(gateway.run())
            for one in (slack, second):
                await one.command("start", channel=ROOM)
            for one in (slack, second):
                await one.until(lambda: [m for m in one.shown(ROOM) if m.picture])  # noqa: B023
            gateway.stop()
            await running
        assert not second.wrongs
        names = sorted(p.name for p in root.iterdir() if p.name.startswith("slack"))
        assert names == ["slack-blue._t0_o_t_h_e_r._c2147483705",
                         "slack-red._t024_b_e7_l_h._c2147483705"]  # fmt: skip


async def test_one_app_s_failure_leaves_the_other_playing(root: Path, slack: Slack):
    async with Slack() as second:
        platforms = []
        for name, one in (("red", slack), ("blue", second)):
            options = options_of(one, root).model_copy(update={"name": f"slack-{name}"})
            platforms.append(SlackPlatform(options, pacer=Pacer()))
        async with playing(root, FakeStory(), offering(*platforms), drain=0) as gateway:
            running = asyncio.create_task(gateway.run())
            await second.until(lambda: second.lines)
            second.app_token = "another"
            await second.hang_up()
            await slack.command("start")
            await slack.until(lambda: [m for m in slack.shown() if m.picture])
            assert not running.done()
            gateway.stop()
            await running


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({}, "TAPEWAY_SLACK_TOKEN"),
        ({"token": "xoxb-abc"}, r"plugins\.slack\.token does not belong in the settings"),
        ({"app_token": "xapp-abc"}, r"plugins\.slack\.app_token does not belong"),
        ({"signing_secret": "abc"}, r"plugins\.slack\.signing_secret does not belong"),
        ({"colour": "red"}, r"There is no setting plugins\.slack\.colour"),
        ({"hears": "all"}, r"plugins\.slack\.hears is wrong"),
        ({"command": "tapeway"}, r"plugins\.slack\.command is wrong"),
        ({"listen": "nowhere"}, r"plugins\.slack\.listen is wrong"),
        ({"token_file": "/nowhere/token"}, r"plugins\.slack\.token_file cannot be read"),
        ({"bots": {"Red One": {}}}, r"plugins\.slack\.bots\.Red One has a name"),
        ({"bots": {"red": {}}}, "TAPEWAY_SLACK_TOKEN_RED"),
    ],
)
def test_a_wrong_setting_is_named(section: dict[str, object], says: str):
    settings = {"plugins": {"slack": {"enabled": True, **section}}}
    with pytest.raises(SettingsError, match=says):
        bots(settings, {})


def test_each_way_in_wants_its_own_secret():
    secrets = {"TAPEWAY_SLACK_TOKEN": "xoxb-1111-2222-abc"}
    with pytest.raises(SettingsError, match="TAPEWAY_SLACK_APP_TOKEN"):
        bots({"plugins": {"slack": {"enabled": True}}}, secrets)
    with pytest.raises(SettingsError, match="TAPEWAY_SLACK_SIGNING_SECRET"):
        bots({"plugins": {"slack": {"enabled": True, "listen": "127.0.0.1:3000"}}}, secrets)


@pytest.mark.parametrize("token", ["abc", "xoxp-1111-2222-abc", "xapp-1111-2222-abc"])
def test_what_is_no_token_is_not_taken_for_one_and_not_repeated(token: str):
    with pytest.raises(SettingsError, match="TAPEWAY_SLACK_TOKEN") as found:
        bots({"plugins": {"slack": {"enabled": True}}}, {"TAPEWAY_SLACK_TOKEN": token})
    assert token not in str(found.value)


def test_nobody_who_did_not_ask_gets_a_bot():
    assert bots({}, {}) == []
    assert bots({"plugins": {"slack": {"enabled": False}}}, {}) == []
