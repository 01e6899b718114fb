"""A tree becomes as few runs through the indexes as can be, and facts beside them."""

import pytest

from app.search.match import expression, in_headline, index_of
from app.search.nodes import And, AnyWord, Dated, Has, LanguageIs, Node, Not, Or, OutletIs, Phrase
from app.search.plan import All, Either, Except, FullText, Knowledge, scored, steps

A, B, C = Phrase("a"), Phrase("b"), Phrase("c")
A_STAR, B_STAR = Phrase("a", prefix=True), Phrase("b", prefix=True)
LIKE = AnyWord(("cat", 'c"t'))


@pytest.mark.parametrize(
    ("node", "index", "text"),
    [
        (Phrase("mexico"), "stems", '"mexico"'),
        (And((A, Phrase("b c"))), "stems", '("a" AND "b c")'),
        (Or((A, B)), "stems", '("a" OR "b")'),
        (And((A, Not(B), Not(C))), "stems", '("a" NOT ("b" OR "c"))'),
        (Phrase("wall", "title"), "stems", 'title : "wall"'),
        (Phrase("5'6\""), "stems", '"5\'6"""'),
        (Phrase("border wall", slop=5), "stems", 'NEAR("border" "wall", 5)'),
        (Phrase("wall", "dek", slop=5), "stems", 'dek : "wall"'),
        (A_STAR, "words", '"a" *'),
        (
            And((A_STAR, Or((B_STAR, LIKE)), Not(A_STAR))),
            "words",
            '(("a" * AND ("b" * OR ("cat" OR "c""t"))) NOT "a" *)',
        ),
        (AnyWord(()), "words", '""'),
        (AnyWord(("one",), "title"), "words", 'title : "one"'),
    ],
)
def test_full_text_of_one_index_is_one_expression(node: Node, index: str, text: str) -> None:
    assert index_of(node) == index
    assert expression(node, None) == text
    assert steps(node) == FullText(node, index_of(node) or "stems")


def test_stems_are_made_for_the_language_asked() -> None:
    assert expression(And((Phrase("die Häuser"), Phrase("Häuser Dächer", slop=2))), "de") == (
        '("die haus" AND NEAR("haus" "dach", 2))'
    )


def test_the_headline_alone() -> None:
    assert in_headline('"a"') == '{title dek} : ("a")'
    assert in_headline('("a" OR "b")') == '{title dek} : ("a" OR "b")'


@pytest.mark.parametrize(
    "node", [Not(A), And((A, A_STAR)), And((Not(A), Not(B))), OutletIs("x"), And((A, Has("copy")))]
)
def test_what_no_index_answers_alone(node: Node) -> None:
    assert index_of(node) is None


def test_full_text_side_by_side_is_put_together() -> None:
    outlet = OutletIs("fox")
    found = steps(And((A, A_STAR, outlet, Not(B), B_STAR)))
    assert found == All(
        (
            FullText(And((A_STAR, B_STAR)), "words"),
            FullText(And((A, Not(B))), "stems"),
            Knowledge(outlet),
        )
    )
    assert steps(Or((A, outlet, B))) == Either((FullText(Or((A, B)), "stems"), Knowledge(outlet)))


def test_complements_alone_stay_complements() -> None:
    assert steps(And((Not(A), Not(B)))) == All((Except(FullText(A, "stems")), Except(FullText(B, "stems"))))
    dated = Dated(None, None)
    assert steps(And((dated, Not(A)))) == All((Knowledge(dated), Except(FullText(A, "stems"))))
    assert steps(Or((A, Not(B)))) == Either((FullText(A, "stems"), Except(FullText(B, "stems"))))


def test_what_is_not_negated_is_scored() -> None:
    assert scored(None) == scored(Not(A)) == scored(LanguageIs("de")) == ()
    assert [part.text.node for part in scored(And((A, B, Has("date"))))] == [And((A, B))]
    assert {part.text.node for part in scored(Or((A_STAR, And((A, Not(B))))))} == {And((A, Not(B))), A_STAR}
    parts = scored(And((Phrase("a", boost=3.0), Or((B, LIKE)), Not(C))))
    assert [(part.text.node, part.boost) for part in parts] == [
        (Phrase("a", boost=3.0), 3.0),
        (B, 1.0),
        (LIKE, 1.0),
    ]
