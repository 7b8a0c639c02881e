"""Encoded frames, kept: a tape asked for after play is mostly copying.

Each frame is encoded on every rung of a ladder as its turn ends. A block's file is named after
all that went into it, so that nothing stale is ever found; its last four bytes are a checksum, so
that nothing torn is ever used, and it need not be synced.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway.core.looks import Look, Stamp
from gateway.core.types import Reel, Shot
from gateway.media import frames, gif
from gateway.media.files import fingerprint
from gateway.media.palettes import quantise, quantiser

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER: Final = "blocks"
_CHECK: Final = 4
_VERSION: Final = 2
_ENOUGH: Final = 1.4
"""How many times wider than its copy a picture has to be for the copy to be sharp."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One size on the ladder: the longer side in pixels, colours a frame."""

    side: int
    colours: int

    def size(self, shape: tuple[int, int]) -> tuple[int, int]:
        """Width and height for pictures of that size, which are never blown up."""
        scale = min(1.0, self.side / max(shape))
        return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


LADDER: Final = (
    *(Rung(side, 256) for side in (960, 876, 800, 728, 664, 608, 552, 504, 460, 420, 384, 352)),
    *(Rung(side, 256) for side in (320, 292, 264, 240, 216, 192, 168)),
    *(Rung(side, 64) for side in (144, 112, 88, 64)),
    *(Rung(side, 8) for side in (48, 32, 16)),
)
"""From the best tape to the smallest. A step takes about a sixth of the bytes; colours give way
only where pixels no longer help."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A reel as the tape sees it: where each frame's blocks lie, all of one shape."""

    shots: tuple[Shot, ...]
    title: str
    look: Look
    shape: tuple[int, int]
    folder: Path
    keys: tuple[str, ...]

    def path(self, position: int, rung: Rung) -> Path:
        """Where the block of the frame at that position of the reel lies on that rung."""
        shot = self.shots[position]
        key = self.keys[position]
        return self.folder / f"{shot.frame.stem[:40]}-{key}-{rung.side}-{rung.colours}.block"

    def size(self, position: int, rung: Rung) -> int | None:
        """How many bytes that block adds to a tape, or `None` where it is yet to be made."""
        try:
            length = self.path(position, rung).stat().st_size
        except OSError:
            return None
        return length - _CHECK if length > _CHECK else None

    def stamp(self, position: int) -> Stamp:
        """What a look may write onto that frame; `count` is how many there were by then."""
        shot = self.shots[position]
        return Stamp(title=self.title, at=shot.at, index=position, count=position + 1)


def lay_out(reel: Reel, look: Look, folder: Path) -> Strip:
    """Say where the blocks of a reel lie, whether they are there or not.

    :raises MediaError: a frame is missing or damaged, with its number.
    """
    shape = _shape(reel.shots[0].frame)
    strip = Strip(reel.shots, reel.title, look, shape, folder, ())
    keys = tuple(_key(strip, position) for position in range(len(reel.shots)))
    return Strip(reel.shots, reel.title, look, shape, folder, keys)


def _key(strip: Strip, position: int) -> str:
    frame = strip.shots[position].frame
    try:
        content = fingerprint(frame)
    except OSError:
        frames.open_frame(frame, position + 1)  # says what is wrong with it
        raise
    name = f"{strip.look.__module__}.{strip.look.__qualname__}"
    made_of = (_VERSION, content, name, strip.stamp(position), strip.shape, quantiser())
    return blake2b(repr(made_of).encode("utf-8", "replace"), digest_size=10).hexdigest()


def _shape(path: Path) -> tuple[int, int]:
    """Width and height of our own PNG; of anything else, the working size's."""
    try:
        with path.open("rb") as file:
            start = file.read(24)
    except OSError:
        return frames.SIZE
    if start[:8] != b"\x89PNG\r\n\x1a\n" or len(start) < 24:
        return frames.SIZE
    width, height = struct.unpack(">II", start[16:24])
    return (width, height) if width and height else frames.SIZE


def read(strip: Strip, position: int, rung: Rung) -> bytes | None:
    """The block, or `None` (and no file any more) where it is missing or torn."""
    path = strip.path(position, rung)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body, check = data[:-_CHECK], data[-_CHECK:]
    if len(data) > _CHECK and zlib.crc32(body).to_bytes(_CHECK, "big") == check:
        return body
    path.unlink(missing_ok=True)
    return None


def make(strip: Strip, position: int, rungs: Sequence[Rung] = LADDER) -> None:
    """Encode one frame on those rungs that are missing and keep the blocks.

    :raises MediaError: the frame is missing or damaged, with its number.
    """
    missing = [rung for rung in rungs if strip.size(position, rung) is None]
    if not missing:
        return
    strip.folder.mkdir(parents=True, exist_ok=True)
    picture = frames.open_frame(strip.shots[position].frame, position + 1)
    picture = frames.fit(picture, strip.shape)
    stamp = strip.stamp(position)
    shrink = _Shrinking(picture)
    for rung in missing:
        seen = strip.look(shrink.to(rung.size(strip.shape)), stamp)
        _keep(strip.path(position, rung), gif.block(quantise(seen, rung.colours)))


class _Shrinking:
    """A picture in many sizes, each made from a half, a quarter… that is still large enough.

    What comes out depends on the picture and the size alone.
    """

    def __init__(self, picture: Image) -> None:
        self._levels = [picture]

    def to(self, size: tuple[int, int]) -> Image:
        """The picture at that size."""
        from PIL import Image

        level = 0
        while self._levels[0].width >> (level + 1) >= size[0] * _ENOUGH:
            level += 1
            if level == len(self._levels):
                self._levels.append(self._levels[-1].reduce(2))
        return self._levels[level].resize(size, Image.Resampling.LANCZOS)


def _keep(path: Path, body: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(body + zlib.crc32(body).to_bytes(_CHECK, "big"))
    part.replace(path)
