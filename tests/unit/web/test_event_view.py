"""The page of an event, worked out without database or markup."""

import pytest
from made_up_event import MIXED, POST, TIMES, card, event

from app.records import (
    ArticleRecord,
    Block,
    BlockKind,
    OutletRecord,
)
from app.web.events.event_timeline import timeline
from app.web.events.event_view import (
    absent,
    choices,
    coverage,
    default_sides,
    event_view,
    opening,
    side_articles,
    summary,
)


def outlet(number: int, slug: str, count: int, first: str | None, last: str | None) -> OutletRecord:
    return OutletRecord(id=number, slug=slug, name=slug, article_count=count, first_day=first, last_day=last)


def test_summary_counts_outlets_articles_days_and_says_what_is_unknown() -> None:
    assert summary(MIXED) == "Two outlets, four articles, two days. One article names no outlet."
    assert (
        summary(event(card(1, None, None), card(2, None, None))) == "Two articles. Their outlet is not known."
    )


def test_summary_counts_copies_as_one_voice() -> None:
    copied = event(card(1, TIMES, "2016-09-28"), card(2, POST, "2016-09-28"), texts=1)
    assert summary(copied) == "Two outlets, one independent text, two articles, one day."


def test_a_bar_is_a_day_wide_and_every_lane_is_an_outlet() -> None:
    drawn = timeline(MIXED)
    assert drawn is not None
    assert [lane.name for lane in drawn.lanes] == ["The Times", "The Post"]
    assert [(bar.x, bar.width) for bar in drawn.lanes[0].bars] == [(25.0, 25.0), (50.0, 25.0)]
    assert [tick.label for tick in drawn.ticks] == [
        "Tue 27 Sept",
        "Wed 28 Sept",
        "Thu 29 Sept",
        "Fri 30 Sept",
    ]
    assert "28 September 2016: The Times, The Post." in drawn.description


def test_a_long_timeline_keeps_few_ticks_and_names_inside_the_picture() -> None:
    drawn = timeline(event(card(1, TIMES, "2016-01-01"), card(2, POST, "2016-12-31")))
    assert drawn is not None
    assert len(drawn.ticks) <= 10
    assert sum(not tick.minor for tick in drawn.ticks) <= 3
    late = drawn.lanes[1]
    assert late.label_ends
    assert late.bars[0].x + late.bars[0].width == pytest.approx(late.label_x)
    assert late.label_x < 100
    assert drawn.ticks[0].label == "31 Dec 2015"


def test_no_timeline_without_a_day() -> None:
    assert timeline(event(card(1, TIMES, None), card(2, None, None))) is None


def test_articles_of_unknown_outlets_are_sides_of_their_own() -> None:
    assert [(side.side, len(side.articles), side.when) for side in coverage(MIXED)] == [
        ("the-times", 2, "28–29 September 2016"),
        ("the-post", 1, "28 September 2016"),
        ("~4", 1, "undated"),
    ]
    assert [choice.side for choice in choices(MIXED).outlets] == ["the-times", "the-post"]
    assert [choice.side for choice in choices(MIXED).articles] == ["~1", "~2", "~3", "~4"]
    assert [found.id for found in side_articles(MIXED, "the-times")] == [1, 3]
    assert [found.id for found in side_articles(MIXED, "~4")] == [4]
    assert side_articles(MIXED, "~99") == side_articles(MIXED, "nobody") == ()


def test_default_sides_fill_in_what_was_not_chosen() -> None:
    assert default_sides(MIXED) == ("the-times", "the-post")
    assert default_sides(MIXED, b="the-times") == ("the-post", "the-times")
    assert default_sides(MIXED, a="~4") == ("~4", "the-times")
    one_outlet = event(card(1, TIMES, "2016-09-28"), card(2, TIMES, "2016-09-28"))
    assert default_sides(one_outlet) == ("~1", "~2")
    assert default_sides(event(card(1, TIMES, None))) is None


def test_absent_outlets_are_parted_by_whether_they_could_have_reported() -> None:
    missing = absent(
        MIXED,
        [
            outlet(1, "the-times", 2, "2016-09-28", "2016-09-29"),
            outlet(3, "around", 9, "2016-01-01", "2016-12-31"),
            outlet(4, "later", 3, "2020-01-01", "2020-12-31"),
            outlet(5, "undated", 1, None, None),
            outlet(6, "empty", 0, None, None),
        ],
    )
    assert [found.slug for found in missing.around] == ["around"]
    assert [found.slug for found in missing.elsewhere] == ["later", "undated"]
    assert len(missing) == 3


def test_the_opening_is_one_sentence_of_the_text() -> None:
    blocks = (
        Block(kind=BlockKind.BYLINE, text="By A. Writer", line_start=1, line_end=1),
        Block(
            kind=BlockKind.PARAGRAPH, text="The first sentence.\nThe second one.", line_start=2, line_end=3
        ),
    )
    record = ArticleRecord(
        **dict(card(1, TIMES, None)),
        body="",
        blocks=blocks,
        author_role=None,
        author_evidence=None,
        outlet_evidence=None,
        extracted_outlet=None,
        outlet_by_person=False,
        source_url=None,
        section=None,
        cited_outlets=(),
        document_id=1,
        document_sha256="0" * 64,
        origin="1.txt",
        origin_line=None,
        ingested_at="2025-01-01T00:00:00Z",
    )
    assert opening(record) == "The first sentence."
    long = record.model_copy(update={"blocks": (blocks[1].model_copy(update={"text": "word " * 200}),)})
    assert len(opening(long)) <= 302
    assert opening(long).endswith(" …")
    assert opening(record.model_copy(update={"blocks": ()})) == ""
    button, caption = (
        blocks[1].model_copy(update={"text": text})
        for text in ("Share this.", "The bridge at dusk A. Keller/The Ledger")
    )
    behind = record.model_copy(update={"blocks": (caption, button, blocks[1])})
    assert opening(behind) == "The first sentence."
    assert opening(record.model_copy(update={"blocks": (caption, button)})) == caption.text
    view = event_view(MIXED, {1: record}, [])
    assert [line.opening for line in view.headlines] == ["The first sentence.", "", "", ""]
    assert [undated.id for undated in view.undated] == [4]
