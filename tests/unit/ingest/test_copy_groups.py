"""From shared marks to groups of copies."""

import itertools
import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.ingest.copy_groups import LEAST_PART, PART_DAYS, Member, Text, group

_DAY = 736_000


def text(
    number: int, *, day: int | None = 0, outlet: int | None = None, size: int = 100, same: str = ""
) -> Text:
    outlet = number if outlet is None else outlet
    return Text(number, None if day is None else _DAY + day, outlet, same or f"hash {number}", size)


def kinds(members: Sequence[Member]) -> dict[int, tuple[int, str]]:
    return {it.id: (it.group, it.kind) for it in members}


def test_the_same_text_in_two_outlets() -> None:
    found = group([text(1, same="x"), text(2, same="x", day=1)], [])
    assert found == [Member(1, 1, "first"), Member(2, 1, "exact", 1, 1.0)]


def test_an_edited_text_and_a_part_of_it() -> None:
    found = group(
        [text(1), text(2, size=95, day=1), text(3, size=60, day=1), text(4)],
        [(1, 2, 90), (1, 3, 40), (2, 3, 38), (1, 4, 20)],
    )
    assert kinds(found) == {1: (1, "first"), 2: (1, "near"), 3: (1, "part")}
    assert {it.id: it.share for it in found} == {1: None, 2: round(90 / 95, 3), 3: round(40 / 60, 3)}


def test_a_part_must_be_long_and_of_these_days() -> None:
    short = [text(1, size=20), text(2, size=20, day=1)]
    assert not group(short, [(1, 2, LEAST_PART - 1)])
    assert group(short, [(1, 2, LEAST_PART)])
    assert not group([text(1), text(2, day=PART_DAYS + 1)], [(1, 2, 60)])
    assert group([text(1), text(2, day=None)], [(1, 2, 60)])


def test_within_an_outlet_more_is_asked() -> None:
    assert not group([text(1, outlet=7), text(2, outlet=7)], [(1, 2, 75)])
    assert group([text(1, outlet=7), text(2, outlet=7)], [(1, 2, 85)])


def test_an_article_made_of_two_wires_does_not_tie_them_together() -> None:
    wires = [text(1), text(2, day=1)]
    assert kinds(group([*wires, text(3, day=2)], [(1, 3, 45), (2, 3, 45)])) == {
        1: (1, "first"),
        3: (1, "part"),
    }
    # even when it is the first of the three
    assert len(group([*wires, text(3, day=-1)], [(1, 3, 45), (2, 3, 45)])) == 2


def test_chains_do_not_grow() -> None:
    chain = [text(number, day=number) for number in range(1, 7)]
    found = group(chain, [(one, one + 1, 50) for one in range(1, 6)])
    assert kinds(found) == {
        1: (1, "first"),
        2: (1, "part"),
        3: (3, "first"),
        4: (3, "part"),
        5: (5, "first"),
        6: (5, "part"),
    }


def test_what_is_the_same_as_a_part_stands_with_it() -> None:
    found = group([text(1), text(2, day=1), text(3, day=2)], [(1, 2, 31), (1, 3, 29), (2, 3, 95)])
    assert kinds(found) == {1: (1, "first"), 2: (1, "part"), 3: (1, "near")}
    assert found[-1].matched == 2


def test_the_first_is_the_earliest_then_the_longest_and_the_undated_last() -> None:
    found = group(
        [text(1, day=None), text(2, day=3), text(3, day=3, size=110)], [(1, 2, 90), (2, 3, 90), (1, 3, 90)]
    )
    assert {it.group for it in found} == {3}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(2, 12))
def test_neither_order_nor_numbers_decide(seed: int, count: int) -> None:
    choose = random.Random(seed)
    days = choose.sample(range(-20, 20), count)
    texts = [text(number, day=days[number], size=choose.randrange(40, 120)) for number in range(count)]
    pairs = [
        (one.id, other.id, choose.randrange(4, min(one.size, other.size)))
        for one, other in itertools.combinations(texts, 2)
        if choose.random() < 0.4
    ]
    expected = kinds(group(texts, pairs))
    choose.shuffle(texts)
    choose.shuffle(pairs)
    assert kinds(group(texts, [(b, a, number) for a, b, number in pairs])) == expected
    firsts = {number for number, (_, kind) in expected.items() if kind == "first"}
    assert {of for of, _ in expected.values()} == firsts
