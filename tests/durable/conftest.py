"""Processes that are born to die."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # where the scene of the kills is

from kill_scene import Nursery, Scene, born


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with born() as processes:
        yield processes


@pytest.fixture
def scene(nursery: Nursery, room: Path, root: Path) -> Scene:
    return Scene(nursery, room, root)
