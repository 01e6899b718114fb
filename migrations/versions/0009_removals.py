"""What people removed, kept for a month so that it can be undone

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-27
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=True),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("removed_at", AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sa.CheckConstraint("kind in ('feed', 'frozen', 'note', 'search')", name=op.f("ck_removal_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_removal_kind_name", "removal", ["kind", "name"])
    op.create_index(op.f("ix_removal_digest"), "removal", ["digest"])
    op.create_index(op.f("ix_removal_removed_at"), "removal", ["removed_at"])


def downgrade() -> None:
    op.drop_table("removal")
