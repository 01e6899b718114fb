"""What people type into the forms for adding."""

import pytest

from app.web.add_forms import FormError, addresses, first_words, stated


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://example.org/a", ("https://example.org/a",)),
        ("  example.org/a  \r\n\r\nhttp://b.example\n", ("https://example.org/a", "http://b.example")),
        ("https://example.org/a\nhttps://example.org/a", ("https://example.org/a",)),
        ("https://bücher.example/ä", ("https://bücher.example/ä",)),
    ],
)
def test_addresses_one_a_line(typed: str, found: tuple[str, ...]) -> None:
    assert addresses(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\n \n",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "two words",
        "/etc/passwd",
        "x" * 5_000,
        "ftp://a.b",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(FormError):
        addresses(typed)


def test_only_what_was_filled_in_is_said() -> None:
    given = {
        "title": " A  title\n",
        "outlet": "",
        "published": "2025-02-10",
        "url": "example.org",
        "else": "x",
    }
    assert stated(given) == {"title": "A title", "published": "2025-02-10", "url": "https://example.org"}


@pytest.mark.parametrize(
    "given",
    [{"published": "10.2.2025"}, {"published": "2025-02-30"}, {"url": "a\nb c"}, {"author": "x" * 501}],
)
def test_what_cannot_be_meant_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(FormError) as refused:
        stated(given)
    assert refused.value.place == "text"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A bridge opens\n\nIt", "A bridge opens It"),
        (
            "one two three four five six seven eight nine ten eleven",
            "one two three four five six seven eight nine ten…",
        ),
        ("x" * 200, "x" * 80 + "…"),
        ("\0\u202e", "a text"),
    ],
)
def test_a_text_is_called_by_its_first_words(text: str, name: str) -> None:
    assert first_words(text) == name
