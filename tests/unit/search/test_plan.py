"""A tree becomes one ranked full-text expression where it can, and an exact condition where it cannot."""

import pytest

from app.records import OutletRef
from app.search.language import parse
from app.search.match import STEMS, WORDS, Index, Match
from app.search.plan import MatchPlan, plan

OUTLETS = [
    OutletRef(id=1, slug="fox-news", name="Fox News"),
    OutletRef(id=2, slug="the-new-york-times", name="The New York Times", domain="nytimes.com"),
    OutletRef(id=3, slug="fox-business", name="Fox Business"),
]


def planned(text: str) -> MatchPlan:
    return plan(parse(text).node, OUTLETS)


@pytest.mark.parametrize(
    ("text", "index", "match"),
    [
        ("mexico", STEMS, '"mexico"'),
        ('a "b c"', STEMS, '("a" AND "b c")'),
        ("a OR b", STEMS, '("a" OR "b")'),
        ("a -b -c", STEMS, '("a" NOT ("b" OR "c"))'),
        ("title:wall", STEMS, 'title : "wall"'),
        ("author:ruiz", STEMS, 'byline : "ruiz"'),
        ("5'6\"", STEMS, '"5\'6"'),
        ("cartel*", WORDS, '"cartel" *'),
        ('title:"border wal*"', WORDS, 'title : "border wal" *'),
        ("a* (b* OR c*) -d*", WORDS, '(("a" * AND ("b" * OR "c" *)) NOT "d" *)'),
    ],
)
def test_full_text_of_one_index_is_one_expression(text: str, index: Index, match: str) -> None:
    found = planned(text)
    assert (found.match, found.where, found.parameters) == (Match(index, match), "1", {})


@pytest.mark.parametrize(
    ("text", "match", "conditions"),
    [
        ('wall -mexico outlet:"fox news"', Match(STEMS, '("wall" NOT "mexico")'), ["outlet_id IN (1)"]),
        ("wall -date:2016", Match(STEMS, '"wall"'), ["NOT (article.day"]),
        ("wall -immigra*", Match(STEMS, '"wall"'), ["NOT +article.id IN", "article_words MATCH :p0"]),
        ("immigra* -wall", Match(WORDS, '"immigra" *'), ["NOT +article.id IN", "article_fts MATCH :p0"]),
    ],
)
def test_what_only_narrows_the_words_keeps_their_ranking(
    text: str, match: Match, conditions: list[str]
) -> None:
    found = planned(text)
    assert found.match == match
    assert all(condition in found.where for condition in conditions)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("NOT wall", ()),
        ("-wall date:2016", ()),
        ("wall OR outlet:fox-news", (Match(STEMS, '"wall"'),)),
        ("wall (mural OR date:2016)", (Match(STEMS, '"wall" OR "mural"'),)),
        ("wall OR immigra*", (Match(STEMS, '"wall"'), Match(WORDS, '"immigra" *'))),
        (
            "b* (a OR title:c) -(d e*) a",
            (Match(WORDS, '"b" *'), Match(STEMS, '"a" OR title : "c"')),
        ),
    ],
)
def test_what_no_expression_covers_is_ranked_by_its_words(text: str, wanted: tuple[Match, ...]) -> None:
    found = planned(text)
    assert found.match is None
    assert " MATCH :p0" in found.where
    assert found.wanted == wanted


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
