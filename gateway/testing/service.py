"""What the conformance suite asks of whoever wants an adapter to pass it: its other side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from gateway.core.ids import SessionId
    from gateway.core.platform import Platform
    from gateway.core.types import Verb


class Fault(StrEnum):
    """What the service can do to the next thing that the adapter sends."""

    BUSY = "busy"
    """Asks to wait `BUSY_FOR` seconds, and takes nothing."""
    TOO_LARGE = "too large"
    """Refuses the next file, whatever its size."""
    CUT = "cut"
    """Hangs up in the middle of the next file."""


BUSY_FOR = 7.0


class Promise(StrEnum):
    """What a service may be unable to show, and then names in `lacks` with the reason."""

    BUSY = "busy"
    TOO_LARGE = "too large"
    CUT = "cut"
    ECHO = "echo"
    """The adapter never sees what it sent itself."""
    MENTION = "mention"
    """No text can mention anybody."""
    PRIVATE = "private"
    """Everybody in a conversation reads everything."""
    PICTURE = "picture"
    """People cannot send a picture along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as a person sees it now, after all edits.

    `buttons` are what they say, `files` what is shown under the words, `mentions` whom the platform
    would call. `handle` is the service's own.
    """

    text: str = ""
    buttons: tuple[str, ...] = ()
    files: tuple[bytes, ...] = ()
    mentions: tuple[str, ...] = ()
    handle: Any = None


class Service(Protocol):
    """The people of a platform, and the service between them and the adapter.

    It outlives the adapter, as the real one does: it may be opened and closed more than once.
    """

    @property
    def chats(self) -> Sequence[str]:
        """Three conversations or more, of as many kinds as the platform has."""
        ...

    @property
    def mention(self) -> str:
        """A text that calls somebody on this platform."""
        ...

    @property
    def lacks(self) -> Mapping[Promise, str]:
        """What cannot be shown here, and why."""
        ...

    def platform(self) -> Platform:
        """A new adapter on the line to this service; one at a time."""
        ...

    def session(self, chat: str) -> SessionId:
        """The session that the conversation is to have."""
        ...

    async def say(self, chat: str, text: str, *, person: str = "ann") -> None:
        """A person says something that is meant for the story."""
        ...

    async def ask(self, chat: str, verb: Verb, argument: str = "", *, person: str = "ann") -> None:
        """A person asks for a verb, in the platform's own way."""
        ...

    async def send(
        self, chat: str, picture: bytes, words: str = "", *, person: str = "ann"
    ) -> None:
        """A person sends a picture, where nothing is said with these words, or a verb is named.

        A JPEG; in the platform's own way of sending one to a bot.
        """
        ...

    async def press(self, shown: Shown, button: str, *, person: str = "ann") -> None:
        """A person presses a button of a message."""
        ...

    async def repeat(self) -> None:
        """The last thing that a person did comes again, as after a lost acknowledgement."""
        ...

    async def echo(self, chat: str, text: str) -> None:
        """The adapter hears itself say something."""
        ...

    def waiting(self) -> int:
        """How much was brought to the adapter and is not acknowledged."""
        ...

    def shown(self, chat: str) -> Sequence[Shown]:
        """What the conversation shows to all, oldest first; messages the adapter sent only."""
        ...

    def read_by(self, person: str, chat: str) -> Sequence[str]:
        """What a person can read there: all that is shown, and what only they were told."""
        ...

    async def fail(self, fault: Fault) -> None:
        """Let this become of the next message, or of the next file, once."""
        ...

    async def late(self) -> None:
        """So much time goes by that nothing a person gave to answer with is good any more.

        A token, an address, a press that waits; where there is no such thing, nothing happens.
        """
        ...

    async def until(self, found: Callable[[], object], *, seconds: float = 60.0) -> None:
        """Wait until something is so; look whenever anything has changed.

        :raises TimeoutError: it never was.
        """
        ...
