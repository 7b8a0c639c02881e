"""What the painter and the writer are shown, and motion without the price of a clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gemini_shows as shows
from gemini_house import Desk
from gemini_wire import VERTEX, Fault
from gemini_wire import Gemini as Google

from gateway import Picture, Scene, Segment

Sit = Callable[..., Desk]


def drawn(desk: Desk, *turns: int) -> Path:
    """The session's folder with the pictures of these turns."""
    folder = desk.root / str(desk.session) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for turn in turns:
        (folder / f"frame_{turn}.png").write_bytes(shows.picture(turn))
    return folder


def at_the_well(**seen: int) -> Scene:
    picture = Picture(alt="A well.", prompt="A well by night.")
    return Scene(text="Deep.", place="well", picture=picture, state={"memory": {"seen": seen}})


async def test_the_painter_sees_the_last_picture_and_the_first_of_a_place_again(
    desk: Sit, google: Google
):
    sitting = desk()
    drawn(sitting, 0, 2, 4)
    await sitting.draw(sitting.turn(6), at_the_well(gate=0, well=2))
    *shown, words = google.asked[0].body["contents"][0]["parts"]
    assert [part["inlineData"]["mime_type"] for part in shown] == ["image/jpeg"] * 3
    for line in (
        "A well by night.",
        "Picture 1: the moment before.",
        "Picture 2: well as it was seen first.",
        "Picture 3: how the story began, and how it is painted.",
        "1993 camcorder footage",
    ):
        assert line in words["text"]
    assert google.asked[0].size < 200_000, "they are sent small"


async def test_no_more_pictures_are_shown_than_the_settings_say(desk: Sit, google: Google):
    sitting = desk(references=1)
    drawn(sitting, 0, 2, 4)
    await sitting.draw(sitting.turn(6), at_the_well(gate=0, well=2))
    assert len(google.asked[0].body["contents"][0]["parts"]) == 2


async def test_a_run_begins_without_any(desk: Sit, google: Google):
    sitting = desk(aspect="9:16", size="2K")
    frame = await sitting.draw()
    assert (frame.width, frame.height) == (320, 180)
    assert len(google.asked[0].body["contents"][0]["parts"]) == 1
    how = google.asked[0].body["generationConfig"]
    assert how["imageConfig"] == {"aspectRatio": "9:16", "imageSize": "2K"}


async def test_a_hero_in_the_sessions_folder_is_shown_first(desk: Sit, google: Google):
    sitting = desk()
    (drawn(sitting, 0) / "hero.png").write_bytes(shows.picture(7))
    await sitting.draw(sitting.turn(2), at_the_well(gate=0))
    words = google.asked[0].body["contents"][0]["parts"][-1]["text"]
    assert "Picture 1: who is played; they look like this." in words


async def test_a_picture_that_cannot_be_read_is_left_out(desk: Sit, google: Google):
    sitting = desk()
    (drawn(sitting) / "frame_0.png").write_bytes(b"no picture")
    await sitting.draw(sitting.turn(2), at_the_well(gate=0))
    assert len(google.asked[0].body["contents"][0]["parts"]) == 1


async def test_the_writer_sees_the_last_picture_and_knows_the_world(desk: Sit, google: Google):
    sitting = desk()
    drawn(sitting, 0)
    first = await sitting.write()
    await sitting.write(sitting.turn(2, state=first.state))
    begun, next_ = google.asked
    rules = next_.body["systemInstruction"]["parts"][0]["text"]
    for line in ("# Dead Channel", "people of 13 and older", "the code `en`", "## Endings"):
        assert line in rules
    shown = [("inlineData" in part) for part in next_.body["contents"][0]["parts"]]
    assert shown == [False, True, False]
    assert len(begun.body["contents"][0]["parts"]) == 1
    told = next_.body["contents"][0]["parts"][-1]["text"]
    assert "carries lamp, stone 1; with Dana" in told
    assert "In turn 1 something happened." in told


async def test_a_writer_that_does_not_look_is_shown_nothing(desk: Sit, google: Google):
    sitting = desk(sees=False)
    drawn(sitting, 0)
    await sitting.write(sitting.turn(2))
    assert len(google.asked[0].body["contents"][0]["parts"]) == 1


async def test_a_flipbook_moves_for_the_price_of_a_picture(desk: Sit, google: Google):
    import av

    sitting = desk(film="flipbook", panels=4)
    made = await sitting.film()
    assert isinstance(made, Segment)
    assert made.cost == google.bill.total
    assert [charge.what for charge in google.bill.charges] == ["picture"]
    words = google.asked[0].body["contents"][0]["parts"]
    assert [("inlineData" in part) for part in words] == [True, True, False]
    assert "4 panels of the same size in 2 rows and 2 columns" in words[-1]["text"]
    with av.open(str(sitting.root / "clip.mp4")) as clip:
        pictures = [frame.to_ndarray(format="gray") for frame in clip.decode(video=0)]
    assert len(pictures) == 50
    assert made.duration == 50 / 24
    # It begins on the one still, ends on the other, and the panels are between.
    means = [round(float(picture.mean())) for picture in pictures]
    assert len(set(means)) > 6


async def test_a_clip_that_is_sold_by_tokens_is_paid_by_them(desk: Sit, google: Google):
    made = await desk(film="omni", omni="gemini-omni-1.1-flash").clip()
    assert made.cost == google.bill.total == 406_040


async def test_a_film_may_go_on_from_one_picture(desk: Sit, google: Google):
    await desk(film="omni").film(last=False)
    (asked,) = google.calls("order")
    content = asked.body["input"][0]["content"]
    assert [part["type"] for part in content] == ["image", "text"]
    assert content[1]["text"].startswith("Film on from the picture in one take")
    assert asked.body["background"] is True
    assert asked.body["response_format"]["duration"] == "4s"


async def test_vertex_sends_a_clip_of_omni_s_inline(desk: Sit, google: Google, adc: None):
    google.fail("order", Fault(way="inline"))
    sitting = desk(film="omni", **VERTEX)
    await sitting.clip()
    (asked,) = google.calls("order")
    assert asked.body["response_format"]["delivery"] == "inline"
    assert (sitting.root / "clip.mp4").read_bytes()[4:8] == b"ftyp"
