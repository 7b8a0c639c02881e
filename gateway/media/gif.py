"""The GIF container, written by hand: header, then blocks that were encoded on their own.

A block is what one frame adds to a file: image descriptor, a palette of its own, LZW data. It
does not know when it is shown; a control extension in front of it says so.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

TRAILER: Final = b";"
CONTROL_SIZE: Final = 8

_COMMENT_MOST: Final = 255
_HAS_TABLE: Final = 0x80
_DESCRIPTOR: Final = 0x2C
_EXTENSION: Final = 0x21


def header(size: tuple[int, int], comment: str) -> bytes:
    """The start of a GIF that loops for ever and says `comment`."""
    screen = b"GIF89a" + struct.pack("<HHBBB", *size, 0x70, 0, 0)
    forever = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    words = comment.encode("utf-8", "ignore")[:_COMMENT_MOST]
    words = words.decode("utf-8", "ignore").encode()  # no half character at the cut
    return screen + forever + (b"!\xfe" + bytes([len(words)]) + words + b"\0" if words else b"")


def control(seconds: float) -> bytes:
    """How long the block behind it is shown; nothing shines through."""
    return b"!\xf9\x04\x04" + struct.pack("<HBB", min(65535, round(seconds * 100)), 0, 0)


def block(indexed: Image) -> bytes:
    """The block of a palette picture, packed by Pillow's LZW."""
    buffer = io.BytesIO()
    indexed.save(buffer, "GIF", interlace=0, optimize=False)
    return _reframe(buffer.getvalue())


def _reframe(single: bytes) -> bytes:
    """One-frame GIF to block: the file's palette becomes the picture's own."""
    flags = single[10]
    at = 13
    table = b""
    if flags & _HAS_TABLE:
        at += (length := 3 << ((flags & 7) + 1))
        table = single[13 : 13 + length]
    while single[at] == _EXTENSION:
        at = _past_blocks(single, at + 2)
    if single[at] != _DESCRIPTOR:
        raise ValueError("not a one-frame GIF")
    place, own = single[at : at + 9], single[at + 9]
    start = at + 10
    if own & _HAS_TABLE:
        length = 3 << ((own & 7) + 1)
        table, start, flags = single[start : start + length], start + length, own
    end = _past_blocks(single, start + 1)
    return place + bytes([_HAS_TABLE | (flags & 7)]) + table + single[start:end]


def _past_blocks(data: bytes, at: int) -> int:
    """The position after a chain of sub-blocks."""
    while (length := data[at]) != 0:
        at += length + 1
    return at + 1
