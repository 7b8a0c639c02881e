"""The tables. Truth lives here; the session folders are written from it.

Times are microseconds since 1970 in UTC, money is micro-dollars. A change here comes with a
migration in `migrations/versions/`; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(sa.TypeDecorator[datetime]):
    """An aware time as whole microseconds, which sorts and compares on every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """To microseconds."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """To an aware time."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def microseconds(at: datetime) -> int:
    """A time as it is stored."""
    return (at - _EPOCH) // timedelta(microseconds=1)


metadata = sa.MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"},
)

inbox = sa.Table(
    "inbox",
    metadata,
    # `platform:the platform's own id`; kept for ever, so that a repeat is known whenever it comes.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, nullable=False),
    # The place in the session's line; NULL for what was answered at once.
    sa.Column("place", sa.BigInteger),
    # `waiting`, then `done`; the event itself goes when it is done.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("event", sa.JSON),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_inbox_line", "session", "place", unique=True),
    sa.Index("ix_inbox_state", "state"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("settings", sa.JSON, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("running", sa.Boolean, nullable=False),
    sa.Column("world", sa.Text, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("started", Instant),
    sa.Column("head", sa.Integer),
    sa.Column("next_turn", sa.Integer, nullable=False),
    sa.Column("folder", sa.Boolean, nullable=False),
    sa.Column("origin", sa.JSON, nullable=False),
    sa.Column("deadline", Instant, index=True),
    sa.Column("waiting", sa.Text, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("ended", Instant),
    sa.Column("ending", sa.JSON),
    # Where it was set; empty where that was never written down.
    sa.Column("world", sa.Text, nullable=False, server_default=""),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("index", sa.Integer, primary_key=True),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("parent", sa.Integer),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("action", sa.JSON, nullable=False),
    sa.Column("scene", sa.JSON, nullable=False),
    sa.Column("frame", sa.Text),
    # The clip's path; empty where none will come, NULL while it still may.
    sa.Column("segment", sa.Text),
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("head", sa.Integer, nullable=False),
    sa.Column("look", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_media_at", "at", "session", "path"),
    sa.Index("ix_media_of_session", "session", "at", "path"),
)

buttons = sa.Table(
    "buttons",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("argument", sa.Text, nullable=False),
)

votes = sa.Table(
    "votes",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("delivery", sa.JSON, nullable=False),
    sa.Column("edits", sa.Text),
    # `pending`, `sending`, then `sent` or `failed`.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("sent", sa.Integer, nullable=False),
    sa.Column("receipt", sa.JSON),
    sa.Column("why", sa.Text, nullable=False),
    # By whose leave it shows another session's files: the digest of a code, the key of a credit.
    sa.Column("share", sa.Text, index=True),
    sa.Index("ix_deliveries_line", "session", "state", "id"),
)

spend = sa.Table(
    "spend",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("quoted", sa.BigInteger, nullable=False),
    sa.Column("settled", sa.BigInteger, nullable=False),
    # `called`, then `done`, `failed` or `unknown`.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    # What a commit of durable work answered, written in its own transaction.
    sa.Column("work", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("answer", sa.JSON),
    sa.Column("at", Instant, nullable=False, index=True),
)

shares = sa.Table(
    "shares",
    metadata,
    # SHA-256 of the code, by which it is looked up. The code itself is kept as well: whoever shared
    # asks for it again, and whoever can read these rows can read the tapes beside them.
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("head", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("expires", Instant, index=True),
    sa.Column("views", sa.Integer, nullable=False),
    sa.Column("votes", sa.Boolean, nullable=False),
    sa.Index("ix_shares_at", "at", "digest"),
)

doors = sa.Table(
    "doors",
    metadata,
    # A conversation that lets itself be sent tapes, and the address that it gave out for that.
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

follows = sa.Table(
    "follows",
    metadata,
    # A conversation follows one run at a time.
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("share", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
)

guesses = sa.Table(
    "guesses",
    metadata,
    # The digest of who or where: a person, a conversation, or everybody.
    sa.Column("scope", sa.Text, primary_key=True),
    # When all the wrong codes are forgiven.
    sa.Column("full", Instant, nullable=False, index=True),
    sa.Column("wrong", sa.BigInteger, nullable=False),
)

links = sa.Table(
    "links",
    metadata,
    # The accounts of one circle are one person's; who is in none has the one account.
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("circle", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
)

link_codes = sa.Table(
    "link_codes",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("origin", sa.JSON, nullable=False),
    sa.Column("expires", Instant, nullable=False, index=True),
    # Who typed it, and where; empty until somebody did.
    sa.Column("other", sa.Text, nullable=False),
    sa.Column("other_name", sa.Text, nullable=False),
    sa.Column("other_session", sa.Text, index=True),
    sa.Column("other_origin", sa.JSON, nullable=False),
)

players = sa.Table(
    "players",
    metadata,
    # Who acted or voted in which run.
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("run", sa.Integer, primary_key=True),
    sa.Index("ix_players_run", "session", "run"),
)

credited = sa.Table(
    "credits",
    metadata,
    # The tapes and films of a person, one row each, in the order they are leafed through.
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("at", Instant, primary_key=True),
    # Names the file to those who may see it: it does not tell whose session it is of.
    sa.Column("key", sa.Text, primary_key=True, index=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("world", sa.Text, nullable=False),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    # Words with spaces between.
    sa.Column("scopes", sa.Text, nullable=False),
    # SHA-256 of a token that nobody can guess: the token itself is not kept.
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("used", Instant),
)

answers = sa.Table(
    "answers",
    metadata,
    # What the door for programs answered, by the key that the request brought.
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
)

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("webhook", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    # `waiting`, then `done` or `failed`.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Index("ix_calls_due", "state", "due"),
    sa.Index("ix_calls_webhook", "webhook", "at"),
)

OF_A_SESSION = (
    sessions,
    runs,
    turns,
    media,
    buttons,
    votes,
    deliveries,
    shares,
    doors,
    follows,
    link_codes,
    players,
    credited,
)
"""Tables whose rows go with their session; the ledger and the inbox's ids stay."""
