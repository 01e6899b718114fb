import pytest
from compared_texts import HERALD, cut, record

from app.compare.comparison import Comparison, Link, number_links
from app.compare.contrast import (
    Contrast,
    FigureClaim,
    NameUse,
    Place,
    Position,
    Quotation,
    Quotations,
    Reuse,
    ReusedRun,
    SharedQuotation,
    SpeakerShare,
    Stretch,
    Structure,
    Words,
    WordUse,
)
from app.records import BlockKind
from app.web.compare.contrast_view import contrast_view

PARAGRAPH = BlockKind.PARAGRAPH
A = record(1, HERALD, (PARAGRAPH, "Nearly 900 came. “We go on,” said Ann Lee. It rained."))
B = record(2, None, (PARAGRAPH, "Rain fell. Some 700 came. “We go,” Lee said."))


def compared(contrast, links=()):
    return Comparison(
        a=cut(A, "a", (0, "Nearly 900 came."), (0, "“We go on,” said Ann Lee."), (0, "It rained.")),
        b=cut(B, "b", (0, "Rain fell."), (0, "Some 700 came."), (0, "“We go,” Lee said.")),
        aligned=links,
        only_a=(),
        only_b=(),
        contrast=contrast,
    )


def shown(contrast, links=()):
    c = compared(contrast, links)
    return contrast_view(c, number_links(c))


def figure(verdict):
    return FigureClaim(
        a=Place(passage="a0", start=7, end=10),
        b=Place(passage="b1", start=5, end=8),
        a_value="900",
        b_value="700",
        verdict=verdict,
        counted="came",
    )


def test_figures_that_differ_stand_apart_each_in_its_sentence():
    view = shown(Contrast(figures=(figure("agree"), figure("differ"), figure("agree"))))
    assert len(view.figures.differ) == 1
    [agreed] = view.figures.agree
    assert (len(agreed.a), len(agreed.b)) == (1, 1)
    [a] = view.figures.differ[0].a
    assert (a.before, a.marked, a.after) == ("Nearly ", "900", " came.")
    assert (a.spot.href, a.spot.words) == ("#a0", "sentence 1")
    assert ("One figure reads differently in A and B, one agrees", "#figures") in view.findings


@pytest.fixture
def quotations():
    a = Quotation(id="q1", places=(Place(passage="a1", start=1, end=9),), words=3, speaker="Ann Lee")
    b = Quotation(id="q2", places=(Place(passage="b2", start=1, end=6),), words=2, speaker="Ann Lee")
    return Quotations(
        a=(a,),
        b=(b,),
        shared=(
            SharedQuotation(
                a="q1",
                b="q2",
                speaker="Ann Lee",
                identical=False,
                stretches_a=(Stretch(text="We go", shared=True), Stretch(text=" on", shared=False)),
                stretches_b=(Stretch(text="We go", shared=True),),
            ),
        ),
        speakers=(SpeakerShare(speaker="Ann Lee", quotations_a=1, quotations_b=1, words_a=3, words_b=2),),
    )


def test_quotations_say_who_speaks_how_long_and_what_was_cut(quotations):
    view = shown(Contrast(quotations=quotations)).quotations
    assert view.summary == (
        "A quotes one speaker, in one quotation: 3 of its 11 words.",
        "B quotes one speaker, in one quotation: 2 of its 9 words.",
        "Ann Lee is quoted by both.",
    )
    [speaker] = view.speakers
    assert (speaker.a.words, speaker.a.width) == ("3 words in 1 quotation", "100.0%")
    assert (speaker.b.words, speaker.b.width) == ("2 words in 1 quotation", "66.7%")
    [both] = view.shared
    assert (both.words, both.spot_a.href, both.spot_b.href) == ("cut or altered in one of them", "#a1", "#b2")
    assert [(piece.text, piece.shared) for piece in both.a] == [("We go", True), (" ", True), ("on", False)]
    assert not view.a.speakers


def test_what_one_side_quotes_is_listed_with_the_unattributed_last(quotations):
    nameless = Quotation(id="q0", places=(Place(passage="a0", start=0, end=6),), words=1, speaker=None)
    alone = Quotations(a=(nameless, *quotations.a), speakers=quotations.speakers)
    view = shown(Contrast(quotations=alone)).quotations
    assert view.finding == "Ann Lee is quoted by both"
    assert [(one.speaker, one.quotes[0].text) for one in view.a.speakers] == [
        ("Ann Lee", "We go on"),
        (None, "Nearly"),
    ]
    assert "For 1 in A and 0 in B no speaker was made out." in view.summary


def test_sections_without_findings_say_so_in_a_line():
    view = shown(Contrast())
    assert view.figures.summary == "No figure was found that both texts give for the same thing."
    assert view.quotations.summary == ("Neither text quotes anybody.",)
    assert view.names.summary == "No names were found in either text."
    assert view.words.summary == "Neither text uses a word twice or more that the other does not have."
    assert view.reuse.summary == ("No eight words in a row stand in both texts.",)
    assert view.order.summary == "No statement was found in both texts, so there is no order to compare."


def test_names_of_both_and_of_one():
    names = (
        NameUse(name="Ann Lee", kind="person", count_a=1, count_b=2, first_a="a1", first_b="b2"),
        NameUse(name="Ohio", kind="place", count_a=0, count_b=3, first_a=None, first_b="b0"),
    )
    view = shown(Contrast(names=names)).names
    assert [(one.name, one.a.times, one.b.times, one.b.first.href) for one in view.both] == [
        ("Ann Lee", "once", "twice", "#b2")
    ]
    assert (view.a, [one.name for one in view.b]) == ((), ["Ohio"])
    assert view.summary.startswith("One name stands in both texts, none only in A and 1 only in B.")


def test_words_give_significance_only_for_pooled_coverage():
    use = WordUse(word="rain", count_a=4, count_b=1, first_a="a2", first_b="b0", z=2.5)
    pooled = shown(Contrast(words=Words(a=(use,), pooled=True))).words
    assert (pooled.title, pooled.a[0].note) == ("Words one side uses more", "1 in B, z 2.5")
    counted = shown(Contrast(words=Words(a=(use.model_copy(update={"z": None}),)))).words
    assert (counted.title, counted.a[0].note) == ("Words only one side uses", "")
    assert "too few for statistics" in counted.summary


def test_reuse_tells_quoted_from_unquoted_with_the_share_of_each_text():
    run = ReusedRun(
        a=(Place(passage="a0", start=7, end=15), Place(passage="a1", start=1, end=6)),
        b=(Place(passage="b1", start=0, end=14),),
        words=8,
        quoted=False,
        text="900 came We go",
    )
    view = shown(Contrast(reuse=Reuse(runs=(run,), unquoted_share_a=0.5, unquoted_share_b=0.25))).reuse
    assert view.summary == (
        "Eight words in a row and more.",
        "Outside quotation marks: one run, about 6 of A’s 11 words and 2 of B’s 9.",
        "In quotation marks in both: none.",
    )
    [shared] = view.unquoted
    assert (view.quoted, shared.text, shared.a.href, shared.words) == (
        (),
        "900 came. “We go",
        "#a0",
        "8 words",
    )


def test_the_order_of_statements_is_drawn_and_told():
    links = tuple(
        Link(a=(a,), b=(b,), relation="same", score=0.9)
        for a, b in (("a0", "b1"), ("a1", "b2"), ("a2", "b0"))
    )
    positions = tuple(Position(link=n, a=n + 1, b=b) for n, b in enumerate((2, 3, 1)))
    view = shown(Contrast(structure=Structure(positions=positions, tau=-0.33)), links).order
    assert [(one.number, one.y1, one.y2) for one in view.left] == [(1, 14, 42), (2, 42, 70), (3, 70, 14)]
    assert [one.number for one in view.right] == [3, 1, 2]
    assert view.summary == (
        "The first shared statement of A, its sentence 1, is sentence 2 of B; the first of B, its "
        "sentence 1, is sentence 3 of A. Of 3 pairs of shared statements, 1 stands in the same order in "
        "both texts and 2 the other way round (Kendall’s tau-b −0.33)."
    )


def test_headlines_show_the_words_that_only_one_of_them_has():
    c = compared(Contrast(words=Words(headline_a=("Text",))))
    view = contrast_view(c, number_links(c)).words
    assert view.headline_a.pieces == (("Text", True), (" ", False), ("1", False))
    assert view.headlines == "Words that only one of them has are underlined."
    derived = c.a.model_copy(
        update={
            "articles": tuple(card.model_copy(update={"title_source": "derived"}) for card in c.a.articles)
        }
    )
    without = c.model_copy(update={"a": derived})
    assert contrast_view(without, ()).words.headlines == "A has no headline to compare."
