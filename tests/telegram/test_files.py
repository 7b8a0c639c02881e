"""Pictures, tapes and films on Telegram: what arrives, and what is told where one does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gateway_telegram import limits
from gateway_telegram.platform import TelegramPlatform
from telegram_house import ANN, picture, words
from telegram_wire import Fault, Telegram

from gateway import Delivery, Part, TryLater, Uncertain


async def test_a_picture_that_is_too_large_costs_the_picture_and_never_the_words(
    bot: TelegramPlatform, telegram: Telegram
):
    receipt = await bot.deliver(words())
    telegram.faults.append(Fault("editMessageMedia", code=413, says="Request Entity Too Large"))
    shown = Delivery(key="k:picture", session=ANN, part=Part.PICTURE, edits=receipt,
                     attachments=(picture(bot),))  # fmt: skip
    await bot.deliver(shown)
    assert [message.text for message in telegram.shown()] == [
        "A door.",
        "(A door, shut, 0.0 MB, cannot be shown here: it is too large for Telegram.)",
    ]


async def test_a_caption_survives_its_file(bot: TelegramPlatform, telegram: Telegram):
    telegram.faults.append(Fault("sendPhoto", code=400, says="Bad Request: IMAGE_PROCESS_FAILED"))
    await bot.deliver(replace(words("Look!"), attachments=(picture(bot),)))
    (message,) = telegram.shown()
    assert message.text.startswith("Look!\n\n(A door, shut, 0.0 MB, cannot be shown here")


async def test_a_file_that_somebody_took_away_is_told(bot: TelegramPlatform, telegram: Telegram):
    file = picture(bot)
    (bot.options.root / str(ANN) / file.path).unlink()
    await bot.deliver(Delivery(key="k:p", session=ANN, part=Part.PICTURE, attachments=(file,)))
    assert "no longer in the session's folder" in telegram.shown()[0].text


async def test_a_line_that_breaks_in_the_middle_of_an_upload_leaves_it_open_what_arrived(
    bot: TelegramPlatform, telegram: Telegram
):
    telegram.faults.append(Fault("sendPhoto", drop="upload"))
    shown = Delivery(key="k:p", session=ANN, part=Part.PICTURE,
                     attachments=(picture(bot, b"x" * 3_000_000),))  # fmt: skip
    with pytest.raises(Uncertain):
        await bot.deliver(shown)
    await bot.deliver(replace(shown, again=True))
    (message,) = telegram.shown()
    assert message.text.startswith("↻ Sent again")
    assert len(message.file) == 3_000_000


async def test_the_picture_comes_by_itself_where_the_words_are_gone_or_too_long(
    bot: TelegramPlatform, telegram: Telegram
):
    long = await bot.deliver(words("a" * 1100))
    gone = await bot.deliver(words("b"))
    del telegram.messages[1, gone.message["message"]]
    for receipt in (long, gone):
        await bot.deliver(Delivery(key="k:p", session=ANN, part=Part.PICTURE, edits=receipt,
                                   attachments=(picture(bot),)))  # fmt: skip
    assert [message.kind for message in telegram.shown()] == ["text", "photo", "photo"]
    assert telegram.shown()[1].text == "🖼 A door, shut"


async def test_the_same_picture_twice_is_one(bot: TelegramPlatform, telegram: Telegram):
    receipt = await bot.deliver(words())
    shown = Delivery(key="k:p", session=ANN, part=Part.PICTURE, edits=receipt,
                     attachments=(picture(bot),))  # fmt: skip
    telegram.faults.append(Fault("editMessageMedia", drop="after"))
    with pytest.raises(TryLater):
        await bot.deliver(shown)
    await bot.deliver(shown)
    assert [message.kind for message in telegram.shown()] == ["photo"]


async def test_tapes_and_films_come_with_their_size_and_first_picture(
    bot: TelegramPlatform, telegram: Telegram
):
    from PIL import Image

    path = bot.options.root / "t.gif"
    still = Image.new("RGB", (640, 360), "navy")
    still.save(path, save_all=True, append_images=[Image.new("RGB", (640, 360), "red")])
    tape = picture(bot, path.read_bytes(), "tape.gif")
    await bot.deliver(Delivery(key="k:t", session=ANN, part=Part.TAPE, attachments=(tape,)))
    (message,) = telegram.shown()
    assert (message.kind, message.text) == ("animation", "A door, shut")
    assert (message.fields["width"], message.fields["height"]) == ("640", "360")
    assert message.thumbnail[:3] == b"\xff\xd8\xff", "a JPEG"
    assert len(message.thumbnail) < 200_000
    as_video = replace(tape, path="images/film.mp4", media_type="video/mp4")
    film = picture(bot, _clip(), "film.mp4")
    await bot.deliver(Delivery(key="k:v", session=ANN, part=Part.TAPE, attachments=(as_video,)))
    assert telegram.shown()[-1].kind == "animation", "a tape is one, whatever it is made of"
    await bot.deliver(Delivery(key="k:f", session=ANN, part=Part.FILM, attachments=(film,)))
    message = telegram.shown()[-1]
    assert message.kind == "video"
    told = ("width", "height", "duration", "supports_streaming")
    assert [message.fields[name] for name in told] == ["320", "180", "2", "true"]
    assert message.thumbnail[:3] == b"\xff\xd8\xff"


def _clip() -> bytes:
    """Two seconds of nothing much."""
    import io
    from fractions import Fraction

    import av

    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(10):
            frame = av.VideoFrame(320, 180, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return written.getvalue()


async def test_progress_is_one_message_that_goes_when_the_tape_is_there(
    bot: TelegramPlatform, telegram: Telegram
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
    assert [m.text for m in telegram.shown()] == ["EJECTING…\n░░░░░░░░░░░░ 0%"]
    now += limits.PROGRESS_EVERY
    await show(0.5)
    assert [m.text for m in telegram.shown()] == ["EJECTING…\n██████░░░░░░ 50%"]
    assert len(telegram.called("editMessageText")) == 1
    tape = picture(bot, b"GIF89a", "tape.gif")
    await bot.deliver(Delivery(key="w:tape", session=ANN, part=Part.TAPE, attachments=(tape,)))
    assert [message.kind for message in telegram.shown()] == ["animation"]
