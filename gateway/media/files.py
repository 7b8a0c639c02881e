"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

from gateway.core.errors import StorageFull

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""How a system says that there is no room."""

_EDGE = 4096


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write, so that `path` appears complete: synced, then renamed, or nothing.

    :raises StorageFull: there was no room; nothing is left behind.
    """
    part = path.with_name(path.name + ".part")
    with room(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            yield part
            _sync(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        with suppress(OSError):  # Windows cannot open a folder, some network disks cannot sync it
            _sync(path.parent)


@contextmanager
def room(path: Path) -> Iterator[None]:
    """Name the disk's being full as what it is.

    :raises StorageFull: with what to do.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise StorageFull(
            f"No room to write {path.name}: free some space where the sessions are kept, then ask "
            "for it again."
        ) from error


def fingerprint(path: Path) -> str:
    """What tells this file's content from another's, without reading all of it.

    Name, size and both ends: a PNG's end holds a checksum over the whole picture, an MP4's ends
    its sample tables.

    :raises OSError: it cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        ends = file.read(_EDGE)
        if size > _EDGE:
            file.seek(-_EDGE, os.SEEK_END)
            ends += file.read(_EDGE)
    return blake2b(f"{path.name}:{size}:".encode() + ends, digest_size=12).hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
