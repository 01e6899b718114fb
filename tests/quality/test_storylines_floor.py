"""A floor under storylines: events that belong to that of a labelled event are found, others are not."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.events import grouping, prior, storylines, vectors
from app.events.facts import OPENING
from app.text import term_counts
from app.text.kept_terms import KeptTerms

_SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
# other articles of so many days around a labelled event keep its articles company
_AROUND = 2

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not _SHARED.is_dir(), reason="the corpora of ../shared are not beside the checkout"),
]


def _day(record: dict[str, Any]) -> int | None:
    stated = re.match(r"\d{4}-\d\d-\d\d", record["date"] or "")
    return date.fromisoformat(stated[0]).toordinal() if stated else None


def _rows(gold: Iterable[dict[str, Any]]) -> list[KeptTerms]:
    events = list(gold)
    named = {name for event in events for name in (*event["articles"], *event["near_misses"])}
    days = {date.fromisoformat(event["date"]).toordinal() for event in events}
    near = {day + offset for day in days for offset in range(-_AROUND, _AROUND + 1)}
    rows = []
    with gzip.open(_SHARED / "corpora/allsides-37k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            day = _day(record)
            if record["ID"] not in named and day not in near:
                continue
            title, body = record["title"] or "", record["content_original"]
            rows.append(
                KeptTerms(
                    id=number,
                    day=day,
                    placed_day=None,
                    content_hash=record["ID"],
                    event_id=None,
                    title=title,
                    opening=body[:OPENING],
                    url=record.get("url"),
                    section=None,
                    words=len(body.split()),
                    outlet_id=None,
                    terms=vectors.count_terms(title, body).tobytes(),
                )
            )
    return rows


def test_near_misses_stand_in_the_storyline_of_their_event() -> None:
    gold = json.loads((_SHARED / "gold/events-dev.json").read_text())
    rows = _rows(gold)
    frequencies = prior.load()
    frequencies.add(term_counts.join([row.terms for row in rows])[0], len(rows))
    usage = frequencies.usage()
    found = grouping.group(rows, usage, frozenset())
    events = [group for group in found if len(group) > 1 and any(row.day for row in group)]
    spans = [[row.day for row in group if row.day] for group in events]
    sketches = [
        storylines.sketch(*term_counts.join([row.terms for row in group]), usage.weights) for group in events
    ]
    lines = storylines.group(
        storylines.Events(
            first=np.array([min(days) for days in spans]),
            last=np.array([max(days) for days in spans]),
            sketches=storylines.matrix(sketches),
            storylines=[storylines.ALONE] * len(events),
            decided=[False] * len(events),
        )
    )
    line_of = {place: number for number, line in enumerate(lines) for place in line}
    event_of = {row.content_hash: place for place, group in enumerate(events) for row in group}
    linked = related = taken_in = others = 0
    for event in gold:
        own = Counter(event_of[name] for name in event["articles"] if name in event_of)
        if not own:
            continue
        main = own.most_common(1)[0][0]
        near = {event_of[name] for name in event["near_misses"] if name in event_of} - own.keys()
        related += len(near)
        linked += sum(line_of[place] == line_of[main] for place in near)
        beside = {
            place
            for place, days in enumerate(spans)
            if place not in near | own.keys() and min(abs(day - spans[main][0]) for day in days) <= 14
        }
        others += len(beside)
        taken_in += sum(line_of[place] == line_of[main] for place in beside)
    print(f"{linked} of {related} linked; of {others} others {taken_in}")
    assert related >= 40
    assert linked / related >= 0.6
    # most of these belong to it, too
    assert taken_in / others <= 0.04
