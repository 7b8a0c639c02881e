"""The picture of who is played, as a person sends it: fetched, checked, kept, shown, taken away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from gateway.core import layout, messages, phrases
from gateway.core.desk import Portrait
from gateway.core.errors import DeliveryError, UnsafeMedia
from gateway.core.folder import attachment
from gateway.core.kit import Kit, reason
from gateway.core.ports import Records, Steps
from gateway.core.types import JSON, Event


@dataclass(frozen=True, slots=True)
class Portraying:
    """One event about it.

    There is no row: the picture is the file, and painters look for it there.
    """

    kit: Kit
    event: Event
    place: int
    what: Portrait

    async def see_to(self, steps: Steps) -> None:
        """Do it, and say what came of it."""
        done = {
            Portrait.TAKE: self._take,
            Portrait.SHOW: self._show,
            Portrait.REMOVE: self._remove,
        }[self.what]
        told = await steps.step("portrait", done)
        await steps.commit("portrait told", partial(self._tell, cast("Mapping[str, Any]", told)))
        self.kit.courier.wake(self.event.session)

    async def _take(self) -> JSON:
        """Fetch the picture and keep it in the place of the one before, if it is any good."""
        session, picture = self.event.session, self.event.picture or {}
        folder = await asyncio.to_thread(self.kit.folders.cache, session)
        raw = folder / f"hero_{self.place}"
        try:
            await self.kit.courier.fetch(session, picture, raw)
            with self.kit.folders.receiving(session, layout.HERO) as part:
                await self.kit.darkroom.admit_picture(raw, part)
        except (DeliveryError, UnsafeMedia) as error:
            return {"text": phrases.HERO_UNUSABLE.format(why=reason(error))}
        finally:
            await asyncio.to_thread(raw.unlink, missing_ok=True)
        return {"text": phrases.HERO_KEPT, "shown": True}

    async def _show(self) -> JSON:
        there = await asyncio.to_thread(self._path.is_file)
        return {"text": phrases.HERO_SHOWN if there else phrases.NO_HERO, "shown": there}

    async def _remove(self) -> JSON:
        there = await asyncio.to_thread(self._path.is_file)
        await asyncio.to_thread(self._path.unlink, missing_ok=True)
        return {"text": phrases.HERO_OFF if there else phrases.NO_HERO}

    @property
    def _path(self) -> Path:
        return self.kit.folders.resolve(self.event.session, layout.HERO)

    def _tell(self, told: Mapping[str, Any], records: Records) -> JSON:
        session = self.event.session
        shown = told.get("shown") and attachment(
            self.kit, session, layout.HERO, "image/png", alt=phrases.HERO_ALT
        )
        messages.notice(records, self.event, str(told["text"]), files=(shown,) if shown else ())
        records.finish(session, self.place)
        return None
