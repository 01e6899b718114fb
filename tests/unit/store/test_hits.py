"""The SQL of a search, by itself: what matches, scores, and a deadline that stops it."""

from collections.abc import Iterator

import pytest
from search_corpus import ROWS, filled

from app.database import Database, driver
from app.store import hits

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("hits") / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def test_matching_ids(corpus: Database) -> None:
    with corpus.read_session() as session:
        assert hits.matching(session, "article_fts", '"mexico"').tolist() == [1, 2, 5]
        assert hits.matching(session, "article_words", '"bu" *').tolist() == [1, 3]
        assert hits.matching(session, "article_fts", '"nowhere"').tolist() == []
        assert hits.matching(session, "article_fts", '""').tolist() == []
        assert hits.some_matching(session, "article_fts", '"mexico"').tolist() == [1, 2, 5]
        assert hits.with_address(session, "_100%").tolist() == [2]
        assert hits.with_dek(session).tolist() == [2]


def test_a_word_in_the_title_weighs_more(corpus: Database) -> None:
    with corpus.read_session() as session:
        ids, scores = hits.scores(session, "article_fts", '"mexico"', None)
        by_id = dict(zip(ids.tolist(), scores.tolist(), strict=True))
        assert by_id[5] > by_id[1] > 0
        assert by_id[2] > by_id[1]
        some, same = hits.scores(session, "article_fts", '"mexico"', ids[1:])
    assert dict(zip(some.tolist(), same.tolist(), strict=True)) == {2: by_id[2], 5: by_id[5]}


def test_a_deadline_stops_a_query_and_only_in_its_block(corpus: Database) -> None:
    with corpus.read_session() as session:
        with pytest.raises(hits.DeadlineError), hits.deadline(session, 0.02):
            driver(session).execute(ENDLESS).fetchall()
        assert len(hits.matching(session, "article_fts", '"mexico"')) == 3


def test_other_errors_are_not_taken_for_a_deadline(corpus: Database) -> None:
    with (
        corpus.read_session() as session,
        pytest.raises(Exception, match="syntax error"),
        hits.deadline(session, 1),
    ):
        hits.matching(session, "article_fts", "(")
