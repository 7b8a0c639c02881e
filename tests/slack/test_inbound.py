"""What Slack sends becomes what was meant; payloads as Slack's pages show them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from gateway_slack import inbound
from gateway_slack.inbound import Aside, Me
from gateway_slack.outbound import Place, place_of
from hypothesis import given
from hypothesis import strategies as st

from gateway import Event, SessionId, Verb

TEAM = "T024BE7LH"
ME = Me(platform="slack", team=TEAM, user="U0LAN0Z89", bot="B061F7JHX")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
PAYLOADS: dict[str, Any] = json.loads((Path(__file__).parent / "payloads.json").read_text())


def heard(payload: str, me: Me = ME, *, lives: bool = False, **changes: object) -> inbound.Heard:
    body = json.loads(json.dumps(PAYLOADS[payload]))
    body.get("event", body).update(changes)
    return inbound.to_event(body, me, at=NOW, lives=lambda session: lives)


def event(payload: str, me: Me = ME, *, lives: bool = False, **changes: object) -> Event:
    found = heard(payload, me, lives=lives, **changes)
    assert isinstance(found, Event), found
    return found


def test_a_command_is_a_verb_with_its_argument():
    assert event("command") == Event(
        id=f"slack:{TEAM}:U0LAN0Z89:trigger:13345224609.738474920.8088930838d88f008e0",
        session=SessionId.of("slack", TEAM, "C2147483705"),
        person=event("command").person,
        verb=Verb.START,
        argument="dead-channel 7",
        at=NOW,
        origin={
            "user": "U2147483697",
            "at": NOW.timestamp(),
            "respond": "https://hooks.slack.com/commands/1234/5678",
            "quiet": False,
        },
    )
    assert event("command").person.id == f"slack:{TEAM}:U2147483697"
    assert event("command").person.name == "steve"


@pytest.mark.parametrize(
    ("text", "verb", "argument"),
    [
        ("", Verb.HELP, ""),
        ("  help ", Verb.HELP, ""),
        ("2", Verb.CHOOSE, "2"),
        ("#3.", Verb.CHOOSE, "3"),
        ("Status", Verb.STATUS, ""),
        ("say start the engine", Verb.SAY, "start the engine"),
        ("say I ask &lt;him&gt; &amp; <@U1|ann>", Verb.SAY, "I ask <him> & @ann"),
        ("settings look clean", Verb.SETTINGS, "look clean"),
        ("forget", Verb.FORGET, ""),
    ],
)
def test_what_a_command_asks_for(text: str, verb: Verb, argument: str):
    found = event("command", text=text)
    assert (found.verb, found.argument) == (verb, argument)


@pytest.mark.parametrize("text", ["dance", "dance wildly", "silence", "open the door"])
def test_a_command_that_is_none_is_answered_with_a_word(text: str):
    found = heard("command", text=text)
    assert isinstance(found, Aside)
    assert "`help` tells what there is" in found.text


@pytest.mark.parametrize(
    ("text", "verb", "argument"),
    [
        ("<@U0LAN0Z89> I open the door", Verb.SAY, "I open the door"),
        ("hey <@U0LAN0Z89|tapeway>", Verb.SAY, "hey"),
        ("<@U0LAN0Z89> start", Verb.START, ""),
        ("<@U0LAN0Z89> start dead-channel 7", Verb.START, "dead-channel 7"),
        ("<@U0LAN0Z89> start the engine", Verb.SAY, "start the engine"),
        ("<@U0LAN0Z89> watch the door", Verb.SAY, "watch the door"),
        ("<@U0LAN0Z89> tape the door shut", Verb.SAY, "tape the door shut"),
        ("<@U0LAN0Z89> settings players vote 30", Verb.SETTINGS, "players vote 30"),
        ("<@U0LAN0Z89> rewind 3", Verb.REWIND, "3"),
        ("<@U0LAN0Z89> rewind the film", Verb.SAY, "rewind the film"),
        ("<@U0LAN0Z89> choose left", Verb.CHOOSE, "left"),
        ("<@U0LAN0Z89> forget", Verb.FORGET, ""),
        ("<@U0LAN0Z89> forget it", Verb.SAY, "forget it"),
        ("<@U0LAN0Z89> share film  for 3 days", Verb.SHARE, "film  for 3 days"),
        ("<@U0LAN0Z89> share the bread", Verb.SAY, "share the bread"),
        ("<@U0LAN0Z89> 2", Verb.CHOOSE, "2"),
    ],
)
def test_what_is_said_to_the_app_by_its_name(text: str, verb: Verb, argument: str):
    found = event("mention", text=text)
    assert (found.verb, found.argument) == (verb, argument)
    assert found.session == SessionId.of("slack", TEAM, "C123ABC456")


@pytest.mark.parametrize("rest", ["tape" + " " * 5000 + "?", "a" * 5000 + "?", "to " * 2000 + "?"])
def test_no_words_take_long_to_understand(rest: str):
    for verb in Verb:
        assert event("mention", text=f"<@U0LAN0Z89> {verb.value} {rest}").argument


def test_a_mention_and_its_message_are_one_event():
    assert event("mention").id == event("mention", type="message").id
    assert event("mention").id != event("mention", ts="1515449522.000017").id
    assert event("mention").at == datetime.fromtimestamp(1515449522.000016, UTC)


def test_alone_with_the_app_every_word_is_play():
    found = event("direct message")
    assert (found.verb, found.argument) == (Verb.SAY, "Hello hello can you hear me?")
    assert found.session == SessionId.of("slack", TEAM, "D024BE91L")
    assert event("direct message", text="forget").verb is Verb.SAY


def test_a_direct_message_is_one_conversation_also_in_its_threads():
    assert (
        event("direct message", thread_ts="1355517000.1").session == event("direct message").session
    )


def test_a_reply_is_play_in_a_thread_that_has_a_story():
    assert heard("reply in a thread") is None
    found = event("reply in a thread", lives=True)
    assert found.session == SessionId.of("slack", TEAM, "C123ABC456", "1482960100.000001")
    assert found.argument == "I take the lamp"
    assert heard("channel chatter", lives=True) is None, "a channel is no thread"


def test_the_first_message_of_a_thread_stands_in_its_channel():
    found = event("mention", thread_ts="1515449522.000016")
    assert found.session == SessionId.of("slack", TEAM, "C123ABC456")


def test_a_channel_may_be_heard_whole_if_the_operator_says_so():
    whole = Me(platform="slack", team=TEAM, user="U0LAN0Z89", bot="B061F7JHX", everything=True)
    assert event("channel chatter", whole, lives=True).argument == "what is for dinner?"
    assert heard("channel chatter", whole) is None, "there is no story"
    assert event("channel chatter", whole, text="start").verb is Verb.START
    assert heard("own message", whole) is None


@pytest.mark.parametrize("payload", ["own message", "edited message", "channel chatter"])
def test_what_is_not_meant_for_the_story_is_nothing(payload: str):
    assert heard(payload) is None


def test_other_bots_do_not_play():
    assert heard("direct message", bot_id="B0OTHER") is None
    assert heard("direct message", user="USLACKBOT") is None
    assert heard("direct message", user="U0LAN0Z89") is None


def test_words_with_a_file_are_words():
    assert event("picture with words").argument == "I show the map"


HERO_FILES = PAYLOADS["only a picture"]["event"]["files"]


@pytest.mark.parametrize("words", ["", "hero", " Hero "])
def test_a_picture_alone_or_with_the_word_is_of_who_is_played(words: str):
    found = event("only a picture", text=words)
    assert (found.verb, found.argument, found.picture) == (Verb.HERO, "", {"file": "F0S43PZDF"})


@pytest.mark.parametrize(
    ("words", "verb"), [("I show the map", Verb.SAY), ("2", Verb.CHOOSE), ("hero off", Verb.HERO)]
)
def test_one_with_other_words_is_those_words(words: str, verb: Verb):
    found = event("only a picture", text=words)
    assert (found.verb, found.picture) == (verb, None)


def test_where_others_talk_too_a_picture_is_for_the_app_that_names_it():
    for words in ("<@U0LAN0Z89>", "<@U0LAN0Z89> hero", "hero <@U0LAN0Z89|tape>"):
        assert event("mention", text=words, files=HERO_FILES).picture == {"file": "F0S43PZDF"}
    whole = Me(platform="slack", team=TEAM, user="U0LAN0Z89", everything=True)
    for payload in ("reply in a thread", "channel chatter"):
        assert heard(payload, whole, lives=True, text="", files=HERO_FILES) is None
        assert event(payload, whole, lives=True, text="hero", files=HERO_FILES).picture
    assert heard("channel chatter", text="hero", files=HERO_FILES) is None


def test_naming_the_app_with_nothing_else_is_still_a_greeting():
    assert heard("mention", text="<@U0LAN0Z89>") is None
    assert heard("mention", text="<@U0LAN0Z89>", files=[]) is None


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
    files = [{"id": f"F{number}", **({"mimetype": kind} if kind else {})}
             for number, kind in enumerate(kinds)]  # fmt: skip
    for words, taken in (("", alone), ("hero", with_the_word)):
        found = heard("only a picture", text=words, files=files)
        picture = found.picture if isinstance(found, Event) else None
        assert picture == (None if taken is None else {"file": f"F{taken}"})
    assert event("only a picture", text="hero", files=[]).verb is Verb.HERO


def test_another_bot_s_picture_is_none():
    assert heard("only a picture", bot_id="B1") is None


@pytest.mark.parametrize(("text", "argument"), [("hero", ""), ("hero off", "off")])
def test_a_command_can_bring_no_picture(text: str, argument: str):
    found = event("command", text=text)
    assert (found.verb, found.argument, found.picture) == (Verb.HERO, argument, None)


def test_a_press_is_its_button_by_whoever_pressed():
    found = event("press")
    assert (found.button, found.person.id) == ("b_9f2c", f"slack:{TEAM}:UA8RXUSPL")
    assert found.person.name == "jtorrance"
    assert found.session == SessionId.of("slack", TEAM, "CBR2V3XEX")
    assert str(found.origin["respond"]).startswith("https://hooks.slack.com/actions/")


def test_a_press_in_a_thread_is_that_thread_s():
    thread = SessionId.of("slack", TEAM, "CBR2V3XEX", "1548261100.000100")
    assert event("press in a thread").session == thread
    parent = {"ts": "1548261231.000200", "thread_ts": "1548261231.000200"}
    assert event("press", message=parent).session == SessionId.of("slack", TEAM, "CBR2V3XEX")


def test_the_form_s_button_opens_it_and_plays_nothing():
    body = PAYLOADS["press of the form's button"]
    assert heard("press of the form's button") is None
    assert inbound.asks_for_form(body) == body["trigger_id"]
    assert inbound.pressed_in(body, ME) == SessionId.of("slack", TEAM, "CBR2V3XEX")
    assert inbound.asks_for_form(PAYLOADS["press"]) is None


def test_the_form_is_a_free_action_where_it_was_opened():
    found = event("form")
    assert (found.verb, found.argument) == (Verb.SAY, "I whistle")
    assert found.session == SessionId.of("slack", TEAM, "CBR2V3XEX")
    assert found.id == f"slack:{TEAM}:U0LAN0Z89:view:VNHU13V36"


@pytest.mark.parametrize(
    "place", ["slack.other.c1", "telegram.1", "slack-red._t024_b_e7_l_h.c1", "nonsense", ""]
)
def test_a_form_of_another_place_is_nothing(place: str):
    view = {**PAYLOADS["form"]["view"], "private_metadata": place}
    assert heard("form", view=view) is None


def test_the_home_tab_s_button_asks_for_the_tape_of_that_story():
    found = event("press at home")
    assert (found.verb, found.session.parts) == (Verb.TAPE, (TEAM, "CBR2V3XEX"))
    assert inbound.opens_home(PAYLOADS["home opened"]) == (TEAM, "U061F7AUR")
    assert inbound.opens_home(PAYLOADS["direct message"]) is None


def test_two_workspaces_that_share_a_channel_s_id_never_meet():
    body = {**PAYLOADS["mention"], "team_id": "T0OTHER"}
    other = inbound.to_event(body, ME, at=NOW)
    assert isinstance(other, Event)
    assert other.session.parts[1] == event("mention").session.parts[1]
    assert other.session != event("mention").session
    assert other.id != event("mention").id
    assert str(event("mention").session) == "slack._t024_b_e7_l_h._c123_a_b_c456"


def test_who_may_be_named_by_person_channel_or_workspace():
    assert inbound.who(PAYLOADS["press"]) == {TEAM, "CBR2V3XEX", "UA8RXUSPL"}
    assert inbound.who(PAYLOADS["command"]) == {TEAM, "C2147483705", "U2147483697"}
    assert inbound.who(PAYLOADS["form"]) == {TEAM, "CBR2V3XEX", "UA8RXUSPL"}
    assert inbound.who(PAYLOADS["mention"]) == {TEAM, "C123ABC456", "U061F7AUR"}


def test_a_stranger_reads_why_only_where_they_can_be_told_alone():
    for payload in ("direct message", "command", "press"):
        found = inbound.stranger(PAYLOADS[payload], ME)
        assert found
        assert f"admit {found.user}" in found.text
    assert inbound.stranger(PAYLOADS["mention"], ME) is None


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!here> <!subteam^S1|@team> <!date^1392734382^{date}|a day>", "@here @team a day"),
        ("<https://a.b/c?d=e&amp;f=g> <mailto:a@b.c|a@b.c>", "https://a.b/c?d=e&f=g a@b.c"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&lt;@U1&gt;", "<@U1>"),
    ],
)
def test_slack_s_markup_is_read_as_people_read_it(text: str, reads: str):
    assert inbound.plain(text) == reads


names = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=12)
stamps = st.builds("{}.{:06}".format, st.integers(0, 2**33), st.integers(0, 999_999))


@given(names, names, stamps | st.none())
def test_a_conversation_has_one_id_and_it_leads_back(team: str, name: str, thread: str | None):
    channel = f"C{name}"
    session = inbound.session_of("slack", team, channel, thread)
    assert place_of(SessionId.parse(str(session))) == Place(channel, thread)
    assert session.parts[0] == team


@given(st.lists(st.tuples(names, names, stamps | st.none()), unique=True, max_size=20))
def test_no_two_conversations_meet_whatever_the_case(places: list[tuple[str, str, str | None]]):
    ids = [str(inbound.session_of("slack", t, f"C{c}", thread)) for t, c, thread in places]
    assert len({id_.lower() for id_ in ids}) == len(ids)


_KEYS = [
    "type", "event", "team_id", "team", "id", "user", "channel", "text", "ts", "actions", "value",
    "action_id", "trigger_id", "view", "command", "message", "callback_id", "private_metadata",
]  # fmt: skip
_leaves = st.sampled_from([None, True, 7, "", "say", "tape", "message", "D1", "slack.t1.c1"])
nonsense = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_KEYS), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(_KEYS), nonsense))
def test_no_shape_of_a_payload_breaks_anything(body: dict[str, Any]):
    for kind in ("event_callback", "block_actions", "view_submission"):
        whole = {**body, "type": kind}
        inbound.to_event(whole, ME, at=NOW)
        inbound.who(whole)
        inbound.stranger(whole, ME)
        inbound.asks_for_form(whole)
        inbound.pressed_in(whole, ME)
        inbound.opens_home(whole)


@given(st.dictionaries(st.sampled_from([*_KEYS, "files", "subtype"]), nonsense))
def test_no_shape_of_a_picture_breaks_anything(changes: dict[str, Any]):
    body = PAYLOADS["only a picture"]
    for event in ({**body["event"], **changes}, {**body["event"], "files": [changes]}):
        inbound.to_event({**body, "event": event}, ME, at=NOW)


@pytest.mark.parametrize("ts", ["9e30", "67768036191676800", "1e400", "nan"])
def test_a_moment_that_no_calendar_has_is_none(ts: str):
    body = PAYLOADS["mention"]
    assert inbound.to_event({**body, "event": {**body["event"], "ts": ts}}, ME, at=NOW) is None
