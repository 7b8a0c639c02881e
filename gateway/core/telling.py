"""A turn's words while they are still being written, where a message that was sent can change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from gateway.core.delivery import clip
from gateway.core.kit import Kit
from gateway.core.platform import Delivery, Receipt

log = logging.getLogger("gateway.engine")


@dataclass(slots=True)
class Telling:
    """Shows the words of one turn as they come.

    The first of them are a delivery like any other; what comes after changes that message, and so
    do the whole words in the end, even where a crash came between. Where the platform cannot change
    a message nothing is shown before its time.

    :param delivery: without its text.
    :param admit: the words as they may be shown; raises where they may not.
    :param sleep: waits that many seconds.
    """

    kit: Kit
    delivery: Delivery
    admit: Callable[[str], Awaitable[str]]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _text: str = ""
    _shown: str = ""
    _task: asyncio.Task[None] | None = field(default=None)
    _changing: bool = False
    _over: bool = False

    async def told(self, text: str) -> None:
        """So many of the words are there by now; nobody waits until they are shown."""
        self._text = text.strip()
        platform = self.kit.courier.platform(self.delivery.session)
        if self._task is None and self._text and platform is not None and platform.limits.edits:
            self._task = asyncio.create_task(self._show(platform.limits.telling))

    async def over(self) -> None:
        """The whole words are there, or will not come: show no more of them from here.

        A change that is on its way is waited for: it might else arrive after the whole words.
        """
        self._over = True
        if self._task is not None:
            if not self._changing:
                self._task.cancel()
            await asyncio.wait([self._task])

    async def _show(self, pause: float) -> None:
        try:
            while True:
                if self._text != self._shown:
                    self._shown = self._text
                    await self._once(await self.admit(self._shown))
                if self._over:
                    return
                await self.sleep(pause)
        except Exception as error:
            # Whatever is wrong with them, the whole words are looked at once more.
            log.warning("%s is told without a preview: %s", self.delivery.key, error)

    async def _once(self, text: str) -> None:
        """Send the first words; once they have arrived, let their message read otherwise."""
        kit, key = self.kit, self.delivery.key
        platform = kit.courier.platform(self.delivery.session)
        if platform is None:
            return
        text = clip(f"{text} …", platform.limits.text, platform.limits)
        delivery = replace(self.delivery, text=text)
        receipt = await kit.store.read(lambda r: r.receipt(key))
        if receipt is None:
            await kit.store.write(lambda r: r.send(delivery))
            kit.courier.wake(delivery.session)
        elif receipt != Receipt():
            self._changing = True
            await kit.courier.show(replace(delivery, edits=receipt))
            self._changing = False
