import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.completion import ending

ALL = ("word", "outlet", "person", "event")


@pytest.mark.parametrize(
    ("text", "kinds", "word", "names"),
    [
        ("cli", ALL, "cli", ["cli"]),
        ("fox ", ALL, None, ["fox "]),
        ("trade new york ti", ALL, "ti", ["new york ti", "york ti", "ti"]),
        ("x y a b c d", ALL, "d", ["b c d", "c d", "d"]),
        ("a OR new yo", ALL, "yo", ["new yo", "yo"]),
        ('"a b" (new yo', ALL, "yo", ["new yo", "yo"]),
        ("wall -fo", ALL, "fo", ["fo"]),
        ("covid-va", ALL, "va", ["covid-va"]),
        ("U.S", ALL, None, ["U.S"]),
        ("title:wa", ("word",), "wa", []),
        ("title: wa", ("word",), "wa", []),
        ("wall outlet:fo", ("outlet",), "fo", ["fo"]),
        ('wall outlet:"Fox N', ("outlet",), "N", ["Fox N"]),
        ("Author:ok", ("person",), "ok", ["ok"]),
        ("event:har", ("event",), "har", ["har"]),
        ('"border wa', ("word",), "wa", []),
    ],
)
def test_what_is_being_typed(text: str, kinds: tuple[str, ...], word: str | None, names: list[str]) -> None:
    found = ending(text)
    assert found is not None
    assert found.kinds == kinds
    assert (found.word.text if found.word else None) == word
    assert [name.text for name in found.names] == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '"',
        '""',
        "wall AND",
        "wall)",
        "wal*",
        "wall~1",
        '"a b"',
        "date:20",
        "10:3",
        "https://fox",
        "a" * 1_001,
    ],
)
def test_where_nothing_can_be_suggested(text: str) -> None:
    assert ending(text) is None


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("supreme cou", "supreme"),
        ('"a-b cou', "b"),
        ("cou", None),
        ("a AND cou", None),
        ("a) cou", None),
        ("a ", None),
    ],
)
def test_the_word_before(text: str, before: str | None) -> None:
    found = ending(text)
    assert found is not None
    assert found.before == before


def test_what_is_put_in_replaces_what_was_typed_and_no_more() -> None:
    plain = ending("wall -new yo")
    assert plain is not None
    assert plain.with_word("york") == "wall -new york"
    assert plain.with_clause(plain.names[0], 'outlet:"New York Times"') == 'wall -outlet:"New York Times"'
    field = ending('(-outlet:"Fox N')
    assert field is not None
    assert field.with_clause(field.names[0], 'outlet:"Fox News"') == '(-outlet:"Fox News"'
    quoted = ending("“border wa")
    assert quoted is not None
    assert quoted.with_word("wall") == '“border wall"'


@given(st.text(alphabet='ab OR:"-(~*title', max_size=40) | st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    found = ending(text)
    for name in found.names if found else ():
        assert text[name.at :].endswith(name.text)
