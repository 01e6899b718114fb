"""What pages say about themselves: titles, addresses, dates, people, captions; and markup made to hurt."""

import pytest

from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.html_address import canonical_address
from app.ingest.titles import site_keys, without_site
from app.records import ArticleDraft, RawDocument

SENTENCE = "The city council voted on Monday to close the old bridge after years of debate about its safety. "
ARTICLE = "".join(f"<p>{SENTENCE}Paragraph {number} adds that nobody objected.</p>" for number in range(4))


def page(head: str = "", body: str = ARTICLE, *, url: str | None = None, lang: str = "en") -> ArticleDraft:
    html = f"<html lang='{lang}'><head>{head}</head><body>{body}</body></html>"
    return extract(
        RawDocument(data=html.encode(), media_type="text/html", external_id="p", origin="p", url=url)
    )


@pytest.mark.parametrize(
    ("title", "site", "bare"),
    [
        ("Council Closes Bridge | Village Crier", "Village Crier", "Council Closes Bridge"),
        ("Council Closes Bridge - Village Crier", "The Village Crier", "Council Closes Bridge"),
        ("Council Closes Bridge – Local News – Village Crier", "Village Crier", "Council Closes Bridge"),
        ("Council Closes Bridge | Science | News | Crier.co.uk", "Crier.co.uk", "Council Closes Bridge"),
        ("Council Closes Bridge : NPR", "NPR", "Council Closes Bridge"),
        ("Debate: who won it - CNNPolitics.com", "CNN", "Debate: who won it"),
        ("桥梁关闭的原因和经过_新浪新闻", "新浪新闻", "桥梁关闭的原因和经过"),
        ("市議会、古い橋を閉鎖へ｜朝日新聞", "朝日新聞", "市議会、古い橋を閉鎖へ"),
        ("Village Crier: Council Closes the Bridge", "Village Crier", "Council Closes the Bridge"),
        ("Most want the bridge - Reuters/Ipsos poll", "Reuters", "Most want the bridge - Reuters/Ipsos poll"),
        ("Trump – again – and what it means", "Village Crier", "Trump – again – and what it means"),
        ("The bridge — a history", "Village Crier", "The bridge — a history"),
    ],
)
def test_site_names_go_and_parts_of_the_headline_stay(title: str, site: str, bare: str) -> None:
    assert without_site(title, site_keys([site]), "Local News", opening=True) == bare


def test_the_headline_that_the_page_shows_wins_over_one_for_search_engines() -> None:
    made = page(
        '<meta property="og:title" content="Council closes old bridge: news, photos 2025">',
        f"<h1>Council closes old bridge for good, and nobody objects</h1>{ARTICLE}",
    )
    assert made.title == "Council closes old bridge for good, and nobody objects"
    assert made.subheads == ()


def test_the_name_of_the_site_as_first_heading_is_no_headline() -> None:
    made = page(
        '<title>Council Closes the Bridge - Village Crier</title><meta property="og:site_name" '
        'content="Village Crier">',
        f"<h1>Village Crier</h1>{ARTICLE}",
    )
    assert made.title == "Council Closes the Bridge"


@pytest.mark.parametrize(
    ("stated", "came_from", "chosen"),
    [
        ("/news/bridge?x=1#top", "https://crier.example/news/bridge?utm_source=f", "https://crier.example/news/bridge?x=1"),
        ("https://crier.example/", "https://crier.example/news/bridge", "https://crier.example/news/bridge"),
        ("https://crier.example/news", "https://crier.example/news/bridge", "https://crier.example/news/bridge"),
        ("https://other.example/bridge", "https://crier.example/bridge", "https://crier.example/bridge"),
        ("https://crier.example/view", "https://crier.example/view?id=8576", "https://crier.example/view?id=8576"),
        ("https://crier.example/bridge", "https://crier-example.cdn.ampproject.org/c/bridge", "https://crier.example/bridge"),
        ("javascript:alert(1)", "https://crier.example/bridge", "https://crier.example/bridge"),
        ("https://crier.example/bri\u202edge", None, "https://crier.example/bridge"),
        ("https://crier.example/", None, None),
        ("http://[broken", None, None),
    ],
)  # fmt: skip
def test_canonical_addresses_are_held_against_where_the_page_came_from(
    stated: str, came_from: str | None, chosen: str | None
) -> None:
    assert canonical_address([stated], came_from) == chosen


def test_published_and_updated_times_keep_zone_and_evidence() -> None:
    made = page(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council Closes the Bridge",'
        '"datePublished":"2025-05-07T08:30:00+02:00","dateModified":"2025-05-08T09:00:00+02:00",'
        '"author":{"@id":"#jane"},}</script>'
        '<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#jane",'
        '"name":"Jane Doe"}]}</script>'
    )
    assert made.published is not None
    assert made.updated is not None
    assert (made.published.date, made.published.precision) == ("2025-05-07T08:30:00+02:00", "second")
    assert made.updated.date == "2025-05-08T09:00:00+02:00"
    assert "dateModified" in made.updated.evidence
    assert made.author == "Jane Doe"


@pytest.mark.parametrize(
    ("lang", "line", "date"),
    [
        ("en", "Published 4:00 am CST, Wednesday, November 20, 2019", "2019-11-20T04:00-06:00"),
        ("en-GB", "Published: 05/10/2018", "2018-10-05"),
        ("de", "Veröffentlicht am 30. Juli 2018 um 10.30 Uhr", "2018-07-30T10:30"),
        ("fr", "Publié le 19 novembre 2019 à 10h30", "2019-11-19T10:30"),
        ("pt", "Publicado em 22 de janeiro de 2018 às 0:13", "2018-01-22T00:13"),
        ("ru", "Опубликовано 11 октября 2018", "2018-10-11"),
        ("ko", "입력시간 : 2018-08-25 15:24", "2018-08-25T15:24"),
        ("ja", "公開日 2019年11月19日 10:30", "2019-11-19T10:30"),
        ("pl", "Opublikowano: 1 marca 2020", "2020-03-01"),
    ],
)
def test_the_date_line_of_a_page_is_read_in_its_language(lang: str, line: str, date: str) -> None:
    made = page(body=f"<h1>The headline of it</h1><div>{line}</div>{ARTICLE}", lang=lang)
    assert made.published is not None
    assert (made.published.date, made.published.guessed) == (date, False)
    assert line in made.published.evidence


def test_dates_of_other_articles_and_updates_are_not_taken_for_the_day_of_publication() -> None:
    made = page(
        body="<aside class='related'><span class='date'>May 1, 2019</span></aside><h1>The headline of it</h1>"
        f"<div>Published May 7, 2025 | Updated May 9, 2025 10:30</div>{ARTICLE}"
    )
    assert made.published is not None
    assert made.updated is not None
    assert (made.published.date, made.updated.date) == ("2025-05-07", "2025-05-09T10:30")


def test_agencies_are_told_from_people_and_from_the_outlet() -> None:
    made = page('<meta name="author" content="JANE DOE, Associated Press">')
    assert (made.author, made.agency) == ("Jane Doe", "The Associated Press")
    made = page(body=f"<p>COLUMBIA, S.C. (AP) — {SENTENCE}</p>{ARTICLE}")
    assert (made.author, made.agency) == (None, "The Associated Press")
    made = page(
        body=f"<p>LONDON (Reuters) - {SENTENCE}</p>{ARTICLE}", url="https://www.reuters.com/world/x-1"
    )
    assert made.agency is None


def test_captions_stand_where_the_picture_stands_and_links_to_others_are_set_aside() -> None:
    made = page(
        body=f"<h1>The headline of it</h1><article><p>{SENTENCE}First.</p><figure><img src='b.jpg'>"
        f"<figcaption>The old bridge. <span>Photo: Jane Roe</span></figcaption></figure>{ARTICLE}"
        "<p><a href='/x'>Mayor of the town resigns after long debate</a></p><p>You may also like...</p>"
        "<p>Ten bridges to see</p></article>"
    )
    assert made.captions == ("The old bridge. Photo: Jane Roe",)
    assert "Mayor of the town" not in made.text
    assert "Ten bridges" not in made.text
    assert made.text.count("nobody objected") == 4


@pytest.mark.parametrize(
    "html",
    [
        "<div " + " ".join(f'a{number}="x"' for number in range(100_000)) + f">{ARTICLE}</div>",
        "<br>" * 200_000 + ARTICLE,
        "<div>" * 100_000 + ARTICLE,
    ],
    ids=["attributes", "tags", "depth"],
)
def test_markup_made_to_hurt_is_refused_beforehand(html: str) -> None:
    with pytest.raises(UnreadableInputError):
        page(body=html)


def test_hidden_marks_do_not_get_into_titles_names_and_addresses() -> None:
    made = page(
        '<meta property="og:title" content="Council \u202esesolC the Bri\u200bdge&#8238;">'
        '<meta name="author" content="Ja\u2066ne D\u00adoe">'
        '<link rel="canonical" href="https://crier.example/bri&#8238;dge">'
    )
    assert made.title == "Council sesolC the Bridge"
    assert (made.author, made.url) == ("Jane Doe", "https://crier.example/bridge")
