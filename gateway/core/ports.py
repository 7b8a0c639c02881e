"""What the core needs from the world around it: a journal, records, folders, a darkroom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from gateway.core.caps import Caps
from gateway.core.ids import SessionId
from gateway.core.looks import Look
from gateway.core.platform import Button, Delivery, Receipt
from gateway.core.shared import SharingRecords
from gateway.core.types import (
    JSON,
    Action,
    Ending,
    Event,
    Frame,
    Kind,
    Progress,
    Reel,
    Scene,
    SessionSettings,
    Spend,
    Verb,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a session's story stands.

    `head` is the turn the next one follows, `next_turn` the index it will have. `folder` says that
    the session's folder was made: if it is gone then, somebody deleted the session. `deadline` is
    when the gateway's own clock speaks, `waiting` for what: `vote` or `pace`.
    """

    session: SessionId
    settings: SessionSettings
    owner: str | None = None
    run: int = 0
    running: bool = False
    world: str = ""
    seed: int = 0
    started: datetime | None = None
    head: int | None = None
    next_turn: int = 0
    folder: bool = False
    origin: Mapping[str, JSON] = field(default_factory=dict)
    deadline: datetime | None = None
    waiting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A committed turn; `segment` is empty where none will come, `None` where it still may."""

    index: int
    run: int
    parent: int | None
    number: int
    at: datetime
    action: Action
    scene: Scene
    frame: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A tape or film that was made; `head` is the last turn on it."""

    path: str
    kind: Kind
    run: int
    head: int
    look: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What pressing a button means."""

    session: SessionId
    run: int
    turn: int
    verb: Verb
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What keeping an event found: its place in the session's line, or `None` if it was known."""

    place: int | None
    opened: bool = False
    queued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A delivery on its way.

    `edits` is the key of the delivery it changes, `sent` how many of its parts have arrived,
    `unsure` that the next of them may have, `receipt` that of the first.
    """

    delivery: Delivery
    edits: str | None = None
    sent: int = 0
    unsure: bool = False
    receipt: Receipt | None = None


class Records(SharingRecords, Protocol):
    """The rows, inside one transaction; every method is synchronous and may block."""

    def keep(self, event: Event, *, queued: bool, defaults: SessionSettings) -> Kept: ...
    def event(self, session: SessionId, place: int) -> Event | None: ...
    def finish(self, session: SessionId, place: int) -> None: ...
    def busy(self, session: SessionId) -> bool: ...
    def standing(self, session: SessionId) -> Standing | None: ...
    def peek(self, session: SessionId) -> Standing | None: ...
    def save(self, standing: Standing) -> None: ...
    def drop(self, session: SessionId, *, but: str = "") -> None: ...
    def forget_work(self, work: str) -> None: ...

    def add_turn(self, session: SessionId, played: Played, *, world: str = "") -> None: ...
    def played(self, session: SessionId, index: int) -> Played | None: ...
    def branch(
        self, session: SessionId, head: int, *, most: int | None = None
    ) -> Sequence[Played]: ...
    def set_segment(self, session: SessionId, index: int, path: str) -> None: ...
    def reopen_segment(self, session: SessionId, index: int) -> None: ...
    def set_frame(self, session: SessionId, index: int, path: str) -> None: ...
    def end_run(
        self, session: SessionId, run: int, at: datetime | None, ending: Ending | None
    ) -> None: ...
    def ending(self, session: SessionId, run: int) -> Ending | None: ...
    def turns(self, session: SessionId) -> Sequence[Played]: ...

    def add_media(self, session: SessionId, media: Media) -> None: ...
    def media(self, session: SessionId) -> Sequence[Media]: ...
    def medium(self, session: SessionId, path: str) -> Media | None: ...

    def add_buttons(
        self, session: SessionId, run: int, turn: int, presses: Sequence[tuple[Button, Press]]
    ) -> None: ...
    def press(self, button: str) -> Press | None: ...
    def vote(self, session: SessionId, turn: int, person: str, key: str, at: datetime) -> None: ...
    def clear_votes(self, session: SessionId, turn: int) -> None: ...
    def votes(self, session: SessionId, turn: int) -> Sequence[tuple[str, datetime]]: ...

    def send(
        self, delivery: Delivery, *, edits: str | None = None, share: str | None = None
    ) -> None: ...
    def outgoing(self, session: SessionId) -> Outgoing | None: ...
    def receipt(self, key: str) -> Receipt | None: ...
    def mark(
        self,
        key: str,
        *,
        state: str,
        sent: int | None = None,
        receipt: Receipt | None = None,
        why: str = "",
    ) -> None: ...
    def waiting(self) -> Sequence[SessionId]: ...

    def answers(self, work: str) -> Mapping[str, JSON]: ...
    def record(self, work: str, name: str, answer: JSON, at: datetime) -> None: ...

    def reserve(self, spend: Spend, caps: Caps, platform: str) -> Spend | None: ...
    def settle(self, key: str, *, amount: int, state: str) -> Spend: ...
    def usage(self, session: SessionId, person: str, at: datetime) -> Mapping[str, int]: ...
    def line(self, key: str) -> Spend | None: ...
    def spent(self, session: SessionId) -> int: ...

    def due(self, now: datetime) -> Sequence[Standing]: ...
    def next_deadline(self) -> datetime | None: ...


class Store(Protocol):
    """Runs a function over the records in one transaction, off the event loop."""

    async def write(self, change: Callable[[Records], T]) -> T:
        """Commit what `change` does; all of it or nothing.

        :raises StorageFull: the disk has no room.
        """
        ...

    async def read(self, query: Callable[[Records], T]) -> T:
        """What `query` sees, in one transaction."""
        ...


class Steps(Protocol):
    """One piece of durable work, from the inside.

    What a step or commit answered is recorded; after a crash the work begins anew and each of them
    answers the same again without being run. `id` is the work's own, the same after a crash.
    """

    id: str

    async def step(self, name: str, call: Callable[[], Awaitable[JSON]]) -> JSON:
        """Run `call` and record its answer; a kill in between runs it again."""
        ...

    async def commit(self, name: str, change: Callable[[Records], JSON]) -> JSON:
        """Run `change` and record its answer in one transaction: exactly once."""
        ...

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """What `call` answers, tried again for as long as there is no room left."""
        ...


Work = Callable[[Steps, SessionId, int], Awaitable[None]]
"""A kind of durable work: called with the session and its place in the line, or the turn."""


class Durable(Protocol):
    """Work that survives the process."""

    async def start(self, *, line: Work, side: Work) -> None:
        """Take up where the last process stopped.

        :param line: strictly one after another in a session, side by side across sessions.
        :param side: on its own, a few at a time.
        """
        ...

    async def stop(self, *, drain: float) -> None:
        """Begin nothing new, let what is under way be recorded for up to `drain` seconds."""
        ...

    async def submit(self, session: SessionId, place: int) -> None:
        """Put a place into its session's line; twice is once."""
        ...

    async def submit_side(self, session: SessionId, place: int, turn: int) -> None:
        """Begin side work about the turn that was played at a place; twice is once."""
        ...

    async def cancel(self, session: SessionId) -> None:
        """Drop the session's side work that has not finished."""
        ...

    async def rest(self) -> None:
        """Wait until nothing waits or runs."""
        ...


class Folders(Protocol):
    """The session folders, each fully separate from every other; synchronous, may block."""

    def path(self, session: SessionId) -> Path: ...
    def cache(self, session: SessionId) -> Path: ...
    def resolve(self, session: SessionId, relative: str) -> Path: ...
    def exists(self, session: SessionId) -> bool: ...
    def create(self, session: SessionId) -> bool: ...
    def delete(self, session: SessionId) -> bool: ...
    def receiving(self, session: SessionId, relative: str) -> AbstractContextManager[Path]: ...
    def write_state(self, session: SessionId, state: Mapping[str, JSON]) -> None: ...
    def append_history(self, session: SessionId, element: Mapping[str, JSON]) -> bool: ...
    def last_turn(self, session: SessionId) -> int | None: ...
    def mend(self, session: SessionId, elements: Iterable[Mapping[str, JSON]]) -> bool: ...


class Darkroom(Protocol):
    """Checks what plugins made before anybody sees it."""

    async def admit_frame(self, source: Path, path: Path) -> Frame:
        """Bring a picture to the working size, stripped of metadata.

        :raises UnsafeMedia: it is broken, hostile or too large to decode.
        """
        ...

    async def admit_picture(self, source: Path, path: Path) -> Frame:
        """Bring a picture that a person sent to `path`, whole, stripped of metadata.

        :raises UnsafeMedia: it is broken, hostile or too large to decode.
        """
        ...

    async def admit_segment(self, source: Path, path: Path) -> float:
        """Decode a clip once and answer its duration in seconds.

        :raises UnsafeMedia: it is broken, hostile or empty.
        """
        ...

    async def take_last_frame(self, segment: Path, path: Path) -> Frame:
        """Bring the last picture of a clip that was admitted to `path`.

        :raises UnsafeMedia: it has none.
        """
        ...

    async def recut_tape(
        self, reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """Make a smaller GIF of a tape's frames.

        :raises LimitTooSmall: not even the smallest would fit.
        """
        ...

    async def film_tape(
        self, reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """Make an MP4 without sound of a tape's frames.

        :raises LimitTooSmall: not even the smallest would fit.
        """
        ...

    async def squeeze(
        self, film: Path, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """Make a smaller MP4 of a film.

        :raises LimitTooSmall: not even the smallest would fit.
        """
        ...

    async def prepare(self, reel: Reel, look: Look) -> None:
        """Encode the reel's last frame ahead of the tape it will be on."""
        ...
