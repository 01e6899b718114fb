"""A tree becomes one ranked full-text expression where it can, and an exact condition where it cannot."""

import pytest

from app.records import OutletRef
from app.search.language import parse
from app.search.plan import MatchPlan, plan

OUTLETS = [
    OutletRef(id=1, slug="fox-news", name="Fox News"),
    OutletRef(id=2, slug="the-new-york-times", name="The New York Times", domain="nytimes.com"),
    OutletRef(id=3, slug="fox-business", name="Fox Business"),
]


def planned(text: str) -> MatchPlan:
    return plan(parse(text).node, OUTLETS)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("mexico", '"mexico"'),
        ('a "b c"', '("a" AND "b c")'),
        ("a OR b", '("a" OR "b")'),
        ("a -b -c", '("a" NOT ("b" OR "c"))'),
        ("title:wall", 'title : "wall"'),
        ("author:ruiz", 'byline : "ruiz"'),
        ("cartel*", '"cartel" *'),
        ("5'6\"", '"5\'6"'),
        ("bus*", '("bus" OR "busness" *)'),
        ("title:bus*", 'title : ("bus" OR "busness" *)'),
    ],
)
def test_full_text_is_one_expression_of_quoted_terms(text: str, match: str) -> None:
    found = planned(text)
    assert (found.match, found.where, found.parameters) == (match, "1", {})


def test_filters_beside_words_keep_the_ranking() -> None:
    found = planned('wall -mexico outlet:"fox news" date:2016')
    assert found.match == '("wall" NOT "mexico")'
    assert "article.outlet_id IN (1)" in found.where
    assert found.parameters == {"p0": 735964, "p1": 736329}
    assert found.marking == '"wall"'


@pytest.mark.parametrize(
    "text", ["NOT wall", "wall OR outlet:fox-news", "-wall date:2016", "(a OR date:2016) b*"]
)
def test_what_full_text_cannot_say_becomes_a_condition(text: str) -> None:
    found = planned(text)
    assert "article_fts MATCH :p0" in found.where or found.match == '"b" *'


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("FOX-NEWS", "1"),
        ('"new york times"', "2"),
        ("nytimes.com", "2"),
        ("fox*", "1, 3"),
    ],
)
def test_outlets_are_found_by_name_slug_and_domain(name: str, ids: str) -> None:
    assert f"IN ({ids})" in planned(f"outlet:{name}").where


def test_an_unknown_outlet_matches_nothing_and_says_so() -> None:
    found = planned("outlet:gazette")
    assert found.where == "0"
    assert "No outlet is called “gazette”" in found.notes[0]
    assert planned("outlet:unknown").where == "article.outlet_id IS NULL"
