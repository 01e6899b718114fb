"""Key terms and related articles: their own page, its part of the article's page, and the JSON."""

from page_selection import select, texts


def _titles(page):
    return [int(link.get("href").rpartition("/")[2]) for link in select(page, ".items h3 a")]


def test_the_article_leads_to_them_with_and_without_scripts(client, parse):
    page = parse(client.get("/articles/4"))
    (part,) = select(page, "[hx-trigger=revealed]")
    assert part.get("hx-get") == "/articles/4/related"
    (link,) = select(page, ".to-come a")
    assert client.get(link.get("href")).status_code == 200


def test_key_terms_are_links_to_their_search(client, parse):
    page = parse(client.get("/articles/1/related"))
    links = select(page, ".key-terms a")
    assert "harbour bridge" in [link.text_content() for link in links]
    for link in links:
        (box,) = select(parse(client.get(link.get("href"))), "#q")
        assert box.get("value").strip('"') == link.text_content()


def test_related_articles_say_what_they_share(client, parse):
    page = parse(client.get("/articles/2/related"))
    assert _titles(page) == [3]
    assert "Shares bridge" in texts(page, ".items li")[0]
    given = client.get("/articles/2/related.json").json()
    assert [one["article"]["id"] for one in given["articles"]] == [3]
    assert "bridge" in given["articles"][0]["shared"]


def test_the_part_keeps_the_title_of_the_article(client, parse):
    whole = parse(client.get("/articles/4"))
    part = client.get("/articles/4/related", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<main" not in part.text
    assert texts(parse(part), "title") == texts(whole, "title")


def test_the_others_of_its_event_are_named_not_listed(client, parse):
    page = parse(client.get("/articles/1/related"))
    assert 2 not in _titles(page)
    assert "1 other article of its event is left out" in page.text_content()


def test_hostile_titles_are_text(client):
    assert "<b>text</b>" not in client.get("/articles/3/related").text
    assert "<b>text</b>" not in client.get("/articles/2/related").text


def test_unknown_articles_have_none(client):
    assert client.get("/articles/9999/related").status_code == 404
    assert client.get("/articles/9999/related.json").status_code == 404
