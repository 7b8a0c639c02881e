"""The nouns: frozen values that flow between platforms, engine, plugins and store.

Times are aware and in UTC, sizes pixels, durations seconds, money US micro-dollars (`1_000_000`
is one dollar). A path inside a session is relative to its folder, with forward slashes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from gateway.core.ids import SessionId

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"
"""What survives a round trip through `json`."""

Progress: TypeAlias = Callable[[float, str], Awaitable[None]]
"""Called with the share done, 0 to 1, and a word about it; may be called as often as you like."""


Told: TypeAlias = Callable[[str], Awaitable[None]]
"""Called with all the words that are there so far; may be called as often as you like."""


class Verb(StrEnum):
    """What a person can ask for; the same words on every platform."""

    START = "start"
    SAY = "say"
    CHOOSE = "choose"
    TAPE = "tape"
    FILM = "film"
    SHARE = "share"
    WATCH = "watch"
    UNSHARE = "unshare"
    SHARES = "shares"
    TAPES = "tapes"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    EJECT = "eject"
    REWIND = "rewind"
    STATUS = "status"
    SETTINGS = "settings"
    HERO = "hero"
    """A picture of who is played: the one that came along, or what became of it."""
    LINK = "link"
    UNLINK = "unlink"
    FORGET = "forget"
    HELP = "help"
    SILENCE = "silence"
    """Nobody spoke in time: sent by the gateway's own clock, never by a person."""


class Players(StrEnum):
    """Who decides in a group."""

    ANYONE = "anyone"
    OWNER = "owner"
    VOTE = "vote"


class Sharing(StrEnum):
    """Who may let other conversations watch what was played here."""

    OWNER = "owner"
    ANYONE = "anyone"


class Pace(StrEnum):
    """What silence means."""

    RELAXED = "relaxed"
    COUNTDOWN = "countdown"
    AUTO = "auto"


class Filming(StrEnum):
    """Which turns are filmed, and how."""

    OFF = "off"
    STILL = "still"
    """The still first; the way to it is filmed beside the play."""
    FILM = "film"
    """The film first: on from the last picture, and its own last picture is the turn's."""
    HYBRID = "hybrid"
    """As `still`, but only where the scene says that it matters."""

    @classmethod
    def _missing_(cls, value: object) -> Filming | None:
        """What an earlier release wrote, and what people type: filmed or not."""
        word = str(value).lower()
        if word in ("true", "on", "1"):
            return cls.STILL
        return cls.OFF if word in ("false", "0") else None

    def takes(self, scene: Scene) -> bool:
        """Whether a turn of that scene is filmed."""
        matters = scene.filmed or scene.ending is not None
        return matters if self is Filming.HYBRID else self is not Filming.OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on a platform; `id` is `platform:their id there`."""

    id: str
    name: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing a person did, as their platform reported it.

    `id` is the platform's own id of it, unique for ever: the same id twice is the same event.
    `argument` is the verb's: the words said, a choice's key, a world, a turn's number.
    `button` is the opaque id of the button pressed; it then outranks `argument`.
    `origin` is whatever the platform needs to answer (a token, a thread); the engine only keeps it.
    `picture` is one that came along, by whatever the platform needs to fetch it; `platform` in it
    names another than the session's own that does.
    """

    id: str
    session: SessionId
    person: Person
    verb: Verb
    at: datetime
    argument: str = ""
    button: str | None = None
    origin: Mapping[str, JSON] = field(default_factory=dict)
    picture: Mapping[str, JSON] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """How one session is played; its owner sets it.

    `share_days` is how long what is shared can be watched, 0 for as long as it is there.
    """

    players: Players = Players.ANYONE
    vote_seconds: int = 20
    pace: Pace = Pace.RELAXED
    pace_seconds: int = 60
    look: str = "vhs"
    film: Filming = Filming.STILL
    sharing: Sharing = Sharing.OWNER
    share_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where a story can be set. `data` is the writer's; the engine never looks inside."""

    name: str
    title: str
    summary: str
    language: str = "en"
    look: str = "clean"
    data: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One offered way on. `kind` says how it differs: `go`, `look`, `use`, `risk`, `speak`.

    `hint` is a word or two on what to expect of it, such as how likely a risk goes well.
    """

    key: str
    label: str
    kind: str = "go"
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a frame shows: for people who cannot see it, for a model, for our own illustrator."""

    alt: str
    prompt: str = ""
    detail: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended. `kind` is `good`, `bad` or `ejected`."""

    kind: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a writer answers: a turn's words, its ways on, and the world after it.

    `state` is handed back to the writer with the next turn. `health` is 0 to 100, `None` where the
    world counts none. `notice` is a sentence about the telling itself (a stand-in took over).
    `filmed` says that the moment is worth a clip where only some are filmed: a new place, a risk.
    A scene without an `ending` offers 1 to 10 choices, all with different keys.
    """

    text: str
    picture: Picture
    choices: tuple[Choice, ...] = ()
    title: str = ""
    place: str = ""
    health: int | None = None
    inventory: tuple[str, ...] = ()
    ending: Ending | None = None
    state: Mapping[str, JSON] = field(default_factory=dict)
    notice: str = ""
    filmed: bool = False
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What moves the story on: the verb, the words, the choice, and who."""

    verb: Verb
    text: str = ""
    choice: Choice | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTurn:
    """A turn already told, for writers that read back."""

    index: int
    action: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One action and all a plugin needs to answer it.

    `index` counts from 0 in the session and is never used twice; `parent` is the turn it follows,
    `None` at the start of a run. `seed` is the run's. `state` and `picture` are the parent scene's.
    `past` holds the last turns of this branch, oldest first.
    """

    session: SessionId
    run: int
    index: int
    parent: int | None
    number: int
    world: World
    seed: int
    action: Action
    at: datetime
    settings: SessionSettings = field(default_factory=SessionSettings)
    state: Mapping[str, JSON] = field(default_factory=dict)
    picture: Picture | None = None
    past: tuple[PastTurn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A still that was written where it was asked for."""

    width: int
    height: int
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A long-running order at a provider, by the name it gave it."""

    name: str
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A clip that was written where it was asked for; `duration` in seconds."""

    duration: float
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One turn of a run as tape and film see it; `segment` leads from the shot before to this."""

    index: int
    frame: Path
    at: datetime
    segment: Path | None = None
    title: str = ""
    text: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """A run, ready to be cut: its shots in the order they were played."""

    session: SessionId
    run: int
    title: str
    started: datetime
    shots: tuple[Shot, ...]
    ending: Ending | None = None
    cache: Path | None = None
    """A folder for things that can be made again, or `None`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """A run's frames as a GIF, written where it was asked for; `size` in bytes."""

    frames: int
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A run's segments as one MP4, written where it was asked for."""

    duration: float
    width: int
    height: int
    size: int


class Kind(StrEnum):
    """What can cost money."""

    SCENE = "scene"
    FRAME = "frame"
    SEGMENT = "segment"
    TAPE = "tape"
    FILM = "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a call will cost at most, in micro-dollars, and on which model."""

    amount: int
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """One line of the ledger, which outlives its session.

    `state` is `called` (under way), `done`, `failed` (nothing was paid), `unknown` (nobody can say)
    or `open` (nobody can say, and whoever plays is asked). `turn` is -1 for what belongs to none.
    """

    key: str
    session: SessionId
    turn: int
    person: str
    kind: Kind
    model: str
    quoted: int
    settled: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What moderation says of a text; `reason` is a sentence for whoever wrote it."""

    allowed: bool
    reason: str = ""
    text: str | None = None
    """The text to use instead, where it can be mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found: a sentence; where it is not `ok`, it says what to do."""

    text: str
    ok: bool = True


Check: TypeAlias = Callable[[], Awaitable[Sequence[Finding]]]
"""Looks at one thing that has to be right for the gateway to work."""
