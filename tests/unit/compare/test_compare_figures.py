"""Which figures of two texts are one quantity, and whether they have the same value."""

from collections.abc import Sequence

import pytest

from app.compare.comparison import Link, Passage, Relation
from app.compare.contrast import FigureClaim
from app.compare.figure_values import likeness
from app.compare.figures import figures
from app.records import BlockKind
from app.text.figures import figures as figures_in


def side(letter: str, *sentences: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            id=f"{letter}{place}",
            article_id=1,
            block=place,
            kind=BlockKind.PARAGRAPH,
            start=0,
            end=len(text),
            text=text,
        )
        for place, text in enumerate(sentences)
    )


def link(a: str, b: str, relation: Relation = "same") -> Link:
    return Link(a=(a,), b=(b,), relation=relation, score=0.9)


def claims(a: Sequence[str], b: Sequence[str], *links: Link) -> list[tuple[str, str, str]]:
    found = figures(side("a", *a), side("b", *b), links)
    return [(claim.a_value, claim.b_value, claim.verdict) for claim in found]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("more than 900,000 names", "900,000 names", "agree"),
        ("about $4 million", "$4.2 million", "agree"),
        ("$553 million", "$553.7 million", "agree"),
        ("roughly $141 million", "$139 million", "differ"),
        ("fewer than 21,000 votes", "20,715 votes", "agree"),
        ("2,839 soldiers", "more than 2,800 soldiers", "agree"),
        ("more than 30 people", "40 people", "differ"),
        ("at least seven people", "eight people", "differ"),
        ("more than 100 people", "176 people", "unsure"),
        ("a dozen people", "12 people", "agree"),
        ("nearly 100 planes", "96 planes", "agree"),
        ("30 percent", "nearly 25%", "differ"),
        ("13.3%", "13.3 percent", "agree"),
        ("on Jan. 1", "on January 1, 2019", "agree"),
        ("at 9:21 p.m.", "at about 9:30 p.m.", "agree"),
    ],
)
def test_rounding_and_hedges_are_honoured(a, b, expected):
    (one,), (other,) = figures_in(a), figures_in(b)
    assert likeness(one, other) == likeness(other, one) == expected


def test_the_same_toll_agrees_and_another_differs():
    a = ["A gunman opened fire at a baggage claim, killing five people and injuring eight others."]
    b = ["Five people were killed and six injured as passengers ran from the gunman at the baggage claim."]
    assert claims(a, b, link("a0", "b0")) == [("five", "Five", "agree"), ("eight", "six", "differ")]


def test_a_claim_names_its_places_and_what_is_counted():
    a = side("a", "The state counted 22,780 absentee votes on Tuesday.")
    b = side("b", "There were 22,819 absentee votes cast in the state.")
    (claim,) = (c for c in figures(a, b, [link("a0", "b0")]) if c.verdict == "differ")
    assert isinstance(claim, FigureClaim)
    assert a[0].text[claim.a.start : claim.a.end] == claim.a_value == "22,780"
    assert (claim.a.passage, claim.b.passage) == ("a0", "b0")
    assert claim.counted == "absentee votes"


def test_what_agrees_elsewhere_is_not_also_said_to_differ():
    a = ["The clerk counted 1,212 absentee votes in town.", "The fire burned for a day."]
    b = ["The clerk counted 1,207 absentee votes.", "In all 1,212 absentee votes were counted in town."]
    assert claims(a, b, link("a0", "b1")) == [("1,212", "1,212", "agree")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # rates of two people
        ("Mr. Adler paid a tax rate of 36 percent.", "Ms. Brandt paid a tax rate of 35.7 percent."),
        # days of two acts
        ("The House passed the bill on Tuesday.", "The governor signed the bill on Wednesday."),
        # what became of them
        ("The storm killed 11 people in the county.", "The storm injured 14 people in the county."),
        # a part and the whole
        ("Nine of the dead were children, officials said.", "Officials said 12 people were dead."),
        # an addition and the sum
        ("Thirteen more bodies were found in the town.", "The bodies of 16 people were found in the town."),
        # what a rule asks for
        ("The bill needs 60 votes in the Senate.", "The bill got 54 votes in the Senate."),
        # two years
        ("In 2016 the agency counted 64,000 deaths.", "In 2017 the agency counted 70,237 deaths."),
    ],
)
def test_different_quantities_are_not_said_to_differ(a, b):
    assert not [claim for claim in claims([a], [b], link("a0", "b0", "related")) if claim[2] == "differ"]


def test_swapped_sides_give_swapped_claims():
    a = ["The quake killed at least 65 people in Nepal.", "Some 1,926 were injured, the ministry said."]
    b = ["The ministry said 981 were injured.", "At least 37 people were killed in Nepal by the quake."]
    swapped = [(y, x, verdict) for x, y, verdict in claims(b, a)]
    assert sorted(swapped) == sorted(claims(a, b)) != []


def test_nothing_is_claimed_where_there_is_nothing():
    assert figures((), (), ()) == ()
    assert claims(["No figures here."], ["None here either."]) == []
