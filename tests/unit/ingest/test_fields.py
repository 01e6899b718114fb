import pytest

from app.errors import ParallaxError
from app.ingest.fields import parse_field_map, recognise, record_fields


def test_names_of_common_data_sets_are_recognised_whatever_their_case() -> None:
    names = [
        "ID",
        "Headline",
        "content_original",
        "Source",
        "source_url",
        "URL",
        "pubDate",
        "Byline",
        "lang",
        "x",
    ]
    found = recognise(names)
    assert {ours: theirs[0] for ours, theirs in found.items()} == {
        "id": "ID",
        "title": "Headline",
        "body": "content_original",
        "outlet": "Source",
        "domain": "source_url",
        "url": "URL",
        "published": "pubDate",
        "author": "Byline",
        "language": "lang",
    }


def test_what_a_person_said_wins_and_an_empty_field_gives_way_to_the_next() -> None:
    record = {"title": "T", "content": "short", "full": "long", "text": " "}
    assert record_fields(record)["body"] == "short"
    assert record_fields(record, {"body": "full"})["body"] == "long"
    assert "body" not in record_fields({"text": "", "title": "T"})


def test_map_options() -> None:
    assert parse_field_map(["body=full_text", "Title = head"]) == {"body": "full_text", "title": "head"}
    for wrong in ("body", "body=", "soul=x"):
        with pytest.raises(ParallaxError, match="OUR_FIELD"):
            parse_field_map([wrong])
