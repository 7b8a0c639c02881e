"""What happens on the line to Slack, and what people and operators read of it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from gateway_slack import limits
from gateway_slack.platform import SlackPlatform
from slack_chat import Fault
from slack_house import NAME, ROOM, Build, options_of, words
from slack_wire import BOT_ID, BOT_USER, Slack

from gateway import (
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
        (Fault(error="channel_not_found"), Refused, "not in that channel"),
        (Fault(error="not_in_channel"), Refused, "not in that channel"),
        (Fault(error="is_archived"), Refused, "the channel is archived"),
        (Fault(error="messages_tab_disabled"), Refused, "switch it on under App Home"),
        (Fault(error="missing_scope"), Refused, "lacks the scope"),
        (Fault(error="invalid_blocks", says="[ERROR] must be"), Refused, r"invalid_blocks \[ERR"),
        (Fault(retry_after=3), TryLater, "slow down"),
        (Fault(error="internal_error"), Uncertain, "what became of it"),
        (Fault(status=502), Uncertain, "what became of it"),
        (Fault(drop="before"), Uncertain, "The line to Slack broke"),
        (Fault(drop="after"), Uncertain, "The line to Slack broke"),
        (Fault(error="token_revoked"), TryLater, "refuses the token in TAPEWAY_SLACK_TOKEN"),
    ],
)
async def test_each_error_says_what_became_of_the_message(
    bot: SlackPlatform, slack: Slack, fault: Fault, kind: type[Exception], says: str
):
    slack.faults.append(replace(fault, method="chat.postMessage"))
    with pytest.raises(kind, match=says):
        await bot.deliver(words())
    arrived = [message.reads for message in slack.shown()]
    assert arrived == (["A door."] if fault.drop == "after" else [])


async def test_what_slack_asks_to_wait_for_holds_that_channel_and_no_other(
    bot: SlackPlatform, slack: Slack
):
    slack.faults.append(Fault("chat.postMessage", retry_after=90))
    with pytest.raises(TryLater) as found:
        await bot.deliver(words())
    assert found.value.retry_after == 90
    with pytest.raises(TryLater) as found:
        await bot.deliver(words())
    assert 80 < found.value.retry_after <= 90, "without asking Slack again"
    assert len(slack.called("chat.postMessage")) == 0
    await bot.deliver(replace(words(), session=SessionId.of("slack", slack.team, "D2")))
    assert [message.reads for message in slack.shown("D2")] == ["A door."]


async def test_a_slack_that_is_not_there_has_surely_got_nothing(bot: SlackPlatform, slack: Slack):
    await slack.go_away()
    fresh = SlackPlatform(bot.options, pacer=Pacer())
    await fresh.open()
    with pytest.raises(TryLater, match="cannot be reached"):
        await fresh.deliver(words())
    await fresh.close()
    await slack.come_back()


# ---------------------------------------------------------------------------------- the connection


async def test_a_refused_token_says_which_setting_to_change(slack: Slack, tmp_path: Path):
    file = tmp_path / "token"
    file.write_text("xoxb-another-one-altogether")
    platform = SlackPlatform(options_of(slack, tmp_path, token_file=str(file)))
    with pytest.raises(SettingsError, match=r"refuses the token in plugins\.slack\.token_file"):
        await platform.open()
    await platform.close()


async def test_a_refused_app_token_ends_the_listening_with_its_setting_s_name(
    house: Build, slack: Slack
):
    async def play() -> None:
        async with house() as home:
            await slack.until(lambda: slack.lines)
            slack.app_token = "another"
            await slack.hang_up()
            await asyncio.wait([home.running])

    with pytest.raises(SettingsError, match="TAPEWAY_SLACK_APP_TOKEN"):
        await play()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("apps.connections.open", drop="before"),
        Fault("apps.connections.open", drop="after"),
        Fault("apps.connections.open", status=502),
        Fault("apps.connections.open", retry_after=5),
        Fault("socket"),
    ],
)
async def test_a_lost_connection_comes_back_by_itself(house: Build, slack: Slack, fault: Fault):
    naps = Naps()
    slack.faults += [fault] * 3
    async with house(sleep_of_bot=naps) as home:
        await slack.command("start")
        await home.said("Turn 0")
        assert len(slack.shown()) == 1, "no event is played twice"
    assert naps.taken[:3] == ([5, 5, 5] if fault.retry_after else [1, 2, 4])


async def test_a_slack_that_is_away_at_the_start_is_waited_for(house: Build, slack: Slack):
    naps = Naps()
    slack.faults += [Fault("auth.test", drop="before")] * 4
    async with house(sleep_of_bot=naps) as home:
        await slack.command("start")
        await home.said("Turn 0")
    assert naps.taken[:3] == [1, 2, 4], "one of the four was the start's own"


async def test_a_line_that_breaks_without_a_word_loses_nothing(house: Build, slack: Slack):
    async with house(sleep_of_bot=Naps()) as home:
        await slack.command("start")
        await home.pictured("Turn 0")
        for number in range(1, 4):
            await slack.hang_up()
            await slack.write(f"step {number}")
            await home.said(f"Turn {number}: say step {number}")
        await slack.until(lambda: not slack.unanswered)
        assert slack.greetings >= 4


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_line_that_is_to_be_renewed_is_there_before_the_old_one_goes(
    house: Build, slack: Slack, reason: str
):
    async with house() as home:
        await slack.command("start")
        await home.pictured("Turn 0")
        (old,) = slack.lines
        await slack.renew(reason)
        await slack.until(lambda: len(slack.lines) == 2)
        old, new = slack.lines
        slack.lines.reverse()  # what is on its way still comes over the old one
        await slack.write("one last word")
        await home.said("Turn 1: say one last word")
        slack.lines.reverse()
        await old.close()
        await slack.until(lambda: slack.lines == [new])
        await slack.write("and on")
        await home.said("Turn 2: say and on")
        assert slack.greetings == 2
        await slack.until(lambda: not slack.unanswered)


async def test_socket_mode_switched_off_says_so(house: Build, slack: Slack):
    async def play() -> None:
        async with house() as home:
            await slack.until(lambda: slack.lines)
            await slack.renew("link_disabled")
            await asyncio.wait([home.running])

    with pytest.raises(SettingsError, match="Socket Mode is switched off"):
        await play()


async def test_the_tokens_are_in_no_log_and_no_traceback(
    house: Build, slack: Slack, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    slack.faults += [
        Fault("apps.connections.open", drop="before"),
        Fault("chat.postMessage", status=500),
        Fault("chat.postMessage", error="something_new"),
    ]
    async with house(PlainRecorder(), sleep_of_bot=Naps()) as home:
        await slack.command("start")
        await slack.until(lambda: not slack.faults)
        await home.gateway.rest()
    assert "does not hear" in caplog.text, "the log is a talkative one"
    for secret in (slack.token, slack.app_token, slack.secret):
        assert secret not in caplog.text
        assert secret not in repr(home.platform.options)


async def test_nothing_is_acknowledged_that_is_not_on_the_disk(
    house: Build, slack: Slack, caplog: pytest.LogCaptureFixture
):
    full, asked = True, 0

    def admit_event() -> None:
        nonlocal asked
        asked += 1
        if full:
            raise StorageFull("no room")

    async with house(plugin_of("full", admit_event=admit_event)) as home:
        await slack.command("start")
        await slack.until(lambda: asked)
        await slack.again()
        await slack.until(lambda: asked > 1)
        assert slack.unanswered, "Slack still has it"
        assert "something said on slack waits: no room" in caplog.text
        full = False
        await slack.again()
        await home.said("Turn 0")
        await slack.until(lambda: not slack.unanswered)


async def test_a_first_delivery_that_says_it_is_a_retry_is_played(house: Build, slack: Slack):
    """Socket Mode numbers its first delivery 0; others have been seen to lose the first one."""
    async with house() as home:
        await slack.command("start")
        await home.pictured("Turn 0")
        await slack.write("I knock")
        event = dict(slack.sent)
        await home.said("Turn 1: say I knock")
        for _ in range(3):
            await slack.again(event)
            event = {**event, "envelope_id": f"{event['envelope_id']}x"}
        payload = {**event["payload"], "event_id": "Ev-another"}
        await slack.bring("events_api", payload)
        await slack.until(lambda: not slack.unanswered)
        await home.gateway.rest()
        assert len([m for m in slack.shown() if m.picture]) == 2


async def test_what_nobody_can_read_keeps_nothing_out(house: Build, slack: Slack):
    async with house() as home:
        await slack.event({"type": "message", "channel": 7, "ts": "?", "text": ["x"], "user": {}})
        await slack.bring("interactive", {"type": "block_actions", "team": None, "actions": [{}]})
        await slack.bring("events_api", {"type": "something_new"})
        await slack.bring("something_new", {})
        for line in slack.lines:
            await line.send_str("no JSON")
        await slack.command("start")
        await home.said("Turn 0")
        await slack.until(lambda: not slack.unanswered)


async def test_what_it_says_itself_is_no_play(house: Build, slack: Slack):
    async with house() as home:
        await slack.command("start")
        await home.pictured("Turn 0")
        await slack.write("an echo", person=BOT_USER)
        await slack.write("an echo", person="U7", bot_id=BOT_ID)
        await slack.write("another bot", person="U8", bot_id="B0OTHER")
        await slack.write("edited", subtype="message_changed")
        await slack.until(lambda: not slack.unanswered)
        await home.gateway.rest()
        assert len(slack.shown()) == 1


# ------------------------------------------------------------------------------------ over HTTP


async def test_payloads_may_come_over_http_with_a_signature(
    house: Build, slack: Slack, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    slack.hook = f"http://{address}/slack"
    async with house(bot={"listen": address}, sleep_of_bot=Naps()) as home:
        await _door(slack)
        await slack.command("start", channel=ROOM)
        shown = await home.pictured("Turn 0", channel=ROOM)
        await slack.press("left", shown)
        shown = await home.pictured("Turn 1", channel=ROOM)
        await slack.press("Say something", shown)
        view = await slack.until(lambda: next(iter(slack.forms), None))
        await slack.fill(view, "I sing")
        await home.pictured("Turn 2: say I sing", channel=ROOM)
        await slack.write(f"{NAME} I rest", channel=ROOM)
        await slack.again()
        await home.pictured("Turn 3: say I rest", channel=ROOM)
        await slack.until(lambda: not slack.unanswered)
        assert not slack.called("apps.connections.open")
        assert len([m for m in slack.shown(ROOM) if m.picture]) == 4


async def test_what_is_not_signed_or_not_of_today_is_refused(
    house: Build, slack: Slack, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with house(bot={"listen": address}) as home:
        slack.hook = f"http://{address}/slack"
        await _door(slack)
        slack.hook = ""
        await slack.command("start")
        sent, slack.hook = slack.sent, f"http://{address}/slack"
        assert await slack.post(sent, secret="0" * 32) == 401
        assert await slack.post(sent, late=6 * 60) == 401
        assert await slack.post(sent, late=-6 * 60) == 401
        assert await slack.post(sent, timestamp="yesterday") == 401
        await home.gateway.rest()
        assert not slack.shown()
        assert await slack.post(sent, late=4 * 60) == 200
        await home.said("Turn 0")


async def test_slack_s_own_question_for_the_address_is_answered(
    house: Build, slack: Slack, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with house(bot={"listen": address}):
        slack.hook = f"http://{address}/slack"
        await _door(slack)
        question = {"type": "url_verification", "challenge": "3eZbrw1aB"}
        envelope = {"type": "events_api", "retry_attempt": 0, "payload": question}
        assert await slack.post(envelope) == 200
        assert slack.answered == '{"challenge": "3eZbrw1aB"}'


async def test_a_full_disk_makes_slack_bring_it_again(
    house: Build, slack: Slack, unused_tcp_port: int
):
    def admit_event() -> None:
        raise StorageFull("no room")

    address = f"127.0.0.1:{unused_tcp_port}"
    bot = {"listen": address}
    async with house(plugin_of("full", admit_event=admit_event), bot=bot):
        slack.hook = f"http://{address}/slack"
        await _door(slack)
        await slack.command("start")
        assert await slack.post(slack.sent) == 503


async def test_an_address_that_is_taken_is_named(house: Build, slack: Slack):
    address = slack.base.removeprefix("http://")
    with pytest.raises(SettingsError, match=r"plugins\.slack\.listen cannot be listened on"):
        async with house(bot={"listen": address}):
            await slack.until(lambda: slack.called("auth.test"))


async def _door(slack: Slack) -> None:
    """Until somebody answers there."""
    ping = {"type": "events_api", "retry_attempt": 0, "payload": {"type": "nothing"}}
    while not await slack.reaches(ping):
        pass


# ------------------------------------------------------------------------------------ the rates


async def test_nobody_waits_behind_a_channel_that_is_held(house: Build, slack: Slack):
    now, awake = 0.0, asyncio.Event()
    pacer = Pacer(clock=lambda: now)
    async with house(pacer=pacer, sleep=lambda seconds: awake.wait()) as home:
        await slack.command("start")
        await home.pictured("Turn 0")
        pacer.hold(3600, "D1")
        for _ in range(5):
            await slack.command("status")
        await slack.command("start", channel="D2")
        await home.pictured("Turn 0", channel="D2")
        assert len(slack.shown()) == 1
        now = 3600.0
        awake.set()
        await slack.until(lambda: len(slack.shown()) == 6)


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


async def test_every_call_that_a_channel_sees_waits_for_its_turn(house: Build, slack: Slack):
    pacer = Counting()
    async with house(pacer=pacer, story=FakeStory(turns=3)) as home:
        await slack.command("start")
        for number in range(2):
            await slack.press("left", await home.pictured(f"Turn {number}\n"))
        await slack.command("film")
        await home.said("The film of run 1")
        await home.gateway.rest()
    seen = [method for method, fields in slack.calls if _sees(fields)]
    assert {"chat.postMessage", "chat.update", "files.completeUploadExternal"} <= set(seen)
    assert pacer.asked.count("D1") == len(seen)
    others = [method for method, fields in slack.calls if not _sees(fields)]
    uploads = len(slack.called("files.getUploadURLExternal"))
    assert pacer.asked.count(None) == len(others) + uploads - 1, "the start asks unpaced who it is"


def _sees(fields: dict[str, object]) -> bool:
    """Whether a channel sees anything of such a call."""
    return bool({"channel", "channel_id"} & fields.keys())


def test_a_channel_hears_one_message_a_second():
    assert limits.rates("C1")[0].count == 1
    assert limits.rates("C1")[0].seconds == 1
