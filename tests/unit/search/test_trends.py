"""Attention over time on a corpus whose numbers are known."""

from collections.abc import Iterator

import pytest
from search_corpus import Row, filled

from app.database import Database
from app.errors import InvalidParameterError
from app.search.results import SearchParameters
from app.search.trends import MOST_QUERIES, Trends, checked_by, checked_unit, trends

ROWS = [
    Row("Bridge one", "bridge", outlet="Ledger", day="2024-01-05"),
    Row("Bridge two", "bridge ferry", outlet="Ledger", day="2024-01-20"),
    Row("Ferry", "ferry", outlet="Courier", day="2024-03-02"),
    Row("Bridge three", "bridge", outlet="Courier", day="2024-03-09"),
    Row("Budget", "budget", outlet="Courier", day="2024-03-10"),
    Row("Bridge, some day", "bridge"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("trends") / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def _trends(database: Database, *queries: str, **asked: object) -> Trends:
    parameters = SearchParameters.model_validate(asked.pop("narrowed", {}))
    with database.read_session() as session:
        return trends(session, parameters, queries, **asked)  # type: ignore[arg-type]


def test_each_query_is_counted_out_of_all_articles(corpus: Database) -> None:
    drawn = _trends(corpus, "bridge", "ferry", unit="month")
    assert [period.articles for period in drawn.periods] == [2, 0, 3]
    bridge, ferry = drawn.series
    assert (bridge.counts, ferry.counts) == ((2, 0, 1), (1, 0, 1))
    assert bridge.shares == (1.0, None, pytest.approx(1 / 3))
    assert (bridge.total, bridge.undated, bridge.outside) == (4, 1, 0)
    assert (drawn.corpus, drawn.corpus_undated) == (6, 1)


def test_by_outlet_each_is_counted_out_of_its_own(corpus: Database) -> None:
    drawn = _trends(corpus, "bridge", "ferry", by="outlet", unit="month")
    lines = {line.outlet.slug if line.outlet else None: line for line in drawn.series}
    assert (lines["courier"].counts, lines["courier"].articles) == ((0, 0, 1), (0, 0, 3))
    assert (lines["ledger"].counts, lines["ledger"].articles) == ((2, 0, 0), (2, 0, 0))
    assert lines[None].undated == 1
    assert drawn.notes == ("By outlet, one query is drawn. Left out: “ferry”.",)
    chosen = _trends(corpus, "bridge", by="outlet", narrowed={"outlet": ("ledger",)})
    assert [line.outlet and line.outlet.slug for line in chosen.series] == ["ledger"]


def test_without_a_query_the_corpus_itself_is_drawn(corpus: Database) -> None:
    drawn = _trends(corpus, "", " ", unit="month")
    assert drawn.queries == ("",)
    assert drawn.series[0].counts == (2, 0, 3)


def test_more_queries_than_lines_are_cut_and_named(corpus: Database) -> None:
    drawn = _trends(corpus, *(f"word{number}" for number in range(MOST_QUERIES + 1)))
    assert len(drawn.series) == MOST_QUERIES
    assert f"“word{MOST_QUERIES}”" in drawn.notes[0]
    assert drawn.periods == ()


def test_what_narrows_holds_for_all_articles_too(corpus: Database) -> None:
    drawn = _trends(
        corpus, "ferry", unit="month", narrowed={"outlet": ("courier",), "from_day": "2024-02-01"}
    )
    assert [(period.first, period.articles) for period in drawn.periods] == [
        ("2024-02-01", 0),
        ("2024-03-01", 3),
    ]


def test_what_is_no_choice_is_said() -> None:
    assert (checked_by("outlet"), checked_unit("week"), checked_unit(None)) == ("outlet", "week", None)
    for check, value in ((checked_by, "author"), (checked_unit, "fortnight")):
        with pytest.raises(InvalidParameterError, match=f"“{value}”"):
            check(value)
