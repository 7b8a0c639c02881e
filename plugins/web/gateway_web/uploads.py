"""Pictures that people sent, from the moment they are here until the gateway has fetched them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from gateway import Event, Refused, SessionId, StorageFull, TryLater

_MOST: Final = 64
"""Pictures here at once, sent or being sent; whoever comes then is asked to wait."""

PATIENCE: Final = 300.0
"""Seconds that one may take to arrive."""

_HOUR: Final = 3600
"""Seconds after which nobody fetches a picture any more, while the gateway runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture that has arrived whole; `digest` is what it holds, as SHA-256."""

    path: Path
    digest: str


class Uploads:
    """The folder they lie in.

    A picture is on the disk before its event is kept, under a name that is made of what the event's
    answer goes by: the same event has one picture however often it is sent, and once it is answered
    the picture is not fetched again, whatever crashes.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._opened = clock()
        self._naming = Lock()

    def open(self) -> None:
        """Clear what a crash left half sent."""
        self._opened = self._clock()
        for part in self._folder.glob("*.part"):
            part.unlink(missing_ok=True)

    @asynccontextmanager
    async def receiving(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[Upload]:
        """Write a picture down as it comes; it is gone after the block, unless it was kept.

        :raises TryLater: too many are here.
        :raises StorageFull: there is no room for it.
        :raises TimeoutError: it took too long.
        """
        part = self._folder / f"{secrets.token_hex(16)}.part"
        try:
            await asyncio.to_thread(self._make_room)
            async with asyncio.timeout(PATIENCE):
                digest = await _write(part, chunks)
            yield Upload(path=part, digest=digest)
        finally:
            part.unlink(missing_ok=True)

    async def keep(self, upload: Upload, event: Event) -> str:
        """Keep a picture for an event, unless the event has it already; by which name.

        :raises StorageFull: there is no room for it.
        """
        name = _name(event.session, f"{event.session}:{event.id}:notice")
        await asyncio.to_thread(self._place, upload.path, self._folder / name)
        return name

    async def fetch(self, name: str, path: Path) -> None:
        """Copy a picture that was kept.

        :raises Refused: it is not here any more.
        """
        try:
            await asyncio.to_thread(shutil.copyfile, self._folder / Path(name).name, path)
        except FileNotFoundError:
            raise Refused("it is not here any more: send it once more.") from None

    async def answered(self, session: SessionId, key: str) -> None:
        """Whatever the answer of that key is to needs no picture any more."""
        path = self._folder / _name(session, key)
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def forget(self, session: SessionId) -> None:
        """Nothing of the session is here."""
        await asyncio.to_thread(self._clear, f"{session}@*")

    def _make_room(self) -> None:
        """Clear what nobody fetched: it was answered meanwhile, or never heard."""
        with _storing():
            self._folder.mkdir(parents=True, exist_ok=True)
        old = self._clock() - _HOUR
        # After a night that the gateway was off, what was sent before it is fetched first.
        if self._opened < old:
            self._clear("*", before=old)
        if sum(1 for _ in self._folder.iterdir()) >= _MOST:
            raise TryLater("Many pictures arrive here at once. Try again in a while.")

    def _clear(self, which: str, *, before: float = float("inf")) -> None:
        for path in self._folder.glob(which):
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
            except FileNotFoundError:
                continue  # somebody else was faster

    def _place(self, part: Path, path: Path) -> None:
        with self._naming, _storing():
            if not path.exists():
                part.rename(path)
            _sync(self._folder)


def _name(session: SessionId, key: str) -> str:
    return f"{session}@{hashlib.sha256(key.encode()).hexdigest()[:32]}"


async def _write(path: Path, chunks: AsyncIterator[bytes]) -> str:
    digest = hashlib.sha256()
    with _storing(), path.open("xb") as file:
        async for chunk in chunks:
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(_flush, file)
    return digest.hexdigest()


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _storing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise StorageFull(f"It could not be kept here ({why}). Try again later.") from error


def _sync(folder: Path) -> None:
    """What was named there is so after a power cut; where a folder cannot be opened, soon."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
