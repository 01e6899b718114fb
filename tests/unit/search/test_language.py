"""What people type becomes the tree they meant, or a tree near it and a sentence about the difference."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.language import parse
from app.search.mend import MAX_CHARACTERS, MAX_WORDS
from app.search.nodes import (
    AddressHas,
    And,
    Dated,
    LanguageIs,
    Node,
    Not,
    Or,
    OutletIs,
    Phrase,
    Undated,
)

A, B, C = Phrase("a"), Phrase("b"), Phrase("c")
FEBRUARY_TO_AUGUST = Dated(date(2016, 2, 1), date(2016, 8, 31))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", None),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("a b OR c", And((A, Or((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("(a)OR(b)", Or((A, B))),
        ("a and b", And((A, Phrase("and"), B))),
        ("a -b", And((A, Not(B)))),
        ("(a -b) c", And((And((A, Not(B))), C))),
        ("a AND NOT b", And((A, Not(B)))),
        ("NOT(a OR b)", Not(Or((A, B)))),
        ("NOT (NOT a)", A),
        ('-"a b"', Not(Phrase("a b"))),
        ('"drug labs"', Phrase("drug labs")),
        ("“drug labs”", Phrase("drug labs")),
        ("cartel*", Phrase("cartel", prefix=True)),
        ("a -b*", And((A, Not(Phrase("b", prefix=True))))),
        ("(-b*)", Not(Phrase("b", prefix=True))),
        ("U.S.-Mex*", Phrase("U.S.-Mex", prefix=True)),
        ('"drug lab*"', Phrase("drug lab", prefix=True)),
        ("title:wall", Phrase("wall", "title")),
        ("Title: wall", Phrase("wall", "title")),
        ("title:(a OR b)", Or((Phrase("a", "title"), Phrase("b", "title")))),
        ("-title:wall", Not(Phrase("wall", "title"))),
        ("author:okafor", Phrase("okafor", "byline")),
        ('outlet:"Fox News"', OutletIs("Fox News")),
        ("outlet:fox*", OutletIs("fox", prefix=True)),
        ("lang:EN", LanguageIs("en")),
        ("url:example.org/city", AddressHas("example.org/city")),
        ("https://example.org/a:b?c=d", AddressHas("https://example.org/a:b?c=d")),
        ("date:2016-02", Dated(date(2016, 2, 1), date(2016, 2, 29))),
        ("date:2016-02-25", Dated(date(2016, 2, 25), date(2016, 2, 25))),
        ("date:[2016-02 to 2016-08]", FEBRUARY_TO_AUGUST),
        ("date:2016-02..2016-08", FEBRUARY_TO_AUGUST),
        ("date:[2016 to]", Dated(date(2016, 1, 1), None)),
        ("date:[to 2016]", Dated(None, date(2016, 12, 31))),
        ("date:{2016 TO *]", Dated(date(2017, 1, 1), None)),
        ("date:>=2016", Dated(date(2016, 1, 1), None)),
        ("date:>2016", Dated(date(2017, 1, 1), None)),
        ("date:<2016", Dated(None, date(2015, 12, 31))),
        ("date:none", Undated()),
        ("U.S.-Mexico", Phrase("U.S.-Mexico")),
        ("don't", Phrase("don't")),
        ("10,000", Phrase("10,000")),
        ("at 10:30", And((Phrase("at"), Phrase("10:30")))),
        ("a - b", And((A, B))),
        ("中文 العربية", And((Phrase("中文"), Phrase("العربية")))),
        ("😀", None),
        ("*", None),
        (":", None),
        ("a\x00b\ud800", And((A, B))),
    ],
)
def test_plain_queries_need_no_note(text: str, node: Node | None) -> None:
    query = parse(text)
    assert query.node == node
    assert query.notes == ()


@pytest.mark.parametrize(
    ("text", "node", "note"),
    [
        ('a "b c', And((A, Phrase("b c"))), "never closed; searched for the phrase “b c”"),
        ("a OR (b c", Or((A, And((B, C)))), "A parenthesis is never closed"),
        ("a) b", And((A, B)), "has no opening one"),
        ("foo:bar", And((Phrase("foo"), Phrase("bar"))), "There is no field “foo”"),
        ("a AND", A, "nothing to join"),
        ("OR a", A, "nothing to join"),
        ("a AND OR b", And((A, B)), "nothing to join"),
        ("(a AND) b", And((A, B)), "nothing to join"),
        ("(OR a) b", And((A, B)), "nothing to join"),
        ("a (NOT) b", And((A, B)), "nothing to join"),
        ("car*tel", Phrase("car*tel"), "only at the end of a word"),
        ("date:soon", Phrase("soon"), "“soon” is not a date"),
        ("date:2016-13", Phrase("2016-13"), "is not a date"),
        ("date:[soon to 2016]", Dated(None, date(2016, 12, 31)), "that end of the range was left open"),
        ("date:[2017 to 2016]", Dated(date(2016, 1, 1), date(2017, 12, 31)), "runs backwards"),
        ("title:[a to b]", Phrase("a to b", "title"), "Only dates have ranges"),
        ("cartel~", Phrase("cartel~"), "A ~ has no effect"),
        ('"a b"~5', Phrase("a b"), "(~) has no effect"),
    ],
)
def test_what_is_mended_is_said(text: str, node: Node | None, note: str) -> None:
    query = parse(text)
    assert query.node == node
    assert note in " ".join(query.notes)


def test_long_and_deep_queries_are_bounded() -> None:
    assert "left out" in parse("(" * 400 + "a" + ")" * 400).notes[0]
    assert parse("(" * 400 + "a" + ")" * 400).node == A
    many = parse(" OR ".join(["a"] * 150)).node
    assert isinstance(many, Or)
    assert len(many.nodes) <= MAX_WORDS
    assert any("longer than" in note for note in parse("word " * MAX_CHARACTERS).notes)


_PIECES = [
    "a",
    "NOT",
    "AND",
    "OR",
    "-",
    "(",
    ")",
    '"',
    "*",
    ":",
    "title:",
    "date:",
    "[",
    "]",
    "{",
    "to",
    "2016",
    "~",
    "^2",
    "outlet:",
    "..",
    ">=",
    "url:",
    "'",
    "é",
    "+",
    "\\",
    "%",
]
_TYPED = st.lists(st.sampled_from([" ", *_PIECES]), max_size=40).map("".join)


@given(st.one_of(st.text(max_size=300), _TYPED))
def test_nothing_that_is_typed_raises(text: str) -> None:
    parse(text)
