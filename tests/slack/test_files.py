"""Pictures, tapes and films on Slack: what arrives, and what is told where one does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gateway_slack import limits
from gateway_slack.platform import SlackPlatform
from slack_chat import Fault
from slack_house import ANN, ROOM, options_of, picture, words
from slack_wire import Slack

from gateway import Button, Delivery, Pacer, Part, SessionId, TryLater, Uncertain


def shown(bot: SlackPlatform, **more: object) -> Delivery:
    given = more if "attachments" in more else {"attachments": (picture(bot),), **more}
    return Delivery(key="k:picture", session=ANN, part=Part.PICTURE, **given)  # type: ignore[arg-type]


async def test_a_picture_that_is_too_large_costs_the_picture_and_never_the_words(
    bot: SlackPlatform, slack: Slack
):
    receipt = await bot.deliver(words())
    slack.faults.append(Fault("upload", status=413))
    await bot.deliver(shown(bot, edits=receipt))
    assert [message.reads for message in slack.shown()] == [
        "A door.",
        "(A door, shut, 0.0 MB, cannot be shown here: Slack does not take it (413).)",
    ]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("storage_limit_reached", "no room for files left"),
        ("file_uploads_disabled", "takes no files"),
    ],
)
async def test_a_workspace_that_takes_no_files_says_so(
    bot: SlackPlatform, slack: Slack, error: str, says: str
):
    slack.faults.append(Fault("files.getUploadURLExternal", error=error))
    await bot.deliver(shown(bot, text="Look!"))
    (message,) = slack.shown()
    assert message.reads.startswith("Look!\n\n(A door, shut, 0.0 MB, cannot be shown here")
    assert says in message.reads


async def test_a_file_that_somebody_took_away_is_told(bot: SlackPlatform, slack: Slack):
    file = picture(bot)
    (bot.options.root / str(ANN) / file.path).unlink()
    await bot.deliver(shown(bot, attachments=(file,)))
    assert "no longer in the session's folder" in slack.shown()[0].reads


async def test_a_picture_that_slack_has_not_looked_at_yet_is_waited_for(
    bot: SlackPlatform, slack: Slack
):
    receipt = await bot.deliver(words())
    slack.unseen = 2
    await bot.deliver(shown(bot, edits=receipt))
    (message,) = slack.shown()
    assert message.picture
    assert message.picture.data == b"a picture"
    assert len(slack.called("files.completeUploadExternal")) == 1


async def test_a_picture_that_slack_never_looks_at_is_shown_as_a_file(slack: Slack, tmp_path):  # noqa: ANN001
    naps = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    bot = SlackPlatform(options_of(slack, tmp_path), pacer=Pacer(), sleep=nap)
    await bot.open()
    receipt = await bot.deliver(words())
    slack.unseen = 99
    await bot.deliver(shown(bot, edits=receipt))
    assert naps == list(limits.PICTURE_TRIES)
    first, second = slack.shown()
    assert (first.reads, first.picture) == ("A door.", None)
    assert (second.files[0].data, second.files[0].alt) == (b"a picture", "A door, shut")
    await bot.close()


async def test_a_picture_stands_between_the_title_and_the_words(bot: SlackPlatform, slack: Slack):
    go = Button(id="b1", label="Go")
    receipt = await bot.deliver(words(scene={"title": "Gate"}, buttons=(go,)))
    await bot.deliver(shown(bot, edits=receipt))
    (message,) = slack.shown()
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["header", "image", "rich_text", "actions"]
    assert message.blocks[1]["alt_text"] == "A door, shut"


async def test_a_line_that_breaks_in_the_middle_of_an_upload_has_shown_nothing(
    bot: SlackPlatform, slack: Slack
):
    slack.faults.append(Fault("upload", drop="upload"))
    large = (picture(bot, b"x" * 3_000_000),)
    with pytest.raises(TryLater):
        await bot.deliver(shown(bot, attachments=large))
    assert slack.shown() == []
    await bot.deliver(shown(bot, attachments=large))
    (message,) = slack.shown()
    assert message.picture
    assert len(message.picture.data) == 3_000_000


async def test_a_picture_whose_last_step_is_in_doubt_has_been_seen_by_nobody(
    bot: SlackPlatform, slack: Slack
):
    receipt = await bot.deliver(words())
    slack.faults.append(Fault("files.completeUploadExternal", drop="after"))
    with pytest.raises(TryLater):
        await bot.deliver(shown(bot, edits=receipt))
    await bot.deliver(shown(bot, edits=receipt))
    (message,) = slack.shown()
    assert message.picture


async def test_a_file_whose_last_step_is_in_doubt_may_have_been_shown(
    bot: SlackPlatform, slack: Slack
):
    tape = picture(bot, b"GIF89a", "tape.gif")
    sent = Delivery(key="k:t", session=ANN, part=Part.TAPE, attachments=(tape,))
    slack.faults.append(Fault("files.completeUploadExternal", drop="after"))
    with pytest.raises(Uncertain):
        await bot.deliver(sent)
    await bot.deliver(replace(sent, again=True))
    assert [len(message.files) for message in slack.shown()] == [1, 1]


async def test_the_same_picture_twice_is_one(bot: SlackPlatform, slack: Slack):
    receipt = await bot.deliver(words())
    slack.faults.append(Fault("chat.update", drop="after"))
    with pytest.raises(TryLater):
        await bot.deliver(shown(bot, edits=receipt))
    await bot.deliver(shown(bot, edits=receipt))
    assert [message.reads for message in slack.shown()] == ["A door."]


async def test_the_picture_comes_by_itself_where_the_words_are_gone(
    bot: SlackPlatform, slack: Slack
):
    receipt = await bot.deliver(words())
    slack.messages.clear()
    await bot.deliver(shown(bot, edits=receipt))
    (message,) = slack.shown()
    assert message.picture


async def test_tapes_and_films_come_into_the_thread_where_they_were_asked_for(
    bot: SlackPlatform, slack: Slack
):
    thread = SessionId.of("slack", slack.team, ROOM, "1718900000.123456")
    for part, name in ((Part.TAPE, "tape.gif"), (Part.FILM, "film.mp4")):
        file = picture(bot, b"GIF89a", name)
        await bot.deliver(Delivery(key=f"k:{part}", session=thread, part=part, attachments=(file,)))
    told = slack.shown(ROOM, "1718900000.123456")
    assert [message.files[0].name for message in told] == ["tape.gif", "film.mp4"]
    assert [message.reads for message in told] == ["A door, shut"] * 2


async def test_the_buttons_of_a_file_follow_it(bot: SlackPlatform, slack: Slack):
    tape = picture(bot, b"GIF89a", "tape.gif")
    share = (Button(id="b1", label="Share"),)
    await bot.deliver(
        Delivery(key="k:t", session=ANN, part=Part.TAPE, attachments=(tape,), buttons=share)
    )
    first, second = slack.shown()
    assert (first.reads, len(first.files)) == ("A door, shut", 1)
    assert (second.reads, [label for label, *_ in second.buttons]) == ("", ["Share"])


async def test_progress_is_one_message_that_goes_when_the_tape_is_there(
    bot: SlackPlatform, slack: Slack
):
    now = 0.0
    bot._progress._clock = lambda: now

    async def show(share: float) -> None:
        await bot.deliver(
            Delivery(key="w:progress", session=ANN, part=Part.PROGRESS, text="EJECTING…",
                     progress=share)
        )  # fmt: skip

    await show(0.0)
    for share in range(1, 50):
        await show(share / 100)
    assert [m.reads for m in slack.shown()] == ["EJECTING…\n░░░░░░░░░░░░ 0%"]
    now += limits.PROGRESS_EVERY
    await show(0.5)
    assert [m.reads for m in slack.shown()] == ["EJECTING…\n██████░░░░░░ 50%"]
    assert len(slack.called("chat.update")) == 1
    tape = picture(bot, b"GIF89a", "tape.gif")
    await bot.deliver(Delivery(key="w:tape", session=ANN, part=Part.TAPE, attachments=(tape,)))
    assert [bool(message.files) for message in slack.shown()] == [True]


async def test_a_bar_that_a_kill_left_behind_is_taken_away(bot: SlackPlatform, slack: Slack):
    shows = Delivery(key="w:progress", session=ANN, part=Part.PROGRESS, text="EJECTING…")
    await bot.deliver(shows)
    another = SlackPlatform(bot.options, pacer=Pacer())
    await another.open()
    await another.deliver(replace(shows, progress=0.5))
    assert [m.reads for m in slack.shown()] == ["EJECTING…\n██████░░░░░░ 50%"]
    tape = picture(bot, b"GIF89a", "tape.gif")
    await another.deliver(Delivery(key="w:tape", session=ANN, part=Part.TAPE, attachments=(tape,)))
    assert [bool(message.files) for message in slack.shown()] == [True]
    await another.close()


async def test_an_upload_that_has_to_wait_holds_up_no_other_channel(
    bot: SlackPlatform, slack: Slack
):
    slack.faults.append(Fault("files.getUploadURLExternal", retry_after=90))
    with pytest.raises(TryLater) as found:
        await bot.deliver(shown(bot))
    assert found.value.retry_after == 90
    with pytest.raises(TryLater):
        await bot.deliver(words())
    await bot.deliver(words(session=SessionId.of("slack", slack.team, "D2")))
    assert len(slack.shown("D2")) == 1


async def test_words_on_their_way_change_one_message_and_leave_room_for_others(
    bot: SlackPlatform, slack: Slack
):
    first = words("A d …", key="t", part=Part.TELLING)
    receipt = await bot.deliver(first)
    assert await bot.deliver(replace(first, text="A door …", edits=receipt)) != receipt
    assert await bot.deliver(replace(first, text="A door opens …", edits=receipt)) == receipt
    assert [message.reads for message in slack.shown()] == ["A door …"]
    await bot.deliver(words("A door opens.", edits=receipt))
    assert [message.reads for message in slack.shown()] == ["A door opens."]
