"""SQLModel tables, and nothing else.

Instants are ISO 8601 texts in UTC. ``day`` columns hold the proleptic Gregorian ordinal of a day
(``datetime.date.toordinal``), so that windows of days are integer arithmetic. Wide columns stand last: SQLite
reads a row's head without its overflow pages.
"""

import json
import zlib
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


class CompressedBytes(TypeDecorator[bytes]):
    """Bytes, stored deflated."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value, 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.decompress(value)


class CompressedJSON(TypeDecorator[Any]):
    """A JSON value, stored deflated."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(zlib.decompress(value))


class Outlet(SQLModel, table=True):
    """Who publishes: a newspaper, a broadcaster, a site."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    domain: str | None = Field(default=None, index=True)
    country: str | None = None
    language: str | None = None


class Document(SQLModel, table=True):
    """Original bytes, kept once however often they come in. ``origin`` is the file they first came from."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    media_type: str
    origin: str
    size: int
    data: bytes = Field(sa_column=Column(CompressedBytes, nullable=False))


class IngestRun(SQLModel, table=True):
    """One call of the ingest job, with its counts."""

    __tablename__ = "ingest_run"
    __table_args__ = (
        CheckConstraint("status in ('running', 'finished', 'stopped', 'failed')", name="status"),
    )

    id: int | None = Field(default=None, primary_key=True)
    started_at: str
    finished_at: str | None = None
    status: str = "running"
    paths: list[str] = Field(sa_column=Column(JSON, nullable=False))
    seen: int = 0
    stored: int = 0
    same: int = 0
    rejected: int = 0
    problems: int = 0


class Article(SQLModel, table=True):
    """A news article.

    ``outlet_id`` is what pages show; ``extracted_outlet_id`` what the source said. They differ only after a
    person set the outlet, which ``outlet_by_person`` marks. ``day`` is set only when the publication is
    known to the day; ``published`` keeps whatever is known.
    """

    __table_args__ = (
        Index("ix_article_outlet_day", "outlet_id", "day"),
        Index("ix_article_identity", "external_id", "document_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    external_id: str
    document_id: int = Field(foreign_key="document.id", index=True)
    run_id: int = Field(foreign_key="ingest_run.id", index=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id")
    extracted_outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    outlet_by_person: bool = False
    day: int | None = Field(default=None, index=True)
    published: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    language: str | None = None
    word_count: int
    content_hash: str = Field(index=True)
    title: str
    title_source: str
    byline: str | None = None
    url: str | None = Field(default=None, index=True)
    source_url: str | None = None
    section: str | None = None
    author_role: str | None = None
    author_evidence: str | None = None
    outlet_evidence: str | None = None
    cited_outlets: list[str] = Field(sa_column=Column(JSON, nullable=False))
    origin: str
    origin_line: int | None = None
    ingested_at: str
    dek: str = Field(default="", sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    blocks: list[dict[str, Any]] = Field(sa_column=Column(CompressedJSON, nullable=False))


class IngestProblem(SQLModel, table=True):
    """What an ingest could not take in (no article), or took in with a doubt (an article)."""

    __tablename__ = "ingest_problem"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="ingest_run.id", index=True)
    file: str
    line: int | None = None
    reason: str
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    document_id: int | None = Field(default=None, foreign_key="document.id")


class Event(SQLModel, table=True):
    """One happening that two or more articles report."""

    id: int | None = Field(default=None, primary_key=True)
    title: str
    title_by_person: bool = False
    article_count: int
    first_day: int | None = None
    last_day: int | None = Field(default=None, index=True)


class EventMember(SQLModel, table=True):
    """An article's place in an event. An article belongs to one event at most."""

    __tablename__ = "event_member"

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    event_id: int = Field(foreign_key="event.id", index=True)
    by_person: bool = False


class ArticleTerms(SQLModel, table=True):
    """An article's terms as the event job counts them: derived, rebuilt from the article at any time."""

    __tablename__ = "article_terms"

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    version: int = Field(index=True)
    terms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
