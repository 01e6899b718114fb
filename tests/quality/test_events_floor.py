"""Floors under the grouping of articles into events, on real articles beside the checkout."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.events import grouping, prior, vectors
from app.events.facts import OPENING
from app.events.link_model import MODEL_FILE
from app.text import term_counts
from app.text.kept_terms import KeptTerms

_CORPORA = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora"

pytestmark = pytest.mark.quality
with_corpora = pytest.mark.skipif(
    not _CORPORA.is_dir(), reason="the corpora of ../shared are not beside the checkout"
)


def _records(name: str) -> list[dict[str, Any]]:
    path = _CORPORA / name
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().splitlines()]


def _rows(records: Iterable[dict[str, Any]]) -> list[KeptTerms]:
    chosen = {record["id"]: record for record in records}
    outlets: dict[str | None, int] = {}
    return [
        KeptTerms(
            id=number,
            day=date.fromisoformat(record["published"][:10]).toordinal() if record.get("published") else None,
            placed_day=None,
            content_hash=name,
            event_id=None,
            title=record["title"] or "",
            opening=record["text"][:OPENING],
            url=record.get("url"),
            section=record.get("section"),
            words=len(record["text"].split()),
            outlet_id=outlets.setdefault(record.get("outlet"), len(outlets) + 1),
            terms=vectors.count_terms(record["title"] or "", record["text"]).tobytes(),
        )
        for number, (name, record) in enumerate(chosen.items())
    ]


def _agreement(records: Iterable[dict[str, Any]]) -> tuple[float, int]:
    """B³ F1 of the grouping over the articles of BASIL-dev, and how many of its 50 events are exact."""
    rows = _rows(records)
    frequencies = prior.load()
    frequencies.add(term_counts.join([row.terms for row in rows])[0], len(rows))
    found = grouping.group(rows, frequencies.usage(), frozenset())
    gold = json.loads((_CORPORA / "basil-dev-events.json").read_text())
    truth = {article: name for name, event in gold.items() for article in event["articles"]}
    mine = {
        row.content_hash: place
        for place, members in enumerate(found)
        for row in members
        if row.content_hash in truth
    }
    by_truth, by_mine = defaultdict(set), defaultdict(set)
    for article, group in mine.items():
        by_truth[truth[article]].add(article)
        by_mine[group].add(article)
    shared = {article: len(by_mine[mine[article]] & by_truth[truth[article]]) for article in mine}
    precision = sum(shared[article] / len(by_mine[mine[article]]) for article in mine) / len(mine)
    recall = sum(shared[article] / len(by_truth[truth[article]]) for article in mine) / len(mine)
    exact = sum(members in by_mine.values() for members in by_truth.values())
    return 2 * precision * recall / (precision + recall), exact


@with_corpora
def test_dated_articles_alone() -> None:
    assert _agreement(_records("basil-dev.jsonl"))[0] >= 0.96


@with_corpora
def test_dated_articles_in_company() -> None:
    company = _records("basil-dev-company.jsonl.gz")
    b_cubed, exact = _agreement([*_records("basil-dev.jsonl"), *company])
    assert b_cubed >= 0.96
    assert exact >= 42


@with_corpora
def test_undated_articles() -> None:
    assert _agreement(_records("basil-dev-undated.jsonl"))[0] >= 0.97


def test_the_shipped_model_was_measured_on_events_it_had_not_seen() -> None:
    training = json.loads(MODEL_FILE.read_text(encoding="utf-8"))["training"]
    figures = training["figures"]
    assert training["events"] >= 53
    assert figures["B3 F1, every member counted"] >= 0.83
    assert figures["near misses taken in"] / figures["near misses"] <= 0.27
