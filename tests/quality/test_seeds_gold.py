"""The five seeds against what a careful person makes of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.ingest.extract import extract
from app.records import ArticleDraft, BlockKind, RawDocument

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / ".." / "shared" / "seeds-gold.json"
pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not GOLD.exists(), reason="the gold reading of the seeds is not beside the checkout"),
]
CLASSES = {
    "dek": {BlockKind.DEK},
    "title": {BlockKind.TITLE},
    "body": {BlockKind.PARAGRAPH},
    "subhead": {BlockKind.SUBHEAD},
    "caption": {BlockKind.CAPTION},
    "caption_duplicate": {BlockKind.CAPTION},
    "blank": {BlockKind.BLANK},
}
ASIDE = {BlockKind.BOILERPLATE, BlockKind.BYLINE}


def _articles() -> list[Any]:
    return json.loads(GOLD.read_text())["articles"] if GOLD.exists() else []


def _draft(name: str) -> ArticleDraft:
    data = (ROOT / "seeds" / name).read_bytes()
    return extract(RawDocument(data=data, media_type="text/plain", external_id=name, origin=name))


def _lines(values: Any) -> list[str]:
    return sorted(" ".join(re.findall(r"\w+", value.lower())) for value in values)


@pytest.mark.parametrize("want", _articles(), ids=lambda want: want["id"][:3])
def test_facts(want: Any) -> None:
    made = _draft(want["id"])
    assert made.title_source == want["title_source"]
    if want["title_source"] == "text":
        assert made.title == want["title"]
    else:
        raw = " ".join((ROOT / "seeds" / want["id"]).read_text().split())
        assert made.title in raw[:600]
        assert not made.title.endswith("the U.S")
    keys = ("outlet", "outlet_domain", "author", "author_role", "url", "source_url", "language")
    assert {key: getattr(made, key) for key in keys} == {key: want[key] for key in keys}
    stated = want["published"]
    assert (made.published is None) == (stated is None)
    if stated and made.published:
        for key in ("date", "precision", "not_after"):
            assert getattr(made.published, key) == stated.get(key)
    assert sorted(made.cited_outlets) == sorted(want["cited_outlets"])


@pytest.mark.parametrize("want", _articles(), ids=lambda want: want["id"][:3])
def test_every_line_is_in_one_block_of_the_right_class(want: Any) -> None:
    made = _draft(want["id"])
    kinds: dict[int, BlockKind] = {}
    for block in made.blocks:
        for line in range(block.line_start, block.line_end + 1):
            assert line not in kinds
            kinds[line] = block.kind
    total = sum(len(lines) for lines in want["line_classes"].values())
    assert sorted(kinds) == list(range(1, total + 1))
    for name, lines in want["line_classes"].items():
        for line in lines:
            assert kinds[line] in CLASSES.get(name, ASIDE), (name, line)
    for name in ("dek", "subheads", "captions"):
        assert _lines(getattr(made, name)) == _lines(want[name])
    assert made.word_count == want["body_words"]
