"""Article text out of real pages, scored by four-word shingles as the extraction benchmark does."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from app.ingest.extract import extract
from app.records import RawDocument

PAGES = Path(__file__).resolve().parents[2] / ".." / "shared" / "pages"
FLOOR = 0.975
pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not PAGES.exists(), reason="the benchmark pages are not beside the checkout"),
]


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    if 0 < len(words) < 4:
        return Counter([tuple(words)])
    return Counter(tuple(words[start : start + 4]) for start in range(len(words) - 3))


def test_text_of_pages() -> None:
    precisions, recalls = [], []
    for key, truth in sorted(json.loads((PAGES / "ground-truth.json").read_text()).items()):
        data = gzip.decompress((PAGES / f"{key}.html.gz").read_bytes())
        made = extract(
            RawDocument(data=data, media_type="text/html", external_id=key, origin=key, url=truth["url"])
        )
        want, have = _shingles(truth["articleBody"]), _shingles(made.text)
        hit = sum((want & have).values())
        precisions.append(hit / sum(have.values()))
        recalls.append(hit / sum(want.values()))
    precision, recall = mean(precisions), mean(recalls)
    assert 2 * precision * recall / (precision + recall) >= FLOOR
