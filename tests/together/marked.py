"""A story each of whose frames says whose it is."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from gateway import Frame, SessionId, Turn, hookimpl
from gateway.testing import FakeStory
from gateway.testing.fakes import png


class MarkedStory(FakeStory):
    """Draws every frame of every session unlike all others."""

    @hookimpl
    def render_frame(self, turn: Turn, path: Path) -> Frame:
        """A picture that is this turn's alone."""
        path.write_bytes(picture(turn.session, turn.index))
        return Frame(width=1, height=1)


def picture(session: SessionId, turn: int) -> bytes:
    """What a turn's frame holds; the mark stands behind the picture's end."""
    return png(turn % 256) + sha256(f"{session}/{turn}".encode()).digest()
