"""What the readers and the extraction make of a document in memory."""

from app.ingest.extract import extract
from app.ingest.readers.base import ReadOptions, Source, Unreadable
from app.ingest.reading import Found, Inputs
from app.records import ArticleDraft, RawDocument


def read(name: str, data: bytes) -> list[Found]:
    return list(Inputs([Source(name=name, origin=name, data=data)], ReadOptions()))


def text_of(name: str, data: bytes) -> str:
    (document,) = read(name, data)
    assert isinstance(document, RawDocument), document
    assert document.text is not None
    assert document.data == data
    return document.text


def draft_of(name: str, data: bytes) -> ArticleDraft:
    (document,) = read(name, data)
    assert isinstance(document, RawDocument), document
    return extract(document)


def problem_of(name: str, data: bytes) -> str:
    (problem,) = read(name, data)
    assert isinstance(problem, Unreadable)
    return problem.reason
