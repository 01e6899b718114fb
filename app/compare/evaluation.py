"""How well comparisons agree with article pairs that a person has aligned. Pure.

What is counted is what a reader meets: each link, each *only here* claim, each statement of both texts.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any, Literal

from pydantic import Field

from app.compare.comparison import Comparison, Link, Passage
from app.compare.contrast import Contrast
from app.errors import UnreadableInputError
from app.labelled import labelled
from app.records import ArticleRecord, Block, BlockKind, Record

_WORD = re.compile(r"\w+")
_STANDS_FOR = 0.6  # share of the shorter one's words that a passage and a labelled sentence have in common
_WHOLE = 4  # a sentence of fewer words must be in the passage whole

Cells = frozenset[tuple[int, int]]


class GoldText(Record):
    """An article of a labelled pair: its external id and its sentences in order."""

    id: str
    sentences: tuple[str, ...]


class GoldAlignment(Record):
    """Sentences of A and of B, by number from 0, that say the same, or share a part of what they say."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    relation: Literal["verbatim", "same", "partial"]

    @property
    def cells(self) -> Cells:
        """Every pair of its sentences."""
        return frozenset((i, j) for i in self.a for j in self.b)


class GoldQuote(Record):
    """A quotation that both texts use: the sentences it stands in."""

    a: int
    b: int


class GoldFigure(Record):
    """Sentences that give a figure for the same quantity, and whether the figures agree."""

    a: int
    b: int
    agree: bool


class LabelledPair(Record):
    """Two articles, every sentence of which a reader has considered."""

    pair: str
    a: GoldText
    b: GoldText
    alignments: tuple[GoldAlignment, ...]
    shared_quotes: tuple[GoldQuote, ...] = ()
    figures: tuple[GoldFigure, ...] = ()


class FigureScore(Record):
    """Labelled figures, how many were found, and of the claims that can be judged how many are right."""

    labelled: int
    found: int
    claims: int
    judged: int
    right: int


class PairScore(Record):
    """What became of one labelled pair."""

    pair: str
    links: int
    wrong: int
    statements: int
    found: int


class ComparisonScore(Record):
    """Comparisons against labelled pairs. Counts, and shares from 0 to 1.

    ``links_right`` join the same statement, ``links_right_or_partial`` at least share a part. ``found`` is
    the share of the ``statements`` of both texts that a link joins. ``only_right`` are *only here* claims
    with no counterpart, ``only_without_overlap`` with not even a partial one; ``alone_said`` is the share of
    the passages that truly stand ``alone`` that are said to. ``from_sentences`` are articles that the corpus
    does not have; they were compared as the labelled sentences.
    """

    pairs: int
    links: int
    links_right: float
    links_right_or_partial: float
    statements: int
    found: float
    only: int
    only_right: float
    only_without_overlap: float
    alone: int
    alone_said: float
    related: int
    quotes: int
    quotes_found: int
    figures_agree: FigureScore
    figures_differ: FigureScore
    from_sentences: tuple[str, ...] = ()
    details: tuple[PairScore, ...] = Field(default=())


def parse_pairs(value: Any) -> list[LabelledPair]:
    """Labelled pairs from JSON: a list of objects as ``docs/evaluation.md`` describes them.

    Raises UnreadableInputError when it is none, or names a sentence that an article does not have.
    """
    pairs = labelled(LabelledPair, _known(value), "pair")
    for pair in pairs:
        for i, j in (cell for alignment in pair.alignments for cell in alignment.cells):
            if not (0 <= i < len(pair.a.sentences) and 0 <= j < len(pair.b.sentences)):
                raise UnreadableInputError(
                    f"Pair “{pair.pair}” aligns sentences {i} and {j}, counted from 0, "
                    f"but A has {len(pair.a.sentences)} and B has {len(pair.b.sentences)}."
                )
    return pairs


def _known(value: Any) -> Any:
    """The fields that are read; others are passed over."""
    if isinstance(value, list):
        return [_known(item) for item in value]
    if not isinstance(value, dict):
        return value
    names = {
        name
        for record in (LabelledPair, GoldText, GoldAlignment, GoldQuote, GoldFigure)
        for name in record.model_fields
    }
    return {name: _known(item) for name, item in value.items() if name in names}


def article_of(text: GoldText) -> ArticleRecord:
    """An article of nothing but these sentences, for one that the corpus does not have."""
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text=sentence, line_start=n, line_end=n)
        for n, sentence in enumerate(text.sentences, 1)
    )
    return ArticleRecord.model_validate(
        {
            **dict.fromkeys((*ArticleRecord.model_fields,)),
            "id": 0,
            "external_id": text.id,
            "title": text.id,
            "title_source": "derived",
            "dek": "",
            "word_count": sum(len(sentence.split()) for sentence in text.sentences),
            "body": "\n\n".join(text.sentences),
            "blocks": blocks,
            "outlet_by_person": False,
            "cited_outlets": (),
            "version": 1,
            "document_id": 0,
            "document_sha256": "",
            "origin": "",
            "ingested_at": "",
        }
    )


def standing_for(passages: Sequence[Passage], sentences: Sequence[str]) -> dict[str, frozenset[int]]:
    """For each passage, by its id, the numbers of the sentences it stands for: those with which it shares at
    least 60% of the shorter one's words."""
    bags = [Counter(_WORD.findall(sentence.lower())) for sentence in sentences]
    found = {}
    for passage in passages:
        bag = Counter(_WORD.findall(passage.text.lower()))
        shared = [(bag & other).total() for other in bags]
        found[passage.id] = frozenset(
            n
            for n, other in enumerate(bags)
            if shared[n] >= max(_STANDS_FOR * min(bag.total(), other.total()), 1)
            and (other.total() >= _WHOLE or shared[n] == other.total())
        )
    return found


def tally(
    links: Sequence[Link],
    only_a: Sequence[str],
    only_b: Sequence[str],
    stands_a: Mapping[str, Set[int]],
    stands_b: Mapping[str, Set[int]],
    alignments: Sequence[GoldAlignment],
) -> Counter[str]:
    """Count what is right of one pair's links, statements and *only here* claims."""
    n: Counter[str] = Counter()
    statements = [alignment.cells for alignment in alignments if alignment.relation != "partial"]
    same = frozenset().union(*statements)
    touched = frozenset().union(*(alignment.cells for alignment in alignments))
    claimed: set[tuple[int, int]] = set()
    for link in links:
        if link.relation == "related":
            n["related"] += 1
            continue
        cells = {(i, j) for x in link.a for y in link.b for i in stands_a[x] for j in stands_b[y]}
        n.update({"links": 1, "strict": bool(cells & same), "kind": bool(cells & touched)})
        claimed |= cells
    n.update({"statements": len(statements), "found": sum(bool(cells & claimed) for cells in statements)})
    for side, only, stands in ((0, only_a, stands_a), (1, only_b, stands_b)):
        same_here, touched_here = ({cell[side] for cell in cells} for cells in (same, touched))
        said = set(only)
        for key, sentences in stands.items():
            alone = not sentences & same_here
            n["alone"] += alone
            n["alone said"] += alone and key in said
            if key in said:
                n.update({"only": 1, "only right": alone, "apart": not sentences & touched_here})
    return n


def evaluate(
    compared: Iterable[tuple[LabelledPair, Comparison]], from_sentences: Collection[str] = ()
) -> ComparisonScore:
    """Score the comparison of each labelled pair."""
    n: Counter[str] = Counter()
    details = []
    for pair, found in compared:
        stands_a = standing_for(found.a.passages, pair.a.sentences)
        stands_b = standing_for(found.b.passages, pair.b.sentences)
        own = tally(found.aligned, found.only_a, found.only_b, stands_a, stands_b, pair.alignments)
        n += own + _contrast(pair, found.contrast, stands_a, stands_b)
        details.append(
            PairScore(
                pair=pair.pair,
                links=own["links"],
                wrong=own["links"] - own["kind"],
                statements=own["statements"],
                found=own["found"],
            )
        )
    return ComparisonScore(
        pairs=len(details),
        links=n["links"],
        links_right=ratio(n["strict"], n["links"]),
        links_right_or_partial=ratio(n["kind"], n["links"]),
        statements=n["statements"],
        found=ratio(n["found"], n["statements"]),
        only=n["only"],
        only_right=ratio(n["only right"], n["only"]),
        only_without_overlap=ratio(n["apart"], n["only"]),
        alone=n["alone"],
        alone_said=ratio(n["alone said"], n["alone"]),
        related=n["related"],
        quotes=n["quotes"],
        quotes_found=n["quotes found"],
        figures_agree=_figure_score(n, "agree"),
        figures_differ=_figure_score(n, "differ"),
        from_sentences=tuple(sorted(from_sentences)),
        details=tuple(details),
    )


def ratio(part: int, whole: int) -> float:
    """A share with three decimals; 0 of nothing."""
    return round(part / whole, 3) if whole else 0.0


def _contrast(
    pair: LabelledPair,
    contrast: Contrast,
    stands_a: Mapping[str, Set[int]],
    stands_b: Mapping[str, Set[int]],
) -> Counter[str]:
    """Count what is found of the quotations and figures of one pair."""
    n: Counter[str] = Counter()
    quoted = {
        (i, j)
        for both in contrast.quotations.shared
        for passage_a, passage_b in both.passages
        for i in stands_a[passage_a]
        for j in stands_b[passage_b]
    }
    wanted = {(quote.a, quote.b) for quote in pair.shared_quotes}
    n.update({"quotes": len(wanted), "quotes found": len(wanted & quoted)})
    for verdict in ("agree", "differ"):
        agree = verdict == "agree"
        claims = [
            (stands_a[claim.a.passage], stands_b[claim.b.passage])
            for claim in contrast.figures
            if claim.verdict == verdict
        ]
        labelled = [figure for figure in pair.figures if figure.agree is agree]
        hits = [[f for f in pair.figures if f.a in at_a and f.b in at_b] for at_a, at_b in claims]
        n[f"{verdict} labelled"] += len(labelled)
        n[f"{verdict} found"] += sum(any(figure in known for known in hits) for figure in labelled)
        n[f"{verdict} claims"] += len(claims)
        n[f"{verdict} judged"] += sum(bool(known) for known in hits)
        n[f"{verdict} right"] += sum(any(f.agree is agree for f in known) for known in hits)
    return n


def _figure_score(n: Mapping[str, int], verdict: str) -> FigureScore:
    return FigureScore(
        labelled=n[f"{verdict} labelled"],
        found=n[f"{verdict} found"],
        claims=n[f"{verdict} claims"],
        judged=n[f"{verdict} judged"],
        right=n[f"{verdict} right"],
    )
