"""What comes first in either text."""

from app.compare.comparison import Link, Passage
from app.compare.structure import structure
from app.records import BlockKind


def _side(letter: str, size: int) -> list[Passage]:
    return [
        Passage(id=f"{letter}{n}", article_id=1, block=n, kind=BlockKind.PARAGRAPH, start=0, end=1, text="x")
        for n in range(size)
    ]


def _links(*places: tuple[int, int]) -> list[Link]:
    return [Link(a=(f"a{a}",), b=(f"b{b}",), relation="same", score=0.9) for a, b in places]


def test_places_are_told_in_as_order_and_possible_relations_are_not() -> None:
    links = [*_links((3, 0), (1, 2)), Link(a=("a0",), b=("b0",), relation="related", score=0.2)]
    found = structure(_side("a", 4), _side("b", 4), links)
    assert [(one.link, one.a, one.b) for one in found.positions] == [(1, 2, 3), (0, 4, 1)]
    assert found.tau is None


def test_agreement_of_the_orders() -> None:
    a, b = _side("a", 9), _side("b", 9)
    assert structure(a, b, _links((0, 0), (1, 1), (2, 2), (3, 3))).tau == 1.0
    assert structure(a, b, _links((0, 3), (1, 2), (2, 1), (3, 0))).tau == -1.0
    # ties, by scipy.stats.kendalltau
    assert structure(a, b, _links((0, 0), (1, 0), (2, 2), (3, 1))).tau == 0.548
    assert structure(a, b, _links((0, 0), (1, 0), (2, 0), (3, 0))).tau is None
