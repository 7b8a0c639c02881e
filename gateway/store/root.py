"""The data root and its marker: how the gateway knows that these are its sessions."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Final

from gateway.core.errors import DataRootError, InvalidSessionId
from gateway.core.ids import SessionId
from gateway.store.files import make_folder, write_whole

MARKER: Final = ".tapeway-root"
_VERSION: Final = 1
_OURS: Final = ".tapeway"
"""How everything begins that the gateway itself keeps beside the sessions: lock, log, database."""
_HARMLESS: Final = frozenset({".gitkeep", ".gitignore", ".DS_Store", "lost+found"})
"""What a folder may hold that is about to become a data root, besides sessions."""


def open_root(root: Path, *, expected: bool, known_id: str | None = None) -> str:
    """The id of the data root at `root`, which is made or adopted where that cannot do harm.

    :param expected: the database knows sessions, so their folders have to be here already.
    :param known_id: the id the database remembers of its root, `None` where it remembers none.
    :raises DataRootError: it is not there, not ours, or not the one the database belongs to.
    """
    try:
        found = _open(root, expected=expected)
    except OSError as error:
        raise DataRootError(
            f"{root} cannot be used as the data root ({error.strerror}): let it be a folder that "
            "Tapeway may write to."
        ) from error
    if known_id is not None and found != known_id:
        raise DataRootError(
            f"{root} is the data root of another database: correct the path of the data root, or "
            "use the database that belongs to it."
        )
    return found


def check_root(root: Path) -> None:
    """The marker is where it was.

    :raises DataRootError: it is gone: a disk was unmounted, or somebody deleted everything.
    """
    if not (root / MARKER).is_file():
        raise DataRootError(_gone(root))


def _open(root: Path, *, expected: bool) -> str:
    marker = root / MARKER
    if marker.is_file():
        data = marker.read_bytes()
        # An empty marker is the operator's way to say that it is all right.
        return _read_marker(root, data) if data.strip() else _write_marker(root)
    if expected:
        raise DataRootError(_gone(root))
    make_folder(root)
    foreign = sorted(entry.name for entry in root.iterdir() if not _may_stay(entry))
    if foreign:
        raise DataRootError(
            f"{root} holds things that are no sessions ({', '.join(foreign[:3])}…): choose an "
            f"empty folder, or put an empty file named {MARKER} there to use it all the same."
        )
    return _write_marker(root)


def _gone(root: Path) -> str:
    return (
        f"The sessions are not at {root}: mount the disk or correct the path of the data root. If "
        f"they were all deleted on purpose, put an empty file named {MARKER} there."
    )


def _may_stay(entry: Path) -> bool:
    if entry.name in _HARMLESS or entry.name.startswith(_OURS):
        return True
    try:
        SessionId.parse(entry.name)
    except InvalidSessionId:
        return False
    return entry.is_dir()


def _write_marker(root: Path) -> str:
    made = secrets.token_hex(8)
    text = json.dumps({"version": _VERSION, "id": made})
    write_whole(root / MARKER, text.encode() + b"\n")
    return made


def _read_marker(root: Path, data: bytes) -> str:
    try:
        marker = json.loads(data)
        version, found = int(marker["version"]), str(marker["id"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataRootError(
            f"{root / MARKER} cannot be read: restore it from a copy, or empty it to give the "
            "data root a new one."
        ) from error
    if version > _VERSION:
        raise DataRootError(
            f"{root} was made by a newer Tapeway: upgrade this one, or choose another data root."
        )
    return found
