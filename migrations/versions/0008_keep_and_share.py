"""Frozen comparisons, and notes on passages and comparisons

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-26
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "frozen_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("made_at", AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_comparison")),
        sa.UniqueConstraint("token", name=op.f("uq_frozen_comparison_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_frozen_comparison_digest")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("anchor", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sides", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_at", AutoString(), nullable=False),
        sa.Column("changed_at", AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_note_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_article_id"), "note", ["article_id"])


def downgrade() -> None:
    op.drop_table("note")
    op.drop_table("frozen_comparison")
