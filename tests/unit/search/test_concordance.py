"""Every hit of a search is a line; what bounds them is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import ROWS, Row, filled

from app.database import Database
from app.errors import InvalidParameterError
from app.models import ArticleCopy
from app.search import concordance as module
from app.search.concordance import Concordance, Order, checked_order, concordance, every_line
from app.search.results import SearchParameters


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = filled(tmp_path_factory.mktemp("concordance") / "c.sqlite3", ROWS)
    yield opened
    opened.close()


def found(database: Database, q: str, order: Order = "search", **stated: object) -> Concordance:
    limit = stated.pop("limit", 50)
    with database.read_session() as session:
        asked = SearchParameters.model_validate({"q": q, **stated})
        return concordance(session, asked, order=order, limit=limit)  # type: ignore[arg-type]


def shown(answer: Concordance) -> list[str]:
    return [f"{line.left}<{line.keyword}>{line.right}" for line in answer.lines]


def test_every_hit_of_headline_dek_and_body_is_a_line(database: Database) -> None:
    answer = found(database, "wall AND harbour")
    assert shown(answer) == [
        "Council builds a <wall>",
        "The <wall> along the harbour costs 10,000 crowns. Traders at the U.S.-Mexico border…",
        "The wall along the <harbour> costs 10,000 crowns. Traders at the U.S.-Mexico border don't like it.",
    ]
    assert (answer.line_count, answer.article_count, answer.total, answer.read) == (3, 1, 1, 1)
    assert [line.field for line in answer.lines] == ["title", "body", "body"]
    assert (
        answer.lines[1].href
        == "/articles/1?q=wall%20AND%20harbour#:~:text=The-,wall,-along%20the%20harbour%20costs"
    )
    assert answer.bound is None
    starting = [line.keyword for line in found(database, "polic*", "date").lines]
    assert starting == ["policy", "Police"]


def test_words_near_each_other_are_one_line(database: Database) -> None:
    [line] = found(database, '"cartel labs"~5').lines
    assert (line.keyword, line.right) == ("labs belonged to a cartel", ", the mayor said.")


def test_lines_follow_the_words_around_them_the_outlet_or_the_day(database: Database) -> None:
    assert shown(found(database, "labs", "left")) == [
        "Police found drug <labs> near the café. The labs belonged to a cartel, the mayor said.",
        "A mural shows the border; no <labs>, only a drug store.",
        "Police found drug labs near the café. The <labs> belonged to a cartel, the mayor said.",
    ]
    after = [line.right.split()[0] for line in found(database, "labs", "right").lines]
    assert after == ["belonged", "near", ","]
    outlets = [line.article.outlet for line in found(database, "mexico", "outlet").lines]
    names = [outlet.name if outlet else None for outlet in outlets]
    assert names == ["Fox News", "The Daily Ledger", None]
    days = [line.article.day for line in found(database, "mexico", "date").lines]
    assert days == ["2016-08-31", "2016-02-29", "2016-02-28"]


def test_pages_of_lines_hold_each_line_once(database: Database) -> None:
    whole = found(database, "the", "right")
    pages = [
        found(database, "the", "right", limit=2, page=number) for number in range(1, whole.pages * 25 + 1)
    ]
    assert [line for page in pages for line in page.lines] == list(whole.lines)
    assert found(database, "the", page=999_999).lines == ()


def test_what_was_not_read_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ARTICLES", 2)
    answer = found(database, "mexico OR drug", "date", copies="show")
    assert answer.read == 2
    assert answer.bound == (
        "Only the 2 newest of 3 articles were looked through: "
        "a page looks at 2 articles and 20,000 lines at most."
    )
    monkeypatch.setattr(module, "MOST_LINES", 1)
    assert found(database, "drug labs", "left").line_count == 1
    with database.read_session() as session:
        hurried = concordance(session, SearchParameters(q="mexico bus OR wall"), seconds=-1.0)
    assert "there was no time for more" in (hurried.bound or "there was no time for more")


def test_a_search_without_words_has_no_lines(database: Database) -> None:
    for q in ("", 'outlet:"Fox News"', "NOT wall"):
        answer = found(database, q)
        assert not answer.asked
        assert (answer.lines, answer.read, answer.bound) == ((), 0, None)
    assert found(database, "zeppelin").total == 0
    assert found(database, "author:ruiz").lines == ()


def test_an_export_has_all_lines_newest_article_first(database: Database) -> None:
    with database.read_session() as session:
        lines = list(every_line(session, SearchParameters(q="mexico")))
    assert [line.article.day for line in lines] == ["2016-08-31", "2016-02-29", "2016-02-28"]


def test_copies_are_read_once_unless_they_are_shown(tmp_path: Path) -> None:
    rows = [Row(f"{name} wall", "A wall.", day=f"2020-01-0{name}") for name in (1, 2, 3)]
    database = filled(tmp_path / "copies.sqlite3", rows)
    with database.write_session() as session:
        session.add(ArticleCopy(article_id=1, group_id=1, kind="first"))
        session.add(ArticleCopy(article_id=3, group_id=1, kind="exact", matched_id=1, share=1.0))
    assert [line.article.id for line in found(database, "title:wall").lines] == [3, 2]
    assert found(database, "title:wall", copies="show").line_count == 3
    database.close()


def test_only_known_orders_are_taken() -> None:
    assert checked_order("left") == "left"
    with pytest.raises(InvalidParameterError, match="Use search, left, right, outlet, date"):
        checked_order("up")
