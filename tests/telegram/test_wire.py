"""The Telegram in memory is worth its word: what the Bot API does not describe, it finds."""

from __future__ import annotations

import json

import bot_api
import pytest

pytestmark = pytest.mark.skipif(bool(bot_api.missing()), reason=bot_api.missing() or "there")

GOOD = {"chat_id": "1", "text": "hi"}


def keyboard(data: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "Go", "callback_data": data}]]})


def test_a_good_request_has_nothing_wrong():
    assert bot_api.wrongs("sendMessage", {**GOOD, "reply_markup": keyboard("b1")}, {}) == []
    assert bot_api.wrongs("sendPhoto", {"chat_id": "1"}, {"photo": b"x"}) == []


@pytest.mark.parametrize(
    ("method", "fields", "says"),
    [
        ("sendMassage", GOOD, "there is no method sendMassage"),
        ("sendMessage", {"chat_id": "1"}, "sendMessage needs text"),
        ("sendMessage", {**GOOD, "colour": "red"}, "sendMessage has no colour"),
        ("sendMessage", {**GOOD, "message_thread_id": "x"}, "message_thread_id is Integer"),
        ("sendMessage", {**GOOD, "text": "🙂" * 2049}, "has 4098 units, not 4096"),
        ("sendMessage", {**GOOD, "entities": '[{"type": "bold"}]'}, "entities needs offset"),
        ("sendMessage", {**GOOD, "reply_markup": keyboard("x" * 65)}, "data has 65 bytes"),
        (
            "sendMessage",
            {**GOOD, "reply_markup": '{"inline_keyboard": [{}]}'},
            "sendMessage.reply_markup",
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "not 200"),
        ("sendPhoto", {"chat_id": "1"}, "sendPhoto needs photo"),
    ],
)
def test_what_is_wrong_is_named(method: str, fields: dict[str, str], says: str):
    found = bot_api.wrongs(method, fields, {})
    assert any(says in wrong for wrong in found), found
