"""A comparison is kept as long as nothing that it shows has changed."""

import time

import pytest

from app.compare.compare import compare
from app.database import Database
from app.store import articles, corrections
from app.web.compare import comparisons
from app.web.compare.comparisons import compared
from app.web.operation import heavy


def test_a_comparison_is_made_once_until_an_article_changes(seeded: Database) -> None:
    with seeded.read_session() as session:
        first, second = articles.get_many(session, [1, 2])
        again = articles.get_many(session, [1, 2])
    found = compared([first], [second])
    assert compared(again[:1], again[1:]) is found
    assert compared([second], [first]) is not found
    with seeded.write_session() as session:
        corrections.set_by_hand(session, 1, "outlet", "The Daily Bridge")
    with seeded.read_session() as session:
        renamed = articles.get_many(session, [1])
    assert compared(renamed, [second]).a.name == "The Daily Bridge"


def test_halves_made_at_the_same_time_are_the_same_comparison(
    seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seeded.read_session() as session:
        one, other = ([article] for article in articles.get_many(session, [1, 2]))
    work = heavy.HeavyWork(2)
    monkeypatch.setattr(heavy, "_shared", work)
    monkeypatch.setattr(comparisons, "PARTED_FROM", 0)
    comparisons.forget()
    work.start()
    try:
        end = time.monotonic() + 60.0
        while len(work.numbers()) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        found = compared(one, other)
    finally:
        work.close()
        comparisons.forget()
    whole = compare(one, other, name_a=found.a.name, name_b=found.b.name)
    assert found == whole
    assert found.model_dump() == whole.model_dump()
    # there is something of either half in it
    assert whole.contrast.structure.positions
    assert whole.contrast.quotations.a
