"""What `tapeway doctor` finds out about a bot."""

from __future__ import annotations

import pytest
from discord_wire import APPLICATION, Discord, Fault
from gateway_discord import provide_checks
from gateway_discord.options import VARIABLE

from gateway import SettingsError


async def found(discord: Discord, monkeypatch: pytest.MonkeyPatch, **bot: object) -> list[str]:
    monkeypatch.setenv(VARIABLE, discord.token)
    section = {"enabled": True, "api": discord.base, **bot}
    checks = provide_checks({"plugins": {"discord": section}})  # type: ignore[dict-item]
    assert checks
    return [f"{'' if one.ok else '✗ '}{one.text}" for one in await checks["discord"]()]


async def test_a_bot_that_is_set_up_is_known(discord: Discord, monkeypatch: pytest.MonkeyPatch):
    told = await found(discord, monkeypatch)
    assert told == [f"Discord knows the token in {VARIABLE} as Tape."]


async def test_a_bot_that_is_nowhere_is_invited_by_a_link(
    discord: Discord, monkeypatch: pytest.MonkeyPatch
):
    discord.servers = []
    _, link = await found(discord, monkeypatch)
    assert link.startswith("✗ The bot is in no server")
    assert f"client_id={APPLICATION}&scope=bot+applications.commands&permissions=" in link


async def test_what_the_portal_lacks_is_named(discord: Discord, monkeypatch: pytest.MonkeyPatch):
    discord.portal["interactions_endpoint_url"] = "https://example.org/x"
    _, intent, endpoint = await found(discord, monkeypatch, message_content=True)
    assert "Message Content Intent is off" in intent
    assert "clear Interactions Endpoint URL" in endpoint
    discord.portal = {"flags": 1 << 19}
    assert len(await found(discord, monkeypatch, message_content=True)) == 1


async def test_a_refused_token_names_its_setting(discord: Discord, monkeypatch: pytest.MonkeyPatch):
    discord.faults.append(Fault("GET", "/users/@me", status=401, says="401: Unauthorized"))
    with pytest.raises(SettingsError, match=f"refuses the token in {VARIABLE}"):
        await found(discord, monkeypatch)


async def test_a_discord_that_is_away_is_told(discord: Discord, monkeypatch: pytest.MonkeyPatch):
    discord.faults.append(Fault("GET", "/users/@me", status=500))
    (told,) = await found(discord, monkeypatch)
    assert "Discord does not answer: The line to Discord broke" in told


def test_where_there_is_no_bot_there_is_nothing_to_check():
    assert provide_checks({"plugins": {}}) is None
