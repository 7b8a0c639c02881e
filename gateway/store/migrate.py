"""Brings the tables to what this release expects."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa


def migrate(engine: sa.Engine) -> None:
    """Run the migrations that are missing, in one transaction."""
    # Alembic costs 60 ms to import, and only here.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
