"""The words of two sides: the form, two lists that lead on, and the data."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from page_selection import select, texts
from search_corpus import Row, filled

from app.config import Settings
from app.events.job import group_events
from app.web.app import create_app

_NAMES = "Ash Birch Cedar Elm Fir Hazel Larch Maple".split()  # noqa: SIM905
ROWS = [
    *(
        Row(f"Ferries at {name}", f"Gazette readers in {name} want ferries, more ferries.", outlet="Gazette")
        for name in _NAMES
    ),
    *(
        Row(f"Taxes at {name}", f"Taxes rise in {name}, and the taxes hurt.", outlet="<b>Courier</b>")
        for name in _NAMES
    ),
]


@pytest.fixture(scope="module")
def words_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data: Path = tmp_path_factory.mktemp("words")
    database = filled(data / "parallax.sqlite3", ROWS)
    group_events(database)
    database.close()
    with TestClient(create_app(Settings(data=data)), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def _lists(document) -> list[list[str]]:
    return [
        [word.text_content() for word in section.xpath(".//tbody//th")]
        for section in select(document, ".lists > section")
    ]


def test_two_lists_stand_side_by_side_with_counts(words_client, parse):
    document = parse(words_client.get("/words?outlet=gazette"))
    here, there = _lists(document)
    assert here[0].lower() == "ferries"
    assert there[0].lower() == "taxes"
    assert texts(document, ".lists h2") == ["More in Gazette", "More in the rest of the corpus"]
    figures = document.xpath("(//tbody/tr[th])[1]/td/text()")
    assert figures[2:] == ["16", "0", "8", "0"]
    assert "8 articles" in select(document, ".told")[0].text_content()
    # so few words tell nothing for sure
    assert "too few words" in document.text_content()


def test_a_word_leads_to_where_it_stands_on_its_side(words_client, parse):
    document = parse(words_client.get("/words?outlet=gazette&b_q=taxes"))
    here, there = (
        section.xpath(".//tbody//th/a/@href")[0] for section in select(document, ".lists > section")
    )
    assert here.lower() == "/concordance?q=ferries&outlet=gazette"
    assert there.lower() == "/concordance?q=taxes+and+%28taxes%29"


def test_the_names_of_the_house_are_named_as_left_out(words_client, parse):
    document = parse(words_client.get("/words?outlet=gazette"))
    assert "Gazette" in select(document, "section[aria-labelledby='left-out']")[0].text_content()


def test_both_sides_stay_in_the_form_and_can_be_swapped(words_client, parse):
    asked = "q=ferries&lang=en&from=2020-01-01&b_outlet=gazette&b_to=2025-01-01"
    document = parse(words_client.get(f"/words?{asked}"))
    assert document.xpath("//input[@name='q']/@value") == ["ferries"]
    assert document.xpath("//input[@name='lang']/@value") == ["en"]
    assert document.xpath("//select[@name='b_outlet']/option[@selected]/@value") == ["gazette"]
    swapped = document.xpath("//a[text()='Swap the sides']/@href")[0]
    assert swapped == "/words?outlet=gazette&lang=en&to=2025-01-01&b_q=ferries&b_from=2020-01-01"


def test_nothing_is_compared_until_a_side_is_stated(words_client, parse):
    document = parse(words_client.get("/words?q=&outlet=&from=&to=&b_q=&b_outlet=&b_from=&b_to="))
    assert not select(document, ".lists")
    assert document.xpath("//main//a/@href")[-1] == "/how#words"
    empty = parse(words_client.get("/words?q=zeppelin"))
    assert "No article matches on the first side" in empty.text_content()


def test_articles_that_are_not_counted_are_said_to_be(client, parse):
    # the made-up corpus was stored without the job that counts
    text = parse(client.get("/words?outlet=town-hall-minutes")).text_content()
    assert "60 could not be counted" in text
    assert "parallax events" in text


def test_the_same_as_data(words_client):
    found = words_client.get("/words.json?outlet=gazette").json()
    assert found["more_in_a"][0]["a"] == {"count": 16, "rate": pytest.approx(2_222, rel=0.2), "articles": 8}
    answer = words_client.get("/words.csv?outlet=gazette")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert (rows[0]["side"], rows[0]["count_a"], rows[0]["articles_b"]) == ("a", "16", "0")
    assert {row["side"] for row in rows} == {"a", "b"}


def test_hostile_names_are_only_text(words_client, parse):
    document = parse(words_client.get("/words?b_outlet=b-courier-b&q=%3Cb%3E"))
    assert "<b>Courier</b>" in document.text_content()
    assert not document.xpath("//option/b")
