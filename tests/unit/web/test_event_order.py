"""Who was first, and how much later the others came."""

import pytest
from made_up_event import MIXED, POST, TIMES, card, event

from app.records import ArticleCard, EventRecord, Published
from app.web.events.event_order import Delay
from app.web.events.event_view import coverage, event_view


def timed(number: int, outlet: str, instant: str) -> ArticleCard:
    named = (TIMES if outlet == "times" else POST) if outlet else None
    published = Published(date=instant, precision="minute", evidence="field")
    return card(number, named, instant[:10]).model_copy(update={"published": published})


def told(record: EventRecord) -> list[tuple[str, str]]:
    return [(side.side, side.after) for side in coverage(record)]


def test_days_tell_the_order_where_hours_are_not_known() -> None:
    later = event(card(1, TIMES, "2016-09-28"), card(2, POST, "2016-09-30"), card(3, None, None))
    assert told(later) == [("the-times", "first"), ("the-post", "2 days later"), ("~3", "not known")]
    assert event_view(later, {}, []).order == (
        "The Times was first, on 28 September 2016. One came 2 days later."
    )


def test_outlets_of_one_day_are_not_put_in_order() -> None:
    assert told(MIXED) == [
        ("the-times", "on the first day"),
        ("the-post", "on the first day"),
        ("~4", "not known"),
    ]
    assert event_view(MIXED, {}, []).order == (
        "The Times and The Post both have it from the first day, 28 September 2016; "
        "which of them was first the days do not tell."
    )


def test_hours_count_across_time_zones() -> None:
    record = event(
        # 20:00 in UTC, on the day before that of the others
        timed(1, "post", "2016-09-29T22:00+02:00"),
        timed(2, "times", "2016-09-29T18:30+00:00"),
        timed(3, "", "2016-10-05T18:30+00:00"),
    )
    assert told(record) == [
        ("the-post", "1 hour 30 minutes later"),
        ("the-times", "first"),
        ("~3", "6 days later"),
    ]
    assert event_view(record, {}, []).order == (
        "The Times was first, on 29 September 2016. One came within a day, one 6 days later."
    )


@pytest.mark.parametrize("other", ["2016-09-29", "2016-09-29T19:00"])
def test_one_time_that_is_not_known_leaves_days(other: str) -> None:
    without = card(2, TIMES, "2016-09-29")
    if "T" in other:
        without = timed(2, "times", other)
    record = event(timed(1, "post", "2016-09-29T22:00+02:00"), without)
    assert {side.delay for side in coverage(record)} == {Delay(days=0)}


def test_nothing_is_said_of_one_side_or_none_that_is_dated() -> None:
    assert event_view(event(card(1, TIMES, "2016-09-28"), card(2, POST, None)), {}, []).order == ""
    assert event_view(event(card(1, TIMES, None), card(2, POST, None)), {}, []).order == ""


def test_many_first_ones_are_not_all_named() -> None:
    record = event(*(card(number, None, "2016-09-28") for number in range(1, 9)))
    assert "and 4 more all have it" in event_view(record, {}, []).order


def test_bars_are_articles_end_to_end() -> None:
    times, post, _ = coverage(MIXED)
    assert [bar.x for bar in times.lengths] == [0, 50]
    assert sum(bar.width for bar in times.lengths) < 100
    assert post.lengths[0].x == 0
    assert post.lengths[0].width < 50
    assert coverage(event(card(1, TIMES, None).model_copy(update={"word_count": 0})))[0].lengths[0].width > 0
