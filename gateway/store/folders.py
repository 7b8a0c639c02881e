"""The sessions' folders on a local disk: where things lie, and that they lie there whole.

The engine says where, a plugin says what. Every function here is synchronous and may be called from
any thread: what changes one session is done one after another, sessions do not wait for each other.
A session is written by one process at a time; the engine sees to that. Paths called `relative` are
inside a session's folder, with forward slashes; those that would leave it raise `UnsafeMedia`.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

from gateway.core import layout
from gateway.core.errors import InvalidSessionId, OperatorError, UnsafeMedia
from gateway.core.ids import SessionId
from gateway.core.types import JSON
from gateway.store import files, history
from gateway.store.root import check_root, open_root

_CACHE: Final = ".cache"
_TRASH: Final = ".trash-"
_NEW: Final = ".new-"
_DEAD_AFTER: Final = 3600
"""Seconds; an import by another process makes something in its folder more often than that."""


class Folders:
    """All sessions of one data root.

    `root` is its path, `id` what tells it from every other data root.
    """

    frame = staticmethod(layout.frame)
    segment = staticmethod(layout.segment)
    tape = staticmethod(layout.tape)
    film = staticmethod(layout.film)

    def __init__(self, root: Path, root_id: str) -> None:
        self.root = root
        self.id = root_id
        self._guard = threading.Lock()
        self._locks: WeakValueDictionary[SessionId, threading.Lock] = WeakValueDictionary()
        # Hashes, because ten thousand ids are megabytes; a clash only puts off a sweep.
        self._swept: set[int] = set()

    @classmethod
    def open(cls, root: Path, *, expected: bool, known_id: str | None = None) -> Folders:
        """The data root at `root`, made where there is none, rid of what a crash left over.

        :param expected: the database knows sessions, so their folders have to be here already.
        :param known_id: the id the database remembers of its root, `None` where it remembers none.
        :raises DataRootError: it is not there, not ours, or not the one the database belongs to.
        """
        root = root.absolute()
        folders = cls(root, open_root(root, expected=expected, known_id=known_id))
        folders._sweep_root()
        return folders

    # ------------------------------------------------------------------------ which there are

    def path(self, session: SessionId) -> Path:
        """The session's folder, whether it is there or not."""
        return self.root / str(session)

    def exists(self, session: SessionId) -> bool:
        """The session has a folder; where it has none, somebody deleted it or it is new.

        :raises DataRootError: the whole data root is gone, which says nothing about the session.
        """
        if self.path(session).is_dir():
            return True
        check_root(self.root)
        return False

    def sessions(self) -> list[SessionId]:
        """All that have a folder, in order; whatever else lies in the data root is passed over.

        :raises DataRootError: the data root is gone.
        """
        check_root(self.root)
        with os.scandir(self.root) as entries:
            return sorted(filter(None, map(_session_of, entries)))

    def create(self, session: SessionId) -> bool:
        """The session has a folder; False where it had one already.

        :raises DataRootError: the data root is gone.
        """
        with self._holding(session):
            return self._ensure(session)

    def delete(self, session: SessionId) -> bool:
        """The session's folder and its cache are gone, wholly; False where there was none."""
        with self._lock(session):
            self._discard_folder(self.root / _CACHE / str(session))
            return self._discard_folder(self.path(session))

    def size(self, session: SessionId) -> int:
        """Bytes of all the session's files, without its cache."""
        return sum(path.lstat().st_size for path in files.walk(self.path(session)))

    # ---------------------------------------------------------------------------------- files

    def resolve(self, session: SessionId, relative: str) -> Path:
        """Where the file lies on the disk, or would.

        :raises UnsafeMedia: it would leave the session's folder, by its name or by a link.
        """
        path = self.path(session)
        for name in layout.split(relative):
            path /= name
            if path.is_symlink():
                raise UnsafeMedia(
                    f"{relative!r} of {session} is reached by a link: replace the link by the file."
                )
        return path

    def files(self, session: SessionId) -> list[str]:
        """The relative paths of all whole files, in order; links and parts are passed over."""
        base = self.path(session)
        return sorted(path.relative_to(base).as_posix() for path in files.walk(base))

    def read(self, session: SessionId, relative: str) -> bytes | None:
        """What the file holds, `None` where there is none."""
        try:
            return self.resolve(session, relative).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def write(self, session: SessionId, relative: str, data: bytes) -> Path:
        """The file holds `data`; nobody ever sees it with less.

        :raises StorageFull: there is no room; whatever was there before still is.
        """
        with self._holding(session):
            target = self._target(session, relative)
            files.write_whole(target, data)
        return target

    def begin(self, session: SessionId, relative: str) -> Path:
        """Where to write a file that is to become `relative`; `place` it or `discard` it.

        Its name ends like the file's, for libraries that go by the ending, and it has a folder of
        its own, `….part` beside the file's place, where a library may leave what it likes.

        :raises StorageFull: there is no room for the folder.
        """
        with self._holding(session):
            target = self._target(session, relative)
            part = files.part_of(target)
            with files.making_room(target):
                files.make_folder(part)
        return part / target.name

    def place(self, session: SessionId, relative: str, part: Path) -> Path:
        """The finished file `part` is the session's `relative` from now on.

        It is moved, also from another disk; a part that `begin` gave is cleared away wholly.

        :raises MediaError: nothing was written there.
        :raises UnsafeMedia: it is a link, a folder or a device.
        :raises StorageFull: there is no room; whatever was there before still is.
        """
        with self._holding(session):
            target = self._target(session, relative)
            files.place_whole(part, target)
        self.discard(part)
        return target

    def discard(self, part: Path) -> None:
        """What `begin` gave is cleared away, with everything beside it; may be called twice."""
        if part.parent.name.endswith(layout.PART) and self.root in part.parents:
            files.remove(part.parent)

    @contextmanager
    def receiving(self, session: SessionId, relative: str) -> Iterator[Path]:
        """A path to write to; on a clean exit the file is there, otherwise nothing is left.

        :raises MediaError: nothing was written there.
        :raises StorageFull: there is no room, found here or by whoever wrote.
        """
        part = self.begin(session, relative)
        try:
            with files.making_room(self.resolve(session, relative)):
                yield part
            self.place(session, relative, part)
        finally:
            self.discard(part)

    @contextmanager
    def still(self, session: SessionId) -> Iterator[None]:
        """Nobody in this process changes the session; only `files` and `read` it in here."""
        with self._lock(session):
            yield

    def cache(self, session: SessionId) -> Path:
        """A folder, made if need be, for what can be made again; it goes with the session.

        :raises DataRootError: the data root is gone.
        """
        folder = self.root / _CACHE / str(session)
        if not folder.is_dir():
            check_root(self.root)
            with files.making_room(folder):
                files.make_folder(folder)
        return folder

    @contextmanager
    def building(self, session: SessionId) -> Iterator[Path]:
        """An empty folder that becomes the new session's on a clean exit, otherwise nothing.

        :raises OperatorError: the session has a folder already; it is left alone.
        :raises DataRootError: the data root is gone.
        """
        self._refuse_to_overwrite(session)
        folder = self.root / f"{_NEW}{secrets.token_hex(4)}"
        try:
            with files.making_room(folder):
                folder.mkdir()
                yield folder
            with self._lock(session):
                self._refuse_to_overwrite(session)
                folder.rename(self.path(session))
                files.sync_folder(self.root)
        finally:
            files.remove(folder)

    # -------------------------------------------------------------------------- state, history

    def write_state(self, session: SessionId, state: Mapping[str, JSON]) -> None:
        """`state.json` says where the story stands.

        :raises StorageFull: there is no room; it says what it said before.
        """
        self.write(session, layout.STATE, history.encode(state, indent=2) + b"\n")

    def read_state(self, session: SessionId) -> dict[str, JSON] | None:
        """What `state.json` says, `None` where there is none or somebody broke it."""
        try:
            state = json.loads(self.read(session, layout.STATE) or b"")
        except (ValueError, RecursionError):
            return None
        return state if isinstance(state, dict) else None

    def append_history(self, session: SessionId, element: Mapping[str, JSON]) -> bool:
        """The turn stands in `history.json`, once; False where it did already.

        It costs the same after ten thousand turns. A torn file is repaired first.

        :raises ValueError: the element has no whole number as its `turn`, or is no JSON.
        :raises StorageFull: there is no room; the history is what it was.
        """
        with self._holding(session):
            return history.append(self._target(session, layout.HISTORY), element)

    def last_turn(self, session: SessionId) -> int | None:
        """The last turn in `history.json`, `None` where there is none; as cheap as an append."""
        with self._lock(session):
            return history.last_turn(self.resolve(session, layout.HISTORY))

    def read_history(self, session: SessionId) -> list[dict[str, JSON]]:
        """All whole elements of `history.json`."""
        with self._lock(session):
            return history.read(self.resolve(session, layout.HISTORY))

    def mend(self, session: SessionId, elements: Iterable[Mapping[str, JSON]]) -> bool:
        """`history.json` holds exactly these elements; False where it did already.

        :raises StorageFull: there is no room; the history is what it was.
        """
        with self._holding(session):
            return history.mend(self._target(session, layout.HISTORY), elements)

    # -------------------------------------------------------------------------------- our own

    @contextmanager
    def _lock(self, session: SessionId) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(session, threading.Lock())
        with lock:
            yield

    @contextmanager
    def _holding(self, session: SessionId) -> Iterator[None]:
        """Nobody else here changes the session; what a crash left half done in it is gone."""
        with self._lock(session):
            if hash(session) not in self._swept:
                self._swept.add(hash(session))
                files.sweep_parts(self.path(session))
            yield

    def _ensure(self, session: SessionId) -> bool:
        path = self.path(session)
        if path.is_dir():
            return False
        check_root(self.root)  # or we would write beneath the mount point of a missing disk
        with files.making_room(path):
            files.make_folder(path)
        return True

    def _target(self, session: SessionId, relative: str) -> Path:
        target = self.resolve(session, relative)
        self._ensure(session)
        return target

    def _refuse_to_overwrite(self, session: SessionId) -> None:
        if self.exists(session):
            raise OperatorError(
                f"There is a session {session} already: name another one to import into, or "
                "forget this one first."
            )

    def _discard_folder(self, folder: Path) -> bool:
        # Renamed first: a crash in the middle leaves no half session, only trash.
        trash = self.root / f"{_TRASH}{secrets.token_hex(4)}"
        try:
            folder.rename(trash)
        except FileNotFoundError:
            return False
        files.sync_folder(self.root)
        files.remove(trash)
        return True

    def _sweep_root(self) -> None:
        """Trash goes at once; what looks like an import under way only once it is surely dead."""
        for entry in self.root.iterdir():
            if entry.name.startswith(_TRASH) or (entry.name.startswith(_NEW) and _is_old(entry)):
                files.remove(entry)


def _is_old(entry: Path) -> bool:
    return time.time() - entry.stat().st_mtime > _DEAD_AFTER


def _session_of(entry: os.DirEntry[str]) -> SessionId | None:
    try:
        session = SessionId.parse(entry.name)
    except InvalidSessionId:
        return None
    return session if entry.is_dir() else None
