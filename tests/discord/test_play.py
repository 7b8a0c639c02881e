"""A story on Discord, over the wire: what people do, what they see, what is kept."""

from __future__ import annotations

from discord_house import Build
from discord_wire import ROOM, Discord


async def test_the_words_answer_the_command_and_the_picture_comes_into_the_same_message(
    house: Build, discord: Discord
):
    async with house() as home:
        await discord.command("story", "start", channel=ROOM)
        shown = await home.pictured("Turn 0: start", channel=ROOM)
        assert [m.number for m in discord.shown(ROOM)] == [shown.number], "one message for both"
        (command,) = discord.interactions.values()
        assert command.original == shown.number, "where the command was"
        assert command.after < 3
        frame = (home.folder(ROOM) / "images" / "frame_0.png").read_bytes()
        assert shown.files == (("frame_0.png", frame),)
        assert shown.alts == ("The plain at turn 0",)
        assert shown.embeds[0]["image"]["description"] == "The plain at turn 0"
        assert shown.embeds[0]["title"] == "Turn 0"
        labels = [label for label, _ in shown.buttons]
        assert labels == ["Go left", "👁 Look right", "💬 Say something…"]
        await home.choose("Go left", shown)
        assert "Turn 1: choose Go left" in (await home.pictured("Turn 1", channel=ROOM)).text
        assert ROOM in discord.typed, "somebody is typing"
