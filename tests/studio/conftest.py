from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import gateway_studio
import pytest

from gateway import Action, Choice, Scene, SessionId, Turn, Verb, World

SESSION = SessionId.of("web", "default")


class Player:
    """Plays one run by hand: remembers the scenes, asks the studio for the next."""

    def __init__(self, world: World, seed: int = 1) -> None:
        self.world = world
        self.seed = seed
        self.scenes: list[Scene] = []
        self.turns: list[Turn] = []
        self._ask(Action(verb=Verb.START))

    @property
    def scene(self) -> Scene:
        return self.scenes[-1]

    def choose(self, choice: Choice) -> Scene:
        return self._ask(Action(verb=Verb.CHOOSE, choice=choice))

    def do(self, *keys: str) -> Scene:
        for key in keys:
            self.choose(Choice(key=key, label=key))
        return self.scene

    def say(self, *texts: str) -> Scene:
        for text in texts:
            self._ask(Action(verb=Verb.SAY, text=text))
        return self.scene

    def keep_silent(self) -> Scene:
        return self._ask(Action(verb=Verb.SILENCE))

    def play(self, pick: Callable[[Scene], Choice]) -> list[Scene]:
        while self.scene.ending is None:
            self.choose(pick(self.scene))
        return self.scenes

    def turn(self, action: Action) -> Turn:
        number = len(self.scenes) + 1
        before = self.scenes[-1] if self.scenes else None
        return Turn(
            session=SESSION,
            run=1,
            index=number - 1,
            parent=number - 2 if before else None,
            number=number,
            world=self.world,
            seed=self.seed,
            action=action,
            at=datetime(1993, 11, 12, tzinfo=UTC),
            state=before.state if before else {},
            picture=before.picture if before else None,
        )

    def _ask(self, action: Action) -> Scene:
        turn = self.turn(action)
        scene = gateway_studio.write_scene(turn)
        assert scene is not None
        self.turns.append(turn)
        self.scenes.append(scene)
        return scene


@pytest.fixture(scope="session")
def world() -> World:
    """The world that most tests are told about; the general ones go through all of them."""
    return next(one for one in gateway_studio.provide_worlds() if one.name == "dead-channel")


@pytest.fixture(scope="session")
def start(world: World) -> Callable[..., Player]:
    return lambda seed=1, other=None: Player(other or world, seed)
