"""Where documents come from, versions and copies of articles, feeds, corrections, signing in

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-24
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.text.addresses import url_key

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Added as they stand: to rebuild these tables would drop the triggers that fill the full-text indexes.
COLUMNS = (
    """ALTER TABLE outlet ADD COLUMN merged_into INTEGER
        CONSTRAINT fk_outlet_merged_into_outlet REFERENCES outlet (id)""",
    """ALTER TABLE document ADD COLUMN container_id INTEGER
        CONSTRAINT fk_document_container_id_document REFERENCES document (id)""",
    """ALTER TABLE ingest_run ADD COLUMN source VARCHAR NOT NULL DEFAULT 'files'
        CONSTRAINT ck_ingest_run_source
        CHECK (source in ('files', 'upload', 'paste', 'address', 'feeds', 'watch', 'retry'))""",
    "ALTER TABLE ingest_run ADD COLUMN options JSON NOT NULL DEFAULT '{}'",
    "ALTER TABLE ingest_run ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ingest_run ADD COLUMN copies INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE article ADD COLUMN url_key VARCHAR",
    "ALTER TABLE article ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE article ADD COLUMN reading VARCHAR",
    "ALTER TABLE article ADD COLUMN updated JSON",
    "ALTER TABLE article ADD COLUMN agency VARCHAR",
    """ALTER TABLE ingest_problem ADD COLUMN status VARCHAR NOT NULL DEFAULT 'open'
        CONSTRAINT ck_ingest_problem_status CHECK (status in ('open', 'retried', 'dismissed'))""",
)


# 16 MB: a batch of an ingest then becomes one segment of an index, not several that are merged at once.
BUFFERS = (
    "INSERT INTO article_fts(article_fts, rank) VALUES ('hashsize', 16777216)",
    "INSERT INTO article_words(article_words, rank) VALUES ('hashsize', 16777216)",
)


def upgrade() -> None:
    for statement in COLUMNS:
        op.execute(statement)
    # A trigger for each row makes the indexes write each row apart, at twice the cost: the ingest fills them
    # itself, in the transaction that stores the articles. Changes and deletions keep their triggers.
    op.execute("DROP TRIGGER article_fts_insert")
    for statement in BUFFERS:
        op.execute(statement)
    op.create_index("ix_outlet_merged_into", "outlet", ["merged_into"])
    op.create_index("ix_article_url_key", "article", ["url_key"])
    _fill_url_keys()
    _create_article_tables()
    _note_outlets_set_by_hand()
    _create_feed_tables()
    op.create_table(
        "sign_in",
        sa.Column("token_digest", AutoString(), nullable=False),
        sa.Column("made_at", AutoString(), nullable=False),
        sa.Column("expires_at", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])


def _fill_url_keys() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, url FROM article WHERE url IS NOT NULL"))
    keys = [{"id": number, "key": key} for number, url in rows if (key := url_key(url))]
    if keys:
        connection.execute(sa.text("UPDATE article SET url_key = :key WHERE id = :id"), keys)


def _create_article_tables() -> None:
    op.create_table(
        "article_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", AutoString(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("published", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("updated", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("byline", AutoString(), nullable=True),
        sa.Column("origin", AutoString(), nullable=False),
        sa.Column("origin_line", sa.Integer(), nullable=True),
        sa.Column("ingested_at", AutoString(), nullable=False),
        sa.Column("dek", sa.Text(), nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=False),
        _key("article_version", "article_id", "article"),
        _key("article_version", "document_id", "document"),
        _key("article_version", "run_id", "ingest_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
    )
    op.create_index("ix_article_version_place", "article_version", ["article_id", "version"], unique=True)
    op.create_index("ix_article_version_document_id", "article_version", ["document_id"])
    op.create_table(
        "correction",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("field", AutoString(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("extracted", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("set_at", AutoString(), nullable=False),
        _key("correction", "article_id", "article"),
        sa.PrimaryKeyConstraint("article_id", "field", name=op.f("pk_correction")),
    )
    op.create_table(
        "article_fingerprint",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        _key("article_fingerprint", "article_id", "article"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_fingerprint")),
    )
    op.create_index("ix_article_fingerprint_checked", "article_fingerprint", ["checked"])
    op.create_table(
        "article_copy",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("matched_id", sa.Integer(), nullable=True),
        sa.Column("share", sa.Float(), nullable=True),
        sa.CheckConstraint("kind in ('first', 'exact', 'near', 'part')", name=op.f("ck_article_copy_kind")),
        _key("article_copy", "article_id", "article"),
        _key("article_copy", "group_id", "article"),
        _key("article_copy", "matched_id", "article"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_copy")),
    )
    op.create_index("ix_article_copy_group_id", "article_copy", ["group_id"])


def _note_outlets_set_by_hand() -> None:
    # When they were set is not known any more; at the latest it was now.
    op.execute(
        """INSERT INTO correction (article_id, field, value, extracted, set_at)
        SELECT id, 'outlet', outlet_id, json_object('extracted_outlet_id', extracted_outlet_id),
            strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')
        FROM article WHERE outlet_by_person"""
    )


def _create_feed_tables() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("site_url", AutoString(), nullable=True),
        sa.Column("folder", AutoString(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("added_at", AutoString(), nullable=False),
        sa.Column("polled_at", AutoString(), nullable=True),
        sa.Column("due_at", AutoString(), nullable=True),
        sa.Column("etag", AutoString(), nullable=True),
        sa.Column("last_modified", AutoString(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
    )
    op.create_index("ix_feed_due_at", "feed", ["due_at"])
    op.create_table(
        "feed_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("at", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        _key("feed_failure", "feed_id", "feed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_failure")),
    )
    op.create_index("ix_feed_failure_feed_id", "feed_failure", ["feed_id"])
    op.create_table(
        "feed_item",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("seen_at", AutoString(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("reason", AutoString(), nullable=True),
        _key("feed_item", "feed_id", "feed"),
        sa.PrimaryKeyConstraint("feed_id", "key", name=op.f("pk_feed_item")),
    )


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def downgrade() -> None:
    raise RuntimeError("Versions and copies have no place in the older schema: restore a backup instead.")
