"""The SQL of a search, by itself: order, counts, marks, and a deadline that stops it."""

from collections.abc import Iterator

import pytest
from search_corpus import ROWS, filled, ordinal

from app.database import Database
from app.store import hits


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("hits") / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def test_a_word_in_the_title_weighs_more(corpus: Database) -> None:
    with corpus.read_session() as session:
        assert hits.best(session, '"mexico"', "1", {}, offset=0, limit=2)[1:] == [2]
        assert hits.best(
            session, '"mexico"', "article.day > :p0", {"p0": ordinal("2016-02-28")}, offset=0, limit=9
        ) == [
            2,
            1,
        ]


def test_groups_count_by_outlet_and_day(corpus: Database) -> None:
    with corpus.read_session() as session:
        groups = set(hits.groups(session, '"mexico"', "1", {}))
    assert groups == {
        (1, ordinal("2016-02-29"), 1),
        (2, ordinal("2016-08-31"), 1),
        (None, ordinal("2016-02-28"), 1),
    }


def test_stems_and_diacritics_are_marked_as_they_matched(corpus: Database) -> None:
    with corpus.read_session() as session:
        marked = hits.marked(session, '"lab" OR "cafe"', [2, 3])
    assert list(marked) == [2]
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
        hits.best(session, "(", "1", {}, offset=0, limit=1)
