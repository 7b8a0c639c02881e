"""The Discord in memory is worth its word: what the API does not describe, it finds."""

from __future__ import annotations

from typing import Any

import discord_api
import pytest

pytestmark = pytest.mark.skipif(
    bool(discord_api.missing()), reason=discord_api.missing() or "there"
)

ROOM, HOOK = "/channels/1/messages", "/webhooks/1/token"
BUTTON = {"type": 2, "style": 2, "custom_id": "b1", "label": "Go"}


def test_a_good_request_has_nothing_wrong():
    row = {"type": 1, "components": [BUTTON]}
    assert discord_api.wrongs("POST", ROOM, {"content": "hi", "components": [row]}) == []
    assert discord_api.wrongs("PATCH", f"{HOOK}/messages/@original", {"content": "hi"}) == []
    assert discord_api.wrongs("POST", "/interactions/1/token/callback", {"type": 6}) == []
    assert discord_api.wrongs("GET", ROOM, None) == []


@pytest.mark.parametrize(
    ("method", "path", "fields", "says"),
    [
        ("POST", "/channels/1/massages", {}, "there is no POST"),
        ("PUT", ROOM, {}, "there is no PUT"),
        ("POST", ROOM, {"content": "hi", "colour": "red"}, "colour"),
        ("POST", ROOM, {"content": 7}, "7 is not of type"),
        ("POST", ROOM, {"nonce": "x" * 26}, "nonce"),
        ("POST", ROOM, {"embeds": [{"description": "x" * 4097}]}, "longer than 4096"),
        ("POST", ROOM, {"attachments": [{"filename": "a"}]}, '"id" is a required'),
        ("POST", ROOM, {"components": [{"type": 1, "components": [
            {**BUTTON, "custom_id": "x" * 101}]}]}, "components"),
        ("POST", HOOK, {"nonce": "x"}, "nonce"),
        ("POST", "/interactions/1/token/callback", {"type": 99}, "not valid under any"),
        ("GET", ROOM, {"limit": 3}, "takes no fields"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(method: str, path: str, fields: dict[str, Any], says: str):
    found = discord_api.wrongs(method, path, fields)
    assert any(says in wrong for wrong in found), found
