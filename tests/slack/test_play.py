"""A story on Slack, over the wire: what people write, what they see, what is kept."""

from __future__ import annotations

from slack_house import Build
from slack_wire import Slack


async def test_the_words_come_first_and_the_picture_into_the_same_message(
    house: Build, slack: Slack
):
    async with house() as home:
        await slack.command("start")
        shown = await home.pictured("Turn 0: start")
        assert shown.picture
        assert shown.picture.data == (home.folder() / "images" / "frame_0.png").read_bytes()
        assert shown.picture.alt == "The plain at turn 0"
        kinds = [block["type"] for block in shown.blocks]
        assert kinds == ["header", "image", "rich_text", "context", "actions"]
        assert shown.blocks[1]["alt_text"] == "The plain at turn 0"
        labels = [label for label, *_ in shown.buttons]
        assert labels == ["Go left", "👁 Look right", "Say something…"]
        assert len(slack.shown()) == 1, "one message for both"
        await slack.press("Go left", shown)
        assert "Turn 1: choose Go left" in (await home.pictured("Turn 1")).reads
