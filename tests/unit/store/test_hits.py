"""The SQL of a search, by itself: order, counts, marks, and a deadline that stops it."""

from collections.abc import Iterator

import pytest
from search_corpus import ROWS, filled, ordinal

from app.database import Database
from app.store import hits


def stems(expression: str) -> hits.Match:
    return "article_fts", expression


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("hits") / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def test_a_word_in_the_title_weighs_more(corpus: Database) -> None:
    with corpus.read_session() as session:
        assert hits.best(session, stems('"mexico"'), "1", {}, offset=0, limit=2)[1:] == [2]
        assert hits.best(
            session, stems('"mexico"'), "article.day > :p0", {"p0": ordinal("2016-02-28")}, offset=0, limit=9
        ) == [
            2,
            1,
        ]


def test_scores_of_both_indexes_add_up(corpus: Database) -> None:
    both = [stems('"mexico"'), ("article_words", '"wal" *')]
    with corpus.read_session() as session:
        # the title of 5 has both words, that of 1 and that of 2 one each; 4 and 3 have none
        assert hits.best_of(session, both, "1", {}, offset=0, limit=9) == [5, 1, 2, 4, 3]
        assert hits.best_of(session, both, "article.day IS NULL", {}, offset=0, limit=9) == [3]


def test_groups_count_by_outlet_and_day(corpus: Database) -> None:
    with corpus.read_session() as session:
        groups = set(hits.groups(session, stems('"mexico"'), "1", {}))
    assert groups == {
        (1, ordinal("2016-02-29"), 1),
        (2, ordinal("2016-08-31"), 1),
        (None, ordinal("2016-02-28"), 1),
    }


def test_stems_and_diacritics_are_marked_as_they_matched(corpus: Database) -> None:
    with corpus.read_session() as session:
        marked = hits.marked(session, stems('"lab" OR "cafe"'), [2, 3])
    assert list(marked) == [2]
    start, end = hits.MARK_START, hits.MARK_END
    assert f"drug {start}labs{end} near the {start}café{end}. The {start}labs{end}" in marked[2].body


def test_words_that_begin_so_are_marked(corpus: Database) -> None:
    with corpus.read_session() as session:
        marked = hits.marked(session, ("article_words", '"la" * OR "caf" *'), [2, 3])
    start, end = hits.MARK_START, hits.MARK_END
    assert f"drug {start}labs{end} near the {start}café{end}. The {start}labs{end}" in marked[2].body


def test_a_deadline_stops_a_query_and_only_in_its_block(corpus: Database) -> None:
    endless = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0"
    with corpus.read_session() as session:
        with pytest.raises(hits.DeadlineError), hits.deadline(session, 0.02):
            list(hits.groups(session, None, endless, {}))
        assert sum(count for *_, count in hits.groups(session, None, "1", {})) == len(ROWS)


def test_other_errors_are_not_taken_for_a_deadline(corpus: Database) -> None:
    with corpus.read_session() as session, pytest.raises(Exception, match="syntax error"):
        hits.best(session, stems("("), "1", {}, offset=0, limit=1)
