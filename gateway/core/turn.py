"""One turn, from the words to the commit; the protocol stands in `hookspecs.py`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from gateway.core import budget, following, ladder, messages, phrases, unsure
from gateway.core.errors import (
    WAIT,
    NotNow,
    OperatorError,
    TapewayError,
)
from gateway.core.folder import attachment, keep_folder
from gateway.core.ids import SessionId
from gateway.core.kit import Kit, reason
from gateway.core.plain import from_plain, to_plain
from gateway.core.platform import Delivery, Part
from gateway.core.ports import Played, Records, Standing, Steps
from gateway.core.scenes import check_scene
from gateway.core.showing import Showing, Shown
from gateway.core.stills import picture_of
from gateway.core.telling import Telling
from gateway.core.types import (
    JSON,
    Event,
    Kind,
    Pace,
    Scene,
    Turn,
    Verdict,
)

log = logging.getLogger("gateway.engine")


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one turn; every method but `tell` is a part of it.

    `payer` is the person on whose cap it counts; `free` has it told by whoever does not charge.
    """

    kit: Kit
    steps: Steps
    event: Event
    place: int
    turn: Turn
    payer: str
    free: bool = False

    async def tell(self) -> Played | None:
        """Play the turn and commit it; `None` if it could not be told."""
        kit, session = self.kit, self.turn.session
        if self.turn.parent is None:
            await kit.hooks.tell(
                "run_started",
                session=session,
                run=self.turn.run,
                world=self.turn.world,
                person=self.turn.action.person,
            )
        await kit.hooks.tell("turn_started", session=session, turn=self.turn)
        answer = _mapping(await self.steps.step("scene", self._scene))
        if "failed" in answer:
            await self._fail(str(answer["failed"]), str(answer.get("open", "")))
            return None
        scene = from_plain(Scene, answer["scene"])
        played = self._played(scene, str(answer.get("said", self.turn.action.text)))
        announce = partial(self._announce, played=played, notice=answer.get("notice"))
        followed = await self.steps.commit("words", announce)
        await self._wake(followed)
        showing = Showing(kit, self.steps, self.turn, self.payer, self._filming)
        shown = await showing.make(scene)
        played = replace(played, frame=shown.frame, segment=shown.segment)
        commit = partial(self._commit, played=played, shown=shown)
        await self._wake(await self.steps.commit("turn", commit))
        await self.steps.step("folder", partial(self._keep_folder, played))
        await kit.hooks.tell("turn_finished", session=session, turn=self.turn, scene=scene)
        await kit.durable.submit_side(session, self.place, played.index)
        return played

    # --------------------------------------------------------------------------------- the words

    async def _scene(self) -> JSON:
        try:
            said = await self._moderate(self.turn.action.text, "person")
            turn = replace(self.turn, action=replace(self.turn.action, text=said))
            outcome = await self._written(turn)
            if outcome.open is not None and outcome.answer.value is None:
                return {"failed": reason(outcome.answer.error), "open": outcome.open.key}
            if outcome.answer.value is None:
                raise outcome.answer.error
            scene: Scene = outcome.answer.value
            text = await self._moderate(scene.text, "writer")
        except WAIT:
            raise
        except Exception as error:
            return {"failed": reason(error)}
        plain = to_plain(replace(scene, text=text))
        capped = outcome.capped and ladder.notice(
            outcome.capped, Kind.SCENE, ladder.FREE[Kind.SCENE], self.kit.clock()
        )
        return {"scene": plain, "said": said, "notice": capped or self._why_another(outcome)}

    def _why_another(self, outcome: budget.Outcome) -> str:
        """Why somebody else had to tell the turn, where whoever failed says it to players."""
        told = [error for error in outcome.errors if isinstance(error, TapewayError)]
        player = [error for error in told if not isinstance(error, OperatorError)]
        return str(player[0]) if player else ""

    async def _written(self, turn: Turn) -> budget.Outcome:
        """The scene of whoever writes it, its words shown as they come."""
        first = Delivery(
            key=telling_key(self.steps.id),
            session=turn.session,
            part=Part.TELLING,
            origin=self.event.origin,
            scene={"run": turn.run, "turn": turn.index},
        )
        telling = Telling(self.kit, first, partial(self._moderate, source="writer"))
        call = self._call(turn)
        try:
            return await budget.ask(self.kit, call, check_scene, told=telling.told)
        finally:
            await telling.over()

    async def _moderate(self, text: str, source: str) -> str:
        """The text as it may be played.

        :raises NotNow: it may not.
        """
        if not text:
            return text
        answer = await self.kit.hooks.ask(
            "moderate", Verdict, session=self.turn.session, text=text, source=source
        )
        verdict: Verdict = answer.value or Verdict(allowed=True)
        if not verdict.allowed:
            raise NotNow(verdict.reason or "These words are not played here.")
        return verdict.text if verdict.text is not None else text

    def _played(self, scene: Scene, said: str) -> Played:
        return Played(
            index=self.turn.index,
            run=self.turn.run,
            parent=self.turn.parent,
            number=self.turn.number,
            at=self.turn.at,
            action=replace(self.turn.action, text=said),
            scene=scene,
        )

    def _announce(self, records: Records, *, played: Played, notice: JSON) -> JSON:
        world, key = self.turn.world.name, words_key(self.steps.id)
        messages.words(
            records,
            self.kit.new_id,
            self.event,
            played,
            world=world,
            key=key,
            edits=telling_key(self.steps.id),
        )
        self._notice_once(records, notice)
        return following.show_words(records, self.kit, self.turn.session, played, key)

    async def _wake(self, followed: JSON) -> None:
        """There is something to read or see, here and wherever the run is followed."""
        self.kit.courier.wake(self.turn.session)
        if followed:
            await following.wake(self.kit, self.turn.session, self.turn.run)

    def _notice_once(self, records: Records, notice: JSON) -> None:
        """The same sentence once a run: a cap does not end a turn later."""
        text, key = ladder.text_and_key(notice)
        if text:
            key = once_a_run(self.turn.session, self.turn.run, key)
            messages.notice(records, self.event, text, key=key)

    def _ask_players(self, records: Records, key: str, *, edits: str | None = None) -> None:
        question = unsure.Question(key, self.turn.run, self.turn.index, self.event.origin)
        question.send(records, self.kit.new_id, edits=edits)

    async def _fail(self, why: str, open_line: str) -> None:
        """Nothing was played; where nobody knows what was paid, players say how to go on."""

        def change(records: Records) -> JSON:
            told = telling_key(self.steps.id)
            if open_line:
                self._ask_players(records, open_line, edits=told)
            else:
                text, key = phrases.TURN_FAILED.format(why=why), f"{self.steps.id}:failed"
                messages.notice(records, self.event, text, key=key, edits=told)
            stop_waiting(records, self.turn.session)
            records.finish(self.turn.session, self.place)
            return None

        await self.steps.commit("failed", change)
        self.kit.courier.wake(self.turn.session)
        await self.kit.hooks.tell(
            "turn_failed", session=self.turn.session, turn=self.turn, error=TapewayError(why)
        )

    async def _filming(self) -> None:
        """Show that something is on its way; the picture takes its place."""
        await self.kit.courier.show(
            Delivery(
                key=f"{self.steps.id}:progress",
                session=self.turn.session,
                part=Part.PROGRESS,
                text=phrases.FILMING_FIRST,
                progress=0.0,
                origin=self.event.origin,
            )
        )

    # -------------------------------------------------------------------------------- the commit

    def _commit(self, records: Records, *, played: Played, shown: Shown) -> JSON:
        session = self.turn.session
        ending = played.scene.ending
        records.add_turn(session, played, world=self.turn.world.name)
        if ending:
            records.end_run(session, played.run, played.at, ending)
        records.save(self._standing(records, played))
        followed = self._send_media(records, played)
        for notice in shown.notices:
            self._notice_once(records, notice)
        for key in shown.open:
            self._ask_players(records, key)
        if ending is None:
            records.finish(session, self.place)
        return followed

    def _standing(self, records: Records, played: Played) -> Standing:
        """Where the story stands after the turn; what changed meanwhile is kept."""
        now = records.standing(self.turn.session) or Standing(
            session=self.turn.session, settings=self.turn.settings
        )
        pace = now.settings.pace is not Pace.RELAXED and played.scene.ending is None
        waits = timedelta(seconds=now.settings.pace_seconds)
        return replace(
            now,
            owner=now.owner or self.event.person.id,
            run=self.turn.run,
            running=played.scene.ending is None,
            world=self.turn.world.name,
            seed=self.turn.seed,
            started=self.turn.at if self.turn.parent is None else now.started,
            head=played.index,
            next_turn=played.index + 1,
            folder=True,
            origin=self.event.origin or now.origin,
            deadline=self.kit.clock() + waits if pace else None,
            waiting="pace" if pace else "",
        )

    async def _keep_folder(self, played: Played) -> JSON:
        """The turn is committed, so whatever is wrong with the folder must not stop the story."""
        try:
            await keep_folder(self.kit, played, self.turn.session)
        except WAIT:
            raise
        except Exception:
            log.exception("the folder of %s is mended with its next turn", self.turn.session)
        return None

    def _send_media(self, records: Records, played: Played) -> bool:
        """The clip, where it came first, and the picture it ends in; whether others follow."""
        delivery = Delivery(
            key=f"{self.steps.id}:segment",
            session=self.turn.session,
            part=Part.SEGMENT,
            origin=self.event.origin,
            scene={"run": played.run, "turn": played.index},
        )
        clip = played.segment and attachment(
            self.kit, self.turn.session, played.segment, "video/mp4"
        )
        if clip:
            records.send(replace(delivery, attachments=(clip,)))
        picture = picture_of(self.kit, played, delivery, f"{self.steps.id}:picture")
        if picture is None:
            return False
        words = words_key(self.steps.id)
        records.send(picture, edits=words)
        return following.show_file(records, self.kit, picture, played.run, edits=words)

    def _call(self, turn: Turn) -> budget.Call:
        return budget.Call(
            hook="write_scene",
            kind=Kind.SCENE,
            expected=Scene,
            session=turn.session,
            turn=turn,
            person=self.payer,
            key=f"{self.steps.id}:{Kind.SCENE.value}",
            patiently=self.steps.patiently,
            free=self.free,
            waits=True,
        )


def words_key(work: str) -> str:
    """The key of the delivery with a turn's words."""
    return f"{work}:words"


def telling_key(work: str) -> str:
    """The key of the delivery with the first of a turn's words, while they are being written."""
    return f"{work}:telling"


def once_a_run(session: SessionId, run: int, text: str) -> str:
    """The key of a notice that is given once in a run."""
    return f"{session}:{run}:{text}"


def stop_waiting(records: Records, session: SessionId) -> None:
    """What led nowhere waits no longer: the next voice opens a vote of its own."""
    now = records.standing(session)
    if now is not None:
        records.save(replace(now, waiting="", deadline=None))


def _mapping(value: JSON) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)  # noqa: S101 - our own steps answer objects
    return value
