from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # the small house that tests play in
sys.path.append(str(Path(__file__).parents[2] / "bench"))  # the measure of pictures

import gateway_studio
import gateway_studio.players
import pytest

from gateway import Choice, Scene, World


class Player(gateway_studio.players.Player):
    """Plays one run by hand, by the keys of deeds."""

    def do(self, *keys: str) -> Scene:
        for key in keys:
            self.choose(Choice(key=key, label=key))
        return self.scene


@pytest.fixture(scope="session")
def world() -> World:
    """The world that most tests are told about; the general ones go through all of them."""
    return next(one for one in gateway_studio.provide_worlds() if one.name == "dead-channel")


@pytest.fixture(scope="session")
def start(world: World) -> Callable[..., Player]:
    return lambda seed=1, other=None: Player(other or world, seed)
