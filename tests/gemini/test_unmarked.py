"""Emphasis that a model wrote all the same is not read as signs."""

from __future__ import annotations

import pytest
from gateway_gemini.draft import narration, read
from gateway_gemini.unmarked import unmarked
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("The *door* opens. **Run!**", "The door opens. Run!"),
        ("***Now*** or __never__, _he_ says.", "Now or never, he says."),
        ("It is 3 * 4 * 5, and snake_case_names stay.", None),
        ("1986. The *summer* it rained.\n- Who? she *says*.",
         "1986. The summer it rained.\n- Who? she says."),
        ("One *a*.\n\nTwo.", "One a.\n\nTwo."),
        ("`code`, <b>, & [a link](b), \\*", None),
        ("* * *", None),
    ],
)  # fmt: skip
def test_marks_go_and_signs_that_mark_nothing_stay(written: str, read_as: str | None):
    assert unmarked(written) == (written if read_as is None else read_as)


@given(st.text("ab *_\n", max_size=40))
def test_no_letter_is_lost(text: str):
    assert [c for c in unmarked(text) if c in "ab"] == [c for c in text if c in "ab"]


def test_a_turn_is_read_without_them_and_so_are_its_first_words():
    written = """{"narration": "It is *cold*.", "place": "**Gate**", "picture": "p", "alt": "_a_",
        "choices": [{"label": "*Go*"}, {"label": "Stay", "hint": "_safe_"}]}"""
    draft = read(written)
    assert (draft.narration, draft.place, draft.alt) == ("It is cold.", "Gate", "a")
    assert [(way.label, way.hint) for way in draft.choices] == [("Go", ""), ("Stay", "safe")]
    begun = (
        '{"narration": "It is *cold*. Rung by rung you climb down into the dark, and then the do'
    )
    assert narration(begun).startswith("It is cold. Rung by rung you climb")
