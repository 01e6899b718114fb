"""What feeds say of themselves, where sites name them, and how lists of them are written."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from app.ingest.feed_document import About, about, as_opml, breaks_off, feed_links, is_feed, max_age_minutes
from app.ingest.feed_entries import entries_of
from app.ingest.feed_schedule import next_after_failure, next_after_success
from app.ingest.readers.base import Address, Unreadable
from app.records import FeedRecord, RawDocument

URL = "https://paper.example/feeds/all"
NOW = datetime(2025, 5, 7, 8, 30, tzinfo=UTC)


def feed(url: str, title: str = "", folder: str | None = None, site_url: str | None = None) -> FeedRecord:
    return FeedRecord(
        id=1,
        url=url,
        title=title,
        site_url=site_url,
        folder=folder,
        paused=False,
        added_at="2025-05-07T08:30:00+00:00",
        polled_at=None,
        due_at=None,
        etag=None,
        last_modified=None,
        failures=0,
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            "<rss><channel><title> The\n Paper </title><link>/</link><ttl>45</ttl>"
            "<item><title>One</title></item></channel></rss>",
            About("The Paper", "https://paper.example/", 45),
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><link rel='self' href='x'/>"
            "<link href='https://paper.example/a'/><entry><title>B</title></entry></feed>",
            About("A", "https://paper.example/a", None),
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
            " xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>R</title>"
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rdf:RDF>",
            About("R", None, 30),
        ),
        (
            "<rss><channel><image><title>Logo</title></image><title>Name</title></channel></rss>",
            About("Name"),
        ),
        ("<rss><channel><title>cut off", About()),
        ("<rss><channel><title>A</title><link>javascript:alert(1)</link></channel></rss>", About("A")),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>", About()),
        ("<rss>" + "<a>" * 100_000, About()),
        ('{"version": "https://jsonfeed.org/version/1", "title": "J"}', About("J")),
        ('{"title": ["no"], "home_page_url": 7}', About()),
        ("{" + '"a":[' * 100_000, About()),
        ("", About()),
    ],
)
def test_a_feed_is_asked_what_it_says_of_itself(data: str, said: About) -> None:
    assert about(data.encode(), URL) == said


def test_a_feed_that_is_longer_than_is_looked_at_keeps_its_letters() -> None:
    data = f"<rss><channel><title>Zeitung für Käse</title><item>{'ä' * 600_000}</item></channel></rss>"
    assert about(data.encode(), URL).title == "Zeitung für Käse"


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        ("<?xml version='1.0'?><!-- x --><rss version='2.0'/>", True),
        ("\ufeff<feed xmlns='http://www.w3.org/2005/Atom'/>", True),
        (' {"version": "https://jsonfeed.org/version/1.1"}', True),
        ('{"version": 1}', False),
        ("<html><head></head></html>", False),
        ("<urlset/>", False),
        ("", False),
    ],
)
def test_feeds_are_told_from_other_things(data: str, is_one: bool) -> None:
    assert is_feed(data.encode()) is is_one


@pytest.mark.parametrize(
    ("data", "cut_short"),
    [
        ("<rss version='2.0'><channel><title>Cut", True),
        ("<rss version='2.0'><channel><title>Empty</title></channel></rss>", False),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'></a:feed >", False),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", False),
        ('{"version": "https://jsonfeed.org/version/1.1"}', False),
    ],
)
def test_an_answer_cut_short_is_told_from_an_empty_feed(data: str, cut_short: bool) -> None:
    assert breaks_off(data.encode()) is cut_short
    assert breaks_off(data.encode("utf-16")) is cut_short


def test_a_name_that_xml_does_not_allow_ends_nothing() -> None:
    broken = b"<feed><title>River</title><authops://river.example/></feed>"
    assert about(broken, URL).title == "River"


def test_a_page_names_its_feeds() -> None:
    page = (
        "<html><head><base href='/base/'><link rel='alternate' type='text/html' href='de'>"
        "<link rel='ALTERNATE' type='application/rss+xml; charset=utf-8' title='Comments' href='c.xml'>"
        "<link rel='alternate' type='application/atom+xml' href='a.xml'>"
        "<link rel='stylesheet' type='application/rss+xml' href='no.xml'>"
        "<link rel='alternate' type='application/feed+json' href='//other.example/j'>"
        "<link rel='alternate' type='application/rss+xml' href=''>"
        "<link rel='alternate' type='application/rss+xml' href='http://[::1'></head></html>"
    )
    assert feed_links(page.encode(), URL) == [
        "https://paper.example/base/a.xml",
        "https://other.example/j",
        "https://paper.example/base/c.xml",
    ]
    for data in (b"", b"\0\1\2", b"<div>" * 200_000, b"x" * 6_000_000):
        assert feed_links(data, URL) == []


def test_opml_holds_whatever_is_in_a_title() -> None:
    nasty = "A & \"B\" 'C' <d> \x00\x0b\ud800 é"
    written = as_opml(
        [
            feed("https://a.example/?x=1&y=2", nasty, "News / <World>", "https://a.example/"),
            feed("https://b.example/", folder="News / <World>"),
            feed("https://c.example/", "C"),
        ]
    )
    root = ElementTree.fromstring(written.encode())
    inner = root.find("body/outline[@text='News']/outline[@text='<World>']")
    assert inner is not None
    first, second = inner.findall("outline")
    assert first.get("xmlUrl") == "https://a.example/?x=1&y=2"
    assert (first.get("title") or "").startswith("A & \"B\" 'C' <d>")
    assert first.get("htmlUrl") == "https://a.example/"
    assert second.get("text") == "https://b.example/"
    assert root.find("body/outline[@xmlUrl='https://c.example/']") is not None


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("max-age=600", 10),
        ("public, Max-Age = 60", 1),
        ("s-maxage=600", None),
        ("no-store", None),
        ("", None),
    ],
)
def test_for_how_long_a_server_says_that_an_answer_holds(value: str, minutes: int | None) -> None:
    assert max_age_minutes({"cache-control": value}) == minutes


def test_what_fails_is_asked_ever_later_and_not_all_at_once() -> None:
    waits = [next_after_failure(NOW, failures, 0.5) - NOW for failures in range(1, 40)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (15, 30, 60, 120)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=7)
    assert next_after_failure(NOW, 1, 0.0) < next_after_failure(NOW, 1, 1.0)
    assert next_after_failure(NOW, 1, 0.5, wait=86_400) == NOW + timedelta(days=1)
    assert next_after_failure(NOW, 1, 0.5, wait=1e12) == NOW + timedelta(days=7)


def test_a_wish_to_be_kept_is_heeded_within_bounds() -> None:
    kept = [next_after_success(NOW, minutes) - NOW for minutes in (None, 0, 1, 60, 10**8)]
    assert kept == [timedelta(minutes=minutes) for minutes in (0, 0, 10, 60, 24 * 60)]


def test_entries_are_known_by_their_page_and_told_once() -> None:
    def entry(name: str, url: str | None) -> RawDocument:
        fields = {"title": name, **({"url": url} if url else {})}
        return RawDocument(
            data=b"", media_type="application/xml", external_id=name, origin="feed", url=url, fields=fields
        )

    originals, entries, faults = entries_of(
        [
            entry("a", "https://paper.example/story?utm_source=rss"),
            entry("b", "https://www.paper.example/story/"),
            entry("c", None),
            entry("d", "file:///etc/passwd"),
            Unreadable("feed", 9, "the entry has no text", b"x"),
            Address("https://paper.example/other", "feed", 9, title="O"),
            Unreadable("feed", 12, "the entry breaks off", b"y"),
            entry("e", "https://paper.example/" + "x" * 1_500),
        ]
    )
    assert originals == []
    assert [(found.key[:40], found.url is None) for found in entries[:4]] == [
        ("paper.example/story", False),
        ("c", True),
        ("d", True),
        ("paper.example/other", False),
    ]
    assert entries[3].offered == {"title": "O"}
    assert len(entries[4].key) <= 500
    assert [fault.unreadable.line for fault in faults] == [12]
