"""A frozen comparison comes back whole, and says why today's may differ."""

import hashlib
import json
from collections.abc import Callable

import pytest

from app.compare import frozen
from app.compare.compare import compare
from app.compare.frozen import Frozen, changes, finds_the_same, freeze, frozen_json
from app.records import ArticleRecord, BlockKind, OutletRef

Make = Callable[..., ArticleRecord]
CLOSES = "The harbour bridge will close for nine months, the city council decided on Monday."


@pytest.fixture
def texts(article: Make) -> tuple[ArticleRecord, ArticleRecord]:
    left = article(1, (BlockKind.TITLE, "Bridge"), CLOSES, (BlockKind.CAPTION, "At dusk"))
    return left, article(2, CLOSES, "Nobody asked the baker.")


@pytest.fixture
def kept(texts: tuple[ArticleRecord, ArticleRecord]) -> Frozen:
    found = compare(texts[:1], texts[1:], name_a="A", name_b=None)
    return freeze(found, texts, address="/compare?a=1&b=2", event=None, made_at="2026-01-01")


def test_it_comes_back_whole_from_json(kept: Frozen) -> None:
    assert Frozen.model_validate(json.loads(json.dumps(kept.model_dump(mode="json")))) == kept


def test_hashes_are_those_of_the_texts_that_it_holds(kept: Frozen) -> None:
    first, _ = frozen_json(kept)["articles"]
    assert [block["text"] for block in first["blocks"]] == ["Bridge", CLOSES]
    assert first["text_sha256"] == hashlib.sha256(f"Bridge\n\n{CLOSES}".encode()).hexdigest()
    assert frozen_json(kept)["comparison"]["schema"] == "parallax.compare/1"


def test_it_says_what_has_changed_since(
    kept: Frozen, texts: tuple[ArticleRecord, ArticleRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = texts
    assert changes(kept, {1: left, 2: right}) == ()
    herald = OutletRef(id=1, slug="herald", name="The Herald")
    assert changes(kept, {1: left.model_copy(update={"version": 3, "outlet": herald})}) == (
        "“Text 1” has version 3 now; version 1 was frozen.",
        "The outlet of “Text 1” is now The Herald; it was unknown.",
        "“Text 2” is no longer in the corpus.",
    )
    reread = right.model_copy(update={"blocks": right.blocks[1:]})
    assert changes(kept, {1: left, 2: reread}) == ("The text of “Text 2” is read otherwise now.",)
    assert finds_the_same(kept, kept.comparison)
    other = compare([left], [right], name_a="Renamed", name_b="B")
    assert finds_the_same(kept, other)
    assert not finds_the_same(kept, other.model_copy(update={"truncated": True}))
    assert not finds_the_same(kept, compare([left], [reread], name_a="A", name_b=None))
    newer = kept.method.model_copy(update={"version": kept.method.version + 1})
    monkeypatch.setattr(frozen, "method", lambda: newer)
    assert "method 2 now" in changes(kept, {1: left, 2: right})[0]
