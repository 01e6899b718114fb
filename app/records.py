"""Frozen read models: what readers, the store and the comparison hand to one another and up to the pages."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """Base of all read models: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BlockKind(StrEnum):
    """What a run of lines of an article is."""

    TITLE = "title"
    DEK = "dek"
    BYLINE = "byline"
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"
    BLANK = "blank"


class Block(Record):
    """A run of lines of the original text. Lines are counted from 1, both ends included."""

    kind: BlockKind
    text: str
    line_start: int
    line_end: int


# exact instants and days first, then what only bounds or approximates the day of publication
Precision = Literal["second", "minute", "day", "month", "year", "not_before"]


class Published(Record):
    """When an article was published, as far as the source says so.

    ``date`` is ISO 8601, cut to the precision: ``2025``, ``2025-05``, ``2025-05-07``,
    ``2025-05-07T08:30+02:00``.
    With precision ``not_before`` it is the earliest possible day; ``not_after`` is the latest, when known.
    ``evidence`` tells in words where the date comes from. ``guessed`` marks dates that no field stated.
    """

    date: str
    precision: Precision
    evidence: str
    not_after: str | None = None
    guessed: bool = False


class RawDocument(Record):
    """One article's original bytes as a reader found them, with what the container said about it.

    ``fields`` are the recognised fields of a record (keys of FIELD_NAMES in app.ingest.fields); None for
    files that are one article. ``line`` is the record's 1-based line in ``origin``, None for whole files.
    ``container`` is the SHA-256 of the collection that a record was cut from, when the reader handed up that
    collection's bytes. ``stated`` are fields that a metadata file beside the article gives (same keys as
    ``fields``): they override what the document says; ``stated_in`` names that file and line.
    ``text`` is what a reader took out of a file whose bytes are no text (a letter, a PDF); it is then
    understood as a text file is. ``offered`` are fields that a feed or a list gave with the address of a
    page: they stand in where the page itself says nothing. ``doubt`` is what kept the reader from a better
    original; it becomes a problem of the article. ``charset`` is the encoding that a server named.
    """

    data: bytes
    media_type: str
    external_id: str
    origin: str
    line: int | None = None
    url: str | None = None
    fields: dict[str, str] | None = None
    text: str | None = None
    container: str | None = None
    stated: dict[str, str] | None = None
    stated_in: str | None = None
    offered: dict[str, str] | None = None
    doubt: str | None = None
    charset: str | None = None


TitleSource = Literal["text", "record", "html", "derived", "none", "stated", "hand"]


class ArticleDraft(Record):
    """What extraction makes of one document, before anything is stored. What is unknown is None or empty."""

    external_id: str
    title: str
    title_source: TitleSource
    outlet: str | None = None
    outlet_domain: str | None = None
    outlet_evidence: str | None = None
    author: str | None = None
    author_role: str | None = None
    author_evidence: str | None = None
    agency: str | None = Field(default=None, description="The news agency that the text was taken from.")
    published: Published | None = None
    updated: Published | None = None
    url: str | None = None
    source_url: str | None = None
    language: str | None = None
    section: str | None = None
    cited_outlets: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = Field(default=(), description="Problems that did not keep the article out.")

    def texts(self, *kinds: BlockKind) -> tuple[str, ...]:
        """The texts of all blocks of these kinds, in order."""
        return tuple(block.text for block in self.blocks if block.kind in kinds)

    @property
    def dek(self) -> tuple[str, ...]:
        return self.texts(BlockKind.DEK)

    @property
    def subheads(self) -> tuple[str, ...]:
        return self.texts(BlockKind.SUBHEAD)

    @property
    def captions(self) -> tuple[str, ...]:
        return self.texts(BlockKind.CAPTION)

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Everything set aside: byline lines, links to other articles, notes of the platform."""
        return self.texts(BlockKind.BYLINE, BlockKind.BOILERPLATE)

    @property
    def text(self) -> str:
        """Paragraphs and subheads in order, parted by blank lines."""
        return "\n\n".join(self.texts(BlockKind.PARAGRAPH, BlockKind.SUBHEAD))

    @property
    def body_text(self) -> str:
        """Paragraphs only, parted by blank lines."""
        return "\n\n".join(self.texts(BlockKind.PARAGRAPH))

    @property
    def word_count(self) -> int:
        return len(self.body_text.split())


# the slug that stands for articles whose outlet is not known
UNKNOWN_OUTLET = "unknown"


class OutletRef(Record):
    """An outlet as other records name it."""

    id: int
    slug: str
    name: str
    domain: str | None = None


class OutletAlias(OutletRef):
    """An outlet that a person merged into another, whose name ``merged_into`` is."""

    merged_into: str


class OutletRecord(OutletRef):
    """An outlet with its place in the corpus. Days are ISO dates."""

    country: str | None = None
    language: str | None = None
    article_count: int = 0
    first_day: str | None = None
    last_day: str | None = None


class ArticleCard(Record):
    """An article in a list: no body. ``day`` is the ISO day of publication when it is known to the day."""

    id: int
    external_id: str
    title: str
    title_source: TitleSource
    outlet: OutletRef | None
    byline: str | None
    dek: str
    published: Published | None
    day: str | None
    language: str | None
    url: str | None
    word_count: int
    event_id: int | None = None


class ArticleRecord(ArticleCard):
    """An article as its own page shows it. ``body`` is paragraphs and subheads, parted by blank lines."""

    body: str
    blocks: tuple[Block, ...]
    author_role: str | None
    author_evidence: str | None
    outlet_evidence: str | None
    extracted_outlet: OutletRef | None
    outlet_by_person: bool
    updated: Published | None = None
    agency: str | None = None
    version: int = 1
    source_url: str | None
    section: str | None
    cited_outlets: tuple[str, ...]
    document_id: int
    document_sha256: str
    origin: str
    origin_line: int | None
    ingested_at: str


class VersionCard(Record):
    """A version of an article, counted from 1: what its document says, without its text.

    ``headline_changed`` compares with the version before. ``ingested_at`` is when it was collected.
    """

    version: int
    title: str
    headline_changed: bool = False
    byline: str | None
    dek: str
    published: Published | None
    updated: Published | None
    word_count: int
    content_hash: str
    external_id: str
    origin: str
    origin_line: int | None
    run_id: int
    ingested_at: str


class VersionRecord(VersionCard):
    """A version with its text."""

    blocks: tuple[Block, ...]


class DocumentRecord(Record):
    """The original bytes of an article, as they came."""

    id: int
    sha256: str
    media_type: str
    origin: str
    size: int
    data: bytes


CopyKind = Literal["first", "exact", "near", "part"]


class CopyRecord(Record):
    """An article that has another one's text. ``share`` of the shorter (0 to 1) stands in the other.

    ``kind`` and ``share`` are None when the two only share their text with the same third article.
    """

    card: ArticleCard
    kind: CopyKind | None
    share: float | None


class EventCard(Record):
    """An event in a list. Days are ISO dates; ``outlets`` are named outlets, most articles first.

    ``unknown_outlet_count`` counts member articles whose outlet is not known. Of ``independent_texts``
    copies of one text are one. ``language`` is that of all its articles, None when they differ.
    """

    id: int
    title: str
    article_count: int
    independent_texts: int
    outlets: tuple[OutletRef, ...]
    unknown_outlet_count: int
    first_day: str | None
    last_day: str | None
    language: str | None = None


class CopyInEvent(Record):
    """An article that has the text of another one of its event; else as CopyRecord."""

    article_id: int
    repeats: int
    kind: CopyKind | None
    share: float | None


class EventRecord(EventCard):
    """An event with its articles, oldest first, undated last; ``copies`` are those that repeat another."""

    articles: tuple[ArticleCard, ...]
    copies: tuple[CopyInEvent, ...] = ()


class ProblemRecord(Record):
    """Something an ingest could not take in, or took in with a doubt."""

    id: int
    run_id: int
    file: str
    line: int | None
    reason: str
    article_id: int | None
    document_id: int | None
    status: Literal["open", "retried", "dismissed"] = "open"


RunSource = Literal["files", "upload", "paste", "address", "feeds", "watch", "retry"]


class RunRecord(Record):
    """An ingest run and its counts.

    ``stored`` articles are new, ``changed`` ones got a new version, ``same`` ones were there already.
    ``copies`` of the stored and changed ones repeat another article. ``paths`` are the inputs as a
    person named them.
    """

    id: int
    started_at: str
    finished_at: str | None
    status: str
    source: RunSource
    paths: tuple[str, ...]
    options: dict[str, Any]
    seen: int
    stored: int
    changed: int
    same: int
    copies: int
    rejected: int
    problems: int


class CorpusCounts(Record):
    """The size of the corpus in figures."""

    articles: int
    events: int
    outlets: int
    undated: int
    without_outlet: int
    by_year: tuple[tuple[int, int], ...] = ()


class FeedRecord(Record):
    """A feed that is polled. ``failures`` counts those in a row; ``due_at`` is when it may be asked again
    (None: now). ``articles_taken`` counts the entries whose article was taken in, ``new_articles`` those that
    the last poll brought. Times are ISO 8601 in UTC.
    """

    id: int
    url: str
    title: str
    site_url: str | None
    folder: str | None
    paused: bool
    added_at: str
    polled_at: str | None
    due_at: str | None
    etag: str | None
    last_modified: str | None
    failures: int
    articles_taken: int = 0
    new_articles: int = 0
    last_failure: str | None = None


class FeedFailureRecord(Record):
    """A poll that did not succeed, and why."""

    id: int
    feed_id: int
    at: str
    reason: str


class FeedItemRecord(Record):
    """An entry that a feed has shown. ``taken``: it is done with; ``reason`` is why its page was not had."""

    key: str
    attempts: int = 0
    taken: bool = False
    reason: str | None = None
