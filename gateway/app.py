"""The gateway as a whole: opens everything in order, runs, and closes it in reverse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from gateway import plugins as plugin_loader
from gateway.core import renditions
from gateway.core.engine import Engine
from gateway.core.errors import DataRootError, OperatorError, SettingsError
from gateway.core.hooks import Hooks
from gateway.core.kit import Kit
from gateway.core.types import Frame, Progress, Reel, World
from gateway.settings import Settings

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from gateway.core import ports
    from gateway.core.looks import Look
    from gateway.core.platform import Platform
    from gateway.store.database import Database
    from gateway.store.folders import Folders

log = logging.getLogger("gateway")

_LOCK: Final = ".tapeway.lock"


def now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Store:
    """The data root and the database of a gateway that need not run."""

    settings: Settings
    database: Database
    folders: Folders
    _lock: BaseFileLock

    @classmethod
    def open(cls, settings: Settings, *, create: bool = True) -> Store:
        """Open both, bring the tables up to date, and keep every other gateway out.

        :param create: make a root that is not there yet.
        :raises DataRootError: the root is not there, not ours, or another gateway has it.
        :raises SettingsError: the database is of no kind we know, or does not answer.
        """
        from gateway.store.folders import Folders
        from gateway.store.root import MARKER

        if not create and not (settings.root / MARKER).is_file():
            raise DataRootError(
                f"There is no data root at {settings.root}: nothing was played there. Name another "
                "with --root or TAPEWAY_ROOT."
            )
        with ExitStack() as stack:
            # A database elsewhere may know of sessions whose disk is not there; one inside the
            # root comes and goes with it. Nothing is written to a root that may not be ours.
            outside = _database(settings.database, stack) if settings.database else None
            known = outside is not None and outside.transact(
                lambda r: any(standing.folder for standing in r.standings())
            )
            folders = Folders.open(settings.root, expected=known)
            lock = _lock(settings.root)
            stack.callback(lock.release)
            database = outside or _database(settings.database_url, stack)
            stack.pop_all()
        return cls(settings, database, folders, lock)

    def close(self) -> None:
        """Let go of everything."""
        self.database.close()
        self._lock.release()


class Gateway:
    """Platforms, plugins and the engine between them; use it as an async context manager.

    :param plugins: more plugins, registered after the installed ones.
    :param clock: the time, aware and in UTC.
    :param darkroom: checks frames and segments; the media package unless a test says otherwise.
    :param patience: seconds a hook may take, by its name, where not as `hooks.PATIENCE` says.
    :param sleep: waits that many seconds before a delivery is tried again.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        plugins: Iterable[object] = (),
        clock: Callable[[], datetime] = now,
        darkroom: ports.Darkroom | None = None,
        patience: Mapping[str, float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self._patience = patience
        self._sleep = sleep
        self._darkroom = darkroom or Darkroom()
        self._plugins = tuple(plugins)
        self._clock = clock
        self._stack = AsyncExitStack()
        self._listening: dict[asyncio.Task[None], Platform] = {}
        self._stopping = asyncio.Event()
        self.engine: Engine
        self.store: Store
        self.hooks: Hooks
        self.platforms: list[Platform] = []

    async def __aenter__(self) -> Self:
        """Open everything, take up what the last process left, begin to deliver.

        :raises OperatorError: something is missing or wrong; the message says what to do.
        """
        async with AsyncExitStack() as stack:
            self.store = await asyncio.to_thread(Store.open, self.settings)
            stack.callback(self.store.close)
            kit = await self._kit()
            self.engine = Engine(kit)
            stack.push_async_callback(self.engine.rest)
            stack.push_async_callback(self._close_platforms)
            await kit.durable.start(line=self.engine.play, side=self.engine.shoot)
            stack.push_async_callback(kit.durable.stop, drain=self.settings.drain)
            for platform in self.platforms:
                await self._open(platform)
            clock = asyncio.create_task(self.engine.keep_time())
            stack.push_async_callback(_cancelled, clock)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hear nothing new, finish what is under way, let go."""
        for task in self._listening:
            await _cancelled(task)
        await self._stack.aclose()

    async def run(self) -> None:
        """Listen on every platform until all have ended, or until `stop`.

        The failure of one leaves the others listening.

        :raises Exception: the last one listening failed, and why.
        """
        failure: BaseException | None = None
        for platform in self.platforms:
            self._listening[asyncio.create_task(self._listen(platform))] = platform
        stopping = asyncio.create_task(self._stopping.wait())
        waiting: set[asyncio.Task[None] | asyncio.Task[bool]] = {stopping, *self._listening}
        while self._listening and not stopping.done():
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in self._listening if task.done()]:
                del self._listening[task]
                waiting.discard(task)
                failure = None if task.cancelled() else task.exception()
        await _cancelled(stopping)
        if failure is not None and not self._listening:
            raise failure

    def stop(self) -> None:
        """Make `run` return; safe to call from a signal handler."""
        self._stopping.set()

    async def rest(self) -> None:
        """Wait until nothing is left to play and everything is delivered."""
        await self.engine.kit.durable.rest()
        await self.engine.kit.courier.rest()

    # ------------------------------------------------------------------------------------ our own

    async def _kit(self) -> Kit:
        from gateway.core.courier import Courier
        from gateway.durable.journal import Journal
        from gateway.store.office import SqlOffice

        settings = self.settings
        manager = plugin_loader.load(disabled=settings.disabled_plugins, extra=self._plugins)
        self.hooks = Hooks(manager, patience=self._patience)
        plain = settings.model_dump(mode="json")
        for offered in self.hooks.offer("provide_platform", settings=plain):
            self.platforms += offered if isinstance(offered, list | tuple) else [offered]
        worlds = [world for offer in self.hooks.offer("provide_worlds") for world in offer]
        looks: dict[str, Look] = {}
        for offer in self.hooks.offer("provide_looks"):
            looks.update(offer)
        database = self.store.database
        kit = Kit(
            hooks=self.hooks,
            store=database,
            durable=Journal(
                database,
                self._clock,
                poll=settings.poll,
                side_by_side=settings.shots,
                retention=timedelta(days=settings.retention_days),
            ),
            folders=self.store.folders,
            darkroom=self._darkroom,
            courier=Courier(database, self.hooks, sleep=self._sleep),
            office=SqlOffice(database, self.store.folders, self._clock),
            clock=self._clock,
            worlds=_by_name(worlds),
            looks=looks,
            caps=settings.money.caps(),
            defaults=settings.play.defaults(),
        )
        kit.courier.lighten = partial(renditions.lighten, kit)
        return kit

    async def _open(self, platform: Platform) -> None:
        """Open one platform; the failure of one leaves the others running."""
        try:
            await platform.open()
        except OperatorError:
            raise
        except Exception as error:
            log.exception("%s did not open", platform.name)
            await self.hooks.tell("platform_closed", platform=platform.name, error=error)
            return
        await self.engine.kit.courier.add(platform)
        await self.hooks.tell("platform_opened", platform=platform.name)

    async def _listen(self, platform: Platform) -> None:
        error: Exception | None = None
        try:
            await platform.listen(self.engine)
        except Exception as failure:
            error = failure
            log.exception("%s stopped listening", platform.name)
            raise
        finally:
            await self.hooks.tell("platform_closed", platform=platform.name, error=error)

    async def _close_platforms(self) -> None:
        """Deliver what is ready, then let go; the rest waits for the next start."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.drain):
                await self.engine.kit.courier.rest()
        await self.engine.kit.courier.stop()
        for platform in self.platforms:
            with suppress(Exception):
                await platform.close()


def _database(url: str, stack: ExitStack) -> Database:
    """The database with its tables up to date, closed with the stack."""
    from sqlalchemy.exc import ArgumentError, OperationalError

    from gateway.store.database import Database
    from gateway.store.migrate import migrate

    try:
        database = Database(url)
        stack.callback(database.close)
        migrate(database.engine)
    except ArgumentError as error:
        raise SettingsError(
            "TAPEWAY_DATABASE is no database's URL: write sqlite:///… or postgresql://…."
        ) from error
    except OperationalError as error:
        raise SettingsError(
            f"The database does not answer: {str(error.orig).strip()}. Start it, or correct "
            "TAPEWAY_DATABASE."
        ) from error
    return database


def _lock(root: Path) -> BaseFileLock:
    """Keep every other gateway out of a data root."""
    from filelock import FileLock, Timeout

    # Opened in one thread, closed in another.
    lock = FileLock(root / _LOCK, thread_local=False)
    try:
        return lock.acquire(timeout=0).lock
    except Timeout as error:
        raise DataRootError(
            f"Another gateway runs on {root}: ask it, stop it, or use another root."
        ) from error


class Darkroom:
    """The media package behind the core's port."""

    async def admit_frame(self, source: Path, path: Path) -> Frame:
        """Bring a picture to the working size, stripped of metadata."""
        from gateway.media.frames import admit_frame

        return await admit_frame(source, path)

    async def admit_picture(self, source: Path, path: Path) -> Frame:
        """Bring a picture that a person sent to `path`, whole, stripped of metadata."""
        from gateway.media.frames import admit_picture

        return await admit_picture(source, path)

    async def admit_segment(self, source: Path, path: Path) -> float:
        """Decode a clip once and answer its duration in seconds."""
        from gateway.media.segments import admit_segment
        from gateway.store.files import place_whole

        facts = await admit_segment(source)
        await asyncio.to_thread(place_whole, source, path)
        return facts.duration

    async def take_last_frame(self, segment: Path, path: Path) -> Frame:
        """Bring the last picture of a clip that was admitted to `path`."""
        from gateway.media.lastframe import take_last_frame

        return await take_last_frame(segment, path)

    async def recut_tape(
        self, reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """Make a smaller GIF of a tape's frames."""
        from gateway.media.tapes import cut

        await cut(reel, path, limit=limit, look=look, progress=progress)

    async def film_tape(
        self, reel: Reel, look: Look, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """Make an MP4 without sound of a tape's frames."""
        from gateway.media.renditions import film_tape

        await film_tape(reel, look, path, limit=limit, progress=progress)

    async def squeeze(
        self, film: Path, path: Path, *, limit: int | None, progress: Progress
    ) -> None:
        """Make a smaller MP4 of a film."""
        from gateway.media.renditions import squeeze

        await squeeze(film, path, limit=limit, progress=progress)

    async def prepare(self, reel: Reel, look: Look) -> None:
        """Encode the reel's last frame ahead of the tape it will be on."""
        from gateway.media.tapes import prepare_blocks

        await prepare_blocks(reel, look)


def _by_name(worlds: Iterable[World]) -> dict[str, World]:
    return {world.name: world for world in worlds}


async def _cancelled(task: asyncio.Task[None] | asyncio.Task[bool]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
