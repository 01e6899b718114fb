"""Documents and texts, read through from the first to the last: some at a time, whatever their size."""

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.database import Database, driver

_AT_ONCE = 200
_PIECE = 1 << 20
_DOCUMENTS = "SELECT id, sha256, size, origin FROM document WHERE id > ? ORDER BY id LIMIT ?"
_ARTICLES = """SELECT article.id, version, title, body, dek, content_hash, day, published, blocks,
        json_extract(extracted, '$.title')
    FROM article LEFT JOIN correction ON article_id = article.id AND field = 'title'
    WHERE article.id > ? ORDER BY article.id LIMIT ?"""
_VERSIONS = """SELECT id, article_id, version, title, dek, content_hash, blocks
    FROM article_version WHERE id > ? ORDER BY id LIMIT ?"""
_FROZEN = "SELECT token, title, digest, content FROM frozen_comparison ORDER BY id"


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document's bytes as they are: ``problem`` tells what is wrong with them, None when nothing is.

    ``origin`` is the file that they came from.
    """

    id: int
    sha256: str
    origin: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class KeptText:
    """The text of an article or of an older version, and what was written down about it.

    ``title`` is the one that its document gives. ``body`` is None for a version, which has only its blocks.
    ``blocks`` are kind and text of each, None when they cannot be read.
    """

    article_id: int
    version: int
    title: str
    body: str | None
    dek: str
    content_hash: str
    blocks: Sequence[tuple[str, str]] | None
    day: int | None = None
    published: str | None = None


def documents(database: Database) -> Iterator[list[CheckedDocument]]:
    """All documents, their bytes inflated piece by piece and held against size and digest."""
    last = 0
    while True:
        with database.read_session() as session:
            connection = driver(session)
            rows = connection.execute(_DOCUMENTS, (last, _AT_ONCE)).fetchall()
            checked = [
                CheckedDocument(number, sha256, origin, _problem(connection, number, sha256, size))
                for number, sha256, size, origin in rows
            ]
        if not checked:
            return
        last = checked[-1].id
        yield checked


def _problem(connection: Any, number: int, sha256: str, size: int) -> str | None:
    digest, length, inflate = hashlib.sha256(), 0, zlib.decompressobj()
    try:
        with connection.blobopen("document", "data", number, readonly=True) as blob:
            for _ in range(0, len(blob), _PIECE):
                rest = blob.read(_PIECE)
                while rest:
                    piece = inflate.decompress(rest, _PIECE)
                    digest.update(piece)
                    length, rest = length + len(piece), inflate.unconsumed_tail
                    if length > size:
                        return f"it holds more than the {size:,} bytes that came in"
    except zlib.error:
        return "its bytes cannot be inflated"
    except connection.DatabaseError as error:
        return f"its bytes cannot be read: {error}"
    if not inflate.eof:
        return "its bytes break off"
    if length != size:
        return f"it holds {length:,} bytes, not the {size:,} that came in"
    return None if digest.hexdigest() == sha256 else "its bytes are not those that came in"


def articles(database: Database) -> Iterator[list[KeptText]]:
    """The texts of all articles."""
    for rows in _chunks(database, _ARTICLES):
        yield [
            KeptText(
                article_id=number,
                version=version,
                # a person may have set another one since
                title=title if extracted is None else extracted,
                body=body,
                dek=dek,
                content_hash=content_hash,
                blocks=_blocks(blocks),
                day=day,
                published=published,
            )
            for number, version, title, body, dek, content_hash, day, published, blocks, extracted in rows
        ]


def versions(database: Database) -> Iterator[list[KeptText]]:
    """The texts of all older versions."""
    for rows in _chunks(database, _VERSIONS):
        yield [
            KeptText(article_id, version, title, None, dek, content_hash, _blocks(blocks))
            for _, article_id, version, title, dek, content_hash, blocks in rows
        ]


def _chunks(database: Database, query: str) -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while True:
        with database.read_session() as session:
            rows = driver(session).execute(query, (last, _AT_ONCE)).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield rows


def _blocks(packed: bytes) -> list[tuple[str, str]] | None:
    try:
        return [(block["kind"], block["text"]) for block in json.loads(zlib.decompress(packed))]
    except (zlib.error, ValueError, TypeError, KeyError):
        return None


def frozen(session: Session) -> Iterator[tuple[str, str, str, Any]]:
    """Token, title, digest and content of each frozen comparison; the content is None where it cannot be
    read."""
    for token, title, digest, packed in driver(session).execute(_FROZEN):
        try:
            yield token, title, digest, json.loads(zlib.decompress(packed))
        except (zlib.error, ValueError, TypeError):
            yield token, title, digest, None
