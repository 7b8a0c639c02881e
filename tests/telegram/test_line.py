"""What happens on the line to Telegram, and what people and operators read of it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from gateway_telegram import limits
from gateway_telegram.options import bots
from gateway_telegram.platform import TelegramPlatform
from telegram_house import Build, words
from telegram_wire import Fault, Telegram

from gateway import (
    VERBS,
    Pacer,
    Refused,
    SessionId,
    SettingsError,
    StorageFull,
    TryLater,
    Uncertain,
)
from gateway.testing import FakeStory, Naps, PlainRecorder, plugin_of

# ------------------------------------------------------------------------------- what went wrong


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (Fault(code=400, says="Bad Request: chat not found"), Refused, "no such chat"),
        (Fault(code=403, says="Forbidden: bot was blocked by the user"), Refused, "may not write"),
        (Fault(code=403, says="Forbidden: bot was kicked from the group chat"), Refused, "kicked"),
        (
            Fault(code=400, says="Bad Request: message thread not found"),
            Refused,
            "topic is closed or deleted",
        ),
        (
            Fault(
                code=400, says="Bad Request: not enough rights to send text messages to the chat"
            ),
            Refused,
            "give it the right",
        ),
        (Fault(code=429, says="Too Many Requests: retry after 3", retry_after=3), TryLater, "slow"),
        (Fault(code=502, says="Bad Gateway"), Uncertain, "The line to Telegram broke"),
        (Fault(drop="before"), Uncertain, "The line to Telegram broke"),
        (Fault(drop="after"), Uncertain, "The line to Telegram broke"),
        (Fault(code=401, says="Unauthorized"), TryLater, "refuses the token in TAPEWAY_TELEGRAM"),
    ],
)
async def test_each_error_says_what_became_of_the_message(
    bot: TelegramPlatform, telegram: Telegram, fault: Fault, kind: type[Exception], says: str
):
    telegram.faults.append(replace(fault, method="sendMessage"))
    with pytest.raises(kind, match=says):
        await bot.deliver(words())
    arrived = [message.text for message in telegram.shown()]
    assert arrived == (["A door."] if fault.drop == "after" else [])


async def test_what_telegram_asks_to_wait_for_holds_that_chat_and_no_other(
    bot: TelegramPlatform, telegram: Telegram
):
    fault = Fault("sendMessage", code=429, says="Too Many Requests: retry after 90", retry_after=90)
    telegram.faults.append(fault)
    with pytest.raises(TryLater) as found:
        await bot.deliver(words())
    assert found.value.retry_after == 90
    with pytest.raises(TryLater) as found:
        await bot.deliver(words())
    assert 80 < found.value.retry_after <= 90, "without asking Telegram again"
    assert len(telegram.called("sendMessage")) == 0
    await telegram.write("hello", chat=2)
    await bot.deliver(replace(words(), session=SessionId.of("telegram", "2")))
    assert [message.text for message in telegram.shown(2)] == ["A door."]


async def test_a_telegram_that_is_not_there_has_surely_got_nothing(
    bot: TelegramPlatform, telegram: Telegram
):
    await telegram._server.stop()
    with pytest.raises(TryLater, match="cannot be reached"):
        await bot.deliver(words())
    await telegram._server.start()


async def test_a_group_that_moved_is_spoken_to_where_it_is_now(
    bot: TelegramPlatform, telegram: Telegram
):
    telegram.faults.append(Fault("sendMessage", code=400, says="Bad Request", migrate=-1005))
    with pytest.raises(TryLater, match="The group is -1005 now"):
        await bot.deliver(words())
    await telegram.write("hello", chat=-1005)
    await bot.deliver(words())
    assert [shown.text for shown in telegram.shown(-1005)] == ["A door."]


# ---------------------------------------------------------------------------------- the connection


async def test_a_refused_token_says_which_setting_to_change(telegram: Telegram, tmp_path: Path):
    file = tmp_path / "token"
    file.write_text("1:" + "x" * 35)
    section = {"enabled": True, "api": telegram.base, "token_file": str(file)}
    (options,) = bots({"plugins": {"telegram": section}}, {})
    platform = TelegramPlatform(options)
    with pytest.raises(SettingsError, match=r"refuses the token in plugins\.telegram\.token_file"):
        await platform.open()
    await platform.close()


@pytest.mark.parametrize(("code", "says"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_token_of_no_bot_stops_the_start(
    house: Build, telegram: Telegram, code: int, says: str
):
    telegram.faults.append(Fault("getMe", code=code, says=says))
    with pytest.raises(SettingsError, match="TAPEWAY_TELEGRAM_TOKEN: ask @BotFather"):
        async with house():
            pass


async def test_a_token_revoked_meanwhile_ends_the_listening_with_the_setting_s_name(
    house: Build, telegram: Telegram
):
    async def play() -> None:
        async with house():
            await telegram.until(lambda: telegram.called("getUpdates"))
            telegram.faults.append(Fault("getUpdates", code=401, says="Unauthorized"))
            await telegram.write("hello")
            await telegram.until(lambda: not telegram.faults)

    with pytest.raises(SettingsError, match="TAPEWAY_TELEGRAM_TOKEN"):
        await play()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("getUpdates", drop="before"),
        Fault("getUpdates", drop="after"),
        Fault("getUpdates", code=502, says="Bad Gateway"),
        Fault("getUpdates", code=429, says="Too Many Requests", retry_after=5),
        Fault("getUpdates", code=409, says="Conflict: terminated by other getUpdates request"),
    ],
)
async def test_a_lost_connection_comes_back_by_itself(
    house: Build, telegram: Telegram, fault: Fault, caplog: pytest.LogCaptureFixture
):
    naps = Naps()
    telegram.faults += [fault] * 3
    async with house(sleep_of_bot=naps) as home:
        await telegram.write("/start")
        await home.said("Turn 0")
        assert len(home.telegram.shown()) == 1, "no event is played twice"
    assert [nap for nap in naps.taken if nap != limits.ANSWER_WITHIN][:3] == (
        [5, 5, 5] if fault.retry_after else [1, 2, 4]
    )
    if fault.code == 409:
        assert "Something else listens with the token of telegram: stop it" in caplog.text


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(house: Build, telegram: Telegram):
    naps = Naps()
    telegram.faults += [Fault("getMe", drop="before")] * 3
    async with house(sleep_of_bot=naps) as home:
        await telegram.write("/start")
        await home.said("Turn 0")
        assert telegram.menus["default", ""].keys() == VERBS.keys()


async def test_the_menu_speaks_the_reader_s_language_and_is_shorter_in_a_group(
    house: Build, telegram: Telegram
):
    async with house():
        await telegram.until(lambda: ("all_group_chats", "pt") in telegram.menus)
    whole, group = telegram.menus["default", ""], telegram.menus["all_group_chats", ""]
    assert whole.keys() - group.keys() == {"link", "unlink"}
    for language in ("de", "es", "fr", "pt"):
        for scope, menu in (("default", whole), ("all_group_chats", group)):
            assert telegram.menus[scope, language].keys() == menu.keys()
        assert all(len(text) <= 256 for text in telegram.menus["default", language].values())
        assert not set(telegram.menus["default", language].values()) & set(whole.values())


async def test_the_token_is_in_no_log_and_no_traceback(
    house: Build, telegram: Telegram, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    telegram.faults += [
        Fault("getUpdates", drop="before"),
        Fault("sendMessage", code=500, says="Internal"),
        Fault("sendMessage", code=400, says="Bad Request: something new"),
    ]
    async with house(PlainRecorder(), sleep_of_bot=Naps()) as home:
        await telegram.write("/start")
        await telegram.until(lambda: not telegram.faults)
        await home.gateway.rest()
    assert "getUpdates" in caplog.text, "the log is a talkative one"
    assert telegram.token not in caplog.text
    assert telegram.token not in repr(home.platform.options)
    assert telegram.token.partition(":")[2] not in str(vars(home.platform))


async def test_nothing_is_acknowledged_that_is_not_on_the_disk(house: Build, telegram: Telegram):
    naps, full = Naps(), True

    def admit_event() -> None:
        if full:
            raise StorageFull("no room")

    async with house(plugin_of("full", admit_event=admit_event), sleep_of_bot=naps) as home:
        await telegram.write("/start")
        await telegram.until(lambda: len(telegram.called("getUpdates")) > 3)
        assert telegram.waiting, "Telegram still has it"
        full = False
        await home.said("Turn 0")
        await telegram.until(lambda: not telegram.waiting)


async def test_an_update_that_comes_again_is_one_turn(house: Build, telegram: Telegram):
    async with house() as home:
        update = await telegram.write("/start")
        await home.pictured("Turn 0")
        await telegram.again(update)
        await telegram.write("/status")
        await home.said("Run 1")
        assert len([m for m in telegram.shown() if "Turn 0" in m.text]) == 1
        assert len(telegram.shown()) == 2


# ----------------------------------------------------------------------------------- the webhook


async def test_updates_may_come_by_webhook_with_a_secret(
    house: Build, telegram: Telegram, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    bot = {"webhook": f"http://{address}/hook", "listen": address}
    async with house(bot=bot) as home:
        await telegram.until(lambda: telegram.webhook)
        assert telegram.webhook["max_connections"] == "1"
        await telegram.write("/start")
        shown = await home.pictured("Turn 0")
        await home.choose("left", shown)
        await home.said("Turn 1")
        forged = {"update_id": 5, "message": {}}
        assert await telegram.post(forged, secret="a guess") == 403  # noqa: S106 - it is none
        assert await telegram.post(forged) == 200
        assert not telegram.called("getUpdates")


async def test_a_full_disk_makes_telegram_bring_it_again(
    house: Build, telegram: Telegram, unused_tcp_port: int
):
    def admit_event() -> None:
        raise StorageFull("no room")

    address = f"127.0.0.1:{unused_tcp_port}"
    bot = {"webhook": f"http://{address}/hook", "listen": address}
    async with house(plugin_of("full", admit_event=admit_event), bot=bot):
        await telegram.until(lambda: telegram.webhook)
        update = {"update_id": 5, "message": {"message_id": 1, "date": 1, "text": "/start",
                  "chat": {"id": 1, "type": "private"},
                  "from": {"id": 1, "first_name": "A"}}}  # fmt: skip
        assert await telegram.post(update) == 503


async def test_going_back_to_asking_takes_the_webhook_away(house: Build, telegram: Telegram):
    telegram.webhook = {"url": "http://127.0.0.1:9/old", "secret_token": "x"}
    async with house() as home:
        await telegram.until(lambda: telegram.called("getUpdates"))
        await telegram.write("/start")
        await home.said("Turn 0")


async def test_nobody_waits_behind_a_chat_that_is_held(house: Build, telegram: Telegram):
    now, awake = 0.0, asyncio.Event()
    pacer = Pacer(clock=lambda: now)
    async with house(pacer=pacer, sleep=lambda seconds: awake.wait()) as home:
        await telegram.write("/start", chat=1)
        await home.pictured("Turn 0", chat=1)
        pacer.hold(3600, 1)
        for _ in range(5):
            await telegram.write("/status", chat=1)
        await telegram.write("/start", chat=2)
        await home.pictured("Turn 0", chat=2)
        assert len(telegram.shown(1)) == 1
        now = 3600.0
        awake.set()
        await telegram.until(lambda: len(telegram.shown(1)) == 6)


async def test_an_update_that_nobody_can_read_keeps_no_other_out(house: Build, telegram: Telegram):
    async with house() as home:
        await telegram.bring({"message": {"message_id": "?", "chat": {"id": 1}, "text": 7}})
        await telegram.bring({"callback_query": {"id": "press0"}})
        await telegram.bring({"something_new": {"id": 1}})
        await telegram.write("/start")
        await home.said("Turn 0")
        assert "press0" in telegram.alerts
        await telegram.until(lambda: not telegram.waiting)


class Counting(Pacer):
    """Remembers for which chats it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def turn(
        self, chat: object = None, *, line: object = None
    ) -> AbstractAsyncContextManager[None]:
        self.asked.append(chat)
        return super().turn(chat, line=line)


async def test_every_call_that_a_chat_sees_waits_for_its_turn(house: Build, telegram: Telegram):
    pacer = Counting()
    async with house(pacer=pacer, story=FakeStory(turns=3)) as home:
        await telegram.write("/start")
        for number in range(2):
            await home.choose("left", await home.pictured(f"Turn {number}\n"))
        await telegram.write("/film")
        await home.said("The film of run 1")
        await home.gateway.rest()
    seen = [method for method, fields in telegram.calls if "chat_id" in fields]
    assert {"sendMessage", "editMessageMedia", "sendVideo", "sendAnimation"} <= set(seen)
    assert pacer.asked.count(1) == len(seen)
    assert pacer.asked.count(None) == len(telegram.called("answerCallbackQuery"))
