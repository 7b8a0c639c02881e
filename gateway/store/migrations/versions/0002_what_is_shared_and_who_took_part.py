"""What is shared, and who took part in what."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credits",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("world", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "at", "key"),
    )
    op.create_index(op.f("ix_credits_key"), "credits", ["key"], unique=False)
    op.create_index(op.f("ix_credits_session"), "credits", ["session"], unique=False)
    op.create_table(
        "doors",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "follows",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session"),
    )
    op.create_index(op.f("ix_follows_share"), "follows", ["share"], unique=False)
    op.create_table(
        "guesses",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("full", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_index(op.f("ix_guesses_full"), "guesses", ["full"], unique=False)
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("other_session", sa.Text(), nullable=True),
        sa.Column("other_origin", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_link_codes_expires"), "link_codes", ["expires"], unique=False)
    op.create_index(
        op.f("ix_link_codes_other_session"), "link_codes", ["other_session"], unique=False
    )
    op.create_index(op.f("ix_link_codes_person"), "link_codes", ["person"], unique=False)
    op.create_index(op.f("ix_link_codes_session"), "link_codes", ["session"], unique=False)
    op.create_table(
        "links",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("circle", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_index(op.f("ix_links_circle"), "links", ["circle"], unique=False)
    op.create_table(
        "players",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "session", "run"),
    )
    op.create_index("ix_players_run", "players", ["session", "run"], unique=False)
    op.create_table(
        "shares",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_shares_at", "shares", ["at", "digest"], unique=False)
    op.create_index(op.f("ix_shares_expires"), "shares", ["expires"], unique=False)
    op.create_index(op.f("ix_shares_person"), "shares", ["person"], unique=False)
    op.create_index(op.f("ix_shares_session"), "shares", ["session"], unique=False)
    op.add_column("deliveries", sa.Column("share", sa.Text(), nullable=True))
    op.create_index(op.f("ix_deliveries_share"), "deliveries", ["share"], unique=False)
    _look_back(op.get_bind())


def _look_back(db: sa.Connection) -> None:
    """Who acted in which run so far, and what was made of these runs."""
    table = {name: sa.Table(name, sa.MetaData(), autoload_with=db) for name in _READ}
    took_part: set[tuple[str, str, int]] = set()
    turns = table["turns"].c
    for session, run, action in db.execute(sa.select(turns.session, turns.run, turns.action)):
        told = json.loads(action) if isinstance(action, str) else action
        person = (told.get("person") or {}).get("id")
        if person:
            took_part.add((person, session, run))
    worlds = dict(db.execute(sa.select(table["sessions"].c.id, table["sessions"].c.world)).all())
    media = table["media"].c
    made: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for session, run, path, at in db.execute(
        sa.select(media.session, media.run, media.path, media.at)
    ):
        made.setdefault((session, run), []).append((path, at))
    for person, session, run in sorted(took_part):
        row = {"person": person, "session": session, "run": run}
        db.execute(sa.insert(table["players"]).values(row))
        for path, at in made.get((session, run), []):
            key = hashlib.sha256(f"{session}/{path}".encode()).hexdigest()[:32]
            credit = {"person": person, "at": at, "key": key, "session": session, "path": path}
            world = worlds.get(session, "")
            db.execute(sa.insert(table["credits"]).values(**credit, world=world))


_READ = ("turns", "sessions", "media", "players", "credits")


def downgrade() -> None:
    op.drop_index(op.f("ix_deliveries_share"), table_name="deliveries")
    op.drop_column("deliveries", "share")
    for name in ("shares", "doors", "follows", "guesses", "links", "link_codes"):
        op.drop_table(name)
    for name in ("players", "credits"):
        op.drop_table(name)
