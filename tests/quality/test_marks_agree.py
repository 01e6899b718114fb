"""In real articles, what is marked is what FTS5's highlight() marks, character by character."""

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from highlights import Highlights, near, quoted

from app.search.marks import Marker
from app.search.nodes import AnyWord, Phrase, Words
from app.text.analysis import tokens

_CORPUS = Path(__file__).resolve().parents[3] / "shared/corpora/allsides-37k.jsonl.gz"
ARTICLES = 200
ROUNDS = 15

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not _CORPUS.is_file(), reason="the corpus does not lie beside the checkout"),
]


@pytest.fixture(scope="module")
def bodies() -> list[str]:
    with gzip.open(_CORPUS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["content_original"] for line in islice(lines, ARTICLES)]


@pytest.fixture(scope="module")
def highlights(bodies: list[str]) -> Iterator[Highlights]:
    held = Highlights()
    held.hold(bodies)
    yield held
    held.close()


def _asked(bodies: list[str]) -> Iterator[tuple[list[Words], str, str]]:
    """Words of a query, and the index and the expression that stand for them."""
    chance = random.Random(4)
    for _ in range(ROUNDS):
        words = [token.word for token in tokens(chance.choice(bodies), "en")]
        at = chance.randrange(len(words) - 6)
        some, apart = words[at : at + chance.randint(2, 4)], words[at : at + 6 : 5]
        listed = chance.sample(words, min(len(words), 30))
        slop = chance.randint(0, 8)
        yield [Phrase(words[at])], "article_fts", quoted(words[at])
        yield [Phrase(" ".join(some))], "article_fts", quoted(" ".join(some))
        yield [Phrase(" ".join(apart), slop=slop)], "article_fts", near(apart, slop)
        yield [Phrase(word) for word in listed], "article_fts", " OR ".join(map(quoted, listed))
        yield [Phrase(words[at][:4], prefix=True)], "article_words", f"{quoted(words[at][:4])} *"
        yield [AnyWord(tuple(listed))], "article_words", " OR ".join(map(quoted, listed))


def test_every_query_marks_the_same_places(bodies: list[str], highlights: Highlights) -> None:
    marked = 0
    for asked, index, expression in _asked(bodies):
        marker = Marker(asked)
        ours = {number: marker.spans(body, "body", "en") for number, body in enumerate(bodies, 1)}
        theirs = highlights.of(index, expression)
        assert {number: spans for number, spans in ours.items() if spans} == theirs, expression
        marked += sum(map(len, theirs.values()))
    assert marked > 10_000
