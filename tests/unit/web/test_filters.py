"""Dates as elements, and titles of pages."""

import pytest
from markupsafe import Markup

from app.records import Published
from app.web import filters, formats


@pytest.mark.parametrize(
    ("iso", "words", "exact"),
    [
        ("2025-05-07", "7 May 2025", "7 May 2025, hour unknown"),
        ("2025-05", "May 2025", "May 2025, day unknown"),
        ("2025", "2025", "2025, day unknown"),
        ("2025-05-07T08:30+02:00", "7 May 2025", "7 May 2025, 08:30 UTC+02:00"),
        ("2025-05-07T08:30:11Z", "7 May 2025", "7 May 2025, 08:30:11 UTC"),
        ("2025-05-07T08:30", "7 May 2025", "7 May 2025, 08:30, zone unknown"),
    ],
)
def test_a_day_has_the_exact_time_on_hover(iso: str, words: str, exact: str) -> None:
    assert filters.day_element(iso) == f'<time datetime="{iso}" title="{exact}">{words}</time>'


def test_a_publication_says_how_it_is_known_and_is_escaped() -> None:
    stated = Published(date="2025-05-07T08:30Z", precision="minute", evidence='the line "<b>7 May</b>"')
    shown = filters.published_element(stated)
    assert isinstance(shown, Markup)
    title = "7 May 2025, 08:30 UTC; how it is known: the line &#34;&lt;b&gt;7 May&lt;/b&gt;&#34;"
    assert shown == f'<time datetime="2025-05-07T08:30Z" title="{title}">7 May 2025</time>'
    assert "7 May 2025, 08:30 UTC</time>" in filters.published_element(stated, exact=True)


def test_a_publication_keeps_its_doubt() -> None:
    guessed = Published(date="2025-05-07", precision="day", evidence="its neighbours", guessed=True)
    assert "inferred: its neighbours" in filters.published_element(guessed)
    assert filters.published_element(guessed).endswith("</time> (inferred)")
    within = Published(date="2025-05-07", precision="not_before", evidence="a feed", not_after="2025-06-01")
    told = Markup(filters.published_element(within)).striptags()
    assert told == "not before 7 May 2025 and not after 1 June 2025"
    assert filters.published_element(None) == "undated"


def test_a_span_is_an_element_where_it_is_one_day() -> None:
    day = '<time datetime="2016-09-28">28 September 2016</time>'
    assert filters.span_element("2016-09-28", None) == day
    assert filters.span_element("2016-09-28", "2016-09-28") == day
    assert filters.span_element("2016-09-28", "2016-09-29") == "28–29 September 2016"
    assert filters.span_element(None, None) == "undated"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2025-05-07T08:30:30+00:00", "just now"),
        ("2025-05-07T08:31:10+00:00", "one minute ago"),
        ("2025-05-07T10:45:00+00:00", "two hours ago"),
        ("2025-05-08T08:29:00+00:00", "23 hours ago"),
        ("2025-05-08T08:30:00+00:00", "7 May 2025"),
        # a clock that was set back
        ("2025-05-07T08:29:00+00:00", "7 May 2025"),
    ],
)
def test_how_long_ago(now: str, words: str) -> None:
    assert formats.ago_in_words("2025-05-07T08:30:00+00:00", now) == words


def test_titles_begin_with_what_tells_pages_apart() -> None:
    assert formats.page_title("wall", "Search", page=2) == "wall, page 2 · Search · Parallax"
    assert formats.page_title(["", "Fox News"], "Events") == "Fox News · Events · Parallax"
    assert formats.page_title([""], "Search", page=3) == "Search, page 3 · Parallax"
    assert formats.page_title([], "Events", "More") == "Events · More · Parallax"
    long = formats.page_title("a headline " * 50, "Versions", page=1_000)
    subject, kind, name = long.split(" · ")
    assert (len(subject), kind, name) == (120, "Versions", "Parallax")
    assert subject.endswith("…, page 1,000")
