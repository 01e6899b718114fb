"""Pages from the web as inputs of a run."""

from collections.abc import Iterator

import pytest
from local_web import Asked, LocalWeb, Reply, local_web
from news_pages import page

from app.database import Database
from app.ingest.readers.base import Address, Source, Unreadable
from app.ingest.web_pages import fetch_sources, take_in_addresses
from app.records import RunRecord
from app.store import articles, runs

SITEMAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = (
    '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
)


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as running:
        yield running


def addresses(*urls: str) -> list[Address]:
    return [Address(url, url) for url in urls]


def urls(*places: str) -> str:
    return "".join(f"<url><loc>http://{place}</loc></url>" for place in places)


def maps(*places: str) -> str:
    return "".join(f"<sitemap><loc>http://{place}</loc></sitemap>" for place in places)


def titles(database: Database, report: RunRecord) -> set[str]:
    with database.read_session() as session:
        problems = runs.problems(session, report.id, limit=50)
        assert not [problem for problem in problems if problem.article_id is None], problems
        numbers = range(1, report.stored + 1)
        return {article.title for article in articles.get_many(session, list(numbers))}


def test_pages_come_as_sources_and_what_is_missing_as_a_problem(web: LocalWeb) -> None:
    web.put("a.example/news/story.html", page("bridge"))
    web.put("b.example/robots.txt", "User-agent: *\nDisallow: /")
    web.redirect("c.example/old", "http://127.0.0.1/new")
    wanted = addresses(
        "http://a.example/news/story.html",
        "http://a.example/nothing",
        "http://b.example/page",
        "http://c.example/old",
        "http://127.0.0.1/",
        "ftp://a.example/",
    )
    found = list(fetch_sources(web.polite(), wanted))
    (source,) = [item for item in found if isinstance(item, Source)]
    assert source.data == page("bridge").encode()
    assert (source.name, source.origin) == ("story.html", "http://a.example/news/story.html")
    assert (source.url, source.media_type) == (source.origin, "text/html")
    reasons = {item.origin: item.reason for item in found if isinstance(item, Unreadable)}
    assert reasons == {
        "http://a.example/nothing": "it was not fetched: the server answers 404 (not found)",
        "http://b.example/page": "it was not fetched: the site's robots.txt forbids it to programs",
        "http://c.example/old": "it was not fetched: the address leads to this machine or a private network"
        " (http://127.0.0.1/new)",
        "http://127.0.0.1/": "it was not fetched: the address leads to this machine or a private network",
        "ftp://a.example/": "it was not fetched: only http and https addresses are fetched",
    }


def test_addresses_of_one_page_are_fetched_once(web: LocalWeb) -> None:
    web.put("a.example/story", page("bridge"))
    web.redirect("a.example/short", "/story")
    variants = ("/story?utm_source=x", "/story/", "/story#part", "/short")
    wanted = addresses("http://a.example/story", *(f"http://a.example{variant}" for variant in variants))
    assert len(list(fetch_sources(web.polite(), wanted))) == 1
    assert web.paths() == ["/story", "/short", "/story"]


def test_nothing_is_fetched_before_it_is_asked_for(web: LocalWeb) -> None:
    drawn: list[int] = []

    def many() -> Iterator[Address]:
        for number in range(50):
            drawn.append(number)
            yield Address(f"http://a.example/{number}", "list")

    found = fetch_sources(web.polite(), many())
    assert drawn == []
    next(found)
    assert web.paths() == ["/0"]
    found.close()
    assert web.paths() == ["/0"]


def test_a_person_can_stop_it(web: LocalWeb) -> None:
    wanted = addresses(*(f"http://a.example/{number}" for number in range(50)))
    taken: list[object] = []
    for item in fetch_sources(web.polite(), wanted, stopped=lambda: len(taken) >= 3):
        taken.append(item)
    assert len(taken) == 3


def test_a_sitemap_index_is_followed_to_its_pages(web: LocalWeb, database: Database) -> None:
    web.put(
        "a.example/index.xml", INDEX.format(maps("a.example/1.xml", "b.example/2.xml")), media_type="text/xml"
    )
    web.put("a.example/1.xml", SITEMAP.format(urls("a.example/one")), media_type="application/xml")
    web.put("b.example/2.xml", SITEMAP.format(urls("b.example/two", "a.example/one")), media_type="text/xml")
    web.put("a.example/one", page("bridge"))
    web.put("b.example/two", page("harbour"))
    reports = take_in_addresses(database, web.polite(), addresses("http://a.example/index.xml"))
    assert [report.run.stored for report in reports] == [0, 0, 2]
    assert {report.run.source for report in reports} == {"address"}
    assert reports[0].run.paths == ("http://a.example/index.xml",)
    assert set(reports[2].run.paths) == {"http://a.example/1.xml", "http://b.example/2.xml"}
    assert titles(database, reports[2].run) == {
        "Council talks about the bridge",
        "Council talks about the harbour",
    }
    again = take_in_addresses(database, web.polite(), addresses("http://a.example/index.xml"))
    assert [(report.run.stored, report.run.changed, report.run.same) for report in again] == [
        (0, 0, 0),
        (0, 0, 0),
        (0, 0, 2),
    ]


def test_sitemaps_that_name_one_another_come_to_an_end(web: LocalWeb, database: Database) -> None:
    def answer(asked: Asked) -> Reply:
        number = int(asked.path.strip("/"))
        return Reply(INDEX.format(maps(f"a.example/{number + 1}", "a.example/0")), media_type="text/xml")

    for number in range(20):
        web.pages[f"a.example/{number}"] = answer
    reports = take_in_addresses(database, web.polite(), addresses("http://a.example/0"))
    assert len(reports) == 4
    assert web.paths() == ["/0", "/1", "/2", "/3"]


def test_a_sitemap_of_very_many_pages_is_followed_so_far(
    web: LocalWeb, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ingest.web_pages.MAX_ADDRESSES", 5)
    places = [f"a.example/{number}" for number in range(40)]
    web.put("a.example/map", SITEMAP.format(urls(*places)), media_type="text/xml")
    reports = take_in_addresses(database, web.polite(), addresses("http://a.example/map"))
    assert len(web.paths()) == 5
    with database.read_session() as session:
        reasons = [problem.reason for problem in runs.problems(session, reports[1].run.id, limit=50)]
    assert "36 more addresses were left out: 5 are fetched at a time" in reasons


def test_what_a_news_sitemap_says_stands_in_where_the_page_is_silent(
    web: LocalWeb, database: Database
) -> None:
    news = (
        "<url><loc>http://a.example/one</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        "<n:publication_date>2025-05-07T08:30:00+02:00</n:publication_date><n:title>Said by the map</n:title>"
        "</n:news></url>"
    )
    web.put("a.example/map", SITEMAP.format(news), media_type="text/xml")
    web.put("a.example/one", page("bridge"))
    take_in_addresses(database, web.polite(), addresses("http://a.example/map"))
    with database.read_session() as session:
        (article,) = articles.get_many(session, [1])
    assert article.title == "Council talks about the bridge"
    assert article.published is not None
    assert article.published.date.startswith("2025-05-07")
    assert not article.published.guessed
    assert article.published.evidence == "the feed or list that named the page"


def test_many_hosts_are_asked_side_by_side(web: LocalWeb) -> None:
    hosts = [f"h{number}.example" for number in range(30)]
    for host in hosts:
        web.put(f"{host}/story", page(host))
    found = list(fetch_sources(web.polite(), addresses(*(f"http://{host}/story" for host in hosts))))
    assert len(found) == 30
    assert all(isinstance(item, Source) for item in found)


def test_the_encoding_that_a_server_names_is_used(web: LocalWeb, database: Database) -> None:
    text = "Городской совет обсудил в понедельник ремонт моста и решил, что он начнётся до зимы. " * 5
    body = f"<html><head><title>Мост отремонтируют до зимы</title></head><body><p>{text}</p></body></html>"
    web.put("a.example/most", body.encode("cp1251"), media_type="text/html; charset=windows-1251")
    (report,) = take_in_addresses(database, web.polite(), addresses("http://a.example/most"))
    assert titles(database, report.run) == {"Мост отремонтируют до зимы"}
