"""How deliveries read on Telegram: whole, within its limits, and nothing in them comes alive."""

from __future__ import annotations

import re

import pytest
from gateway_telegram import limits, outbound
from gateway_telegram.commands import COMMANDS
from gateway_telegram.outbound import Message, to_message, units
from hypothesis import given
from hypothesis import strategies as st

from gateway import SENT_AGAIN, Attachment, Button, Delivery, Part, SessionId, Verb
from gateway.core import phrases
from gateway.core.delivery import fit

HERE = SessionId.of("telegram", "-100123", "7")
MENTION = re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}\b")
COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}")


def delivery(part: Part = Part.WORDS, text: str = "", **more: object) -> Delivery:
    return Delivery(key="k:words", session=HERE, part=part, text=text, **more)  # type: ignore[arg-type]


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(id=f"b{n}", label=label) for n, label in enumerate(labels))


def marked(message: Message, kind: str) -> list[str]:
    raw = message.text.encode("utf-16-le")
    return [
        raw[m.offset * 2 : (m.offset + m.length) * 2].decode("utf-16-le")
        for m in message.marks
        if m.kind == kind
    ]


def test_a_turn_is_a_title_the_words_and_how_things_stand():
    scene = {"title": "🙂 Gate", "health": 95, "inventory": ["a lamp", "a rope"]}
    shown = to_message(delivery(text="Dana waits.", scene=scene, buttons=buttons("Go", "Stay")))
    assert shown.text == "🙂 Gate\n\nDana waits.\n\n♥ 95 · 🎒 a lamp, a rope"
    assert marked(shown, "bold") == ["🙂 Gate"]
    assert marked(shown, "italic") == ["♥ 95 · 🎒 a lamp, a rope"]
    assert [row[:2] for row in shown.rows] == [("b0", "Go"), ("b1", "Stay")]


def test_ways_that_a_phone_would_cut_off_are_told_with_their_numbers():
    long = "Say the next number before she does, and mean it"
    shown = to_message(delivery(text="Now.", buttons=buttons("Go", long)))
    assert shown.text.endswith(f"1. Go\n2. {long}")
    assert [label for _, label, _ in shown.rows] == ["1. Go", "2. Say the next number before s…"]


def test_a_button_says_what_kind_of_way_it_is_and_what_to_expect():
    risky = Button(id="b", label="Jump", kind="risk", hint="1 in 3")
    forget = Button(id="f", label="Delete it all", kind="forget")
    assert to_message(delivery(buttons=(risky, forget))).rows == (
        ("b", "🎲 Jump (1 in 3)", False),
        ("f", "Delete it all", True),
    )


@pytest.mark.parametrize("part", [Part.WORDS, Part.NOTICE, Part.PROGRESS, Part.FILM])
def test_nobody_is_mentioned_and_no_command_comes_from_what_was_written(part: Part):
    shown = to_message(delivery(part, "Ask @ann or (@bob) to /forget\n/eject. *b* <b>x</b> [y](z)"))
    assert not MENTION.findall(shown.text)
    assert not COMMAND.findall(shown.text)
    assert "*b* <b>x</b> [y](z)" in shown.text, "markup stays what was written"


@given(st.text(alphabet="@/ab_ .<>\n🙂", max_size=60))
def test_defusing_keeps_the_length_and_leaves_nothing_that_telegram_would_find(text: str):
    found = outbound.defused(text)
    assert units(found) == units(text)
    assert not MENTION.search(found)
    assert not COMMAND.search(found)


def test_a_mail_address_and_a_path_stay_as_they_are():
    assert outbound.defused("ann@example.org 1/2 and/or http://a/b") == (
        "ann@example.org 1/2 and/or http://a/b"
    )


def test_what_the_gateway_says_of_verbs_can_be_tapped():
    shown = to_message(delivery(Part.NOTICE, phrases.NO_RUN)).text
    assert COMMAND.findall(shown) == ["/start"]
    help_ = to_message(delivery(Part.NOTICE, phrases.HELP.format(worlds="plain"))).text
    assert "/tape · /film — the run so far as a GIF, as a film" in help_
    assert set(COMMAND.findall(help_)) == {f"/{verb}" for verb in COMMANDS.keys() - {Verb.SAY}}


def test_every_verb_is_in_the_menu_with_a_description_telegram_takes():
    assert set(COMMANDS) == set(Verb) - {Verb.SILENCE}
    assert all(3 <= len(text) <= 256 for text in COMMANDS.values())
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", verb) for verb in COMMANDS)


def test_an_answer_replies_to_who_asked_and_a_turn_to_nobody():
    origin = {"message": 12}
    assert to_message(delivery(Part.NOTICE, "Yes.", origin=origin)).reply == 12
    assert to_message(delivery(Part.WORDS, "A door.", origin=origin)).reply is None


def test_what_may_have_arrived_before_says_so():
    scene = {"title": "Gate"}
    shown = to_message(delivery(text="Dana waits.", scene=scene, again=True))
    assert shown.text.startswith(SENT_AGAIN)
    assert marked(shown, "bold") == ["Gate"]


def test_a_picture_takes_the_words_as_its_caption_and_its_description_with_them():
    words = to_message(delivery(text="Dana waits.", scene={"title": "Gate"}))
    kept = Message.of_receipt(words.as_receipt())
    assert kept == words
    whole = outbound.captioned(words, "A gate at @night", describe=True)
    assert whole
    assert marked(whole, "expandable_blockquote") == ["🖼 A gate at ＠night"]
    assert outbound.captioned(words, "A gate", describe=False) == words
    long = outbound.captioned(words, "x" * 1100, describe=True)
    assert long
    assert units(long.text) == limits.CAPTION
    assert long.text.endswith("x…")


def test_words_that_leave_no_room_for_a_description_get_their_picture_apart():
    words = Message(text="a" * 950)
    assert outbound.captioned(words, "b" * 100, describe=True) is None
    assert outbound.captioned(words, "b" * 60, describe=True), "it fits whole"
    assert outbound.captioned(words, "b" * 100, describe=False) == words


def test_words_too_long_for_a_caption_are_not_kept_for_one():
    assert Message.of_receipt(to_message(delivery(text="a" * 1025)).as_receipt()) is None
    assert Message.of_receipt(to_message(delivery(text="🙂" * 513)).as_receipt()) is None
    assert Message.of_receipt(to_message(delivery(text="🙂" * 512)).as_receipt())


def test_a_file_that_cannot_be_shown_is_told():
    tape = Attachment(session=HERE, path="tapes/t.gif", size=61_000_000, media_type="image/gif")
    told = outbound.without(delivery(Part.TAPE, attachments=(tape,)), "it is too large")
    assert told.text == "(tapes/t.gif, 61.0 MB, cannot be shown here: it is too large.)"
    assert told.attachments == ()


def test_progress_is_a_bar_that_never_overflows():
    assert to_message(delivery(Part.PROGRESS, "EJECTING…", progress=0.5)).text == (
        "EJECTING…\n██████░░░░░░ 50%"
    )
    assert "100%" in to_message(delivery(Part.PROGRESS, "EJECTING…", progress=7.0)).text


def test_an_alert_holds_what_an_alert_can():
    assert outbound.alert("x" * 201) is None
    assert outbound.alert(phrases.STALE) == phrases.STALE
    assert outbound.alert(phrases.UNKNOWN_BUTTON)
    assert "/status" in (outbound.alert(phrases.UNKNOWN_BUTTON) or "")


words = st.text(alphabet="ab 🙂\n.@/", max_size=400)


@given(
    st.sampled_from([Part.WORDS, Part.NOTICE]),
    st.lists(words, max_size=30).map("".join),
    words,
    st.lists(words.filter(str.strip), max_size=10),
    st.lists(words, max_size=5),
    st.booleans(),
)
def test_whatever_is_delivered_keeps_to_telegram_s_limits(
    part: Part, text: str, title: str, labels: list[str], things: list[str], again: bool
):
    scene = {"title": title, "health": 3, "inventory": things}
    whole = delivery(part, text * 3, scene=scene, buttons=buttons(*labels), again=again)
    parts = fit(whole, limits.LIMITS)
    shown = [to_message(one) for one in parts]
    for message in shown:
        assert units(message.text) <= limits.TEXT
        assert len(message.rows) <= limits.BUTTONS
        assert all(m.offset + m.length <= units(message.text) for m in message.marks)
        assert all(len(id_.encode()) <= 64 for id_, _, _ in message.rows)
    for letter in "ab🙂":
        assert sum(m.text.count(letter) for m in shown) >= whole.text.count(letter), "all is told"
