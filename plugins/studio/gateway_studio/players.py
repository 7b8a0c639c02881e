"""Plays runs without a gateway: by hand, at random, or like somebody who wants to live."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway import Action, Scene, SessionId, Turn, Verb
from gateway_studio.lexicon import STOP, stem, tokens
from gateway_studio.writer import write

if TYPE_CHECKING:
    from gateway import Choice, World

Pick: TypeAlias = "Callable[[Scene], Choice]"

SESSION = SessionId.of("studio", "player")
DATE = datetime(2026, 1, 1, tzinfo=UTC)


class Player:
    """One run: remembers the scenes, asks the studio for the next."""

    def __init__(self, world: World, seed: int = 1) -> None:
        self.world = world
        self.seed = seed
        self.scenes: list[Scene] = []
        self.turns: list[Turn] = []
        self._ask(Action(verb=Verb.START))

    @property
    def scene(self) -> Scene:
        """The last scene."""
        return self.scenes[-1]

    def choose(self, choice: Choice) -> Scene:
        """Take a choice."""
        return self._ask(Action(verb=Verb.CHOOSE, choice=choice))

    def say(self, *texts: str) -> Scene:
        """Say something, one after the other."""
        for text in texts:
            self._ask(Action(verb=Verb.SAY, text=text))
        return self.scene

    def keep_silent(self) -> Scene:
        """Let a turn go by."""
        return self._ask(Action(verb=Verb.SILENCE))

    def play(self, pick: Pick) -> list[Scene]:
        """Play to the end."""
        while self.scene.ending is None:
            self.choose(pick(self.scene))
        return self.scenes

    def turn(self, action: Action) -> Turn:
        """The turn in which this is done now."""
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
            at=DATE,
            state=before.state if before else {},
            picture=before.picture if before else None,
        )

    def tried(self, choice: Choice) -> Scene:
        """What would come of a choice; the run stays where it is."""
        return _written(self.turn(Action(verb=Verb.CHOOSE, choice=choice)))

    def _ask(self, action: Action) -> Scene:
        turn = self.turn(action)
        scene = _written(turn)
        self.turns.append(turn)
        self.scenes.append(scene)
        return scene


def _written(turn: Turn) -> Scene:
    scene = write(turn)
    if scene is None:
        raise ValueError(f"{turn.world.name} is no world of the studio's")
    return scene


def at_random(seed: int) -> Pick:
    """Takes any choice."""
    chance = Random(seed)
    return lambda scene: chance.choice(scene.choices)


class Careful:
    """Wants to live: reads, tries what is new, and takes a risk only where the odds look good."""

    WORTH: Mapping[str, float] = {"use": 2.7, "speak": 2.3, "look": 2.1, "go": 2.1, "risk": 0.3}
    HINTS = (2.4, 1.4, -0.6, -1.5, -3.0)
    """What a risk is worth by the world's word for its odds, from the best on."""
    NEW = 0.7
    """What it adds that something was never offered before: it may be why you came."""
    STILL = 0.5
    """What it adds each time that something is still offered: it must be there for a reason."""
    LONG = 0.5
    """What each turn in one place adds to going somewhere else, after the first two."""
    READ = 0.4
    """What each word of a choice adds that was in what was just told, up to three of them."""

    def __init__(self, world: World, seed: int) -> None:
        phrases: Any = world.data["phrases"]
        self.hints = dict(zip(phrases["odds"], self.HINTS, strict=True))
        self.chance = Random(seed)
        self.taken: Counter[str] = Counter()
        self.offered: Counter[str] = Counter()
        self.stayed = 0
        self.read: deque[set[str]] = deque(maxlen=3)

    def __call__(self, scene: Scene) -> Choice:
        """The choice it takes."""
        self.read.append(_meant(scene.text))
        choice = max(scene.choices, key=self._worth)
        self.taken[choice.key] += 1
        self.offered.update(one.key for one in scene.choices)
        self.stayed = 0 if choice.kind == "go" else self.stayed + 1
        return choice

    def _worth(self, choice: Choice) -> float:
        worth: float = self.hints.get(choice.hint, self.WORTH.get(choice.kind, 1.0))
        times = self.offered[choice.key]
        if choice.kind == "go":
            worth += self.LONG * max(0, self.stayed - 2)
        new = self.STILL * min(times, 4) if times and choice.kind != "go" else self.NEW
        told = min(3, len(_meant(choice.label) & set().union(*self.read)))
        return worth + new + self.READ * told - 0.8 * self.taken[choice.key] + self.chance.random()


def _meant(text: str) -> set[str]:
    """The words that mean something, without their endings."""
    return {stem(word) for word in tokens(text) if word not in STOP}
