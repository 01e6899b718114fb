"""Whatever is typed is answered; queries add up as sets do; what is cut short is a part of the whole."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_corpus import ROWS, filled

from app.database import Database
from app.search import engine, page
from app.search.engine import Found
from app.search.results import SearchParameters
from app.store import hits

AMPLE_SECONDS = 60.0
# How fast the machine is says nothing about what is tested here.
SAME_CORPUS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

HOSTILE = [
    "*",
    "* *",
    "a* b* c*",
    "?* *? **",
    " OR ".join(f"w{number}*" for number in range(1_000)),
    " AND ".join(f"w{number}?x" for number in range(1_000)),
    "NOT " * 1_000 + "wall",
    "(" * 3_000,
    "(" * 3_000 + "wall" + ")" * 3_000,
    ")" * 3_000,
    '"' * 3_001,
    '"' + "wall " * 900 + '"~9',
    '"wall" "' * 300,
    "wall~2 " * 500,
    "-" * 999 + "wall",
    "title:" * 500,
    "title:(" * 200,
    "date:[" * 200,
    "date:[to to to]",
    "^" * 999,
    "wall^1e9 wall^-1 wall^nan",
    "\x00wall\x00",
    "\ud800wall\udfff",
    "\u202ewall\u202c",
    "🧱" * 900,
    "é\u0301" * 400,
    "x" * 1_000_000,
    "'; DROP TABLE article; --",
    'wall" OR title:"',
    "{title dek} : wall",
    "NEAR(wall harbour, 3)",
    "article_fts MATCH wall",
    "%s%n{0}${x}\\",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("any") / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def found(corpus: Database, text: str) -> Found:
    with corpus.read_session() as session:
        return engine.find(session, SearchParameters(q=text), seconds=AMPLE_SECONDS)


def ids(corpus: Database, text: str) -> set[int]:
    return set(found(corpus, text).ids.tolist())


def check_answer(corpus: Database, text: str) -> None:
    with corpus.read_session() as session:
        answer = page.search(session, SearchParameters(q=text), seconds=AMPLE_SECONDS)
    assert answer.complete
    assert 0 <= answer.texts <= answer.total <= answer.corpus_total == len(ROWS)
    assert len(answer.hits) == answer.texts
    assert all("\x00" not in note and len(note) < 300 for note in answer.notes)
    rows = found(corpus, text).rows
    assert len(rows) == answer.total
    assert np.all(np.diff(rows) > 0)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_queries_are_answered(corpus: Database, text: str) -> None:
    check_answer(corpus, text)


_WORDS = [
    "wall",
    "labs",
    "Mexico",
    "the",
    "bor*",
    "b?s",
    "*ss",
    "a*",
    "labz~",
    "wal~2",
    "墨西哥",
    "中*",
    "café",
    "U.S.",
]
_PHRASES = ['"drug labs"', '"labs drug"~3', '"the wal*"', '"a wall on"~9', '"墨西哥 報道"']
_FACTS = [
    "outlet:fox*",
    'outlet:"the daily ledger"',
    "outlet:unknown",
    "domain:fox.example",
    "url:drugs_100%",
]
_FACTS += ["lang:en", "lang:zh", "date:2016", "date:>2016-03", "date:none", "year:2015..2017", "event:1"]
_FACTS += [
    "has:author",
    "has:dek",
    "has:date",
    "has:url",
    "has:event",
    "is:copy",
    "is:versioned",
    "is:undated",
    "*",
]
_FIELDS = ["title:", "body:", "dek:", "author:"]
_LEAVES = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_PHRASES),
    st.sampled_from(_FACTS),
    st.builds(str.__add__, st.sampled_from(_FIELDS), st.sampled_from(_WORDS + _PHRASES)),
)


def _joined(parts: Any) -> Any:
    return st.builds(
        "({}{}{})".format, parts, st.sampled_from([" AND ", " OR ", " AND NOT ", " "]), parts
    ) | st.builds("(NOT {})".format, parts)


# Few enough leaves that no limit is met.
_QUERIES = st.recursive(_LEAVES, _joined, max_leaves=4)
_PIECES = st.sampled_from(
    [*_WORDS, *_PHRASES, *_FACTS, *_FIELDS, " ", "AND", "OR", "NOT", "(", ")", '"', "-", "~", "^2", "[", "to"]
)


@SAME_CORPUS
@given(st.text(max_size=200) | st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_is_answered(corpus: Database, text: str) -> None:
    check_answer(corpus, text)


@SAME_CORPUS
@given(_QUERIES, _QUERIES)
def test_queries_add_up_as_sets_do(corpus: Database, first: str, second: str) -> None:
    one, other = ids(corpus, first), ids(corpus, second)
    every = set(range(1, len(ROWS) + 1))
    assert ids(corpus, f"{first} AND {second}") == one & other
    assert ids(corpus, f"{first} {second}") == one & other
    assert ids(corpus, f"{first} OR {second}") == one | other
    assert ids(corpus, f"NOT ({first})") == every - one
    assert ids(corpus, f"{first} AND NOT ({second})") == one - other


@SAME_CORPUS
@given(_QUERIES, st.integers(0, 2))
def test_what_is_cut_short_is_less_than_the_whole_and_says_so(corpus: Database, text: str, read: int) -> None:
    whole = ids(corpus, text)
    runs = iter(range(1_000))

    def matching(session: Any, table: Any, expression: str) -> Any:
        if next(runs) >= read:
            raise hits.DeadlineError
        return whole_matching(session, table, expression)

    def some_matching(session: Any, table: Any, expression: str) -> Any:
        return whole_matching(session, table, expression)[:1]

    whole_matching = hits.matching
    with pytest.MonkeyPatch.context() as patch, corpus.read_session() as session:
        patch.setattr(hits, "matching", matching)
        patch.setattr(hits, "some_matching", some_matching)
        # What was found before is not read again.
        patch.setattr("app.search.catalogues.Kept.get", lambda *_: None)
        answer = engine.find(session, SearchParameters(q=text))
    assert set(answer.ids.tolist()) <= whole
    assert answer.complete or next(runs) > read
