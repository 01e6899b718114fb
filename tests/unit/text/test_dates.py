import pytest

from app.text.dates import day_in_url, days_in_text, parse_date


@pytest.mark.parametrize(
    ("stated", "date", "precision"),
    [
        ("2016-09-20", "2016-09-20", "day"),
        ("2014-12-24 00:00:00", "2014-12-24", "day"),
        ("2025-05-07T08:30:00+0200", "2025-05-07T08:30:00+02:00", "second"),
        ("2020-02-03T10:11:12.123Z", "2020-02-03T10:11:12+00:00", "second"),
        ("Tue, 03 Jun 2008 11:05:30 GMT", "2008-06-03T11:05:30+00:00", "second"),
        ("May 7, 2025", "2025-05-07", "day"),
        ("Wednesday, 7 May 2025", "2025-05-07", "day"),
        ("Sept. 3, 2012, 8:30 a.m. EDT", "2012-09-03T08:30-04:00", "minute"),
        ("7. Mai 2025", "2025-05-07", "day"),
        ("7 de mayo de 2025", "2025-05-07", "day"),
        ("le 7 août 2025", "2025-08-07", "day"),
        ("16.3.2019", "2019-03-16", "day"),
        ("16/3/2019", "2019-03-16", "day"),
        ("3/16/19", "2019-03-16", "day"),
        ("May 2025", "2025-05", "month"),
        ("2019", "2019", "year"),
        ("1556668800", "2019-05-01T00:00:00+00:00", "second"),
    ],
)
def test_stated_dates_are_read_to_their_precision(stated: str, date: str, precision: str) -> None:
    published, reason = parse_date(stated, "the field")
    assert reason is None
    assert published is not None
    assert (published.date, published.precision) == (date, precision)
    assert stated in published.evidence
    assert not published.guessed


def test_an_assumed_order_is_said() -> None:
    published, _ = parse_date("12/1/16", "the field")
    assert published is not None
    assert published.date == "2016-12-01"
    assert "order assumed" in published.evidence
    clear, _ = parse_date("12/22/2016", "the field")
    assert clear is not None
    assert "assumed" not in clear.evidence


@pytest.mark.parametrize(
    "stated", ["soon", "2019-02-30", "13/14/2015", "May 2", "12:30", "May 7, 2025 about noon"]
)
def test_what_cannot_be_read_is_none_with_a_reason_that_names_the_value(stated: str) -> None:
    published, reason = parse_date(stated, "the field")
    assert published is None
    assert reason is not None
    assert stated in reason


def test_an_empty_value_is_no_error() -> None:
    assert parse_date("  ", "the field") == (None, None)


def test_days_in_addresses_and_texts() -> None:
    assert str(day_in_url("https://x.org/2016/09/20/a-title")) == "2016-09-20"
    assert str(day_in_url("https://x.org/2016/sep/20/a-title/")) == "2016-09-20"
    assert day_in_url("https://x.org/2016/99/20/a") is None
    assert day_in_url("https://x.org/story-20160920") is None
    assert [str(found.day) for found in days_in_text("on May 7, 2025 and 8 June 2024, in May")] == [
        "2025-05-07",
        "2024-06-08",
    ]
