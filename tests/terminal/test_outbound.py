from __future__ import annotations

import io
import re

import pytest
from gateway_terminal import outbound
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from gateway import JSON, Attachment, Button, Delivery, Part, SessionId

SESSION = SessionId.of("terminal", "play")
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))
SCENES = st.dictionaries(
    st.sampled_from(["title", "place", "health", "inventory", "run", "turn", "else"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | ANYTHING,
        lambda inner: st.lists(inner) | st.dictionaries(ANYTHING, inner),
        max_leaves=4,
    ),
)


def delivery(part: Part = Part.WORDS, **what: object):
    return Delivery(key="d1", session=SESSION, part=part, **what)


def attachment(path: str = "tapes/tape_1.gif", **what: object):
    return Attachment(session=SESSION, path=path, size=1_234_567, media_type="image/gif", **what)


def printed(shown: RenderableType, width: int = 80):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(shown, crop=False)
    return console.file.getvalue()


SCENE = {
    "title": "The Signal Room",
    "place": "Deck four",
    "health": 72,
    "inventory": ["flare gun", "keycard"],
    "run": 2,
    "turn": 7,
}


def test_words_stand_in_their_scene():
    text = printed(outbound.render(delivery(text="The corridor hums.", scene=SCENE), "sessions"))
    for word in ("The Signal Room", "Deck four", "72", "flare gun · keycard", "run 2", "turn 7"):
        assert word in text
    assert "The corridor hums." in text


def test_words_without_a_scene_are_just_words():
    assert printed(outbound.render(delivery(text="Hello."), "sessions")).split() == ["Hello."]


def test_choices_are_numbered_and_an_unusual_kind_is_said_in_a_word():
    buttons = (Button(id="x", label="Go on"), Button(id="y", label="Jump", kind="risk"))
    lines = printed(outbound.render(delivery(buttons=buttons), "sessions")).splitlines()
    assert [line.split() for line in lines if line.strip()] == [
        ["1", "Go", "on"],
        ["2", "Jump", "·", "risk"],
    ]


@pytest.mark.parametrize(("health", "full"), [(0, 0), (50, 5), (100, 10), (900, 10), (-3, 0)])
def test_health_is_ten_cells(health: JSON, full: int):
    text = printed(outbound.render(delivery(scene={"health": health}), "sessions"))
    assert text.count("━") == full
    assert text.count("╌") == 10 - full


def test_a_repeat_says_so():
    assert "again" in printed(outbound.render(delivery(text="Hello.", again=True), "sessions"))


def test_markup_in_a_story_is_only_text():
    evil = "[bold red]alarm[/] [link=http://evil]x[/link] :smile:"
    text = printed(outbound.render(delivery(text=evil, scene={"title": evil}), "sessions"), 200)
    assert text.count(evil) == 2


@given(text=ANYTHING, scene=SCENES, label=ANYTHING, kind=ANYTHING, part=st.sampled_from(Part))
def test_nothing_a_story_holds_can_act_on_the_terminal(
    text: str, scene: dict[str, JSON], label: str, kind: str, part: Part
):
    shown = outbound.render(
        delivery(
            part,
            text=text,
            scene=scene,
            buttons=(Button(id="x", label=label, kind=kind),),
            attachments=(attachment(alt=text, link=label), attachment(path=f"tapes/{text}")),
            progress=0.5,
        ),
        "sessions",
    )
    seen = printed(shown)
    seen.encode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", seen)


@pytest.mark.parametrize("part", [Part.TAPE, Part.FILM, Part.SEGMENT])
def test_what_moves_is_a_line_with_the_path_where_it_lies(part: Part):
    long = "tapes/" + "deep/" * 40 + "tape_1.gif"
    text = printed(outbound.render(delivery(part, attachments=(attachment(long),)), "my root"))
    assert f"my root/terminal.play/{long}" in text
    assert "1.2 MB" in text


def test_a_path_in_a_bucket_is_shown_as_its_address():
    text = printed(
        outbound.render(delivery(Part.TAPE, attachments=(attachment(),)), "s3://bucket/tapeway/")
    )
    assert "s3://bucket/tapeway/terminal.play/tapes/tape_1.gif" in text


def test_a_file_that_is_watched_elsewhere_shows_its_link():
    film = delivery(Part.FILM, attachments=(attachment(link="https://example.org/w/1"),))
    assert "https://example.org/w/1" in printed(outbound.render(film, "sessions"))


def test_a_picture_that_cannot_be_shown_is_told():
    frame = delivery(Part.PICTURE, attachments=(attachment(alt="A red corridor."),))
    assert "A red corridor." in printed(outbound.render(frame, "sessions"))
    assert "images/frame_3.png" in printed(
        outbound.render(
            delivery(Part.PICTURE, attachments=(attachment("images/frame_3.png"),)), "sessions"
        )
    )


def test_a_notice_is_its_text():
    assert "Nothing is running." in printed(
        outbound.render(delivery(Part.NOTICE, text="Nothing is running."), "sessions")
    )


def test_half_a_character_is_shown_as_a_whole_one():
    shown = printed(
        outbound.render(delivery(text="half \ud83d", scene={"place": "\udc00"}), "sessions")
    )
    assert shown.count("\N{REPLACEMENT CHARACTER}") == 2


def test_progress_shows_its_word_a_bar_and_the_share():
    line = outbound.progress(delivery(Part.PROGRESS, text="EJECTING…", progress=0.6)).plain
    assert line.split() == ["EJECTING…", "█" * 12 + "░" * 8, "60%"]


def test_a_bar_that_was_drawn_already_is_not_drawn_twice():
    line = outbound.progress(delivery(Part.PROGRESS, text="REWINDING… ███░░", progress=0.6)).plain
    assert line.count("█") == 12


@given(text=ANYTHING, share=st.floats() | st.none(), width=st.integers(40, 200))
def test_progress_is_always_one_line(text: str, share: float | None, width: int):
    line = outbound.progress(delivery(Part.PROGRESS, text=text, progress=share), width)
    assert "\n" not in line.plain
    assert line.cell_len <= width


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_words_fit_whatever_the_width(width: int):
    shown = outbound.render(
        delivery(text="word " * 300, scene=SCENE, buttons=(Button(id="x", label="w " * 90),)),
        "sessions",
    )
    assert max(map(len, printed(shown, width).splitlines())) <= width
