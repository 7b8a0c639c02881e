"""A share that was asked for: its tape made if need be, its code told, and sent where it goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from gateway.core import codes, messages, phrases, sharing
from gateway.core.desk import Order
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.ports import Records, Standing, Steps
from gateway.core.reels import Cutter
from gateway.core.shared import Share
from gateway.core.types import JSON, Event, Kind, Verb
from gateway.core.watching import POST


@dataclass(frozen=True, slots=True)
class Ordered:
    """One event that shares something; `reel` is what has to be made for it."""

    kit: Kit
    event: Event
    place: int
    order: Order
    reel: Kind | None

    async def fill(self, steps: Steps, hear: Callable[[Event], Awaitable[bool]]) -> None:
        """Share it, tell the code, and let it be heard where it is sent to."""
        made: JSON = {}
        cutter = Cutter(self.kit, steps.id, self.event, self.place, *self._of())
        if self.reel is not None:
            made = await cutter.made(steps)
        new = cast("Mapping[str, str]", await steps.step("code", self._new_code))
        shared = partial(self._share, cutter=cutter, made=made, new=new)
        done = await steps.commit("shared", shared)
        self.kit.courier.wake(self.event.session)
        if not done:
            return
        code = self.order.code or new["code"]
        share, to, standing = await self.kit.store.read(partial(self._look_back, code=code))
        if share is not None and not self.order.code:
            await self.kit.hooks.tell(
                "tape_shared", session=share.session, path=share.path, person=self.event.person
            )
        if share is not None and to is not None:
            await hear(self._parcel(steps.id, share, to, standing))

    def _of(self) -> tuple[Kind, int, int]:
        return self.reel or Kind.TAPE, self.order.run, self.order.head

    async def _new_code(self) -> JSON:
        code = codes.new_code()
        page = await self.kit.hooks.ask("link_share", str, code=code)
        return {"code": code, "link": page.value or ""}

    def _share(
        self, records: Records, *, cutter: Cutter, made: JSON, new: Mapping[str, str]
    ) -> JSON:
        answer = cast("Mapping[str, Any]", made)
        share = None
        if "failed" in answer:
            messages.notice(records, self.event, str(answer["failed"]))
        else:
            if answer:
                cutter.remember(records, answer)
            share = sharing.hand_out(
                records,
                self.order,
                event=self.event,
                now=self.kit.clock(),
                code=new["code"],
                path=str(answer.get("path") or ""),
                worlds=self.kit.worlds,
            )
            self._tell(records, share, new["link"])
        records.finish(self.event.session, self.place)
        return share is not None

    def _tell(self, records: Records, share: Share | None, link: str) -> None:
        sent = bool(self.order.to) and self._to(records) is not None
        if share is None:
            text = phrases.NO_SHARE if self.order.code else phrases.TAPE_GONE
        elif self.order.code:
            text = phrases.PUSHED if sent else phrases.NO_ADDRESS
        else:
            text = sharing.tell(share, link=link, sent=sent)
        messages.notice(records, self.event, text)

    def _to(self, records: Records) -> SessionId | None:
        address = codes.read(self.order.to)
        return records.behind(address) if address else None

    def _look_back(
        self, records: Records, *, code: str
    ) -> tuple[Share | None, SessionId | None, Standing | None]:
        to = self._to(records)
        standing = records.peek(to) if to else None
        return records.share(code, self.kit.clock()), to, standing

    def _parcel(self, work: str, share: Share, to: SessionId, standing: Standing | None) -> Event:
        """What the conversation it is sent to hears; the same id after a crash."""
        return Event(
            id=f"post:{codes.digest(work)[:32]}",
            session=to,
            person=POST,
            verb=Verb.WATCH,
            argument=share.code,
            at=self.event.at,
            origin=standing.origin if standing else {},
        )
