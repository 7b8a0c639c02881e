from __future__ import annotations

import pytest
from gateway_terminal.editor import Editor, window
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
KEYS = st.lists(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=5)
    | st.sampled_from(
        [LEFT, RIGHT, UP, DOWN, "\r", "\n", "\x7f", "\x17", "\x15", "\x0b", "\x01", "\x05", "\x1b",
         "\x1b[3~", "\x1b[200~", "\x1b[201~", "\x1bOH", "\x1b[1;5C", "\x1b[", "é", "開"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def lines(keys: str) -> list[str]:
    return list(Editor().feed(keys))


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("look up\r", "look up"),
        (f"lok{LEFT}o\r", "look"),
        ("loook\x7f\x7fk\r", "look"),
        ("up\x01look \r", "look up"),
        ("up\x01look \x05!\r", "look up!"),
        ("go back\x17on\r", "go on"),
        ("mistake\x15look\r", "look"),
        (f"look up{LEFT * 3}\x0b\r", "look"),
        (f"lookk{LEFT}\x1b[3~\r", "look"),
        ("look\x1b[99;5~\x1b[1;2P up\r", "look up"),
        ("開門\x7f窓\r", "開窓"),
        ("👩‍🚀\r", "👩‍🚀"),
        ("a\x07\x9b\u202eb\r", "ab"),
    ],
)
def test_keys_become_the_line_a_person_meant(keys: str, line: str):
    assert lines(keys) == [line]


def test_what_is_pasted_stays_one_line():
    assert lines("say: \x1b[200~one\r\ntwo\nthree\x1b[201~\r") == ["say: one  two three"]


def test_the_lines_before_come_back_with_the_arrows():
    editor = Editor()
    assert list(editor.feed(f"one\rtwo\r{UP}{UP}\r")) == ["one", "two", "one"]
    assert list(editor.feed(f"{UP}{UP}{DOWN}{DOWN}new\r")) == ["new"]


def test_control_d_ends_an_empty_line_and_only_that():
    editor = Editor()
    assert list(editor.feed("ab\x01\x04\r")) == ["b"]
    assert not editor.closed
    assert list(editor.feed("\x04never\r")) == []
    assert editor.closed


@given(keys=KEYS)
def test_whatever_the_keys_the_cursor_stays_in_the_line(keys: str):
    editor = Editor()
    for line in editor.feed(keys):
        assert "\n" not in line
    assert 0 <= editor.cursor <= len(editor.text)


@given(keys=KEYS, cut=st.integers(0, 200))
def test_where_the_keyboard_is_read_makes_no_difference(keys: str, cut: int):
    whole, parts = Editor(), Editor()
    expected = list(whole.feed(keys))
    assert [*parts.feed(keys[:cut]), *parts.feed(keys[cut:])] == expected
    assert (parts.text, parts.cursor) == (whole.text, whole.cursor)


def test_a_hundred_thousand_pasted_characters_are_no_burden():
    assert lines("\x1b[200~" + "word " * 20_000 + "\x1b[201~\r") == ["word " * 20_000]


@given(
    text=st.text(alphabet="ab 開é\u0301…", max_size=60),
    cursor=st.integers(0, 60),
    width=st.integers(4, 40),
)
def test_the_part_around_the_cursor_always_fits(text: str, cursor: int, width: int):
    cursor = min(cursor, len(text))
    shown, column = window(text, cursor, width)
    assert cell_len(shown) <= width
    assert 0 <= column < width
    if cell_len(text) < width:
        assert shown == text
