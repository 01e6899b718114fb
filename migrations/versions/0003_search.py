"""Stems by the language of an article, counters of changes, saved searches

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-26
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# FTS5 stems English alone. This index holds the stems of articles in other languages, made by the program and
# stored with their text, so that a row can be taken out without knowing how its stems were made. It is filled
# by the program: articles that are here already are listed as pending, since how stems are made may change
# after this migration was written.
STEMS = (
    """CREATE VIRTUAL TABLE article_stems USING fts5(
        title, dek, body, byline, tokenize='unicode61 remove_diacritics 2'
    )""",
    """CREATE TABLE article_stems_pending (
        article_id INTEGER NOT NULL CONSTRAINT pk_article_stems_pending PRIMARY KEY
    )""",
    """INSERT INTO article_stems_pending (article_id)
        SELECT id FROM article WHERE language IS NOT NULL AND language <> 'en'""",
    """CREATE TRIGGER article_stems_delete AFTER DELETE ON article BEGIN
        DELETE FROM article_stems WHERE rowid = old.id;
        DELETE FROM article_stems_pending WHERE article_id = old.id;
    END""",
)
# What searches keep in memory is brought up to date when these have been counted up. New articles are known
# by their ids, with no trigger on the rows that come by the thousand. One on an insertion into the tables of
# groups costs 2 µs a row.
CHANGES = (
    """CREATE TABLE corpus_change (
        name VARCHAR NOT NULL CONSTRAINT pk_corpus_change PRIMARY KEY,
        count INTEGER NOT NULL DEFAULT 0
    )""",
    "INSERT INTO corpus_change (name) VALUES ('text'), ('facts'), ('groups')",
    """CREATE TRIGGER article_text_change AFTER UPDATE OF title, dek, body, byline, url, language ON article
    WHEN old.title IS NOT new.title OR old.dek IS NOT new.dek OR old.body IS NOT new.body
        OR old.byline IS NOT new.byline OR old.url IS NOT new.url OR old.language IS NOT new.language
    BEGIN
        UPDATE corpus_change SET count = count + 1 WHERE name = 'text';
    END""",
    """CREATE TRIGGER article_text_delete AFTER DELETE ON article BEGIN
        UPDATE corpus_change SET count = count + 1 WHERE name = 'text';
    END""",
    """CREATE TRIGGER article_facts_change AFTER UPDATE OF outlet_id, day, version ON article
    WHEN old.outlet_id IS NOT new.outlet_id OR old.day IS NOT new.day OR old.version IS NOT new.version
    BEGIN
        UPDATE corpus_change SET count = count + 1 WHERE name = 'facts';
    END""",
)
GROUPS_CHANGED = "UPDATE corpus_change SET count = count + 1 WHERE name = 'groups';"


def upgrade() -> None:
    for statement in (*STEMS, *CHANGES):
        op.execute(statement)
    for table in ("event_member", "article_copy"):
        for operation in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{operation.lower()}_change"
            op.execute(f"CREATE TRIGGER {name} AFTER {operation} ON {table} BEGIN {GROUPS_CHANGED} END")
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("query", AutoString(), nullable=False),
        sa.Column("made_at", AutoString(), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("query", name=op.f("uq_saved_search_query")),
    )


def downgrade() -> None:
    raise RuntimeError("Saved searches have no place in the older schema: restore a backup instead.")
