"""`tapeway token`: what programs show to come in. Works while a gateway runs, too."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gateway.core.errors import DataRootError, NotUnderstood

if TYPE_CHECKING:
    from gateway.core.office import Token
    from gateway.settings import Settings
    from gateway.store.database import Database

PREFIX: Final = "tapeway_"
"""How a token begins, so that one that lies about somewhere is known for what it is."""

app = typer.Typer(help="Make, list and revoke tokens for the HTTP API.", no_args_is_help=True)
Root = Annotated[
    Path | None, typer.Option("--root", help="The data root; else TAPEWAY_ROOT or tapeway.toml.")
]


class Scope(StrEnum):
    """What a token is good for; each is no more than its word."""

    READ = "read"
    PLAY = "play"
    ADMIN = "admin"


@app.command()
def new(
    scope: Annotated[list[Scope], typer.Option("--scope", help="May be given more than once.")],
    name: Annotated[str, typer.Option(help="Whose it is, or what for.")] = "token",
    root: Root = None,
) -> None:
    """Make a token and show it, this once."""
    token = make(_settings(root), name, sorted({str(each) for each in scope}))
    typer.echo(token)
    typer.echo("Keep it now: it is not stored, and is not shown again.", err=True)


@app.command("list")
def list_tokens(root: Root = None) -> None:
    """List the tokens that are good."""
    from gateway import stage
    from gateway.store import counter

    with open_database(_settings(root)) as database:
        rows = [_row(token) for token in database.transact(counter.tokens)]
    stage.table(("id", "name", "scopes", "made", "last used"), rows)


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Its id, as `token list` shows it.")],
    root: Root = None,
) -> None:
    """Let a token be good no longer, at once."""
    from gateway.store import counter

    with open_database(_settings(root)) as database:
        if not database.transact(lambda r: counter.revoke_token(r, token)):
            raise NotUnderstood(f"There is no token {token}. `tapeway token list` shows them.")
    typer.echo(f"{token} is good no longer.")


def make(settings: Settings, name: str, scopes: Sequence[str]) -> str:
    """A new token; only its digest is kept."""
    from gateway.app import now
    from gateway.core.office import Token
    from gateway.store import counter

    secret = PREFIX + secrets.token_urlsafe(32)
    kept = Token(id=secrets.token_hex(4), name=name[:80], scopes=tuple(scopes), at=now())
    with open_database(settings) as database:
        database.transact(lambda r: counter.add_token(r, kept, digest(secret)))
    return secret


def digest(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _row(token: Token) -> tuple[str, ...]:
    used = f"{token.used:%Y-%m-%d %H:%M}" if token.used else "never"
    return token.id, token.name, " ".join(token.scopes), f"{token.at:%Y-%m-%d %H:%M}", used


def _settings(root: Path | None) -> Settings:
    from gateway import settings

    return settings.load(**({"root": root} if root else {}))


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database alone: a gateway that runs has the rest."""
    from gateway.store.database import Database
    from gateway.store.migrate import migrate
    from gateway.store.root import MARKER

    if not (settings.root / MARKER).is_file():
        raise DataRootError(
            f"There is no data root at {settings.root}: nothing was played there. Name another "
            "with --root or TAPEWAY_ROOT."
        )
    database = Database(settings.database_url)
    try:
        migrate(database.engine)
        yield database
    finally:
        database.close()
