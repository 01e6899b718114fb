"""Two sides of one event, compared passage by passage."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.compare.align import align
from app.compare.comparison import SCHEMA, Comparison, Passage, Side, number_links
from app.compare.contrast import Contrast
from app.compare.contrast_json import contrast_json
from app.compare.figures import figures
from app.compare.names_used import names_used
from app.compare.passages import passages
from app.compare.quotations import quotations
from app.compare.reuse import reuse
from app.compare.scorer import Scorer, default_scorer
from app.compare.structure import structure
from app.compare.words import words_used
from app.records import ArticleCard, ArticleRecord


def compare(
    a: Sequence[ArticleRecord],
    b: Sequence[ArticleRecord],
    *,
    name_a: str | None,
    name_b: str | None,
    scorer: Scorer | None = None,
) -> Comparison:
    """What the articles of A and of B both say, may both say, and say alone.

    ``name_a`` and ``name_b`` are the outlets' names, None when unknown. ``scorer`` replaces the model.
    """
    aligned = aligned_sides(a, b, name_a=name_a, name_b=name_b, scorer=scorer)
    return joined(aligned, wording(a, b, name_a=name_a, name_b=name_b))


# A comparison is made of two halves that take about as long and need nothing of each other, so that they can
# be made at the same time. Each kind of contrast is found by a module of its own, called in one of them.


def aligned_sides(
    a: Sequence[ArticleRecord],
    b: Sequence[ArticleRecord],
    *,
    name_a: str | None,
    name_b: str | None,
    scorer: Scorer | None = None,
) -> Comparison:
    """The half that holds passages against each other: a comparison with all that follows from its links."""
    chosen = scorer or default_scorer()
    passages_a, cut_a = passages(a, "a")
    passages_b, cut_b = passages(b, "b")
    probability = chosen.score([p.text for p in passages_a], [p.text for p in passages_b])
    links, only_a, only_b = align(passages_a, passages_b, probability, chosen.cut_offs)
    return Comparison(
        a=Side(name=name_a, articles=tuple(card_of(article) for article in a), passages=passages_a),
        b=Side(name=name_b, articles=tuple(card_of(article) for article in b), passages=passages_b),
        aligned=links,
        only_a=only_a,
        only_b=only_b,
        truncated=cut_a or cut_b,
        contrast=Contrast(
            figures=figures(passages_a, passages_b, links),
            structure=structure(passages_a, passages_b, links),
        ),
    )


def wording(
    a: Sequence[ArticleRecord], b: Sequence[ArticleRecord], *, name_a: str | None, name_b: str | None
) -> Contrast:
    """The half that needs no links: the quotations, names and words of both sides, and what one reuses."""
    passages_a, passages_b = passages(a, "a")[0], passages(b, "b")[0]
    language = _common_language((*a, *b))
    quoted = quotations(passages_a, passages_b)
    return Contrast(
        quotations=quoted,
        names=names_used(passages_a, passages_b, language),
        words=words_used(
            passages_a,
            passages_b,
            (_headlines(a), _headlines(b)),
            language=language,
            house=[name for name in (name_a, name_b) if name],
        ),
        reuse=reuse(passages_a, passages_b, quoted),
    )


def joined(aligned: Comparison, worded: Contrast) -> Comparison:
    """The comparison that has these two halves."""
    followed = {"figures": aligned.contrast.figures, "structure": aligned.contrast.structure}
    return aligned.model_copy(update={"contrast": worded.model_copy(update=followed)})


def _common_language(articles: Sequence[ArticleRecord]) -> str | None:
    """The language of most of the articles whose language is known."""
    known = Counter(article.language for article in articles if article.language)
    return known.most_common(1)[0][0] if known else None


def _headlines(articles: Sequence[ArticleRecord]) -> tuple[str, ...]:
    """Headlines that the articles have; first words that stand in for one are none."""
    return tuple(article.title for article in articles if article.title_source != "derived")


def card_of(article: ArticleRecord) -> ArticleCard:
    """What a comparison shows of an article beside its passages."""
    return ArticleCard.model_validate({name: getattr(article, name) for name in ArticleCard.model_fields})


def comparison_json(c: Comparison) -> dict[str, Any]:
    """The comparison as ``parallax.compare/1``: plain values, ready for JSON."""
    texts = {passage.id: passage.text for passage in (*c.a.passages, *c.b.passages)}
    numbered = number_links(c)
    number_of = {id(link): number for number, link in numbered}
    return {
        "schema": SCHEMA,
        "a": _side_json(c.a),
        "b": _side_json(c.b),
        "passages_a": [_passage_json(passage) for passage in c.a.passages],
        "passages_b": [_passage_json(passage) for passage in c.b.passages],
        "aligned": [{"number": number, **link.model_dump(mode="json")} for number, link in numbered],
        "only_a": list(c.only_a),
        "only_b": list(c.only_b),
        "truncated": c.truncated,
        **contrast_json(c.contrast, texts, [number_of[id(link)] for link in c.aligned]),
    }


def _side_json(side: Side) -> dict[str, Any]:
    articles = [
        {"id": card.id, "external_id": card.external_id, "title": card.title, "url": card.url}
        for card in side.articles
    ]
    return {"name": side.name, "articles": articles}


def _passage_json(passage: Passage) -> dict[str, Any]:
    return passage.model_dump(
        mode="json", include={"id", "article_id", "block", "kind", "start", "end", "text"}
    )
