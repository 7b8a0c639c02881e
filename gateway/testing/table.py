"""A conversation to play in a test: say something, see what came of it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gateway.core.ids import SessionId
from gateway.core.platform import Button, Delivery, Part
from gateway.core.types import Verb
from gateway.testing.fakes import FakePlatform, FakeStory

if TYPE_CHECKING:
    from gateway.app import Gateway


@dataclass(frozen=True)
class Table:
    """One conversation of an open gateway; every `do` is played to its end."""

    gateway: Gateway
    platform: FakePlatform
    session: SessionId

    @classmethod
    def at(cls, gateway: Gateway, platform: FakePlatform, *parts: str) -> Table:
        """The platform's conversation of these parts, or its only room."""
        return cls(gateway, platform, platform.session(*parts))

    async def do(
        self,
        verb: Verb,
        argument: str = "",
        *,
        person: str = "ann",
        button: Button | str | None = None,
        number: int | None = None,
        picture: str | None = None,
    ) -> list[Delivery]:
        """What is shown here after a person did something, progress left out."""
        seen = len(self.platform.shown)
        event = self.platform.event(
            verb,
            argument,
            session=self.session,
            person=person,
            button=button.id if isinstance(button, Button) else button,
            number=number,
            picture=picture,
        )
        await self.gateway.engine.hear(event)
        await self.gateway.rest()
        return self.shown_since(seen)

    async def say(self, text: str, *, person: str = "ann") -> str:
        """The text of all that is shown here after a person said something."""
        return told(await self.do(Verb.SAY, text, person=person))

    def shown_since(self, seen: int) -> list[Delivery]:
        """What was shown here after the first `seen` deliveries, progress left out."""
        return [
            delivery
            for delivery in self.platform.shown[seen:]
            if delivery.session == self.session and delivery.part is not Part.PROGRESS
        ]

    def buttons(self) -> tuple[Button, ...]:
        """The buttons of the last words here."""
        return self.platform.of(Part.WORDS, session=self.session)[-1].buttons

    @property
    def folder(self) -> Path:
        """Where the session's files lie."""
        return self.gateway.store.folders.path(self.session)

    def files(self) -> list[str]:
        """The session's files."""
        return self.gateway.store.folders.files(self.session)

    def history(self) -> list[int]:
        """The turns in `history.json`."""
        told = self.gateway.store.folders.read_history(self.session)
        return [int(str(element["turn"])) for element in told]


class Seat(Protocol):
    """Opens a gateway with a story and a platform, and sits down at a table in it."""

    def __call__(
        self,
        *plugins: object,
        story: FakeStory | None = None,
        platform: FakePlatform | None = None,
        **how: Any,  # noqa: ANN401 - whatever `playing` takes
    ) -> AbstractAsyncContextManager[Table]: ...


def told(deliveries: list[Delivery]) -> str:
    """The texts of these deliveries, a line each."""
    return "\n".join(delivery.text for delivery in deliveries if delivery.text)
