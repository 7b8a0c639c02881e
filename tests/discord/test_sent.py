"""Pictures that people send on Discord: what is fetched, from where, and what one reads instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from discord_cdn import DAY
from discord_house import Build
from discord_wire import ALONE, ROOM, Discord, Fault
from gateway_discord.options import Options
from gateway_discord.platform import DiscordPlatform
from gateway_discord.sent import address_of, kept, sent

from gateway import JSON, PICTURE_BYTES, Refused, StorageFull, TryLater
from gateway.testing import Naps, plugin_of

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text())
ME = b"\xff\xd8\xff\xe0 me at sea"
_GONE = r"^it is gone from Discord: send it once more\.$"


async def said(discord: Discord, data: bytes = ME, kind: str = "image/jpeg") -> Mapping[str, JSON]:
    """What the event of a message with a picture has."""
    file = discord.cdn.keep(data, kind=kind)
    (message,) = (await discord.write("hero", attachments=[file])).values()
    picture = sent(message, asked=True)
    assert picture
    return picture


async def test_a_picture_that_came_with_a_message_is_written_as_it_is(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    await bot.fetch(await said(discord), tmp_path / "me")
    assert (tmp_path / "me").read_bytes() == ME
    assert "Authorization" not in discord.cdn.asked[0]
    assert discord.called("GET", "/messages/") == []


async def test_an_address_that_expired_is_asked_for_anew(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = await said(discord)
    discord.advance(DAY + 1)
    await bot.fetch(picture, tmp_path / "me")
    assert (tmp_path / "me").read_bytes() == ME
    assert len(discord.called("GET", "/messages/")) == 1


async def test_one_that_came_with_a_command_is_fetched_by_its_address_alone(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = address_of(discord.cdn.keep(ME))
    await bot.fetch(picture, tmp_path / "me")
    assert (tmp_path / "me").read_bytes() == ME
    discord.advance(DAY + 1)
    with pytest.raises(Refused, match=_GONE):
        await bot.fetch(picture, tmp_path / "me")


async def test_one_whose_message_was_deleted_is_gone(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = await said(discord)
    discord.cdn.files.clear()
    with pytest.raises(Refused, match=_GONE):
        await bot.fetch(picture, tmp_path / "me")  # it is there without its picture
    discord.said.clear()
    with pytest.raises(Refused, match=_GONE):
        await bot.fetch(picture, tmp_path / "me")


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (Fault(status=403), Refused, _GONE),
        (Fault(status=429, retry_after=3), TryLater, r"does not give it now \(429\)"),
        (Fault(status=503), TryLater, r"does not give it now \(503\)"),
        (Fault(drop="upload"), TryLater, r"does not give it now \(ClientPayloadError\)"),
    ],
)
async def test_each_error_of_the_store_says_what_becomes_of_it(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path, fault: Fault, kind: type[Exception],
    says: str,
):  # fmt: skip
    picture = await said(discord)
    discord.cdn.faults += [fault, fault]
    with pytest.raises(kind, match=says) as found:
        await bot.fetch(picture, tmp_path / "me")
    if fault.status == 429:
        assert found.value.retry_after == 3  # type: ignore[attr-defined]


async def test_a_discord_that_is_away_is_waited_for(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = await said(discord)
    discord.advance(DAY + 1)
    discord.faults.append(Fault("GET", "/messages/", status=503))
    with pytest.raises(TryLater, match="Discord has trouble"):
        await bot.fetch(picture, tmp_path / "me")
    await discord._runner.cleanup()
    with pytest.raises(TryLater, match="does not give it now"):
        await bot.fetch(picture, tmp_path / "me")


async def test_one_that_is_too_large_is_said_before_it_comes(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = await said(discord, bytes(PICTURE_BYTES + 1))
    with pytest.raises(Refused, match=r"^it is larger than 20 MB: send a smaller one\.$"):
        await bot.fetch(picture, tmp_path / "me")
    assert not (tmp_path / "me").exists()


async def test_a_video_is_said_to_be_no_picture(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = await said(discord, bytes(PICTURE_BYTES + 1), "video/mp4")
    with pytest.raises(Refused, match=r"^it is no picture: send a PNG, a JPEG or a WEBP\.$"):
        await bot.fetch(picture, tmp_path / "me")


def test_where_discord_keeps_it_is_asked_for_by_the_address_as_it_was_signed():
    (told,) = PAYLOADS["only a picture"]["attachments"]
    options = Options()
    assert [str(kept(told[name], options)) for name in ("url", "proxy_url")] == [
        told["url"],
        told["proxy_url"],
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/attachments/1/me.png",
        "https://cdn.discordapp.com.example.org/attachments/1/me.png",
        "https://cdn.discordapp.com@127.0.0.1/attachments/1/me.png",
        "https://cdn.discordapp.com:8080/me.png",
        "http://127.0.0.1/me.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//cdn.discordapp.com/me.png",
        "http://[",
        "",
    ],
)
async def test_nothing_is_fetched_from_where_discord_does_not_keep_it(
    bot: DiscordPlatform, tmp_path: Path, url: str
):
    with pytest.raises(Refused, match=r"^Discord does not keep it itself: upload the picture\.$"):
        await bot.fetch({"attachment": "1", "url": url}, tmp_path / "me")


async def test_it_is_fetched_from_nowhere_else_where_it_is_said_to_have_moved(
    bot: DiscordPlatform, discord: Discord, tmp_path: Path
):
    picture = await said(discord)
    discord.cdn.faults.append(Fault(status=302, says=str(picture["url"])))
    with pytest.raises(Refused, match=r"^Discord does not give it \(302\): send it once more\.$"):
        await bot.fetch(picture, tmp_path / "me")
    assert len(discord.cdn.asked) == 1


async def test_a_picture_that_is_sent_is_shown_back_with_what_it_is(house: Build, discord: Discord):
    async with house() as home:
        await discord.write("", attachments=[discord.cdn.keep(ME)])
        kept = await home.said("This is who you play now")
        assert (kept.files, kept.alts) == ((("hero.png", ME),), ("Who you play",))
        assert kept.reply == int(discord.said[ALONE + 1][0]["id"])
        assert "/story hero off" in kept.text
        await home.gateway.rest()
        assert (home.folder() / "images" / "hero.png").read_bytes() == ME


async def test_a_command_with_a_picture_is_answered_where_it_stands(house: Build, discord: Discord):
    async with house() as home:
        await discord.command("story", "hero", channel=ROOM, picture=discord.cdn.keep(ME))
        kept = await home.said("This is who you play now", channel=ROOM)
        (command,) = discord.interactions.values()
        assert kept.number == command.original
        assert (kept.files, kept.alts) == ((("hero.png", ME),), ("Who you play",))
        await discord.command("story", "hero", channel=ROOM, switch="off")
        await home.said("Taken away", channel=ROOM)
        await home.gateway.rest()
        assert not (home.folder(ROOM) / "images" / "hero.png").exists()


async def test_a_channel_with_a_picture_and_no_story_is_left_to_talk(
    house: Build, discord: Discord
):
    async with house(bot={"message_content": True}) as home:
        await discord.command("story", "hero", channel=ROOM, picture=discord.cdn.keep(ME))
        await home.said("This is who you play now", channel=ROOM)
        await discord.write("Nice hat!", channel=ROOM)
        await discord.command("story", "start", channel=ROOM)
        await home.pictured("Turn 0", channel=ROOM)
        assert ROOM not in discord.typed, "nobody waits for an answer"
        await discord.write("I put it on", channel=ROOM)
        await home.said("Turn 1: say I put it on", channel=ROOM)


async def test_nothing_is_fetched_before_it_is_kept(house: Build, discord: Discord):
    full = True

    def admit_event() -> None:
        if full:
            raise StorageFull("no room")

    naps = Naps()
    async with house(plugin_of("full", admit_event=admit_event), sleep_of_bot=naps) as home:
        await discord.write("hero", attachments=[discord.cdn.keep(ME)])
        await discord.until(lambda: len(naps.taken) > 3)
        assert discord.cdn.asked == []
        full = False
        await home.said("This is who you play now")
