"""Whatever is delivered fits, and nothing of it is dropped in silence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Attachment, Button, Delivery, Limits, Part, Receipt, SessionId, TextUnit
from gateway.core.delivery import clip, fit, measure, split

ROOM = SessionId.of("fake", "room")
UNITS = st.sampled_from(TextUnit)
TEXTS = st.text(
    st.sampled_from("ab cde.fgh\n!? ,\t\u00e9\u6c49\U0001f600\u200d\u0301"), max_size=400
) | st.text(max_size=200)


def limits(**changes: object) -> st.SearchStrategy[Limits]:
    return st.builds(
        Limits,
        text=st.integers(4, 60),
        caption=st.integers(0, 40),
        label=st.integers(1, 20),
        buttons_per_row=st.integers(1, 3),
        button_rows=st.integers(1, 3),
        attachments=st.integers(1, 3),
        upload=st.none() | st.integers(0, 50),
        picture=st.none() | st.integers(0, 50),
        text_unit=UNITS,
    )


FILES = st.builds(
    Attachment,
    session=st.just(ROOM),
    path=st.sampled_from(["images/frame_0.png", "tapes/t.gif"]),
    size=st.integers(0, 100),
    media_type=st.sampled_from(["image/png", "image/gif", "video/mp4"]),
    link=st.none() | st.just("https://watch/1"),
)
BUTTONS = st.builds(Button, id=st.uuids().map(str), label=TEXTS)
DELIVERIES = st.builds(
    Delivery,
    key=st.just("k"),
    session=st.just(ROOM),
    part=st.sampled_from(Part),
    text=TEXTS,
    buttons=st.lists(st.builds(Button, id=st.uuids().map(str), label=TEXTS), max_size=12).map(
        tuple
    ),
    attachments=st.lists(FILES, max_size=5).map(tuple),
    edits=st.none() | st.just(Receipt(message={"id": 1})),
)


@given(TEXTS, limits(), st.integers(1, 60))
def test_every_word_survives_the_splitting(text: str, limit: Limits, length: int):
    pieces = split(text, length, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    room = max(length, 2 if limit.text_unit is TextUnit.UTF16 else 1)
    assert all(measure(piece, limit) <= room for piece in pieces)


@given(st.lists(st.text("abcdef", min_size=1, max_size=9), min_size=1), st.integers(10, 40))
def test_no_word_that_fits_is_cut(words: list[str], length: int):
    pieces = split(" ".join(words), length, Limits())
    assert [word for piece in pieces for word in piece.split()] == words


def test_a_text_is_split_at_the_best_place_there_is():
    paragraphs = "One whole paragraph.\n\nAnd one\nmore. It goes on."
    assert split(paragraphs, 34, Limits()) == ["One whole paragraph.", "And one\nmore. It goes on."]
    sentences = "Two sentences here. And one more there."
    assert split(sentences, 30, Limits()) == ["Two sentences here.", "And one more there."]
    words = "words without any other break"
    assert split(words, 20, Limits()) == ["words without any", "other break"]


@given(TEXTS, st.integers(1, 30), limits())
def test_a_clipped_label_fits_and_shows_that_it_was_longer(text: str, length: int, limit: Limits):
    clipped = clip(text, length, limit)
    assert measure(clipped, limit) <= length
    assert clipped == text or clipped.endswith("…")


@settings(max_examples=300)
@given(DELIVERIES, limits())
def test_every_message_keeps_every_limit(delivery: Delivery, limit: Limits):
    for message in fit(delivery, limit):
        assert measure(message.text, limit) <= limit.text
        assert len(message.buttons) <= limit.buttons
        assert all(measure(b.label, limit) <= limit.label for b in message.buttons)
        assert len(message.attachments) <= limit.attachments
        for file in message.attachments:
            assert limit.upload is None or file.size <= limit.upload
            assert (
                limit.picture is None or "png" not in file.media_type or file.size <= limit.picture
            )
            assert measure(message.text, limit) <= max(limit.caption, 0) or message.text == "…"


@settings(max_examples=300)
@given(DELIVERIES, limits())
def test_nothing_is_dropped_in_silence(delivery: Delivery, limit: Limits):
    messages = fit(delivery, limit)
    together = "".join("".join(m.text.split()) for m in messages)
    assert "".join(delivery.text.split()) in together
    assert [b.id for m in messages for b in m.buttons] == [b.id for b in delivery.buttons]
    kept = [file for m in messages for file in m.attachments]
    for file in delivery.attachments:
        said = file.link if file.link else file.path
        assert file in kept or said in together
    assert [m.key for m in messages] == ["k", *(f"k/{n}" for n in range(1, len(messages)))]
    assert [m.edits for m in messages] == [delivery.edits, *[None] * (len(messages) - 1)]


def test_a_short_text_is_the_caption_of_its_picture():
    file = Attachment(session=ROOM, path="images/a.png", size=1, media_type="image/png")
    words = Delivery(key="k", session=ROOM, part=Part.PICTURE, text="words", attachments=(file,))
    (message,) = fit(words, Limits())
    assert (message.text, message.attachments) == ("words", (file,))
    before, picture = fit(words, Limits(caption=4))
    assert (before.text, picture.text) == ("words", "")


def test_a_file_that_is_too_large_becomes_a_link_or_a_sentence():
    file = Attachment(session=ROOM, path="films/f.mp4", size=9_000_000, media_type="video/mp4")
    film = Delivery(key="k", session=ROOM, part=Part.FILM, attachments=(file,))
    (said,) = fit(film, Limits(upload=8_000_000))
    assert "films/f.mp4 has 9.0 MB and this chat takes 8.0 MB" in said.text
    assert said.part is Part.NOTICE
