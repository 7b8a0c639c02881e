"""Codes: enough letters that nobody guesses one, and read back however they are typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.core import codes

CODES = st.text(codes.LETTERS, min_size=codes.LENGTH, max_size=codes.LENGTH).map(codes.spell)


def test_a_code_has_eighty_bits_and_sixty_without_its_name():
    assert len(set(codes.LETTERS)) == 32
    assert codes.LENGTH * 5 == 80
    assert (codes.LENGTH - len(codes.name(codes.new_code()))) * 5 >= 60


def test_no_letter_of_a_code_is_mistaken_for_another():
    assert not set("ILOU") & set(codes.LETTERS)
    assert codes.LETTERS.isascii()


def test_codes_are_new_each_time_and_use_all_letters():
    made = [codes.new_code() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert set("".join(made)) == {*codes.LETTERS, "-"}


def test_a_code_is_no_word():
    assert all(any(map(str.isdigit, codes.new_code(codes.SHORT))) for _ in range(500))


@given(CODES)
def test_a_code_is_read_as_it_is_shown(code: str):
    assert codes.read(code) == code


@given(CODES, st.sampled_from(["", " ", "-", "–", "_", " - ", "\u00a0"]))
def test_a_code_is_read_however_it_is_typed(code: str, gap: str):
    letters = code.replace("-", "")
    mistaken = letters.translate(str.maketrans("01", "oL"))
    typed = gap.join(char.lower() if ord(char) % 2 else char for char in mistaken)
    assert codes.read(f"  {typed} ") == code


@given(CODES, st.sampled_from(["https://a.example/s/{}", "<http://h/s/{}>", "h/{}/?x=1#t=2"]))
def test_a_code_is_read_out_of_the_link_of_its_page(code: str, link: str):
    assert codes.read(link.format(code)) == code


@given(st.text(max_size=200))
def test_whatever_is_read_is_a_code(text: str):
    read = codes.read(text)
    assert read is None or codes.read(read) == read


@given(CODES, st.integers(0, codes.LENGTH - 1))
def test_a_code_that_lacks_a_letter_or_has_one_too_many_is_none(code: str, at: int):
    letters = code.replace("-", "")
    assert codes.read(letters[:at] + letters[at + 1 :]) is None
    assert codes.read(f"{letters}0") is None


def test_what_is_far_too_long_is_not_looked_at():
    assert codes.read(f"{'x' * 501}/{codes.new_code()}") is None


def test_the_digest_of_a_code_does_not_hold_it():
    code = codes.new_code()
    assert codes.digest(code) == codes.digest(code) != codes.digest(codes.new_code())
    assert code.replace("-", "").lower() not in codes.digest(code)
