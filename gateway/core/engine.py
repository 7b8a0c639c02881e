"""Hears events, keeps every session's line, and plays what stands in it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Final

from gateway.core import messages, phrases, verbs
from gateway.core.again import Again
from gateway.core.errors import DataRootError, PlayerError
from gateway.core.folder import keep_state
from gateway.core.ids import SessionId
from gateway.core.kit import Kit, reason
from gateway.core.lines import Lines
from gateway.core.lobby import Lobby
from gateway.core.office import Office
from gateway.core.orders import Ordered
from gateway.core.plain import from_plain, to_plain
from gateway.core.portrait import Portraying
from gateway.core.ports import Kept, Records, Standing, Steps
from gateway.core.reels import Cutter
from gateway.core.shots import work_beside
from gateway.core.turn import Teller, stop_waiting
from gateway.core.types import JSON, Event, Kind, Verb, World
from gateway.core.verbs import CLOCK
from gateway.core.watching import POST, Viewing

log = logging.getLogger("gateway.engine")

_LONGEST_NAP: Final = timedelta(seconds=5)


@dataclass(slots=True)
class Engine:
    """The machine between platforms and plugins.

    An event is kept before `hear` returns; what comes of it is durable work, strictly in order
    within a session, side by side across sessions.
    """

    kit: Kit
    _lines: Lines = field(default_factory=Lines)
    _awake: set[SessionId] = field(default_factory=set)
    _alarm: asyncio.Event = field(default_factory=asyncio.Event)
    _hearing: set[asyncio.Task[bool]] = field(default_factory=set)
    _lobby: Lobby = field(init=False)

    def __post_init__(self) -> None:
        self._lobby = Lobby(self.kit)

    _elsewhere: dict[str, set[SessionId]] = field(default_factory=dict)

    @property
    def worlds(self) -> Sequence[World]:
        """The worlds that can be played in."""
        return tuple(self.kit.worlds.values())

    @property
    def office(self) -> Office:
        """What may be looked up."""
        return self.kit.office

    @property
    def lobby(self) -> Lobby:
        """What may be seen by a code."""
        return self._lobby

    # ------------------------------------------------------------------------------------ hearing

    async def hear(self, event: Event) -> bool:
        """Keep an event and see to it; False where it was known or is not admitted.

        :raises StorageFull: it could not be kept; the platform must not acknowledge it.
        """
        # Whoever asks may go away meanwhile: what is kept is played all the same.
        task = asyncio.create_task(self._hear(event))
        self._hearing.add(task)
        task.add_done_callback(self._hearing.discard)
        return await asyncio.shield(task)

    async def _hear(self, event: Event) -> bool:
        async with self._lines.hold(event.session):
            if event.person is not CLOCK and event.person is not POST:
                admitted = await self.kit.hooks.ask("admit_event", bool, event=event)
                if admitted.value is False:
                    return False
            kept = await self._take(event)
            if kept.place is None:
                return False
            self._wake_others(event.id)
            await self._greet(event, opened=kept.opened)
            if event.verb is Verb.SETTINGS:
                await keep_state(self.kit, event.session)
            if kept.queued:
                await self.kit.durable.submit(event.session, kept.place)
        self.kit.courier.wake(event.session)
        return True

    async def _take(self, event: Event) -> Kept:
        """Keep an event, and answer it at once if it need not wait for its place in the line."""
        if event.button is None and event.verb in verbs.AT_ONCE:
            return await self.kit.store.write(lambda r: self._answer(r, event))
        if event.button is not None or event.verb is not Verb.WATCH:
            return await self.kit.store.write(lambda r: self._keep(r, event, queued=True))
        kept, plan = await self.kit.store.write(lambda r: self._look(r, event))
        if plan.leave and await self._showing(event, kept, plan.leave):
            return replace(kept, queued=False)
        return kept

    async def _showing(self, event: Event, kept: Kept, leave: str) -> bool:
        """Show what was asked for if it is ready; it has its place in the line in any case."""
        assert kept.place is not None  # noqa: S101 - it is new
        work = f"{event.session}:{kept.place:020d}"
        try:
            return await Viewing(self.kit, work, event, kept.place, leave).at_once()
        except Exception:
            log.exception("%s is shown when its turn comes", work)
            return False

    async def _greet(self, event: Event, *, opened: bool) -> None:
        if event.session in self._awake:
            return
        self._awake.add(event.session)
        if opened:
            await self.kit.hooks.tell("session_opened", session=event.session, at=event.at)
        else:
            await self.kit.hooks.tell("session_resumed", session=event.session)

    def _keep(self, records: Records, event: Event, *, queued: bool) -> Kept:
        return records.keep(event, queued=queued, defaults=self.kit.defaults)

    def _answer(self, records: Records, event: Event) -> Kept:
        """Keep an event that needs no place in the line, and answer it."""
        kept = self._keep(records, event, queued=False)
        if kept.place is not None:
            # A missing data root says nothing about the session; the rows still answer.
            with suppress(DataRootError):
                self._notice_deletion(records, event.session)
            self._decide(records, event)
        return kept

    def _look(self, records: Records, event: Event) -> tuple[Kept, verbs.Plan]:
        """Keep an event in the line, done already where there is nothing to show."""
        kept = self._keep(records, event, queued=True)
        if kept.place is None:
            return kept, verbs.Plan()
        with suppress(DataRootError):
            self._notice_deletion(records, event.session)
        plan = self._decide(records, event)
        if plan == verbs.Plan():
            records.finish(event.session, kept.place)
            kept = replace(kept, queued=False)
        return kept, plan

    # ------------------------------------------------------------------------------------ playing

    async def play(self, steps: Steps, session: SessionId, place: int) -> None:
        """The durable work of one place in a session's line; it always comes to an end."""
        try:
            await self._play(steps, session, place)
        except Exception as error:
            log.exception("%s could not be played", steps.id)
            await steps.commit("broken", partial(self._broken, session, place, error))
            self.kit.courier.wake(session)

    def _broken(self, session: SessionId, place: int, error: Exception, records: Records) -> JSON:
        event = records.event(session, place)
        if event is not None:
            messages.notice(records, event, phrases.TURN_FAILED.format(why=reason(error)))
            stop_waiting(records, session)
            records.finish(session, place)
        return None

    async def _play(self, steps: Steps, session: SessionId, place: int) -> None:
        plan = await steps.commit("plan", lambda r: self._plan(r, session, place))
        self._wake_others(f"{session}:{place}")
        if not isinstance(plan, Mapping):
            self.kit.courier.wake(session)
            await keep_state(self.kit, session)
            self._alarm.set()
            return
        event = from_plain(Event, plan["event"])
        todo = from_plain(verbs.Plan, plan["plan"])
        if plan.get("fresh"):
            await steps.step("let go", partial(self._let_go, session))
        await self._do(steps, event, place, todo)
        self._alarm.set()

    async def _do(self, steps: Steps, event: Event, place: int, todo: verbs.Plan) -> None:
        """Whatever is left to do for an event."""
        if todo.forget:
            await self._forget(steps, event, place)
        elif todo.again is not None:
            await Again(self.kit, steps, event, place, todo.head, todo.payer).make(todo.again)
        elif todo.turn is not None:
            await self._turn(steps, event, place, todo)
        elif todo.portrait is not None:
            await Portraying(self.kit, event, place, todo.portrait).see_to(steps)
        elif todo.order is not None:
            ordered = Ordered(self.kit, event, place, todo.order, todo.reel)
            await ordered.fill(steps, self.hear)
        elif todo.reel is not None:
            await self._cut(steps, event, place, todo)
        elif todo.leave:
            await Viewing(self.kit, steps.id, event, place, todo.leave).play(steps)

    def _plan(self, records: Records, session: SessionId, place: int) -> JSON:
        event = records.event(session, place)
        if event is None:
            return None
        fresh = self._notice_deletion(records, session)
        plan = self._decide(records, event, f"{session}:{place}")
        if plan == verbs.Plan():
            records.finish(session, place)
            return None
        return {"event": to_plain(event), "plan": to_plain(plan), "fresh": fresh}

    async def _let_go(self, session: SessionId) -> JSON:
        """Whatever is still being filmed belongs to a story that was deleted."""
        await self.kit.durable.cancel(session)
        return None

    def _decide(self, records: Records, event: Event, tag: str = "") -> verbs.Plan:
        standing = records.standing(event.session) or Standing(
            session=event.session, settings=self.kit.defaults, origin=event.origin
        )
        desk = verbs.desk(self.kit)
        self._elsewhere[tag or event.id] = desk.woken
        try:
            return verbs.Decision(records, desk, event, standing).decide()
        except PlayerError as error:
            messages.notice(records, event, str(error), private=True)
            return verbs.Plan()

    def _wake_others(self, tag: str) -> None:
        """What was decided may have sent something to other conversations, too."""
        for session in self._elsewhere.pop(tag, ()):
            self.kit.courier.wake(session)

    def _notice_deletion(self, records: Records, session: SessionId) -> bool:
        """A folder that was made and is gone was deleted by somebody: so is its session."""
        standing = records.standing(session)
        if standing and standing.folder and not self.kit.folders.exists(session):
            log.warning("the folder of %s is gone: the session is forgotten", session)
            records.drop(session)
            return True
        return False

    async def _turn(self, steps: Steps, event: Event, place: int, todo: verbs.Plan) -> None:
        assert todo.turn is not None  # noqa: S101 - the caller looked
        world = self.kit.worlds.get(todo.turn.world.name, todo.turn.world)
        turn = replace(todo.turn, world=world)
        played = await Teller(self.kit, steps, event, place, turn, todo.payer, todo.free).tell()
        if played is not None and played.scene.ending is not None:
            await self.kit.hooks.tell(
                "run_ended", session=event.session, run=turn.run, ending=played.scene.ending
            )
            await Cutter(self.kit, steps.id, event, place, Kind.TAPE, turn.run, played.index).cut(
                steps
            )

    async def _cut(self, steps: Steps, event: Event, place: int, todo: verbs.Plan) -> None:
        assert todo.reel is not None  # noqa: S101 - the caller looked
        if todo.ended is not None:
            await keep_state(self.kit, event.session)
            await self.kit.hooks.tell(
                "run_ended", session=event.session, run=todo.run, ending=todo.ended
            )
        await Cutter(self.kit, steps.id, event, place, todo.reel, todo.run, todo.head).cut(steps)

    async def _forget(self, steps: Steps, event: Event, place: int) -> None:
        session = event.session

        def change(records: Records) -> JSON:
            records.drop(session, but=steps.id)
            messages.notice(records, event, phrases.FORGOTTEN)
            records.finish(session, place)
            return None

        await steps.commit("forget", change)
        # What began before that is let go now; what begins after it finds no turn to film.
        await self.kit.durable.cancel(session)
        await asyncio.to_thread(self.kit.folders.delete, session)
        await self.kit.store.write(lambda r: r.forget_work(steps.id))
        self._awake.discard(session)
        self.kit.courier.wake(session)
        await self.kit.hooks.tell("session_forgotten", session=session)

    async def make_reel(self, event: Event, kind: Kind, standing: Standing) -> Mapping[str, JSON]:
        """Make the tape or film of the session's last run, beside the line, and send it nowhere.

        :returns: as `Cutter.make`.
        """
        head = standing.head if standing.head is not None else -1
        cutter = Cutter(self.kit, event.id, event, -1, kind, standing.run, head)
        made = await cutter.make()
        assert isinstance(made, Mapping)  # noqa: S101 - it always answers an object
        if "failed" not in made:
            await self.kit.store.write(lambda r: cutter.remember(r, made))
        return made

    async def shoot(self, steps: Steps, session: SessionId, turn: int) -> None:
        """The durable work beside the line: what a turn leaves to encode and to film."""
        await work_beside(self.kit, steps, session, turn)

    # ------------------------------------------------------------------------------------ the clock

    async def keep_time(self) -> None:
        """Speak for silence: votes that close, countdowns that end; until cancelled."""
        while True:
            self._alarm.clear()
            try:
                for standing in await self.kit.store.read(lambda r: r.due(self.kit.clock())):
                    await self._ring(standing)
                nap = await self._nap()
            except Exception:
                log.exception("the clock could not speak; it tries again")
                nap = _LONGEST_NAP.total_seconds()
            with suppress(TimeoutError):
                async with asyncio.timeout(nap):
                    await self._alarm.wait()

    def look_at_the_clock(self) -> None:
        """It may be later than the gateway thinks: a clock was set, or a test moved its own."""
        self._alarm.set()

    async def _nap(self) -> float:
        deadline = await self.kit.store.read(lambda r: r.next_deadline())
        if deadline is None:
            return _LONGEST_NAP.total_seconds()
        nap = min(deadline - self.kit.clock(), _LONGEST_NAP)
        return max(nap.total_seconds(), 0.0)

    async def _ring(self, standing: Standing) -> None:
        """Let a deadline be heard, once: its event's id is the deadline's own."""
        waited = f"{standing.waiting}:{standing.head}"
        await self.hear(
            Event(
                id=f"clock:{standing.session}:{standing.run}:{waited}:{standing.deadline}",
                session=standing.session,
                person=CLOCK,
                verb=Verb.SILENCE,
                argument=waited,
                at=standing.deadline or self.kit.clock(),
                origin=standing.origin,
            )
        )
        await self.kit.store.write(lambda r: _clear_deadline(r, standing))

    async def rest(self) -> None:
        """Tell the plugins that the sessions rest."""
        if self._hearing:
            await asyncio.wait(self._hearing)
        for session in sorted(self._awake):
            await self.kit.hooks.tell("session_closed", session=session)


def _clear_deadline(records: Records, rung: Standing) -> None:
    now = records.standing(rung.session)
    if now and now.deadline == rung.deadline:
        records.save(replace(now, deadline=None))
