"""Floors under the finding of copies, on real articles beside the checkout."""

import gzip
import json
import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from app.ingest.copy_groups import LEAST, Text, group
from app.ingest.resemblance import UNKNOWN, Corpus
from app.text.fingerprints import marks

_CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora" / "allsides-37k.jsonl.gz"
_ARTICLES = 4000

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not _CORPUS.is_file(), reason="the corpora of ../shared are not beside the checkout"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Articles of 400 to 1,500 words that are not copies of one another, by their titles."""
    with gzip.open(_CORPUS, "rt") as lines:
        records = [json.loads(line) for line in islice(lines, _ARTICLES)]
    bodies = {record["title"]: record["content_original"] for record in records}
    return [body for body in bodies.values() if 400 <= len(body.split()) <= 1500]


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _opening(text: str, words: int) -> list[str]:
    kept: list[str] = []
    while len(" ".join(kept).split()) < words and len(kept) < len(_paragraphs(text)):
        kept.append(_paragraphs(text)[len(kept)])
    return kept


def _edited(text: str, choose: random.Random) -> str:
    """The text with one word in thirty changed and another ending."""
    lines = [
        " ".join(word if choose.random() > 1 / 30 else "changed" for word in line.split())
        for line in _paragraphs(text)
    ]
    return "\n".join([*(lines[:-1] or lines), "This story was updated with comments from officials."])


def _halved(text: str, other: str) -> str:
    """The first half of the text, then as much of another article."""
    half = len(text.split()) // 2
    return "\n".join([*_opening(text, half), *_opening(other, half)])


def _found(pairs: Sequence[tuple[str, str]]) -> float:
    """The share of pairs put into one group, when all are held against one another; no two of one outlet."""
    kept = [marks("", text) for pair in pairs for text in pair]
    unknown = np.full(len(kept), UNKNOWN, dtype=np.int64)
    shares = Corpus(kept).all_shared().shares(unknown, np.arange(len(kept)))
    matches = shares.matches(np.arange(len(kept)), LEAST)
    texts = [Text(place, place % 2, place, str(place), int(size)) for place, size in enumerate(shares.own)]
    linked = zip(matches.left.tolist(), matches.right.tolist(), matches.shared.tolist(), strict=True)
    of = {member.id: member.group for member in group(texts, linked)}
    return sum(of.get(place, -1) == of.get(place + 1, -2) for place in range(0, len(kept), 2)) / len(pairs)


def test_edited_copies_are_found(texts: list[str]) -> None:
    choose = random.Random(1)
    assert _found([(text, _edited(text, choose)) for text in texts[:800]]) >= 0.98


def test_half_of_an_article_is_found(texts: list[str]) -> None:
    # the other half comes from articles that are not among the originals
    assert (
        _found([(text, _halved(text, texts[-1 - place])) for place, text in enumerate(texts[:600])]) >= 0.93
    )


def test_openings_of_long_articles_are_found(texts: list[str]) -> None:
    long = [text for text in texts if len(text.split()) > 900][:500]
    assert _found([(text, "\n".join(_opening(text, 230))) for text in long]) >= 0.95


def test_articles_side_by_side_are_hardly_ever_called_copies(texts: list[str]) -> None:
    half = len(texts) // 2
    assert _found(list(zip(texts[:half], texts[half : 2 * half], strict=True))) <= 0.002
