"""A comparison kept as it stood: what it needs to be shown again, and how today's would differ."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.compare.compare import comparison_json
from app.compare.comparison import Comparison
from app.compare.method import Method, method
from app.records import ArticleRecord, Block, Record

SCHEMA = "parallax.frozen/1"


class FrozenArticle(Record):
    """An article as it was compared.

    ``document_sha256`` is the digest of its original bytes, ``text_sha256`` that of the texts of ``blocks``
    in UTF-8, parted by blank lines. ``blocks`` end with the last that was compared.
    """

    id: int
    version: int
    document_sha256: str
    text_sha256: str
    blocks: tuple[Block, ...]


class FrozenEvent(Record):
    """The event that was compared, as it was called."""

    id: int
    title: str


class Frozen(Record):
    """A comparison that a person froze at ``made_at`` (ISO 8601, UTC).

    ``address`` is where the comparison of today stands.
    """

    made_at: str
    title: str
    address: str
    event: FrozenEvent | None
    method: Method
    articles: tuple[FrozenArticle, ...]
    comparison: Comparison


def heading(c: Comparison) -> str:
    """What a comparison is called."""
    a, b = c.a.name, c.b.name
    return f"{a} and {b}, side by side" if a and b and a != b else "Two texts, side by side"


def freeze(
    comparison: Comparison,
    articles: Iterable[ArticleRecord],
    *,
    address: str,
    event: FrozenEvent | None,
    made_at: str,
) -> Frozen:
    """All that the comparison of ``articles`` needs to be shown when they have changed."""
    return Frozen(
        made_at=made_at,
        title=heading(comparison),
        address=address,
        event=event,
        method=method(),
        articles=tuple(_frozen(article, comparison) for article in articles),
        comparison=comparison,
    )


def _frozen(article: ArticleRecord, comparison: Comparison) -> FrozenArticle:
    compared = (
        passage.block
        for side in (comparison.a, comparison.b)
        for passage in side.passages
        if passage.article_id == article.id
    )
    blocks = article.blocks[: max(compared, default=-1) + 1]
    return FrozenArticle(
        id=article.id,
        version=article.version,
        document_sha256=article.document_sha256,
        text_sha256=_text_sha256(blocks),
        blocks=blocks,
    )


def _text_sha256(blocks: Sequence[Block]) -> str:
    return hashlib.sha256("\n\n".join(block.text for block in blocks).encode()).hexdigest()


def changes(frozen: Frozen, now: Mapping[int, ArticleRecord]) -> tuple[str, ...]:
    """Why the comparison of today may differ from the frozen one, in sentences; empty when it does not.

    ``now`` holds the articles of today by id.
    """
    cards = {card.id: card for side in (frozen.comparison.a, frozen.comparison.b) for card in side.articles}
    found = []
    for article in frozen.articles:
        card = cards[article.id]
        name = f"“{card.title or card.external_id}”"
        today = now.get(article.id)
        if today is None:
            found.append(f"{name} is no longer in the corpus.")
            continue
        if today.version != article.version:
            found.append(f"{name} has version {today.version} now; version {article.version} was frozen.")
        elif _text_sha256(today.blocks[: len(article.blocks)]) != article.text_sha256:
            found.append(f"The text of {name} is read otherwise now.")
        if today.title != card.title:
            found.append(f"{name} is now headed “{today.title}”.")
        outlets = [outlet.name if outlet else "unknown" for outlet in (card.outlet, today.outlet)]
        if outlets[0] != outlets[1]:
            found.append(f"The outlet of {name} is now {outlets[1]}; it was {outlets[0]}.")
    today_method = method()
    if frozen.method.version != today_method.version:
        found.append(
            f"Texts are compared by method {today_method.version} now; "
            f"this was made by method {frozen.method.version}."
        )
    elif frozen.method != today_method:
        found.append("The model that matches sentences is another one now.")
    return tuple(found)


def finds_the_same(frozen: Frozen, today: Comparison) -> bool:
    """Whether ``today``, a comparison of the same texts, finds what was frozen. What is known of the articles
    beside their texts is left aside."""
    then = frozen.comparison
    texts = all(one.passages == other.passages for one, other in ((then.a, today.a), (then.b, today.b)))
    bare = {"a": then.a, "b": then.b}
    return texts and today.model_copy(update=bare) == then


def frozen_json(frozen: Frozen) -> dict[str, Any]:
    """The frozen comparison as ``parallax.frozen/1``: plain values, ready for JSON."""
    said = frozen.model_dump(mode="json", exclude={"comparison"})
    return {"schema": SCHEMA, **said, "comparison": comparison_json(frozen.comparison)}
