"""Session ids keep what section 2 of the design promises, and not just for nice ones."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gateway.core.errors import InvalidSessionId, TapewayError
from gateway.core.ids import MAX_LENGTH, SessionId

PLATFORMS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
NASTY = st.sampled_from(["_", "__", "~", ".", "..", "-", "A", "_a", "~2e", "/", "\\", "\0", " "])
PARTS = st.lists(
    st.text(min_size=1, max_size=6)
    | st.text("aA_~.-0é", min_size=1, max_size=8)
    | st.lists(NASTY, min_size=1, max_size=4).map("".join),
    min_size=1,
    max_size=4,
)
WRITTEN = re.compile(r"[a-z][a-z0-9-]*(\.([a-z0-9-]|_[a-z]|__|~[0-9a-f]{2})+)+")


@st.composite
def ids(draw: st.DrawFn) -> SessionId:
    """Any id there can be, the longest included."""
    try:
        return SessionId.of(draw(PLATFORMS), *draw(PARTS))
    except InvalidSessionId:
        assume(False)
        raise


def test_the_example_of_the_design() -> None:
    session = SessionId.of("slack", "T024BE7LH", "C2147483705", "1718900000.123456")
    assert str(session) == "slack._t024_b_e7_l_h._c2147483705.1718900000~2e123456"
    assert SessionId.parse(str(session)) == session


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("default",), "web.default"),
        (("T", "_", "a-9"), "web._t.__.a-9"),
        (("_T",), "web.___t"),
        (("é",), "web.~c3~a9"),
        (("~2e", "."), "web.~7e2e.~2e"),
        (("..",), "web.~2e~2e"),
        (("-100123",), "web.-100123"),
    ],
)
def test_an_id_is_written_like_this(parts: tuple[str, ...], written: str) -> None:
    assert str(SessionId.of("web", *parts)) == written
    assert SessionId.parse(written).parts == parts


@given(ids())
@example(SessionId.of("web", "İ", "ß", "K", "ſ"))
def test_reading_what_was_written_gives_the_same_id(session: SessionId) -> None:
    assert SessionId.parse(str(session)) == session
    assert str(SessionId.parse(str(session))) == str(session)


@given(ids())
def test_an_id_is_a_harmless_folder_name(session: SessionId) -> None:
    name = str(session)
    assert WRITTEN.fullmatch(name)
    assert len(name) <= MAX_LENGTH == 120
    assert name == name.casefold() == name.upper().lower()
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert unicodedata.normalize(form, name) == name  # type: ignore[arg-type]


@given(ids(), ids())
def test_two_ids_never_meet(one: SessionId, other: SessionId) -> None:
    assert (one == other) == (str(one) == str(other))
    assert (one == other) == (str(one).casefold() == str(other).casefold())


@given(PLATFORMS, PARTS, st.data())
def test_parts_that_look_alike_never_meet(
    platform: str, parts: list[str], data: st.DataObject
) -> None:
    """The near misses: other case, one character escaped by hand, parts joined or split."""
    index = data.draw(st.integers(0, len(parts) - 1))
    part = parts[index]
    change = data.draw(
        st.sampled_from([str.swapcase, str.upper, str.lower, str.casefold, repr, _escaped, _cut])
    )
    near = [*parts[:index], *_listed(change(part)), *parts[index + 1 :]]
    assume(near != parts and all(near))
    try:
        one, other = SessionId.of(platform, *parts), SessionId.of(platform, *near)
    except InvalidSessionId:
        assume(False)
        raise
    assert str(one).casefold() != str(other).casefold()


def _escaped(part: str) -> str:
    return str(SessionId.of("x", part))[2:]


def _cut(part: str) -> list[str]:
    return [part[: len(part) // 2] or "x", part[len(part) // 2 :]]


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


@given(
    st.text(max_size=30)
    | st.from_regex(r"[a-z]{1,3}(\.([a-zA-Z_~.-]|~[0-9a-fA-F]{1,2}){0,4}){0,3}", fullmatch=True)
    | st.from_regex(r"web\.(~[0-9a-f]{2}){1,5}", fullmatch=True)
)
@example("web.~41")
@example("web.~2E")
@example("web.~c3")
@example("web.~ed~a0~80")
@example("web.~c0~ae")
@example("web.default\n")
@example("web.d\u0131")
def test_what_would_not_be_written_is_not_read(text: str) -> None:
    try:
        session = SessionId.parse(text)
    except InvalidSessionId:
        return
    assert str(session) == text


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "web", "web.", ".default", "web..default", "Web.default", "web.Default",
        "web._", "web.___", "web._1", "web._T", "web.~", "web.~2", "web.~2E", "web.~61", "web.~41",
        "web.~5f", "web.~2d", "web.~c3", "web.~ff", "web.~c0~ae", "web.~ed~a0~80", "web.a b",
        "web.a/b", "web.ä", "web.default ", "web.default\n", "web\n.default", "9web.default",
        "-web.default", "../web.default", "web.default/..", "con.default", "_web.default",
        "w" * 33 + ".default", "web." + "a" * 117, "web." + "a" * 1_000_000,
    ],
)  # fmt: skip
def test_only_one_spelling_is_read(text: str) -> None:
    with pytest.raises(InvalidSessionId) as caught:
        SessionId.parse(text)
    assert isinstance(caught.value, TapewayError)
    assert len(str(caught.value)) < 500, "an error is a sentence, whatever was sent"


@pytest.mark.parametrize("parts", [(), ("",), ("a", ""), ("", "a")])
def test_an_id_has_parts_and_no_empty_one(parts: tuple[str, ...]) -> None:
    with pytest.raises(InvalidSessionId, match="at least one part"):
        SessionId.of("web", *parts)


@pytest.mark.parametrize("part", ["\ud800", "a\udfff"])
def test_half_a_character_is_no_part(part: str) -> None:
    with pytest.raises(InvalidSessionId, match="no Unicode character"):
        SessionId.of("web", part)


@pytest.mark.parametrize(
    "device",
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))],
)
def test_no_platform_is_a_device_of_windows(device: str) -> None:
    with pytest.raises(InvalidSessionId, match="give the platform another name"):
        SessionId.of(device, "default")
    assert str(SessionId.of(f"{device}x", device)) == f"{device}x.{device}"


@pytest.mark.parametrize(
    "platform", ["", "Web", "9gag", "-web", "we_b", "we.b", "wéb", "web\n", "w" * 33, "~77eb"]
)
def test_a_platform_has_a_plain_name(platform: str) -> None:
    with pytest.raises(InvalidSessionId, match="no platform name"):
        SessionId.of(platform, "default")


def test_an_id_is_as_long_as_it_is_written() -> None:
    assert len(str(SessionId.of("web", "a" * 116))) == MAX_LENGTH
    assert len(str(SessionId.of("web", "A" * 58))) == MAX_LENGTH
    for part in ("a" * 117, "A" * 59, "." * 39):
        with pytest.raises(InvalidSessionId, match="may have 120 characters"):
            SessionId.of("web", part)


def test_a_thread_is_a_sibling_of_its_channel() -> None:
    channel = SessionId.of("discord", "1", "2")
    thread = SessionId.of("discord", "1", "2", "3")
    assert "/" not in str(thread)
    assert sorted([thread, channel]) == [channel, thread]
    assert len({channel, thread, SessionId.parse(str(channel))}) == 2
