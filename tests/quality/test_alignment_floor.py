"""What the passage alignment finds on real article pairs, by a model that saw nothing of their events."""

from pathlib import Path

import pytest

from app.compare.scorer import default_scorer
from app.compare.train import held_out, measure, read_gold

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
GOLD = SHARED / "gold" / "alignment-dev.json"
CORPORA = [SHARED / "corpora" / name for name in ("basil-dev.jsonl", "allsides-37k.jsonl.gz")]

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not GOLD.exists(), reason="the alignment gold is not beside this checkout"),
]


def test_alignment_holds_its_floors():
    pairs = read_gold(GOLD, CORPORA)
    found = measure(pairs, held_out(pairs), default_scorer().cut_offs)
    assert found["links strictly right"] >= 0.73
    assert found["links right or partial"] >= 0.86
    assert found["recall"] >= 0.50
    assert found["only here right"] >= 0.94
