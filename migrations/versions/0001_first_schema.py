"""First schema

Revision ID: 0001
Revises:
Create Date: 2026-11-23
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Two indexes read their text from the article table, and the triggers keep all in one transaction.
# article_fts holds stems. article_words holds words as they are written, for prefixes, which stems cannot
# answer (the stem of immigration is immigr, so immigra* would miss it). It keeps positions: without them
# it is half as large, but ranking then reads every text anew. Its prefix index is for one and two letters:
# longer prefixes are quick without one. The vocabulary lists the words with their counts.
FULL_TEXT = (
    """CREATE VIRTUAL TABLE article_fts USING fts5(
        title, dek, body, byline, content='article', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2'
    )""",
    """CREATE VIRTUAL TABLE article_words USING fts5(
        title, dek, body, byline, content='article', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='1 2'
    )""",
    "CREATE VIRTUAL TABLE article_words_vocab USING fts5vocab('article_words', 'row')",
    """CREATE TRIGGER article_fts_insert AFTER INSERT ON article BEGIN
        INSERT INTO article_fts(rowid, title, dek, body, byline)
        VALUES (new.id, new.title, new.dek, new.body, new.byline);
        INSERT INTO article_words(rowid, title, dek, body, byline)
        VALUES (new.id, new.title, new.dek, new.body, new.byline);
    END""",
    """CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN
        INSERT INTO article_fts(article_fts, rowid, title, dek, body, byline)
        VALUES ('delete', old.id, old.title, old.dek, old.body, old.byline);
        INSERT INTO article_words(article_words, rowid, title, dek, body, byline)
        VALUES ('delete', old.id, old.title, old.dek, old.body, old.byline);
    END""",
    """CREATE TRIGGER article_fts_update AFTER UPDATE OF title, dek, body, byline ON article BEGIN
        INSERT INTO article_fts(article_fts, rowid, title, dek, body, byline)
        VALUES ('delete', old.id, old.title, old.dek, old.body, old.byline);
        INSERT INTO article_fts(rowid, title, dek, body, byline)
        VALUES (new.id, new.title, new.dek, new.body, new.byline);
        INSERT INTO article_words(article_words, rowid, title, dek, body, byline)
        VALUES ('delete', old.id, old.title, old.dek, old.body, old.byline);
        INSERT INTO article_words(rowid, title, dek, body, byline)
        VALUES (new.id, new.title, new.dek, new.body, new.byline);
    END""",
)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("media_type", AutoString(), nullable=False),
        sa.Column("origin", AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("title_by_person", sa.Boolean(), nullable=False),
        sa.Column("article_count", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_last_day", "event", ["last_day"], unique=False)

    op.create_table(
        "ingest_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", AutoString(), nullable=False),
        sa.Column("finished_at", AutoString(), nullable=True),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status in ('running', 'finished', 'stopped', 'failed')", name=op.f("ck_ingest_run_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingest_run")),
    )
    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("domain", AutoString(), nullable=True),
        sa.Column("country", AutoString(), nullable=True),
        sa.Column("language", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sa.UniqueConstraint("slug", name=op.f("uq_outlet_slug")),
    )
    op.create_index("ix_outlet_domain", "outlet", ["domain"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", AutoString(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("extracted_outlet_id", sa.Integer(), nullable=True),
        sa.Column("outlet_by_person", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("published", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("language", AutoString(), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("title_source", AutoString(), nullable=False),
        sa.Column("byline", AutoString(), nullable=True),
        sa.Column("url", AutoString(), nullable=True),
        sa.Column("source_url", AutoString(), nullable=True),
        sa.Column("section", AutoString(), nullable=True),
        sa.Column("author_role", AutoString(), nullable=True),
        sa.Column("author_evidence", AutoString(), nullable=True),
        sa.Column("outlet_evidence", AutoString(), nullable=True),
        sa.Column("cited_outlets", sa.JSON(), nullable=False),
        sa.Column("origin", AutoString(), nullable=False),
        sa.Column("origin_line", sa.Integer(), nullable=True),
        sa.Column("ingested_at", AutoString(), nullable=False),
        sa.Column("dek", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_article_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["extracted_outlet_id"], ["outlet.id"], name=op.f("fk_article_extracted_outlet_id_outlet")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_article_outlet_id_outlet")),
        sa.ForeignKeyConstraint(["run_id"], ["ingest_run.id"], name=op.f("fk_article_run_id_ingest_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    op.create_index("ix_article_content_hash", "article", ["content_hash"], unique=False)
    op.create_index("ix_article_day", "article", ["day"], unique=False)
    op.create_index("ix_article_document_id", "article", ["document_id"], unique=False)
    op.create_index("ix_article_extracted_outlet_id", "article", ["extracted_outlet_id"], unique=False)
    op.create_index("ix_article_identity", "article", ["external_id", "document_id"], unique=True)
    op.create_index("ix_article_outlet_day", "article", ["outlet_id", "day"], unique=False)
    op.create_index("ix_article_run_id", "article", ["run_id"], unique=False)
    op.create_index("ix_article_url", "article", ["url"], unique=False)

    op.create_table(
        "article_terms",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_terms_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_terms")),
    )
    op.create_index("ix_article_terms_version", "article_terms", ["version"], unique=False)
    op.create_table(
        "event_member",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_event_member_article_id_article")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_member_event_id_event")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_event_member")),
    )
    op.create_index("ix_event_member_event_id", "event_member", ["event_id"], unique=False)

    op.create_table(
        "ingest_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("file", AutoString(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_ingest_problem_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_ingest_problem_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ingest_run.id"], name=op.f("fk_ingest_problem_run_id_ingest_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingest_problem")),
    )
    op.create_index("ix_ingest_problem_article_id", "ingest_problem", ["article_id"], unique=False)
    op.create_index("ix_ingest_problem_run_id", "ingest_problem", ["run_id"], unique=False)
    for statement in FULL_TEXT:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("There is no schema before the first: restore a backup instead.")
