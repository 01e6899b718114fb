"""Related articles on a small corpus: which they are, in which order, and what is left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import Row, filled

from app.database import Database
from app.events.vectors import count_terms
from app.models import ArticleCopy, Event, EventMember
from app.search.related import Related, related
from app.store import articles, hits, terms
from app.store import related as store
from app.text.term_counts import VERSION

_BRIDGE = "The harbour bridge closes. Engineers found rust in the bridge, said the harbour master."
_ROWS = (
    Row("Rusty bridge", f"{_BRIDGE} Read more in the Harbour Ledger.", outlet="Harbour Ledger"),
    Row("Rust in the bridge", f"{_BRIDGE} Divers looked at the piers.", outlet="Courier"),
    Row(
        "Harbour bridge", f"{_BRIDGE} It was built by hand, stone by stone, a century ago.", outlet="Gazette"
    ),
    Row("A bridge in the harbour", f"{_BRIDGE} It was built by hand, stone by stone.", outlet="Herald"),
    Row("Bridges elsewhere", "A bridge of stone in the mountains. A bridge of rope. No harbour is near."),
    Row("Budget", "The council argued about the budget until the morning, and the budget passed."),
)


def _related(database: Database, number: int = 1, limit: int = 10) -> Related:
    with database.read_session() as session:
        article = articles.get(session, number)
        assert article is not None
        return related(session, article, limit)


def _ids(found: Related) -> list[int]:
    return [one.article.id for one in found.articles]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Database]:
    database = filled(tmp_path / "corpus.sqlite3", _ROWS)
    with database.write_session() as session:
        counted = [
            (number, count_terms(row.title, row.body).tobytes()) for number, row in enumerate(_ROWS, 1)
        ]
        terms.keep(session, VERSION, counted)
    yield database
    database.close()


def test_the_most_alike_come_first_and_say_what_they_share(corpus: Database) -> None:
    found = _related(corpus)
    assert {one.term: one.articles for one in found.key_terms} == {"bridge": 5, "harbour": 5}
    assert set(_ids(found)[:3]) == {2, 3, 4}
    assert _ids(found)[3:] == [5]
    assert set(found.articles[3].shared) == {"bridge", "harbour"}
    likeness = [one.similarity or 0 for one in found.articles]
    assert likeness == sorted(likeness, reverse=True)
    assert _ids(_related(corpus, limit=2)) == _ids(found)[:2]
    assert _related(corpus, 6).articles == ()


def test_copies_and_the_articles_of_its_event_are_not_listed_again(corpus: Database) -> None:
    with corpus.write_session() as session:
        session.add(Event(id=7, title="The bridge closes", article_count=2))
        session.flush()
        session.add_all(EventMember(article_id=number, event_id=7) for number in (1, 2))
        session.add_all(
            ArticleCopy(article_id=number, group_id=3, kind=kind)
            for number, kind in ((3, "first"), (4, "near"))
        )
    found = _related(corpus)
    assert [(one.article.id in (3, 4), one.copies) for one in found.articles] == [(True, 1), (False, 0)]
    assert found.same_event == 1
    of_a_copy = _related(corpus, 3)
    assert set(_ids(of_a_copy)) == {1, 2, 5}


def test_without_counts_key_terms_alone_decide(corpus: Database) -> None:
    with corpus.write_session() as session:
        terms.keep(session, VERSION - 1, [(1, b"")])
    found = _related(corpus)
    assert set(_ids(found)) == {2, 3, 4, 5}
    assert {one.similarity for one in found.articles} == {None}


def test_it_says_when_the_time_was_up(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> None:
        raise hits.DeadlineError

    monkeypatch.setattr(store, "having", late)
    found = _related(corpus)
    assert not found.complete
    assert found.key_terms
    assert found.articles == ()
