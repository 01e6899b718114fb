"""What an ingest run asks before it writes, and its writes: many articles at a time, each whole.

Row ids are given out here: a run writes under the write lock, and rows inserted together cost a third of rows
inserted one by one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Executable, delete, func, insert, text, update
from sqlmodel import Session, col, select

from app.models import (
    Article,
    ArticleTerms,
    ArticleVersion,
    Document,
    metadata,
)
from app.store import copies, corrections, outlets, stems
from app.text.analysis import Stems
from app.text.one_line import one_line

_INSERT_DOCUMENT = insert(metadata.tables["document"])
_INSERT_ARTICLE = insert(metadata.tables["article"])
# In the transaction of the articles, but not by a trigger: that would cost twice as much (migration 0002).
_COLUMNS = "(rowid, title, dek, body, byline) VALUES (:id, :title, :dek, :body, :byline)"
_INDEX = (text(f"INSERT INTO article_fts{_COLUMNS}"), text(f"INSERT INTO article_words{_COLUMNS}"))
_INSERT_VERSION = insert(metadata.tables["article_version"])
_INSERT_PROBLEM = insert(metadata.tables["ingest_problem"])
# What a version keeps of the article as it was; everything else is the newest's alone.
_KEPT_IN_A_VERSION = tuple(
    column.name
    for column in metadata.tables["article_version"].columns
    if column.name not in ("id", "article_id")
)


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a document may be known: the id its source gave, the digest of its bytes, the key of the
    address of its article, and the file it comes from when it is the whole of it."""

    external_id: str
    sha256: str
    url_key: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """The article that a document became before, and what a person had said about it then."""

    article_id: int
    reading: str | None
    is_newest: bool


@dataclass(slots=True)
class _Corpus:
    """What the corpus holds of a batch, kept up to date while the batch is decided."""

    documents: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[str, str], KnownDocument] = field(default_factory=dict)
    by_address: dict[str, int] = field(default_factory=dict)
    by_file: dict[tuple[str, str], int] = field(default_factory=dict)
    hashes: dict[int, set[str]] = field(default_factory=dict)


class Intake:
    """The writes of one batch, in one session. Nothing is in the database before ``flush``.

    ``run_id`` is the run's, ``now`` the instant to note.
    """

    def __init__(self, session: Session, run_id: int, now: str, batch: Collection[Identity]) -> None:
        self._session = session
        self._run_id = run_id
        self._now = now
        self._corpus = _look_up(session, batch)
        self._next_document = _last(session, Document.id) + 1
        self._next_article = _last(session, Article.id) + 1
        self._merged = outlets.any_merged(session)
        self._outlets: dict[int | None, int | None] = {}
        self._documents: list[dict[str, Any]] = []
        self._articles: list[dict[str, Any]] = []
        self._marks: list[tuple[int, bytes]] = []
        self._stems: list[tuple[int, Stems]] = []
        self._problems: list[dict[str, Any]] = []

    def known(self, wanted: Identity) -> KnownDocument | None:
        """The article that these bytes under this id became."""
        return self._corpus.known.get((wanted.external_id, wanted.sha256))

    def existing(self, wanted: Identity) -> tuple[int, frozenset[str]] | None:
        """The article of the same address (or, for want of one, of the same file), and the content hashes of
        all its versions."""
        number = self._corpus.by_address.get(wanted.url_key) if wanted.url_key else None
        if number is None and wanted.url_key is None and wanted.file is not None:
            number = self._corpus.by_file.get((wanted.external_id, wanted.file))
        return None if number is None else (number, frozenset(self._corpus.hashes.get(number, ())))

    def keep(
        self, sha256: str, data: bytes, *, size: int, media_type: str, origin: str, container: str | None
    ) -> int:
        """Keep original bytes unless they are there already; the document's id either way.

        ``data`` may be deflated already (``models.Packed``); ``size`` is that of the bytes themselves.
        ``container`` is the SHA-256 of the collection that holds them.
        """
        found = self._corpus.documents.get(sha256)
        if found is not None:
            return found
        number, self._next_document = self._next_document, self._next_document + 1
        self._documents.append(
            {
                "id": number,
                "sha256": sha256,
                "media_type": media_type,
                "origin": origin,
                "size": size,
                "container_id": None if container is None else self._document(container),
                "data": data,
            }
        )
        self._corpus.documents[sha256] = number
        return number

    def _document(self, sha256: str) -> int | None:
        if sha256 not in self._corpus.documents:
            found = self._session.execute(select(Document.id).where(Document.sha256 == sha256)).scalar()
            if found is not None:
                self._corpus.documents[sha256] = found
        return self._corpus.documents.get(sha256)

    def add(
        self,
        known_by: Identity,
        values: Mapping[str, Any],
        *,
        document_id: int,
        outlet_id: int | None,
        reading: str | None,
        marks: bytes,
        stems: Stems | None,
    ) -> int:
        """Take a new article in; its id. ``values`` are the columns that come from the document."""
        number, self._next_article = self._next_article, self._next_article + 1
        self._articles.append(
            {
                **values,
                **self._context(document_id, reading),
                "id": number,
                "version": 1,
                "outlet_id": self._shown(outlet_id),
                "extracted_outlet_id": outlet_id,
                "outlet_by_person": False,
            }
        )
        self._marks.append((number, marks))
        if stems is not None:
            self._stems.append((number, stems))
        self._note(known_by, number, reading, values)
        return number

    def change(
        self,
        article_id: int,
        known_by: Identity,
        values: Mapping[str, Any],
        *,
        document_id: int,
        outlet_id: int | None,
        reading: str | None,
        marks: bytes,
    ) -> None:
        """Make this the newest version of an article, and keep the one before."""
        self.flush()
        row = self._session.execute(
            select(*metadata.tables["article"].columns).where(col(Article.id) == article_id)
        ).one()
        older = corrections.as_extracted(
            self._session, article_id, {name: getattr(row, name) for name in _KEPT_IN_A_VERSION}
        )
        self._session.execute(_INSERT_VERSION, {**older, "article_id": article_id})
        new = {**values, **self._context(document_id, reading), "version": row.version + 1}
        self._write(article_id, new, outlet_id, marks)
        self._note(known_by, article_id, reading, values)

    def renew(
        self,
        article_id: int,
        known_by: Identity,
        values: Mapping[str, Any],
        *,
        outlet_id: int | None,
        reading: str | None,
        marks: bytes,
    ) -> None:
        """Write down what the same bytes say when they are read in another way."""
        self.flush()
        new = {
            name: value
            for name, value in values.items()
            if name not in ("external_id", "origin", "origin_line")
        }
        self._write(article_id, {**new, "reading": reading}, outlet_id, marks)
        self._note(known_by, article_id, reading, values)

    def _write(self, article_id: int, values: dict[str, Any], outlet_id: int | None, marks: bytes) -> None:
        stored = corrections.reapplied(
            self._session, article_id, {**values, "extracted_outlet_id": outlet_id}
        )
        self._session.flush()
        self._session.execute(update(Article).where(col(Article.id) == article_id).values(stored))
        stems.refresh(self._session, [article_id])
        # Decided on anew, with the words it has now; its place in an event stays.
        self._session.execute(delete(ArticleTerms).where(col(ArticleTerms.article_id) == article_id))
        self._marks.append((article_id, marks))

    def problem(
        self, *, file: str, line: int | None, reason: str, article_id: int | None, document_id: int | None
    ) -> None:
        """Keep a problem where a person can look at it. A reason may quote what came, whatever it is."""
        self._problems.append(
            {
                "run_id": self._run_id,
                "file": file,
                "line": line,
                "reason": one_line(reason),
                "article_id": article_id,
                "document_id": document_id,
            }
        )

    def flush(self) -> None:
        """Write what was taken in so far: documents, articles with their full-text rows, problems."""
        statements: tuple[tuple[Executable, list[dict[str, Any]]], ...] = (
            (_INSERT_DOCUMENT, self._documents),
            (_INSERT_ARTICLE, self._articles),
            *((index, self._articles) for index in _INDEX),
            (_INSERT_PROBLEM, self._problems),
        )
        for statement, rows in statements:
            if rows:
                self._session.execute(statement, rows)
        stems.index(self._session, self._stems)
        copies.keep_marks(self._session, self._marks)
        self._documents, self._articles, self._problems, self._marks, self._stems = [], [], [], [], []

    def _shown(self, outlet_id: int | None) -> int | None:
        if not self._merged:
            return outlet_id
        if outlet_id not in self._outlets:
            self._outlets[outlet_id] = outlets.shown(self._session, outlet_id)
        return self._outlets[outlet_id]

    def _context(self, document_id: int, reading: str | None) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "run_id": self._run_id,
            "reading": reading,
            "ingested_at": self._now,
        }

    def _note(
        self, known_by: Identity, article_id: int, reading: str | None, values: Mapping[str, Any]
    ) -> None:
        corpus = self._corpus
        if article_id in corpus.hashes:
            for key, earlier in corpus.known.items():
                if earlier.article_id == article_id:
                    corpus.known[key] = KnownDocument(article_id, earlier.reading, is_newest=False)
        corpus.known[known_by.external_id, known_by.sha256] = KnownDocument(
            article_id, reading, is_newest=True
        )
        corpus.hashes.setdefault(article_id, set()).add(values["content_hash"])
        if known_by.url_key is not None:
            corpus.by_address[known_by.url_key] = article_id
        elif known_by.file is not None:
            corpus.by_file[known_by.external_id, known_by.file] = article_id


def known(session: Session, batch: Collection[Identity]) -> dict[tuple[str, str], KnownDocument]:
    """Those of these documents that became articles, by external id and digest."""
    digests = {identity.sha256 for identity in batch}
    wanted = {(identity.external_id, identity.sha256) for identity in batch}
    found: dict[tuple[str, str], KnownDocument] = {}
    older = (
        select(ArticleVersion.external_id, Document.sha256, ArticleVersion.article_id)
        .join(Document, col(Document.id) == ArticleVersion.document_id)
        .where(col(Document.sha256).in_(digests))
    )
    for external_id, sha256, article_id in session.exec(older):
        found[external_id, sha256] = KnownDocument(article_id, None, is_newest=False)
    newest = (
        select(Article.external_id, Document.sha256, Article.id, Article.reading)
        .join(Document, col(Document.id) == Article.document_id)
        .where(col(Document.sha256).in_(digests))
    )
    for external_id, sha256, number, reading in session.exec(newest):
        if number is not None:
            found[external_id, sha256] = KnownDocument(number, reading, is_newest=True)
    return {key: value for key, value in found.items() if key in wanted}


def _look_up(session: Session, batch: Collection[Identity]) -> _Corpus:
    kept = session.exec(
        select(Document.sha256, Document.id).where(
            col(Document.sha256).in_({identity.sha256 for identity in batch})
        )
    )
    corpus = _Corpus({sha256: number for sha256, number in kept if number is not None}, known(session, batch))
    keys = {identity.url_key for identity in batch if identity.url_key is not None}
    for key, number in session.exec(
        select(Article.url_key, Article.id).where(col(Article.url_key).in_(keys))
    ):
        if key is not None and number is not None:
            corpus.by_address.setdefault(key, number)
    # An article that has the address now comes before one that a person gave another.
    for key, number in corrections.formerly_at(session, list(keys)).items():
        corpus.by_address.setdefault(key, number)
    files = {(identity.external_id, identity.file) for identity in batch if identity.file is not None}
    if files:
        whole = select(Article.external_id, Article.origin, Article.id).where(
            col(Article.external_id).in_({name for name, _ in files}),
            col(Article.origin_line).is_(None),
            col(Article.url_key).is_(None),
        )
        for name, origin, number in session.exec(whole):
            if number is not None and (name, origin) in files:
                corpus.by_file[name, origin] = number
    _add_hashes(session, corpus)
    return corpus


def _add_hashes(session: Session, corpus: _Corpus) -> None:
    numbers = {*corpus.by_address.values(), *corpus.by_file.values()}
    if not numbers:
        return
    for query in (
        select(Article.id, Article.content_hash).where(col(Article.id).in_(numbers)),
        select(ArticleVersion.article_id, ArticleVersion.content_hash).where(
            col(ArticleVersion.article_id).in_(numbers)
        ),
    ):
        for number, content_hash in session.exec(query):
            if number is not None:
                corpus.hashes.setdefault(number, set()).add(content_hash)


def _last(session: Session, column: Any) -> int:
    last: int = session.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
    return last
