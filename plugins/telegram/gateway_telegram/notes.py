"""What a bot must remember over a restart: where groups moved to, and bars that are shown."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from gateway import SessionId, StorageFull
from gateway_telegram.outbound import Place, place_of

FOLDER: Final = ".telegram"
"""In the data root, beside the sessions."""


@dataclass(slots=True)
class Notes:
    """A bot's own file, small and written whole.

    A group that becomes a supergroup gets another number from Telegram. Its story stays where it
    is: the session keeps the number it began with, and only the bot knows the new one.
    """

    path: Path
    moved: dict[int, int] = field(default_factory=dict)
    """The first number of a group, by the one it has now."""
    bars: dict[str, int] = field(default_factory=dict)
    """The message with a bar, by the work it is about."""

    @classmethod
    def of(cls, root: Path, bot: str) -> Notes:
        """The notes of a bot; empty ones where there are none, or they cannot be read."""
        path = root / FOLDER / f"{bot}.json"
        read: dict[str, Any] = {}
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            moved = {int(new): int(old) for new, old in read["moved"].items()}
            bars = {str(work): int(number) for work, number in read["bars"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(path)
        return cls(path, moved, bars)

    def place(self, session: SessionId) -> Place:
        """Where a session's conversation is now."""
        place = place_of(session)
        now = next((new for new, old in self.moved.items() if old == place.chat), place.chat)
        return replace(place, chat=now)

    def move(self, old: int, new: int) -> None:
        """A group has another number from now on.

        :raises StorageFull: it could not be kept.
        """
        first = self.moved.pop(old, old)
        if first != new and self.moved.get(new) != first:
            self.moved[new] = first
            self._keep()

    def show(self, work: str, number: int) -> None:
        """A message shows how far a work has come."""
        self.bars[work] = number
        self._keep()

    def over(self, work: str) -> int | None:
        """The message that showed it, if there was one; it is forgotten."""
        number = self.bars.pop(work, None)
        if number is not None:
            self._keep()
        return number

    def _keep(self) -> None:
        part = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                json.dump({"moved": self.moved, "bars": self.bars}, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        except OSError as error:
            raise StorageFull(f"{self.path} cannot be written: {error.strerror}.") from error
