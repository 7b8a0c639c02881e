"""Pictures that people send on Slack: what is fetched, from where, and what one reads instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from gateway_slack.options import Options
from gateway_slack.platform import SlackPlatform
from gateway_slack.sent import kept
from slack_house import ANN, NAME, ROOM, Build, picture
from slack_wire import Fault, Slack

from gateway import JSON, PICTURE_BYTES, Delivery, Part, Refused, StorageFull, TryLater
from gateway.testing import plugin_of

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text())
ME = b"\xff\xd8\xff\xe0 me at sea"
THREAD = "1718900000.123456"


def sent(slack: Slack, data: bytes = ME, kind: str = "image/jpeg") -> Mapping[str, JSON]:
    """What the event of a message with a picture has."""
    return {"file": slack.store.keep(data, kind=kind)["id"]}


async def test_a_picture_is_asked_for_by_its_id_and_written_as_it_is(
    bot: SlackPlatform, slack: Slack, tmp_path: Path
):
    await bot.fetch(sent(slack), tmp_path / "me")
    assert (tmp_path / "me").read_bytes() == ME
    assert len(slack.called("files.info")) == 1


async def test_one_that_was_deleted_is_gone(bot: SlackPlatform, slack: Slack, tmp_path: Path):
    picture = sent(slack)
    slack.store.faults.append(Fault(status=404))
    for _ in range(2):
        with pytest.raises(Refused, match=r"^it is gone from Slack: send it once more\.$"):
            await bot.fetch(picture, tmp_path / "me")
        slack.store.files.clear()


async def test_an_app_without_the_scope_says_which_one_it_lacks(
    bot: SlackPlatform, slack: Slack, tmp_path: Path
):
    slack.store.readable = False
    with pytest.raises(Refused, match="The app lacks the scope files:read: add it and install"):
        await bot.fetch(sent(slack), tmp_path / "me")
    assert slack.store.asked == []


async def test_the_login_that_slack_shows_instead_is_taken_for_no_picture_and_gets_no_token(
    bot: SlackPlatform, slack: Slack, tmp_path: Path
):
    picture, scope = sent(slack), r"^Slack does not let the app have it: add the scope files:read"
    slack.store.bearer = lambda: "another"
    with pytest.raises(Refused, match=scope):
        await bot.fetch(picture, tmp_path / "me")
    slack.store.elsewhere[str(picture["file"])] = f"{slack.base}/login"
    assert slack.store.logins == []
    with pytest.raises(Refused, match=scope):
        await bot.fetch(picture, tmp_path / "me")


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (Fault(status=403), Refused, "add the scope files:read"),
        (Fault(retry_after=3), TryLater, r"does not give it now \(429\)"),
        (Fault(status=503), TryLater, r"does not give it now \(503\)"),
        (Fault(drop="upload"), TryLater, r"does not give it now \(ClientPayloadError\)"),
    ],
)
async def test_each_error_of_the_store_says_what_becomes_of_it(
    bot: SlackPlatform, slack: Slack, tmp_path: Path, fault: Fault, kind: type[Exception], says: str
):
    slack.store.faults.append(fault)
    with pytest.raises(kind, match=says) as found:
        await bot.fetch(sent(slack), tmp_path / "me")
    if fault.retry_after:
        assert found.value.retry_after == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "fault", [Fault("files.info", drop="before"), Fault("files.info", error="internal_error"),
              Fault("files.info", retry_after=3)],
)  # fmt: skip
async def test_a_slack_that_is_away_is_waited_for(
    bot: SlackPlatform, slack: Slack, tmp_path: Path, fault: Fault
):
    slack.faults += [fault, fault]  # a line that was open already is tried again at once
    with pytest.raises(TryLater):
        await bot.fetch(sent(slack), tmp_path / "me")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("image/png", r"^it is larger than 20 MB: send a smaller one\.$"),
        ("video/mp4", r"^it is no picture: send a PNG, a JPEG or a WEBP\.$"),
    ],
)
async def test_what_is_too_large_or_no_picture_is_said_before_it_comes(
    bot: SlackPlatform, slack: Slack, tmp_path: Path, kind: str, sentence: str
):
    with pytest.raises(Refused, match=sentence):
        await bot.fetch(sent(slack, bytes(PICTURE_BYTES + 1), kind), tmp_path / "me")
    assert not (tmp_path / "me").exists()


def test_where_slack_keeps_it_is_asked_for():
    (told,) = PAYLOADS["only a picture"]["event"]["files"]
    assert str(kept(told["url_private_download"], Options())) == told["url_private_download"]


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/files-pri/T1-F1/me.png",
        "https://files.slack.com.example.org/me.png",
        "https://files.slack.com@127.0.0.1/me.png",
        "https://docs.google.com/me.png",
        "http://127.0.0.1/me.png",
        "file:///etc/passwd",
        "http://[",
        "",
    ],
)
async def test_nothing_is_fetched_from_where_slack_does_not_keep_it(
    bot: SlackPlatform, slack: Slack, tmp_path: Path, url: str
):
    picture = sent(slack)
    slack.store.elsewhere[str(picture["file"])] = url
    with pytest.raises(Refused, match=r"^Slack does not keep it itself: upload the picture\.$"):
        await bot.fetch(picture, tmp_path / "me")


async def test_between_workspaces_where_slack_says_only_its_id_it_is_fetched_all_the_same(
    house: Build, slack: Slack
):
    file = slack.store.keep(ME)
    shared = {"id": file["id"], "file_access": "check_file_info"}
    async with house() as home:
        await slack.write("", subtype="file_share", files=[shared])
        await home.said("This is who you play now")
        assert (home.folder() / "images" / "hero.png").read_bytes() == ME


@pytest.mark.parametrize("thread", [None, THREAD])
async def test_a_picture_that_is_sent_is_shown_back_in_its_message_with_what_it_is(
    house: Build, slack: Slack, thread: str | None
):
    async with house() as home:
        files = [slack.store.keep(ME)]
        slack.visited.add(ROOM)  # it may show no file there, and a picture all the same
        await slack.write(NAME, channel=ROOM, thread=thread, subtype="file_share", files=files)
        told = await home.said("This is who you play now", channel=ROOM, thread=thread)
        assert told.picture
        assert told.picture.data == ME
        assert told.blocks[0]["alt_text"] == "Who you play"
        assert "hero off" in told.reads
        await home.gateway.rest()
        assert [m.reads for m in slack.shown(ROOM, thread)] == [told.reads], "named once, said once"


async def test_a_thread_with_a_picture_and_no_story_is_left_to_talk(house: Build, slack: Slack):
    async with house() as home:
        files = [slack.store.keep(ME)]
        await slack.write(NAME, channel=ROOM, thread=THREAD, subtype="file_share", files=files)
        await home.said("This is who you play now", channel=ROOM, thread=THREAD)
        await slack.write("Nice hat!", channel=ROOM, thread=THREAD, person="U2")
        await slack.until(lambda: not slack.unanswered)
        await home.gateway.rest()
        assert slack.whispers == []
        await slack.write(f"{NAME} start", channel=ROOM, thread=THREAD)
        await home.pictured("Turn 0", channel=ROOM, thread=THREAD)
        await slack.write("I put it on", channel=ROOM, thread=THREAD)
        await home.pictured("Turn 1: say I put it on", channel=ROOM, thread=THREAD)


async def test_how_to_send_one_is_said_as_it_is_done_there_since_no_command_takes_a_picture(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("hero")
        assert (await home.said("There is no picture")).reads.endswith(
            "together with the word hero."
        )
        await slack.command("hero", channel=ROOM)
        told = await home.said("There is no picture", channel=ROOM)
        assert told.reads.endswith("together with the word @tapeway hero.")
        await slack.command("help", channel=ROOM)
        told = await home.whispered("/tapeway start")
        assert "@tapeway hero — with a picture: how you look" in told.reads


async def test_a_command_shows_it_and_takes_it_away(house: Build, slack: Slack):
    async with house() as home:
        await slack.write("hero", subtype="file_share", files=[slack.store.keep(ME)])
        await home.said("This is who you play now")
        await slack.command("hero")
        assert (await home.said("This is who you play. To take")).picture
        await slack.command("hero off")
        await home.said("Taken away")
        assert not (home.folder() / "images" / "hero.png").exists()


async def test_nothing_is_fetched_before_it_is_kept(house: Build, slack: Slack):
    full, asked = True, 0

    def admit_event() -> None:
        nonlocal asked
        asked += 1
        if full:
            raise StorageFull("no room")

    async with house(plugin_of("full", admit_event=admit_event)) as home:
        await slack.write("hero", subtype="file_share", files=[slack.store.keep(ME)])
        await slack.until(lambda: asked)
        assert slack.unanswered, "Slack still has it"
        assert slack.called("files.info") == []
        full = False
        await slack.again()
        await home.said("This is who you play now")


async def test_a_notice_that_slack_cannot_show_with_its_picture_is_said_without(
    bot: SlackPlatform, slack: Slack
):
    slack.faults.append(Fault("upload", status=413))
    shown = (picture(bot),)
    await bot.deliver(
        Delivery(key="k:n", session=ANN, part=Part.NOTICE, text="So you look.", attachments=shown)
    )
    (message,) = slack.shown()
    assert message.reads.startswith("So you look.\n\n(A door, shut, 0.0 MB, cannot be shown here")
