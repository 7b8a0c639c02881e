"""What a chat platform has to be: four methods and a table of limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from gateway.core.ids import SessionId
from gateway.core.office import Office
from gateway.core.types import JSON, Event, World

if TYPE_CHECKING:
    from pathlib import Path

    from gateway.core.lobby import Lobby

PICTURE_BYTES: Final = 20_000_000
"""The most that a picture may have that a person sends; no platform need fetch a larger one."""


class TextUnit(StrEnum):
    """How a platform counts the length of a text."""

    CHARACTERS = "characters"
    UTF16 = "utf16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one message of a platform can hold; sizes in bytes, lengths in `text_unit`.

    `None` means that there is no such limit. `edits` says whether a message that was sent can be
    changed, `repeatable` whether the platform drops a second delivery with the same key by itself,
    `tapes_as_video` whether it shows a tape better as MP4 than as GIF. `telling` is how many
    seconds lie at least between two changes of a message whose words are still being written.
    """

    text: int = 2000
    caption: int = 1024
    label: int = 80
    buttons_per_row: int = 5
    button_rows: int = 5
    attachments: int = 10
    upload: int | None = None
    picture: int | None = None
    text_unit: TextUnit = TextUnit.CHARACTERS
    edits: bool = True
    repeatable: bool = False
    tapes_as_video: bool = False
    telling: float = 1.5

    @property
    def buttons(self) -> int:
        """The most buttons one message can hold."""
        return self.buttons_per_row * self.button_rows


class Part(StrEnum):
    """What a delivery is for; a platform may show each in its own idiom."""

    TELLING = "telling"
    """The first of a turn's words while the rest is being written; edited until all are there."""
    WORDS = "words"
    PICTURE = "picture"
    SEGMENT = "segment"
    TAPE = "tape"
    FILM = "film"
    NOTICE = "notice"
    PROGRESS = "progress"


SENT_AGAIN: Final = "↻ Sent again after a lost connection. If you see this twice, it happened once."
"""What a delivery says that is marked `again`."""

_MARKS: Final = {"look": "👁", "use": "✋", "risk": "🎲", "speak": "💬", "film": "🎞", "start": "▶"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. `id` is opaque and at most 64 bytes; send it back as `Event.button`."""

    id: str
    label: str
    kind: str = "go"
    hint: str = ""
    """A word or two beside the label, such as how likely a risk goes well."""

    @property
    def marked(self) -> str:
        """What it says where buttons are words alone: a mark of its kind, the label, the hint."""
        hint = f"({self.hint})" if self.hint else ""
        return " ".join(filter(None, [_MARKS.get(self.kind, ""), self.label, hint]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a session; `path` is relative to its folder, `size` in bytes.

    `link` is a place to watch it instead, where the file itself is too large for the platform;
    empty where there is none.
    `name` is what to call it in the chat: nobody there need know what it is called at home.
    """

    session: SessionId
    path: str
    size: int
    media_type: str
    alt: str = ""
    link: str | None = None
    name: str = ""

    @property
    def shown_name(self) -> str:
        """The name to upload it under."""
        return self.name or self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a delivery ended up; `message` is whatever the platform needs to edit it."""

    message: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something to show in a conversation.

    `key` is unique for ever and the same at every attempt. `edits` is the receipt of the message
    to change instead of sending a new one. `to` is the person it is for, `None` for everybody;
    `private` says that it is no use to anybody else, such as a refusal: where the platform can show
    it to that person alone, it does.
    `again` marks a repeat of something that may have arrived already. `scene` holds what a rich
    platform may show around the words: `title`, `place`, `health`, `inventory`, `run`, `turn`.
    """

    key: str
    session: SessionId
    part: Part
    text: str = ""
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    edits: Receipt | None = None
    to: str | None = None
    private: bool = False
    origin: Mapping[str, JSON] = field(default_factory=dict)
    scene: Mapping[str, JSON] = field(default_factory=dict)
    progress: float | None = None
    again: bool = False

    @property
    def bar(self) -> str:
        """How far it has come, as a bar of twelve pieces and a share."""
        share = min(1.0, max(0.0, self.progress or 0.0))
        full = round(share * 12)
        return f"{'█' * full}{'░' * (12 - full)} {share:.0%}"

    @property
    def caption(self) -> str:
        """What is said of a clip, tape or film that comes without words."""
        if not self.attachments:
            return ""
        alt = self.attachments[0].alt
        if self.part is Part.SEGMENT and "turn" in self.scene:
            return alt or f"Turn {self.scene['turn']}, filmed"
        return alt if self.part in (Part.TAPE, Part.FILM) else ""


class Inbox(Protocol):
    """Where a platform brings what it heard."""

    @property
    def worlds(self) -> Sequence[World]:
        """The worlds that can be played in, for a platform that lets people choose by sight."""
        ...

    @property
    def office(self) -> Office:
        """What may be looked up, for a platform that shows more than its own conversations."""
        ...

    @property
    def lobby(self) -> Lobby:
        """What may be seen by a code, for a platform that shows it to people who do not play."""
        ...

    async def hear(self, event: Event) -> bool:
        """Keep the event; once this returns, the platform may acknowledge it.

        The order of calls is the order of play in a session. Nothing that was kept is lost.

        :returns: False where the event was known already or is not admitted: nothing will come
            of it.
        :raises StorageFull: it could not be kept; do not acknowledge it.
        """
        ...


class Platform(Protocol):
    """A kind of chat: brings events in, shows deliveries.

    `name` is the first part of all its session ids.
    """

    @property
    def name(self) -> str: ...

    @property
    def limits(self) -> Limits: ...

    async def open(self) -> None:
        """Get ready to deliver.

        :raises SettingsError: a token or an address is refused, with the setting to change.
        """
        ...

    async def listen(self, inbox: Inbox) -> None:
        """Bring events to the inbox until the conversation is over or the task is cancelled."""
        ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show one delivery that already fits the limits; calls for one session never overlap.

        :raises TryLater: it has surely not arrived.
        :raises Uncertain: it may have arrived.
        :raises Refused: it never will.
        """
        ...

    async def close(self) -> None:
        """Let go of everything; may be called more than once."""
        ...


@runtime_checkable
class FetchesPictures(Protocol):
    """What a platform is besides, where people can send a picture along."""

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """Write the picture that came with an event to `path`.

        The gateway looks at what was written, so nothing need be checked but its size. After a
        crash it is fetched again. All attempts together have 75 seconds; one that is under way then
        is cancelled.

        :param picture: `Event.picture`, as this platform gave it.
        :raises TryLater: it cannot be had now; it is asked for again a little later.
        :raises Refused: it never will be; the message is a sentence for whoever sent it.
        :raises OSError: there is no room to write it; it is asked for again once there is.
        """
        ...
