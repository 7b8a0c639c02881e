"""Whose sound a title, a still and the credits lie on: nobody filmed them, but they are a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.core.errors import MediaError
from gateway.media.files import fingerprint

if TYPE_CHECKING:
    from gateway.media.encode import Target
    from gateway.media.hum import Wave


@dataclass(frozen=True, slots=True)
class Bed:
    """The place that a segment begins with, or ends with if `end`."""

    segment: Path
    end: bool

    def __repr__(self) -> str:
        """What a clip that lies on it is made of."""
        return f"Bed({fingerprint(self.segment)}, {self.end})"

    def heard(self, kind: str, seconds: float, target: Target) -> Wave | None:
        """So many seconds of it, `None` where the segment holds no sound or is broken."""
        from gateway.media.hum import hum

        try:
            return hum(kind, self.segment, seconds, target, end=self.end)
        except MediaError:
            return None


def bed_of(segments: Sequence[Path | None], index: int) -> Bed | None:
    """The sound that goes on at a shot: of the way from there, or to there, or what is next to it.

    :param segments: of each shot the segment, if it has one with sound.
    """
    beds = [
        (number - 1 - index, Bed(segment, end=False))
        if number > index
        else (index - number, Bed(segment, end=True))
        for number, segment in enumerate(segments)
        if segment
    ]
    return min(beds, key=lambda one: one[0])[1] if beds else None
