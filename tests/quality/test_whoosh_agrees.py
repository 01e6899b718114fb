"""Whoosh as a second engine: its own parser on its own index finds exactly the articles that ours finds.

2,100 real articles and some in other languages, more than 400 queries. The index of whoosh has the analysis
of ``app.text.analysis``: stems by the article's language, English ones by Porter's algorithm in Python, where
ours are made inside SQLite; and each text a second time without stems, since patterns and slips are asked of
the words as they are written.

Where the same text means something else to whoosh, this is how they are compared:

- ``"a b"~5``: whoosh wants a before b, and counts the step from each word to the next (so its ``~1`` is a
  plain phrase). To us, as to FTS5, the words stand in any order with at most five others between the first
  and the last. So whoosh is asked for spans in any order, and those that are too long are dropped (``Near``).
- ``word~``: to whoosh two letters that changed places are two slips, to us they are one. Its words are
  replaced by those of optimal string alignment (``Slips``); a test below shows that nothing else differs.
- ``date:{2012 to 2014}``: whoosh leaves out the first instant of 2012, we leave out all of 2012.
- ``"border wal*"``: whoosh looks for the word ``wal*``; ours is checked against the texts themselves.
- A pattern of more than 200 words is cut to the most frequent by us. No query of the comparison is; a test of
  its own shows one.
- What whoosh's language does not have (minus, ``year:``, ``is:``, ``..``) is spelt in its own way for it: the
  pairs of ``many_queries``.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from many_queries import Pair, by_hand, generated
from search_corpus import Row, filled
from second_engine import SecondEngine
from sqlmodel import Session

from app.database import Database
from app.search import engine
from app.search.results import SearchParameters
from app.text.tokens import fold

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "allsides-37k.jsonl.gz"
ARTICLES = 2_100
# The beginnings of long articles: whoosh takes its time to index.
LONGEST = 1_200
AMPLE_SECONDS = 60.0
IN_OTHER_LANGUAGES = (
    Row(
        "Die Häuser der Regierung", "Die Regierungen bauten ein Haus in der Wirtschaftskrise.", language="de"
    ),
    Row("Un titre", "Les gouvernements parlent de la crise économique du pays.", language="fr"),
    Row("El título", "Los gobiernos hablan de las elecciones y del gobierno.", language="es"),
    Row("La crisi economica", "Il governo parla delle crisi economiche.", language="it"),
    Row("As eleições", "O governo fala da eleição e das crises.", language="pt"),
    Row("De regering", "De regeringen praten over verkiezingen en de crisis.", language="nl"),
    Row("北京市政府", "中国政府在北京说。政府 东京", language="zh"),
    Row("東京の政府", "東京と北京の政府は言った。", language="ja"),
    Row("ประเทศไทย", "รัฐบาลของประเทศ", language="th"),
    Row("北京 government in English", "The government in 北京 said Häuser.", language=None),
)

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not CORPUS.is_file(), reason="the corpora do not lie beside the checkout"),
]


@dataclass(frozen=True)
class Engines:
    rows: list[Row]
    ours: Database
    theirs: SecondEngine

    def find(self, session: Session, text: str) -> engine.Found:
        found = engine.find(session, SearchParameters(q=text), seconds=AMPLE_SECONDS)
        assert found.complete, text
        return found

    def found_by_us(self, text: str) -> set[int]:
        with self.ours.read_session() as session:
            return set(self.find(session, text).ids.tolist())


def _rows() -> list[Row]:
    """One article in three has a dek, one in ten no day and one in seven no outlet, so that all take part."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, ARTICLES)]
    return [
        Row(
            title=record["title"] or "",
            dek="" if number % 3 else record["content_original"][:120],
            body=record["content_original"][:LONGEST],
            byline=record["authors"],
            outlet=None if number % 7 == 0 else record["source"],
            day=None if number % 10 == 0 else _day(record["date"]),
            language=None if number % 11 == 0 else "en",
        )
        for number, record in enumerate(records)
    ] + list(IN_OTHER_LANGUAGES)


def _day(stated: str | None) -> str | None:
    return stated if stated and re.fullmatch(r"\d{4}-\d\d-\d\d", stated) else None


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    rows = _rows()
    ours = filled(tmp_path_factory.mktemp("whoosh") / "corpus.sqlite3", rows)
    theirs = SecondEngine(rows)
    yield Engines(rows, ours, theirs)
    theirs.close()
    ours.close()


def _all_queries(rows: list[Row]) -> list[Pair]:
    real = [row for row in rows[:ARTICLES] if row.outlet and len(row.body) > 400]
    return by_hand() + generated(real, 260)


def test_both_engines_find_the_same_articles(engines: Engines) -> None:
    queries = _all_queries(engines.rows)
    assert len(queries) >= 400
    different = {}
    matched = 0
    for ours, theirs in queries:
        found, expected = engines.found_by_us(ours), engines.theirs.found(theirs)
        matched += 0 < len(expected) < len(engines.rows)
        if found != expected:
            different[ours] = (sorted(found - expected)[:5], sorted(expected - found)[:5])
    assert different == {}
    assert matched > len(queries) * 0.8


def test_no_query_of_the_comparison_was_mended_or_cut(engines: Engines) -> None:
    allowed = re.compile("No word of the corpus|never closed")
    with engines.ours.read_session() as session:
        for ours, _ in _all_queries(engines.rows):
            notes = engines.find(session, ours).notes
            assert all(allowed.match(note) or allowed.search(note) for note in notes), (ours, notes)


def test_a_pattern_of_many_words_stands_for_the_most_frequent(engines: Engines) -> None:
    with engines.ours.read_session() as session:
        found = engines.find(session, "*ing")
    assert any("more than 200 words" in note for note in found.notes)
    assert set(found.ids.tolist()) <= engines.theirs.found("*ing")


@pytest.mark.parametrize("word", ["obmaa", "houes", "trmup", "presidnet"])
def test_slips_differ_from_those_of_whoosh_in_letters_that_changed_places_alone(
    engines: Engines, word: str
) -> None:
    ours, theirs = engines.theirs.words_near(word)
    assert theirs <= ours
    changed_places = {found for found in ours - theirs if sorted(found) == sorted(word)}
    assert ours - theirs == changed_places != set()


@pytest.mark.parametrize(
    ("query", "literal"),
    [
        ("bus*", "bus"),
        ("news*", "news"),
        ("immigra*", "immigra"),
        ("runnin*", "runnin"),
        ("wedding*", "wedding"),
        ("army*", "army"),
        ("U.S.*", r"u[\W_]+s"),
        ('"white hous*"', r"white[\W_]+hous"),
        ('"the presiden*"', r"the[\W_]+presiden"),
    ],
)
def test_a_prefix_finds_what_begins_so_and_nothing_else(engines: Engines, query: str, literal: str) -> None:
    begins = re.compile(rf"(?<![^\W_]){literal}")
    expected = {
        number
        for number, row in enumerate(engines.rows, 1)
        if any(begins.search(fold(text or "")) for text in (row.title, row.dek, row.body, row.byline))
    }
    assert engines.found_by_us(query) == expected != set()
