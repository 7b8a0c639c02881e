"""Alembic's entrance: runs on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from gateway.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="tapeway_version",
)
with context.begin_transaction():
    context.run_migrations()
