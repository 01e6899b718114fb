"""Title, date, outlet and people of real pages, against a key that was made by reading the pages."""

import gzip
import json
import re
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from app.ingest.extract import extract
from app.records import ArticleDraft, RawDocument

PAGES = Path(__file__).resolve().parents[2] / ".." / "shared" / "pages"
KEY = Path(__file__).with_name("page_key.json")
TITLE_FLOOR, DATE_FLOOR, OUTLET_FLOOR, PEOPLE_FLOOR = 0.97, 0.97, 0.95, 0.90
pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not PAGES.exists(), reason="the benchmark pages are not beside the checkout"),
]


@lru_cache(maxsize=1)
def read() -> list[tuple[str, dict[str, Any], ArticleDraft]]:
    addresses = json.loads((PAGES / "ground-truth.json").read_text())
    found = []
    for key, facts in json.loads(KEY.read_text()).items():
        data = gzip.decompress((PAGES / f"{key}.html.gz").read_bytes())
        raw = RawDocument(
            data=data, media_type="text/html", external_id=key, origin=key, url=addresses[key]["url"]
        )
        found.append((key, facts, extract(raw)))
    return found


def plain(text: str | None) -> str:
    """``text`` as compared: letters and digits only, case folded, a leading article set aside."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"^the ", "", folded))


def title_right(facts: dict[str, Any], draft: ArticleDraft) -> bool:
    return plain(draft.title) in {plain(title) for title in facts["title"]}


def date_right(facts: dict[str, Any], draft: ArticleDraft) -> bool:
    if draft.published is None or draft.published.precision not in ("second", "minute", "day"):
        return False
    made = date.fromisoformat(draft.published.date[:10])
    return abs((made - date.fromisoformat(facts["date"])).days) <= 1


def outlet_right(facts: dict[str, Any], draft: ArticleDraft) -> bool:
    return plain(draft.outlet) in {plain(name) for name in facts["outlet"]}


def people_right(facts: dict[str, Any], draft: ArticleDraft) -> bool:
    """All people and nobody else; ``A|B`` in the key are two ways to write one name."""
    wanted = sorted(facts["author"])
    made = [plain(name) for name in (draft.author or "").split(", ") if name]
    if len(made) != len(wanted):
        return False
    return all(any(plain(way) in made for way in name.split("|")) for name in wanted)


def _assert_share(right: list[tuple[str, bool]], floor: float) -> None:
    wrong = [key[:8] for key, is_right in right if not is_right]
    assert 1 - len(wrong) / len(right) >= floor, wrong


def test_titles_of_pages() -> None:
    _assert_share([(key, title_right(facts, draft)) for key, facts, draft in read()], TITLE_FLOOR)


def test_dates_of_pages_that_state_one() -> None:
    dated = [(key, date_right(facts, draft)) for key, facts, draft in read() if facts["date"]]
    _assert_share(dated, DATE_FLOOR)


def test_outlets_of_pages() -> None:
    _assert_share([(key, outlet_right(facts, draft)) for key, facts, draft in read()], OUTLET_FLOOR)


def test_people_of_pages() -> None:
    _assert_share([(key, people_right(facts, draft)) for key, facts, draft in read()], PEOPLE_FLOOR)
