"""Processes that can be killed: a document that hangs or crashes is a problem, and the others come in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stubborn import Bloated, Crashing, Hanging, stubborn

from app.errors import UnreadableInputError
from app.ingest.apart import Pool
from app.ingest.decide import Prepared, Reject
from app.ingest.readers import formats
from app.ingest.readers.base import Format, ReadOptions, Source
from app.records import RawDocument

BODY = b"Bridge closes for a year\n\nThe council voted on Tuesday to close the bridge."


def document(name: str, data: bytes = BODY) -> RawDocument:
    return RawDocument(data=data, media_type="text/plain", external_id=name, origin=name)


@pytest.fixture
def pool() -> Iterator[Pool]:
    opened = Pool(1, seconds=5.0)
    yield opened
    opened.close()


def kinds(found: list[Prepared | Reject]) -> list[str]:
    return [item.reason if isinstance(item, Reject) else str(item.values["title"]) for item in found]


def test_documents_come_back_in_their_order(pool: Pool) -> None:
    given = [document(f"{number}.txt", BODY.replace(b"year", b"year %d" % number)) for number in range(30)]
    found = pool.understand(given).result()
    assert kinds(found) == [f"Bridge closes for a year {number}" for number in range(30)]


def test_a_document_that_never_ends_is_given_up(pool: Pool) -> None:
    found = pool.understand([document("a"), stubborn(Hanging, "b"), document("c")]).result()
    assert kinds(found) == [
        "Bridge closes for a year",
        "reading it took longer than 5 seconds",
        "Bridge closes for a year",
    ]


def test_a_document_that_crashes_its_process_is_given_up(pool: Pool) -> None:
    found = pool.understand([stubborn(Crashing, "b"), document("c")]).result()
    assert kinds(found) == ["the process that read it crashed", "Bridge closes for a year"]


def test_a_document_that_takes_all_memory_is_given_up(pool: Pool) -> None:
    found = pool.understand([stubborn(Bloated, "b"), document("c")]).result()
    assert kinds(found) == [
        "reading it takes more memory than a document may have",
        "Bridge closes for a year",
    ]


def test_a_process_that_has_ended_is_replaced(pool: Pool) -> None:
    pool.understand([document("a")]).result()
    (process,) = pool._idle
    process._process.kill()
    process._process.join()
    assert kinds(pool.understand([document("b")]).result()) == ["Bridge closes for a year"]


def listed(name: str) -> Format:
    return next(known for known in formats() if known.name == name)


def apart_format() -> Format:
    return next(known for known in formats() if known.apart and ".rss" in known.endings)


def test_a_reader_apart_hands_up_what_it_finds_and_says_why_it_stops(pool: Pool) -> None:
    feed = (
        b"<rss version='2.0'><channel><title>River News</title><item><title>Bridge closes</title>"
        b"<description>The council voted on Tuesday.</description></item></channel></rss>"
    )
    found = list(pool.read(apart_format(), Source("a.rss", "a.rss", data=feed), ReadOptions()))
    assert any(isinstance(item, RawDocument) for item in found)
    with pytest.raises(UnreadableInputError):
        list(pool.read(apart_format(), Source("a.rss", "a.rss", data=b"<rss"), ReadOptions()))
    missing = Source("a.rss", "a.rss", path=Path("/nowhere/a.rss"))
    with pytest.raises(OSError, match="No such file"):
        list(pool.read(apart_format(), missing, ReadOptions()))


def test_a_reader_that_is_left_early_is_ended(pool: Pool) -> None:
    items = b"".join(
        b"<item><title>Bridge %d</title><description>The council voted.</description></item>" % number
        for number in range(2_000)
    )
    feed = b"<rss version='2.0'><channel><title>River News</title>%s</channel></rss>" % items
    reading = pool.read(apart_format(), Source("a.rss", "a.rss", data=feed), ReadOptions())
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert kinds(pool.understand([document("b")]).result()) == ["Bridge closes for a year"]
