from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from gateway import MediaError, StorageFull, UnsafeMedia
from gateway.media import frames
from gateway.media.files import fingerprint, room, whole

Paint = Callable[..., Image.Image]


def chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + check


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def png_claiming(width: int, height: int) -> bytes:
    """A small file that would be decoded to very many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1 << 20))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_what_a_plugin_drew_becomes_a_png_of_the_working_size(
    tmp_path: Path, paint: Paint, kind: str
) -> None:
    source, path = tmp_path / "drawn", tmp_path / "frame_0.png"
    paint(1, (640, 360)).save(source, kind)
    frame = await frames.admit_frame(source, path, size=(320, 180))
    assert (frame.width, frame.height) == (320, 180)
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (320, 180))
    assert files_in(tmp_path) == ["drawn", "frame_0.png"]


def test_a_frame_may_be_admitted_in_its_own_place(tmp_path: Path, paint: Paint) -> None:
    path = tmp_path / "frame_0.png"
    paint(1, (99, 71)).save(path)
    frames.admit(path, path, (160, 90))
    with Image.open(path) as image:
        assert image.size == (160, 90)


def test_the_same_bytes_give_the_same_bytes(tmp_path: Path, paint: Paint) -> None:
    source = tmp_path / "drawn.png"
    paint(1, (200, 113)).save(source)
    for name in ("a.png", "b.png"):
        frames.admit(source, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_metadata_does_not_survive(tmp_path: Path, paint: Paint) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "taken at home", zip=True)
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    source, path = tmp_path / "drawn.png", tmp_path / "frame_0.png"
    paint(1).save(source, pnginfo=words, exif=exif, icc_profile=b"x" * 200)
    frames.admit(source, path, (160, 90))
    with Image.open(path) as image:
        image.load()
        assert image.info == {}
        assert not image.getexif()


def test_a_picture_on_its_side_is_stood_up(tmp_path: Path) -> None:
    source = tmp_path / "drawn.jpg"
    image = Image.new("RGB", (90, 160), "blue")
    image.paste("red", (0, 0, 90, 80))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned to the right
    image.save(source, exif=exif)
    upright = frames.open_picture(source)
    assert upright.size == (160, 90)
    assert upright.getpixel((150, 45))[0] > 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "I;16", "I", "CMYK"])
def test_every_kind_of_picture_comes_out_in_plain_colours(tmp_path: Path, mode: str) -> None:
    suffix = "jpg" if mode == "CMYK" else "webp" if mode == "PA" else "png"
    picture = Image.new("RGB", (40, 30), (250, 250, 250))
    if mode == "PA":
        picture = picture.convert("RGBA")
    elif mode.startswith("I"):
        picture = Image.fromarray(np.full((30, 40), 64000, np.uint16))
    else:
        picture = picture.convert(mode)
    picture.save(tmp_path / f"drawn.{suffix}")
    opened = frames.open_picture(tmp_path / f"drawn.{suffix}")
    assert opened.mode == "RGB"
    assert min(opened.getpixel((20, 15))) > 240


def test_what_is_transparent_turns_black(tmp_path: Path) -> None:
    Image.new("RGBA", (10, 10), (255, 255, 255, 0)).save(tmp_path / "drawn.png")
    assert frames.open_picture(tmp_path / "drawn.png").getpixel((5, 5)) == (0, 0, 0)


def test_a_nearly_fitting_picture_fills_the_frame(paint: Paint) -> None:
    white = Image.new("RGB", (1024, 600), "white")
    fitted = frames.fit(white, (1280, 720))
    assert fitted.size == (1280, 720)
    assert fitted.getpixel((0, 360)) == (255, 255, 255)


def test_a_portrait_is_shown_whole_on_a_dark_backdrop() -> None:
    white = Image.new("RGB", (400, 900), "white")
    fitted = frames.fit(white, (1280, 720))
    assert fitted.getpixel((640, 2)) == (255, 255, 255)
    assert max(fitted.getpixel((20, 360))) < 140


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (7, 5)])
def test_the_oddest_shapes_fit(size: tuple[int, int]) -> None:
    assert frames.fit(Image.new("RGB", size, "red"), (160, 90)).size == (160, 90)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty", b""),
        ("text", b"<html>503</html>"),
        ("short", b"\x89PNG\r\n\x1a\n"),
        ("gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("bomb", png_claiming(50_000, 50_000)),
        ("wide", png_claiming(20_000, 100)),
    ],
)
async def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes
) -> None:
    source, path = tmp_path / name, tmp_path / "frame_0.png"
    source.write_bytes(content)
    with pytest.raises(UnsafeMedia, match=f"{name} (is|has) .*(again|smaller)"):
        frames.admit(source, path)
    assert not path.exists()


@pytest.mark.parametrize("size", [(17_000, 10), (10, 17_000), (8_000, 6_000)])
def test_a_whole_picture_may_be_too_large_too(tmp_path: Path, size: tuple[int, int]) -> None:
    source = tmp_path / "drawn.png"
    Image.new("1", size).save(source)
    with pytest.raises(UnsafeMedia, match=f"is {size[0]}x{size[1]} pixels; at most"):
        frames.open_picture(source)


async def test_a_bomb_costs_one_error_in_a_worker_too(tmp_path: Path) -> None:
    source = tmp_path / "bomb.png"
    source.write_bytes(png_claiming(20_000, 20_000))
    with pytest.raises(UnsafeMedia, match="far more than the 40,000,000 pixels"):
        await frames.admit_frame(source, tmp_path / "frame_0.png")


async def test_a_picture_that_was_sent_is_kept_whole_modest_and_without_what_the_camera_wrote(
    tmp_path: Path, paint: Paint
) -> None:
    source, path = tmp_path / "sent", tmp_path / "hero.png"
    exif = Image.Exif()
    exif[0x0112] = 6  # taken upright
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}  # where
    paint(1, (3000, 1500)).save(source, "JPEG", exif=exif)
    kept = await frames.admit_picture(source, path)
    assert (kept.width, kept.height) == (512, 1024)
    with Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", (512, 1024))
        assert not image.getexif()
        assert image.info == {}


async def test_a_photograph_of_fifty_million_pixels_can_be_sent(tmp_path: Path) -> None:
    source = tmp_path / "sent"
    Image.new("RGB", (8160, 6120), "green").save(source, "JPEG")
    assert (await frames.admit_picture(source, tmp_path / "hero.png")).width == 1024


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"^it has 0 bytes; a picture has between 1 and 67,108,864: send another one\.$"),
        (b"ftypheic", r"^it is no PNG or JPEG or WEBP picture that we open: send another one\.$"),
        (png_claiming(20_000, 100), r"^it is 20000x100 pixels; at most .*: use a smaller one\.$"),
    ],
)
async def test_one_that_cannot_be_used_is_refused_with_a_sentence_for_whoever_sent_it(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "sent").write_bytes(content)
    with pytest.raises(UnsafeMedia, match=sentence):
        await frames.admit_picture(tmp_path / "sent", tmp_path / "hero.png")
    assert not (tmp_path / "hero.png").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsafeMedia, match=r"no picture frame_9\.png"):
        frames.admit(tmp_path / "frame_9.png", tmp_path / "out.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_refused(
    tmp_path: Path, paint: Paint, kind: str, share: float
) -> None:
    buffer = io.BytesIO()
    paint(3, (320, 180)).save(buffer, kind)
    source = tmp_path / "drawn"
    source.write_bytes(buffer.getvalue()[: int(len(buffer.getvalue()) * share)])
    with pytest.raises(UnsafeMedia):
        frames.admit(source, tmp_path / "frame_0.png")


def test_a_frame_of_a_reel_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"Frame 7 \(frame_6\.png\) cannot be read"):
        frames.open_frame(tmp_path / "frame_6.png", 7)


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    with whole(path) as part:
        part.write_bytes(b"one")
        assert not path.exists()
    with pytest.raises(TypeError), whole(path) as part:
        part.write_bytes("half way")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_process_left_half_written_is_not_written_on(tmp_path: Path) -> None:
    stale = tmp_path / "file.part"
    stale.write_bytes(b"half of someth")
    with whole(tmp_path / "file") as part:
        assert not stale.exists()
        part.write_bytes(b"all")
    assert files_in(tmp_path) == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_an_operators_matter() -> None:
    with (
        pytest.raises(StorageFull, match=r"No room to write frame_0\.png: free some space"),
        room(Path("frame_0.png")),
        Path("/dev/full").open("wb", buffering=0) as file,
    ):
        file.write(b"x")


def test_a_fingerprint_tells_pictures_of_one_name_apart(tmp_path: Path, paint: Paint) -> None:
    path = tmp_path / "frame_0.png"
    seen = set()
    for index in range(4):
        frames.write_frame(paint(index), path)
        seen.add(fingerprint(path))
    frames.write_frame(paint(0), path)
    assert len(seen) == 4
    assert fingerprint(path) in seen
