"""What people type becomes the tree they meant, or a tree near it and a sentence about the difference."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import language
from app.search.language import FIELDS, HAS, IS
from app.search.mend import MAX_CHARACTERS, MAX_DEPTH, MAX_WORDS
from app.search.nodes import (
    AddressHas,
    And,
    AnyWord,
    Dated,
    DomainIs,
    EventIs,
    Fuzzy,
    Has,
    LanguageIs,
    Node,
    Not,
    Or,
    OutletIs,
    Phrase,
    Query,
    Wildcard,
)
from app.search.patterns import MAX_PATTERNS

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs" / "query-language.md"
HELP = ROOT / "templates" / "components" / "query_help.html"
TODAY = date(2026, 11, 26)
A, B, C = Phrase("a"), Phrase("b"), Phrase("c")
LAST_WEEK = Dated(date(2026, 11, 16), date(2026, 11, 22))
FEBRUARY_TO_AUGUST = Dated(date(2016, 2, 1), date(2016, 8, 31))


def parse(text: str) -> Query:
    return language.parse(text, TODAY)


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
        ("date:none", Not(Has("date"))),
        ("date:[2016-02 to ]", Dated(date(2016, 2, 1), None)),
        ("date:2016-02..", Dated(date(2016, 2, 1), None)),
        ("date:[* to *]", Has("date")),
        ('date:"25 Feb 2016"', Dated(date(2016, 2, 25), date(2016, 2, 25))),
        ("date:February 2016 a", And((Dated(date(2016, 2, 1), date(2016, 2, 29)), A))),
        ("date:[1 Feb 2016 to August 2016]", FEBRUARY_TO_AUGUST),
        ('date:"last week"', LAST_WEEK),
        ("a -date:last week b", And((A, Not(LAST_WEEK), B))),
        ("(date:last 30 days)", Dated(date(2026, 10, 28), TODAY)),
        ("date:>= yesterday", Dated(date(2026, 11, 25), None)),
        (
            "date:(today OR 2016-02-25)",
            Or((Dated(TODAY, TODAY), Dated(date(2016, 2, 25), date(2016, 2, 25)))),
        ),
        ("year:2016", Dated(date(2016, 1, 1), date(2016, 12, 31))),
        ("year:2014..2016", Dated(date(2014, 1, 1), date(2016, 12, 31))),
        ("year:2014-2016", Dated(date(2014, 1, 1), date(2016, 12, 31))),
        ('"a b"~5', Phrase("a b", slop=5)),
        ('title:"a b"~1', Phrase("a b", "title", slop=1)),
        ('"a b"~0', Phrase("a b", slop=0)),
        ('"a"~5', A),
        ("te?t", Wildcard("te?t")),
        ("*tion", Wildcard("*tion")),
        ("title:*gat*", Wildcard("*gat*", "title")),
        ("“wom?n”, wom?n, (wom?n)?", And((Phrase("wom?n"), Wildcard("wom?n"), Wildcard("wom?n")))),
        ("a**b", Wildcard("a*b")),
        ("Who won?", And((Phrase("Who"), Phrase("won?")))),
        ("word~", Fuzzy("word", 1)),
        ("dek:word~2", Fuzzy("word", 2, "dek")),
        ("word~0", Phrase("word")),
        ("~50", Phrase("~50")),
        ("word^2", Phrase("word", boost=2)),
        ('"a b"~5^.5', Phrase("a b", slop=5, boost=0.5)),
        (
            "te?t^2 wor*^3 word~^4",
            And((Wildcard("te?t", boost=2), Phrase("wor", prefix=True, boost=3), Fuzzy("word", 1, boost=4))),
        ),
        ("(a b^2)^2", And((Phrase("a", boost=2), Phrase("b", boost=4)))),
        ("2^x", Phrase("2^x")),
        ("domain:https://news.example.org/a", DomainIs("news.example.org")),
        ("event:12", EventIs("12")),
        ('event:"border wall"', EventIs("border wall")),
        ("lang:German", LanguageIs("de")),
        ("language:pt_BR", LanguageIs("pt-br")),
        ("has:author", Has("author")),
        ("-has:(outlet event)", Not(And((Has("outlet"), Has("event"))))),
        ("is:copy", Has("copy")),
        ("is:versioned", Has("versions")),
        ("is:undated", Not(Has("date"))),
        ("Is:Original", Not(Has("copy"))),
        ("NOT is:original", Has("copy")),
        ("*", None),
        ("a *", A),
        ("a OR *", None),
        ("NOT *", AnyWord(())),
        ("author:*", Has("author")),
        ('outlet:"fox n*"', OutletIs("fox n", prefix=True)),
        ("cafe\u0301 bor\u00adder", And((Phrase("café"), Phrase("border")))),
        ("มะม่วง 日本*", And((Phrase("มะม่วง"), Phrase("日本", prefix=True)))),
        ("U.S.-Mexico", Phrase("U.S.-Mexico")),
        ("don't", Phrase("don't")),
        ("10,000", Phrase("10,000")),
        ("at 10:30", And((Phrase("at"), Phrase("10:30")))),
        ("a - b", And((A, B))),
        ("中文 العربية", And((Phrase("中文"), Phrase("العربية")))),
        ("😀", None),
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
        ("titel:a", And((Phrase("titel"), A)), "Did you mean “title:”?"),
        ('foo:"a b"', And((Phrase("foo:"), Phrase("a b"))), "There is no field “foo”"),
        ("a title:", A, "Nothing stands behind “title:”"),
        (
            "has:wings",
            Phrase("wings"),
            "has: takes author, copies, date, dek, event, outlet, url or versions",
        ),
        ("is:late", Phrase("late"), "is: takes copy, original, undated or versioned"),
        ("?a*", Phrase("?a*"), "fewer than 2 letters"),
        ("anti-wom?n", Phrase("anti-wom?n"), "of a single word only"),
        ("lang:klingon", LanguageIs("klingon"), "not the code of a language"),
        ("outlet:f*x", OutletIs("f", prefix=True), "begin with “f”"),
        ("event:wall*", EventIs("wall"), "no effect behind “event:”"),
        ("outlet:fox^2", OutletIs("fox"), "counts for words only"),
        ("a^50", Phrase("a", boost=10), "from 0.1 to 10"),
        ("(a^9)^9", Phrase("a", boost=10), "from 0.1 to 10"),
        ("a^0", Phrase("a", boost=0.1), "from 0.1 to 10"),
        ("date:soon", Phrase("soon"), "“soon” is not a date"),
        ("date:2016-13", Phrase("2016-13"), "is not a date"),
        ("date:[soon to 2016]", Dated(None, date(2016, 12, 31)), "that end of the range was left open"),
        ("date:[2017 to 2016]", Dated(date(2016, 1, 1), date(2017, 12, 31)), "runs backwards"),
        ("date:[soon to later]", None, "“later” is not a date"),
        ("title:[a to b]", Phrase("a to b", "title"), "Only date: and year: have ranges"),
        ("[2016 to 2017]", Phrase("2016 to 2017"), "Only date: and year: have ranges"),
        ("year:16", Phrase("16"), "“16” is not a date"),
        ("cat~2", Fuzzy("cat", 1), "no more than 1 slip is looked for"),
        ("cartel~9", Fuzzy("cartel", 2), "no more than 2 slips are looked for"),
        ("U.S.~", Phrase("U.S."), "behind a single word"),
        ("te?t~", Wildcard("te?t"), "does not go with * or ?"),
        ('"a b"~', Phrase("a b"), "needs a number"),
        ('"a b*"~5', Phrase("a b", prefix=True), "does not go with a *"),
        ('"a b"~101', Phrase("a b", slop=100), "up to 100 words"),
        (f'"{"a b " * 6}"~9', Phrase(("a b " * 6).strip()), "holds for up to 10 words"),
        ('"a*c b"', Phrase("a*c b"), "only at the end"),
        ("date:" + "x" * 99, Phrase("x" * 99), f"“{'x' * 60}…”"),
    ],
)
def test_what_is_mended_is_said(text: str, node: Node | None, note: str) -> None:
    query = parse(text)
    assert query.node == node
    assert note in " ".join(query.notes)


def test_long_and_deep_queries_are_bounded() -> None:
    assert "left out" in parse("(" * 400 + "a" + ")" * 400).notes[0]
    assert parse("(" * 400 + "a" + ")" * 400).node == A
    nested = "(a OR " * MAX_DEPTH + "b" + ")" * MAX_DEPTH
    assert parse(nested).notes == ()
    many = parse(" OR ".join(["a"] * 150)).node
    assert isinstance(many, Or)
    assert len(many.nodes) <= MAX_WORDS
    assert any("longer than" in note for note in parse("word " * MAX_CHARACTERS).notes)


def test_only_so_many_patterns_are_looked_up() -> None:
    query = parse(" ".join(f"wo?d{number}" for number in range(MAX_PATTERNS)) + " tail~ *nd")
    assert isinstance(query.node, And)
    assert [type(node) for node in query.node.nodes] == [Wildcard] * MAX_PATTERNS + [Phrase] * 2
    assert query.notes == (
        f"Only the first {MAX_PATTERNS} words with ~, ? or * inside, or * behind one or two letters, "
        "are looked up; the others were searched for without these signs.",
    )


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_documented_and_understood(field: str) -> None:
    assert f"`{field}:" in DOCS.read_text(encoding="utf-8")
    assert not any("no field" in note for note in parse(f"{field}:2016").notes)


@pytest.mark.parametrize("example", [*(f"has:{value}" for value in HAS), *(f"is:{value}" for value in IS)])
def test_every_value_of_has_and_is_is_documented_and_understood(example: str) -> None:
    assert f"`{example}`" in DOCS.read_text(encoding="utf-8")
    assert parse(example).notes == ()


def _documented(first_column: str) -> list[list[str]]:
    """The rows of the tables of the documentation whose first column is headed so."""
    text = DOCS.read_text(encoding="utf-8")
    tables = re.findall(rf"^\| {first_column} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [row.strip("| ").split(" | ") for table in tables for row in table.splitlines()]


def test_every_query_that_the_documentation_teaches_is_read_as_it_is_written() -> None:
    examples = [
        example for typed, *_ in _documented("you type") for example in re.findall("`([^`]+)`", typed)
    ]
    assert len(examples) > 80
    assert {example: parse(example).notes for example in examples if parse(example).notes} == {}


def test_every_query_of_the_help_in_the_page_is_read_as_it_is_written() -> None:
    found = re.findall(r"""^ +\((["'])(.+?)\1, ["']""", HELP.read_text(encoding="utf-8"), re.MULTILINE)
    examples = [example for _, example in found]
    assert len(examples) > 20
    assert {example: parse(example).notes for example in examples if parse(example).notes} == {}


def test_the_documentation_quotes_the_notes() -> None:
    quoted = {typed.strip("`"): (note,) for typed, note in _documented("what was typed")}
    assert {typed: parse(typed).notes for typed in quoted} == quoted


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
    "~2",
    "?",
    "…",
    "last week",
    "has:",
    "is:",
    "year:",
    "event:",
    "lang:",
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
    query = parse(text)
    assert all(note.endswith((".", "?")) and len(note) < 300 for note in query.notes)
    assert _depth(query.node) <= 3 * MAX_DEPTH
    leaves = list(_leaves(query.node))
    assert len(leaves) <= 2 * MAX_WORDS
    assert sum(isinstance(leaf, Wildcard | Fuzzy) for leaf in leaves) <= MAX_PATTERNS


def _depth(node: Node | None) -> int:
    return 1 + max(map(_depth, _parts(node)), default=0)


def _leaves(node: Node | None) -> Iterator[Node | None]:
    parts = _parts(node)
    if not parts:
        yield node
    for part in parts:
        yield from _leaves(part)


def _parts(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, And | Or):
        return node.nodes
    return (node.node,) if isinstance(node, Not) else ()
