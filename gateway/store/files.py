"""Files that appear whole or not at all, on a local disk."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from gateway.core.errors import MediaError, StorageFull, UnsafeMedia
from gateway.core.layout import PART

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room on the disk, no room in the quota, larger than this process or disk allows."""


@contextmanager
def making_room(path: Path) -> Iterator[None]:
    """Whatever finds the disk full in here raises `StorageFull`, with what to do about it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StorageFull(
            f"There is no room left to write {path.name} in {path.parent} ({error.strerror}): free "
            "some space there or raise the quota, then try again."
        ) from error


def part_of(path: Path) -> Path:
    """A name beside `path` that nobody else uses, for something that is not whole yet."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")


def make_folder(path: Path) -> None:
    """The folder is there, with its parents, and stays there if the power goes."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(path: Path) -> None:
    """Names that were made or changed in the folder stay so if the power goes."""
    if os.name == "nt":  # a folder cannot be opened there, and need not be
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, data: bytes) -> None:
    """The file holds `data`; nobody ever sees it with less.

    :raises StorageFull: there is no room; whatever was there before still is.
    """
    part = part_of(path)
    with making_room(path), _swept(part):
        make_folder(path.parent)
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _swap(part, path)


def place_whole(part: Path, path: Path) -> None:
    """The finished file `part` is called `path` from now on; it may come from another disk.

    :raises MediaError: there is no such file.
    :raises UnsafeMedia: it is a link, a folder or a device.
    :raises StorageFull: there is no room; whatever was there before still is.
    """
    _check_regular(part)
    with making_room(path):
        make_folder(path.parent)
        _sync_file(part)
        try:
            _swap(part, path)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            copy_whole(part, path)
            part.unlink()


def copy_whole(source: Path, path: Path) -> None:
    """`path` holds what `source` holds, and its time; `source` stays as it is.

    :raises StorageFull: there is no room; whatever was there before still is.
    """
    part = part_of(path)
    with making_room(path), _swept(part):
        make_folder(path.parent)
        shutil.copy2(source, part, follow_symlinks=False)
        _sync_file(part)
        _swap(part, path)


def remove(path: Path) -> None:
    """Nothing is called that any more, be it a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()


def walk(base: Path) -> Iterator[Path]:
    """All whole plain files below; links and parts are passed over."""
    for folder, subfolders, entries in os.walk(base):
        subfolders[:] = [name for name in subfolders if not name.endswith(PART)]
        for name in entries:
            path = Path(folder, name)
            if not name.endswith(PART) and path.is_file() and not path.is_symlink():
                yield path


def sweep_parts(base: Path) -> None:
    """Whatever below was not whole yet is gone."""
    for folder, subfolders, entries in os.walk(base):
        parts = [name for name in (*subfolders, *entries) if name.endswith(PART)]
        subfolders[:] = [name for name in subfolders if name not in parts]
        for name in parts:
            remove(Path(folder, name))


def _swap(part: Path, path: Path) -> None:
    part.replace(path)
    sync_folder(path.parent)


@contextmanager
def _swept(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _check_regular(part: Path) -> None:
    try:
        mode = part.lstat().st_mode
    except FileNotFoundError as error:
        raise MediaError(f"{part.name} was to be written, and is not there.") from error
    if not stat.S_ISREG(mode):
        raise UnsafeMedia(f"{part.name} is a link, a folder or a device, not a plain file.")


def _sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
