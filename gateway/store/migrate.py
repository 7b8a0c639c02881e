"""Brings the tables to what this release expects."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

_SCRIPTS = Path(__file__).parent / "migrations"
_VERSION = "tapeway_version"


def migrate(engine: sa.Engine) -> None:
    """Run the migrations that are missing, in one transaction."""
    if _revision(engine) == _newest():
        return
    # Alembic costs a quarter of a second to import, and only here.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def standing(engine: sa.Engine) -> tuple[str | None, str]:
    """The migration a database stands at, if it has seen any, and the last there is."""
    return _revision(engine), _newest()


def _newest() -> str:
    """The last migration there is: the names of their files begin with their revisions."""
    return max(path.name for path in (_SCRIPTS / "versions").glob("*.py")).partition("_")[0]


def _revision(engine: sa.Engine) -> str | None:
    """The migration a database stands at, if it has seen any."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_VERSION):
            return None
        version = sa.table(_VERSION, sa.column("version_num", sa.Text))
        return connection.execute(sa.select(version.c.version_num)).scalar()
