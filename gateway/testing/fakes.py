"""A platform that remembers, a story that is told at once, a darkroom that only copies."""

from __future__ import annotations

import asyncio
import shutil
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from gateway.core.errors import LimitTooSmall, TryLater
from gateway.core.ids import SessionId
from gateway.core.looks import Look
from gateway.core.markers import hookimpl
from gateway.core.platform import Delivery, Inbox, Limits, Part, Platform, Receipt
from gateway.core.types import (
    JSON,
    Choice,
    Ending,
    Event,
    Film,
    Frame,
    Kind,
    Person,
    Picture,
    Progress,
    Reel,
    Scene,
    Segment,
    Tape,
    Turn,
    Verb,
    World,
)
from gateway.testing.clocks import BEGIN

if TYPE_CHECKING:
    from gateway.app import Gateway


class FakePlatform:
    """A chat in memory: say things with `event`, read what came with `shown`.

    :param fail: called with every delivery before it is shown; raise to refuse it.
    """

    def __init__(
        self,
        name: str = "fake",
        *,
        limits: Limits | None = None,
        fail: Callable[[Delivery], None] = lambda delivery: None,
    ) -> None:
        self.name = name
        self.limits = limits or Limits()
        self.shown: list[Delivery] = []
        self.pictures: dict[str, bytes] = {}
        self._fail = fail
        self._numbers = count()
        self._changed = asyncio.Event()

    async def open(self) -> None:
        """Nothing to open."""

    async def listen(self, inbox: Inbox) -> None:
        """Listen for ever: the test itself brings events to the inbox."""
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Remember it."""
        self._fail(delivery)
        self.shown.append(delivery)
        self._changed.set()
        return Receipt(message={"number": len(self.shown)})

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """The one of `pictures` that goes by that name.

        :raises TryLater: there is none yet.
        """
        name = str(picture["name"])
        if name not in self.pictures:
            raise TryLater(f"The chat has no picture {name} yet.")
        _write(path, self.pictures[name])

    async def close(self) -> None:
        """Nothing to close."""

    # --------------------------------------------------------------------------- for the test

    def session(self, *parts: str) -> SessionId:
        """A conversation on this platform."""
        return SessionId.of(self.name, *(parts or ("room",)))

    def event(
        self,
        verb: Verb,
        argument: str = "",
        *,
        session: SessionId | None = None,
        person: str = "ann",
        button: str | None = None,
        number: int | None = None,
        picture: str | None = None,
    ) -> Event:
        """Something a person did; a new id each time unless a number is given.

        :param picture: the name of one of `pictures` that came along.
        """
        number = next(self._numbers) if number is None else number
        return Event(
            id=str(number),
            session=session or self.session(),
            person=Person(id=f"{self.name}:{person}", name=person),
            verb=verb,
            argument=argument,
            button=button,
            at=BEGIN + timedelta(seconds=number),
            picture={"name": picture} if picture else None,
        )

    def of(self, *parts: Part, session: SessionId | None = None) -> list[Delivery]:
        """What was shown of these parts, in one conversation or in all."""
        return [
            delivery
            for delivery in self.shown
            if (not parts or delivery.part in parts) and session in (None, delivery.session)
        ]

    async def until(self, found: Callable[[], object], *, seconds: float = 20.0) -> None:
        """Wait until `found()` is true after something was shown.

        :raises TimeoutError: it never was.
        """
        async with asyncio.timeout(seconds):
            while not found():
                self._changed.clear()
                await self._changed.wait()


@dataclass
class FakeStory:
    """A plugin that tells, draws, films and cuts at once, and writes down every hook it hears.

    A run ends at turn `turns` of it. Everything it writes is small but real PNG, else plain bytes.
    """

    turns: int = 1000
    calls: list[str] = field(default_factory=list)

    @hookimpl
    def provide_worlds(self) -> list[World]:
        """One world."""
        return [World(name="plain", title="The Plain", summary="Grass to the horizon.")]

    @hookimpl
    def provide_looks(self) -> Mapping[str, Look]:
        """The looks that sessions ask for."""
        return {"clean": _as_it_is, "vhs": _as_it_is}

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        """Say what was done, and offer left and right."""
        heard = [*list(turn.state.get("heard", [])), turn.action.text]  # type: ignore[arg-type]
        ending = turn.number >= self.turns
        return Scene(
            text=f"Turn {turn.index}: {turn.action.verb.value} {turn.action.text}".strip(),
            title=f"Turn {turn.index}",
            place="plain",
            health=100 - turn.number,
            inventory=("stone",),
            picture=Picture(alt=f"The plain at turn {turn.index}"),
            choices=()
            if ending
            else (
                Choice(key="left", label="Go left", kind="go"),
                Choice(key="right", label="Look right", kind="look"),
            ),
            ending=Ending(kind="good", title="The far side") if ending else None,
            state={"heard": heard},
        )

    @hookimpl
    async def render_frame(self, turn: Turn, path: Path) -> Frame:
        """One grey, another each turn."""
        _write(path, png(turn.index % 256))
        return Frame(width=1, height=1)

    @hookimpl
    async def shoot_segment(self, turn: Turn, path: Path) -> Segment:
        """Bytes that name their turn."""
        _write(path, f"segment {turn.parent} {turn.index}".encode())
        return Segment(duration=1.0)

    @hookimpl
    async def cut_tape(self, reel: Reel, path: Path, progress: Progress) -> Tape:
        """The frames, one after another."""
        size = _write(path, *(shot.frame for shot in reel.shots))
        await progress(1.0, "done")
        return Tape(frames=len(reel.shots), width=1, height=1, size=size)

    @hookimpl
    async def stitch_film(self, reel: Reel, path: Path) -> Film:
        """The segments, one after another."""
        size = _write(path, b"film ", *(shot.segment for shot in reel.shots if shot.segment))
        return Film(duration=1.0, width=1, height=1, size=size)


class PlainRecorder:
    """A plugin that hears every tell and is asked every ask, answers nothing, and remembers.

    Register it last: then it hears of an ask before whoever answers it.
    """

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.errors: list[tuple[Kind, Exception]] = []

    @hookimpl
    def media_failed(self, kind: Kind, error: Exception) -> None:
        """Remember why."""
        self.heard.append("media_failed")
        self.errors.append((kind, error))


def _listens(name: str) -> Callable[[PlainRecorder], None]:
    def hook(self: PlainRecorder) -> None:
        self.heard.append(name)

    hook.__name__ = name
    return hookimpl(hook)


_HEARD = (
    "admit_event",
    "moderate",
    "quote",
    "find_call",
    "write_scene",
    "render_frame",
    "shoot_segment",
    "cut_tape",
    "stitch_film",
    "platform_opened",
    "platform_closed",
    "session_opened",
    "session_resumed",
    "session_closed",
    "session_forgotten",
    "run_started",
    "run_ended",
    "turn_started",
    "turn_finished",
    "turn_failed",
    "frame_rendered",
    "segment_shot",
    "tape_cut",
    "film_stitched",
    "tape_shared",
    "tape_watched",
    "delivery_sent",
    "delivery_failed",
    "budget_spent",
)
for _name in _HEARD:
    setattr(PlainRecorder, _name, _listens(_name))


class FakeDarkroom:
    """Believes whatever it is given, and only moves it; a file that is not there is refused.

    What is to be made smaller is cut off, but never below `smallest` bytes.
    """

    smallest = 8

    async def admit_frame(self, source: Path, path: Path) -> Frame:
        """Copy the picture."""
        _copy(source, path)
        return Frame(width=1, height=1)

    async def admit_picture(self, source: Path, path: Path) -> Frame:
        """Copy the picture."""
        return await self.admit_frame(source, path)

    async def admit_segment(self, source: Path, path: Path) -> float:
        """Copy the clip."""
        _copy(source, path)
        return 1.0

    async def take_last_frame(self, segment: Path, path: Path) -> Frame:
        """Copy the clip: it is its own last picture."""
        _copy(segment, path)
        return Frame(width=1, height=1)

    async def recut_tape(
        self, reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """The first bytes of the frames, as many as are allowed."""
        self._shrink(path, limit, b"GIF", *(shot.frame for shot in reel.shots))

    async def film_tape(
        self, reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """As many as are allowed, too, and called a film."""
        self._shrink(path, limit, b"MP4", *(shot.frame for shot in reel.shots))

    async def squeeze(
        self, film: Path, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """The first bytes of the film."""
        self._shrink(path, limit, b"MP4", film)

    def _shrink(self, path: Path, limit: int | None, *parts: bytes | Path) -> None:
        size = _write(path, *parts)
        if limit is not None and limit < self.smallest:
            raise LimitTooSmall(f"It cannot be made smaller than {self.smallest} bytes.")
        with path.open("r+b") as file:
            file.truncate(size if limit is None else min(size, limit))

    async def prepare(self, reel: Reel, look: Look) -> None:
        """Nothing is kept ahead."""


def plugin_of(name: str, **hooks: Callable[..., object]) -> object:
    """A plugin of that name from plain functions, one a hook."""
    plugin = SimpleNamespace(__name__=name)
    for hook, function in hooks.items():
        marked = hasattr(function, "gateway_impl")
        setattr(plugin, hook, function if marked else hookimpl(function))
    return plugin


def playing(
    root: Path,
    *plugins: object,
    clock: Callable[[], datetime] | None = None,
    patience: Mapping[str, float] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    **settings: object,
) -> Gateway:
    """A real gateway on a data root with these plugins and no other; an async context manager.

    One at a time in a process: the durable library knows no more.
    """
    from gateway.app import Gateway, now
    from gateway.plugins import GROUP
    from gateway.settings import load

    installed = [entry.name for entry in entry_points(group=GROUP)]
    said = {"poll": 0.01, "drain": 5, "disabled_plugins": installed, **settings}
    return Gateway(
        load(root=root, **said),
        plugins=plugins,
        clock=clock or now,
        darkroom=FakeDarkroom(),
        patience=patience,
        sleep=sleep,
    )


def offering(*platforms: Platform) -> object:
    """A plugin that offers these platforms."""

    class Offer:
        @hookimpl
        def provide_platform(self, settings: Mapping[str, JSON]) -> list[Platform]:
            return list(platforms)

    return Offer()


def png(grey: int) -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, grey]))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _as_it_is(image: Any, stamp: object) -> Any:  # noqa: ANN401 - Pillow is not imported here
    return image


def _write(path: Path, *parts: bytes | Path) -> int:
    """Write the parts, which are bytes or files, one after another; how much that was."""
    data = b"".join(p if isinstance(p, bytes) else p.read_bytes() for p in parts)
    return path.write_bytes(data)


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    shutil.copyfile(source, part)
    part.replace(path)
