"""The demo: a terminal that plays by itself, the same way every time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

from gateway import JSON, Button, Delivery, Part, TapewayError, Verb
from gateway_terminal import outbound
from gateway_terminal.inbound import Ear
from gateway_terminal.platform import TerminalBase

if TYPE_CHECKING:
    from gateway import Inbox
    from gateway_terminal.options import Options
    from gateway_terminal.screen import Screen

_STEP: Final = timedelta(seconds=20)
_BRAVE: Final = 60
"""Health from which on the demo takes a risk."""


@dataclass(slots=True)
class Taste:
    """How the demo chooses: what it did least so far, no risk while it is weak, dice for the rest.

    The same offers in the same order get the same answers.
    """

    seed: int
    _dice: random.Random = field(init=False)
    _kinds: Counter[str] = field(init=False, default_factory=Counter)
    _labels: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def pick(self, buttons: Sequence[Button], scene: Mapping[str, JSON]) -> Button:
        """One of `buttons`, of which there is at least one."""
        health = scene.get("health")
        weak = isinstance(health, int | float) and health < _BRAVE
        _, chosen = min(
            (self._reluctance(button, weak=weak), index) for index, button in enumerate(buttons)
        )
        button = buttons[chosen]
        self._kinds[button.kind] += 1
        self._labels[button.label] += 1
        return button

    def _reluctance(self, button: Button, *, weak: bool) -> tuple[bool, int, int, float]:
        return (
            weak and button.kind == "risk",
            self._labels[button.label],
            self._kinds[button.kind],
            self._dice.random(),
        )


class DemoPlatform(TerminalBase):
    """Plays one run without anybody's help, and ends with its tape and its film.

    With a clock that tells the same times, the same seed and run give the same events. A second
    demo into the same data root needs another `run`, or nothing it says is new.
    """

    def __init__(
        self,
        ear: Ear,
        root: str,
        *,
        seed: int = 1,
        run: str = "",
        world: str = "",
        turns: int = 12,
        patience: float = 90.0,
        screen: Screen | None = None,
        pictures: bool = True,
    ) -> None:
        """Tell who plays where; `patience` is how long nothing at all may come back."""
        super().__init__(ear.session, root, screen=screen, pictures=pictures)
        self._ear = replace(ear, new_id=numbered(seed, run))
        self._taste = Taste(seed)
        self._seed = seed
        self._world = world
        self._turns = turns
        self._patience = patience
        self._shown: asyncio.Queue[Delivery] = asyncio.Queue()
        self._found: dict[Part, Delivery] = {}

    @classmethod
    def of(cls, options: Options) -> DemoPlatform:
        """The demo these options ask for."""
        began = options.began()
        ear = Ear.of(options.conversation(), options.user or "demo")
        return cls(
            replace(ear, clock=ticking(began)) if began else ear,
            options.root,
            seed=options.seed,
            run=options.run,
            world=options.world,
            turns=options.turns,
            pictures=options.pictures,
        )

    async def listen(self, inbox: Inbox) -> None:
        """Play to the end, ask for tape and film, say where they lie.

        :raises TapewayError: the story does not answer, or knows these events already.
        """
        self.screen.print(outbound.banner(f"{self.session.parts[0]} · demo"))
        alive = await self._play(inbox)
        if alive:
            await self._ask(inbox, Verb.EJECT)
            await self._obtain(Part.TAPE)
        # Once the film is answered whatever the ending made is here: a session keeps its order.
        for verb, part in ((Verb.FILM, Part.FILM), (Verb.TAPE, Part.TAPE)):
            if part not in self._found:
                await self._ask(inbox, verb)
                await self._obtain(part)
        found = [self._found[part] for part in (Part.TAPE, Part.FILM) if part in self._found]
        self.screen.print(outbound.take_home(found, self.root))

    def heard_back(self, delivery: Delivery) -> None:
        """A delivery was shown; the player looks at it when it is its turn."""
        self._shown.put_nowait(delivery)

    async def _play(self, inbox: Inbox) -> bool:
        """Turn after turn; False where the story ended by itself."""
        # The story's dice are the demo's: the same seed tells the same story.
        await self._ask(inbox, Verb.START, f"{self._world} {self._seed}".strip())
        for turn in count(1):
            words = await self._until(Part.WORDS)
            if words is None:
                raise TapewayError("The story does not answer; its log says why.")
            await self._until(Part.PICTURE)
            ended = words.scene.get("ending") is not None or not words.buttons
            if ended or turn >= self._turns:
                return not ended
            button = self._taste.pick(words.buttons, words.scene)
            number = words.buttons.index(button) + 1
            self.screen.print(outbound.spoken(str(number), button.label))
            await self._ask(inbox, Verb.CHOOSE, button=button.id)
        return False

    async def _ask(
        self, inbox: Inbox, verb: Verb, argument: str = "", button: str | None = None
    ) -> None:
        if verb in {Verb.EJECT, Verb.FILM, Verb.TAPE}:
            self.screen.print(outbound.spoken(f"/{verb}"))
        if not await inbox.hear(self._ear.event(verb, argument, button)):
            raise TapewayError(
                "This demo was played here already, or is not admitted: give it another run."
            )

    async def _until(self, part: Part) -> Delivery | None:
        """The next delivery of that part; `None` where it does not come.

        A notice may be the answer instead (no such world; no film, for the budget is spent), or
        just come before it; so after one the wait is short.
        """
        if part in self._found:
            return self._found.pop(part)
        patience = self._patience / (3 if part is Part.PICTURE else 1)
        while True:
            try:
                delivery = await asyncio.wait_for(self._shown.get(), patience)
            except TimeoutError:
                return None
            if delivery.part is part:
                return delivery
            self._found[delivery.part] = delivery
            patience = self._patience / (10 if delivery.part is Part.NOTICE else 1)

    async def _obtain(self, part: Part) -> None:
        """Keep the next delivery of that part, if it comes."""
        if delivery := await self._until(part):
            self._found[part] = delivery


def numbered(seed: int, run: str) -> Callable[[], str]:
    """Event ids that count: `demo:<seed>:<n>`, or `demo:<seed>:<run>:<n>`."""
    numbers = count()
    stem = f"demo:{seed}:{run}" if run else f"demo:{seed}"
    return lambda: f"{stem}:{next(numbers)}"


def ticking(began: datetime, step: timedelta = _STEP) -> Callable[[], datetime]:
    """A clock that goes on by `step` whenever it is looked at."""
    ticks = count()
    return lambda: began + next(ticks) * step
