"""Floors under the grouping of articles into events, on real articles beside the checkout."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.events import cluster, prior, vectors
from app.text import term_counts

_CORPORA = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora"

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not _CORPORA.is_dir(), reason="the corpora of ../shared are not beside the checkout"),
]


def _records(name: str) -> list[dict[str, Any]]:
    path = _CORPORA / name
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().splitlines()]


def _day(record: dict[str, Any]) -> int:
    published = record.get("published")
    return date.fromisoformat(published[:10]).toordinal() if published else cluster.UNDATED


def _b_cubed(records: Iterable[dict[str, Any]]) -> float:
    """B³ F1 of the grouping over the articles of BASIL-dev, all decided at once."""
    rows = sorted({record["id"]: record for record in records}.values(), key=_day)
    blobs = [vectors.count_terms(row["title"] or "", row["text"]).tobytes() for row in rows]
    counts, starts = term_counts.join(blobs)
    frequencies = prior.load()
    frequencies.add(counts, len(rows))
    found = cluster.assign(
        vectors.vectors(counts, starts, frequencies.weights()),
        np.array([_day(row) for row in rows], dtype=np.int64),
        np.full(len(rows), cluster.UNDECIDED, dtype=np.int64),
        np.arange(len(rows)),
    )
    gold = json.loads((_CORPORA / "basil-dev-events.json").read_text())
    truth = {article: name for name, event in gold.items() for article in event["articles"]}
    mine = {row["id"]: int(group) for row, group in zip(rows, found, strict=True) if row["id"] in truth}
    by_truth, by_mine = defaultdict(set), defaultdict(set)
    for article, group in mine.items():
        by_truth[truth[article]].add(article)
        by_mine[group].add(article)
    shared = {article: len(by_mine[mine[article]] & by_truth[truth[article]]) for article in mine}
    precision = sum(shared[article] / len(by_mine[mine[article]]) for article in mine) / len(mine)
    recall = sum(shared[article] / len(by_truth[truth[article]]) for article in mine) / len(mine)
    return 2 * precision * recall / (precision + recall)


def test_dated_articles_alone() -> None:
    assert _b_cubed(_records("basil-dev.jsonl")) >= 0.96


def test_dated_articles_in_company() -> None:
    company = _records("basil-dev-company.jsonl.gz")
    assert _b_cubed([*_records("basil-dev.jsonl"), *company]) >= 0.95


def test_undated_articles() -> None:
    assert _b_cubed(_records("basil-dev-undated.jsonl")) >= 0.92
