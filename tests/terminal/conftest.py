"""Fixtures of the terminal's tests."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gateway_terminal.inbound import Ear
from gateway_terminal.screen import Screen
from rich.console import Console, RenderableType

from gateway import Person, SessionId

sys.path.append(str(Path(__file__).parent))  # the little story that several tests tell

SESSION = SessionId.of("terminal", "play")


@pytest.fixture
def ear() -> Ear:
    """Ann, at a minute past noon."""
    return Ear(
        session=SESSION,
        person=Person(id="terminal:ann", name="ann"),
        clock=lambda: datetime(2026, 11, 23, 12, 1, tzinfo=UTC),
    )


@pytest.fixture
def paper() -> Screen:
    """A screen that is no terminal and keeps what was printed: `paper.console.file.getvalue()`."""
    return Screen(Console(file=io.StringIO(), width=80, height=24, force_terminal=False))


@pytest.fixture
def seen() -> Callable[..., str]:
    """What a renderable looks like on a terminal of some width."""

    def look(shown: RenderableType, width: int = 80, colours: str | None = None) -> str:
        console = Console(
            file=io.StringIO(), width=width, force_terminal=True, color_system=colours
        )
        with console.capture() as capture:
            console.print(shown)
        return capture.get()

    return look
