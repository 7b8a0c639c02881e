"""What a typed line asks for, and how our own sentences name a verb."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import VERBS, Verb, spelt, understand
from gateway.core import phrases


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2", (Verb.CHOOSE, "2")),
        (" #2. ", (Verb.CHOOSE, "2")),
        ("٢", (Verb.CHOOSE, "2")),
        ("Status", (Verb.STATUS, "")),
        ("rewind 4", (Verb.REWIND, "4")),
        ("Rewind  04", (Verb.REWIND, "4")),
        ("rewind the tape", (Verb.SAY, "rewind the tape")),
        ("Watch k7qx-2m9p-3rtv-w8yz", (Verb.WATCH, "k7qx-2m9p-3rtv-w8yz")),
        (
            "follow https://a.b/s/K7QX-2M9P-3RTV-W8YZ",
            (Verb.FOLLOW, "https://a.b/s/K7QX-2M9P-3RTV-W8YZ"),
        ),
        ("link 7KQ2-M9PX", (Verb.LINK, "7KQ2-M9PX")),
        ("follow stranger", (Verb.SAY, "follow stranger")),
        ("watch well-made", (Verb.SAY, "watch well-made")),
        ("start the engine", (Verb.SAY, "start the engine")),
        ("1984", (Verb.SAY, "1984")),
        ("", (Verb.SAY, "")),
    ],
)
def test_a_line_is_a_number_a_verb_alone_or_something_to_do(line: str, expected: tuple[Verb, str]):
    assert understand(line) == expected


@pytest.mark.parametrize(
    "word",
    ["say", "choose", "watch", "forget", "follow", "unfollow", "unshare", "unlink", "silence"],
)
def test_what_needs_an_argument_or_destroys_is_no_verb_by_its_word_alone(word: str):
    assert understand(word) == (Verb.SAY, word)


@given(st.text())
def test_any_line_means_something_and_loses_no_word(line: str):
    verb, argument = understand(line)
    assert verb in VERBS.values()
    assert verb is not Verb.SAY or argument == line.strip()


def slash(verb: Verb) -> str:
    return f"/story {verb.value}"


def test_our_sentences_name_a_verb_as_it_is_asked_for_there():
    assert spelt(phrases.NO_RUN, slash) == (
        "No story is running here. Say /story start to begin one."
    )
    assert spelt("such as `rewind 3`.", slash) == "such as /story rewind 3."


def test_the_help_names_every_verb_as_it_is_asked_for_there():
    told = spelt(phrases.HELP.format(worlds="dead-channel"), slash)
    assert "/story tape · /story film — the run so far as a GIF, as a film" in told
    assert "/story start [WORLD] [SEED] — begin a story; worlds: dead-channel" in told
    assert "  " not in told


@given(st.text(st.characters(exclude_characters="`"), min_size=1).filter(lambda s: "  " not in s))
def test_words_without_marks_stay_as_they_are(text: str):
    assert spelt(text, slash) == text
