"""What a comparison contrasts, as the plain values of ``parallax.compare/1``."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.compare.contrast import Contrast, FigureClaim, Quotation, Quotations


def contrast_json(c: Contrast, texts: Mapping[str, str], numbers: Sequence[int]) -> dict[str, Any]:
    """The keys ``figures``, ``quotes``, ``quotations``, ``names``, ``words``, ``reuse`` and ``structure``.

    ``quotes`` lists the quotations by passages: with ``a`` and ``b`` the passages that hold the same words of
    one that both sides use; where only one side does, the passage in which it begins, the other None.
    ``quotations`` holds all that is known of them.
    ``texts`` holds the text of every passage by its id. ``numbers`` are those of the links, in the order in
    which ``structure`` counts them.
    """
    return {
        "figures": [_figure(claim) for claim in c.figures],
        "quotes": _quotes(c.quotations, texts),
        "quotations": c.quotations.model_dump(mode="json"),
        "names": [use.model_dump(mode="json") for use in c.names],
        "words": c.words.model_dump(mode="json"),
        "reuse": c.reuse.model_dump(mode="json"),
        "structure": {
            "positions": [
                {"number": numbers[one.link], "a": one.a, "b": one.b} for one in c.structure.positions
            ],
            "tau": c.structure.tau,
        },
    }


def _figure(claim: FigureClaim) -> dict[str, Any]:
    return {
        "a": claim.a.passage,
        "b": claim.b.passage,
        "a_value": claim.a_value,
        "b_value": claim.b_value,
        "verdict": claim.verdict,
        "counted": claim.counted,
        "a_place": [claim.a.start, claim.a.end],
        "b_place": [claim.b.start, claim.b.end],
    }


def _quotes(found: Quotations, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    a = {quotation.id: quotation for quotation in found.a}

    def entry(quotation: Quotation, where: dict[str, str | None], speaker: str | None) -> dict[str, Any]:
        text = " ".join(texts[place.passage][place.start : place.end] for place in quotation.places)
        return {**where, "text": text, "speaker": speaker}

    shared = [
        entry(a[both.a], {"a": passage_a, "b": passage_b}, both.speaker)
        for both in found.shared
        for passage_a, passage_b in both.passages
    ]
    used = {key for both in found.shared for key in (both.a, both.b)}
    only_a = [entry(q, {"a": _begins(q), "b": None}, q.speaker) for q in found.a if q.id not in used]
    only_b = [entry(q, {"a": None, "b": _begins(q)}, q.speaker) for q in found.b if q.id not in used]
    return [*shared, *only_a, *only_b]


def _begins(quotation: Quotation) -> str:
    return quotation.places[0].passage
