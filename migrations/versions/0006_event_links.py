"""Neighbours and links of articles, and which articles the event job has yet to decide on

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-26
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MARK = """INSERT INTO article_undecided (article_id, marks) VALUES ({id}, 1)
    ON CONFLICT (article_id) DO UPDATE SET marks = marks + 1;"""
# To look for the articles without terms takes the longer, the more articles there are; a list does not. An
# article comes on it with its text and with every change that the decision hangs on.
TRIGGERS = (
    f"CREATE TRIGGER article_undecided_insert AFTER INSERT ON article BEGIN {_MARK.format(id='new.id')} END",
    f"""CREATE TRIGGER article_undecided_day AFTER UPDATE OF day ON article WHEN old.day IS NOT new.day
    BEGIN {_MARK.format(id="new.id")} END""",
    f"""CREATE TRIGGER article_undecided_terms AFTER DELETE ON article_terms
    WHEN EXISTS (SELECT 1 FROM article WHERE id = old.article_id)
    BEGIN {_MARK.format(id="old.article_id")} END""",  # noqa: S608 - only our own names
    """CREATE TRIGGER article_undecided_delete AFTER DELETE ON article BEGIN
        DELETE FROM article_undecided WHERE article_id = old.id;
        DELETE FROM article_links WHERE article_id = old.id;
    END""",
)


def upgrade() -> None:
    op.create_table(
        "article_links",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("links", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_links")),
    )
    op.create_table(
        "article_undecided",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_undecided")),
    )
    op.execute(
        """INSERT INTO article_undecided (article_id, marks)
        SELECT id, 1 FROM article WHERE id NOT IN (SELECT article_id FROM article_terms)"""
    )
    for statement in TRIGGERS:
        op.execute(statement)
    # counts the writes of the event job
    op.execute("INSERT INTO corpus_change (name) VALUES ('events')")


def downgrade() -> None:
    for name in ("insert", "day", "terms", "delete"):
        op.execute(f"DROP TRIGGER article_undecided_{name}")
    op.execute("DELETE FROM corpus_change WHERE name = 'events'")
    op.drop_table("article_undecided")
    op.drop_table("article_links")
