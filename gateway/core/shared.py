"""What is shared, with whom, and who took part in what: the nouns and their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from gateway.core import codes
from gateway.core.ids import SessionId
from gateway.core.types import JSON, Kind


class Shared(StrEnum):
    """What a code lets others see."""

    TAPE = "tape"
    FILM = "film"
    RUN = "run"
    """The run itself, turn by turn, as it is played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A code that lets others watch one tape or film, or follow one run.

    `path` is the file inside the session's folder, empty for a run; `title` what may be told of it,
    `head` the last turn on it. `expires` is `None` where it never does. `votes` lets those who
    follow a run vote in it.
    """

    code: str
    session: SessionId
    kind: Shared
    run: int
    head: int
    title: str
    person: str
    at: datetime
    path: str = ""
    expires: datetime | None = None
    views: int = 0
    votes: bool = False

    @property
    def digest(self) -> str:
        """What it is looked up by."""
        return codes.digest(self.code)

    @property
    def name(self) -> str:
        """What it is called for short."""
        return codes.name(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A tape or film of a run that a person took part in; `world` is where the story is set.

    `key` names it to those who may see it, and tells nobody whose session it is of.
    """

    key: str
    session: SessionId
    path: str
    kind: Kind
    run: int
    head: int
    size: int
    at: datetime
    world: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCode:
    """A code that joins the account that typed it (`other`) to the one it was shown to.

    `session` and `origin` are where it was shown, `other_session` and `other_origin` where it was
    typed; `other` is empty until somebody did.
    """

    digest: str
    person: str
    name: str
    session: SessionId
    expires: datetime
    origin: Mapping[str, JSON] = field(default_factory=dict)
    other: str = ""
    other_name: str = ""
    other_session: SessionId | None = None
    other_origin: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """The wrong codes of one person, one conversation or everybody.

    `full` is when all of them are forgiven, `wrong` how many there were, the turned away included.
    """

    scope: str
    full: datetime
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A conversation that follows a run that is shared with it."""

    session: SessionId
    share: str
    at: datetime


def file_key(session: SessionId, path: str) -> str:
    """What names a session's file to those who may see it, and tells nobody whose it is."""
    return codes.digest(f"{session}/{path}")[:32]


EVERYBODY: Final = "everybody"
"""The scope of all wrong codes together."""


class SharingRecords(Protocol):
    """The rows of what is shared, inside one transaction; a part of `ports.Records`."""

    def add_share(self, share: Share) -> None: ...
    def share(self, code: str, now: datetime) -> Share | None: ...
    def share_by_digest(self, digest: str, now: datetime) -> Share | None: ...
    def shares(self, session: SessionId, now: datetime) -> Sequence[Share]: ...
    def shares_of(self, persons: frozenset[str], now: datetime) -> Sequence[Share]: ...
    def all_shares(
        self, now: datetime, *, before: tuple[datetime, str] | None = None, most: int = 50
    ) -> Sequence[Share]: ...
    def count_view(self, code: str) -> None: ...
    def revoke(self, code: str) -> Share | None: ...
    def revoke_all(self, session: SessionId) -> int: ...
    def sweep_shares(self, now: datetime) -> int: ...

    def door(self, session: SessionId) -> str | None: ...
    def behind(self, address: str) -> SessionId | None: ...
    def open_door(self, session: SessionId, address: str, at: datetime) -> None: ...
    def close_door(self, session: SessionId) -> bool: ...
    def follow(self, follow: Follow) -> None: ...
    def followed(self, session: SessionId, now: datetime) -> Share | None: ...
    def followers(
        self, session: SessionId, run: int, now: datetime
    ) -> Sequence[tuple[SessionId, Share]]: ...
    def unfollow(self, session: SessionId) -> bool: ...

    def guesses(self, scopes: Sequence[str]) -> Mapping[str, Guesses]: ...
    def save_guesses(self, guesses: Guesses) -> None: ...

    def accounts(self, person: str) -> frozenset[str]: ...
    def join(self, person: str, other: str, circle: str, at: datetime) -> None: ...
    def part(self, person: str) -> bool: ...
    def save_link_code(self, link: LinkCode) -> None: ...
    def link_code(self, digest: str, now: datetime) -> LinkCode | None: ...
    def drop_link_codes(self, person: str) -> None: ...

    def take_part(self, session: SessionId, run: int, person: str) -> None: ...
    def credits(
        self,
        persons: frozenset[str],
        *,
        before: tuple[datetime, str] | None = None,
        most: int = 10,
    ) -> Sequence[Credit]: ...
    def world_of(self, session: SessionId, path: str) -> str: ...
    def keyed(self, key: str) -> tuple[SessionId, str] | None: ...
    def credit(self, persons: frozenset[str], key: str) -> Credit | None: ...
