"""How deliveries read on Discord: whole, within its limits, and nothing in them comes alive."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import discord_api
import pytest
from discord_chat import called, invalid, pressable, read
from gateway_discord import limits, outbound
from gateway_discord.commands import BY_NAME, COMMANDS, menu
from gateway_discord.inbound import Typing
from gateway_discord.markup import idiomatic, plain
from gateway_discord.outbound import Message, to_message
from gateway_discord.suggestions import suggestions
from hypothesis import given
from hypothesis import strategies as st

from gateway import SENT_AGAIN, Attachment, Button, Delivery, Part, SessionId, Verb, World
from gateway.core import phrases
from gateway.core.delivery import fit

HERE = SessionId.of("discord", "81384788765712384", "175928847299117063")
IDS = {"story": "20", "tape": "21"}
TAPPED = re.compile(r"</([\w ]+):\d+>")


def delivery(part: Part = Part.WORDS, text: str = "", **more: object) -> Delivery:
    return Delivery(key="k:words", session=HERE, part=part, text=text, **more)  # type: ignore[arg-type]


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(id=f"b{n}", label=label) for n, label in enumerate(labels))


def labels(message: Message) -> list[str]:
    return [label for label, _ in pressable([dict(row) for row in message.rows])]


def frame(alt: str = "A gate at night") -> Attachment:
    return Attachment(
        session=HERE, path="images/frame_3.png", size=9, media_type="image/png", alt=alt
    )


def test_a_turn_is_an_embed_with_its_title_its_words_and_how_things_stand():
    scene = {"title": "Gate", "health": 95, "inventory": ["a lamp", "a rope"]}
    shown = to_message(delivery(text="Dana waits.", scene=scene, buttons=buttons("Go", "Stay")), {})
    assert shown.content == ""
    assert shown.embed == {
        "title": "Gate",
        "description": "Dana waits.",
        "footer": {"text": "♥ 95 · 🎒 a lamp, a rope"},
        "color": 0x5865F2,
    }
    assert labels(shown) == ["Go", "Stay", "💬 Say something…"]
    assert [len(row["components"]) for row in shown.rows] == [1, 1, 1], "a phone has room for one"


def test_an_ending_has_its_colour_and_nothing_more_to_say():
    after = (Button(id="a", label="Watch the film", kind="film"),)
    scene = {"title": "Home", "ending": {"kind": "good", "title": "Home", "text": ""}}
    shown = to_message(delivery(text="You are home.", scene=scene, buttons=after), {})
    assert shown.embed
    assert shown.embed["color"] == 0x57F287
    assert labels(shown) == ["🎞 Watch the film"]


def test_ways_that_a_phone_would_cut_off_are_told_with_their_numbers():
    long = "Say the next number before she does, and *mean* it"
    shown = to_message(delivery(text="Now.", buttons=buttons("Go", long)), {})
    assert shown.embed
    assert read(shown.embed["description"]) == f"Now.\n\n1. Go\n2. {long}"
    assert labels(shown)[:2] == ["1. Go", "2. Say the next number before she doe…"]


def test_many_ways_stand_five_in_a_row():
    shown = to_message(delivery(text="Now.", buttons=buttons(*"abcdefghij")), {})
    assert [len(row["components"]) for row in shown.rows] == [5, 5, 1]


def test_a_button_says_what_kind_of_way_it_is_and_what_to_expect():
    risky = Button(id="b", label="Jump", kind="risk", hint="1 in 3")
    forget = Button(id="f", label="Delete it all", kind="forget")
    shown = to_message(delivery(Part.NOTICE, "Sure?", buttons=(risky, forget)), {})
    first, second = (row["components"][0] for row in shown.rows)
    assert first["label"] == "🎲 Jump (1 in 3)"
    assert (second["label"], second["style"]) == ("Delete it all", 4), "red"


@pytest.mark.parametrize("part", [Part.WORDS, Part.NOTICE, Part.PROGRESS, Part.FILM])
def test_what_was_written_reads_as_it_was_and_calls_nobody(part: Part):
    text = "Ask <@1> or @everyone in <#2>: *b* __u__ ~~s~~ ||x|| `c`\n# big\n- one\n1. two\n> said"
    shown = to_message(delivery(part, text), {})
    told = shown.content + (shown.embed or {}).get("description", "")
    assert text in read(told)
    assert "<@1>" not in told
    assert not re.search(r"(?<!\\)[*_~|`<>]|^[#-]|^\d+[.]", told, re.MULTILINE), "no markup is left"
    assert not called(told, shown.as_fields()["allowed_mentions"])


def test_a_link_stays_one():
    link = "https://example.org/a_b_c?x=*1*"
    assert plain(f"See {link} *now*") == f"See {link} \\*now\\*"


def test_what_the_gateway_says_of_verbs_can_be_tapped():
    shown = to_message(delivery(Part.NOTICE, phrases.NO_RUN), IDS).content
    assert "</story start:20>" in shown
    assert to_message(delivery(Part.NOTICE, phrases.NO_RUN), {}).content == read(shown)
    help_ = to_message(delivery(Part.NOTICE, phrases.HELP.format(worlds="plain")), IDS).content
    assert "</tape make:21> · </tape film:21> — the run so far as a GIF, as a film" in help_
    assert set(TAPPED.findall(help_)) >= {"story start", "story choose", "tape make", "story help"}
    assert len(help_) <= limits.CONTENT


def test_our_own_marks_cannot_be_forged():
    forged = "\ue000story forget\ue001"
    assert TAPPED.findall(idiomatic(forged, IDS)) == []


def test_every_verb_is_a_command_that_discord_takes():
    assert set(COMMANDS) == set(Verb) - {Verb.SILENCE}
    assert len(BY_NAME) == len(COMMANDS), "no two have the same name"
    for group in menu():
        assert len(group["options"]) <= 25
        for sub in group["options"]:
            required = [option["required"] for option in sub["options"]]
            assert required == sorted(required, reverse=True), "what is required comes first"
    assert discord_api.wrongs("PUT", "/applications/1/commands", menu()) == []


def test_an_answer_replies_to_who_asked_and_a_turn_to_nobody():
    origin = {"message": "12"}
    assert to_message(delivery(Part.NOTICE, "Yes.", origin=origin), {}).reply == "12"
    assert to_message(delivery(Part.WORDS, "A door.", origin=origin), {}).reply is None


def test_what_may_have_arrived_before_says_so():
    shown = to_message(delivery(text="Dana waits.", again=True), {})
    assert shown.content == SENT_AGAIN


def test_a_picture_comes_into_the_embed_of_its_words_with_its_description():
    words = to_message(delivery(text="Dana waits.", scene={"title": "Gate"}), {})
    assert words.embed
    fields = outbound.pictured(words.embed, delivery(Part.PICTURE, attachments=(frame(),)))
    (embed,) = fields["embeds"]
    assert embed == {
        **words.embed,
        "image": {"url": "attachment://frame_3.png", "description": "A gate at night"},
    }
    assert fields["attachments"] == [
        {"id": "0", "filename": "frame_3.png", "description": "A gate at night"}
    ]
    assert "components" not in fields, "the buttons stay"


def test_a_long_description_of_a_picture_is_clipped_and_never_missing():
    shown = to_message(delivery(Part.PICTURE, attachments=(frame("x" * 2000),)), {})
    (about,) = shown.as_fields()["attachments"]
    assert len(about["description"]) == limits.ALT


def test_a_clip_comes_without_a_sound_and_a_private_word_is_for_one():
    clip = Attachment(session=HERE, path="films/s.mp4", size=9, media_type="video/mp4")
    shown = to_message(delivery(Part.SEGMENT, attachments=(clip,), scene={"turn": 3}), {})
    assert shown.content == "Turn 3, filmed"
    assert shown.as_fields()["flags"] == 1 << 12
    assert Message(content="No.").as_fields(private=True)["flags"] == 1 << 6


def test_a_turn_stands_under_what_was_done_for_it():
    turn = to_message(delivery(text="A door."), {})
    shown = outbound.acted(turn, "Ann: I look\nat " + "x" * 300)
    assert shown.embed
    told = shown.embed["author"]["name"]
    assert told.startswith("Ann: I look at x")
    assert len(told) == limits.AUTHOR
    assert outbound.acted(turn, "") == turn


def test_whoever_waited_too_long_is_called_and_nobody_else():
    fields = Message(content="The tape. <@2> @everyone", mention="1").as_fields()
    assert called(fields["content"], fields["allowed_mentions"]) == ("1",)


def test_a_file_that_cannot_be_shown_is_told():
    tape = Attachment(session=HERE, path="tapes/t.gif", size=61_000_000, media_type="image/gif")
    told = outbound.without(delivery(Part.TAPE, attachments=(tape,)), "it is too large")
    assert told.text == "(tapes/t.gif, 61.0 MB, cannot be shown here: it is too large.)"
    linked = replace(tape, alt="The tape", link="https://example.org/t_1")
    told = outbound.without(delivery(Part.TAPE, attachments=(linked,)), "it is too large")
    assert to_message(told, {}).content == "The tape: https://example.org/t_1"
    assert told.attachments == ()


def test_progress_is_a_bar_that_never_overflows():
    half = to_message(delivery(Part.PROGRESS, "EJECTING…", progress=0.5), {})
    assert half.content == "EJECTING…\n██████░░░░░░ 50%"
    assert "100%" in to_message(delivery(Part.PROGRESS, "E", progress=7.0), {}).content


def test_worlds_and_values_are_suggested_while_somebody_types():
    worlds = [World(name=f"w{n}", title=f"World {n}", summary="x" * 200) for n in range(30)]

    turns = [{"turn": n, "title": f"Room {n}", "said": "go on " * 40} for n in range(40)]

    def offered(verb: Verb, ask: str, text: str, **others: str) -> list[str | int]:
        typing = Typing(session=HERE, verb=verb, ask=ask, text=text, others=others)
        found = suggestions(typing, worlds, turns)
        assert all(len(str(one["name"])) <= limits.CHOICE for one in found)
        return [one["value"] for one in found]

    assert len(offered(Verb.START, "world", "")) == limits.CHOICES
    assert offered(Verb.START, "world", "WORLD 29") == ["w29"]
    assert offered(Verb.SETTINGS, "value", "", name="players") == ["anyone", "owner", "vote"]
    assert len(offered(Verb.SETTINGS, "value", "", name="film")) > 1
    assert offered(Verb.SETTINGS, "value", "v", name="players") == ["vote"]
    assert offered(Verb.SETTINGS, "value", "", name="nothing") == []
    assert offered(Verb.REWIND, "turn", "")[:2] == [39, 38], "the last ones first"
    assert offered(Verb.REWIND, "turn", "room 7") == [7]
    assert offered(Verb.SHARE, "what", "2 weeks") == ["tape for 2 weeks", "film for 2 weeks"]
    assert offered(Verb.SAY, "words", "a") == []


def test_the_same_delivery_has_the_same_nonce_and_no_other_has():
    assert outbound.nonce("a") == outbound.nonce("a") != outbound.nonce("b")
    assert len(outbound.nonce("a" * 500)) <= limits.NONCE


words = st.text(alphabet="ab *_<@1>\n.#-`\\", max_size=300)


@given(
    st.sampled_from([Part.WORDS, Part.NOTICE, Part.TAPE]),
    st.lists(words, max_size=30).map("".join),
    words,
    st.lists(words.filter(str.strip), max_size=30),
    st.lists(words, max_size=5),
    st.booleans(),
)
def test_whatever_is_delivered_keeps_to_discord_s_limits_and_is_told_whole(
    part: Part, text: str, title: str, ways: list[str], things: list[str], again: bool
):
    scene: dict[str, Any] = {"title": title, "health": 3, "inventory": things}
    whole = delivery(part, text * 3, scene=scene, buttons=buttons(*ways), again=again)
    shown = [to_message(one, IDS) for one in fit(whole, limits.limits(limits.UPLOAD))]
    for message in shown:
        fields = message.as_fields()
        assert invalid(fields, {}) == ""
        assert not called(fields["content"], fields["allowed_mentions"])
        assert discord_api.wrongs("POST", "/channels/1/messages", fields) == []
    told = "".join(m.content + (m.embed or {}).get("description", "") for m in shown)
    for letter in "ab@":
        assert told.count(letter) >= whole.text.count(letter), "all is told"
