"""A delivery becomes a message that Slack takes, that calls nobody, and that keeps every word."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import slack_api
from gateway_slack import limits, outbound, views
from gateway_slack.commands import COMMANDS
from gateway_slack.outbound import Message, to_message
from gateway_slack.views import Story, Tape
from hypothesis import given
from hypothesis import strategies as st
from slack_chat import called, read

from gateway import SENT_AGAIN, Attachment, Button, Delivery, Part, SessionId, Verb
from gateway.core import phrases
from gateway.core.delivery import fit

HERE = SessionId.of("slack", "T1", "C1")
COMMAND = "/tapeway"


def delivery(part: Part = Part.WORDS, text: str = "", **more: Any) -> Delivery:  # noqa: ANN401
    return Delivery(key="k", session=HERE, part=part, text=text, **more)


def shown(*given: Any, **more: Any) -> Message:  # noqa: ANN401 - as `delivery`
    return to_message(delivery(*given, **more), COMMAND)


def reads(message: Message) -> str:
    return "\n".join(read(message.blocks))


def labels(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


def buttons(*names: str, kind: str = "go") -> tuple[Button, ...]:
    return tuple(Button(id=f"b{n}", label=name, kind=kind) for n, name in enumerate(names))


def wrongs(message: Message) -> list[str]:
    fields = {"channel": "C1", "text": message.text, "blocks": list(message.blocks)}
    return slack_api.wrongs("chat.postMessage", fields)


def test_a_turn_is_its_title_its_words_how_things_stand_and_its_ways_on():
    scene = {"title": "The gate", "health": 80, "inventory": ["lamp", "rope"]}
    message = shown(text="Dana waits.", scene=scene, buttons=buttons("Go in", "Wait"))
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["header", "rich_text", "context", "actions"]
    assert reads(message) == "The gate\nDana waits.\n♥ 80 · 🎒 lamp, rope"
    assert labels(message) == ["Go in", "Wait", "Say something…"]
    assert message.text == "The gate\n\nDana waits.\n\n♥ 80 · 🎒 lamp, rope"
    assert not wrongs(message)


def test_a_button_sends_back_its_opaque_id_and_nothing_else():
    (row,) = [b for b in shown(text="x", buttons=buttons("Go")).blocks if b["type"] == "actions"]
    assert row["elements"][0]["value"] == "b0"
    assert row["elements"][1].get("value") is None
    assert row["elements"][1]["action_id"] == views.SAY


def test_an_ending_has_no_button_for_one_s_own_words():
    ending = {"ending": {"kind": "good", "title": "Home"}}
    message = shown(text="x", scene=ending, buttons=buttons("Play again", kind="start"))
    assert labels(message) == ["▶ Play again"]


def test_ways_on_that_a_button_would_cut_off_are_told_in_the_words():
    long = "Climb down the ladder into the dark of the hold"
    message = shown(text="x", buttons=buttons("Wait", long))
    assert f"1. Wait\n2. {long}" in reads(message)
    assert labels(message)[:2] == ["1. Wait", "2. Climb down the ladder into…"]


def test_a_kind_has_its_mark_and_what_destroys_looks_like_it():
    message = shown(text="x", buttons=(Button(id="b", label="Jump", kind="risk", hint="1 in 3"),))
    assert labels(message)[0] == "🎲 Jump (1 in 3)"
    row = shown(Part.NOTICE, "x", buttons=buttons("Delete it all", kind="forget")).blocks[-1]
    assert row["elements"][0]["style"] == "danger"
    assert len(row["elements"]) == 1


WILD = "Ask <@U1>, <!channel> & <!subteam^S1|x> or @here. *b* _i_ `c` [y](z) <https://a.b|c> :tada:"


@pytest.mark.parametrize("part", [p for p in Part if p is not Part.PICTURE])
def test_nobody_is_called_and_no_markup_comes_from_what_was_written(part: Part):
    message = shown(part, WILD, scene={"title": WILD}, buttons=buttons(WILD))
    assert called(message.blocks) == []
    assert WILD in reads(message), "it stays what was written"
    assert not re.search(r"<[@!#h]", message.text)
    assert WILD in html.unescape(message.text)
    assert {block["type"] for block in message.blocks} <= {
        "header", "rich_text", "context", "actions",
    }  # fmt: skip


@given(st.text(alphabet="<>&!@# U1ab|;amplt", max_size=60))
def test_escaping_reads_the_same_and_leaves_nothing_to_parse(text: str):
    found = outbound.escaped(text)
    assert "<" not in found
    assert ">" not in found
    assert found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_somebody_who_is_called_on_purpose_is_called():
    message = to_message(delivery(Part.NOTICE, "It is done."), COMMAND, call="U7")
    assert called(message.blocks) == ["U7"]
    assert message.text == "<@U7> It is done."
    assert not wrongs(message)


def test_what_the_gateway_says_of_verbs_is_said_in_commands():
    assert reads(shown(Part.NOTICE, phrases.NO_RUN)) == (
        "No story is running here. Say /tapeway start to begin one."
    )
    help_ = reads(shown(Part.NOTICE, phrases.HELP.format(worlds="plain")))
    assert "/tapeway tape · /tapeway film — the run so far as a GIF, as a film" in help_
    assert reads(shown(Part.WORDS, "She says `start`.")) == "She says `start`.", "a story's words"


def test_every_verb_is_told_at_home():
    view = views.home([], "/story")
    told = "\n".join(read(view["blocks"]))
    assert set(COMMANDS) == set(Verb) - {Verb.SILENCE}
    assert all(f"/story {verb.value}" in told for verb in COMMANDS)
    assert not slack_api.wrongs("views.publish", {"user_id": "U1", "view": view})


def test_home_has_room_for_as_many_stories_as_are_listed():
    tape = Tape(title="Home & <dry>", frames=8, at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    story = Story(
        session=HERE, title="A <title>", place="Gate", turns=3, running=True, tapes=(tape,) * 3
    )
    view = views.home([story] * 40, COMMAND)
    assert not slack_api.wrongs("views.publish", {"user_id": "U1", "view": view})
    assert called(view["blocks"]) == []
    told = list(read(view["blocks"]))[1].split("\n")
    assert told[:2] == ["A <title>, in @C1", "Gate · 3 turns, under way"]
    assert told[2:] == ["📼 Home & <dry>, 8 frames, 2026-01-02 03:04 UTC"] * 3


def test_the_form_is_one_that_slack_takes():
    session = SessionId.of("slack-of-somebody", "T" * 12, "C" * 12, "1718900000.123456")
    view = views.form(session)
    assert not slack_api.wrongs("views.open", {"trigger_id": "1", "view": view})
    assert SessionId.parse(view["private_metadata"]) == session


def test_what_may_have_arrived_before_says_so():
    message = shown(text="Dana waits.", scene={"title": "Gate"}, again=True)
    assert reads(message).startswith(SENT_AGAIN)
    assert not wrongs(message)


def test_a_picture_goes_into_what_was_said():
    words = shown(text="Dana waits.", scene={"title": "Gate"}, buttons=buttons("Go"))
    kept = Message.of_receipt(words.as_receipt())
    assert kept == words
    whole = outbound.with_picture(kept, "F1", "A gate at <night>")
    assert [b["type"] for b in whole.blocks] == ["header", "image", "rich_text", "actions"]
    assert whole.blocks[1] == {
        "type": "image",
        "slack_file": {"id": "F1"},
        "alt_text": "A gate at <night>",
    }
    assert not wrongs(whole)
    assert outbound.with_picture(Message(text="…"), "F1", "").blocks[0]["alt_text"] == "A picture"
    assert not wrongs(outbound.with_picture(words, "F1", "x" * 5000))


def test_a_file_that_cannot_be_shown_is_told():
    tape = Attachment(session=HERE, path="tapes/t.gif", size=61_000_000, media_type="image/gif")
    told = outbound.without(delivery(Part.TAPE, attachments=(tape,)), "it is too large")
    assert told.text == "(tapes/t.gif, 61.0 MB, cannot be shown here: it is too large.)"
    assert told.attachments == ()


def test_progress_is_a_bar_that_never_overflows():
    assert reads(shown(Part.PROGRESS, "EJECTING…", progress=0.5)) == "EJECTING…\n██████░░░░░░ 50%"
    assert "100%" in reads(shown(Part.PROGRESS, "EJECTING…", progress=7.0))


words = st.text(alphabet="ab 🙂\n.@<&", max_size=400)


@given(
    st.sampled_from([Part.WORDS, Part.NOTICE]),
    st.lists(words, max_size=30).map("".join),
    words,
    st.lists(words.filter(str.strip), max_size=30),
    st.lists(words, max_size=5),
    st.booleans(),
)
def test_whatever_is_delivered_keeps_to_slack_s_limits(
    part: Part, text: str, title: str, names: list[str], things: list[str], again: bool
):
    scene = {"title": title, "health": 3, "inventory": things}
    whole = delivery(part, text * 3, scene=scene, buttons=buttons(*names), again=again)
    parts = fit(whole, limits.LIMITS)
    told = [to_message(one, COMMAND) for one in parts]
    for message in told:
        assert not wrongs(message), wrongs(message)
        assert len(message.text) <= 5 * limits.FALLBACK
        assert not called(message.blocks)
    ids = [e["value"] for m in told for b in m.blocks if b["type"] == "actions"
           for e in b["elements"] if "value" in e]  # fmt: skip
    assert ids == [button.id for button in whole.buttons]
    for letter in "ab🙂":
        assert sum(reads(m).count(letter) for m in told) >= whole.text.count(letter), "all is told"
