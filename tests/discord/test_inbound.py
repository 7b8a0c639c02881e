"""What Discord sends becomes what was meant; payloads as its documentation shows them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from gateway_discord import inbound, outbound
from gateway_discord.inbound import Me, Modal, Typing
from hypothesis import given
from hypothesis import strategies as st

from gateway import Event, SessionId, Verb

ME = Me(platform="discord", id=845027738276462632)
GUILD = "290926798626357999"
PAYLOADS: dict[str, Any] = json.loads((Path(__file__).parent / "payloads.json").read_text())


def heard(payload: str, me: Me = ME, **changes: object) -> inbound.Heard:
    return inbound.to_event({**json.loads(json.dumps(PAYLOADS[payload])), **changes}, me)


def event(payload: str, me: Me = ME, **changes: object) -> Event:
    found = heard(payload, me, **changes)
    assert isinstance(found, Event)
    return found


def test_a_command_is_a_verb_with_what_it_asks_for():
    found = event("command in a server")
    assert found == Event(
        id="discord:845027738276462632:786008729715212338",
        session=SessionId.of("discord", GUILD, "645027906669510667"),
        person=found.person,
        verb=Verb.START,
        argument="dead-channel 7",
        at=found.at,
        origin={
            "interaction": "786008729715212338",
            "token": "A_UNIQUE_TOKEN",
            "application": "775799577604522054",
            "user": "53908232506183680",
            "speaks": False,
            "command": "aloud",
        },
    )
    at = datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)
    assert inbound.time_of(175928847299117063) == at, "as Discord's documentation reckons it"
    assert found.person.id == "discord:53908232506183680"
    assert found.person.name == "Mason the Bold"
    assert found.person.roles == ("539082325061836999",)


def test_a_direct_message_is_one_conversation_whatever_began_it():
    alone = SessionId.of("discord", "dm", "772908445358620702")
    for payload in ("command alone", "form", "message alone"):
        assert event(payload).session == alone
    assert event("command alone").verb is Verb.TAPE
    assert event("command alone").person.name == "ann"


def test_a_press_in_a_thread_is_its_button_by_whoever_pressed():
    found = event("press")
    assert (found.button, found.person.id) == ("b_9f2c", "discord:53908232506183680")
    assert found.session == SessionId.of("discord", GUILD, "345626669114982999")
    assert "command" not in found.origin


@pytest.mark.parametrize(
    ("payload", "words"),
    [("form", "I open the window\nand look out"), ("form in rows", "I wait")],
)
def test_what_is_written_into_the_form_is_what_somebody_does(payload: str, words: str):
    assert (event(payload).verb, event(payload).argument) == (Verb.SAY, words)


def test_what_was_done_is_told_to_all_as_the_button_or_the_form_had_it():
    row = {"type": 1, "components": [{"type": 2, "label": "Go left", "custom_id": "b_9f2c"}]}
    message = {"components": [row], "embeds": [{"description": "A door."}]}
    assert event("press", message=message).origin["did"] == "Mason: Go left"
    row["components"][0]["label"] = "2. Say the next nu…"  # type: ignore[index]
    message["embeds"][0]["description"] = (  # type: ignore[index]
        "A door.\n\n**1.** Go\n**2.** Say the next number \\*now\\*"
    )
    assert event("press", message=message).origin["did"] == "Mason: Say the next number *now*"
    assert "did" not in event("press").origin, "on a message that we cannot see"
    assert event("form in rows").origin["did"] == "› I wait"


def test_our_own_button_opens_the_form():
    data = {"custom_id": ":say", "component_type": 2}
    assert heard("press", data=data) == Modal()


def test_somebody_who_is_still_typing_wants_suggestions():
    assert heard("typing") == Typing(
        session=SessionId.of("discord", "dm", "772908445358620702"),
        verb=Verb.SETTINGS,
        ask="value",
        text="vo",
        others={"name": "players"},
    )


@pytest.mark.parametrize(
    ("content", "verb", "argument"),
    [
        ("I open the door", Verb.SAY, "I open the door"),
        ("  2 ", Verb.CHOOSE, "2"),
        ("Status", Verb.STATUS, ""),
        ("rewind 4", Verb.REWIND, "4"),
        ("forget", Verb.SAY, "forget"),
    ],
)
def test_what_is_written_to_the_bot_alone(content: str, verb: Verb, argument: str):
    found = event("message alone", content=content)
    assert (found.verb, found.argument) == (verb, argument)
    assert found.origin == {"message": "334385199974967042"}


def test_in_a_server_what_is_addressed_to_the_bot_is_play():
    assert event("mention").argument == "take the lamp"
    assert (event("reply").verb, event("reply").argument) == (Verb.CHOOSE, "2")
    assert event("mention").session == SessionId.of("discord", GUILD, "290926798999357250")
    nick = "<@!845027738276462632> go <@!845027738276462632>"
    assert event("mention", content=nick).argument == "go"


@pytest.mark.parametrize(
    "payload",
    ["chatter", "our own", "a webhook's", "somebody joined", "ping", "another's command"],
)
def test_what_means_nothing_here_is_nothing(payload: str):
    assert heard(payload) is None


PNG = {"attachment": "334385199974967001", "channel": "772908445358620702",
       "message": "334385199974967049",
       "url": PAYLOADS["only a picture"]["attachments"][0]["url"]}  # fmt: skip


@pytest.mark.parametrize("words", ["", "hero", " Hero "])
def test_a_picture_alone_or_with_the_word_is_of_who_is_played(words: str):
    found = event("only a picture", content=words)
    assert (found.verb, found.argument, found.picture) == (Verb.HERO, "", PNG)


@pytest.mark.parametrize(
    ("words", "verb"), [("I show the map", Verb.SAY), ("2", Verb.CHOOSE), ("hero off", Verb.HERO)]
)
def test_one_with_other_words_is_those_words(words: str, verb: Verb):
    found = event("only a picture", content=words)
    assert (found.verb, found.picture) == (verb, None)


def test_in_a_server_a_picture_for_the_bot_names_it():
    files = PAYLOADS["only a picture"]["attachments"]
    found = event("mention", content="<@845027738276462632>", attachments=files)
    assert found.verb is Verb.HERO
    assert found.picture
    assert found.picture["message"] == "334385199974967043"
    whole = Me(platform="discord", id=ME.id, everything=True)
    assert heard("chatter", whole, content="", attachments=files) is None
    assert event("chatter", whole, content="hero", attachments=files).picture


@pytest.mark.parametrize(
    ("kinds", "alone", "with_the_word"),
    [
        (["image/png"], 0, 0),
        ([None], 0, 0),
        (["video/mp4"], None, 0),
        (["video/mp4", "image/jpeg"], 1, 1),
        ([], None, None),
    ],
)
def test_what_is_plainly_no_picture_is_taken_for_one_only_where_they_say_so(
    kinds: list[str | None], alone: int | None, with_the_word: int | None
):
    files = [{"id": str(number), "url": f"https://cdn.discordapp.com/{number}",
              **({"content_type": kind} if kind else {})}
             for number, kind in enumerate(kinds)]  # fmt: skip
    for words, taken in (("", alone), ("hero", with_the_word)):
        found = heard("only a picture", content=words, attachments=files)
        picture = found.picture if isinstance(found, Event) else None
        assert (picture and picture["attachment"]) == (None if taken is None else str(taken))
    assert event("only a picture", content="hero", attachments=[]).verb is Verb.HERO


def test_a_command_brings_its_picture_or_takes_it_away():
    found = event("hero")
    (file,) = PAYLOADS["hero"]["data"]["resolved"]["attachments"].values()
    assert (found.verb, found.argument) == (Verb.HERO, "")
    assert found.picture == {"attachment": "1043190405652336680", "url": file["url"]}
    off = {"name": "switch", "type": 3, "value": "off"}
    for options in ([off], [*PAYLOADS["hero"]["data"]["options"][0]["options"], off]):
        group = {"name": "hero", "type": 1, "options": options}
        found = event("hero", data={**PAYLOADS["hero"]["data"], "options": [group]})
        assert (found.argument, found.picture) == ("off", None)


def test_a_channel_may_be_heard_whole_if_the_operator_says_so():
    whole = Me(platform="discord", id=ME.id, everything=True)
    found = event("chatter", whole)
    assert found.argument == "what is for dinner?"
    assert found.origin["overheard"], "a refusal of it is for nobody"
    assert "overheard" not in event("mention", whole).origin
    assert heard("our own", whole) is None


def test_who_may_be_named_by_person_role_server_channel_or_the_channel_of_a_thread():
    assert inbound.who(PAYLOADS["press"]) == {
        "53908232506183680",
        "290926798626357999",
        "345626669114982999",
        "645027906669510667",
    }
    assert inbound.who(PAYLOADS["message alone"]) == {"53908099506183680", "772908445358620702"}


def test_a_stranger_reads_why_only_where_they_alone_read_it():
    assert "admit 53908232506183680" in (inbound.stranger(PAYLOADS["press"]) or "")
    assert "admit 53908099506183680" in (inbound.stranger(PAYLOADS["message alone"]) or "")
    assert inbound.stranger(PAYLOADS["mention"]) is None


@pytest.mark.parametrize(
    ("payload", "changes", "speaks"),
    [
        ("command in a server", {}, True),
        ("command in a server", {"app_permissions": "1024"}, False),
        ("command alone", {}, True),
        ("command brought along", {}, False),
        ("press", {}, False),
        ("press", {"app_permissions": str(442368 | 1 << 10 | 1 << 38)}, True),
    ],
)
def test_whether_the_bot_may_write_there_by_itself(
    payload: str, changes: dict[str, str], speaks: bool
):
    permissions = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15
    found = event(payload, **{"app_permissions": str(permissions), **changes})
    assert found.origin["speaks"] is speaks


@given(st.none() | st.integers(1, 2**64 - 1), st.integers(1, 2**64 - 1))
def test_a_conversation_has_one_id_and_it_leads_back(guild: int | None, channel: int):
    raw = {"guild_id": str(guild) if guild else None, "channel_id": str(channel)}
    session = inbound.session_of(raw, "discord-red")
    assert SessionId.parse(str(session)) == session
    assert outbound.channel_of(session) == channel
    assert session.parts[0] == (str(guild) if guild else "dm")


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="a1:", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "user",
                    "data",
                    "member",
                    "options",
                    "name",
                    "components",
                    "url",
                    "content_type",
                    "attachments",
                    "resolved",
                    "value",
                    "type",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
)
keys = st.sampled_from(
    ["id", "type", "token", "data", "member", "user", "author", "channel_id", "guild_id",
     "mentions", "content", "application_id", "channel", "attachments"]
)  # fmt: skip


@given(
    st.dictionaries(keys, nonsense),
    st.sampled_from(["press", "form", "mention", "typing", "hero", "only a picture"]),
)
def test_no_shape_of_a_payload_breaks_anything(changes: dict[str, Any], payload: str):
    raw = {**PAYLOADS[payload], **changes}
    inbound.to_event(raw, ME)
    inbound.who(raw)
    inbound.stranger(raw)


@pytest.mark.parametrize("number", ["9" * 22, "9" * 400])
def test_a_moment_that_no_calendar_has_is_none(number: str):
    assert inbound.to_event({**PAYLOADS["mention"], "id": number}, ME) is None
