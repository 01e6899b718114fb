"""Statements of a whole event and the outlets that carry them."""

from collections.abc import Callable, Sequence

import numpy as np

from app.compare.matrix import FEWEST_WORDS, MOST_COLUMNS, MOST_PASSAGES, StatementMatrix, statement_matrix
from app.compare.scorer import CutOffs
from app.compare.vectors import Matrix
from app.records import ArticleRecord

Make = Callable[..., ArticleRecord]

FERRY = "The ferry sank at noon near Ostend."
FERRY_TOO = "Near Ostend the ferry sank at noon today."
RESCUED = "Boats from three ports saved everybody aboard."
WEATHER = "Rain is expected for the rest of the week."


class _SharedWords:
    """A stand-in for the model: the share of the words that both sentences have."""

    cut_offs = CutOffs(same=0.5, only=0.2)

    def score(self, passages_a: Sequence[str], passages_b: Sequence[str]) -> Matrix:
        sides = [[set(text.lower().strip(".").split()) for text in side] for side in (passages_a, passages_b)]
        return np.array([[len(a & b) / len(a | b) for b in sides[1]] for a in sides[0]], dtype=float).reshape(
            len(passages_a), len(passages_b)
        )


def _matrix(article: Make, *texts: Sequence[str], repeats: dict[int, int] | None = None) -> StatementMatrix:
    sides = [(f"s{n}", f"Outlet {n}", [article(n, *own)]) for n, own in enumerate(texts)]
    return statement_matrix(sides, repeats or {}, _SharedWords())


def _table(matrix: StatementMatrix) -> list[tuple[str, list[str], int, int]]:
    texts = {passage.id: passage.text for column in matrix.columns for passage in column.passages}
    return [
        (texts[row.label], ["+".join(s.state for s in cell) for cell in row.cells], row.columns, row.texts)
        for row in matrix.statements
    ]


def test_passages_that_say_the_same_are_one_statement(article: Make) -> None:
    found = _table(_matrix(article, [FERRY, WEATHER], [RESCUED, FERRY_TOO], [FERRY]))
    assert found == [
        (FERRY, ["verbatim", "verbatim", "verbatim"], 3, 3),
        (WEATHER, ["only", "", ""], 1, 1),
        (RESCUED, ["", "only", ""], 1, 1),
    ] or found == [
        (FERRY, ["verbatim", "verbatim", "verbatim"], 3, 3),
        (RESCUED, ["", "only", ""], 1, 1),
        (WEATHER, ["only", "", ""], 1, 1),
    ]


def test_copies_of_one_text_count_as_one(article: Make) -> None:
    found = _table(_matrix(article, [FERRY, WEATHER], [FERRY], [WEATHER], repeats={1: 0}))
    assert [(label, columns, texts) for label, _, columns, texts in found] == [
        (WEATHER, 2, 2),
        (FERRY, 2, 1),
    ]


def test_an_outlet_that_says_it_twice_has_both_in_its_cell(article: Make) -> None:
    found = _table(_matrix(article, [FERRY, FERRY_TOO], [FERRY]))
    assert found == [(FERRY, ["verbatim+verbatim", "verbatim"], 2, 2)]


def test_a_weak_partner_is_shown_as_possibly_related(article: Make) -> None:
    weak = "The ferry sank and nobody was near."
    found = _table(_matrix(article, [FERRY], [FERRY], [weak]))
    assert found == [(FERRY, ["verbatim", "verbatim", "related"], 2, 2)]
    assert _table(_matrix(article, [FERRY], [weak])) == [(FERRY, ["related", "related"], 0, 0)]


def test_the_order_of_the_sides_changes_no_statement(article: Make) -> None:
    texts = [[FERRY, WEATHER], [RESCUED, FERRY_TOO], [FERRY, RESCUED]]
    forward = {label: columns for label, _, columns, _ in _table(_matrix(article, *texts))}
    backward = {label: columns for label, _, columns, _ in _table(_matrix(article, *reversed(texts)))}
    assert forward == backward


def test_sizes_are_bounded_and_what_was_left_out_is_said(article: Make) -> None:
    long = [f"This is sentence number {number} of very many here." for number in range(MOST_PASSAGES + 5)]
    matrix = _matrix(article, ["Short one.", *long], *([[FERRY]] * MOST_COLUMNS))
    assert len(matrix.columns) == MOST_COLUMNS
    first = matrix.columns[0]
    assert len(first.passages) == MOST_PASSAGES
    assert first.truncated
    assert all(len(passage.text.split()) >= FEWEST_WORDS for passage in first.passages)


def test_nothing_to_set_side_by_side(article: Make) -> None:
    assert _matrix(article).statements == ()
    assert _table(_matrix(article, [FERRY])) == [(FERRY, ["only"], 1, 1)]


def test_figures_that_differ_inside_a_statement_are_told(article: Make) -> None:
    one = "The ferry sank at noon near Ostend and 12 people died in the cold water."
    other = "The ferry sank at noon near Ostend and 15 people died in the cold water."
    matrix = _matrix(article, [one, WEATHER], [other], [one])
    (row,) = [row for row in matrix.statements if row.figures]
    assert row.columns == 3
    assert {(claim.a_value, claim.b_value) for claim in row.figures} == {("12", "15"), ("15", "12")}
    copies = _matrix(article, [one, WEATHER], [other], repeats={1: 0})
    assert not any(row.figures for row in copies.statements)
