"""What a platform with a door for programs may look up, and the rows it keeps for that door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from gateway.core.ids import SessionId
from gateway.core.shared import Share
from gateway.core.types import JSON

Card: TypeAlias = "Mapping[str, JSON]"
"""One thing as plain data, ready to be sent: times are ISO 8601, money is micro-dollars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a program shows to come in; the token itself is kept by nobody but its holder."""

    id: str
    name: str
    scopes: tuple[str, ...]
    at: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered to a request that brought a key, and the digest of what it asked."""

    digest: str
    status: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told of what happens; `events` are the hooks it wants to hear of."""

    id: str
    url: str
    events: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One thing that a webhook is told.

    `id` is the same at every attempt, `attempts` how many there were, `state` `waiting`, `done` or
    `failed`, `status` what the other side answered last, `why` what was wrong with it.
    """

    id: str
    webhook: str
    event: str
    at: datetime
    due: datetime
    body: Mapping[str, JSON] = field(default_factory=dict)
    attempts: int = 0
    state: str = "waiting"
    status: int | None = None
    why: str = ""


class Office(Protocol):
    """What lies behind the counter. Pages are keysets: they cost the same wherever they begin.

    A `most` is how many are answered at most; what a page begins after is the last one of the page
    before, as its card names it.
    """

    # -------------------------------------------------------------------------------- to look up

    async def sessions(self, *, after: str, most: int, platform: str = "") -> Sequence[Card]:
        """Sessions by id."""
        ...

    async def session(self, session: SessionId) -> Card | None:
        """Where one session's story stands."""
        ...

    async def runs(self, session: SessionId, *, before: int, most: int) -> Sequence[Card]:
        """A session's runs, the newest first."""
        ...

    async def turns(
        self, session: SessionId, *, after: int, most: int, run: int | None = None
    ) -> Sequence[Card]:
        """A session's turns in the order they were played."""
        ...

    async def reels(
        self,
        *,
        session: SessionId | None = None,
        kind: str = "",
        before: tuple[int, str, str] | None,
        most: int,
    ) -> Sequence[Card]:
        """Tapes and films, the newest first.

        :param before: a card's `moment`, `session` and `path`.
        """
        ...

    async def shown(self, session: SessionId, *, after: int, most: int) -> Sequence[Card]:
        """What a session's conversation was shown, oldest first; not what was for one person."""
        ...

    async def newest_shown(self, session: SessionId) -> int:
        """The number of the last thing a conversation was shown; 0 before the first."""
        ...

    async def action(self, session: SessionId, event: str) -> Card | None:
        """What became of an event, by its id: its `state`, and the sentences it was answered."""
        ...

    async def spend(self, *, since: datetime) -> Sequence[Card]:
        """What was spent, by day and model."""
        ...

    async def shares(
        self, *, session: SessionId | None = None, before: tuple[datetime, str] | None, most: int
    ) -> Sequence[Share]:
        """What is shared, the newest first; of one session all at once.

        :param before: a share's `at` and `digest`.
        """
        ...

    async def revoke_share(self, code: str) -> bool:
        """Let nobody see anything by a code any more; whether there was such a one."""
        ...

    async def keyed(self, key: str) -> tuple[SessionId, str] | None:
        """The tape or film that a key names; see `file_key`."""
        ...

    async def health(self) -> Mapping[str, int]:
        """How much there is, and how much waits."""
        ...

    def file(self, session: SessionId, relative: str) -> Path:
        """Where a file of a session lies.

        :raises UnsafeMedia: no session can have a file of that name.
        """
        ...

    # ---------------------------------------------------------------------------------- to keep

    async def token(self, digest: str) -> Token | None:
        """Whose token has this digest, if it is good."""
        ...

    async def tokens(self) -> Sequence[Token]:
        """All tokens that are good, the newest first."""
        ...

    async def revoke_token(self, token: str) -> bool:
        """Let a token be good no longer, by its id; whether there was such a one."""
        ...

    async def answered(self, token: str, key: str) -> Answered | None:
        """What was answered to a key of that token's, within the last day."""
        ...

    async def answer(self, token: str, key: str, answered: Answered) -> None:
        """Keep what was answered."""
        ...

    async def add_webhook(self, webhook: Webhook) -> None:
        """Tell an address from now on; twice is once."""
        ...

    async def webhooks(self) -> Sequence[Webhook]:
        """All of them, the oldest first."""
        ...

    async def drop_webhook(self, webhook: str) -> bool:
        """Tell it nothing any more; whether there was such a one."""
        ...

    async def announce(self, calls: Sequence[Call]) -> None:
        """Keep calls until they are made; one whose id is known already is left out."""
        ...

    async def calls_due(self, now: datetime, *, most: int) -> Sequence[Call]:
        """The calls whose time has come."""
        ...

    async def next_call(self) -> datetime | None:
        """When the next call is due."""
        ...

    async def calls(self, webhook: str, *, most: int) -> Sequence[Call]:
        """What a webhook was told lately, the newest first."""
        ...

    async def mark_call(self, call: Call) -> None:
        """Keep what became of a call."""
        ...
