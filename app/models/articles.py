"""Articles with where they came from: outlets, documents, imports, copies and versions; and what is derived
from their texts."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, Text
from sqlmodel import Field

from app.columns import CompressedBytes, CompressedJSON
from app.models.base import Table


class Outlet(Table, table=True):
    """Who publishes: a newspaper, a broadcaster, a site.

    An outlet that a person merged into another keeps its row: its articles say where they came from
    (``extracted_outlet_id``), and the merge can be undone.
    """

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    domain: str | None = Field(default=None, index=True)
    country: str | None = None
    language: str | None = None
    merged_into: int | None = Field(default=None, foreign_key="outlet.id", index=True)


class Document(Table, table=True):
    """Original bytes, kept once however often they come in. ``origin`` is the file they first came from.

    ``container_id`` is the collection that a record was cut from, where the record alone is not its bytes.
    """

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    media_type: str
    origin: str
    size: int
    container_id: int | None = Field(default=None, foreign_key="document.id")
    data: bytes = Field(sa_column=Column(CompressedBytes, nullable=False))


class IngestRun(Table, table=True):
    """One call of the ingest job, with its counts.

    ``source`` says where the documents came from; ``options`` are what a person said about them, so that what
    failed can be tried again in the same way. ``changed`` articles got a new version, ``copies`` repeat
    another.
    """

    __tablename__ = "ingest_run"
    __table_args__ = (
        CheckConstraint("status in ('running', 'finished', 'stopped', 'failed')", name="status"),
        CheckConstraint(
            "source in ('files', 'upload', 'paste', 'address', 'feeds', 'watch', 'retry')", name="source"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    started_at: str
    finished_at: str | None = None
    status: str = "running"
    source: str = Field(default="files", sa_column_kwargs={"server_default": "files"})
    paths: list[str] = Field(sa_column=Column(JSON, nullable=False))
    options: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False, server_default="{}"))
    seen: int = 0
    stored: int = 0
    changed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    same: int = 0
    copies: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    rejected: int = 0
    problems: int = 0


class Article(Table, table=True):
    """A news article.

    ``outlet_id`` is what pages show; ``extracted_outlet_id`` what the source said. They differ only after a
    person set the outlet, which ``outlet_by_person`` marks, or merged it into another. ``day`` is set only
    when the publication is known to the day; ``published`` keeps whatever is known. ``url_key`` is the
    address without what does not tell pages apart: by it an article is known again. ``version`` counts from
    1; the row holds the newest, ArticleVersion those before. ``reading`` is the digest of what a person
    said about the input.
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
    url_key: str | None = Field(default=None, index=True)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    reading: str | None = None
    updated: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    agency: str | None = None
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


class ArticleVersion(Table, table=True):
    """What an article said before it changed. Its newest text is the article itself."""

    __tablename__ = "article_version"
    __table_args__ = (Index("ix_article_version_place", "article_id", "version", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    version: int
    external_id: str
    document_id: int = Field(foreign_key="document.id", index=True)
    run_id: int = Field(foreign_key="ingest_run.id")
    published: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    updated: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    word_count: int
    content_hash: str
    title: str
    byline: str | None = None
    origin: str
    origin_line: int | None = None
    ingested_at: str
    dek: str = Field(default="", sa_column=Column(Text, nullable=False))
    blocks: list[dict[str, Any]] = Field(sa_column=Column(CompressedJSON, nullable=False))


class Correction(Table, table=True):
    """A value that a person set in place of what was extracted, which ``extracted`` keeps for the way
    back."""

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    field: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    extracted: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    set_at: str


class ArticleFingerprint(Table, table=True):
    """The marks by which copies of an article are found: derived, rebuilt from the article at any time.

    ``checked`` is false until the article has been held against all others.
    """

    __tablename__ = "article_fingerprint"
    __table_args__ = (Index("ix_article_fingerprint_checked", "checked"),)

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    version: int
    checked: bool = False
    marks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ArticleCopy(Table, table=True):
    """An article that shares most of its words with others: all with one ``group_id`` speak with one voice.

    ``group_id`` is the group's first article. ``matched_id`` is the article it was found to repeat,
    and ``share`` how much of the shorter text stands in the other (0 to 1); both are None for the group's
    first.
    """

    __tablename__ = "article_copy"
    __table_args__ = (CheckConstraint("kind in ('first', 'exact', 'near', 'part')", name="kind"),)

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    group_id: int = Field(foreign_key="article.id", index=True)
    kind: str
    matched_id: int | None = Field(default=None, foreign_key="article.id")
    share: float | None = None


class IngestProblem(Table, table=True):
    """What an ingest could not take in (no article), or took in with a doubt (an article)."""

    __tablename__ = "ingest_problem"
    __table_args__ = (CheckConstraint("status in ('open', 'retried', 'dismissed')", name="status"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="ingest_run.id", index=True)
    file: str
    line: int | None = None
    reason: str
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    status: str = Field(default="open", sa_column_kwargs={"server_default": "open"})


class ArticleTerms(Table, table=True):
    """An article's terms as the event job counts them, and the day on which an undated article is placed by
    what it says: derived, rebuilt from the article at any time."""

    __tablename__ = "article_terms"
    article_id: int = Field(primary_key=True, foreign_key="article.id")
    version: int = Field(index=True)
    terms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    placed_day: int | None = Field(default=None, index=True)


class ArticleStemsPending(Table, table=True):
    """An article in another language than English whose stems are yet to be put into the index of stems."""

    __tablename__ = "article_stems_pending"
    article_id: int = Field(primary_key=True)


class CorpusChange(Table, table=True):
    """How often the texts, the facts or the groups of articles have changed. Triggers count."""

    __tablename__ = "corpus_change"
    name: str = Field(primary_key=True)
    count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
