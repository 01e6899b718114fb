"""Feeds polled over a real connection: asked politely, taken in once, nothing lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from local_web import Asked, LocalWeb, Reply, local_web
from news_pages import page
from sqlmodel import select

from app.database import Database
from app.errors import NotFoundError, RefusedAddressError
from app.ingest.feeds import ATTEMPTS, PollReport, poll, subscribe
from app.models import Article
from app.records import ArticleRecord, FeedRecord
from app.store import articles, feeds, runs

FEED = "http://paper.example/feed.xml"
SUMMARY = (
    "The council has decided what becomes of it, and everyone who lives there has an opinion about that."
)


def rss(*entries: str, more: str = "") -> str:
    """A feed of these entries."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title>'
        f"<link>http://paper.example/</link>{more}{''.join(entries)}</channel></rss>"
    )


def item(name: str, *, text: str = SUMMARY, link: str | None = None) -> str:
    """An entry whose page is /NAME."""
    link = f"http://paper.example/{name}" if link is None else link
    parts = [
        f"<title>About the {name}</title><guid isPermaLink='false'>{name}</guid>",
        f"<link>{link}</link>" if link else "",
        "<pubDate>Wed, 07 May 2025 08:30:00 +0200</pubDate>",
        f"<description>{text}</description>" if text else "",
    ]
    return f"<item>{''.join(parts)}</item>"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as running:
        running.put(
            "paper.example/feed.xml", rss(item("bridge"), item("harbour")), media_type="application/rss+xml"
        )
        running.put("paper.example/bridge", page("bridge"))
        running.put("paper.example/harbour", page("harbour"))
        yield running


def feed_of(database: Database, url: str = FEED) -> FeedRecord:
    with database.read_session() as session:
        return feeds.resolve(session, url)


def polled(database: Database, web: LocalWeb, *, now: bool = False) -> PollReport:
    """A poll of what is due, or of the one feed now."""
    only = [feed_of(database)] if now else None
    return poll(database, web.polite(), only=only, chance=lambda: 0.5)


def stored(database: Database) -> list[ArticleRecord]:
    with database.read_session() as session:
        numbers = session.exec(select(Article.id)).all()
        return articles.get_many(session, [number for number in numbers if number is not None])


def reasons(database: Database, report: PollReport) -> list[str]:
    assert report.run is not None
    with database.read_session() as session:
        return [problem.reason for problem in runs.problems(session, report.run.run.id, limit=50)]


def minutes_until_due(feed: FeedRecord) -> float:
    assert feed.due_at is not None
    return (datetime.fromisoformat(feed.due_at) - datetime.now(UTC)) / timedelta(minutes=1)


def test_a_feed_is_subscribed_to_once_by_its_address_or_its_sites(web: LocalWeb, database: Database) -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">'
        '<link rel="alternate" type="application/rss+xml" href="feed.xml">'
    )
    web.put("paper.example/", f"<html><head>{links}</head><body>hello</body></html>")
    feed, new = subscribe(database, web.polite(), "http://paper.example/", folder="News")
    assert (feed.url, feed.title, feed.site_url, new) == (FEED, "The Paper", "http://paper.example/", True)
    assert feed.folder == "News"
    assert subscribe(database, web.polite(), FEED) == (feed, False)
    web.redirect("paper.example/old.xml", "/feed.xml", 301)
    assert subscribe(database, web.polite(), "http://paper.example/old.xml")[1] is False


def test_what_is_no_feed_is_not_subscribed_to(web: LocalWeb, database: Database) -> None:
    with pytest.raises(NotFoundError, match="no feed"):
        subscribe(database, web.polite(), "http://paper.example/bridge")
    with pytest.raises(RefusedAddressError):
        subscribe(database, web.polite(), "http://127.0.0.1/feed")


def test_the_page_of_each_entry_is_taken_in_and_a_second_poll_takes_in_nothing(
    web: LocalWeb, database: Database
) -> None:
    subscribe(database, web.polite(), FEED)
    report = polled(database, web)
    assert report.run is not None
    assert (report.run.run.source, report.run.run.stored, report.run.run.problems) == ("feeds", 2, 0)
    assert {article.title for article in stored(database)} == {
        "Council talks about the bridge",
        "Council talks about the harbour",
    }
    published = stored(database)[0].published
    assert published is not None
    assert published.date.startswith("2025-05-07")  # the page does not say, its entry does
    assert not published.guessed
    again = polled(database, web)
    assert again.run is not None
    assert (again.run.run.seen, again.run.run.stored) == (0, 0)
    assert web.paths().count("/bridge") == 1
    assert feed_of(database).articles_taken == 2


def test_an_unchanged_feed_is_asked_for_changes_only(web: LocalWeb, database: Database) -> None:
    def answer(asked: Asked) -> Reply:
        same = asked.headers.get("if-none-match") == '"v1"'
        validators = {"ETag": '"v1"', "Last-Modified": "Wed, 07 May 2025 08:30:00 GMT"}
        return Reply(rss(item("bridge")), 304 if same else 200, validators, "application/rss+xml")

    web.pages["paper.example/feed.xml"] = answer
    subscribe(database, web.polite(), FEED)
    polled(database, web)
    for _ in range(2):
        (result,) = polled(database, web).feeds
        assert result.unchanged
        assert web.asked[-1].headers["if-modified-since"] == "Wed, 07 May 2025 08:30:00 GMT"
    assert feed_of(database).etag == '"v1"'


def test_a_page_that_cannot_be_had_is_replaced_and_tried_again(web: LocalWeb, database: Database) -> None:
    web.put("paper.example/feed.xml", rss(item("bridge")), headers={"ETag": '"v1"'}, media_type="text/xml")
    web.put("paper.example/bridge", status=500)
    subscribe(database, web.polite(), FEED)
    first = polled(database, web)
    (article,) = stored(database)
    assert (article.title, article.body) == ("About the bridge", SUMMARY)
    assert reasons(database, first) == [
        "it was not fetched: the server answers 500 (an error of its own); this is what its feed says"
    ]
    assert feed_of(database).etag is None  # it must be sent again
    web.put("paper.example/bridge", page("bridge"))
    second = polled(database, web)
    assert second.run is not None
    assert (second.run.run.stored, second.run.run.changed) == (0, 1)
    (article,) = stored(database)
    assert (article.title, article.version) == ("Council talks about the bridge", 2)
    assert feed_of(database).etag == '"v1"'


def test_a_page_is_tried_in_three_polls_and_no_more(web: LocalWeb, database: Database) -> None:
    web.put("paper.example/bridge", status=500)
    subscribe(database, web.polite(), FEED)
    for _ in range(5):
        polled(database, web)
    assert web.paths().count("/bridge") == ATTEMPTS
    assert len(stored(database)) == 2


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_page_that_is_not_there_is_tried_once(web: LocalWeb, database: Database, status: int) -> None:
    web.put("paper.example/bridge", status=status)
    subscribe(database, web.polite(), FEED)
    for _ in range(3):
        polled(database, web)
    assert web.paths().count("/bridge") == 1
    assert len(stored(database)) == 2


def test_a_page_without_an_article_is_replaced_by_its_entry(web: LocalWeb, database: Database) -> None:
    web.put("paper.example/bridge", "<html><body><script>app()</script></body></html>")
    web.put("paper.example/feed.xml", rss(item("bridge")), media_type="text/xml")
    subscribe(database, web.polite(), FEED)
    (reason,) = reasons(database, polled(database, web))
    assert "this is what its feed says" in reason
    (article,) = stored(database)
    assert (article.title, article.body, article.url) == (
        "About the bridge",
        SUMMARY,
        "http://paper.example/bridge",
    )


def test_entries_without_page_or_text_or_either(web: LocalWeb, database: Database) -> None:
    entries = [
        item("bridge", text=""),
        item("alone", link=""),
        item("lost", text=""),
        item("x", text="", link=""),
    ]
    web.put("paper.example/feed.xml", rss(*entries), media_type="text/xml")
    subscribe(database, web.polite(), FEED)
    report = polled(database, web)
    assert {article.title for article in stored(database)} == {
        "Council talks about the bridge",
        "About the alone",
    }
    assert sorted(reasons(database, report)) == [
        "it was not fetched: the server answers 404 (not found)",
        "the entry has no text",
    ]
    again = polled(database, web)
    assert reasons(database, again) == []


def test_robots_txt_is_obeyed_for_pages_of_entries(web: LocalWeb, database: Database) -> None:
    web.put("paper.example/robots.txt", "User-agent: *\nDisallow: /bridge")
    subscribe(database, web.polite(), FEED)
    (reason,) = reasons(database, polled(database, web))
    assert reason.startswith("it was not fetched: the site's robots.txt forbids it to programs")
    assert "/bridge" not in web.paths()
    assert len(stored(database)) == 2


def test_an_evil_link_of_an_entry_is_not_followed(web: LocalWeb, database: Database) -> None:
    links = ["http://169.254.169.254/latest/", "file:///etc/passwd", "http://localhost/admin"]
    entries = [item(f"e{number}", link=link, text=f"{SUMMARY} {link}") for number, link in enumerate(links)]
    web.put("paper.example/feed.xml", rss(*entries), media_type="text/xml")
    subscribe(database, web.polite(), FEED)
    polled(database, web)
    assert len(stored(database)) == 3
    assert {address for address, _port in web.dialled} == {"93.184.216.34"}
    assert set(web.paths()) == {"/feed.xml"}


def test_a_feed_that_fails_is_asked_ever_later(web: LocalWeb, database: Database) -> None:
    subscribe(database, web.polite(), FEED)
    web.put("paper.example/feed.xml", status=502)
    waits = []
    for number in range(1, 5):
        (result,) = polled(database, web, now=True).feeds
        assert result.reason == "it was not fetched: the server answers 502"
        feed = feed_of(database)
        assert (feed.failures, feed.last_failure) == (number, result.reason)
        waits.append(round(minutes_until_due(feed)))
        assert polled(database, web).feeds == ()
    assert waits == [15, 30, 60, 120]
    web.put("paper.example/feed.xml", rss(item("bridge")), media_type="text/xml")
    polled(database, web, now=True)
    assert (feed_of(database).failures, feed_of(database).last_failure) == (0, None)
    with database.read_session() as session:
        assert len(feeds.failures(session, feed_of(database).id)) == 4


def test_a_feed_that_is_gone_is_paused(web: LocalWeb, database: Database) -> None:
    feed, _new = subscribe(database, web.polite(), FEED)
    web.put("paper.example/feed.xml", status=410)
    (result,) = polled(database, web).feeds
    assert result.paused
    assert feed_of(database).paused
    with database.write_session() as session:
        feeds.pause(session, feed.id, paused=False)
    assert feed_of(database).due_at is None


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(web: LocalWeb, database: Database) -> None:
    subscribe(database, web.polite(), FEED)
    web.put("paper.example/feed.xml", status=503, headers={"Retry-After": "18000"})
    polled(database, web)
    assert round(minutes_until_due(feed_of(database))) == 300


def test_a_feed_that_has_moved_is_asked_at_its_new_address(web: LocalWeb, database: Database) -> None:
    subscribe(database, web.polite(), FEED)
    web.put("new.example/feed", rss(item("bridge")), media_type="text/xml")
    web.redirect("paper.example/feed.xml", "http://new.example/feed", 302)
    polled(database, web)
    assert feed_of(database).url == FEED
    web.redirect("paper.example/feed.xml", "http://new.example/feed", 301)
    polled(database, web)
    assert feed_of(database, "http://new.example/feed").title == "The Paper"
    with pytest.raises(NotFoundError):
        feed_of(database)


@pytest.mark.parametrize(
    ("more", "headers", "minutes"),
    [
        ("", {}, 0),
        ("<ttl>60</ttl>", {}, 60),
        ("<ttl>1</ttl>", {}, 10),
        ("<ttl>999999</ttl>", {}, 24 * 60),
        ("<ttl>often</ttl>", {}, 0),
        ("", {"Cache-Control": "public, max-age=7200"}, 120),
        ("<ttl>30</ttl>", {"Cache-Control": "max-age=3600"}, 60),
        ("", {"Cache-Control": "no-cache"}, 0),
    ],
)
def test_a_feed_is_kept_for_as_long_as_it_asks_within_bounds(
    web: LocalWeb, database: Database, more: str, headers: dict[str, str], minutes: int
) -> None:
    web.put("paper.example/feed.xml", rss(more=more), headers=headers, media_type="text/xml")
    subscribe(database, web.polite(), FEED)
    polled(database, web)
    assert round(minutes_until_due(feed_of(database))) == minutes


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>Our feed has moved to another place, please look there.</body></html>",
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item><title>&a;</title></item>"
        "</channel></rss>",
        "\0\1\2\3" * 100,
        "<rss" + "<a>" * 50_000,
        "<rss><channel><title>The answer was cut short",
    ],
)
def test_what_is_no_feed_any_more_is_a_failure(web: LocalWeb, database: Database, body: str) -> None:
    subscribe(database, web.polite(), FEED)
    web.put("paper.example/feed.xml", body, media_type="application/rss+xml")
    report = polled(database, web)
    assert stored(database) == []
    assert feed_of(database).failures == 1 or (report.run is not None and report.run.run.stored == 0)


def test_a_json_feed_is_polled_like_any_other(web: LocalWeb, database: Database) -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "JSON Paper", "home_page_url": "/", '
        '"items":'
        ' [{"id": "1", "url": "http://paper.example/bridge", "title": "A", "content_text": "'
        + SUMMARY
        + '"},'
        ' {"id": "2", "url": "http://paper.example/harbour", "content_text": "' + SUMMARY + '"}]}'
    )
    web.put("paper.example/feed.xml", body, media_type="application/feed+json")
    feed, _new = subscribe(database, web.polite(), FEED)
    assert (feed.title, feed.site_url) == ("JSON Paper", "http://paper.example/")
    polled(database, web)
    assert len(stored(database)) == 2
    assert {article.title_source for article in stored(database)} == {"html"}


def test_very_many_new_entries_are_taken_up_in_several_polls(
    web: LocalWeb, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ingest.feeds.MOST_NEW", 3)
    names = [f"n{number}" for number in range(8)]
    entries = [item(name, text=f"{SUMMARY} {name * 20}", link="") for name in names]
    web.put("paper.example/feed.xml", rss(*entries), headers={"ETag": '"v1"'}, media_type="text/xml")
    subscribe(database, web.polite(), FEED)
    for expected in (3, 6, 8, 8):
        polled(database, web)
        assert len(stored(database)) == expected


def test_a_feed_without_end_is_looked_at_so_far(
    web: LocalWeb, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ingest.feed_entries.MOST_ENTRIES", 30)
    entries = "".join(item(f"n{number}", text="", link="") for number in range(3_000))
    web.put("paper.example/feed.xml", rss(entries), media_type="text/xml")
    subscribe(database, web.polite(), FEED)
    assert len(reasons(database, polled(database, web))) == 30


def test_a_poll_that_is_interrupted_loses_nothing(
    web: LocalWeb, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(database, web.polite(), FEED)

    def interrupt(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("app.ingest.feeds.source_of", interrupt)
        with pytest.raises(KeyboardInterrupt):
            polled(database, web)
    assert feed_of(database).polled_at is None
    polled(database, web)
    assert len(stored(database)) == 2
