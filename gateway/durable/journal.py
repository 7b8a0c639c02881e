"""The `Durable` port on DBOS Transact.

DBOS keeps the queue, hands each session's work out strictly in order, and takes up what a dead
process left. What the work answered on its way is in our own tables (`steps.py`).
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from gateway.core.ids import SessionId
from gateway.core.ports import Work
from gateway.durable.gate import Gate
from gateway.durable.steps import RecordedSteps
from gateway.store.database import Database

if TYPE_CHECKING:
    from dbos import DBOSConfig

log = logging.getLogger("gateway.durable")

VERSION: Final = "1"
"""Pinned: a release takes up what another began, because steps are known by name."""

EXECUTOR: Final = "local"
"""One gateway a data root, guarded by its lock: so a restart finds its own work again."""

_NAME: Final = "tapeway"
_THREADS: Final = 16
_SWEEP: Final = 2.0
_CLAIMED: Final = 60.0
"""Seconds the library may take to begin what it has claimed: as long as a slow database takes."""

_PATIENCE: Final = 3
"""Nobody waits for side work to begin: it is looked for that much less often."""

_SIDE: Final = ":side"
_LIVE: Final = ("ENQUEUED", "PENDING")
_DONE: Final = ("SUCCESS", "ERROR", "CANCELLED")


class Journal:
    """Durable work over one database.

    :param poll: seconds between two looks at the queue.
    :param side_by_side: how much side work runs at once.
    :param sweep: seconds between two looks for what hangs, is late or is old.
    :param retention: how long finished work is remembered; turns are ours and stay.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        poll: float = 0.1,
        side_by_side: int = 2,
        sweep: float = _SWEEP,
        retention: timedelta = timedelta(days=7),
    ) -> None:
        self._database = database
        self._clock = clock
        self._poll = poll
        self._side_by_side = side_by_side
        self._every = sweep
        self._retention = retention
        self._gate = Gate()
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._ended: set[str] = set()
        self._idle: dict[str, float] = {}
        self._late: dict[SessionId, list[int]] = defaultdict(list)
        self._late_side: list[tuple[SessionId, int, int]] = []
        self._sweeper: asyncio.Task[None] | None = None
        self._submit_line: Callable[..., Awaitable[object]]
        self._submit_side: Callable[..., Awaitable[object]]

    async def start(self, *, line: Work, side: Work) -> None:
        """Take up where the last process stopped."""
        from dbos import DBOS

        await asyncio.to_thread(self._declare_queues)
        DBOS(config=self._config())
        _share_log()
        line_workflow = DBOS.workflow(name="line", max_recovery_attempts=None)(self._workflow(line))
        side_workflow = DBOS.workflow(name="side", max_recovery_attempts=None)(self._workflow(side))
        DBOS.launch()
        self._submit_line = _enqueuer("line", line_workflow)
        self._submit_side = _enqueuer("side", side_workflow)
        for session, place in await self._database.read(lambda r: r.unfinished()):
            await self.submit(session, place)
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self, *, drain: float) -> None:
        """Begin nothing new, let what is under way be recorded for up to `drain` seconds."""
        from dbos import DBOS

        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait([self._sweeper])
        if not await self._gate.drain(drain):
            log.warning("some work was still under way after %s s: it goes on next time", drain)
        # The library warns of every task that is let go here, which is what stopping is.
        logging.getLogger("dbos").setLevel(logging.ERROR)
        await _cancelled(self._running.values())
        # The library made its threads the loop's own, and is about to let go of them, while
        # deliveries are still under way.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        _share_log()

    async def submit(self, session: SessionId, place: int) -> None:
        """Put a place into its session's line; twice is once."""
        if self._gate.shut:
            return  # it is in the inbox, and submitted at the next start
        if session in self._late or not await self._try_submit(session, place):
            self._late[session].append(place)

    async def submit_side(self, session: SessionId, place: int, turn: int) -> None:
        """Begin side work about the turn that was played at a place; twice is once."""
        if not await self._try_side(session, place, turn):
            self._late_side.append((session, place, turn))

    async def cancel(self, session: SessionId) -> None:
        """Drop the session's side work, and wait until it has let go."""
        self._late_side = [late for late in self._late_side if late[0] != session]
        await _outside(_cancel_side(session))
        # One that has only just begun may not be on that list any more.
        await _cancelled(
            task
            for work, task in self._running.items()
            if work.startswith(f"{session}:") and work.endswith(_SIDE)
        )

    async def rest(self) -> None:
        """Wait until nothing waits or runs."""
        from dbos import DBOS

        while await DBOS.list_workflows_async(status=list(_LIVE), limit=1, load_input=False):
            if self._running:
                await asyncio.wait(list(self._running.values()))
            else:  # the queue is the database's: nothing in this process is told when it is empty
                await asyncio.sleep(self._poll)

    # ------------------------------------------------------------------------------------ our own

    def _declare_queues(self) -> None:
        """Make the queues as the settings say now, whatever the database remembers.

        Before the launch: the library looks for new queues only once a second.
        """
        from dbos import DBOS, DBOSClient

        _share_log()
        DBOS.migrate(self._url)
        client = DBOSClient(system_database_url=self._url, application_name=_NAME)
        try:
            client.register_queue("line", partition_concurrency=1, polling_interval_sec=self._poll)
            client.register_queue(
                "side",
                worker_concurrency=self._side_by_side,
                polling_interval_sec=self._poll * _PATIENCE,
            )
        finally:
            client.destroy()

    @property
    def _url(self) -> str:
        return self._database.url.render_as_string(hide_password=False)

    def _config(self) -> DBOSConfig:
        from dbos._serialization import DBOSPortableJSON

        return {
            "name": _NAME,
            "system_database_url": self._url,
            "application_version": VERSION,
            "executor_id": EXECUTOR,
            "max_executor_threads": _THREADS,
            "serializer": DBOSPortableJSON,
            # We use no notifications, and a stop waits for the last look at them.
            "notification_listener_polling_interval_sec": min(1.0, self._poll * 5),
            "log_level": "WARNING",
        }

    def _workflow(self, work: Work) -> Callable[[str, int], Awaitable[None]]:
        async def workflow(session: str, number: int) -> None:
            from dbos import DBOS

            task, work_id = asyncio.current_task(), str(DBOS.workflow_id)
            assert task is not None  # noqa: S101 - a coroutine that runs has one
            if work_id in self._running:
                # Handed out twice: it is done once, and both times when that is done.
                await asyncio.wait([self._running[work_id]])
                return
            self._running[work_id] = task
            try:
                steps = RecordedSteps(work_id, self._database, self._gate, self._clock)
                await work(steps, SessionId.parse(session), number)
            finally:
                del self._running[work_id]
                self._ended.add(work_id)

        return workflow

    async def _try_submit(self, session: SessionId, place: int) -> bool:
        try:
            await self._submit_line(f"{session}:{place:020d}", str(session), str(session), place)
        except Exception:
            # It is in the inbox: the sweep submits it as soon as the database takes it.
            log.exception("%s:%s is submitted later", session, place)
            return False
        return True

    async def _try_side(self, session: SessionId, place: int, turn: int) -> bool:
        try:
            await self._submit_side(f"{session}:{place:020d}{_SIDE}", None, str(session), turn)
        except Exception:
            log.exception("the side work of %s:%s is submitted later", session, place)
            return False
        return True

    async def _sweep(self) -> None:
        """Submit what could not be, free what a full disk left hanging, delete what is old."""
        while True:
            await asyncio.sleep(self._every)
            try:
                await self._submit_late()
                await self._free()
                await self._forget_old()
            except Exception:
                log.exception("the sweep of the queue failed; it is tried again")

    async def _submit_late(self) -> None:
        while self._late_side and await self._try_side(*self._late_side[0]):
            self._late_side.pop(0)
        for session in list(self._late):
            while self._late[session]:
                if not await self._try_submit(session, self._late[session][0]):
                    break
                self._late[session].pop(0)
            if not self._late[session]:
                del self._late[session]

    async def _free(self) -> None:
        """Hand out again what the library holds for running though nobody runs it.

        That happens where it could not write down an outcome, as on a full disk. What the work
        itself recorded is not done again. What is merely slow is left alone: what the library has
        in hand, and for a while what it has claimed and not begun.
        """
        from dbos import DBOS

        pending = {
            status.workflow_id: str(status.queue_name)
            for status in await DBOS.list_workflows_async(status="PENDING", load_input=False)
        }
        self._ended &= pending.keys()
        now = asyncio.get_running_loop().time()
        idle = pending.keys() - self._running.keys() - _in_hand()
        self._idle = {work: self._idle.get(work, now) for work in idle}
        for work, since in sorted(self._idle.items()):
            if now - since < (self._every if work in self._ended else _CLAIMED):
                continue
            log.warning("%s hangs without anybody running it: it is handed out again", work)
            await DBOS.resume_workflow_async(work, queue_name=pending[work])
            del self._idle[work]

    async def _forget_old(self) -> None:
        from dbos import DBOS

        before = self._clock() - self._retention
        old = await DBOS.list_workflows_async(
            status=list(_DONE), end_time=before.isoformat(), limit=500, load_input=False
        )
        if old:
            await DBOS.delete_workflows_async([status.workflow_id for status in old])
        await self._database.write(lambda r: r.sweep(before))
        await self._database.write(lambda r: r.sweep_shares(self._clock()))


def _in_hand() -> frozenset[str]:
    """What the library itself has in hand in this process: begun, and its outcome not recorded."""
    from dbos._dbos import _get_dbos_instance

    return frozenset(_get_dbos_instance()._active_workflows_set.activeList())


async def _cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _cancel_side(session: SessionId) -> None:
    from dbos import DBOS

    side = await DBOS.list_workflows_async(
        status=list(_LIVE), workflow_id_prefix=f"{session}:", queue_name="side", load_input=False
    )
    await DBOS.cancel_workflows_async([status.workflow_id for status in side])


async def _outside(call: Coroutine[Any, Any, object]) -> None:
    """Call the library as if from no work: it would count the call among that work's steps."""
    await asyncio.create_task(call, context=contextvars.Context())


def _enqueuer(queue: str, workflow: Callable[..., Any]) -> Callable[..., Awaitable[object]]:
    from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

    async def enqueue(work: str, partition: str | None, *arguments: object) -> None:
        with SetWorkflowID(work), SetEnqueueOptions(queue_partition_key=partition):
            await DBOS.enqueue_workflow_async(queue, workflow, *arguments)

    async def outside(work: str, partition: str | None, *arguments: object) -> None:
        await _outside(enqueue(work, partition, *arguments))

    return outside


def _share_log() -> None:
    """Let the library log where we do, its warnings only, and not to a console of its own."""
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True
    logger.setLevel(logging.WARNING)
