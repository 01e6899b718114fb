from compared_texts import HERALD, cut, record

from app.compare.compare import comparison_json
from app.compare.comparison import Comparison, Link
from app.compare.contrast import Contrast, Position, Structure
from app.records import BlockKind

A = record(1, HERALD, (BlockKind.PARAGRAPH, "It rained. They came."))
B = record(2, None, (BlockKind.PARAGRAPH, "They arrived. Rain fell."))


def test_places_of_statements_go_by_the_numbers_that_the_links_carry():
    links = (
        Link(a=("a1",), b=("b0",), relation="same", score=0.9),
        Link(a=("a0",), b=("b1",), relation="same", score=0.8),
    )
    structure = Structure(positions=(Position(link=1, a=1, b=2), Position(link=0, a=2, b=1)))
    found = comparison_json(
        Comparison(
            a=cut(A, "a", (0, "It rained."), (0, "They came.")),
            b=cut(B, "b", (0, "They arrived."), (0, "Rain fell.")),
            aligned=links,
            only_a=(),
            only_b=(),
            contrast=Contrast(structure=structure),
        )
    )
    assert [(one["number"], one["a"]) for one in found["aligned"]] == [(1, ["a0"]), (2, ["a1"])]
    assert found["structure"] == {
        "positions": [{"number": 1, "a": 1, "b": 2}, {"number": 2, "a": 2, "b": 1}],
        "tau": None,
    }
