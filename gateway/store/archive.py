"""A session in one file: a zip of its folder and a manifest that says what has to be in it.

An archive that comes in is nobody's friend: names, kinds, sizes and sums are checked before and
while it is unpacked, into a folder that becomes the session's only when all of it is right.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from gateway.core import layout
from gateway.core.errors import InvalidSessionId, NotUnderstood, TapewayError, UnsafeMedia
from gateway.core.ids import SessionId
from gateway.store import files
from gateway.store.folders import Folders

MANIFEST: Final = "tapeway-session.json"
_VERSION: Final = 1
_CHUNK: Final = 1 << 20
CEILING: Final = 16 << 30
"""Bytes that an archive may unpack to, where nobody says otherwise."""
_MOST_FILES: Final = 100_000
_LONGEST_MANIFEST: Final = 32 << 20
_RATIO: Final = 200
"""Times that a file may grow; a story's words grow tenfold, zeros a thousandfold."""
_SMALL: Final = 1 << 20
"""Bytes up to which nobody minds how much a file grows."""

_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError
)  # fmt: skip
"""What `zipfile` raises at a file that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What went into an archive or came out of it; `size` in bytes, unpacked."""

    session: SessionId
    files: tuple[str, ...]
    size: int


def export_session(folders: Folders, session: SessionId, target: Path) -> Archived:
    """The whole session lies in the zip `target`; what was there before is replaced.

    Parts and links stay out, and so does the cache. State and history are of one moment, the media
    are those that were there then.

    :raises NotUnderstood: there is no such session.
    :raises StorageFull: there is no room for the archive; nothing of it is left.
    """
    if not folders.exists(session):
        raise NotUnderstood(f"There is no session {session} here: check its id.")
    part = files.part_of(target)
    try:
        files.make_folder(target.parent)
        with files.making_room(target), zipfile.ZipFile(part, "x", allowZip64=True) as archive:
            done = _pack(folders, session, archive)
        files.place_whole(part, target)
    finally:
        files.remove(part)
    return done


def import_session(
    folders: Folders, archive: Path, session: SessionId | None = None, *, ceiling: int = CEILING
) -> Archived:
    """The archive's session is here, under its own id or as `session`; all of it or nothing.

    :param ceiling: the bytes it may unpack to.
    :raises UnsafeMedia: it is no archive of ours, or not as it was exported; the sentence says why.
    :raises OperatorError: there is such a session already.
    :raises NotUnderstood: there is no such file.
    :raises StorageFull: there is no room.
    """
    if not archive.is_file():
        raise NotUnderstood(f"There is no file {archive}: check its name.")
    try:
        with zipfile.ZipFile(archive) as source:
            entries = _entries(source, archive, ceiling)
            manifest = _manifest(source, entries)
            session = session or _session_of(manifest)
            sums = _sums(manifest, entries)
            with folders.building(session) as folder:
                for relative, sum_ in sums.items():
                    _unpack(source, entries[relative], folder / relative, sum_)
            size = sum(entries[relative].file_size for relative in sums)
            return Archived(session=session, files=tuple(sums), size=size)
    except TapewayError:
        raise
    except _BROKEN as error:
        raise UnsafeMedia(f"{archive.name} is broken ({error}): export it once more.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the start of the file
            raise
        raise UnsafeMedia(f"{archive.name} is broken: export it once more.") from error


# ------------------------------------------------------------------------------------------- out


def _pack(folders: Folders, session: SessionId, archive: zipfile.ZipFile) -> Archived:
    told: dict[str, dict[str, int | str]] = {}
    with folders.still(session):
        relatives = folders.files(session)
        words = {name: folders.read(session, name) for name in (layout.STATE, layout.HISTORY)}
    for relative in relatives:
        data = words.get(relative)
        if data is None:
            path = folders.resolve(session, relative)
            with path.open("rb") as source:
                info = zipfile.ZipInfo.from_file(path, relative, strict_timestamps=False)
                told[relative] = _add(archive, info, source)
        else:
            told[relative] = _add_words(archive, relative, data)
    manifest = {"format": "tapeway", "version": _VERSION, "session": str(session), "files": told}
    _add_words(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
    size = sum(int(entry["size"]) for entry in told.values())
    return Archived(session=session, files=tuple(relatives), size=size)


def _add(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: IO[bytes]
) -> dict[str, int | str]:
    """Media are packed as they are: they are as small as they get."""
    size, hasher = 0, hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as packed:
        while chunk := source.read(_CHUNK):
            packed.write(chunk)
            hasher.update(chunk)
            size += len(chunk)
    return {"size": size, "sha256": hasher.hexdigest()}


def _add_words(archive: zipfile.ZipFile, relative: str, data: bytes) -> dict[str, int | str]:
    info = zipfile.ZipInfo(relative)  # of no time: the same words, the same bytes
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    # Whoever repeats himself ten thousand times must still be able to come home.
    tight = len(zlib.compress(data, 1)) * _RATIO < len(data)
    archive.writestr(info, data, zipfile.ZIP_STORED if tight else zipfile.ZIP_DEFLATED)
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


# -------------------------------------------------------------------------------------------- in


def _entries(source: zipfile.ZipFile, archive: Path, ceiling: int) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by name, each of which may be unpacked.

    :raises UnsafeMedia: one of them may not.
    """
    infos = [info for info in source.infolist() if not info.is_dir()]
    if len(infos) > _MOST_FILES:
        raise UnsafeMedia(f"{archive.name} holds more than {_MOST_FILES:,} files.")
    total = sum(info.file_size for info in infos)
    if total > ceiling:
        raise UnsafeMedia(
            f"{archive.name} would unpack to {total:,} bytes, and {ceiling:,} are allowed: raise "
            "the ceiling if you trust it."
        )
    # Of the whole as well: entries that overlap would each look harmless.
    if _is_bomb(total, archive.stat().st_size):
        raise UnsafeMedia(f"{archive.name} would grow more than {_RATIO}-fold: it is a bomb.")
    entries: dict[str, zipfile.ZipInfo] = {}
    taken: set[str] = set()
    for info in infos:
        _check(info)
        _claim(info.filename, taken)
        entries[info.filename] = info
    return entries


def _check(info: zipfile.ZipInfo) -> None:
    layout.split(info.orig_filename)
    layout.split(info.filename)
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise UnsafeMedia(f"{info.filename!r} in the archive is a link or a device.")
    if info.flag_bits & 0x1:
        raise UnsafeMedia(f"{info.filename!r} in the archive is encrypted.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsafeMedia(f"{info.filename!r} in the archive is packed in a way we do not unpack.")
    if info.filename.endswith(layout.PART):
        raise UnsafeMedia(f"{info.filename!r} in the archive is not whole.")
    if _is_bomb(info.file_size, info.compress_size):
        raise UnsafeMedia(f"{info.filename!r} in the archive is a bomb.")


def _claim(name: str, taken: set[str]) -> None:
    """No two files are one on a file system that ignores case or form, and none is a folder."""
    key = unicodedata.normalize("NFC", name).casefold()
    above = {key[:position] for position, char in enumerate(key) if char == "/"}
    if key in taken or f"{key}/" in taken or above & taken:
        raise UnsafeMedia(f"{name!r} is in the archive twice.")
    taken.add(key)
    taken.update(f"{folder}/" for folder in above)


def _is_bomb(size: int, packed: int) -> bool:
    return size > _SMALL and size > packed * _RATIO


def _manifest(source: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> dict[str, object]:
    info = entries.get(MANIFEST)
    if info is None or info.file_size > _LONGEST_MANIFEST:
        raise UnsafeMedia(
            "This is no session that Tapeway exported: unpack it and import the folder."
        )
    try:
        manifest = json.loads(source.read(info))
        version = int(manifest["version"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnsafeMedia("The archive's manifest cannot be read: export it once more.") from error
    if version > _VERSION:
        raise UnsafeMedia("The archive was made by a newer Tapeway: upgrade this one.")
    return dict(manifest)


def _session_of(manifest: Mapping[str, object]) -> SessionId:
    try:
        return SessionId.parse(str(manifest.get("session")))
    except InvalidSessionId as error:
        raise UnsafeMedia(f"The archive names no session to import into: {error}") from error


def _sums(manifest: Mapping[str, object], entries: Mapping[str, zipfile.ZipInfo]) -> dict[str, str]:
    """The sum of each file, in order; the manifest names all that the archive holds, no more."""
    told = manifest.get("files")
    if not isinstance(told, dict) or told.keys() != entries.keys() - {MANIFEST}:
        raise UnsafeMedia("The archive does not hold what its manifest says: export it once more.")
    return {
        relative: str(entry.get("sha256")) if isinstance(entry, dict) else ""
        for relative, entry in sorted(told.items())
    }


def _unpack(source: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, sum_: str) -> None:
    hasher, size = hashlib.sha256(), 0
    files.make_folder(path.parent)
    with source.open(info) as packed, path.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > info.file_size:
                break
            hasher.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size != info.file_size or hasher.hexdigest() != sum_:
        raise UnsafeMedia(f"{info.filename!r} is not as it was exported: export it once more.")
