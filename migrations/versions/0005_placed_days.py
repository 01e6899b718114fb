"""On which day undated articles are placed by what they say

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-26
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("article_terms", sa.Column("placed_day", sa.Integer(), nullable=True))
    op.create_index("ix_article_terms_placed_day", "article_terms", ["placed_day"])


def downgrade() -> None:
    op.drop_index("ix_article_terms_placed_day", table_name="article_terms")
    op.drop_column("article_terms", "placed_day")
