"""Storylines: events that follow from one another

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-26
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "storyline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storyline"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event_storyline",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("storyline_id", sa.Integer(), nullable=True),
        sa.Column("article_count", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_event_storyline_event_id_event", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["storyline_id"], ["storyline.id"], name="fk_event_storyline_storyline_id_storyline"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_storyline"),
    )
    for name in ("storyline_id", "last_day"):
        op.create_index(f"ix_event_storyline_{name}", "event_storyline", [name])


def downgrade() -> None:
    op.drop_table("event_storyline")
    op.drop_table("storyline")
