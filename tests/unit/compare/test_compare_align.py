import numpy as np

from app.compare.align import align, verbatim_runs
from app.compare.comparison import Passage
from app.compare.scorer import CutOffs
from app.records import BlockKind

CUT_OFFS = CutOffs(same=0.5, only=0.1)


def passage(key: str, text: str) -> Passage:
    return Passage(id=key, article_id=1, block=0, kind=BlockKind.PARAGRAPH, start=0, end=len(text), text=text)


def side(letter: str, count: int) -> list[Passage]:
    return [
        passage(f"{letter}{n}", f"{letter} says something different {letter * (n + 3)}") for n in range(count)
    ]


def relations(links):
    return {(link.a, link.b): link.relation for link in links}


def test_two_cut_offs_make_three_states():
    links, only_a, only_b = align(
        side("a", 3),
        side("b", 3),
        np.array([[0.9, 0.02, 0.0], [0.3, 0.2, 0.05], [0.01, 0.0, 0.09]]),
        CUT_OFFS,
    )
    assert relations(links) == {(("a0",), ("b0",)): "same", (("a1",), ("b0", "b1")): "related"}
    assert (only_a, only_b) == (("a2",), ("b2",))


def test_one_passage_may_answer_several_in_any_order():
    links, only_a, only_b = align(
        side("a", 2), side("b", 3), np.array([[0.0, 0.6, 0.8], [0.7, 0.9, 0.0]]), CUT_OFFS
    )
    assert relations(links) == {(("a0",), ("b1", "b2")): "same", (("a1",), ("b0", "b1")): "same"}
    assert not only_a
    assert not only_b


def test_every_passage_is_linked_or_stands_alone():
    probability = np.random.default_rng(1).random((12, 9)) ** 4
    a, b = side("a", 12), side("b", 9)
    links, only_a, only_b = align(a, b, probability, CUT_OFFS)
    linked = {key for link in links for key in (*link.a, *link.b)}
    assert linked.isdisjoint((*only_a, *only_b))
    assert linked.union(only_a, only_b) == {p.id for p in (*a, *b)}


def test_nothing_to_compare_with():
    links, only_a, only_b = align(side("a", 2), [], np.zeros((2, 0)), CUT_OFFS)
    assert (links, only_a, only_b) == ((), ("a0", "a1"), ())


def test_word_for_word_names_the_shared_words_and_leaves_out_echoes():
    quote = "“There are always weak links, always ways to maneuver,” he said."
    a = [passage("a0", quote)]
    b = [
        passage("b0", "Weak links exist, he said, and ways to maneuver."),
        passage("b1", "As one put it: “There are always weak links, always ways to maneuver.”"),
    ]
    (link, *rest), _, _ = align(a, b, np.array([[0.6, 0.9]]), CUT_OFFS)
    assert (link.relation, link.b, link.score) == ("verbatim", ("b1",), 0.9)
    texts = {"a0": a[0].text, "b1": b[1].text}
    shared = {texts[run.passage][run.start : run.end] for run in link.runs}
    assert shared == {"There are always weak links, always ways to maneuver"}
    # the echo is kept in sight, as possibly related
    assert [(other.b, other.relation) for other in rest] == [(("b0",), "related")]


def test_a_surer_partner_in_other_words_stays_beside_a_word_for_word_one():
    a = [passage("a0", "The governor, who had hesitated, said at last: “We will not pay.”")]
    b = [
        passage("b0", "In the end the governor refused to pay, after some wavering."),
        passage("b1", "“We will not pay.”"),
    ]
    (link,), _, _ = align(a, b, np.array([[0.9, 0.6]]), CUT_OFFS)
    assert (link.relation, link.b) == ("same", ("b0", "b1"))
    assert {run.passage for run in link.runs} == {"a0", "b1"}


def test_a_few_common_words_are_not_word_for_word():
    one = passage("a0", "The president of the United States said on Monday that taxes would rise.")
    other = passage("b0", "The president of the United States will travel to Ohio to open a new bridge.")
    assert verbatim_runs(one, other) == []
    assert verbatim_runs(passage("a0", "It failed."), passage("b0", "It failed!"))
