"""What a person does with events: locks, articles outside all events, a log

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-26
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Made anew, for a column cannot become AUTOINCREMENT: the number of an event that is gone must never be
# another's, or an undo would bring back the one under the number of the other.
EVENT = (
    """CREATE TABLE event_new (
        id INTEGER NOT NULL CONSTRAINT pk_event PRIMARY KEY AUTOINCREMENT,
        title VARCHAR NOT NULL,
        title_by_person BOOLEAN NOT NULL,
        by_person BOOLEAN DEFAULT 0 NOT NULL,
        locked BOOLEAN DEFAULT 0 NOT NULL,
        article_count INTEGER NOT NULL,
        first_day INTEGER,
        last_day INTEGER
    )""",
    """INSERT INTO event_new (id, title, title_by_person, by_person, article_count, first_day, last_day)
        SELECT id, title, title_by_person, id IN (SELECT event_id FROM event_member WHERE by_person),
            article_count, first_day, last_day FROM event""",
    "DROP TABLE event",
    "ALTER TABLE event_new RENAME TO event",
    "CREATE INDEX ix_event_last_day ON event (last_day)",
)


def upgrade() -> None:
    for statement in EVENT:
        op.execute(statement)
    op.create_table(
        "article_alone",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_alone_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_alone")),
    )
    op.create_table(
        "event_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", AutoString(), nullable=False),
        sa.Column("action", AutoString(), nullable=False),
        sa.Column("undone_at", AutoString(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_edit")),
    )


def downgrade() -> None:
    raise RuntimeError("What a person did with events has no place in the older schema: restore a backup.")
