import pytest
from compared_texts import HERALD, cut, record

from app.compare.comparison import Comparison, Link, Run, number_links
from app.records import BlockKind
from app.web.compare.compare_marks import passage_states
from app.web.compare.compare_view import view

A = record(
    1,
    HERALD,
    (BlockKind.PARAGRAPH, "One fine day. “We go on,” he said."),
    (BlockKind.CAPTION, "A picture."),
    (BlockKind.PARAGRAPH, "Nobody else has this. Nor this."),
    (BlockKind.PARAGRAPH, "It may rain."),
)
B = record(
    2,
    None,
    (BlockKind.TITLE, "A fine day"),
    (BlockKind.PARAGRAPH, "He told us: “We go on.” Rain is likely. The day was fine."),
)


@pytest.fixture
def comparison() -> Comparison:
    side_a = cut(
        A,
        "a",
        (0, "One fine day."),
        (0, "“We go on,” he said."),
        (2, "Nobody else has this."),
        (2, "Nor this."),
        (3, "It may rain."),
    )
    side_b = cut(
        B,
        "b",
        (0, "A fine day"),
        (1, "He told us: “We go on.”"),
        (1, "Rain is likely."),
        (1, "The day was fine."),
    )
    return Comparison(
        a=side_a,
        b=side_b,
        aligned=(
            Link(a=("a4",), b=("b2",), relation="related", score=0.3),
            Link(
                a=("a1",),
                b=("b1",),
                relation="verbatim",
                score=0.99,
                runs=(Run(passage="a1", start=1, end=9), Run(passage="b1", start=13, end=21)),
            ),
            Link(a=("a0",), b=("b2",), relation="related", score=0.2),
            Link(a=("a0",), b=("b0", "b3"), relation="same", score=0.8),
        ),
        only_a=("a2", "a3"),
        only_b=(),
    )


def passages(side):
    return {p.id: p for article in side.articles for block in article.blocks for p in block.passages}


def test_numbers_run_in_the_reading_order_of_a(comparison):
    assert [(n, link.a[0], link.relation) for n, link in number_links(comparison)] == [
        (1, "a0", "same"),
        (2, "a0", "related"),
        (3, "a1", "verbatim"),
        (4, "a4", "related"),
    ]


def test_the_same_number_stands_on_both_sides_surest_first(comparison):
    shown = view(comparison, {1: A, 2: B})
    a, b = passages(shown.a), passages(shown.b)

    def marks(passage):
        return [(group.state, [(m.number, m.href) for m in group.marks]) for group in passage.marks]

    assert marks(a["a0"]) == [("same", [(1, "#b0")]), ("related", [(2, "#b2")])]
    assert marks(b["b0"]) == marks(b["b3"]) == [("same", [(1, "#a0")])]
    assert marks(b["b2"]) == [("related", [(2, "#a0"), (4, "#a4")])]
    assert a["a1"].marks[0].marks[0].label == "3: word for word, go to its counterpart in B"
    assert [(p.text, p.shared) for p in a["a1"].pieces] == [
        ("“", False),
        ("We go on", True),
        (",” he said.", False),
    ]


def test_one_caret_opens_a_run_that_stands_only_here(comparison):
    a = passages(view(comparison, {1: A, 2: B}).a)
    assert [(key, p.caret) for key, p in a.items() if p.state == "only"] == [("a2", True), ("a3", False)]


def test_the_text_stays_whole(comparison):
    shown = view(comparison, {1: A, 2: B})
    texts = [
        "".join(p.before + "".join(piece.text for piece in p.pieces) for p in block.passages) + block.rest
        for article in shown.a.articles
        for block in article.blocks
    ]
    assert texts == ["One fine day. “We go on,” he said.", "Nobody else has this. Nor this.", "It may rain."]


def test_a_filter_takes_the_other_marks_away_and_keeps_the_numbers(comparison):
    shown = view(comparison, {1: A, 2: B}, show="related")
    a, b = passages(shown.a), passages(shown.b)
    assert len(a) == 5
    assert {key: p.state for key, p in a.items() if p.state} == {"a0": "related", "a4": "related"}
    assert [m.number for m in b["b2"].marks[0].marks] == [2, 4]
    assert not any(p.caret for p in a.values())
    assert [(f.show, f.a, f.b, f.current) for f in shown.filters] == [
        ("all", 5, 4, False),
        ("verbatim", 1, 1, False),
        ("same", 1, 2, False),
        ("related", 1, 1, True),
        ("only", 2, 0, False),
    ]
    only = passages(view(comparison, {1: A, 2: B}, show="only").a)
    assert {key: p.state for key, p in only.items() if p.state} == {"a2": "only", "a3": "only"}


def test_folds_hold_the_counterparts_of_a_paragraph(comparison):
    blocks = view(comparison, {1: A, 2: B}).a.articles[0].blocks
    fold = blocks[0].fold
    assert fold.letter == "B"
    assert [(e.number, tuple(text for text, _ in e.texts)) for e in fold.entries] == [
        (1, ("A fine day", "The day was fine.")),
        (2, ("Rain is likely.",)),
        (3, ("He told us: “We go on.”",)),
    ]
    assert blocks[1].fold is None


def test_words_say_what_was_found_and_what_is_not_known(comparison):
    shown = view(comparison, {1: A, 2: B})
    assert shown.result == (
        "2 of the 5 sentences in A have a counterpart in B, 1 more is possibly related, and for 2 no "
        "counterpart was found. One sentence of A shares wording with B, word for word."
    )
    assert (shown.a.name, shown.b.name) == ("The Herald", "Outlet unknown")
    assert shown.b.articles[0].source == "Outlet unknown · text-2.txt · undated"
    assert shown.b.facts == "16 words, 4 sentences, headline and summary counted"
    assert shown.note is None
    assert view(comparison.model_copy(update={"truncated": True}), {1: A, 2: B}).note


def test_nothing_in_common(comparison):
    nothing = comparison.model_copy(
        update={"aligned": (), "only_a": ("a0", "a1", "a2", "a3", "a4"), "only_b": ("b0", "b1", "b2", "b3")}
    )
    expected = "For none of the 5 sentences in A was a counterpart found in B."
    assert view(nothing, {1: A, 2: B}).result == expected


def test_the_strip_is_drawn_on_one_scale_of_words(comparison):
    strip = view(comparison, {1: A, 2: B}).strip
    end = [float(b.x[:-1]) + float(b.width[:-1]) for b in (strip.a[-1], strip.b[-1])]
    assert max(end) == pytest.approx(100, abs=0.3)
    assert [line.state for line in strip.lines] == ["related", "related", "same", "same", "verbatim"]
    assert {block.state for block in strip.a} == set(passage_states(comparison).values())


def ids(groups):
    """The anchors of every row, those of A and of B; an empty one stands for a passage shown once more."""
    return [
        [([p.id for block in cell for p in block.passages]) for cell in (row.a, row.b)]
        for group in groups
        for row in group.rows
    ]


def test_in_the_order_of_a_each_paragraph_stands_beside_what_answers_it(comparison):
    shown = view(comparison, {1: A, 2: B}, order="a")
    assert ids(shown.groups) == [
        [["a0", "a1"], ["b0", "b3", "b2", "b1"]],
        [["a2", "a3"], []],
        [["a4"], [""]],
    ]
    assert not any(article.blocks for side in (shown.a, shown.b) for article in side.articles)


def test_in_the_order_of_b_the_rest_of_a_follows(comparison):
    shown = view(comparison, {1: A, 2: B}, order="b")
    assert [group.title for group in shown.groups] == ["B, and what answers it", "The rest of A"]
    assert ids(shown.groups) == [
        [["a0"], ["b0"]],
        [["a1", "", "a4"], ["b1", "b2", "b3"]],
        [["a2", "a3"], []],
    ]


def test_grouped_every_link_is_a_row_surest_first(comparison):
    shown = view(comparison, {1: A, 2: B}, order="grouped")
    assert [group.title for group in shown.groups] == [
        "Word for word",
        "Same statement",
        "Possibly related",
        "Only here",
    ]
    assert ids(shown.groups) == [
        [["a1"], ["b1"]],
        [["a0"], ["b0", "b3"]],
        [[""], ["b2"]],
        [["a4"], [""]],
        [["a2", "a3"], []],
    ]
    numbers = [
        [mark.number for p in block.passages for group in p.marks for mark in group.marks]
        for group in shown.groups[:3]
        for row in group.rows
        for block in (*row.a, *row.b)
    ]
    assert numbers == [[3], [3], [1], [1], [1], [2], [2], [4], [4]]


@pytest.mark.parametrize("order", ["own", "a", "b", "grouped"])
@pytest.mark.parametrize("show", ["all", "verbatim", "same", "related", "only"])
def test_every_passage_has_its_anchor_once_in_every_order(comparison, order, show):
    shown = view(comparison, {1: A, 2: B}, show=show, order=order)
    found = [key for row in ids(shown.groups) for cell in row for key in cell if key]
    if order == "own":
        found = [*passages(shown.a), *passages(shown.b)]
    assert sorted(found) == [f"a{n}" for n in range(5)] + [f"b{n}" for n in range(4)]
