"""What files in a session's folder are called, and which names may be asked for at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from gateway.core.errors import UnsafeMedia

STATE: Final = "state.json"
HISTORY: Final = "history.json"
IMAGES: Final = "images"
TAPES: Final = "tapes"
SEGMENTS: Final = "films/segments"
FILMS: Final = "films/final"
VIDEOS: Final = "videos"
HERO: Final = f"{IMAGES}/hero.png"
"""The picture of who is played, where somebody sent one."""
PART: Final = ".part"
"""The end of the name of whatever is not whole yet."""

_LONGEST: Final = 200
"""Bytes of one name; the rest up to a file system's 255 is for the ending of a part."""
_FARTHEST: Final = 600
"""Characters of a path inside a session's folder."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
"""Characters that some file system refuses or takes for something else."""


def frame(index: int) -> str:
    """The still of turn `index`.

    >>> frame(3)
    'images/frame_3.png'
    """
    return f"{IMAGES}/frame_{_index(index)}.png"


def segment(a: int, b: int) -> str:
    """The way from the still of turn `a` to that of turn `b`.

    >>> segment(0, 1)
    'films/segments/seg_0_1.mp4'
    """
    return f"{SEGMENTS}/seg_{_index(a)}_{_index(b)}.mp4"


def tape(at: datetime) -> str:
    """The tape that an event of the time `at` asked for; the same event, the same name.

    >>> tape(datetime(2025, 12, 19, 19, 30, tzinfo=UTC))
    'tapes/tape_20251219_193000.gif'
    """
    return f"{TAPES}/tape_{_stamp(at)}.gif"


def film(at: datetime) -> str:
    """The film that an event of the time `at` asked for.

    >>> film(datetime(2025, 12, 19, 19, 30, tzinfo=UTC))
    'films/final/HD_tape_20251219_193000.mp4'
    """
    return f"{FILMS}/HD_tape_{_stamp(at)}.mp4"


def rendition(path: str, limit: int | None, ending: str) -> str:
    """A tape or film once more, in at most `limit` bytes.

    >>> rendition("tapes/tape_20251219_193000.gif", 8_000_000, "mp4")
    'videos/tape_20251219_193000_8000000.mp4'
    """
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return f"{VIDEOS}/{stem}_{limit or 'whole'}.{ending}"


def is_rendition(path: str, of: str) -> bool:
    """Whether a path is that of a rendition of a tape or film.

    >>> is_rendition("videos/tape_20251219_193000_whole.mp4", "tapes/tape_20251219_193000.gif")
    True
    """
    return path.rpartition("_")[0] == rendition(of, None, "").rpartition("_")[0]


def split(relative: str) -> tuple[str, ...]:
    """The names along a path inside a session's folder, each harmless on every file system.

    :raises UnsafeMedia: it is absolute, goes up, or holds a name that some file system refuses.
    """
    names = tuple(relative.split("/"))
    if len(relative) > _FARTHEST or any(map(_is_unsafe, names)):
        raise UnsafeMedia(
            f"{relative[:80]!r} is no file of a session: use a relative path with forward "
            "slashes that does not leave the session's folder."
        )
    return names


def _is_unsafe(name: str) -> bool:
    # A name that ends in a dot or a space is another name on Windows.
    if not name or name[-1] in ". " or _FORBIDDEN.search(name):
        return True
    try:
        return len(name.encode()) > _LONGEST
    except UnicodeEncodeError:
        return True


def _index(index: int) -> int:
    if index < 0:
        raise ValueError(f"Turns count from 0, there is no {index}.")
    return index


def _stamp(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("A time without its zone cannot name a file: make it aware.")
    return at.astimezone(UTC).strftime("%Y%m%d_%H%M%S")
