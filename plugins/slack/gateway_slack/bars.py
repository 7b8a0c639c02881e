"""Which bars are shown: a bot remembers them over a restart, so that none is left behind."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

log = logging.getLogger("gateway.slack")

FOLDER: Final = ".slack"
"""In the data root, beside the sessions."""


@dataclass(slots=True)
class Bars:
    """A bot's own file, small and written whole; a bar that it forgets only stays to be seen."""

    path: Path
    _shown: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, bot: str) -> Bars:
        """The bars of a bot; none where the file is not there, or cannot be read."""
        path = root / FOLDER / f"{bot}.json"
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, {str(work): str(ts) for work, ts in read.items()})
        except (OSError, ValueError, AttributeError):
            return cls(path)

    def shown(self, work: str) -> str | None:
        """The message that shows how far a work has come."""
        return self._shown.get(work)

    def show(self, work: str, ts: str) -> None:
        """A message shows it from now on."""
        self._shown[work] = ts
        self._keep()

    def over(self, work: str) -> str | None:
        """The message that showed it, if there was one; it is forgotten."""
        ts = self._shown.pop(work, None)
        if ts is not None:
            self._keep()
        return ts

    def _keep(self) -> None:
        part = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(exist_ok=True)
            part.write_text(json.dumps(self._shown), encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            log.warning("which bars are shown is not remembered: %s", error.strerror)
