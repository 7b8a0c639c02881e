"""A story on Telegram, over the wire: what people write, what they see, what is kept."""

from __future__ import annotations

from telegram_house import Build
from telegram_wire import Telegram


async def test_the_words_come_first_and_the_picture_into_the_same_message(
    house: Build, telegram: Telegram
):
    async with house() as home:
        await telegram.write("/start")
        shown = await home.pictured("Turn 0: start")
        assert shown.file == (home.folder() / "images" / "frame_0.png").read_bytes()
        assert telegram.called("sendChatAction"), "somebody is typing"
        assert shown.marked("bold") == ["Turn 0"]
        assert [label for label, _ in shown.buttons] == ["Go left", "👁 Look right"]
        assert [m.number for m in telegram.shown()] == [shown.number], "one message for both"
        assert shown.marked("expandable_blockquote") == ["🖼 The plain at turn 0"]
        await home.choose("Go left", shown)
        assert "Turn 1: choose Go left" in (await home.pictured("Turn 1")).text
