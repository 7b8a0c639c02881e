"""The way to a turn's picture as a clip: shot to a still that is there, or on to one of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from gateway.core import budget, ladder, layout, phrases, till
from gateway.core.errors import MediaError
from gateway.core.kit import Kit, reason
from gateway.core.ports import Steps
from gateway.core.types import JSON, Job, Kind, Scene, Segment, Turn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Clip:
    """One turn's clip, in one or two steps.

    `last` is the turn's picture, `None` where the clip comes first; `free` asks nobody who charges.
    `waits` is called before a job is polled, which takes its time.
    """

    kit: Kit
    steps: Steps
    turn: Turn
    scene: Scene
    payer: str
    first: Path
    last: Path | None
    free: bool = False
    waits: Callable[[], Awaitable[None]] | None = None

    @property
    def relative(self) -> str:
        """Where it is to lie in the session's folder."""
        return layout.segment(self.turn.parent or 0, self.turn.index)

    @property
    def path(self) -> Path:
        """Where it is to lie."""
        return self.kit.folders.resolve(self.turn.session, self.relative)

    @property
    def _raw(self) -> Path:
        """Where plugins write, before it is checked."""
        cache = self.kit.folders.cache(self.turn.session)
        return cache / f"raw_{self.turn.parent}_{self.turn.index}.mp4"

    async def shoot(self, submit: str, poll: str) -> Mapping[str, Any]:
        """`{"duration"}` of the clip, or `{"failed"}`: why there is none, empty if nobody films.

        A `notice` says what players read of it, `open` is the key of a line of the ledger that they
        have to be asked about.

        :param submit: the step's name; `poll` that of the second, where the first answers a job.
        """
        answer = _mapping(await self.steps.step(submit, self._submit))
        # Not before: what was paid for is taken from there if we die before the step is recorded.
        await asyncio.to_thread(self._raw.unlink, missing_ok=True)
        if "job" not in answer:
            return answer
        if self.waits is not None:
            await self.waits()
        name, plugin = str(answer["job"]), str(answer["plugin"])
        polled = _mapping(await self.steps.step(poll, partial(self._poll, name, plugin)))
        return {**{key: answer.get(key) for key in ("notice", "open")}, **polled}

    async def _submit(self) -> JSON:
        outcome = await budget.ask(self.kit, self._call(), self._accept, **self._arguments(None))
        answer = outcome.answer
        told: dict[str, JSON] = {
            "notice": self._notice(outcome),
            "open": outcome.open.key if outcome.open else None,
        }
        if isinstance(answer.value, Job):
            return {"job": answer.value.name, "plugin": answer.plugin, **told}
        if answer.value is not None:
            return {"duration": answer.value.duration, **told}
        if outcome.capped is None and outcome.open is None and not answer.errors:
            return {"failed": ""}  # nobody films here, which is nothing to speak of
        return {**await self._failed(outcome.capped or answer.error), **told}

    def _notice(self, outcome: budget.Outcome) -> JSON:
        if outcome.capped is not None:
            instead = ladder.STILL if self.last else ladder.STILL_FIRST
            instead = ladder.FREE[Kind.SEGMENT] if outcome.answer.value else instead
            return ladder.notice(outcome.capped, Kind.SEGMENT, instead, self.kit.clock())
        if outcome.answer.value is None and outcome.open is None and outcome.answer.errors:
            return self._why(outcome.answer.error)
        return ""

    def _why(self, error: Exception) -> str:
        why = phrases.NO_SEGMENT.format(why=reason(error))
        return why if self.last else f"{why} {ladder.STILL_FIRST}"

    async def _poll(self, job: str, plugin: str) -> JSON:
        """As `_submit`, from the one who has the job; it was paid for when it was submitted."""
        try:
            answer = await self.kit.hooks.ask(
                "shoot_segment",
                Segment,
                only=plugin,
                session=self.turn.session,
                turn=self.turn,
                **self._arguments(job),
            )
            cost = till.cost_of(answer.error) if answer.value is None else answer.value.cost or None
            correct = partial(till.correct, self.kit, self._call(), plugin, cost)
            await self.steps.patiently(correct)
            if answer.value is None:
                return await self._failed(answer.error)
            await self.steps.patiently(partial(self._accept, answer.value))
        except MediaError as error:
            return await self._failed(error)
        finally:
            self._raw.unlink(missing_ok=True)
        return {"duration": answer.value.duration}

    async def _accept(self, answer: Segment | Job) -> None:
        if isinstance(answer, Job):
            return
        if self._raw.exists() or not self.path.exists():  # else it was taken in before a crash
            # A worker that writes is not stopped by a cancelled wait: so it is waited for.
            await to_the_end(self.kit.darkroom.admit_segment(self._raw, self.path))
        await self.kit.hooks.tell(
            "segment_shot",
            session=self.turn.session,
            turn=self.turn,
            segment=answer,
            path=self.path,
        )

    async def _failed(self, error: Exception) -> Mapping[str, JSON]:
        await self.kit.hooks.tell(
            "media_failed", session=self.turn.session, kind=Kind.SEGMENT, error=error
        )
        why = self._why(error)
        return {"failed": why, "notice": why}

    def _arguments(self, job: str | None) -> dict[str, Any]:
        return {
            "scene": self.scene,
            "first": self.first,
            "last": self.last,
            "path": self._raw,
            "job": job,
        }

    def _call(self) -> budget.Call:
        return budget.Call(
            hook="shoot_segment",
            kind=Kind.SEGMENT,
            expected=(Segment, Job),
            session=self.turn.session,
            turn=self.turn,
            person=self.payer,
            key=f"{self.steps.id}:submit",
            patiently=self.steps.patiently,
            free=self.free,
        )


async def to_the_end(work: Awaitable[T]) -> T:
    """Wait for what cannot be stopped, and only then be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _mapping(value: JSON) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)
