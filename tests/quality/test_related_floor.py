"""A floor under related articles: partners of real events must come among the first."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from stored import store

from app.database import Database
from app.events.vectors import count_terms
from app.records import ArticleDraft, Block, BlockKind, RawDocument
from app.search.related import related
from app.store import articles, runs, terms
from app.text.term_counts import VERSION

_SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
_NOW = "2025-01-01T00:00:00+00:00"

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not _SHARED.is_dir(), reason="the corpora of ../shared are not beside the checkout"),
]


def _records(wanted: set[str]) -> list[dict[str, Any]]:
    """The articles of these events, and one in twenty of the others."""
    with gzip.open(_SHARED / "corpora/allsides-37k.jsonl.gz", "rt", encoding="utf-8") as lines:
        read = (json.loads(line) for line in lines)
        return [row for place, row in enumerate(read) if place % 20 == 0 or row["ID"] in wanted]


def _take_in(database: Database, rows: list[dict[str, Any]]) -> dict[str, int]:
    ids: dict[str, int] = {}
    with database.write_session() as session:
        run_id = runs.start(session, ["test"], _NOW)
        for row in rows:
            body = row["content_original"]
            draft = ArticleDraft(
                external_id=row["ID"],
                title=row["title"] or "",
                title_source="record",
                language="en",
                blocks=(Block(kind=BlockKind.PARAGRAPH, text=body, line_start=1, line_end=1),),
            )
            raw = RawDocument(
                data=row["ID"].encode(), media_type="text/plain", external_id=row["ID"], origin="test"
            )
            ids[row["ID"]] = store(session, raw, draft, run_id=run_id, outlet_id=None, now=_NOW)
            kept = count_terms(draft.title, body).tobytes()
            terms.keep(session, VERSION, [(ids[row["ID"]], kept)])
        runs.finish(session, run_id, "finished", _NOW)
    return ids


def test_the_other_articles_of_an_event_come_first(database: Database) -> None:
    gold = [event["articles"] for event in json.loads((_SHARED / "gold/events-dev.json").read_text())]
    ids = _take_in(database, _records({name for event in gold for name in event}))
    of_five = of_ten = asked = 0.0
    with database.read_session() as session:
        for event in gold:
            members = {ids[name] for name in event if name in ids}
            for number in sorted(members)[:2]:
                article = articles.get(session, number)
                assert article is not None
                found = [one.article.id for one in related(session, article, 10).articles]
                partners = members - {number}
                of_five += len(partners & set(found[:5])) / min(5, len(partners))
                of_ten += len(partners & set(found)) / min(10, len(partners))
                asked += 1
    assert of_five / asked >= 0.93
    assert of_ten / asked >= 0.93
