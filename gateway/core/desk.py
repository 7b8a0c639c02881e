"""Where decisions are made: what one may look at, what it may leave to do, and its small tools."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.core import messages, phrases
from gateway.core.caps import Caps
from gateway.core.errors import NotAllowed, NotNow
from gateway.core.guesses import Guard
from gateway.core.ids import SessionId
from gateway.core.platform import Button
from gateway.core.ports import Played, Press, Records, Standing
from gateway.core.shared import Shared
from gateway.core.types import (
    Ending,
    Event,
    Kind,
    Players,
    SessionSettings,
    Turn,
    Verb,
    World,
)

if TYPE_CHECKING:
    from gateway.core.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A share to make, or, with `code`, one that is there and goes `to` an address.

    Where it is for a file there is already, that is at `path` in this session, or a credit's `key`.
    """

    kind: Shared
    run: int = 0
    head: int = 0
    path: str = ""
    key: str = ""
    code: str = ""
    expires: datetime | None = None
    votes: bool = False
    to: str = ""


class Portrait(StrEnum):
    """What is to be done with the picture of who is played."""

    TAKE = "take"
    """Fetch the one that came along, and keep it."""
    SHOW = "show"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is left to do for an event; `reel` is the kind of a tape or film to make.

    `payer` is the person a turn counts for: whoever acted, the owner where only the clock did.
    `free` has a turn told by whoever does not charge. `again` is what to pay for once more, for the
    turn `head`.
    `order` is a share to make, `leave` by what a file is to be shown that may be another session's:
    the digest of a code, or the key of a credit. `portrait` is about the picture of who is played.
    """

    turn: Turn | None = None
    reel: Kind | None = None
    run: int = 0
    head: int = 0
    ended: Ending | None = None
    forget: bool = False
    payer: str = ""
    free: bool = False
    again: Kind | None = None
    order: Order | None = None
    leave: str = ""
    portrait: Portrait | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a decision may look at besides the records."""

    worlds: Mapping[str, World]
    looks: Collection[str]
    defaults: SessionSettings
    new_id: Callable[[], str]
    now: datetime
    caps: Caps = field(default_factory=Caps)
    guard: Guard = field(default_factory=Guard)
    woken: set[SessionId] = field(default_factory=set)
    """Other conversations that something was sent to."""


def desk(kit: Kit) -> Desk:
    """A desk as it is at this moment."""
    return Desk(
        worlds=kit.worlds,
        looks=kit.looks,
        defaults=kit.defaults,
        new_id=kit.new_id,
        now=kit.clock(),
        caps=kit.caps,
        guard=kit.guard,
    )


@dataclass(frozen=True, slots=True)
class Sitting:
    """One event at one desk, with what every decision needs."""

    records: Records
    desk: Desk
    event: Event
    standing: Standing

    def require_run(self) -> None:
        """A story is running.

        :raises NotNow: none is.
        """
        if not self.standing.running:
            raise NotNow(phrases.NO_RUN)

    def require_voice(self) -> None:
        """Whoever spoke may play here; where nobody has started anything, whoever comes.

        :raises NotAllowed: only the owner does.
        """
        if self.standing.settings.players is not Players.OWNER:
            return
        if self.standing.owner not in (None, self.event.person.id):
            raise NotAllowed(phrases.NOT_YOURS.format(owner="whoever started it"))

    def require_owner(self) -> None:
        """Whoever spoke owns the session, or nobody does yet.

        :raises NotAllowed: somebody else does.
        """
        if self.standing.owner not in (None, self.event.person.id):
            raise NotAllowed(phrases.NOT_OWNER)

    def head(self) -> Played:
        """The turn the story stands at, where it has one."""
        assert self.standing.head is not None  # noqa: S101 - a running story has one
        played = self.records.played(self.event.session, self.standing.head)
        assert played is not None  # noqa: S101 - a head is a committed turn
        return played

    def save(self, **changes: object) -> None:
        """Let the session stand otherwise."""
        self.records.save(replace(self.standing, **changes))  # type: ignore[arg-type]

    def show(self, played: Played, *, text: str) -> None:
        """Tell where the story stands again, with fresh buttons."""
        messages.words(
            self.records,
            self.desk.new_id,
            self.event,
            played,
            world=self.standing.world,
            key=f"{self.event.session}:{self.event.id}:again",
            text=f"{text}\n\n{played.scene.text}",
        )

    def notice(self, text: str, *, buttons: tuple[Button, ...] = (), private: bool = False) -> None:
        """Answer the event with a sentence."""
        messages.notice(self.records, self.event, text, buttons=buttons, private=private)

    def button(self, label: str, verb: Verb, argument: str, *, turn: int) -> Button:
        """A button that means the verb with that argument."""
        button = Button(id=self.desk.new_id(), label=label, kind=verb.value)
        press = Press(
            session=self.event.session,
            run=self.standing.run,
            turn=turn,
            verb=verb,
            argument=argument,
        )
        self.records.add_buttons(self.event.session, press.run, turn, [(button, press)])
        return button
