"""What was read lately by a code, so that many readers cost what one does."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from gateway import Lobby, Published, Share, Shared

_KEPT: Final = 64


class Readings:
    """Pages that were made lately: a tape never changes, however many read it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Published] = OrderedDict()

    async def of(self, lobby: Lobby, share: Share) -> Published:
        """What is shared, to be read."""
        known = self._kept.pop(share.digest, None)
        if known is None or share.kind is Shared.RUN:
            known = await lobby.publish(share)
        self._kept[share.digest] = known
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return known

    def made(self, share: Share, name: str) -> None:
        """It can be had as that from now on: whoever reads next is told its size."""
        known = self._kept.get(share.digest)
        if known is not None and known.sizes.get(name, 0) is None:
            del self._kept[share.digest]
