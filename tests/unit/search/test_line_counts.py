"""What the indexes tell of a concordance is what reading the texts tells."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from search_corpus import Row, filled
from sqlmodel import Session

from app.database import Database
from app.search import concordance as module
from app.search.concordance import Concordance, Order, concordance
from app.search.results import SearchParameters
from app.store import passages
from app.store.passages import ArticleText

_WORDS = (
    *("wall", "walls", "Wall’s", "walled", "border", "borders", "the", "no", "no", "café", "cafe", "U.S."),
    *(
        "Grenze",
        "Grenzen",
        "Zäune",
        "移民政策",
        "policy",
        "police",
        "policing",
        "—",
        "…",
        "\n",
        "10,000",
        "I",
    ),
)
_QUERIES = (
    *(
        "wall",
        "walls OR border",
        "no",
        '"no no"',
        '"no no no" OR no',
        '"the wall"',
        '"wall border" OR border',
    ),
    *("poli*", "poli* OR wall", "b?rder", "bordr~", '"the poli*"', "cafe AND NOT the", "title:wall OR no"),
    *("title:wall", "dek:border", "body:the", "byline:ruiz OR wall", "grenze", "zaune OR wall", "移民"),
    *('"wall the"~3', '"wall"~3', "U.S.", '"u s"', "10,000", "wall -border", "zeppelin", '"’"'),
)


def _rows(languages: Sequence[str | None], count: int) -> Iterator[Row]:
    chance = random.Random(3)
    for number in range(count):
        texts = [" ".join(chance.choices(_WORDS, k=length)) for length in (5, 4, 60)]
        yield Row(
            title=texts[0],
            dek=texts[1] if number % 3 else "",
            body=texts[2],
            byline="Wall Ruiz",
            outlet=chance.choice(("Fox News", "The Ledger", None)),
            day=f"2020-01-{chance.randint(1, 9):02}",
            language=chance.choice(languages),
        )


@pytest.fixture(params=[("en", None), ("en", "de", "zh", None)], ids=["one", "three"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    # anew for each test: what was read is kept
    opened = filled(tmp_path / "l.sqlite3", _rows(request.param, 60))
    yield opened
    opened.close()


def look(database: Database, q: str, order: Order, page: int, limit: int = 7) -> Concordance:
    with database.read_session() as session:
        asked = SearchParameters(q=q, page=page)
        return concordance(session, asked, order=order, limit=limit, seconds=60.0)


@pytest.mark.parametrize("most_lines", [20_000, 40])
@pytest.mark.parametrize("order", ["search", "outlet", "date"])
def test_indexes_tell_what_the_texts_tell(
    database: Database, order: Order, most_lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LINES", most_lines)
    asked = [(q, order, page) for q in _QUERIES for page in (1, 6)]
    told = [look(database, *one) for one in asked]
    monkeypatch.setattr(module._Look, "by_index", lambda *_: None)
    for one, before in zip(asked, told, strict=True):
        assert look(database, *one) == before, one
    assert sum(answer.line_count for answer in told) > 10 * 40


def test_pages_that_the_indexes_tell_hold_each_line_once(database: Database) -> None:
    whole = look(database, "wall OR no", "outlet", 1, limit=10_000)
    pages = [look(database, "wall OR no", "outlet", page) for page in range(1, whole.line_count // 7 + 2)]
    assert [line for page in pages for line in page.lines] == list(whole.lines)
    assert len(whole.lines) == whole.line_count


def test_only_shown_texts_are_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    texts = passages.texts

    def counted(session: Session, ids: Sequence[int]) -> list[ArticleText]:
        read.extend(ids)
        return texts(session, ids)

    monkeypatch.setattr(passages, "texts", counted)
    answer = look(database, "walled", "search", 2)
    assert set(read) == {line.article.id for line in answer.lines}
    assert len(set(read)) < answer.read


def test_where_index_and_text_disagree_the_text_tells(tmp_path: Path) -> None:
    # to FTS5, whose table is of 2012, the dinosaur is a letter
    database = filled(tmp_path / "d.sqlite3", [Row("A wall", "The wall\N{T-REX} stands by the wall.")])
    answer = look(database, "wall", "search", 1)
    assert (answer.line_count, [line.keyword for line in answer.lines]) == (3, ["wall", "wall", "wall"])
    database.close()
