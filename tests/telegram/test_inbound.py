"""What Telegram sends becomes what was meant; payloads as the Bot API's pages show them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from gateway_telegram import inbound
from gateway_telegram.inbound import Aside, Me
from hypothesis import given
from hypothesis import strategies as st

from gateway import Event, SessionId, Verb

ME = Me(platform="telegram", id=4711, username="Tape_Bot")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
PAYLOADS: dict[str, Any] = json.loads((Path(__file__).parent / "updates.json").read_text())


def heard(payload: str, me: Me = ME, **changes: object) -> inbound.Heard:
    update = json.loads(json.dumps(PAYLOADS[payload]))
    update.get("message", {}).update(changes)
    return inbound.to_event(update, me, at=NOW)


def event(payload: str, me: Me = ME, **changes: object) -> Event:
    found = heard(payload, me, **changes)
    assert isinstance(found, Event)
    return found


def test_a_command_to_the_bot_alone_is_a_verb_with_its_argument():
    found = event("private command")
    assert found == Event(
        id="telegram:4711:10000",
        session=SessionId.of("telegram", "1111111"),
        person=found.person,
        verb=Verb.START,
        argument="dead-channel 7",
        at=datetime.fromtimestamp(1_441_645_532, UTC),
        origin={"message": 1365},
    )
    assert (found.person.id, found.person.name) == ("telegram:1111111", "Ann Lovelace")


@pytest.mark.parametrize(
    ("text", "verb", "argument"),
    [
        ("I open the door", Verb.SAY, "I open the door"),
        ("  2 ", Verb.CHOOSE, "2"),
        ("#3.", Verb.CHOOSE, "3"),
        ("Status", Verb.STATUS, ""),
        ("rewind 4", Verb.REWIND, "4"),
        ("start the engine", Verb.SAY, "start the engine"),
        ("forget", Verb.SAY, "forget"),
        ("/forget", Verb.FORGET, ""),
        ("/say /etc is full", Verb.SAY, "/etc is full"),
        ("/settings@tape_bot look clean", Verb.SETTINGS, "look clean"),
        ("/rewind\n3", Verb.REWIND, "3"),
    ],
)
def test_what_is_written_to_the_bot_alone(text: str, verb: Verb, argument: str):
    found = event("private command", text=text, entities=[])
    assert (found.verb, found.argument) == (verb, argument)


@pytest.mark.parametrize("text", ["/foo", "/foo bar", "/silence", "/Foo@Tape_Bot"])
def test_a_command_that_is_none_is_answered_with_a_word(text: str):
    found = heard("private command", text=text)
    assert isinstance(found, Aside)
    assert "`help` tells what there is" in found.text


@pytest.mark.parametrize(
    ("payload", "argument"),
    [
        ("group reply", "take the lamp"),
        ("group mention", "look  around"),
        ("group text mention", "over here"),
    ],
)
def test_in_a_group_what_is_addressed_to_the_bot_is_play(payload: str, argument: str):
    found = event(payload)
    assert (found.verb, found.argument) == (Verb.SAY, argument)
    assert found.session == SessionId.of("telegram", "-1001234567890")


@pytest.mark.parametrize(
    "payload", ["group chatter", "group reply to another", "other bot's command", "own message"]
)
def test_in_a_group_all_else_is_left_alone(payload: str):
    assert heard(payload) is None


def test_a_group_may_be_heard_whole_if_the_operator_says_so():
    whole = Me(platform="telegram", id=4711, username="Tape_Bot", everything=True)
    assert event("group chatter", whole).argument == "what is for dinner?"
    assert heard("own message", whole) is None
    assert heard("channel post copied", whole) is None
    assert heard("channel post copied") is None


def test_a_topic_is_a_conversation_of_its_own_and_a_thread_of_replies_is_not():
    assert event("topic").session == SessionId.of("telegram", "-1001234567890", "77")
    assert event("topic press").session == event("topic").session
    thread = event("group reply", message_thread_id=55)
    assert thread.session == SessionId.of("telegram", "-1001234567890")


def test_in_a_topic_of_the_bot_s_own_not_every_message_is_for_it():
    opened = {"from": {"id": 4711, "is_bot": True}, "forum_topic_created": {"name": "A story"}}
    assert heard("topic", text="hello all", entities=[], reply_to_message=opened) is None


def test_a_press_is_its_button_by_whoever_pressed():
    found = event("press")
    assert (found.button, found.person.id) == ("b_9f2c", "telegram:2222222")
    assert found.origin == {"callback": "4382bfdwdsb323b2d9"}
    assert found.session == SessionId.of("telegram", "-1001234567890")


def test_a_press_on_a_message_too_old_to_see_still_counts():
    assert event("press on an old message").session == SessionId.of("telegram", "1111111")


@pytest.mark.parametrize("payload", ["press of a game", "inline press", "poll answer"])
def test_what_means_nothing_here_is_nothing(payload: str):
    assert heard(payload) is None


def test_an_administrator_who_hides_is_the_group():
    found = event("anonymous admin")
    assert (found.person.id, found.person.name) == ("telegram:-1001234567890", "The Story Room")


def test_a_caption_is_what_was_said():
    assert event("photo", caption="I show the map").argument == "I show the map"


def test_mentions_are_cut_out_where_telegram_counts_them():
    text = "🙂🙂 @tape_bot 🎲 roll"
    entities = [{"type": "mention", "offset": 5, "length": 9}]
    assert event("group mention", text=text, entities=entities).argument == "🙂🙂  🎲 roll"


def test_who_may_be_named_by_number_or_name():
    assert inbound.who(PAYLOADS["press"], ME) == {"2222222", "-1001234567890", "@bob"}
    assert inbound.who(PAYLOADS["private command"], ME) == {"1111111", "@annie"}


def test_a_stranger_reads_why_only_where_they_wrote_to_the_bot_alone():
    found = inbound.stranger(PAYLOADS["private command"], ME)
    assert found
    assert "admit 1111111" in found.text
    assert inbound.stranger(PAYLOADS["group reply"], ME) is None


@given(st.integers(-(2**52), 2**52), st.none() | st.integers(2, 2**31))
def test_a_conversation_has_one_id_and_it_leads_back(chat: int, thread: int | None):
    from gateway_telegram.outbound import Place, place_of

    message = {"chat": {"id": chat}, "message_thread_id": thread, "is_topic_message": bool(thread)}
    session = inbound.session_of(message, ME)
    assert place_of(SessionId.parse(str(session))) == Place(chat, thread)


@pytest.mark.parametrize("date", [2**63, 2**56, 10**400, float("inf")])
def test_a_moment_that_no_calendar_has_is_none(date: float):
    message = {**PAYLOADS["private command"]["message"], "date": date}
    assert inbound.to_event({"update_id": 1, "message": message}, ME, at=NOW) is None


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["message", "chat", "id", "from", "text", "entities", "callback_query"]
            ),
            inner,
            max_size=4,
        )
    ),
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query"]), nonsense))
def test_no_shape_of_an_update_breaks_anything(update: dict[str, Any]):
    inbound.to_event({"update_id": 1, **update}, ME, at=NOW)
    inbound.callback({"update_id": 1, **update})
    inbound.who({"update_id": 1, **update}, ME)
    inbound.stranger({"update_id": 1, **update}, ME)


pictured = st.dictionaries(
    st.sampled_from(["photo", "document", "file_id", "file_size", "mime_type", "caption"]),
    nonsense | st.lists(st.dictionaries(st.sampled_from(["file_id", "file_size"]), nonsense)),
)


@given(pictured)
def test_no_shape_of_a_picture_breaks_anything(changes: dict[str, Any]):
    message = PAYLOADS["photo"]["message"]
    for said in ({**message, **changes}, {**message, "photo": [changes]}):
        inbound.to_event({"update_id": 1, "message": said}, ME, at=NOW)
