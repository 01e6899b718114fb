"""A whole search on a small corpus: the right articles, figures that add up, and an answer to anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_corpus import ROWS, Row, filled

from app.database import Database
from app.search import engine, ranking
from app.search.page import ordered, search
from app.search.results import PAGE_SIZE, Facets, SearchPage, SearchParameters


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("search") / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def ask(database: Database, q: str = "", **parameters: object) -> SearchPage:
    with database.read_session() as session:
        return search(session, SearchParameters.model_validate({"q": q, **parameters}))


def found(database: Database, q: str = "", **parameters: object) -> list[int]:
    return [hit.article.id for hit in ask(database, q, **parameters).hits]


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("walls", {1, 5}),
        ("title:wall -mexico", set()),
        ("title:wall -title:mexico", {1}),
        ('"drug labs"', {2}),
        ("drug labs", {2, 5}),
        ("cafe", {2}),
        ("CAFÉ", {2}),
        ("tomas", {2}),
        ("U.S.-Mexico", {1}),
        ("don’t", {1}),
        ("10,000", {1}),
        ("中文", {4}),
        ("العربية", {4}),
        ("bus*", {3}),
        ("buse*", {3}),
        ("bu*", {1, 3}),
        ("bu* -build*", {3}),
        ("labs*", {2, 5}),
        ("polici*", set()),
        ("title:mexi* AND border", {5}),
        ("U.S.-Mexi*", {1}),
        ('"drug lab*"', {2}),
        ('"drugs lab*"', set()),
        ("wall NOT (mex* title:mex*)", {1}),
        ("NOT (mural* OR cartel*)", {1, 3, 4}),
        ("dek:policies", {2}),
        ("NOT wall", {2, 3, 4}),
        ("NOT date:2016", {3, 4}),
        ("date:2016-02", {1, 5}),
        ("date:none", {3}),
        ("outlet:unknown", {4, 5}),
        ('(title:wall OR outlet:"Daily Ledger") AND NOT border', {2}),
        ('NOT (outlet:"Fox News" OR mexico)', {4}),
        ("wall OR date:2017", {1, 4, 5}),
        ("url:_100%", {2}),
        ("https://fox.example/city/wall", {1}),
        ("lang:en -lang:en-gb", {1, 3, 5}),
        ("😀", {1, 2, 3, 4, 5}),
    ],
)
def test_the_matching_set(corpus: Database, q: str, ids: set[int]) -> None:
    page = ask(corpus, q)
    assert {hit.article.id for hit in page.hits} == ids
    assert page.total == len(ids)
    assert page.complete


def test_orders(corpus: Database) -> None:
    assert found(corpus, "mexico") == [5, 2, 1]
    assert found(corpus, sort="newest") == found(corpus) == [4, 2, 1, 5, 3]
    assert found(corpus, "mexico", sort="oldest") == [5, 1, 2]


def test_words_rank_wherever_they_stand_in_a_query(corpus: Database) -> None:
    assert found(corpus, "title:mexico OR date:2017") == [5, 2, 4]
    assert found(corpus, "carte* OR wall OR date:2017") == [2, 5, 1, 4]
    assert found(corpus, "mexico AND (carte* OR mural)") == [2, 5]
    assert found(corpus, "carte* OR wall OR date:2017", sort="newest") == [4, 2, 1, 5]


def facets_of(page: SearchPage) -> Facets:
    assert page.facets is not None
    return page.facets


def test_figures_add_up(corpus: Database) -> None:
    page = ask(corpus, outlet=["fox-news"])
    facets = facets_of(page)
    assert (page.total, page.texts, page.corpus_total, facets.undated, page.pages) == (2, 2, 5, 1, 1)
    assert [(facet.outlet and facet.outlet.slug, facet.count, facet.chosen) for facet in facets.outlets] == [
        ("fox-news", 2, True),
        ("the-daily-ledger", 1, False),
        (None, 2, False),
    ]
    assert [(month.month, month.count) for month in facets.months] == [("2016-02", 1)]
    assert [(facet.code, facet.count) for facet in facets.languages] == [("en", 2)]
    assert [(facet.name, facet.count) for facet in facets.authors] == [("Maria Okafor", 1)]
    assert found(corpus, outlet=["unknown"], from_day="2016-02-28", to_day="2016-12-31") == [5]
    assert found(corpus, outlet=["unknown", "fox-news"], lang=["en"]) == [1, 5, 3]
    assert found(corpus, author=["Maria Okafor", "Tomás Ruiz"]) == [2, 1]
    with corpus.read_session() as session:
        assert search(session, SearchParameters(), facets=False).facets is None


def test_hits_show_the_words(corpus: Database) -> None:
    hit = ask(corpus, '"drug labs" OR cartel').hits[0]
    assert [segment.text for segment in hit.title if segment.hit] == ["cartels"]
    marked = [segment.text for snippet in hit.snippets for segment in snippet if segment.hit]
    assert "drug labs" in marked
    assert "cartel" in marked


def test_hits_show_words_of_both_indexes(corpus: Database) -> None:
    hit = ask(corpus, '"drug labs" AND carte* AND cartel').hits[0]
    assert [segment.text for segment in hit.title if segment.hit] == ["cartels"]
    assert {"drug labs", "cartel"} <= {part.text for snippet in hit.snippets for part in snippet if part.hit}


def test_pages_go_on_behind_the_last_hit(corpus: Database) -> None:
    for sort in ("relevance", "newest", "oldest"):
        whole = found(corpus, "wall OR mexico OR bus", sort=sort)
        seen: list[int] = []
        after = None
        while True:
            page = ask(corpus, "wall OR mexico OR bus", sort=sort, limit=2, after=after)
            seen += [hit.article.id for hit in page.hits]
            after = page.next
            if after is None:
                break
        assert seen == whole
        assert len(whole) == 4
    with corpus.read_session() as session:
        ids, complete = ordered(session, SearchParameters(q="wall OR mexico OR bus", sort="oldest"))
    assert (ids.tolist(), complete) == (whole, True)
    lost = ask(corpus, "wall", after=3)
    assert [hit.article.id for hit in lost.hits] == found(corpus, "wall")
    assert "no longer among the results" in lost.notes[0]


def test_a_boost_weighs(corpus: Database) -> None:
    assert found(corpus, "cartel^10 OR bus") == [2, 3]
    assert found(corpus, "cartel OR bus^10") == [3, 2]


def test_headlines_come_first_when_too_many_match_to_be_scored(
    corpus: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [Row(f"Mayor {number}", "a wall", day=f"2020-01-{number + 10}") for number in range(9)]
    large = filled(tmp_path / "large.sqlite3", [*rows, Row("A wall", "of stone", day="2019-01-01")])
    monkeypatch.setattr(ranking, "MOST_SCORED", 3)
    assert found(large, "wall") == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    large.close()


def test_wrong_parameters_are_answered_with_a_note(corpus: Database) -> None:
    page = ask(corpus, outlet=["gazette"])
    assert page.total == 0
    assert len(page.notes) == 1
    assert ask(corpus, page=10**12).hits == ()


def test_a_search_out_of_time_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_EXTRA_SECONDS", 0)
    rows = [Row(f"Wall {number}", "word " * 20, day="2020-01-01") for number in range(1_500)]
    large = filled(tmp_path / "large.sqlite3", rows)
    with large.read_session() as session:
        page = search(session, SearchParameters(q="wall"), seconds=0)
        assert not page.complete
        assert page.total < len(rows)
        assert search(session, SearchParameters(q="wall"), seconds=60).total == len(rows)
    large.close()


def test_queries_do_not_grow_with_the_hits(tmp_path: Path) -> None:
    counts = []
    for times in (2, 8):
        database = filled(tmp_path / f"{times}.sqlite3", [*ROWS] * times)
        statements: list[str] = []
        with database.read_session() as session:
            search(session, SearchParameters(q="mural"))
            driver = session.connection().connection.driver_connection
            assert driver is not None
            driver.set_trace_callback(statements.append)
            page = search(session, SearchParameters(q="wall"))
            driver.set_trace_callback(None)
        # a line that begins with two dashes is work of the full-text module, not a statement of ours
        counts.append(sum(not statement.startswith("--") for statement in statements))
        database.close()
    assert page.total == 16 < PAGE_SIZE
    assert counts[0] == counts[1] <= 10


_PIECES = [
    "wall",
    "Mexico",
    "bus*",
    "-",
    "(",
    ")",
    '"',
    "*",
    ":",
    "title:",
    "date:",
    "2016-02",
    "outlet:",
    "fox",
    "url:",
    "lang:",
    "'",
    "^",
    "{a}",
    "NEAR(",
    "中",
    "é",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    q=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([" ", "NOT ", " OR ", "[2016 to 2017]", *_PIECES]), max_size=20).map(
            "".join
        ),
    ),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    outlet=st.lists(st.one_of(st.text(max_size=5), st.just("fox-news")), max_size=2),
    day=st.one_of(st.none(), st.dates().map(str)),
)
def test_anything_is_answered(
    corpus: Database, q: str, sort: str, outlet: list[str], day: str | None
) -> None:
    page = ask(corpus, q, sort=sort, outlet=outlet, from_day=day)
    assert page.total == len(page.hits)
    assert sum(facet.count for facet in facets_of(page).outlets) >= page.total
