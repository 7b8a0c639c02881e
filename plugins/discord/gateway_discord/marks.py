"""The last message seen in each channel that is played in, so that none is missed by a restart.

It is a small file beside the sessions. An old one costs nothing: what was heard already is known.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gateway_discord.limits import REMEMBERED

log = logging.getLogger("gateway.discord")

_EVERY: Final = 32
"""Messages after which the file is written, where only they went on."""


class Marks:
    """The marks of one bot: of each channel its server, if it has one, and its last message."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: dict[int, tuple[str, int]] = {}
        self._unwritten = 0

    def __iter__(self) -> Any:  # noqa: ANN401 - triples
        return iter([(channel, *mark) for channel, mark in self._last.items()])

    def load(self) -> None:
        """Read what an earlier process saw."""
        try:
            read = json.loads(self._path.read_text(encoding="utf-8"))
            self._last = {int(channel): (str(g), int(last)) for channel, (g, last) in read.items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, AttributeError, TypeError) as error:
            log.warning("%s cannot be read, so nothing is caught up with: %s", self._path, error)

    async def see(self, message: Mapping[str, Any], *, played: bool) -> None:
        """A message is seen to; it counts where a story is, or has just been `played` in."""
        channel, number = int(message["channel_id"]), int(message["id"])
        new = channel not in self._last
        if new and not played:
            return
        guild, last = self._last.pop(channel, (str(message.get("guild_id") or ""), 0))
        self._last[channel] = (guild, max(last, number))  # the last one played in comes last
        self._unwritten += 1
        if new or self._unwritten >= _EVERY:
            await self.write()

    def drop(self, channel: int) -> None:
        """The bot may not read there any more."""
        self._last.pop(channel, None)
        self._unwritten += 1

    async def write(self) -> None:
        """Bring the file up to date."""
        if not self._unwritten:
            return
        self._unwritten = 0
        self._last = dict(list(self._last.items())[-REMEMBERED:])
        try:
            await asyncio.to_thread(self._write, json.dumps(self._last))
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error)

    def _write(self, text: str) -> None:
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(self._path)
