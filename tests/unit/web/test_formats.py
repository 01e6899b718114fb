"""Days, numbers and addresses in words."""

import pytest

from app.records import Published
from app.web import formats
from app.web.filters import published_element, with_code


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025", "2025"),
        ("2025-05", "May 2025"),
        ("2025-05-07", "7 May 2025"),
        ("2025-05-07T08:30", "7 May 2025, 08:30"),
        ("2025-05-07T08:30:11Z", "7 May 2025, 08:30 UTC"),
        ("2025-05-07T08:30:11.5+00:00", "7 May 2025, 08:30 UTC"),
        ("2025-12-31T23:05-05:00", "31 December 2025, 23:05 UTC-05:00"),
    ],
)
def test_a_date_says_as_much_as_is_known(iso, words):
    assert formats.date_in_words(iso) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "undated"),
        ("2016-09-28", None, "28 September 2016"),
        ("2016-09-28", "2016-09-28", "28 September 2016"),
        ("2016-09-28", "2016-09-29", "28–29 September 2016"),
        ("2016-09-28", "2016-10-01", "28 September – 1 October 2016"),
        ("2016-12-31", "2017-01-01", "31 December 2016 – 1 January 2017"),
    ],
)
def test_a_span_repeats_nothing(first, last, words):
    assert formats.span_in_words(first, last) == words


def test_doubt_about_a_date_is_said():
    bounded = Published(date="2025-05-07", precision="not_before", not_after="2025-09-30", evidence="x")
    assert formats.published_in_words(bounded) == "not before 7 May 2025 and not after 30 September 2025"
    assert published_element(bounded).striptags() == formats.published_in_words(bounded)
    guessed = Published(date="2025-05", precision="month", evidence="x", guessed=True)
    assert formats.published_in_words(guessed) == "May 2025 (inferred)"
    assert formats.published_in_words(None) == "undated"


def test_counts_agree_with_their_nouns():
    assert formats.counted(1, "article") == "1 article"
    assert formats.counted(1154, "article") == "1,154 articles"


def test_addresses_are_cut_and_only_web_addresses_are_links():
    assert formats.short_address("https://www.a.example/x/y/z.html?q=1") == "a.example/…/z.html"
    assert formats.short_address("https://a.example/") == "a.example"
    assert formats.is_web_address("http://a.example/x")
    assert formats.is_web_address("https://[2001:db8::1]:8443/x")
    assert not formats.is_web_address(None)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "http://[::1",
        "http://%zz/",
        "https://a.example:99999/",
        "https://a.example/\u202egpj.exe",
        "http:///x",
    ],
)
def test_an_address_that_no_browser_should_follow_is_no_link(address):
    assert not formats.is_web_address(address)


def test_a_file_is_called_by_the_end_of_its_path():
    assert formats.file_name("/home/a/corpus.jsonl") == "corpus.jsonl"
    assert formats.file_name("C:\\news\\a.txt") == "a.txt"
    assert formats.file_name("seeds/") == "seeds"


def test_code_in_descriptions_is_marked_and_the_rest_escaped():
    assert with_code("a `b<c` and ``d`` <e>") == "a <code>b&lt;c</code> and <code>d</code> &lt;e&gt;"
