"""Facts, choices and counts on a catalogue of five articles."""

from datetime import date

import numpy as np
import pytest

from app.records import OutletRef
from app.search.catalogue import Catalogue, rows_by_id
from app.search.facts import Facts
from app.search.nodes import Dated, DomainIs, EventIs, Fact, Has, LanguageIs, OutletIs
from app.search.ranking import folded
from app.search.results import SearchParameters
from app.search.selection import chosen, within
from app.search.tally import Tally

OUTLETS = [
    OutletRef(id=1, slug="fox-news", name="Fox News"),
    OutletRef(id=2, slug="the-new-york-times", name="The New York Times", domain="nytimes.com"),
    OutletRef(id=3, slug="fox-business", name="Fox Business", domain="business.fox.example"),
]
DAYS = [date(2016, 2, 29), date(2016, 8, 31), None, date(2017, 1, 1), date(2016, 2, 28)]
TODAY = date(2017, 1, 2)


def numbers(*values: int) -> np.typing.NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


CATALOGUE = Catalogue(
    ids=np.array([1, 2, 5, 6, 9]),
    row_of=rows_by_id(np.array([1, 2, 5, 6, 9])),
    outlet=numbers(1, 2, 1, 0, 3),
    day=numbers(*(day.toordinal() if day else 0 for day in DAYS)),
    newest=np.array([3, 1, 0, 4, 2]),
    month=numbers(*(day.year * 12 + day.month - 1 if day else 0 for day in DAYS)),
    language=numbers(1, 2, 1, 0, 1),
    event=numbers(7, 7, 0, 0, 8),
    copy_group=numbers(1, 0, 1, 0, 1),
    word_count=numbers(10, 20, 30, 40, 50),
    is_copy=np.array([False, False, True, False, True]),
    is_versioned=np.array([False, True, False, False, False]),
    has_url=np.array([True, True, False, False, False]),
    author_start=np.array([0, 1, 3, 3, 3, 4]),
    authors=numbers(0, 0, 1, 1),
    author_row=numbers(0, 1, 1, 4),
    languages=(None, "en", "en-GB"),
    author_names=("Maria Okafor", "Tomás Ruiz"),
)
ALL = np.ones(5, np.bool_)


def ids(mask: np.typing.NDArray[np.bool_]) -> list[int]:
    return CATALOGUE.ids[mask].tolist()


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        (OutletIs("FOX-NEWS"), [1, 5]),
        (OutletIs("new york times"), [2]),
        (OutletIs("nytimes.com"), [2]),
        (OutletIs("fox", prefix=True), [1, 5, 9]),
        (OutletIs("unknown"), [6]),
        (DomainIs("www.nytimes.com"), [2]),
        (DomainIs("fox.example"), [9]),
        (EventIs("storm"), [1, 2]),
        (Dated(date(2016, 2, 29), date(2016, 12, 31)), [1, 2]),
        (Dated(None, date(2016, 2, 29)), [1, 9]),
        (LanguageIs("EN"), [1, 2, 5, 9]),
        (LanguageIs("en-gb"), [2]),
        (LanguageIs("unknown"), [6]),
        (Has("date"), [1, 2, 6, 9]),
        (Has("author"), [1, 2, 9]),
        (Has("copy"), [5, 9]),
        (Has("copies"), [1]),
        (Has("versions"), [2]),
        (Has("event"), [1, 2, 9]),
        (Has("outlet"), [1, 2, 5, 9]),
        (Has("url"), [1, 2]),
    ],
)
def test_facts(fact: Fact, found: list[int]) -> None:
    facts = Facts(CATALOGUE, OUTLETS, {"storm": [7]})
    assert ids(facts.mask(fact)) == found
    assert facts.notes == []


@pytest.mark.parametrize("fact", [OutletIs("gazette"), DomainIs("example.org"), EventIs("flood")])
def test_names_that_nothing_has_are_said(fact: Fact) -> None:
    facts = Facts(CATALOGUE, OUTLETS, {})
    assert ids(facts.mask(fact)) == []
    assert len(facts.notes) == 1


def test_choices_of_one_kind_add_up_and_of_several_narrow() -> None:
    parameters = SearchParameters(
        outlet=("fox-news", "unknown", "gazette"),
        lang=("en",),
        author=("Maria Okafor",),
        from_day="2016-01-01",
    )
    masks, notes = chosen(parameters, CATALOGUE, OUTLETS, TODAY)
    assert ids(masks["outlet"]) == [1, 5, 6]
    assert ids(masks["author"]) == [1, 2]
    assert ids(within(ALL, masks)) == [1]
    assert ids(within(ALL, masks, "outlet")) == [1, 2]
    assert len(notes) == 1
    assert "gazette" in notes[0]


def test_each_facet_counts_what_else_is_chosen() -> None:
    parameters = SearchParameters(outlet=("fox-news",), event=(7, 99))
    masks, _ = chosen(parameters, CATALOGUE, OUTLETS, TODAY)
    facets = Tally(CATALOGUE, ALL, masks, parameters).facets(OUTLETS, titles)
    assert [(facet.outlet and facet.outlet.slug, facet.count, facet.chosen) for facet in facets.outlets] == [
        ("fox-news", 1, True),
        ("the-new-york-times", 1, False),
    ]
    assert [(facet.id, facet.title, facet.count, facet.chosen) for facet in facets.events] == [
        (7, "Storm", 1, True)
    ]
    assert [(month.month, month.count) for month in facets.months] == [("2016-02", 1)]
    assert [(facet.code, facet.count) for facet in facets.languages] == [("en", 1)]
    assert [(facet.name, facet.count) for facet in facets.authors] == [("Maria Okafor", 1)]
    assert facets.undated == 0


def titles(wanted: object) -> dict[int, str]:
    return {7: "Storm", 8: "Flood"}


def test_copies_fold_into_the_first_in_order() -> None:
    found = folded(np.array([4, 3, 0, 2, 1]), CATALOGUE.copy_group)
    assert found.rows.tolist() == [4, 3, 1]
    assert found.copies.tolist() == [2, 0, 0]
