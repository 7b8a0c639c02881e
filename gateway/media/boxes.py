"""MP4 boxes: reading them without trust, writing them without ceremony (ISO 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from gateway.core.errors import MediaError, UnsafeMedia

MOST_INDEX: Final = 64 << 20
"""The largest `moov` we read: hours of film."""

MATRIX: Final = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The picture as it is, neither turned nor moved."""


class PeculiarError(MediaError):
    """A clip that is whole, but can only be one with others after it was coded anew."""


@contextmanager
def untrusted() -> Iterator[None]:
    """Make whatever damaged bytes lead to one error.

    :raises UnsafeMedia: instead of all that reading beyond an end can raise.
    """
    try:
        yield
    except (OSError, struct.error, IndexError, OverflowError, ValueError) as error:
        raise UnsafeMedia(f"it cannot be read ({error})") from error


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box with its length in front."""
    return struct.pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box that has a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def children(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of a box's body, in order.

    :raises UnsafeMedia: a length does not add up.
    """
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1 and at + 16 <= len(data):
            size, start = struct.unpack_from(">Q", data, start)[0], at + 16
        end = len(data) if size == 0 else at + size
        if not start <= end <= len(data):
            raise UnsafeMedia("a box is longer than what it lies in")
        yield kind, data[start:end]
        at = end


def child(data: bytes, *path: bytes) -> bytes | None:
    """The body of the first box at that path, or `None`."""
    for kind in path:
        for found, body in children(data):
            if found == kind:
                data = body
                break
        else:
            return None
    return data


def index(path: Path) -> tuple[bytes, int]:
    """The body of a file's `moov`, and the file's size.

    :raises UnsafeMedia: there is none (a file that was cut off, or is no MP4).
    :raises PeculiarError: it is fragmented.
    """
    size = path.stat().st_size
    moov: bytes | None = None
    with path.open("rb") as file:
        at = 0
        while at + 8 <= size:
            file.seek(at)
            head = file.read(16)
            length, kind = struct.unpack(">I4s", head[:8])
            skip = 8
            if length == 1 and len(head) == 16:
                length, skip = struct.unpack(">Q", head[8:])[0], 16
            length = length or size - at
            if length < skip or at + length > size:
                raise UnsafeMedia("it is cut off or no MP4")
            if kind == b"moof":
                raise PeculiarError("it is fragmented")
            if kind == b"moov" and length <= MOST_INDEX:
                file.seek(at + skip)
                moov = file.read(length - skip)
            at += length
    if moov is None:
        raise UnsafeMedia("it is cut off or no MP4")
    return moov, size


def table(body: bytes | None, width: int, *, head: int = 8) -> list[tuple[int, ...]]:
    """The rows of a table box, each of `width` unsigned 32-bit numbers.

    :raises UnsafeMedia: it is missing or shorter than it says.
    """
    if body is None or len(body) < head:
        raise UnsafeMedia("a table is missing")
    (count,) = struct.unpack_from(">I", body, head - 4)
    if head + count * 4 * width > len(body):
        raise UnsafeMedia("a table is shorter than it says")
    return list(struct.iter_unpack(f">{width}I", body[head : head + count * 4 * width]))


def rows(kind: bytes, values: Iterable[tuple[int, ...]], pattern: str) -> bytes:
    """A table box; `pattern` is the `struct` code of a row."""
    packer = struct.Struct(">" + pattern)
    packed = [packer.pack(*value) for value in values]
    return full(kind, struct.pack(">I", len(packed)), *packed)
