"""What the comparison of figures finds on real article pairs whose figures a reader compared."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.compare.align import align
from app.compare.figures import figures
from app.compare.gold import read_gold
from app.compare.scorer import default_scorer

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
GOLD = SHARED / "gold" / "figures-dev.json"
CORPORA = [SHARED / "corpora" / "allsides-37k.jsonl.gz"]

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not GOLD.exists(), reason="the gold of figures is not beside this checkout"),
]


@pytest.fixture(scope="module")
def found() -> Counter[str]:
    counts: Counter[str] = Counter()
    scorer = default_scorer()
    said = json.loads(GOLD.read_text(encoding="utf-8"))
    for pair, stated in zip(read_gold(GOLD, CORPORA), said, strict=True):
        a, b = pair.passages_a, pair.passages_b
        probability = scorer.score([p.text for p in a], [p.text for p in b])
        links, _, _ = align(a, b, probability, scorer.cut_offs)
        stands_a, stands_b = (
            {p.id: stands for p, stands in zip(side, standing, strict=True)}
            for side, standing in ((a, pair.stands_a), (b, pair.stands_b))
        )

        def hit(figure: dict[str, Any], claim: Any, a: Any = stands_a, b: Any = stands_b) -> bool:
            return figure["a"] in a[claim.a.passage] and figure["b"] in b[claim.b.passage]

        every = figures(a, b, links)
        for verdict in ("agree", "differ"):
            told = [claim for claim in every if claim.verdict == verdict]
            gold = [figure for figure in stated["figures"] if figure["agree"] is (verdict == "agree")]
            counts[f"{verdict} gold"] += len(gold)
            counts[f"{verdict} found"] += sum(any(hit(f, claim) for claim in told) for f in gold)
            judged = [claim for claim in told if any(hit(f, claim) for f in stated["figures"])]
            counts[f"{verdict} judged"] += len(judged)
            counts[f"{verdict} right"] += sum(any(hit(f, claim) for f in gold) for claim in judged)
    return counts


def test_figures_that_agree_hold_their_floors(found):
    assert found["agree found"] >= 0.85 * found["agree gold"]
    assert found["agree right"] >= 0.92 * found["agree judged"]


def test_figures_that_differ_hold_their_floors(found):
    assert found["differ found"] >= 0.28 * found["differ gold"]
    assert found["differ right"] >= 0.85 * found["differ judged"]
