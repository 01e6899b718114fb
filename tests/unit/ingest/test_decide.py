"""Decisions: new, same, changed, read anew, refused."""

from datetime import date

import pytest

from app.ingest.decide import (
    Change,
    Existing,
    Known,
    Prepared,
    Reject,
    Renew,
    Same,
    Store,
    decide,
    reading_of,
)
from app.ingest.prepare import prepare
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument

TODAY = date(2026, 5, 1)
BODY = "The council voted on Tuesday to close the bridge. Traffic will be led over the old road until May."
RAW = RawDocument(data=b"x", media_type="text/plain", external_id="x", origin="a.txt")


def prepared(published: Published | None = None) -> Prepared:
    block = Block(kind=BlockKind.PARAGRAPH, text=BODY, line_start=1, line_end=1)
    draft = ArticleDraft(
        external_id="x",
        title="T",
        title_source="text",
        published=published,
        blocks=(block,),
        warnings=("odd",),
    )
    return prepare(RAW, draft)


def decided(
    found: Prepared | Reject | None,
    known: Known | None = None,
    existing: Existing | None = None,
    reading: str | None = None,
) -> object:
    return decide(found, known=known, existing=existing, reading=reading, today=TODAY)


def test_what_is_new_is_stored_and_what_is_torn_refused() -> None:
    found = prepared()
    assert decided(found) == Store(found)
    assert decided(Reject("torn")) == Reject("torn")


def test_known_bytes_are_not_read_again_unless_a_person_says_something_else() -> None:
    found = prepared()
    assert decided(None, Known(1, None, is_newest=True)) == Same()
    assert decided(found, Known(1, None, is_newest=True)) == Same()
    assert decided(found, Known(1, None, is_newest=True), reading="map") == Renew(1, found)
    assert decided(found, Known(1, None, is_newest=False), reading="map") == Same()


def test_another_text_at_a_known_address_is_a_new_version() -> None:
    found = prepared()
    same = Existing(7, frozenset({found.values["content_hash"], "older"}))
    assert decided(found, existing=Existing(7, frozenset({"older"}))) == Change(7, found)
    assert decided(found, existing=same) == Same()


@pytest.mark.parametrize(("stated", "kept"), [("2026-05-02T01:00+14:00", True), ("2050-09-30", False)])
def test_a_date_in_the_future_is_doubted(stated: str, kept: bool) -> None:
    decision = decided(prepared(Published(date=stated, precision="day", evidence="the record")))
    assert isinstance(decision, Store)
    assert (decision.prepared.values["published"] is not None) == kept
    assert (decision.prepared.values["day"] is not None) == kept
    assert any(stated in doubt for doubt in decision.prepared.doubts) != kept


def test_what_a_person_said_has_a_digest_of_its_own() -> None:
    record = RAW.model_copy(update={"fields": {"body": BODY}})
    assert reading_of(RAW, {}) is None
    assert reading_of(RAW, {"body": "tekst"}) is None
    assert reading_of(record, {"body": "tekst"}) != reading_of(record, {"body": "kop"})
    stated = RAW.model_copy(update={"stated": {"outlet": "Die Zeit"}})
    assert reading_of(stated, {}) == reading_of(stated, {})
    assert reading_of(stated, {}) is not None
