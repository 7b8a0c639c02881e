"""Rooms: what happened in them lately, kept on the disk, and who listens.

A room is to the page what a channel is to a chat: it keeps what was shown in it, so that a page
that was reloaded, a phone that slept and a server that was restarted all go on where they were.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from gateway import SessionId
from gateway_web.outbound import Entry

TAIL: Final = 400
"""Entries a room remembers; older turns stand in the session's history."""

_QUEUE: Final = 256
"""Entries that wait for a slow reader; then it is let go, and resumes when it can."""

_MOST: Final = 1000
"""Rooms in memory while nobody listens in them."""


class Listener:
    """One open page: what it has not been sent yet; `None` is the end."""

    def __init__(self, person: str, name: str) -> None:
        self.person = person
        self.name = name
        self.queue: asyncio.Queue[tuple[str, Entry] | None] = asyncio.Queue(_QUEUE)

    def send(self, identity: str, entry: Entry) -> None:
        """Send what is for this person; where too much waits already, hang up."""
        if entry.get("to") not in (None, self.person):
            return
        try:
            self.queue.put_nowait((identity, entry))
        except asyncio.QueueFull:
            self.hang_up()

    def hang_up(self) -> None:
        """End the stream as soon as may be; what waited is read again after a reconnect."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Room:
    """One room. An entry is on the disk before anybody sees it; a key is shown once.

    An entry's identity is `life-number`: a room that was forgotten begins another life. Its `at`
    says when it came, so that a countdown goes on where it was after a reload.
    """

    def __init__(self, session: SessionId, folder: Path) -> None:
        self.session = session
        self.progress: Entry | None = None
        self.telling: Entry | None = None
        self._file = folder / "room.jsonl"
        self._lock = asyncio.Lock()
        self.listeners: set[Listener] = set()
        self._entries: list[tuple[int, Entry]] = []
        self._keys: set[str] = set()
        self.life = secrets.token_hex(4)
        self._next = 0
        self._load()

    # --------------------------------------------------------------------------------- reading

    @property
    def last(self) -> str:
        """The identity of the newest entry."""
        return f"{self.life}-{self._next - 1}"

    @property
    def idle(self) -> bool:
        """Nobody listens, and nothing is being written."""
        return not self.listeners and not self._lock.locked()

    def entries(self, person: str = "") -> list[Entry]:
        """What this person may see, oldest first."""
        return [e for _, e in self._entries if e.get("to") in (None, person)]

    def since(self, identity: str, person: str) -> list[tuple[str, Entry]] | None:
        """What came after that entry; `None` where nobody can say any more."""
        life, _, number = identity.partition("-")
        if life != self.life or not (number.lstrip("-").isdecimal() and number.isascii()):
            return None
        known, first = int(number), self._entries[0][0] if self._entries else self._next
        if not first - 1 <= known < self._next:
            return None
        return [
            (f"{self.life}-{n}", e)
            for n, e in self._entries
            if n > known and e.get("to") in (None, person)
        ]

    def newest(self, kind: str) -> Entry | None:
        """The last entry of a kind."""
        return next((e for _, e in reversed(self._entries) if e["kind"] == kind), None)

    # --------------------------------------------------------------------------------- writing

    async def add(self, entry: Entry) -> None:
        """Keep an entry and show it, once.

        :raises OSError: it could not be kept; nobody saw it.
        """
        async with self._lock:
            key = str(entry.get("key") or "")
            if key and key in self._keys:
                return
            number, entry = self._next, {**entry, "at": now()}
            await asyncio.to_thread(self._append, [(number, entry)])
            self._next += 1
            self._remember(number, entry)
            if entry["kind"] in ("tape", "film", "notice", "words", "picture"):
                self.progress = None
            if entry["kind"] in ("act", "words", "failed"):
                self.telling = None
            self._tell(f"{self.life}-{number}", entry)

    def show(self, entry: Entry) -> None:
        """Show something that is only worth seeing now."""
        if entry["kind"] == "progress":
            self.progress = entry
        if entry["kind"] == "telling":
            self.telling = entry
        self._tell("", entry)

    async def begin_anew(self) -> None:
        """Forget everything; open pages read the room again."""
        async with self._lock:
            await asyncio.to_thread(shutil.rmtree, self._file.parent, ignore_errors=True)
            self._entries, self._keys, self._next = [], set(), 0
            self.life = secrets.token_hex(4)
            self.progress = self.telling = None
            self._tell("", {"kind": "reset"})

    # ------------------------------------------------------------------------------- listening

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """The listener is sent everything from now on, and the others see that it is there."""
        self.listeners.add(listener)
        self._tell_people()
        try:
            yield
        finally:
            self.listeners.discard(listener)
            self._tell_people()

    def people(self) -> list[str]:
        """The names of whoever is here, each person once."""
        return sorted({x.person: x.name for x in self.listeners}.values())

    def hang_up(self) -> None:
        """End every stream."""
        for listener in list(self.listeners):
            listener.hang_up()

    def _tell_people(self) -> None:
        self._tell("", {"kind": "people", "names": self.people()})

    def _tell(self, identity: str, entry: Entry) -> None:
        for listener in list(self.listeners):
            listener.send(identity, entry)

    # -------------------------------------------------------------------------------- the disk

    def _remember(self, number: int, entry: Entry) -> None:
        self._entries.append((number, entry))
        self._keys.add(str(entry.get("key") or ""))
        if len(self._entries) > TAIL * 2:
            self._entries = self._entries[-TAIL:]
            self._keys = {str(e.get("key") or "") for _, e in self._entries}

    def _load(self) -> None:
        """Read what is whole; what a crash tore, and what is long past, is written anew without."""
        try:
            lines = self._file.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        whole = [read for line in lines[:-1] if (read := _read(line)) is not None]
        if not whole or "life" not in whole[0]:
            return
        self.life = str(whole[0]["life"])
        for line in whole[1:]:
            entry = line.get("entry")
            if isinstance(entry, dict) and "kind" in entry and type(line.get("n")) is int:
                self._next = int(str(line["n"])) + 1
                self._remember(self._next - 1, entry)
        if lines[-1] or len(self._entries) != len(whole) - 1 or len(self._entries) > TAIL:
            self._entries = self._entries[-TAIL:]
            part = self._file.with_suffix(".part")
            part.write_bytes(self._head() + _lines(self._entries))
            part.replace(self._file)

    def _append(self, entries: list[tuple[int, Entry]]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab", buffering=0) as file:
            size = file.tell()
            try:
                file.write((b"" if size else self._head()) + _lines(entries))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise

    def _head(self) -> bytes:
        return json.dumps({"life": self.life}).encode() + b"\n"


class Rooms:
    """All rooms of one data root, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rooms: OrderedDict[SessionId, Room] = OrderedDict()
        self._lock = asyncio.Lock()

    def folder(self, session: SessionId) -> Path:
        """Where a room keeps what is its own."""
        return self._folder / str(session)

    async def get(self, session: SessionId) -> Room:
        """The room of a session."""
        async with self._lock:
            room = self._rooms.pop(session, None)
            if room is None:
                room = await asyncio.to_thread(Room, session, self.folder(session))
            self._rooms[session] = room
            self._let_go(room)
            return room

    def hang_up(self) -> None:
        """End every stream of every room."""
        for room in self._rooms.values():
            room.hang_up()

    def streams(self) -> int:
        """How many pages are open."""
        return sum(len(room.listeners) for room in self._rooms.values())

    def _let_go(self, but: Room) -> None:
        if len(self._rooms) > _MOST:
            idle = [s for s, room in self._rooms.items() if room.idle and room is not but]
            for session in idle[: _MOST // 10]:
                del self._rooms[session]


def now() -> int:
    """Thousandths of a second since 1970, as a browser counts them."""
    return round(time.time() * 1000)


def _lines(entries: list[tuple[int, Entry]]) -> bytes:
    # ASCII: half a surrogate pair is still JSON, though it is no UTF-8.
    return b"".join(json.dumps({"n": n, "entry": e}).encode() + b"\n" for n, e in entries)


def _read(line: bytes) -> dict[str, object] | None:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
