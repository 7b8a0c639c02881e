"""The Slack in memory is worth its word: what the Web API does not describe, it finds."""

from __future__ import annotations

from typing import Any

import pytest
import slack_api
from gateway_slack import views

pytestmark = pytest.mark.skipif(bool(slack_api.missing()), reason=slack_api.missing() or "there")

TEXT = {"type": "plain_text", "text": "Go", "emoji": False}
GOOD: dict[str, Any] = {"channel": "C1", "text": "hi"}


def button(**more: object) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": TEXT, "value": "b1", **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {**GOOD, "blocks": [{"type": "actions", "elements": list(elements)}]}


def test_a_good_request_has_nothing_wrong():
    assert slack_api.wrongs("chat.postMessage", actions(button())) == []
    assert slack_api.wrongs("views.open", {"trigger_id": "1", "view": {
        "type": "modal", "title": TEXT, "blocks": []}}) == []  # fmt: skip
    upload = {"filename": "a.png", "length": 7, "alt_txt": "a door"}
    assert slack_api.wrongs("files.getUploadURLExternal", upload) == []


@pytest.mark.parametrize(
    ("method", "fields", "says"),
    [
        ("chat.postMassage", GOOD, "there is no method chat.postMassage"),
        ("chat.postMessage", {"text": "hi"}, "chat.postMessage: "),
        ("chat.postMessage", {**GOOD, "colour": "red"}, "chat.postMessage: "),
        ("chat.postMessage", {**GOOD, "blocks": [{"type": "sectoin"}]}, "this is no block"),
        ("chat.postMessage", actions({"type": "button", "value": "b"}), "this is no block"),
        ("chat.postMessage", actions(button(colour="red")), "this is no block"),
        ("chat.postMessage", actions(button(), button()), "with the same action_id"),
        ("chat.postMessage", actions(button(value="x" * 2001)), "value has 2001 characters"),
        (
            "chat.postMessage",
            actions(button(text={**TEXT, "text": "x" * 76})),
            "button has 76 characters, not 1 to 75",
        ),
        (
            "chat.postMessage",
            actions(*(button(action_id=f"a{n}") for n in range(26))),
            "26 elements in a row",
        ),
        (
            "chat.postMessage",
            {**GOOD, "blocks": [{"type": "divider"}] * 51},
            "51 blocks, not 50",
        ),
        ("chat.postMessage", {**GOOD, "text": "x" * 4001}, "text has 4001 characters"),
        ("chat.postMessage", {**GOOD, "blocks": [views.rich([])]}, "0 characters of rich text"),
        ("files.completeUploadExternal", {"channel_id": "C1"}, "files.completeUploadExternal: "),
        ("views.publish", {"user_id": "U1", "view": {"type": "home"}}, "views.publish: "),
    ],
)
def test_what_is_wrong_is_named(method: str, fields: dict[str, Any], says: str):
    found = slack_api.wrongs(method, fields)
    assert any(says in wrong for wrong in found), found
