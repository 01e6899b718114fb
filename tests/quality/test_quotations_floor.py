"""Who is quoted in real articles, against a key that was made by reading them.

The key holds 150 stretches in quotation marks of two words and more, drawn at random: the article's id, where
the stretch begins and ends in its text, and who says it (``A|B``: either will do; null: nobody is quoted, or
nobody can be told). The rules were made on other articles.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import pytest

from app.text.speakers import utterances

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
ARTICLES = SHARED / "corpora" / "basil-dev.jsonl"
KEY = Path(__file__).with_name("quotation_key.json")
PRECISION_FLOOR, COVERAGE_FLOOR = 0.93, 0.80

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not ARTICLES.exists(), reason="the articles are not beside this checkout"),
]


def said(title: str, text: str) -> dict[int, tuple[int, str | None]]:
    """For each quoted stretch of ``text`` its end and speaker, by its start."""
    paragraphs = text.split("\n\n")
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph) + 2)
    return {
        starts[piece.paragraph - 1] + piece.start: (
            starts[piece.paragraph - 1] + piece.end,
            utterance.speaker,
        )
        for utterance in utterances([title, *paragraphs])
        for piece in utterance.pieces
        if piece.paragraph
    }


def plain(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[\w']+", folded) if len(word) > 1]
    return words[1:] if words[:1] in (["the"], ["an"]) else words


def same(made: str, wanted: str) -> bool:
    """Whether both mean one name: the same last word, and one has no word that the other has not."""
    one, two = plain(made), plain(wanted)
    return bool(one and two) and one[-1] == two[-1] and (set(one) <= set(two) or set(two) <= set(one))


@lru_cache(maxsize=1)
def judged() -> list[tuple[str, str | None, str | None]]:
    """The place, what the key says, and what was found, for every stretch of the key."""
    articles = {}
    for line in ARTICLES.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        articles[article["id"]] = article
    found = []
    for key, stretches in json.loads(KEY.read_text(encoding="utf-8")).items():
        made = said(articles[key]["title"], articles[key]["text"])
        for start, end, wanted in stretches:
            reach, speaker = made.get(start, (end, None))
            assert reach == end or speaker is None, (key, start)
            found.append((f"{key[:8]} {start}", wanted, speaker))
    return found


def test_speakers_are_right() -> None:
    named = [(place, wanted, made) for place, wanted, made in judged() if made]
    wrong = [
        (place, wanted, made)
        for place, wanted, made in named
        if wanted is None or not any(same(made, way) for way in wanted.split("|"))
    ]
    assert 1 - len(wrong) / len(named) >= PRECISION_FLOOR, wrong


def test_most_speakers_are_found() -> None:
    wanted = [(place, made) for place, wanted, made in judged() if wanted]
    missed = [place for place, made in wanted if not made]
    assert 1 - len(missed) / len(wanted) >= COVERAGE_FLOOR, missed
