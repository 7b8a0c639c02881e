"""What happens on the lines to Discord, and what people and operators read of it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from discord_gateway import INVALID, RECONNECT
from discord_house import ANN, Build, picture, session_of, words
from discord_wire import BOT_ID, GUILD, HALL, ROOM, Discord, Fault
from gateway_discord import limits
from gateway_discord.options import VARIABLE, bots
from gateway_discord.platform import DiscordPlatform

from gateway import Delivery, Pacer, Part, Refused, SettingsError, StorageFull, TryLater, Uncertain
from gateway.testing import FakeStory, Naps, PlainRecorder, plugin_of

# -------------------------------------------------------------------------------- what went wrong


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (Fault(status=404, code=10003, says="Unknown Channel"), Refused, "no such channel"),
        (Fault(status=403, code=50001, says="Missing Access"), Refused, "View Channel"),
        (Fault(status=403, code=50013, says="Missing Permissions"), Refused, "Send Messages"),
        (Fault(status=403, code=50007, says="Cannot send"), Refused, "takes no messages"),
        (Fault(status=400, code=50035, says="Invalid Form Body"), Refused, "did not take it"),
        (Fault(status=429, retry_after=3), TryLater, "slow down"),
        (Fault(status=429, retry_after=3, via=False), TryLater, "doorkeeper"),
        (Fault(status=502), TryLater, "The line to Discord broke"),
        (Fault(status=503), TryLater, "Discord has trouble"),
        (Fault(drop="before"), TryLater, "The line to Discord broke"),
        (Fault(drop="after"), TryLater, "The line to Discord broke"),
        (Fault(status=401, says="401: Unauthorized"), TryLater, "the token in TAPEWAY_DISCORD"),
    ],
)
async def test_each_error_says_what_became_of_the_message(
    bot: DiscordPlatform, discord: Discord, fault: Fault, kind: type[Exception], says: str
):
    discord.faults.append(replace(fault, method="POST", path="/messages"))
    with pytest.raises(kind, match=says):
        await bot.deliver(words())
    arrived = [message.text for message in discord.shown()]
    assert arrived == (["A door."] if fault.drop == "after" else [])
    assert len(discord.called("POST", "/messages")) == len(arrived), "the SDK tries nothing twice"


async def test_a_message_whose_answer_was_lost_is_one_message_all_the_same(
    bot: DiscordPlatform, discord: Discord
):
    discord.faults.append(Fault("POST", "/messages", drop="after"))
    with pytest.raises(TryLater):
        await bot.deliver(words())
    receipt = await bot.deliver(words())
    (message,) = discord.shown()
    assert receipt.message["message"] == message.number


async def test_a_message_that_was_in_doubt_for_too_long_may_be_there_twice_and_says_so(
    bot: DiscordPlatform, discord: Discord
):
    now = datetime.now(UTC)
    bot._answers._clock = lambda: now
    discord.faults += [Fault("POST", "/messages", drop="before")] * 2
    with pytest.raises(TryLater):
        await bot.deliver(words())
    now += timedelta(seconds=limits.NONCE_HOLDS)
    with pytest.raises(Uncertain):
        await bot.deliver(words())
    await bot.deliver(words(again=True))
    assert discord.shown()[0].text.startswith("↻ Sent again")


async def test_what_discord_asks_to_wait_for_holds_that_channel_and_no_other(
    bot: DiscordPlatform, discord: Discord
):
    discord.faults.append(Fault("POST", "/messages", status=429, retry_after=90))
    for _ in range(2):
        with pytest.raises(TryLater) as found:
            await bot.deliver(words())
        assert 80 < found.value.retry_after <= 90, "the second time without asking Discord again"
    assert discord.called("POST", "/messages") == []
    await bot.deliver(words(session=session_of(ROOM)))
    assert [message.text for message in discord.shown(ROOM)] == ["A door."]


async def test_a_limit_of_the_whole_bot_holds_all_channels(bot: DiscordPlatform, discord: Discord):
    fault = Fault("POST", "/messages", status=429, retry_after=90, everywhere=True)
    discord.faults.append(fault)
    with pytest.raises(TryLater):
        await bot.deliver(words())
    with pytest.raises(TryLater):
        await bot.deliver(words(session=session_of(ROOM)))


async def test_a_discord_that_is_not_there_has_surely_got_nothing(
    bot: DiscordPlatform, discord: Discord
):
    await discord._runner.cleanup()
    with pytest.raises(TryLater):
        await bot.deliver(words())  # on a line that was there until now
    with pytest.raises(TryLater, match="cannot be reached"):
        await bot.deliver(words())


async def test_an_upload_that_breaks_off_comes_again_and_is_there_once(
    bot: DiscordPlatform, discord: Discord
):
    discord.faults.append(Fault("POST", "/messages", drop="upload"))
    shown = Delivery(key="k:p", session=ANN, part=Part.PICTURE,
                     attachments=(picture(bot, b"x" * 3_000_000),))  # fmt: skip
    with pytest.raises(TryLater):
        await bot.deliver(shown)
    await bot.deliver(shown)
    (message,) = discord.shown()
    assert message.files == (("frame_0.png", b"x" * 3_000_000),)


async def test_a_picture_that_is_too_large_costs_the_picture_and_never_the_words(
    bot: DiscordPlatform, discord: Discord
):
    receipt = await bot.deliver(words())
    discord.largest = 5
    shown = Delivery(key="k:picture", session=ANN, part=Part.PICTURE, edits=receipt,
                     attachments=(picture(bot),))  # fmt: skip
    await bot.deliver(shown)
    assert [message.text for message in discord.shown()] == [
        "A door.",
        "(A door, shut, 0.0 MB, cannot be shown here: it is too large for Discord.)",
    ]


async def test_a_file_that_somebody_took_away_is_told(bot: DiscordPlatform, discord: Discord):
    file = picture(bot)
    (bot.options.root / str(ANN) / file.path).unlink()
    await bot.deliver(Delivery(key="k:p", session=ANN, part=Part.PICTURE, attachments=(file,)))
    assert "no longer in the session's folder" in discord.shown()[0].text


async def test_the_picture_comes_by_itself_where_the_words_are_gone(
    bot: DiscordPlatform, discord: Discord
):
    gone = await bot.deliver(words())
    del discord.messages[gone.message["message"]]
    await bot.deliver(Delivery(key="k:p", session=ANN, part=Part.PICTURE, edits=gone,
                               attachments=(picture(bot),)))  # fmt: skip
    (message,) = discord.shown()
    assert message.pictured
    assert message.alts == ("A door, shut",)


# ----------------------------------------------------------------------------------- the connection


async def test_a_refused_token_says_which_setting_to_change(discord: Discord, tmp_path: Path):
    file = tmp_path / "token"
    file.write_text("MTA5OTUxMTYyNzc3Ng.GaBcDe." + "x" * 35)
    section = {"enabled": True, "api": discord.base, "token_file": str(file)}
    (options,) = bots({"plugins": {"discord": section}}, {})
    platform = DiscordPlatform(options)
    with pytest.raises(SettingsError, match=r"refuses the token in plugins\.discord\.token_file"):
        await platform.open()
    await platform.close()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (4004, "refuses the token in TAPEWAY_DISCORD_TOKEN"),
        (4014, r"plugins\.discord\.message_content is true"),
        (4011, r"other shards than plugins\.discord\.shards says"),
    ],
)
async def test_a_connection_that_is_refused_says_which_setting_to_change(
    house: Build, discord: Discord, code: int, says: str
):
    discord.gateway.refuse.append(code)
    with pytest.raises(SettingsError, match=says):
        async with house():
            await discord.until(lambda: False, seconds=1)


async def test_an_intent_that_the_portal_does_not_allow_names_its_setting(
    house: Build, discord: Discord
):
    discord.gateway.privileged = False
    with pytest.raises(SettingsError, match="switch on Message Content Intent"):
        async with house(bot={"message_content": True}):
            await discord.until(lambda: False, seconds=1)


async def test_no_privileged_intent_is_asked_for(house: Build, discord: Discord):
    async with house():
        (identified,) = discord.gateway.identified
        assert identified["intents"] == 1 << 9 | 1 << 12, "messages of servers, and direct ones"


async def test_a_socket_that_drops_is_resumed_and_nothing_is_lost(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        await discord.gateway.drop()
        await discord.write(f"<@{BOT_ID}> one", channel=ROOM)
        await discord.command("story", "say", channel=ROOM, words="two")
        await home.said("Turn 2: say two", channel=ROOM)
        assert len(discord.gateway.resumed) == 1
        assert len(discord.gateway.identified) == 1
        (turn,) = [m for m in discord.shown(ROOM) if "Turn 1: " in m.text]
        assert "say one" in turn.text, "once, and before what came after it"


@pytest.mark.parametrize("op", [RECONNECT, INVALID])
async def test_when_discord_asks_for_a_new_connection_it_gets_one(
    house: Build, discord: Discord, op: int
):
    async with house() as home:
        await discord.command("story", "start")
        await home.pictured("Turn 0")
        await discord.gateway.say(op, data=False)
        await discord.write("I go on")
        await home.said("Turn 1: say I go on")
        again = len(discord.gateway.identified) - 1
        assert (len(discord.gateway.resumed), again) == ((1, 0) if op == RECONNECT else (0, 1))


async def test_a_session_that_discord_has_forgotten_begins_anew_and_is_caught_up_with(
    house: Build, discord: Discord
):
    async with house() as home:
        await discord.command("story", "start")
        await home.pictured("Turn 0")
        await discord.gateway.drop()
        discord.gateway.forget()
        await discord.write("one")
        await discord.until(lambda: len(discord.gateway.identified) > 1)
        await home.said("Turn 1: say one")


async def test_what_the_sdk_cannot_read_is_heard_and_does_not_end_the_bot(
    house: Build, discord: Discord
):
    async with house(sleep_of_bot=Naps()) as home:
        discord.odd = True
        await discord.command("story", "start", channel=ROOM)
        await home.said("Turn 0: start", channel=ROOM)
        await discord.online(2)
        await discord.command("story", "say", channel=ROOM, words="on")
        await home.said("Turn 1: say on", channel=ROOM)


async def test_a_discord_that_is_away_at_the_start_is_waited_for(house: Build, discord: Discord):
    naps = Naps()
    discord.faults += [Fault("GET", "/users/@me", status=503)] * 3
    async with house(sleep_of_bot=naps) as home:
        await discord.command("story", "start")
        await home.said("Turn 0")
        assert naps.taken == [1, 2, 4]


async def test_commands_that_could_not_be_offered_are_offered_again(house: Build, discord: Discord):
    discord.faults.append(Fault("PUT", "/commands", status=429, retry_after=5))
    naps = Naps()
    async with house(sleep_of_bot=naps):
        assert [command["name"] for command in discord.commands] == ["story", "tape"]
        assert 5 in naps.taken


async def test_heartbeats_are_sent_as_often_as_discord_asks(house: Build, discord: Discord):
    discord.gateway.heartbeat_every = 0.05
    async with house():
        await discord.until(lambda: discord.gateway.heartbeats > 3)


async def test_with_shards_each_server_comes_by_its_own(house: Build, discord: Discord):
    async with house(bot={"shards": "auto"}) as home:
        await discord.online(2)
        assert sorted(s.shard for s in discord.gateway.live) == [(0, 2), (1, 2)]
        assert discord.called("GET", "/gateway/bot")
        await discord.command("story", "start", channel=ROOM)
        await discord.command("story", "start")
        await home.said("Turn 0", channel=ROOM)
        await home.said("Turn 0")
        assert (GUILD >> 22) % 2 == 0


async def test_the_token_is_in_no_log_and_no_traceback(
    house: Build, discord: Discord, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    discord.faults += [
        Fault("PATCH", "@original", status=500),
        Fault("POST", "/callback", status=400, code=50035, says="something new"),
    ]
    async with house(PlainRecorder(), sleep_of_bot=Naps()) as home:
        await discord.command("story", "start")
        await discord.until(lambda: not discord.faults[:-1])
        await home.gateway.rest()
    assert "gateway.discord" in caplog.text, "the log is a talkative one"
    secret = discord.token.rpartition(".")[2]
    assert secret not in caplog.text
    assert secret not in repr(home.platform.options)


# ------------------------------------------------------------------------------ stored, then heard


async def test_a_message_that_could_not_be_kept_is_kept_later_and_those_behind_it_wait(
    house: Build, discord: Discord
):
    full = True

    def admit_event() -> None:
        if full:
            raise StorageFull("no room")

    naps = Naps()
    async with house(plugin_of("full", admit_event=admit_event), sleep_of_bot=naps) as home:
        await discord.write("start")
        await discord.write("I wave")
        await discord.until(lambda: len(naps.taken) > 3)
        full = False
        await home.said("Turn 1: say I wave")


async def test_what_is_done_is_acknowledged_within_three_seconds(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "start")
        shown = await home.pictured("Turn 0")
        await home.choose("left", shown)
        await home.said("Turn 1")
        assert [it.callback["type"] for it in discord.interactions.values() if it.callback] == [
            5,
            6,
        ]
        assert max(it.after for it in discord.interactions.values()) < limits.ACKNOWLEDGE


class Counting(Pacer):
    """Remembers for which channels it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def turn(
        self, chat: object = None, *, line: object = None
    ) -> AbstractAsyncContextManager[None]:
        self.asked.append(chat)
        return super().turn(chat, line=line)


async def test_every_call_waits_for_its_turn(house: Build, discord: Discord):
    pacer = Counting()
    async with house(pacer=pacer, story=FakeStory(turns=3)) as home:
        before = len(discord.calls) - len(pacer.asked)
        await discord.command("story", "start", channel=HALL)
        for number in range(2):
            await home.choose("left", await home.pictured(f"Turn {number}\n", channel=HALL))
        await discord.command("tape", "film", channel=HALL)
        await home.said("The film of run 1", channel=HALL)
        await home.gateway.rest()
        assert len(discord.calls) - before == len(pacer.asked)
        in_channel = discord.called("POST", "/messages") + discord.called("PATCH", "/channels")
        assert pacer.asked.count(HALL) == len(in_channel)


async def test_nobody_waits_behind_a_channel_that_is_held(house: Build, discord: Discord):
    now, awake = 0.0, asyncio.Event()
    pacer = Pacer(clock=lambda: now)
    async with house(pacer=pacer, sleep=lambda seconds: awake.wait()) as home:
        await discord.command("story", "start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        pacer.hold(3600, ROOM)
        for _ in range(5):
            await discord.write(f"<@{BOT_ID}> status", channel=ROOM)
        await discord.command("story", "start", channel=HALL)
        await home.pictured("Turn 0", channel=HALL)
        assert len(discord.shown(ROOM)) == 1
        now = 3600.0
        awake.set()
        await discord.until(lambda: len(discord.shown(ROOM)) == 6)


def test_a_bot_without_a_token_says_where_to_put_one():
    with pytest.raises(SettingsError, match=f"put it in {VARIABLE}"):
        bots({"plugins": {"discord": {"enabled": True}}}, {})


def test_each_bot_has_a_name_and_a_token_of_its_own_and_what_stands_above_is_for_all():
    section = {
        "enabled": True,
        "upload": 52_428_800,
        "bots": {"red": {"admit": ["<@81384788765712384>", 5]}, "blue": {"shards": "auto"}},
    }
    token = "MTA5OTUxMTYyNzc3Ng.GaBcDe." + "x" * 30
    environ = {f"{VARIABLE}_RED": token, f"{VARIABLE}_BLUE": token}
    red, blue = bots({"plugins": {"discord": section}}, environ)
    assert (red.name, red.setting, red.place) == (
        "discord-red",
        f"{VARIABLE}_RED",
        "plugins.discord.bots.red",
    )
    assert red.admitted == {"81384788765712384", "5"}
    assert (blue.shards, blue.upload, blue.admitted) == ("auto", 52_428_800, frozenset())
    assert DiscordPlatform(blue).limits.upload == 52_428_800


@pytest.mark.parametrize(
    ("bot", "says"),
    [
        ({"shards": 0}, r"plugins\.discord\.shards"),
        ({"colour": "red"}, r"There is no setting plugins\.discord\.colour"),
        ({"token": "x"}, f"put it in {VARIABLE}"),
    ],
)
def test_a_wrong_setting_is_named(bot: dict[str, object], says: str):
    section: dict[str, object] = {"enabled": True, **bot}
    with pytest.raises(SettingsError, match=says):
        bots({"plugins": {"discord": section}}, {VARIABLE: "x"})  # type: ignore[dict-item]
